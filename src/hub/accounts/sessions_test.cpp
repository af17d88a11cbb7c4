// SPDX-License-Identifier: Apache-2.0
// Sessions: who is in, for how long, and how soon that ends. Numbers are those of the list of attacks.
#include "hub/accounts/accounts_test_tools.h"

namespace concordat::hub::proving {
namespace {

class Sessions : public AccountsTest {};
CONCORDAT_ON_BOTH_STORES(Sessions);

TEST_P(Sessions, ShowWhoIsInWithTheRolesOfThatMember) {
  auto const token = demo("anna");
  auto const anna = who(token);
  ASSERT_TRUE(anna);
  EXPECT_EQ(anna->member, "anna");
  EXPECT_EQ(anna->agency, "northshire-csp");
  EXPECT_THAT(anna->roles, testing::ElementsAre("analyst"));
  EXPECT_TRUE(anna->demo);
  EXPECT_FALSE(anna->stepped_up_until);
  EXPECT_EQ(anna->expires, anna->created + 10h);
  EXPECT_FALSE(is_in("no such token"));
  EXPECT_FALSE(is_in(""));
}

TEST_P(Sessions, EndAfterAQuarterOfAnHourWithoutAMove) {  // attack 5
  auto const token = demo("anna");
  for (int i = 0; i < 3; ++i) {
    wait(15min);
    EXPECT_TRUE(is_in(token)) << i;
  }
  wait(15min + 1s);
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(number_of("SELECT count(*) FROM session"), 0);
}

TEST_P(Sessions, EndAfterTenHoursHoweverBusy) {
  auto const token = demo("anna");
  for (int i = 0; i < 59; ++i) {
    wait(10min);
    ASSERT_TRUE(is_in(token)) << i;
  }
  wait(10min);
  EXPECT_FALSE(is_in(token));
}

TEST_P(Sessions, AreWrittenAtMostOnceAMinuteAndNeverLastLongerForIt) {
  auto const token = demo("anna");
  auto const seen = [&] { return accounts().own_sessions(*who(token))->front().seen; };
  auto const first = seen();
  wait(59s);
  EXPECT_EQ(seen(), first);
  wait(1s);
  EXPECT_EQ(seen(), first + 1min);
  wait(59s);
  EXPECT_TRUE(is_in(token));
  wait(14min + 2s);  // 15 min and 1 s since it was last written
  EXPECT_FALSE(is_in(token));
}

TEST_P(Sessions, AClockThatIsSetBackRevivesNothing) {
  auto const token = demo("anna");
  wait(20min);
  EXPECT_FALSE(is_in(token));
  wait(-20min);
  EXPECT_FALSE(is_in(token));
  auto const other = demo("anna");
  wait(-2min);
  EXPECT_FALSE(is_in(other));
}

TEST_P(Sessions, GetANewTokenAtEveryStepAndTheOldOneIsDead) {  // attack 3
  auto const anna = colleague("anna.csp", "anna");
  auto const first = sign_in(anna);
  auto const second = step_up(first, anna);
  EXPECT_NE(first, second);
  EXPECT_FALSE(is_in(first));
  ASSERT_TRUE(who(second));
  EXPECT_EQ(who(second)->stepped_up_until, clock_.now() + 10min);
  EXPECT_EQ(code_of(accounts().step_up(first, {good_password, code(anna)}, own_address)), "session.over");
}

TEST_P(Sessions, AreNotWhatSomebodySetsBeforeSigningIn) {  // attack 3
  auto const anna = colleague("anna.csp", "anna");
  auto const link = make_sign_in_link(hub(), "anna");
  EXPECT_FALSE(is_in(link->expose()));
  auto const token = sign_in(anna);
  EXPECT_NE(token, link->expose());
  EXPECT_EQ(token.size(), 43U);
}

TEST_P(Sessions, EndAtTheNextRequestAfterSigningOut) {  // attack 4
  auto const token = demo("anna");
  auto const from = leaves().size();
  EXPECT_EQ(code_of(accounts().sign_out(token)), "fine");
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(code_of(accounts().sign_out(token)), "fine");
  auto const noted = leaves_of(ledger::Event::login, from);
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_THAT(noted.front().fields, testing::ElementsAre("sign-out"));
  EXPECT_EQ(noted.front().actor, hub().actor("northshire-csp", "anna"));
}

TEST_P(Sessions, EndAtTheNextRequestAfterTheAccountIsDisabled) {  // attack 4
  auto const anna = colleague("anna.csp", "anna");
  auto const token = sign_in(anna);
  ASSERT_EQ(code_of(desk().disable(anna.id)), "fine");
  EXPECT_FALSE(is_in(token));
  ASSERT_EQ(code_of(desk().enable(anna.id)), "fine");
  EXPECT_FALSE(is_in(token));
}

TEST_P(Sessions, EndAtTheNextRequestAfterTheMemberLeaves) {  // attack 4
  auto const token = demo("anna");
  ASSERT_TRUE(is_in(token));
  set_members(std::string{more_members}, "anna");
  EXPECT_FALSE(is_in(token));
  set_members(std::string{more_members});
  EXPECT_FALSE(is_in(token)) << "gone for good";
}

TEST_P(Sessions, HaveTheRolesOfThisMomentAndNotOfTheSignIn) {  // attack 4
  auto const token = demo("ada");
  EXPECT_EQ(may(*who(token), Right::manage_accounts_own_agency), May::step_up);
  set_members(replaced(std::string{more_members}, "roles: [administrator]", "roles: [analyst]"));
  ASSERT_TRUE(is_in(token));
  EXPECT_EQ(may(*who(token), Right::manage_accounts_own_agency), May::no);
  EXPECT_EQ(may(*who(token), Right::release), May::yes);
}

TEST_P(Sessions, EndWithAnyOneMembershipThatIsTakenAway) {
  auto const anna = colleague("anna.csp", "anna");
  ASSERT_EQ(code_of(desk().grant(anna.id, "sara")), "fine");
  auto const token = sign_in(anna);
  auto const as_sara = accounts().switch_member(token, "sara")->expose();
  ASSERT_EQ(code_of(desk().remove(anna.id, "sara")), "fine");
  EXPECT_FALSE(is_in(as_sara));
}

TEST_P(Sessions, AreThreeAtMostAndTheOldestEnds) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 5; ++i) {
    tokens.push_back(demo("anna"));
    wait(1s);
  }
  EXPECT_FALSE(is_in(tokens[0]));
  EXPECT_FALSE(is_in(tokens[1]));
  for (int i = 2; i < 5; ++i) EXPECT_TRUE(is_in(tokens[static_cast<std::size_t>(i)])) << i;
  auto const other = demo("bert");
  EXPECT_TRUE(is_in(tokens[2])) << "another account's sessions do not count";
  EXPECT_TRUE(is_in(other));
}

TEST_P(Sessions, CanBeListedAndEndedByTheirOwnerOnly) {
  auto const first = demo("anna");
  wait(1s);
  auto const second = demo("anna");
  auto const stranger = demo("bert");
  auto const list = accounts().own_sessions(*who(second));
  ASSERT_EQ(list->size(), 2U);
  EXPECT_FALSE((*list)[0].own);
  EXPECT_TRUE((*list)[1].own);
  EXPECT_EQ(code_of(accounts().end_session(*who(stranger), (*list)[0].id)), "session.not-found");  // attack 13
  EXPECT_EQ(code_of(accounts().end_session(*who(stranger), "no such")), "session.not-found");
  EXPECT_TRUE(is_in(first));
  EXPECT_EQ(code_of(accounts().end_session(*who(second), (*list)[0].id)), "fine");
  EXPECT_FALSE(is_in(first));
  auto const third = demo("anna");
  EXPECT_EQ(code_of(accounts().end_all_sessions(*who(second))), "fine");
  EXPECT_FALSE(is_in(second));
  EXPECT_FALSE(is_in(third));
  EXPECT_TRUE(is_in(stranger));
}

TEST_P(Sessions, ActAsOneMemberAtATime) {
  auto const duo = colleague("duo.csp", "anna");
  ASSERT_EQ(code_of(desk().grant(duo.id, "bert")), "fine");  // of another agency: only at the machine
  auto const first = step_up(sign_in(duo), duo);
  auto const before = who(first);
  ASSERT_EQ(before->others.size(), 1U);
  EXPECT_EQ(before->member, "anna");
  EXPECT_EQ(code_of(accounts().switch_member(first, "sara")), "member.not-yours");
  EXPECT_EQ(code_of(accounts().switch_member(first, "anna")), "member.not-yours");
  auto const fresh = accounts().switch_member(first, "bert");
  ASSERT_EQ(code_of(fresh), "fine");
  EXPECT_FALSE(is_in(first));
  auto const after = who(fresh->expose());
  ASSERT_TRUE(after);
  EXPECT_EQ(after->agency, "northshire-police");
  EXPECT_FALSE(after->stepped_up_until) << "a step-up is for one member";
  EXPECT_EQ(code_of(accounts().switch_member("nothing", "anna")), "session.over");
}

TEST_P(Sessions, ForgetAStepUpAfterTenMinutes) {  // attack 12
  auto const ada = colleague("ada.csp", "ada");
  auto const plain = sign_in(ada);
  EXPECT_EQ(may(*who(plain), Right::manage_accounts_own_agency), May::step_up);
  auto const token = step_up(plain, ada);
  EXPECT_EQ(may(*who(token), Right::manage_accounts_own_agency), May::yes);
  wait(10min);
  EXPECT_EQ(may(*who(token), Right::manage_accounts_own_agency), May::step_up);
}

TEST_P(Sessions, StepUpNeedsPasswordAndCode) {
  auto const ada = colleague("ada.csp", "ada");
  auto const token = sign_in(ada);
  wait(30s);
  EXPECT_EQ(code_of(accounts().step_up(token, {"a password that is wrong", code(ada)}, own_address)), "sign-in.refused");
  EXPECT_EQ(code_of(accounts().step_up(token, {good_password, "000000"}, own_address)), "sign-in.refused");
  EXPECT_EQ(code_of(accounts().step_up(token, {good_password, code(ada, -1)}, own_address)), "sign-in.refused") << "used at sign-in";
  EXPECT_TRUE(is_in(token));
}

TEST_P(Sessions, OfADemonstrationStepUpByAFreshLinkOfTheSameAccount) {
  auto const token = demo("ada");
  auto const link = make_sign_in_link(hub(), "ada");
  auto const others = make_sign_in_link(hub(), "anna");
  EXPECT_EQ(code_of(accounts().step_up_by_link(token, others->expose())), "link.over");
  auto const fresh = accounts().step_up_by_link(token, link->expose());
  ASSERT_EQ(code_of(fresh), "fine");
  EXPECT_EQ(may(*who(fresh->expose()), Right::manage_accounts_own_agency), May::yes);
  EXPECT_FALSE(is_in(token));
  EXPECT_EQ(code_of(accounts().step_up_by_link(fresh->expose(), link->expose())), "link.over");
  EXPECT_EQ(code_of(accounts().step_up_by_link("nothing", link->expose())), "session.over");
}

TEST_P(Sessions, GiveFormsAMarkOfTheirOwn) {
  auto const anna = demo("anna");
  auto const bert = demo("bert");
  auto const mark = who(anna)->csrf;
  EXPECT_EQ(who(anna)->csrf, mark);
  EXPECT_TRUE(csrf_fits(*who(anna), mark));
  EXPECT_FALSE(csrf_fits(*who(bert), mark));
  EXPECT_FALSE(csrf_fits(*who(anna), ""));
  EXPECT_EQ(mark.find(anna), std::string::npos);
}

TEST_P(Sessions, AndLinksOfDemonstrationsAreForMadeUpPartnershipsOnly) {
  auto const link = make_sign_in_link(hub(), "anna");
  auto const unused = make_sign_in_link(hub(), "bert");
  EXPECT_EQ(code_of(make_sign_in_link(hub(), "nobody")), "member.unknown");
  auto const token = accounts().sign_in_by_link(link->expose());
  ASSERT_EQ(code_of(token), "fine");
  EXPECT_EQ(code_of(accounts().sign_in_by_link(link->expose())), "link.over") << "once";
  ASSERT_TRUE(hub().database().execute("UPDATE partnership SET synthetic = 0"));
  ASSERT_TRUE(hub().refresh());
  EXPECT_EQ(code_of(make_sign_in_link(hub(), "anna")), "accounts.links-only-synthetic");
  EXPECT_EQ(code_of(accounts().sign_in_by_link(unused->expose())), "accounts.links-only-synthetic");
  EXPECT_FALSE(is_in(token->expose()));
}

TEST_P(Sessions, LinksOfDemonstrationsLastADay) {
  auto const link = make_sign_in_link(hub(), "anna");
  auto const short_one = make_sign_in_link(hub(), "bert", 1h);
  EXPECT_EQ(accounts().look_at_link(link->expose())->login, "demo.anna");
  EXPECT_TRUE(accounts().look_at_link(link->expose())->demo);
  wait(1h);
  EXPECT_EQ(code_of(accounts().sign_in_by_link(short_one->expose())), "link.over");
  wait(22h + 59min);
  EXPECT_EQ(code_of(accounts().look_at_link(link->expose())), "fine");
  EXPECT_EQ(code_of(accounts().sign_in_by_link(link->expose())), "fine");
  auto const late = make_sign_in_link(hub(), "anna");
  wait(24h);
  EXPECT_EQ(code_of(accounts().sign_in_by_link(late->expose())), "link.over");
  EXPECT_EQ(code_of(accounts().look_at_link(late->expose())), "link.over");
}

}  // namespace
}  // namespace concordat::hub::proving
