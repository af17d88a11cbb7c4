// SPDX-License-Identifier: Apache-2.0
#include "catalogue/unit_costs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "catalogue/catalogue.h"

namespace concordat::catalogue {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(UnitCosts, AsShippedHaveARangeAPriceBaseAndASource) {  // M35
  auto const folder = (fs::path{CONCORDAT_SOURCE_DIR} / "definitions").string();
  auto const shipped = load_unit_costs(folder);
  for (auto const& finding : shipped.findings) ADD_FAILURE() << sentence(finding);
  EXPECT_FALSE(shipped.costs.empty());
  auto const loaded = Catalogue::load(folder);
  for (auto const& cost : shipped.costs) {
    EXPECT_LE(cost.low, cost.high) << cost.item;
    EXPECT_GT(cost.low, 0) << cost.item;
    EXPECT_FALSE(cost.price_base.empty() || cost.from.empty() || cost.url.empty()) << cost.item;
    auto const& kinds = loaded.catalogue.definitions().feed_kinds;
    EXPECT_TRUE(std::ranges::any_of(kinds, [&](auto const& kind) { return kind.id == cost.source; })) << cost.source;
  }
}

TEST(UnitCosts, SayWhoChangedThemAndWhy) {  // M35
  auto const folder = fs::temp_directory_path() / ("unit-costs-changed-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  auto const load = [&](std::string const& rest) {
    EXPECT_TRUE(write_file(folder / "unit_costs.csv", "item,source,sector,low_gbp,high_gbp,price_base,from,url,checked,changed_by,changed_on,why\r\na,ed_istv,health,1,2,2020,x,y,yes," + rest + "\r\n", {.durable = false}));
    return load_unit_costs(folder.string());
  };
  auto const changed = load("finance.csp,2026-11-28,Our trust's own figure");
  ASSERT_EQ(changed.costs.size(), 1U);
  EXPECT_EQ(changed.costs.front().changed_by, "finance.csp");
  EXPECT_EQ(changed.costs.front().changed_on, "2026-11-28");
  EXPECT_EQ(changed.costs.front().why, "Our trust's own figure");
  EXPECT_TRUE(load(",,").costs.front().changed_by.empty());
  for (auto const* half : {"finance.csp,,", ",2026-11-28,", "finance.csp,2026-11-28,", "finance.csp,soon,Because"}) EXPECT_EQ(load(half).findings.front().code, "change-not-said") << half;
  fs::remove_all(folder);
}

TEST(UnitCosts, AreRefusedWhereARowIsNoCost) {
  auto const folder = fs::temp_directory_path() / ("unit-costs-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  auto const codes = [&](std::string const& rows) {
    EXPECT_TRUE(write_file(folder / "unit_costs.csv", "item,source,sector,low_gbp,high_gbp,price_base,from,url,checked\n" + rows, {.durable = false}));
    std::string all;
    for (auto const& finding : load_unit_costs(folder.string()).findings) all += finding.code + " ";
    return all;
  };
  EXPECT_EQ(codes("a,ed_istv,health,1,2,2020,x,y,yes\n"), "");
  EXPECT_THAT(codes("a,ed_istv,health,2,1,2020,x,y,yes\n"), HasSubstr("bad-number"));
  EXPECT_THAT(codes("a,ed_istv,health,-1,1,2020,x,y,yes\n"), HasSubstr("bad-number"));
  EXPECT_THAT(codes("a,ed_istv,health,1.5,2,2020,x,y,yes\n"), HasSubstr("bad-number"));
  EXPECT_THAT(codes("a,ed_istv,health,1,2,,x,y,yes\n"), HasSubstr("empty-value"));
  EXPECT_THAT(codes("a,ed_istv,health,1,2,2020,x,y,maybe\n"), HasSubstr("unknown-word"));
  EXPECT_NE(codes("a,b\n"), "");
  fs::remove_all(folder);
  EXPECT_EQ(load_unit_costs(folder.string()).findings.front().code, "unreadable-file");
}

}  // namespace
}  // namespace concordat::catalogue
