// SPDX-License-Identifier: Apache-2.0
// Figures that cannot be: each verb names the cell or the option at once, and none writes a word where a number belongs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cli/places/places_test_tools.h"

namespace concordat::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LargeNumbers : public PlacesFiles {
 protected:
  /// The code, and the cell that is to blame.
  void expect_cell(std::string_view verb, PlacesArguments const& asked, std::string_view code, std::uint64_t row, std::string_view field) const {
    auto const answer = run(verb, asked);
    ASSERT_FALSE(answer) << verb;
    auto const& problem = answer.error().problem;
    EXPECT_EQ(problem.code.view(), code) << verb;
    EXPECT_EQ(problem.where.row, row) << verb;
    EXPECT_EQ(problem.where.field, field) << verb;
    EXPECT_EQ(answer.error().about, asked.in) << verb;
    EXPECT_FALSE(problem.remedy.view().empty()) << verb;
  }
  [[nodiscard]] std::string text() const { return read_file(path("out.csv"), 1 << 20).value(); }
};

TEST_F(LargeNumbers, OfCountsAndPopulationsAreRefusedAtTheirCell) {
  PlacesArguments asked;
  asked.in = put("in.csv", "id,x,y,population,count\na,0,0,1000,3\nb,500,0,1000,100000000\nc,900,0,1000,9223372036854775807\n");
  asked.population = "population";
  expect_cell("scan", asked, "table.large-count", 3, "count");
  asked.count = "count";
  expect_cell("rates", asked, "table.large-count", 3, "count");
  asked.in = put("in.csv", "id,x,y,population,count\na,0,0,9223372036854775807,3\nb,500,0,9223372036854775807,1\n");
  expect_cell("scan", asked, "table.large-population", 2, "population");
  expect_cell("rates", asked, "table.large-population", 2, "population");
  asked.pairs = put("pairs.csv", "from,to\na,b\n");
  expect_cell("gistar", asked, "table.large-population", 2, "population");
  for (auto const* kind : {"counts", "comparison", "weekly", "monthly"}) {
    PlacesArguments change;
    change.kind = kind;
    change.in = put("in.csv", "count,count1,count2,before,after,there_before,there_after\n1,1,1,1,1,1,1\n2,2,2,2,2,2,2\n1000001,1000001,1,1000001,1,1,1\n");
    auto const field = change.kind == "counts" ? "count1" : change.kind == "comparison" ? "before" : "count";
    expect_cell("change", change, "table.large-count", 4, field);
  }
}

TEST_F(LargeNumbers, OfManyRowsTogetherStayNumbers) {
  std::string rows = "id,x,y,population,count\n";
  for (int i = 0; i < 12; ++i) rows += std::to_string(i) + "," + std::to_string(i * 100) + ",0,1000000000,1000000\n";
  PlacesArguments asked;
  asked.in = put("in.csv", rows);
  asked.population = "population";
  EXPECT_EQ(code("scan", asked), "scan.too-many-events");
  EXPECT_EQ(run("scan", asked).error().about, asked.in);
  asked.count = "count";
  auto const rates = run("rates", asked);
  ASSERT_TRUE(rates) << rates.error().problem.code.view();
  EXPECT_NEAR(rates->json["overall"].number(), 100, 1e-9);
}

TEST_F(LargeNumbers, OfPlacesDistancesAndOptionsAreRefused) {
  PlacesArguments asked;
  asked.all_reported = true;
  asked.in = put("in.csv", "x,y,time\n0,0,2026-01-01\n1e300,0,2026-01-02\n");
  for (auto const* verb : {"kde", "gistar", "knox", "scan", "cluster", "classes"}) expect_cell(verb, asked, "places.far-away", 3, "x");
  asked.in = put("in.csv", "x,y,time,weight\n0,0,2026-01-01,1\n10,0,2026-01-02,1e300\n20,0,2026-01-02,1\n");
  for (auto const* list : {"0,1e300", "0,100,3000000", "-5,100"}) {
    asked.metres = list;
    EXPECT_EQ(code("knox", asked), "places.far-metres") << list;
  }
  asked.metres = "0,100,inf";
  for (auto const* list : {"0,1e300", "0,inf", "-1,7"}) {
    asked.days = list;
    EXPECT_EQ(code("knox", asked), "places.days") << list;
  }
  asked.days = "0,7";
  EXPECT_EQ(code("knox", asked), "fine") << "the last band may have no end";
  asked.weight = "weight";
  expect_cell("kde", asked, "places.large-number", 3, "weight");
  for (double const bad : {1e300, static_cast<double>(NAN), static_cast<double>(INFINITY)}) {
    PlacesArguments options;
    options.bandwidth = bad;
    auto const checked = check_numbers(options);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().problem.code.view(), "places.beyond");
    EXPECT_EQ(checked.error().problem.where.field, "--bandwidth");
  }
  EXPECT_TRUE(check_numbers({}));
}

TEST_F(LargeNumbers, OfALatticeCannotPointOutsideIt) {
  PlacesArguments asked;
  asked.count = "n";
  for (auto const* rows : {"0,0,1\n9223372036854775807,1,2\n", "0,0,1\n0,0,2\n1,0,3\n1,0,4\n0,1,5\n1,0,6\n", "0,0,1\n4294967295,4294967295,1\n"}) {
    asked.in = put("in.csv", std::string{"ix,iy,n\n"} + rows);
    EXPECT_EQ(code("gistar", asked), "places.lattice") << rows;
  }
}

TEST_F(LargeNumbers, WithoutAnEndAreLeftBlankAndSayWhy) {
  PlacesArguments asked;
  asked.in = put("in.csv", "count1,count2\n0,5\n0,0\n5,0\n4,6\n");
  ASSERT_TRUE(run("change", asked));
  EXPECT_THAT(text(), Not(HasSubstr("inf")));
  EXPECT_THAT(text(), Not(HasSubstr("nan")));
  auto const rows = written();
  auto const why = rows.texts("not_known").value();
  EXPECT_EQ(why[0], "no events before; so the ratio and its upper limit have no end");
  EXPECT_EQ(why[1], "no events in either period");
  EXPECT_EQ(why[2], "");
  EXPECT_EQ(why[3], "");
  auto const high = rows.texts("high95").value();
  EXPECT_EQ(high[0], "");
  EXPECT_NE(high[2], "");
}

TEST_F(LargeNumbers, OfAContrastThatCannotBeDividedAreLeftBlankAndSayWhy) {
  std::string rows = "x,y,source\n";
  for (int i = 0; i < 40; ++i) rows += std::to_string(i) + ",0,ed\n" + std::to_string(200'000 + i) + ",0,police\n";
  PlacesArguments asked;
  asked.in = put("in.csv", rows);
  asked.all_reported = true;
  asked.first = "ed";
  asked.second = "police";
  asked.cell = 1000;
  asked.permutations = 0;
  auto const answer = run("contrast", asked);
  ASSERT_TRUE(answer) << answer.error().problem.code.view();
  EXPECT_THAT(text(), Not(HasSubstr(",inf")));
  EXPECT_THAT(text(), Not(HasSubstr("nan")));
  EXPECT_THAT(text(), HasSubstr("fewer than 5 events of both"));
}

TEST_F(LargeNumbers, AreNotNeededForASingleRowOrNone) {
  for (auto const* verb : {"kde", "gistar", "knox", "scan", "cluster", "contrast", "classes", "clock", "change", "rates"}) {
    PlacesArguments asked;
    asked.all_reported = true;
    asked.first = "ed";
    asked.second = "police";
    for (auto const* text : {"", "x,y,time,source,count1,count2,events,population\n"}) {
      asked.in = put("in.csv", text);
      EXPECT_THAT(code(verb, asked), Not("fine")) << verb;
    }
    asked.in = put("in.csv", "x,y,time,source,count1,count2,events,population\n5,5,2026-01-01,ed,1,1,1,10\n");
    auto const answer = run(verb, asked);  // an answer or a reason; never a crash
    EXPECT_TRUE(answer || !answer.error().problem.remedy.view().empty()) << verb;
  }
}

}  // namespace
}  // namespace concordat::cli
