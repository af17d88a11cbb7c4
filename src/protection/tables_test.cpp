// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <type_traits>

#include "places/test_data.h"
#include "protection/bands.h"
#include "protection/protected_table.h"
#include "protection/rule.h"

namespace concordat::protection {
namespace {

// raw counts cannot be turned into something that may be shown but by the functions of this module
static_assert(!std::is_default_constructible_v<ProtectedTable>);
static_assert(!std::is_constructible_v<ProtectedTable, RawTable>);
static_assert(!std::is_aggregate_v<ProtectedTable>);

std::string published(SmallNumberRule const& rule, double value) {
  return text_of(rule.apply(value));
}

RawTable raw_table(std::size_t rows, std::size_t columns, std::vector<double> cells) {
  RawTable raw{
      {.title = "Violence", .row_heading = "Area", .column_heading = "Quarter", .rows = {}, .columns = {}},
      std::move(cells)};
  for (std::size_t i = 0; i < rows; ++i)
    raw.labels.rows.push_back("area " + std::string(1, static_cast<char>('z' - i)));
  for (std::size_t i = 0; i < columns; ++i) raw.labels.columns.push_back("q" + std::string(i + 1, 'i'));
  return raw;
}

struct RuleCase {
  double value;
  char const* nhs;
  char const* ten_five;
};

class Rules : public testing::TestWithParam<RuleCase> {};

TEST_P(Rules, HideSmallNumbersAndRoundTheRest) {
  EXPECT_EQ(published(SmallNumberRule::nhs(), GetParam().value), GetParam().nhs);
  EXPECT_EQ(published(SmallNumberRule::ten_five(), GetParam().value), GetParam().ten_five);
}

INSTANTIATE_TEST_SUITE_P(Values, Rules,
                         testing::Values(RuleCase{0, "0", "*"}, RuleCase{1, "*", "*"}, RuleCase{7, "*", "*"},
                                         RuleCase{0.2, "*", "*"}, RuleCase{7.9, "*", "*"},
                                         RuleCase{8, "10", "*"}, RuleCase{9, "10", "*"},
                                         RuleCase{10, "10", "10"}, RuleCase{12, "10", "10"},
                                         RuleCase{12.5, "15", "15"}, RuleCase{13, "15", "15"},
                                         RuleCase{1'000'002, "1000000", "1000000"},
                                         RuleCase{-1, "not available", "not available"},
                                         RuleCase{NAN, "not available", "not available"}));

TEST(SmallNumbers, AgreeWithTheReferenceRules) {
  auto const nhs = places::test::read_rows("data/geo-reference/rule_1to7_round5.csv");
  auto const ten_five = places::test::read_rows("data/geo-reference/rule_10_5.csv");
  if (nhs.empty() || ten_five.empty()) GTEST_SKIP() << "the reference data are not here";
  for (auto const& row : nhs)
    EXPECT_EQ(published(SmallNumberRule::nhs(), std::stod(row[0])), row[1]) << row[0];
  for (auto const& row : ten_five) {
    EXPECT_EQ(published(SmallNumberRule::ten_five(), std::stod(row[0])), row[1]) << row[0];
  }
}

TEST(SmallNumbers, AnAgreementCanOnlyMakeStricter) {
  auto const looser = SmallNumberRule::nhs().stricter(3);
  auto const stricter = SmallNumberRule::nhs().stricter(20);
  ASSERT_TRUE(looser && stricter);
  EXPECT_EQ(looser->smallest_shown(), 8);
  EXPECT_EQ(published(*looser, 7), "*");
  EXPECT_EQ(published(*stricter, 19), "*");
  EXPECT_EQ(published(*stricter, 20), "20");
  EXPECT_EQ(published(*stricter, 0), "0");
  EXPECT_NE(stricter->method().view(), SmallNumberRule::nhs().method().view());
  EXPECT_EQ(SmallNumberRule::nhs().stricter(0).error().code.view(), "rule.minimum-group");
}

TEST(Tables, AddUpPublishedCellsOnly) {
  auto const table = protect_counts(raw_table(3, 3,
                                              {12, 3, 0,  //
                                               0, 0, 0,   //
                                               7, 0, 1}),
                                    SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->text(0, 0), "10");
  EXPECT_EQ(table->text(0, 1), "*");
  EXPECT_EQ(text_of(table->row_total(0)), "10");
  EXPECT_EQ(text_of(table->row_total(1)), "0");
  EXPECT_EQ(text_of(table->row_total(2)), "*") << "0 would be false and a sum would tell";
  EXPECT_EQ(text_of(table->column_total(0)), "10");
  EXPECT_EQ(text_of(table->column_total(1)), "*");
  EXPECT_EQ(text_of(table->grand_total()), "10");
  EXPECT_FALSE(table->method().empty());
  EXPECT_FALSE(table->notes().empty());
}

TEST(Tables, AreTheSameForEveryHiddenValue) {
  // whatever a reader does with the result, it cannot depend on what the hidden cells held
  SeededChance chance{6};
  for (int round = 0; round < 100; ++round) {
    std::vector<double> cells, other;
    for (int i = 0; i < 20; ++i) {
      bool const small = chance.below(2) == 0;
      auto const value = static_cast<double>(small ? 1 + chance.below(7) : 8 + chance.below(200));
      cells.push_back(value);
      other.push_back(small ? static_cast<double>(1 + chance.below(7)) : value);
    }
    auto const first = protect_counts(raw_table(4, 5, cells), SmallNumberRule::nhs());
    auto const second = protect_counts(raw_table(4, 5, other), SmallNumberRule::nhs());
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*first, *second);
    for (std::size_t row = 0; row < 4; ++row) {
      for (std::size_t column = 0; column < 5; ++column) {
        auto const& cell = first->cell(row, column);
        EXPECT_EQ(cell.value % 5, 0);
        EXPECT_TRUE(cell.state == CellState::value || cell.value == 0);
      }
    }
  }
}

TEST(Tables, TellASupplierNoSmallCountOfTheOthersWhateverItReportedItself) {  // S74
  for (double own = 1; own <= 30; ++own) {
    std::vector<std::string> seen;
    for (double others = 0; others <= 7; ++others) {
      auto raw = raw_table(1, 2, {own + others, others});
      raw.of_others = {others, others};
      auto const table = protect_counts(raw, SmallNumberRule::nhs());
      ASSERT_TRUE(table);
      seen.push_back(table->text(0, 0) + text_of(table->row_total(0)));
      EXPECT_EQ(table->text(0, 1), others == 0 ? "0" : "*") << "what nobody reported is told as before";
    }
    EXPECT_EQ(std::set<std::string>(seen.begin() + 1, seen.end()).size(), 1U) << own;
    EXPECT_EQ(seen.front().substr(0, 1), "*") << own;
  }
  auto raw = raw_table(1, 2, {12, 12});
  raw.of_others = {8, 7};
  auto const table = protect_counts(raw, SmallNumberRule::nhs());
  EXPECT_EQ(table->text(0, 0), "10");
  EXPECT_EQ(table->text(0, 1), "*");
  EXPECT_THAT(table->notes().front().view(), ::testing::HasSubstr("beside your own number it would tell theirs"));
  raw.of_others = {8};
  EXPECT_FALSE(protect_counts(raw, SmallNumberRule::nhs()));
}

TEST(RateTables, TellASupplierNoRateThatRestsOnFewReportsOfOthers) {
  auto raw = raw_table(2, 1, {20, 20});
  raw.of_others = {9, 3};
  auto const table = protect_rates(raw, std::vector<std::int64_t>{1000, 1000}, 1000, SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->text(0, 2), "20.0");
  for (std::size_t const column : {0U, 2U, 3U, 4U}) EXPECT_EQ(table->text(1, column), "*") << column;
}

TEST(Tables, KeepWhatTheDataCannotTellApartFromZero) {
  auto const table = protect_counts(raw_table(1, 2, {not_available, 20}), SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->text(0, 0), "not available");
  EXPECT_EQ(text_of(table->column_total(0)), "not available");
  EXPECT_EQ(text_of(table->row_total(0)), "20");
}

TEST(Tables, RefuseShapesAndCellsThatMakeNoSense) {
  auto const code = [](RawTable const& raw) {
    auto const table = protect_counts(raw, SmallNumberRule::nhs());
    return table ? std::string{} : std::string{table.error().code.view()};
  };
  EXPECT_EQ(code(raw_table(2, 2, {1, 2, 3})), "table.shape");
  EXPECT_EQ(code(raw_table(1, 2, {1, -2})), "table.cell");
  EXPECT_EQ(code(raw_table(1, 1, {INFINITY})), "table.cell");
  EXPECT_FALSE(protect_key_places(raw_table(2, 2, {1}), SmallNumberRule::nhs()));
  EXPECT_FALSE(protect_rates(raw_table(2, 1, {1}), {}, 1000, SmallNumberRule::nhs()));
}

TEST(Tables, TakeACountMatrixWithItsLabels) {
  places::CountMatrix const counts{.rows = 1, .columns = 2, .cells = {3, 44}};
  auto const table = protect_counts(counts, raw_table(1, 2, {}).labels, SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->text(0, 0), "*");
  EXPECT_EQ(table->text(0, 1), "45");
}

TEST(WeekClocks, HideSmallWeightsAndSayWhatIsNotAvailable) {
  places::WeekClock clock;
  clock.weight[0][9] = 0.25;
  clock.weight[4][23] = 17.4;
  clock.available = true;
  auto const table = protect_week_clock(clock, "When", SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->labels().rows.front(), "Monday");
  EXPECT_EQ(table->labels().columns.back(), "23");
  EXPECT_EQ(table->text(0, 9), "*");
  EXPECT_EQ(table->text(4, 23), "15");
  EXPECT_EQ(table->text(1, 0), "0");
  auto const months_only = protect_week_clock({}, "When", SmallNumberRule::nhs());
  ASSERT_TRUE(months_only);
  EXPECT_EQ(months_only->text(3, 3), "not available");
  EXPECT_EQ(months_only->grand_total().state, CellState::not_available);
}

TEST(RateTables, WorkFromPublishedCountsOnly) {
  std::vector<std::int64_t> const population{1000, 1000, 1000, 0};
  auto const table = protect_rates(raw_table(4, 1, {23, 4, 0, 50}), population, 1000, SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_FALSE(table->has_totals());
  EXPECT_EQ(table->labels().columns[2], "Rate per 1000");
  EXPECT_EQ(table->text(0, 0), "25");
  EXPECT_EQ(table->text(0, 1), "1000");
  EXPECT_EQ(table->text(0, 2), "25.0") << "23 was rounded to 25 first";
  EXPECT_EQ(table->text(0, 3), "16.2");
  EXPECT_EQ(table->text(0, 4), "36.9");
  EXPECT_EQ(table->text(1, 0), "*");
  EXPECT_EQ(table->text(1, 2), "*");
  EXPECT_EQ(table->text(1, 4), "*");
  EXPECT_EQ(table->text(2, 2), "0.0");
  EXPECT_EQ(table->text(3, 1), "not available");
  EXPECT_EQ(table->text(3, 2), "not available");
  EXPECT_EQ(protect_rates(raw_table(1, 1, {2}), population, 1000, SmallNumberRule::nhs()).error().code.view(),
            "table.rates");
}

TEST(KeyPlaceTables, DoNotNameAPlaceWithFewEvents) {
  auto raw = raw_table(4, 2,
                       {30, 40,  //
                        2, 3,    //
                        5, 4,    //
                        0, 1});
  raw.labels.rows = {"Station", "Hill House", "Market", "Low Farm"};
  auto const table = protect_key_places(raw, SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->labels().rows, (std::vector<std::string>{"Market", "Station", "Other places, not named"}));
  EXPECT_EQ(table->text(0, 0), "*");
  EXPECT_EQ(table->text(1, 1), "40");
  EXPECT_EQ(table->text(2, 0), "*");
  EXPECT_FALSE(table->has_totals());
}

TEST(KeyPlaceTables, StandInOrderOfNameSoThatOrderTellsNothing) {
  auto raw = raw_table(3, 1, {9, 500, 80});
  raw.labels.rows = {"b", "c", "a"};
  auto const table = protect_key_places(raw, SmallNumberRule::nhs());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->labels().rows, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(SourceMixes, AreBandsOfPublishedCounts) {
  std::vector<SourceCount> const counts{{"police", 800}, {"ambulance", 250}, {"hospital", 5}, {"schools", 0}};
  auto const mix = source_mix(counts, SmallNumberRule::nhs());
  ASSERT_TRUE(mix);
  EXPECT_EQ((*mix)[0].band, ShareBand::over_three_quarters);
  EXPECT_EQ((*mix)[1].band, ShareBand::under_a_quarter);
  EXPECT_EQ((*mix)[2].band, ShareBand::too_few);
  EXPECT_EQ((*mix)[3].band, ShareBand::none);
  std::set<std::string_view> words;
  for (auto const band :
       {ShareBand::none, ShareBand::too_few, ShareBand::under_a_quarter, ShareBand::quarter_to_half,
        ShareBand::half_to_three_quarters, ShareBand::over_three_quarters}) {
    EXPECT_EQ(text_of(band).view().find_first_of("0123456789%"), std::string_view::npos);
    words.insert(text_of(band).view());
  }
  EXPECT_EQ(words.size(), 6U);
  std::vector<SourceCount> const negative{{"police", -1}};
  EXPECT_EQ(source_mix(negative, SmallNumberRule::nhs()).error().code.view(), "bands.count");
}

TEST(SourceMixes, FallIntoTheRightQuarter) {
  auto const band = [](std::int64_t part, std::int64_t rest) {
    std::vector<SourceCount> const counts{{"a", part}, {"b", rest}};
    return source_mix(counts, SmallNumberRule::nhs()).value().front().band;
  };
  EXPECT_EQ(band(20, 80), ShareBand::under_a_quarter);
  EXPECT_EQ(band(25, 75), ShareBand::quarter_to_half);
  EXPECT_EQ(band(50, 50), ShareBand::half_to_three_quarters);
  EXPECT_EQ(band(75, 25), ShareBand::over_three_quarters);
  EXPECT_EQ(band(100, 0), ShareBand::over_three_quarters);
}

TEST(Coverages, AreBands) {
  auto const rule = SmallNumberRule::nhs();
  EXPECT_EQ(coverage(3, 7, rule), CoverageBand::too_few);
  EXPECT_EQ(coverage(0, 100, rule), CoverageBand::under_half);
  EXPECT_EQ(coverage(50, 100, rule), CoverageBand::half_to_three_quarters);
  EXPECT_EQ(coverage(75, 100, rule), CoverageBand::three_quarters_to_nine_tenths);
  EXPECT_EQ(coverage(90, 100, rule), CoverageBand::over_nine_tenths);
  EXPECT_EQ(coverage(101, 100, rule).error().code.view(), "bands.count");
  for (auto const band :
       {CoverageBand::too_few, CoverageBand::under_half, CoverageBand::half_to_three_quarters,
        CoverageBand::three_quarters_to_nine_tenths, CoverageBand::over_nine_tenths}) {
    EXPECT_EQ(text_of(band).view().find_first_of("0123456789%"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace concordat::protection
