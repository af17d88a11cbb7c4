// SPDX-License-Identifier: Apache-2.0
// What a hub holds in the form that the analysis takes it, and what was really shared, on both stores.
#include "hub/agency_name.h"
#include "hub/analysis/holdings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "hub/analysis/live_sharings.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

namespace an = agreements::analysis;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Holdings : public HubTest {
 protected:
  Held held() { return *held_agreements(hub(), hub().database(), clock_.today()); }
  static std::vector<std::string> references(std::vector<agreements::Agreement const*> const& all) {
    std::vector<std::string> out;
    for (auto const* const one : all) out.push_back(one->reference());
    std::ranges::sort(out);
    return out;
  }
  std::vector<an::Sharing> shared(std::string_view agency, std::string_view since = "2026-01-01") {
    auto const all = held();
    auto const agreements = in_force_on(all, clock_.today());
    auto const found = live_sharings(hub(), {agreements, agency, *parse_date(since)});
    EXPECT_EQ(code_of(found), "fine");
    return found ? *found : std::vector<an::Sharing>{};
  }
};
CONCORDAT_ON_BOTH_STORES(Holdings);

TEST_P(Holdings, TellsWhatIsInForceOnADayFromWhatIsStillToCome) {
  bring_into_force(agreement_text({}));
  auto later = ed_terms();
  later.from = "2027-02-01";
  bring_into_force(agreement_text(later));
  auto const all = held();
  auto const ed = later.id + "@1";
  EXPECT_THAT(references(in_force_on(all, *parse_date("2026-11-21"))), ElementsAre("isa.northshire.police@1"));
  EXPECT_THAT(references(in_force_on(all, *parse_date("2027-02-01"))), ElementsAre(ed, "isa.northshire.police@1"));
  EXPECT_THAT(references(going_on(all, *parse_date("2026-11-21"))), ElementsAre(ed, "isa.northshire.police@1"));
  EXPECT_THAT(references(going_on(all, *parse_date("2028-01-01"))), IsEmpty());
}

TEST_P(Holdings, OffersEachFeedWithItsAgencyAndTheMembersOfOneAgency) {
  auto const offers = feed_offers(hub());
  auto const ed = std::ranges::find(offers, "ed-istv", &an::FeedOffer::id);
  ASSERT_NE(ed, offers.end());
  EXPECT_EQ(ed->agency, "northshire-general-ed");
  auto const key = std::ranges::find(ed->columns, "istv.assault_at", &an::FeedColumn::field);
  ASSERT_NE(key, ed->columns.end());
  EXPECT_TRUE(key->frames) << "no row is kept without its time";
  EXPECT_FALSE(std::ranges::find(ed->makes, "istv.count_by_area_quarter") == ed->makes.end());
  auto const police = trained_members(hub(), "northshire-police");
  ASSERT_EQ(code_of(police), "fine");
  EXPECT_TRUE(trained_members(hub(), "")->empty()) << "nobody's is not everybody's";
  EXPECT_TRUE(std::ranges::all_of(*police, [](an::TrainedMember const& one) { return one.agency == "northshire-police"; }));
  EXPECT_FALSE(police->empty());
  EXPECT_EQ(print_names(hub()).agency("northshire-police"), "Northshire Police");
  EXPECT_EQ(print_names(hub()).agency("nobody"), "nobody");
}

TEST_P(Holdings, LiveSharingsAreTheCellsOfWhatWasReleased) {
  take_in_a_quarter();
  agree_on_figures();
  EXPECT_THAT(shared("northshire-csp"), IsEmpty());
  (void)release_of(csp_request("violence-by-area"));
  auto const cells = shared("northshire-csp");
  ASSERT_EQ(cells.size(), 2U) << "one of each source";
  EXPECT_EQ(cells.back().cell, (an::Cell{"northshire-police", "northshire-csp", "analyst", "violence-hotspot-analysis", "police.count_by_area_quarter"}));
  EXPECT_EQ(format_date(cells.back().last_used), "2026-11-21");
  EXPECT_EQ(shared("northshire-police").size(), 1U) << "what others gave is not theirs to see";
  EXPECT_THAT(shared("northshire-school"), IsEmpty());
  EXPECT_THAT(shared("northshire-csp", "2026-11-22"), IsEmpty());
}

}  // namespace
}  // namespace concordat::hub::proving
