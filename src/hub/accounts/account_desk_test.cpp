// SPDX-License-Identifier: Apache-2.0
// The desk of an agency's administrator: own agency only, never the last one, never oneself. Numbers are those of the
// list of attacks.
#include "hub/accounts/accounts_test_tools.h"

namespace concordat::hub::proving {
namespace {

class AccountDesks : public AccountsTest {
 protected:
  /// An administrator who signed in and gave password and code once more.
  [[nodiscard]] SignedIn administrator(Colleague const& colleague) {
    auto const found = who(step_up(sign_in(colleague), colleague));
    EXPECT_TRUE(found);
    return found.value_or(SignedIn{});
  }
  [[nodiscard]] AccountDesk desk_of(SignedIn const& one) {
    auto made = AccountDesk::of(hub(), one);
    EXPECT_EQ(code_of(made), "fine");
    if (!made) std::abort();  // nothing of what follows would mean anything
    return std::move(*made);
  }
  using AccountsTest::desk;
};
CONCORDAT_ON_BOTH_STORES(AccountDesks);

TEST_P(AccountDesks, AreForAdministratorsOnly) {
  for (auto const* member : {"anna", "emil", "sara"}) {
    EXPECT_EQ(code_of(AccountDesk::of(hub(), *who(demo(member)))), "account.not-administrator") << member;
  }
  EXPECT_EQ(code_of(AccountDesk::of(hub(), *who(demo("ada")))), "fine");
}

TEST_P(AccountDesks, ChangeNothingWithoutAStepUp) {  // attack 12
  auto const anna = colleague("anna.csp", "anna");
  auto const ada = colleague("ada.csp", "ada");
  auto plain = desk_of(*who(sign_in(ada)));
  auto const from = leaves().size();
  EXPECT_EQ(code_of(plain.add({"sara.csp", "sara"})), "account.step-up-needed");
  EXPECT_EQ(code_of(plain.disable(anna.id)), "account.step-up-needed");
  EXPECT_EQ(code_of(plain.enable(anna.id)), "account.step-up-needed");
  EXPECT_EQ(code_of(plain.reset(anna.id)), "account.step-up-needed");
  EXPECT_EQ(code_of(plain.grant(anna.id, "sara")), "account.step-up-needed");
  EXPECT_EQ(code_of(plain.remove(anna.id, "anna")), "account.step-up-needed");
  EXPECT_EQ(code_of(plain.set_vetted_until(anna.id, std::nullopt)), "account.step-up-needed");
  EXPECT_EQ(leaves().size(), from);
  EXPECT_EQ(code_of(plain.list()), "fine");
}

TEST_P(AccountDesks, MakeAnAccountThatItsOwnerSetsUp) {
  auto const ada = colleague("ada.csp", "ada");
  auto at = desk_of(administrator(ada));
  auto const from = leaves().size();
  auto const made = at.add({"sara.csp", "sara", clock_.today() + std::chrono::days{365}});
  ASSERT_EQ(code_of(made), "fine");
  auto const noted = leaves_of(ledger::Event::admin, from);
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_THAT(noted.front().fields, testing::ElementsAre("account", "add"));
  EXPECT_EQ(noted.front().actor, hub().actor("northshire-csp", "ada"));
  EXPECT_EQ(try_password("sara.csp", good_password), "sign-in.refused");
  Colleague sara{made->id, "sara.csp", {}};
  set_up(sara, made->link.expose());
  EXPECT_THAT(who(sign_in(sara))->roles, testing::ElementsAre("feed-supplier")) << "those of the member";
  auto const all = at.list();
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[1].login, "sara.csp");
  EXPECT_TRUE((*all)[1].set_up);
  EXPECT_EQ((*all)[1].standing, "fine");
}

TEST_P(AccountDesks, TakeLoginsThatNameAPost) {
  for (auto const* login : {"", "ab", ".abc", "Anna.CSP", "anna csp", "anna@csp", "demo.anna", "ünal.csp", "a/../b",
                            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmn"}) {
    EXPECT_EQ(code_of(desk().add({login, "anna"})), "account.login-malformed") << login;
  }
  EXPECT_EQ(code_of(desk().add({"anna-1.csp_x", "anna"})), "fine");
  EXPECT_EQ(code_of(desk().add({"anna-1.csp_x", "sara"})), "account.login-taken");
  EXPECT_EQ(code_of(desk().add({"nobody", "nobody"})), "member.unknown");
}

/// What every change answers about this account and member, in one line.
std::string answers(AccountDesk& at, std::string_view account, std::string_view member) {
  return fmt::format("{} {} {} {} {} {}", code_of(at.disable(account)), code_of(at.enable(account)), code_of(at.reset(account)),
                     code_of(at.grant(account, member)), code_of(at.remove(account, member)),
                     code_of(at.set_vetted_until(account, std::nullopt)));
}

TEST_P(AccountDesks, AnotherAgencysAccountsAndMembersAreAsGoodAsNone) {  // attack 13
  auto const anna = colleague("anna.csp", "anna");
  auto const boss = colleague("boss.police", "boss");
  auto const bert = colleague("bert.police", "bert");
  auto at = desk_of(administrator(boss));
  auto const size = leaves().size();
  EXPECT_EQ(answers(at, anna.id, "bert"), answers(at, "01a20069-8ef2-7000-8000-000000000000", "bert"));
  EXPECT_EQ(answers(at, anna.id, "anna"), answers(at, "01a20069-8ef2-7000-8000-000000000000", "nobody"));
  EXPECT_EQ(code_of(at.find("anna.csp")), code_of(at.find("no.such")));
  EXPECT_EQ(code_of(at.disable(anna.id)), "account.not-found");
  EXPECT_EQ(code_of(at.grant(bert.id, "anna")), code_of(at.grant(bert.id, "nobody")));
  EXPECT_EQ(code_of(at.grant(bert.id, "anna")), "member.unknown") << "no post of another agency can be given";
  EXPECT_EQ(code_of(at.add({"more.police", "anna"})), "member.unknown");
  EXPECT_EQ(leaves().size(), size);
  EXPECT_EQ(at.list()->size(), 2U);
  EXPECT_TRUE(is_in(sign_in(anna)));
}

TEST_P(AccountDesks, OfAnAccountThatWorksForTwoSeeAndChangeTheOwnHalf) {  // attack 27
  auto const duo = colleague("duo.csp", "anna");
  ASSERT_EQ(code_of(desk().grant(duo.id, "bert")), "fine");
  auto const boss = colleague("boss.police", "boss");
  auto at = desk_of(administrator(boss));
  auto const all = at.list();
  ASSERT_EQ(all->size(), 2U);
  ASSERT_EQ((*all)[1].login, "duo.csp");
  ASSERT_EQ((*all)[1].memberships.size(), 1U);
  EXPECT_EQ((*all)[1].memberships.front().member, "bert");
  EXPECT_EQ(code_of(at.disable(duo.id)), "account.of-another-agency");
  EXPECT_EQ(code_of(at.reset(duo.id)), "account.of-another-agency");
  EXPECT_EQ(code_of(at.remove(duo.id, "anna")), "member.unknown");
  EXPECT_EQ(code_of(at.remove(duo.id, "bert")), "fine");
  EXPECT_EQ(at.list()->size(), 1U);
  EXPECT_EQ(code_of(at.remove(duo.id, "bert")), "account.not-found");
}

TEST_P(AccountDesks, NobodyRaisesHimself) {  // attack 20
  auto const ada = colleague("ada.csp", "ada");
  auto const alba = colleague("alba.csp", "alba");
  auto at = desk_of(administrator(ada));
  EXPECT_EQ(code_of(at.grant(ada.id, "anna")), "account.self");
  EXPECT_EQ(code_of(at.set_vetted_until(ada.id, std::nullopt)), "account.self");
  EXPECT_EQ(code_of(at.reset(ada.id)), "account.self");
  EXPECT_EQ(code_of(at.grant(alba.id, "anna")), "fine");
  EXPECT_EQ(code_of(at.grant(alba.id, "anna")), "fine") << "again changes nothing";
  EXPECT_EQ(number_of("SELECT count(*) FROM account_member"), 3);
}

TEST_P(AccountDesks, TheLastAdministratorStays) {
  auto const ada = colleague("ada.csp", "ada");
  auto const from = leaves().size();
  EXPECT_EQ(code_of(desk().disable(ada.id)), "account.last-administrator");
  EXPECT_EQ(code_of(desk().remove(ada.id, "ada")), "account.last-administrator");
  EXPECT_EQ(code_of(desk().set_vetted_until(ada.id, clock_.today() - std::chrono::days{1})), "account.last-administrator");
  EXPECT_EQ(leaves().size(), from) << "nothing happened";
  auto const made = desk().add({"alba.csp", "alba"});
  EXPECT_EQ(code_of(desk().disable(ada.id)), "account.last-administrator") << "one who never set up is none";
  Colleague alba{made->id, "alba.csp", {}};
  set_up(alba, made->link.expose());
  auto at = desk_of(administrator(ada));
  EXPECT_EQ(code_of(at.disable(ada.id)), "fine") << "oneself, where another is there";
  EXPECT_EQ(code_of(desk().disable(alba.id)), "account.last-administrator");
  EXPECT_EQ(code_of(desk().enable(ada.id)), "fine");
  EXPECT_EQ(code_of(desk().disable(alba.id)), "fine");
}

TEST_P(AccountDesks, AResetTakesEverythingAway) {
  auto const anna = colleague("anna.csp", "anna");
  auto const token = sign_in(anna);
  auto const half = accounts().sign_in("anna.csp", good_password, own_address);
  auto const ada = colleague("ada.csp", "ada");
  auto at = desk_of(administrator(ada));
  auto const link = at.reset(anna.id);
  ASSERT_EQ(code_of(link), "fine");
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(code_of(accounts().confirm_code(half->token.expose(), code(anna), own_address)), "sign-in.half-over");
  EXPECT_EQ(try_password("anna.csp", good_password), "sign-in.refused");
  auto again = anna;
  set_up(again, link->expose());
  EXPECT_NE(again.secret, anna.secret);
  EXPECT_TRUE(is_in(sign_in(again)));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(AccountDesks, ADisabledAccountsLinksAreDead) {
  auto const made = desk().add({"anna.csp", "anna"});
  ASSERT_EQ(code_of(desk().disable(made->id)), "fine");
  EXPECT_EQ(code_of(accounts().set_password(made->link.expose(), good_password)), "link.over");
  auto const demo_link = make_sign_in_link(hub(), "bert");
  ASSERT_EQ(code_of(desk().disable(*desk().find("demo.bert"))), "fine");
  EXPECT_EQ(code_of(accounts().sign_in_by_link(demo_link->expose())), "link.over");
}

TEST_P(AccountDesks, EveryChangeIsALeafWithoutANameInIt) {
  auto const from = leaves().size();
  auto const anna = colleague("anna.csp", "anna");
  ASSERT_EQ(code_of(desk().grant(anna.id, "sara")), "fine");
  ASSERT_EQ(code_of(desk().remove(anna.id, "sara")), "fine");
  ASSERT_EQ(code_of(desk().disable(anna.id)), "fine");
  ASSERT_EQ(code_of(desk().enable(anna.id)), "fine");
  ASSERT_EQ(code_of(desk().reset(anna.id)), "fine");
  ASSERT_EQ(code_of(desk().set_vetted_until(anna.id, std::nullopt)), "fine");
  std::vector<std::string> whats;
  for (auto const& leaf : leaves_of(ledger::Event::admin, from)) {
    ASSERT_EQ(leaf.fields.size(), 3U);
    EXPECT_EQ(leaf.fields[2], "at-the-machine");
    whats.push_back(leaf.fields[1]);
  }
  EXPECT_THAT(whats, testing::ElementsAre("add", "grant", "remove", "disable", "enable", "reset", "vetting"));
  for (std::uint64_t i = from; i < hub().log().size().value_or(0); ++i) {
    EXPECT_THAT(*hub().log().entry(i), testing::Not(testing::HasSubstr("anna")));
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

}  // namespace
}  // namespace concordat::hub::proving
