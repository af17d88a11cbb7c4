// SPDX-License-Identifier: Apache-2.0
#include "protection/rule.h"

#include <algorithm>
#include <cmath>

namespace concordat::protection {
namespace {
constexpr double round_to = 5;
}  // namespace

Result<SmallNumberRule> SmallNumberRule::stricter(std::int64_t minimum_group) const {
  if (minimum_group < 1 || minimum_group > 1'000'000) {
    return fail(Fault::malformed, "rule.minimum-group", "The smallest group is not between 1 and 1,000,000.",
                "Give the smallest group that may be shown, for example 10.");
  }
  return SmallNumberRule{std::max(smallest_, minimum_group), zero_shown_};
}

ProtectedCell SmallNumberRule::apply(double true_value, double of_others) const {
  // the negated test turns away what is no number, before anything can be made of it
  if (!(true_value >= 0 && true_value < 1e15) || !(of_others >= 0)) return {CellState::not_available, 0};
  if (true_value == 0 && zero_shown_) return {CellState::value, 0};
  if (std::min(true_value, of_others) < static_cast<double>(smallest_)) return {CellState::suppressed, 0};
  return {CellState::value, static_cast<std::int64_t>(std::floor(true_value / round_to + 0.5) * round_to)};
}

FixedText SmallNumberRule::method() const {
  if (zero_shown_ && smallest_ == nhs_smallest) {
    return "Counts of 1 to 7 are hidden (*); other counts are rounded to the nearest 5.";
  }
  if (!zero_shown_ && smallest_ == ten_five_smallest) {
    return "Counts below 10 are hidden (*); other counts are rounded to the nearest 5.";
  }
  return "Counts below the smallest group that the agreements and the hub's settings allow are hidden (*); other counts are rounded to the "
         "nearest 5.";
}

FixedText SmallNumberRule::method_beside_own() {
  return "Counts are hidden (*) where other agencies than your own reported fewer of them than the smallest group; other counts are rounded to the "
         "nearest 5.";
}

}  // namespace concordat::protection
