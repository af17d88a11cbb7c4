// SPDX-License-Identifier: Apache-2.0
// Break-glass, the audit sample, and what waits for whom.
#include <gtest/gtest.h>

#include "hub/sharing/answers.h"
#include "hub/sharing/audit_sample.h"
#include "hub/sharing/break_glass.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/sharing_test_tools.h"
#include "hub/sharing/people.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::proving {
namespace {

using namespace sharing;
using namespace std::chrono_literals;

class Safety : public RequestTest {
 protected:
  static constexpr auto reason = "He was seen with a knife outside the school";
  void wait(std::chrono::milliseconds time) { clock_.set(clock_.now() + time); }
  [[nodiscard]] Glass broken(std::string_view who = "carla") {
    auto const glass = break_glass(hub(), member(who), matter, "life", reason);
    EXPECT_EQ(code_of(glass), "fine");
    return glass ? *glass : Glass{};
  }
  /// A use of the police's data by the partnership, in one transaction as a disclosure writes it.
  void use_it(std::string const& by = "carla") {
    auto transaction = store::Transaction::write(hub().database());
    ASSERT_TRUE(transaction);
    DataUse use;
    use.kind = "request";
    use.reference = std::string(36, 'a');
    use.supplier = use.discloser = "northshire-police";
    use.recipient = "northshire-csp";
    use.member = by;
    use.purpose = "prevent-serious-violence";
    use.form = "personalised";
    use.fields = {"person.name"};
    ASSERT_TRUE(record_use(hub(), *transaction, use));
    ASSERT_TRUE(transaction->commit());
  }
};
CONCORDAT_ON_BOTH_STORES(Safety);

TEST_P(Safety, GlassOpensAMatterForHalfAnHour) {  // S50 S51
  bring_into_force(conference_text());
  auto const refused = ask();
  ASSERT_EQ(refused.state, RequestState::refused) << "the role alone opens nothing";
  EXPECT_THAT(refused.told.pretty(), ::testing::HasSubstr("break the glass about this matter")) << "and is told what is left in an emergency";
  auto barred = asked();
  barred.purpose = "immigration-enforcement";
  EXPECT_THAT(ask(barred).told.pretty(), ::testing::Not(::testing::HasSubstr("break the glass"))) << "which a hard bar is not";
  auto const glass = broken();
  EXPECT_EQ(glass.second, "greta");
  EXPECT_EQ(leaves().back().event, ledger::Event::break_glass);
  auto const urgent = ask();
  EXPECT_EQ(urgent.outcome, "emergency_disclose") << urgent.told.pretty();
  EXPECT_EQ(urgent.state, RequestState::waiting) << "a person gives, in an emergency too";
  EXPECT_EQ(leaves().back().event, ledger::Event::break_glass) << "its use";
  EXPECT_EQ(leaves().back().previous, urgent.id);
  auto other = asked();
  other.reference = "CSP/2026/18";
  EXPECT_EQ(ask(other).state, RequestState::refused) << "of another matter nothing opens";
  wait(30min);
  EXPECT_EQ(ask().state, RequestState::refused);
}

TEST_P(Safety, GlassNeverOpensAHardBar) {  // S17 S51
  bring_into_force(conference_text());
  (void)broken();
  auto barred = asked();
  barred.purpose = "immigration-enforcement";
  EXPECT_EQ(ask(barred).state, RequestState::refused);
  auto source = asked();
  source.fields = {"intel.source_identity"};
  EXPECT_EQ(ask(source).state, RequestState::refused);
}

TEST_P(Safety, GlassNeedsADangerAReasonAndASecondPerson) {
  for (auto const& [danger, why] : {std::pair{"money", reason}, {"life", "too short"}, {"", reason}}) {
    EXPECT_EQ(code_of(break_glass(hub(), member("carla"), matter, danger, why)), "break-glass.words");
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  }
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 0 WHERE id <> 'guard'"));
  EXPECT_EQ(code_of(break_glass(hub(), member("guard"), matter, "life", reason)), "break-glass.nobody");
}

TEST_P(Safety, GlassIsEndedByWhoBrokeIt) {
  bring_into_force(conference_text());
  auto const glass = broken();
  EXPECT_EQ(code_of(end_glass(hub(), member("greta"), glass.id)), "break-glass.unknown");
  ASSERT_EQ(code_of(end_glass(hub(), member("carla"), glass.id)), "fine");
  EXPECT_EQ(leaves().back().previous, glass.id);
  EXPECT_EQ(ask().state, RequestState::refused);
  EXPECT_EQ(code_of(end_glass(hub(), member("carla"), glass.id)), "break-glass.unknown");
}

TEST_P(Safety, GlassIsReviewedBySomebodyElseWithinADayOrBlocksTheNext) {
  auto const glass = broken();
  EXPECT_EQ(tasks_of(hub(), member("greta"))->told_of_glass, 1U);
  EXPECT_EQ(code_of(review_glass(hub(), member("carla"), glass.id, "justified", "it was right")), "break-glass.review");
  EXPECT_EQ(code_of(review_glass(hub(), member("lead-police"), glass.id, "justified", "it was right")), "break-glass.review") << "another agency's lead";
  EXPECT_EQ(code_of(review_glass(hub(), member("greta"), glass.id, "justified", "")), "break-glass.review");
  EXPECT_EQ(code_of(review_glass(hub(), member("greta"), glass.id, "justified", "all well")), "reason.too-short");
  wait(24h);
  EXPECT_TRUE(glasses(hub(), member("greta"))->front().overdue);
  EXPECT_EQ(tasks_of(hub(), member("greta"))->glass_overdue, 1U);
  EXPECT_EQ(code_of(break_glass(hub(), member("carla"), matter, "life", reason)), "break-glass.review-overdue");
  ASSERT_EQ(code_of(review_glass(hub(), member("greta"), glass.id, "not-justified", "A telephone call would have done")), "fine");
  EXPECT_EQ(leaves().back().event, ledger::Event::break_glass);
  EXPECT_EQ(code_of(review_glass(hub(), member("strat-csp"), glass.id, "justified", "it was right")), "break-glass.review") << "once";
  (void)broken();
  EXPECT_EQ(glasses(hub(), member("carla"))->size(), 2U);
  EXPECT_TRUE(glasses(hub(), member("anna"))->empty()) << "others of the agency see their own";
}

TEST_P(Safety, GlassThatWaitsForItsReviewBlocksThePersonInEveryPost) {
  one_account("carla", "anna");
  (void)broken();
  wait(24h);
  EXPECT_EQ(code_of(break_glass(hub(), member("anna"), matter, "life", reason)), "break-glass.review-overdue");
}

TEST_P(Safety, GlassThatIsFoundNotJustifiedIsShutAtOnce) {
  bring_into_force(conference_text());
  auto const glass = broken();
  ASSERT_EQ(ask().state, RequestState::waiting);
  EXPECT_EQ(code_of(review_glass(hub(), member("greta"), glass.id, "justified", "it was right")), "break-glass.still-open");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  auto const shut = review_glass(hub(), member("greta"), glass.id, "not-justified", "A telephone call would have done");
  ASSERT_EQ(code_of(shut), "fine");
  EXPECT_FALSE(shut->open);
  EXPECT_FALSE(shut->ended_at.empty());
  EXPECT_EQ(ask().state, RequestState::refused);
  EXPECT_EQ(code_of(end_glass(hub(), member("carla"), glass.id)), "break-glass.unknown") << "it is over";
  auto const next = broken();
  ASSERT_EQ(code_of(end_glass(hub(), member("carla"), next.id)), "fine");
  EXPECT_EQ(code_of(review_glass(hub(), member("greta"), next.id, "justified", "it was right")), "fine") << "it is over";
}

TEST_P(Safety, GlassAndSampleAreLookedAtByAnotherPersonNotAnotherPost) {
  one_account("carla", "greta");
  auto const glass = broken();
  EXPECT_NE(glass.second, "greta") << "who broke it cannot be the second person";
  wait(30min);
  EXPECT_EQ(code_of(review_glass(hub(), member("greta"), glass.id, "justified", "it was right")), "break-glass.review");
  EXPECT_EQ(code_of(review_glass(hub(), member("strat-csp"), glass.id, "justified", "it was right")), "fine");
  use_it("carla");
  clock_.set(*parse_instant("2026-12-02T10:00:00Z"));
  auto const id = audit_sample(hub(), member("greta"))->front().use.id;
  EXPECT_EQ(code_of(audit_done(hub(), member("greta"), id, "in-order", "looked at it all")), "audit-sample.unknown");
  EXPECT_EQ(code_of(audit_done(hub(), member("strat-csp"), id, "in-order", "looked at it all")), "fine");
}

TEST_P(Safety, SampleOfAMonthIsDrawnOnceItIsOverAndIsAlwaysTheSame) {  // S43
  for (int i = 0; i < 25; ++i) use_it();
  EXPECT_TRUE(audit_sample(hub(), member("greta"))->empty()) << "the month is not over";
  clock_.set(*parse_instant("2026-12-02T10:00:00Z"));
  auto const sample = audit_sample(hub(), member("greta"));
  ASSERT_EQ(code_of(sample), "fine");
  ASSERT_EQ(sample->size(), 3U) << "a tenth, rounded up";
  EXPECT_FALSE(sample->front().late);
  auto const again = audit_sample(hub(), member("greta"));
  for (std::size_t i = 0; i < sample->size(); ++i) EXPECT_EQ((*sample)[i].use.id, (*again)[i].use.id);
  EXPECT_EQ(audit_sample(hub(), member("lead-police"))->size(), 3U) << "who gave looks through its own";
  EXPECT_EQ(code_of(audit_sample(hub(), member("carla"))), "audit-sample.not-a-lead");
  EXPECT_EQ(tasks_of(hub(), member("greta"))->sample, 3U);
}

TEST_P(Safety, OverdueSampleWarnsAndThenBlocksRequestsAboutPeople) {  // S43
  bring_into_force(conference_text());
  seat();
  know("carla", band(4));
  say_too("paul", band(4));
  use_it();
  clock_.set(*parse_instant("2026-12-16T10:00:00Z"));
  auto sample = audit_sample(hub(), member("greta"));
  ASSERT_EQ(sample->size(), 1U);
  EXPECT_TRUE(sample->front().late && !sample->front().blocks);
  EXPECT_EQ(tasks_of(hub(), member("greta"))->sample_late, 1U);
  EXPECT_EQ(ask().state, RequestState::waiting);
  clock_.set(*parse_instant("2027-01-12T10:00:00Z"));
  auto const blocked = ask();
  EXPECT_EQ(blocked.state, RequestState::refused);
  EXPECT_THAT(blocked.codes, ::testing::ElementsAre("R16"));
  auto const id = sample->front().use.id;
  EXPECT_EQ(code_of(audit_done(hub(), member("greta"), id, "fine", "looked at it all")), "audit-sample.words");
  EXPECT_EQ(code_of(audit_done(hub(), member("audit-csp"), id, "in-order", "looked at it all")), "audit-sample.unknown");
  EXPECT_EQ(code_of(audit_done(hub(), member("greta"), std::string(36, '0'), "in-order", "looked at it all")), "audit-sample.unknown");
  EXPECT_EQ(code_of(audit_done(hub(), member("greta"), id, "in-order", "all well")), "reason.too-short");
  ASSERT_EQ(code_of(audit_done(hub(), member("greta"), id, "in-order", "Looked up by its entry")), "fine");
  EXPECT_EQ(code_of(audit_done(hub(), member("greta"), id, "in-order", "looked at it all")), "audit-sample.unknown") << "once";
  EXPECT_EQ(ask().state, RequestState::waiting);
  EXPECT_EQ(audit_sample(hub(), member("greta"))->front().done_by, "greta");
}

TEST_P(Safety, WhoAskedDoesNotLookItThrough) {
  use_it("greta");
  clock_.set(*parse_instant("2026-12-02T10:00:00Z"));
  auto const id = audit_sample(hub(), member("greta"))->front().use.id;
  EXPECT_EQ(code_of(audit_done(hub(), member("greta"), id, "in-order", "looked at it all")), "audit-sample.unknown");
  EXPECT_EQ(code_of(audit_done(hub(), member("strat-csp"), id, "concern", "looked at it all")), "fine");
}

}  // namespace
}  // namespace concordat::hub::proving
