// SPDX-License-Identifier: Apache-2.0
// Signing in: password, one-time code, links, throttling, and access that expires. Numbers are those of the list of
// attacks.
#include "hub/accounts/accounts_test_tools.h"

namespace concordat::hub::proving {
namespace {

class SignIn : public AccountsTest {};
CONCORDAT_ON_BOTH_STORES(SignIn);

TEST_P(SignIn, TakesAPasswordAndACode) {
  auto const anna = colleague("anna.csp", "anna");
  auto const from = leaves().size();
  auto const token = sign_in(anna);
  ASSERT_TRUE(is_in(token));
  EXPECT_EQ(who(token)->login, "anna.csp");
  EXPECT_FALSE(who(token)->demo);
  auto const noted = leaves_of(ledger::Event::login, from);
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted.front().verdict, ledger::Verdict::permit);
  EXPECT_EQ(noted.front().actor, hub().actor("northshire-csp", "anna"));
  EXPECT_THAT(noted.front().fields, testing::ElementsAre("sign-in", "password"));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SignIn, TakesTheLoginInAnyCase) {
  auto const anna = colleague("anna.csp", "anna");
  EXPECT_EQ(try_password(" Anna.CSP ", good_password), "fine");
  EXPECT_EQ(try_password("anna.csp", "Seventeen green bicycles"), "sign-in.refused");
}

TEST_P(SignIn, APasswordAloneOpensNothing) {
  auto const anna = colleague("anna.csp", "anna");
  auto const step = accounts().sign_in(anna.login, good_password, own_address);
  ASSERT_EQ(code_of(step), "fine");
  EXPECT_FALSE(is_in(step->token.expose()));
  EXPECT_EQ(code_of(accounts().begin_enrolment(step->token.expose())), "sign-in.half-over") << "there is an app already";
  EXPECT_EQ(code_of(accounts().sign_in_by_link(step->token.expose())), "link.over");
  EXPECT_EQ(code_of(accounts().set_password(step->token.expose(), "another good password")), "link.over");
  wait(10min);
  EXPECT_EQ(code_of(accounts().confirm_code(step->token.expose(), code(anna), own_address)), "sign-in.half-over");
}

TEST_P(SignIn, TellsAnUnknownLoginAndAWrongPasswordApartByNothing) {  // attack 2
  auto const anna = colleague("anna.csp", "anna");
  (void)make_sign_in_link(hub(), "bert");
  auto const made = desk().add({"never.set-up", "sara"});
  auto const other = colleague("gone.csp", "fritz");
  ASSERT_EQ(code_of(desk().disable(other.id)), "fine");
  std::string const wrong = "a password that is wrong";
  int number = 0;
  for (std::string const login : {"anna.csp", "nobody.here", "never.set-up", "gone.csp", "demo.bert", "", "' OR 1=1 --"}) {
    auto const before = crypto::hashing_queue().entered();
    auto const size = leaves().size();
    auto const answer = accounts().sign_in(login, wrong, own_address);
    ASSERT_FALSE(answer);
    EXPECT_EQ(sentence(answer.error()), sentence(accounts().sign_in(fmt::format("somebody.{}", ++number), wrong, "192.0.2.77").error())) << login;
    EXPECT_EQ(crypto::hashing_queue().entered() - before, 2U) << "each is one hashing: " << login;
    EXPECT_EQ(leaves().size(), size) << login;
  }
  EXPECT_EQ(number_of("SELECT failed FROM account WHERE login = 'anna.csp'"), 1);
}

TEST_P(SignIn, ACodeCountsOnceAndNeitherEarlierNorLater) {  // attack 6
  auto const anna = colleague("anna.csp", "anna");
  wait(5min);
  auto const from = leaves().size();
  auto const half = accounts().sign_in(anna.login, good_password, own_address);
  ASSERT_EQ(code_of(half), "fine");
  auto const token = half->token.expose();
  EXPECT_EQ(code_of(accounts().confirm_code(token, code(anna, -2), own_address)), "sign-in.refused");
  EXPECT_EQ(code_of(accounts().confirm_code(token, code(anna, 2), own_address)), "sign-in.refused");
  EXPECT_EQ(code_of(accounts().confirm_code(token, "", own_address)), "sign-in.refused");
  EXPECT_EQ(leaves_of(ledger::Event::login, from).size(), 3U) << "each is written down";
  EXPECT_EQ(leaves_of(ledger::Event::login, from).front().verdict, ledger::Verdict::refuse);
  auto const right = code(anna);
  EXPECT_EQ(code_of(accounts().confirm_code(token, right, own_address)), "fine");
  EXPECT_EQ(code_of(accounts().confirm_code(token, right, own_address)), "sign-in.half-over");
  auto const again = accounts().sign_in(anna.login, good_password, own_address);
  EXPECT_EQ(code_of(accounts().confirm_code(again->token.expose(), right, own_address)), "sign-in.refused");
  EXPECT_EQ(code_of(accounts().confirm_code(again->token.expose(), code(anna, -1), own_address)), "sign-in.refused");
  EXPECT_EQ(code_of(accounts().confirm_code(again->token.expose(), code(anna, 1), own_address)), "fine");
}

TEST_P(SignIn, CodesCannotBeTriedOneAfterTheOther) {
  auto const anna = colleague("anna.csp", "anna");
  auto const half = accounts().sign_in(anna.login, good_password, own_address);
  ASSERT_EQ(code_of(half), "fine");
  int looked_at = 0;
  for (int second = 0; second < 300; ++second) {
    looked_at += code_of(accounts().confirm_code(half->token.expose(), "000000", own_address)) == "sign-in.refused";
    wait(1s);
  }
  EXPECT_GE(looked_at, 6);
  EXPECT_LE(looked_at, 13);
}

TEST_P(SignIn, EnrolmentShowsOneSecretAndEndsWithItsCode) {
  auto const made = desk().add({"anna.csp", "anna"});
  auto const step = accounts().set_password(made->link.expose(), good_password);
  ASSERT_EQ(step->stage, Stage::must_enrol);
  auto const token = step->token.expose();
  EXPECT_EQ(code_of(accounts().confirm_enrolment(token, "123456", own_address)), "sign-in.half-over") << "not begun";
  auto const enrolment = accounts().begin_enrolment(token);
  ASSERT_EQ(code_of(enrolment), "fine");
  EXPECT_EQ(accounts().begin_enrolment(token)->secret.expose(), enrolment->secret.expose()) << "looking again changes nothing";
  EXPECT_THAT(enrolment->uri.expose(), testing::StartsWith("otpauth://totp/Northshire%20Test%20Partnership:anna.csp?secret="));
  Colleague const anna{made->id, "anna.csp", from_base32(enrolment->secret.expose())};
  EXPECT_EQ(code_of(accounts().confirm_enrolment(token, code(anna, 5), own_address)), "sign-in.refused");
  auto const again = accounts().sign_in("anna.csp", good_password, own_address);
  EXPECT_EQ(again->stage, Stage::must_enrol) << "nothing is enrolled until the code came";
  EXPECT_EQ(code_of(accounts().confirm_enrolment(token, code(anna), own_address)), "sign-in.half-over") << "the later half counts";
  auto const second = accounts().begin_enrolment(again->token.expose());
  EXPECT_NE(second->secret.expose(), enrolment->secret.expose());
  Colleague const enrolled{made->id, "anna.csp", from_base32(second->secret.expose())};
  auto const in = accounts().confirm_enrolment(again->token.expose(), code(enrolled), own_address);
  ASSERT_EQ(code_of(in), "fine");
  EXPECT_TRUE(is_in(in->expose()));
  EXPECT_EQ(code_of(accounts().begin_enrolment(again->token.expose())), "sign-in.half-over");
  wait(30s);
  EXPECT_EQ(accounts().sign_in("anna.csp", good_password, own_address)->stage, Stage::needs_code);
}

TEST_P(SignIn, ASetUpLinkWorksOnceAndTwoDays) {
  auto const made = desk().add({"anna.csp", "anna"});
  EXPECT_EQ(code_of(accounts().sign_in_by_link(made->link.expose())), "link.over") << "it sets a password and nothing else";
  EXPECT_EQ(accounts().look_at_link(made->link.expose())->login, "anna.csp");
  EXPECT_EQ(code_of(accounts().set_password(made->link.expose(), "too short")), "password.too-short");
  EXPECT_EQ(code_of(accounts().set_password(made->link.expose(), "passwordpassword")), "password.common");
  EXPECT_EQ(code_of(accounts().set_password(made->link.expose(), "xanna.cspx12345")), "password.own-name");
  EXPECT_EQ(code_of(accounts().set_password(made->link.expose(), std::string(300, 'x'))), "password.too-long");
  EXPECT_EQ(code_of(accounts().set_password(made->link.expose(), good_password)), "fine");
  EXPECT_EQ(code_of(accounts().set_password(made->link.expose(), "another good password")), "link.over");
  EXPECT_EQ(code_of(accounts().look_at_link(made->link.expose())), "link.over");
  auto const late = desk().add({"bert.police", "bert"});
  wait(48h);
  EXPECT_EQ(code_of(accounts().set_password(late->link.expose(), good_password)), "link.over");
}

TEST_P(SignIn, HashesAnewWhatWasHashedMoreCheaply) {
  auto const anna = colleague("anna.csp", "anna");
  constexpr crypto::PasswordCost dearer{.passes = 2, .memory = 16384};
  Accounts today{hub(), dearer};
  EXPECT_EQ(code_of(today.sign_in("anna.csp", good_password, own_address)), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM account WHERE password_hash LIKE '$argon2id$v=19$m=16,t=2,p=1$%'"), 1);
  EXPECT_EQ(code_of(today.sign_in("anna.csp", good_password, own_address)), "fine");
}

TEST_P(SignIn, GuessesOfOneLoginFromOneAddressGetSlower) {
  auto const anna = colleague("anna.csp", "anna");
  int looked_at = 0;
  for (int second = 0; second < 600; ++second) {
    looked_at += try_password("anna.csp", "a password that is wrong", strange_address) == "sign-in.refused";
    wait(1s);
  }
  EXPECT_GE(looked_at, 10);
  EXPECT_LE(looked_at, 16) << "4 are free, then 1, 2, 4 ... 512 seconds";
  EXPECT_EQ(try_password("anna.csp", good_password, strange_address), "sign-in.slow-down") << "the right one waits too";
}

TEST_P(SignIn, NobodyIsLockedOutByStrangers) {  // attack 1
  auto const anna = colleague("anna.csp", "anna");
  for (int i = 0; i < 400; ++i) {
    auto const answer = try_password("anna.csp", "a password that is wrong", fmt::format("203.0.113.{}", i % 250));
    EXPECT_TRUE(answer == "sign-in.refused" || answer == "sign-in.slow-down") << answer;
    wait(100ms);
  }
  EXPECT_EQ(try_password("anna.csp", good_password, "203.0.113.251"), "sign-in.slow-down");
  EXPECT_TRUE(is_in(sign_in(anna))) << "from where the owner signed in before";
  wait(31s);
  EXPECT_EQ(try_password("anna.csp", good_password, "203.0.113.251"), "fine") << "and from anywhere after half a minute";
}

TEST_P(SignIn, ASprayOverAThousandLoginsIsSlowedByItsAddress) {  // attack 1
  auto const anna = colleague("anna.csp", "anna");
  auto const from = leaves().size();
  int looked_at = 0;
  for (int i = 0; i < 1000; ++i) {
    looked_at += try_password(fmt::format("post{}.csp", i), "seventeen green bicycle", strange_address) == "sign-in.refused";
    wait(100ms);
  }
  EXPECT_GE(looked_at, 30);
  EXPECT_LE(looked_at, 40);
  EXPECT_EQ(leaves_of(ledger::Event::login, from).size(), 1U) << "one leaf for the burst, not one a try";
  EXPECT_THAT(leaves_of(ledger::Event::login, from).front().why, testing::ElementsAre("sign-in.burst"));
  EXPECT_TRUE(is_in(sign_in(anna)));
}

TEST_P(SignIn, ASprayFromManyAddressesIsSlowedAltogether) {  // attack 1
  auto const anna = colleague("anna.csp", "anna");
  int looked_at = 0;
  for (int i = 0; i < 1000; ++i) {
    auto const answer = try_password(fmt::format("post{}.csp", i), "seventeen green bicycle", fmt::format("2001:db8:{:x}::1", i));
    looked_at += answer == "sign-in.refused";
  }
  EXPECT_EQ(looked_at, 201) << "all in one moment";
  EXPECT_TRUE(is_in(sign_in(anna)));
}

TEST_P(SignIn, OneSubscribersAddressesAreOne) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(try_password("anna.csp", "wrong", fmt::format("2001:db8::{}", i + 1)), "sign-in.refused");
  EXPECT_EQ(try_password("anna.csp", "wrong", "2001:db8::99"), "sign-in.refused");
  EXPECT_EQ(try_password("anna.csp", "wrong", "2001:db8:0:0:ffff::1"), "sign-in.slow-down");
  EXPECT_EQ(try_password("anna.csp", "wrong", "2001:db8:0:1::1"), "sign-in.refused");
  for (int i = 0; i < 5; ++i) (void)try_password("bert", "wrong", "192.0.2.1");
  EXPECT_EQ(try_password("bert", "wrong", "::ffff:192.0.2.1"), "sign-in.slow-down");
}

TEST_P(SignIn, ThrottlingForgetsByItself) {
  for (int i = 0; i < 5; ++i) (void)try_password("anna.csp", "wrong", strange_address);
  EXPECT_GT(number_of("SELECT count(*) FROM sign_in_throttle"), 3);
  wait(std::chrono::hours{24});
  EXPECT_EQ(try_password("other", "wrong", own_address), "sign-in.refused");
  EXPECT_EQ(number_of("SELECT count(*) FROM sign_in_throttle"), 4) << "those of the last try";
}

TEST_P(SignIn, AccessThatIsUnusedEnds) {  // S57
  auto const anna = colleague("anna.csp", "anna");
  wait(std::chrono::days{90} - 1min);
  auto const token = sign_in(anna);
  EXPECT_TRUE(is_in(token)) << "on the ninetieth day";
  wait(std::chrono::days{91});
  EXPECT_EQ(try_password("anna.csp", "a password that is wrong"), "sign-in.refused") << "no reason without the password";
  EXPECT_EQ(try_password("anna.csp", good_password), "account.unused");
  auto const link = desk().reset(anna.id);
  auto again = anna;
  set_up(again, link->expose());
  EXPECT_TRUE(is_in(sign_in(again)));
}

TEST_P(SignIn, AccessPastItsVettingEnds) {  // S57
  auto const anna = colleague("anna.csp", "anna");
  ASSERT_EQ(code_of(desk().set_vetted_until(anna.id, clock_.today())), "fine");
  auto const token = sign_in(anna);
  EXPECT_TRUE(is_in(token)) << "to the end of that day";
  clock_.set(Instant{clock_.today() + std::chrono::days{1}});
  auto const evening = clock_.now();
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(try_password("anna.csp", "a password that is wrong"), "sign-in.refused");
  EXPECT_EQ(try_password("anna.csp", good_password), "account.vetting-over");
  clock_.set(evening - std::chrono::days{2});
  EXPECT_EQ(try_password("anna.csp", good_password), "account.vetting-over") << "a clock that is set back revives nothing";
  clock_.set(evening);
  ASSERT_EQ(code_of(desk().set_vetted_until(anna.id, std::nullopt)), "fine");
  EXPECT_TRUE(is_in(sign_in(anna)));
}

TEST_P(SignIn, AnAccountThatStandsForNobodyIsTold) {
  auto const anna = colleague("anna.csp", "anna");
  set_members(std::string{more_members}, "anna");
  EXPECT_EQ(try_password("anna.csp", good_password), "account.no-membership");
  ASSERT_EQ(code_of(desk().disable(anna.id)), "fine");
  EXPECT_EQ(try_password("anna.csp", good_password), "account.disabled");
}

TEST_P(SignIn, TheFirstAfterFailuresSaysHowMany) {
  auto const anna = colleague("anna.csp", "anna");
  for (int i = 0; i < 3; ++i) (void)try_password("anna.csp", "a password that is wrong", strange_address);
  auto const from = leaves().size();
  (void)sign_in(anna);
  EXPECT_EQ(leaves_of(ledger::Event::login, from).front().count, 3U);
  (void)sign_in(anna);
  EXPECT_EQ(leaves_of(ledger::Event::login, from).back().count, std::nullopt);
}

}  // namespace
}  // namespace concordat::hub::proving
