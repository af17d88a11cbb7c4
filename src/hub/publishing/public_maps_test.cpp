// SPDX-License-Identifier: Apache-2.0
#include "hub/publishing/public_maps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "hub/publishing/public_files.h"

namespace concordat::hub::publishing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

places::Area square(std::string code, double west, double south, double side) {
  return {code, "Area " + code, 2000, {{{{{west, south}, {west + side, south}, {west + side, south + side}, {west, south + side}}}}}};
}

places::AreaSet four() {
  return *places::AreaSet::from_areas("lsoa", "2021", {square("A1", 400'000, 300'000, 1000), square("A2", 401'000, 300'000, 1000), square("A3", 400'000, 301'000, 1000), square("A4", 401'000, 301'000, 1000)});
}

PublicTable table_of(std::vector<PublicFigure> figures) { return {"Police", "police-incidents", "northshire-police", "2026-Q3", "lsoa-2021:aaaa", 3, std::move(figures)}; }

Json content_of(std::vector<PublicTable> const& tables, Json outlines = outlines_of(four())) {
  Json list{Json::Array{}};
  for (auto const& table : tables) list.push(to_json(table));
  Json content;
  content.set("partnership", "Northshire").set("attribution", "Made up").set("tables", std::move(list));
  if (!outlines.is_null()) content.set("outlines", std::move(outlines));
  return content;
}

Publication publication() {
  Publication one;
  one.id = "P1";
  one.product = "hotspot-brief";
  one.number = 1;
  one.ended_index = 7;
  return one;
}

std::string map_of(std::vector<PublicFigure> figures) {
  auto const maps = maps_in(publication(), content_of({table_of(std::move(figures))}));
  return maps.empty() ? std::string{} : maps.front().svg;
}

TEST(PublicMaps, HatchWhatIsHiddenAndLeaveWhiteWhatHasNoFigure) {
  auto const svg = map_of({{"A1", "Area A1", 8}, {"A2", "Area A2", std::nullopt}, {"A3", "Area A3", 40}, {"", "All areas together", 60}});
  EXPECT_THAT(svg, HasSubstr("fill=\"url(#map-1-hidden)\"><title>Area A2: hidden: below 3, or none</title>"));
  EXPECT_THAT(svg, HasSubstr("fill=\"#ffffff\"><title>Area A4: no figure: fewer than 1000 people live there</title>"));
  EXPECT_THAT(svg, HasSubstr("Area A3: 40</title>"));
  for (auto const* part : {"ledger index 7", "release P1", "Boundaries: Made up", "Police, 2026-Q3: reports of violence by area"}) EXPECT_THAT(svg, HasSubstr(part));
}

/// B.4: a map that told more than the table would part two contents whose tables are the same.
TEST(PublicMaps, AreMadeOfTheFiguresThatAreShownAlone) {
  auto const hidden = map_of({{"A1", "Area A1", std::nullopt}, {"A2", "Area A2", std::nullopt}, {"A3", "Area A3", 9}, {"A4", "Area A4", 9}});
  EXPECT_EQ(hidden, map_of({{"A4", "Area A4", 9}, {"A3", "Area A3", 9}, {"A2", "Area A2", std::nullopt}, {"A1", "Area A1", std::nullopt}})) << "their order says nothing";
  // Every number that it names beside those of its frame is a figure of the table: a class ends at figures that are shown.
  std::mt19937 chance{7};
  for (int round = 0; round < 50; ++round) {
    std::vector<PublicFigure> figures;
    for (auto const* code : {"A1", "A2", "A3", "A4"}) {
      auto const value = static_cast<std::int64_t>(chance() % 60);
      figures.push_back({code, std::string{"Area "} + code, value < 3 ? std::nullopt : std::optional{value}});
    }
    auto const svg = map_of(figures);
    for (auto const& figure : figures) {
      auto const at = svg.find("<title>" + figure.name + ": ");
      ASSERT_NE(at, std::string::npos);
      auto const label = svg.substr(at + figure.name.size() + 9, svg.find("</title>", at) - at - figure.name.size() - 9);
      if (!figure.value) EXPECT_EQ(label, "hidden: below 3, or none");
      else EXPECT_EQ(label, std::to_string(*figure.value)) << "four figures have a class each";
    }
  }
}

TEST(PublicMaps, AreDrawnFromOutlinesThatAreAsFineAsAPage) {
  auto const outlines = outlines_of(four());
  EXPECT_EQ(outlines["step"].integer(), 2);
  EXPECT_EQ(outlines["west"].integer(), 400'000);
  EXPECT_EQ(outlines["areas"].array()[1]["polygons"].canonical(), "[[[500,0,1000,0,1000,500,500,500]]]") << "it begins where the first ends";
  auto tiny = four().areas();
  tiny.push_back(square("A5", 400'500, 300'500, 0.5));
  auto const with_tiny = outlines_of(*places::AreaSet::from_areas("lsoa", "2021", tiny));
  EXPECT_EQ(with_tiny["areas"].array()[4]["polygons"].canonical(), "[[[250,250,251,250,251,251,250,251]]]") << "too small for the grid: one step of it";
}

TEST(PublicMaps, AreNotThereWithoutAreas) {
  auto const only_all = table_of({{"", "All areas together", 60}});
  EXPECT_THAT(maps_in(publication(), content_of({only_all})), IsEmpty());
  auto const old = content_of({table_of({{"A1", "Area A1", 8}})}, Json{});
  EXPECT_THAT(maps_in(publication(), old), IsEmpty()) << "made before there were maps";
  auto const file = file_of(publication(), old, old.canonical(), "svg");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code.view(), "public.no-map");
  auto broken = content_of({table_of({{"A1", "Area A1", 8}})});
  broken.set("outlines", Json{}.set("areas", Json{Json::Array{}}));
  EXPECT_THAT(maps_in(publication(), broken), IsEmpty());
}

TEST(PublicMaps, OfSeveralSourcesStandInOnePicture) {
  auto ed = table_of({{"A1", "Area A1", 12}});
  ed.source = "Emergency department";
  auto const content = content_of({table_of({{"A1", "Area A1", 8}}), table_of({{"", "All areas together", 9}}), ed});
  auto const maps = maps_in(publication(), content);
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[1].table, 2U);
  auto const svg = one_picture(maps);
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 "));
  EXPECT_THAT(svg, HasSubstr("<svg y=\"0\" width=\"760\""));
  EXPECT_THAT(svg, HasSubstr("url(#map-3-hidden)"));
  EXPECT_THAT(svg, Not(HasSubstr("height=\"0\"")));
  EXPECT_TRUE(svg.ends_with("</svg>\n</svg>\n"));
}

}  // namespace
}  // namespace concordat::hub::publishing
