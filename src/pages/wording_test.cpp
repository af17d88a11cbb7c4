// SPDX-License-Identifier: Apache-2.0
#include "pages/wording.h"

#include <gtest/gtest.h>

#include "pages/chart.h"

namespace concordat::pages {
namespace {

std::string words_at(std::string_view instant) { return instant_words(*parse_instant(instant)); }

TEST(Wording, TellsTimeAsTheClockOnTheWall) {
  EXPECT_EQ(words_at("2026-11-21T14:03:00Z"), "21 November 2026, 14:03");
  EXPECT_EQ(words_at("2026-07-01T23:30:00Z"), "2 July 2026, 00:30");
}

TEST(Wording, TurnsTheClockOnTheLastSundaysOfMarchAndOctober) {
  EXPECT_EQ(words_at("2026-03-29T00:59:59Z"), "29 March 2026, 00:59");
  EXPECT_EQ(words_at("2026-03-29T01:00:00Z"), "29 March 2026, 02:00");
  EXPECT_EQ(words_at("2026-10-25T00:59:59Z"), "25 October 2026, 01:59");
  EXPECT_EQ(words_at("2026-10-25T01:00:00Z"), "25 October 2026, 01:00");
}

TEST(Wording, WritesNumbersWithCommas) {
  EXPECT_EQ(number_words(0), "0");
  EXPECT_EQ(number_words(999), "999");
  EXPECT_EQ(number_words(1000), "1,000");
  EXPECT_EQ(number_words(196893), "196,893");
  EXPECT_EQ(number_words(1234567), "1,234,567");
  EXPECT_EQ(count_words(1, "row", "rows"), "1 row");
  EXPECT_EQ(count_words(2000, "row", "rows"), "2,000 rows");
}

TEST(Wording, NamesMonthsAndDays) {
  EXPECT_EQ(month_words(Month::of(2026, 9)), "September 2026");
  EXPECT_EQ(date_words(*parse_date("2026-02-01")), "1 February 2026");
  EXPECT_EQ(sentence_case("strategic-assessment"), "Strategic assessment");
  EXPECT_TRUE(instant_model("never").is_null());
  EXPECT_EQ(days_late_words(0), "");
  EXPECT_EQ(days_late_words(1), "1 day late");
  EXPECT_EQ(days_late_words(1200), "1,200 days late");
}

TEST(Charts, LeaveAGapWhereThereAreNoRows) {
  auto const svg = line_chart({"Filled", {0.5, std::nullopt, 0.75, 1.0}});
  EXPECT_NE(svg.find("<circle"), std::string::npos) << "a month alone is a dot";
  EXPECT_EQ(svg.find("M160.0 14.0L"), std::string::npos);
  EXPECT_NE(svg.find("M158.7 14.0L236.0 4.0"), std::string::npos) << svg;
}

TEST(Charts, EscapeTheirTitleAndHoldValuesInside) {
  auto const svg = line_chart({"<b>&\"", {-3.0, 7.0}});
  EXPECT_EQ(svg.find("<b>"), std::string::npos);
  EXPECT_NE(svg.find("M4.0 44.0L236.0 4.0"), std::string::npos) << svg;
  EXPECT_EQ(line_chart({"nothing", {}}).find("stroke-width"), std::string::npos);
}

}  // namespace
}  // namespace concordat::pages
