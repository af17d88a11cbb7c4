// SPDX-License-Identifier: Apache-2.0
// Do two counts come from the same rate? The E-test (Krishnamoorthy and Thomson 2004, J. Stat. Plan.
// Inference 119:23), here with the statistic's variance under the hypothesis (its score form), and beside it
// the exact conditional test (Przyborowski and Wilenski 1940, Biometrika 31:313). The conditional test is the
// more cautious.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace concordat::places {

struct TwoCounts {
  std::int64_t first = 0;
  std::int64_t second = 0;
  double first_exposure = 1;  ///< months, people, licensed premises: whatever the counts grow with
  double second_exposure = 1;
};

struct TwoCountsTest {
  double p_e_test = 1;       ///< two-sided
  double p_conditional = 1;  ///< two-sided: outcomes no likelier than the one seen
  bool few = false;          ///< one of the counts is below 10
};

/// Refuses negative counts, counts over 1,000,000 together and exposures that are not above 0.
[[nodiscard]] Result<TwoCountsTest> compare(TwoCounts const& counts);

}  // namespace concordat::places
