// SPDX-License-Identifier: Apache-2.0
#include "hub/improvement/plan.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class Plans : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(std::string{partnership_yaml}, "  feeds:\n",
                    "    - {id: carl, agency: northshire-police, roles: [feed-supplier], trained: []}\n"
                    "    - {id: lena, agency: northshire-police, roles: [information-governance-lead], trained: []}\n  feeds:\n");
  }
  [[nodiscard]] Feed const& police() { return *hub().feed("police-incidents"); }
  [[nodiscard]] Member member(std::string_view id) { return **hub().member(id); }
  [[nodiscard]] Result<QualityView> as_seen_by(std::string_view id) { return feed_quality(hub(), police(), member(id).agency, std::string{id}); }
  [[nodiscard]] static NewTarget accepted(int percent, std::string_view by = "2027-01-31") { return {Measure::accepted, {}, percent, *parse_date(by)}; }
};
CONCORDAT_ON_BOTH_STORES(Plans);

TEST_P(Plans, OthersSeeWhatTheSupplierChoseFromTheNextRequestOn) {
  take_in("police-incidents", police_month("2026-07", {9}));
  EXPECT_EQ(code_of(as_seen_by("anna")), "quality.supplier-only");
  ASSERT_EQ(code_of(publish_quality(hub(), police(), member("carl"), Published::rows)), "fine");
  auto const rows = as_seen_by("anna");
  ASSERT_EQ(code_of(rows), "fine");
  EXPECT_EQ(rows->quality->counts(Month::of(2026, 7))->accepted, 10U) << "to the nearest five: no agreement covers exact counts";
  EXPECT_TRUE(rows->quality->fields().empty()) << "how complete each is was not published";
  EXPECT_TRUE(rows->trends.empty());
  ASSERT_EQ(code_of(publish_quality(hub(), police(), member("lena"), Published::fields)), "fine");
  EXPECT_FALSE(as_seen_by("anna")->quality->fields().empty());
  ASSERT_EQ(code_of(publish_quality(hub(), police(), member("lena"), Published::nothing)), "fine");
  EXPECT_EQ(code_of(as_seen_by("anna")), "quality.supplier-only") << "taken back at the next request";
  EXPECT_FALSE(as_seen_by("bert")->quality->fields().empty()) << "its own people always see all of it";
}

TEST_P(Plans, OnlyTheSuppliersLeadAndSendersChoose) {
  for (auto const* other : {"anna", "bert", "cleo", "greta", "emil"}) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(publish_quality(hub(), police(), member(other), Published::rows)), "quality.not-yours") << other;
    EXPECT_EQ(code_of(set_target(hub(), police(), member(other), accepted(95))), "quality.not-yours") << other;
    EXPECT_EQ(code_of(withdraw_target(hub(), police(), member(other), "x")), "quality.not-yours") << other;
    EXPECT_EQ(*hub().log().size(), before + 3);
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  }
  auto gone = member("carl");
  gone.active = false;
  EXPECT_EQ(code_of(publish_quality(hub(), police(), gone, Published::rows)), "quality.not-yours");
}

TEST_P(Plans, EveryChoiceAndTargetIsALeaf) {
  auto const before = *hub().log().size();
  auto const index = publish_quality(hub(), police(), member("carl"), Published::rows);
  ASSERT_EQ(code_of(index), "fine");
  EXPECT_EQ(*index, before);
  EXPECT_THAT(leaves().back().fields, ::testing::ElementsAre("quality-publication", "police-incidents"));
  auto const id = set_target(hub(), police(), member("carl"), accepted(95));
  ASSERT_EQ(code_of(id), "fine");
  ASSERT_EQ(code_of(withdraw_target(hub(), police(), member("lena"), *id)), "fine");
  EXPECT_EQ(*hub().log().size(), before + 3);
  EXPECT_EQ(code_of(withdraw_target(hub(), police(), member("lena"), *id)), "plan.no-target");
  EXPECT_EQ(*hub().log().size(), before + 3) << "nothing happened";
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Plans, TargetsStandBesideWhatCame) {
  take_in("police-incidents", police_month("2026-07", {9}) + "bad/1,31/06/2026,10:00,Common assault,1,1,,none\n");
  take_in("police-incidents", police_month("2026-09", {9}));
  ASSERT_EQ(code_of(set_target(hub(), police(), member("carl"), accepted(95))), "fine");
  clock_.set(clock_.now() + std::chrono::seconds{1});
  ASSERT_EQ(code_of(set_target(hub(), police(), member("carl"), {Measure::filled, "event_time", 50, *parse_date("2027-01-31")})), "fine");
  auto const plan = plan_of(hub(), *as_seen_by("bert"));
  ASSERT_EQ(code_of(plan), "fine");
  ASSERT_EQ(plan->size(), 2U);
  auto const& first = plan->front();
  EXPECT_EQ(first.written_by, "carl");
  ASSERT_EQ(first.actual.size(), 3U);
  EXPECT_FALSE(first.actual[1].second) << "a month without rows is no zero";
  EXPECT_DOUBLE_EQ(*first.last, 1.0);
  EXPECT_TRUE(first.reached);
  ASSERT_EQ(code_of(publish_quality(hub(), police(), member("carl"), Published::rows)), "fine");
  EXPECT_EQ(plan_of(hub(), *as_seen_by("anna"))->size(), 1U) << "targets of fields show where fields do";
}

TEST_P(Plans, RefuseWhatIsNoTarget) {
  EXPECT_EQ(code_of(set_target(hub(), police(), member("carl"), {Measure::accepted, "event_time", 95, *parse_date("2027-01-31")})), "plan.measure");
  EXPECT_EQ(code_of(set_target(hub(), police(), member("carl"), {Measure::filled, "", 95, *parse_date("2027-01-31")})), "plan.measure");
  EXPECT_EQ(code_of(set_target(hub(), police(), member("carl"), {Measure::filled, "nhs_number", 95, *parse_date("2027-01-31")})), "plan.measure");
  EXPECT_EQ(code_of(set_target(hub(), police(), member("carl"), accepted(0))), "plan.percent");
  EXPECT_EQ(code_of(set_target(hub(), police(), member("carl"), accepted(101))), "plan.percent");
  EXPECT_EQ(code_of(set_target(hub(), police(), member("carl"), accepted(95, "2026-11-20"))), "plan.past");
  EXPECT_EQ(code_of(set_target(hub(), police(), member("carl"), accepted(95, "2026-11-21"))), "fine");
}

}  // namespace
}  // namespace concordat::hub::proving
