// SPDX-License-Identifier: Apache-2.0
#include "hub/looks/saved_views.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class SavedViews : public HubTest {
 protected:
  [[nodiscard]] Member member(std::string const& id) { return **hub().member(id); }
  [[nodiscard]] std::vector<SavedView> of(std::string const& id) { return *saved_views(hub(), member(id)); }
  [[nodiscard]] std::string save(std::string const& id, SavedView const& view) { return code_of(save_view(hub(), member(id), view)); }
};
CONCORDAT_ON_BOTH_STORES(SavedViews);

TEST_P(SavedViews, AreKeptOnceByMemberWithAnEntry) {
  auto const before = leaves().size();
  SavedView const nights{{}, "violence-hotspot-analysis", "2026-Q3", "night"};
  EXPECT_EQ(save("anna", nights), "fine");
  EXPECT_EQ(save("anna", nights), "fine");
  EXPECT_EQ(leaves().size(), before + 2);
  ASSERT_EQ(of("anna").size(), 1U);
  EXPECT_EQ(of("anna").front().part, "night");
  EXPECT_TRUE(of("bert").empty());
}

TEST_P(SavedViews, AreDeletedByTheirMemberAlone) {
  ASSERT_EQ(save("anna", {{}, "violence-hotspot-analysis", "", ""}), "fine");
  auto const id = of("anna").front().id;
  EXPECT_EQ(code_of(delete_view(hub(), member("bert"), id)), "view.unknown");
  EXPECT_EQ(code_of(delete_view(hub(), member("anna"), id)), "fine");
  EXPECT_TRUE(of("anna").empty());
  EXPECT_EQ(code_of(delete_view(hub(), member("anna"), id)), "view.unknown");
}

TEST_P(SavedViews, HoldChoicesOutOfOurListsAndNoOtherWords) {
  EXPECT_EQ(save("anna", {{}, "the Smith family", "", ""}), "view.unknown-choice");
  EXPECT_EQ(save("anna", {{}, "violence-hotspot-analysis", "last summer", ""}), "view.unknown-choice");
  EXPECT_EQ(save("anna", {{}, "violence-hotspot-analysis", "", "the Smith family"}), "view.unknown-choice");
  EXPECT_EQ(save("anna", {{}, "violence-hotspot-analysis", "", "", "the Smith family"}), "view.unknown-choice");
  EXPECT_TRUE(of("anna").empty());
}

TEST_P(SavedViews, MayBeOfOneArea) {
  EXPECT_EQ(save("anna", {{}, "violence-hotspot-analysis", "", "", "A2"}), "fine");
  EXPECT_EQ(save("anna", {{}, "violence-hotspot-analysis", "", ""}), "fine");
  ASSERT_EQ(of("anna").size(), 2U);
  EXPECT_NE(of("anna").front().area, of("anna").back().area) << "in one moment, so in no order";
  EXPECT_EQ(of("anna").front().area + of("anna").back().area, "A2");
}

TEST_P(SavedViews, AreNotWithoutEnd) {
  for (int year = 0; year < 5; ++year) {
    for (int quarter = 1; quarter <= 4; ++quarter) ASSERT_EQ(save("anna", {{}, "violence-hotspot-analysis", fmt::format("{}-Q{}", 2020 + year, quarter), ""}), "fine");
  }
  EXPECT_EQ(save("anna", {{}, "violence-hotspot-analysis", "2026-Q1", ""}), "view.too-many");
}

}  // namespace
}  // namespace concordat::hub::proving
