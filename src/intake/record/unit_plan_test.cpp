// SPDX-License-Identifier: Apache-2.0
#include "intake/record/unit_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

namespace concordat::intake {
namespace {

std::vector<catalogue::Unit> const lengths{{"metres", "metres", {"m", "metres"}}, {"kilometres", "kilometres", {"km"}, 1000, 1, 1300}};
std::vector<catalogue::Unit> const times{{"days", "days", {"days", "day"}}, {"sessions", "sessions", {"sessions"}, 1, 2}};
std::vector<catalogue::Unit> const shares{{"percent", "per cent", {"%"}}, {"fraction", "fraction", {"fraction"}, 100, 1, 1}};

std::string converted(std::vector<catalogue::Unit> const& units, std::size_t written, std::string_view cell) {
  UnitPlan plan{units, written, true};
  auto const text = std::string{plan.convert(cell)};
  return plan.converted() ? "=" + text : text;
}

TEST(UnitPlan, MultipliesAndDividesIntoTheKeptUnit) {
  EXPECT_EQ(converted(lengths, 1, "458.1234"), "=458123.4");
  EXPECT_EQ(converted(times, 1, "5"), "=2.5");
  EXPECT_EQ(converted(times, 1, " 6 "), "=3");
  EXPECT_EQ(converted(shares, 1, "0.942"), "=94.2");
  EXPECT_EQ(converted(shares, 1, "0.07"), "=7") << "no dust of binary fractions";
  EXPECT_EQ(converted(lengths, 1, "1,458.5"), "=1458500");
}

TEST(UnitPlan, LeavesTheKeptUnitAndWhatIsNoNumber) {
  EXPECT_EQ(converted(lengths, 0, " 458123 "), " 458123 ");
  EXPECT_EQ(converted(lengths, 1, "n/k"), "n/k");
  EXPECT_EQ(converted(lengths, 1, ""), "");
  EXPECT_EQ(converted({}, 0, "12 days"), "12 days");
}

TEST(UnitPlan, TakesTheUnitBehindANumberBeforeThatOfTheColumn) {
  EXPECT_EQ(converted(times, 0, "5 Sessions"), "=2.5");
  EXPECT_EQ(converted(times, 1, "3 days"), "3");
  EXPECT_EQ(converted(shares, 1, "94%"), "94");
  EXPECT_EQ(converted(times, 1, "3 fortnights"), "3 fortnights");
}

TEST(UnitPlan, DoubtsASmallValueOnlyWhereNobodySaidTheUnit) {
  UnitPlan untold{shares, 0, false};
  EXPECT_EQ(untold.convert("0.94"), "0.94");
  EXPECT_TRUE(untold.is_doubtful("0.94"));
  EXPECT_FALSE(untold.is_doubtful("94"));
  EXPECT_FALSE(untold.is_doubtful("0"));
  EXPECT_EQ(untold.convert("0.94 %"), "0.94");
  EXPECT_FALSE(untold.is_doubtful("0.94")) << "the cell says it";
  EXPECT_FALSE((UnitPlan{shares, 0, true}.is_doubtful("0.94")));
}

RC_GTEST_PROP(UnitPlan, ConvertsEveryWholeNumberExactly, ()) {
  auto const number = *rc::gen::inRange(0, 1'000'000);
  RC_ASSERT(converted(lengths, 1, std::to_string(number)) == fmt::format("={}", number * 1000LL));
  RC_ASSERT(converted(times, 1, std::to_string(number * 2)) == fmt::format("={}", number));
}

}  // namespace
}  // namespace concordat::intake
