// SPDX-License-Identifier: Apache-2.0
#include "linkage/quality/estimate.h"

#include <algorithm>
#include <cmath>

#include "base/chance.h"

namespace concordat::linkage::clerical {
namespace {

constexpr double prior = 0.5;
constexpr double outside_each_end = 0.025;
constexpr double drawn_one_by_one = 64;  // below, what was not judged is drawn pair by pair; above, by the normal law

/// Numbers by chance, the same on every machine but for the last bits of its logarithm.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : chance_{seed} {}

  double beta(double a, double b) {
    if (a <= 0 || b <= 0) return a > 0 ? 1 : 0;
    auto const x = gamma(a);
    auto const y = gamma(b);
    return x + y > 0 ? x / (x + y) : 0.5;
  }
  /// How many of `count` have what each has by chance `p`.
  double binomial(double count, double p) {
    if (count <= 0) return 0;
    if (count > drawn_one_by_one) return std::clamp(count * p + std::sqrt(count * p * (1 - p)) * normal(), 0.0, count);
    double with = 0;
    auto const whole = std::floor(count);
    for (double i = 0; i < whole; ++i) with += chance_.unit() < p ? 1 : 0;
    return with + (count - whole) * p;
  }

 private:
  double normal() {  // Marsaglia's polar method
    for (;;) {
      auto const u = 2 * chance_.unit() - 1;
      auto const v = 2 * chance_.unit() - 1;
      auto const s = u * u + v * v;
      if (s > 0 && s < 1) return u * std::sqrt(-2 * std::log(s) / s);
    }
  }
  double gamma(double shape) {  // Marsaglia and Tsang, 2000
    if (shape < 1) return gamma(shape + 1) * std::pow(1 - chance_.unit(), 1 / shape);
    auto const d = shape - 1.0 / 3;
    auto const c = 1 / std::sqrt(9 * d);
    for (;;) {
      auto const x = normal();
      auto const t = 1 + c * x;
      if (t <= 0) continue;
      auto const v = t * t * t;
      if (std::log(1 - chance_.unit()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
    }
  }

  SeededChance chance_;
};

double number(std::uint64_t count) { return static_cast<double>(count); }

/// What the strata come to together.
struct Sums {
  double linked = 0;
  double linked_same = 0;
  double same = 0;
  void add(bool is_linked, double pairs, double with) {
    same += with;
    if (!is_linked) return;
    linked += pairs;
    linked_same += with;
  }
};

Sums expected(std::vector<Stratum> const& strata) {
  Sums sums;
  for (auto const& one : strata) {
    if (one.inside == 0) continue;
    auto const stands_for = number(one.size) / number(one.judged);
    sums.add(one.linked, stands_for * number(one.inside), stands_for * number(one.same));
  }
  return sums;
}

/// Which end of the interval is looked for: at the low one mistakes that were not seen may be anywhere, at the high one they are not
/// made up. Else half a mistake in each of several strata without one would keep the high end below what is true.
enum class End : std::uint8_t { low, high };

Sums drawn(std::vector<Stratum> const& strata, bool part, End end, Draws& draws) {
  Sums sums;
  for (auto const& one : strata) {
    if (one.size == 0 || (part && one.inside == 0)) continue;
    auto const pairs = part && one.inside < one.judged ? std::max(number(one.inside), number(one.size) * draws.beta(number(one.inside), number(one.judged - one.inside))) : number(one.size);
    bool const for_links = end == End::low || one.linked;
    bool const against_links = end == End::low || !one.linked;
    auto const share = draws.beta(number(one.same) + (for_links ? prior : 0), number(one.inside - one.same) + (against_links ? prior : 0));
    sums.add(one.linked, pairs, number(one.same) + draws.binomial(pairs - number(one.inside), share));
  }
  return sums;
}

struct Simulated {
  std::vector<double> precisions;  ///< ascending
  std::vector<double> recalls;
};

Simulated simulated(std::vector<Stratum> const& strata, EstimateOptions const& options, End end) {
  Simulated all;
  Draws draws{options.seed};
  for (unsigned round = 0; round < options.rounds; ++round) {
    auto const one = drawn(strata, options.part, end, draws);
    if (one.linked > 0) all.precisions.push_back(one.linked_same / one.linked);
    if (one.same > 0) all.recalls.push_back(one.linked_same / one.same);
  }
  std::ranges::sort(all.precisions);
  std::ranges::sort(all.recalls);
  return all;
}

/// REQUIRES: ascending values.
double quantile(std::vector<double> const& values, double share, double otherwise) {
  if (values.empty()) return otherwise;
  auto const spot = share * number(values.size() - 1);
  auto const below = static_cast<std::size_t>(spot);
  auto const above = std::min(below + 1, values.size() - 1);
  return values[below] + (spot - std::floor(spot)) * (values[above] - values[below]);
}

Interval interval(double at, std::vector<double> const& low, std::vector<double> const& high) {
  // what was seen lies within, also where it is all or nothing
  return {at, std::min(at, quantile(low, outside_each_end, at)), std::max(at, quantile(high, 1 - outside_each_end, at))};
}

/// Whether enough of the pairs lie where something was judged.
bool is_covered(std::vector<Stratum> const& strata, bool linked_only) {
  std::uint64_t all = 0;
  std::uint64_t bare = 0;
  for (auto const& one : strata) {
    if (linked_only && !one.linked) continue;
    all += one.size;
    bare += one.judged == 0 ? one.size : 0;
  }
  return all > 0 && 2 * bare < all;
}

}  // namespace

Estimates estimate(std::vector<Stratum> const& strata, EstimateOptions const& options) {
  Estimates told;
  for (auto const& one : strata) told.judged += one.inside;
  auto const sums = expected(strata);
  bool const tells_precision = sums.linked > 0 && is_covered(strata, true);
  bool const tells_recall = sums.same > 0 && is_covered(strata, false);
  if (!tells_precision && !tells_recall) return told;
  auto const low = simulated(strata, options, End::low);
  auto const high = simulated(strata, options, End::high);
  if (tells_precision) told.precision = interval(sums.linked_same / sums.linked, low.precisions, high.precisions);
  if (tells_recall) told.recall = interval(sums.linked_same / sums.same, low.recalls, high.recalls);
  return told;
}

}  // namespace concordat::linkage::clerical
