// SPDX-License-Identifier: Apache-2.0
#include "places/compare/two_counts.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace concordat::places {
namespace {

constexpr std::int64_t most_events = 1'000'000;

/// What stands outside the range adds up to less than this.
constexpr double left_out = 1e-15;

/// Probabilities of the counts from `first` on whose sum is all but nothing of a Poisson distribution.
struct Probabilities {
  std::int64_t first = 0;
  std::vector<double> of;
};

Probabilities poisson(double mean) {
  if (mean == 0) return {0, {1}};
  // Chernoff's bound puts each tail below 1e-16 from here on
  double const spread = 9 * std::sqrt(mean) + 40;
  auto const first = static_cast<std::int64_t>(std::max(0.0, std::floor(mean - spread)));
  auto const last = static_cast<std::int64_t>(std::ceil(mean + spread));
  Probabilities probabilities{first, {}};
  for (auto count = first; count <= last; ++count) {
    auto const k = static_cast<double>(count);
    probabilities.of.push_back(std::exp(k * std::log(mean) - mean - std::lgamma(k + 1)));
  }
  return probabilities;
}

double conditional_p(TwoCounts const& counts) {
  auto const total = counts.first + counts.second;
  auto const n = static_cast<double>(total);
  double const share = counts.first_exposure / (counts.first_exposure + counts.second_exposure);
  auto const log_probability = [&](std::int64_t count) {
    auto const k = static_cast<double>(count);
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(share) +
           (n - k) * std::log1p(-share);
  };
  // what is as likely as seen must count as such, whatever the rounding
  double const seen = log_probability(counts.first) + 1e-7;
  double sum = 0;
  for (std::int64_t count = 0; count <= total; ++count) {
    double const one = log_probability(count);
    if (one <= seen) sum += std::exp(one);
  }
  return std::min(1.0, sum);
}

double e_test_p(TwoCounts const& counts) {
  double const ratio = counts.first_exposure / counts.second_exposure;
  auto const total = static_cast<double>(counts.first + counts.second);
  // (x1 - ratio x2) / sqrt(ratio (x1 + x2)), with 0 where there is no event at all
  auto const statistic = [ratio](double first, double second) {
    return first + second > 0 ? std::abs(first - ratio * second) / std::sqrt(ratio * (first + second)) : 0;
  };
  double const seen =
      statistic(static_cast<double>(counts.first), static_cast<double>(counts.second)) * (1 - 1e-12);
  auto const first = poisson(total * ratio / (1 + ratio));
  auto const second = poisson(total / (1 + ratio));
  double sum = 0;
  for (std::size_t i = 0; i < first.of.size(); ++i) {
    if (first.of[i] < left_out * left_out) continue;
    double row = 0;
    for (std::size_t j = 0; j < second.of.size(); ++j) {
      bool const as_far = statistic(static_cast<double>(first.first) + static_cast<double>(i),
                                    static_cast<double>(second.first) + static_cast<double>(j)) >= seen;
      if (as_far) row += second.of[j];
    }
    sum += first.of[i] * row;
  }
  return std::min(1.0, sum);
}

}  // namespace

Result<TwoCountsTest> compare(TwoCounts const& counts) {
  bool const exposed = counts.first_exposure > 0 && counts.second_exposure > 0 &&
                       std::isfinite(counts.first_exposure) && std::isfinite(counts.second_exposure);
  if (counts.first < 0 || counts.second < 0 || counts.first > most_events || counts.second > most_events ||
      !exposed) {
    return fail(Fault::malformed, "compare.counts",
                "A count is negative or over a million, or an exposure is not above 0.",
                "Give counts from 0 up and what they grow with, such as the number of months.");
  }
  TwoCountsTest test;
  test.few = std::min(counts.first, counts.second) < 10;
  if (counts.first + counts.second == 0) return test;
  test.p_conditional = conditional_p(counts);
  test.p_e_test = e_test_p(counts);
  return test;
}

}  // namespace concordat::places
