// SPDX-License-Identifier: Apache-2.0
// Against answers of established packages (scipy, statsmodels) on made-up counts: every row within its stated
// tolerance.
#include <gtest/gtest.h>

#include <cmath>

#include "places/compare/control.h"
#include "places/compare/two_counts.h"
#include "places/test_data.h"

namespace concordat::places {
namespace {

double number(std::string const& text) {
  return std::strtod(text.c_str(), nullptr);
}

TEST(TwoCountsReference, AgreesOnBothTests) {
  auto const rows = test::read_rows("data/geo-reference/poisson_two_counts.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  double conditional = 0;
  double e_test = 0;
  for (auto const& row : rows) {
    auto const found = compare({std::stoll(row[0]), std::stoll(row[1]), number(row[2]), number(row[3])});
    ASSERT_TRUE(found);
    conditional = std::max(conditional, std::abs(found->p_conditional - number(row[4])));
    e_test = std::max(e_test, std::abs(found->p_e_test - number(row[5])));
    EXPECT_NEAR(found->p_conditional, number(row[4]), 1e-8) << row[0] << " v " << row[1];
    EXPECT_NEAR(found->p_e_test, number(row[5]), 1e-8) << row[0] << " v " << row[1];
  }
  std::printf("poisson_two_counts.csv: conditional %.3g, E-test %.3g\n", conditional, e_test);
}

TEST(ControlReference, AgreesOnTheEwmaItsLimitAndTheCusum) {
  auto const rows = test::read_rows("data/geo-reference/weekly_control.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  std::vector<std::int64_t> counts;
  for (auto const& row : rows) counts.push_back(std::stoll(row[1]));
  auto const chart = control_chart(counts);
  ASSERT_TRUE(chart);
  double largest = 0;
  for (std::size_t week = 0; week < rows.size(); ++week) {
    auto const& point = chart->points[week];
    for (double const difference :
         {point.ewma - number(rows[week][2]), point.ewma_upper - number(rows[week][3]),
          point.cusum - number(rows[week][4])}) {
      largest = std::max(largest, std::abs(difference));
    }
  }
  EXPECT_LT(largest, 1e-9);
  std::printf("weekly_control.csv: largest difference %.3g\n", largest);
}

}  // namespace
}  // namespace concordat::places
