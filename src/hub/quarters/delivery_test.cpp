// SPDX-License-Identifier: Apache-2.0
// One row of a month is no month that was delivered.
#include "hub/quarters/delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/quarters/coverage.h"

namespace concordat::hub::proving {
namespace {

using testing::HasSubstr;
using testing::Not;

class MonthsThatCame : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    clock_.set(*parse_instant("2027-01-05T10:00:00Z"));
    take_in_a_quarter();
    agree_on_figures();
  }
  /// Of the police and of the department, each a whole month but for what is said.
  void come(std::string const& month, int of_police = 22) {
    take_in("police-incidents", police_month(month, {of_police, 0, 0, 0}));
    take_in("ed-istv", ed_month(month, {{0, 9}, {1, 1}, {2, 3}}));
  }
  [[nodiscard]] Feed const& feed(std::string const& id = "police-incidents") { return *hub().feed(id); }
  [[nodiscard]] Delivered how(std::string const& month, std::string const& id = "police-incidents") {
    auto const all = delivered_by(hub(), hub().database(), feed(id));
    EXPECT_EQ(code_of(all), "fine");
    return all->at(*parse_month(month));
  }
  [[nodiscard]] std::string say(std::string const& who, std::string const& month, std::string const& id = "police-incidents") {
    return code_of(say_whole(hub(), feed(id), **hub().member(who), month, WholeReason::quiet_month));
  }
  [[nodiscard]] std::string rates(std::string const& quarter) { return code_of(release(hub(), {csp_request("violence-rates"), quarter})); }
};
CONCORDAT_ON_BOTH_STORES(MonthsThatCame);

TEST_P(MonthsThatCame, AreNotDeliveredByOneRow) {
  come("2026-10");
  come("2026-11");
  come("2026-12", 1);
  EXPECT_EQ(how("2026-11"), Delivered::whole);
  EXPECT_EQ(how("2026-12"), Delivered::partly);
  EXPECT_EQ(rates("2026-Q4"), "release.quarter-partly");
  auto const made = content_of(release_of(csp_request()), "violence-by-area.csv");
  EXPECT_THAT(made, HasSubstr("Police: delivered in part when this was made, and left out: 2026-Q4"));
  EXPECT_THAT(made, Not(HasSubstr(",2026-Q4"))) << made;
  take_in("police-incidents", police_month("2026-12", {12, 0, 0, 0}));
  EXPECT_EQ(how("2026-12"), Delivered::whole) << "the rest came: more than half of 22";
  EXPECT_EQ(rates("2026-Q4"), "fine");
}

TEST_P(MonthsThatCame, CountWhereALeadOfTheSupplierSaysThatThisIsAllThereIs) {
  come("2026-10");
  come("2026-11");
  come("2026-12", 1);
  EXPECT_EQ(say("bert", "2026-12"), "month.not-yours") << "an analyst";
  EXPECT_EQ(say("greta", "2026-12"), "month.not-yours") << "a lead of another agency";
  EXPECT_EQ(say("paula", "December"), "month.unknown");
  EXPECT_EQ(say("paula", "2026-11"), "month.not-partly");
  EXPECT_EQ(say("paula", "2027-05"), "month.not-partly") << "nothing of it came";
  auto odd = odd_months(hub(), feed());
  ASSERT_EQ(odd->size(), 1U);
  EXPECT_THAT(text_of(odd->front()), HasSubstr("fewer than 50 per cent"));
  EXPECT_EQ(say("paula", "2026-12"), "fine");
  EXPECT_EQ(how("2026-12"), Delivered::said_whole);
  EXPECT_EQ(say("paula", "2026-12"), "month.not-partly") << "once";
  odd = odd_months(hub(), feed());
  EXPECT_EQ(to_json(odd->front())["reason"].string(), "quiet-month");
  EXPECT_THAT(text_of(odd->front()), HasSubstr("as paula said on 2027-01-05: it was a quiet month"));
  EXPECT_EQ(rates("2026-Q4"), "fine");
  bool written = false;
  for (auto const& one : leaves()) written = written || (one.event == ledger::Event::admin && one.fields == std::vector<std::string>{"month-all-there", "police-incidents", "2026-12"} && one.why == std::vector<std::string>{"quiet-month"});
  EXPECT_TRUE(written);
}

TEST_P(MonthsThatCame, OfAFeedThatIsNewHaveNoUsualOneAndAreSaidToHaveNone) {
  for (auto const* month : {"2026-07", "2026-08", "2026-09"}) EXPECT_EQ(how(month), Delivered::unmeasured);
  EXPECT_THAT(content_of(release_of(csp_request()), "violence-by-area.csv"), HasSubstr("Police: first months, of which nobody can tell whether all reports came: 2026-Q3"));
}

TEST_P(MonthsThatCame, AreMeasuredByTheShareOfTheirKindAndNotWhereChanceHalvesThem) {
  for (auto const* month : {"2026-10", "2026-11"}) come(month);
  take_in("ed-istv", ed_month("2026-12", {{0, 1}}));
  EXPECT_EQ(how("2026-12", "ed-istv"), Delivered::whole) << "thirteen are usual: one of them may be chance";
  for (auto const* month : {"2026-07", "2026-08", "2026-09", "2026-10", "2026-11"}) take_in("ed-istv", ed_month(month, {{0, 30}}));
  take_in("ed-istv", ed_month("2026-12", {{0, 12}}));
  EXPECT_EQ(how("2026-12", "ed-istv"), Delivered::whole) << "forty per cent of the usual, for this kind";
  take_in("ed-istv", ed_month("2026-12", {{0, 11}}));
  EXPECT_EQ(how("2026-12", "ed-istv"), Delivered::partly);
}

TEST_P(MonthsThatCame, InPartAreNotUsualForThoseAfterThem) {
  clock_.set(*parse_instant("2027-07-05T10:00:00Z"));
  come("2026-10");
  for (auto const* month : {"2026-11", "2026-12", "2027-01", "2027-02", "2027-03"}) come(month, 5);
  EXPECT_EQ(how("2027-03"), Delivered::partly) << "five months in part are no new custom";
}

TEST_P(MonthsThatCame, InPartAreToldSoBetweenQuartersThatAreComplete) {
  clock_.set(*parse_instant("2027-04-05T10:00:00Z"));
  come("2026-10");
  come("2026-11", 3);
  for (auto const* month : {"2026-12", "2027-01", "2027-02", "2027-03"}) come(month);
  auto const told = content_of(release_of(csp_request("violence-patterns")), "violence-completeness.csv");
  EXPECT_THAT(told, HasSubstr("Police,2026-Q4,partly delivered,n/a,n/a"));
  EXPECT_THAT(told, HasSubstr("Emergency department,2026-Q4,n/a,n/a,n/a"));
  EXPECT_THAT(told, Not(HasSubstr("2027-Q1,n/a")));
}

TEST_P(MonthsThatCame, OfAClosedQuarterStayWhatTheyWere) {
  for (auto const* month : {"2026-10", "2026-11", "2026-12"}) come(month);
  EXPECT_EQ(rates("2026-Q4"), "fine");
  for (auto const* month : {"2026-07", "2026-08", "2026-09"}) take_in("police-incidents", police_month(month, {400, 0, 0, 0}));
  EXPECT_EQ(how("2026-10"), Delivered::partly) << "beside what is usual now";
  std::vector<Feed const*> const both{&feed(), &feed("ed-istv")};
  auto const coverage = coverage_of(hub(), both);
  ASSERT_EQ(code_of(coverage), "fine");
  EXPECT_TRUE(coverage->complete(*parse_quarter("2026-Q4")));
  EXPECT_FALSE(coverage->partly(*parse_quarter("2026-Q4"), feed().number));
}

}  // namespace
}  // namespace concordat::hub::proving
