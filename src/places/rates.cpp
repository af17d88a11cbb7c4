// SPDX-License-Identifier: Apache-2.0
#include "places/rates.h"

#include <cmath>

namespace concordat::places {
namespace {

struct Levels {
  double tail;   ///< probability left out at each end
  double score;  ///< standard normal quantile of 1 - tail
};

Levels levels(Confidence confidence) {
  switch (confidence) {
    case Confidence::percent_95:
      return {0.025, 1.959963984540054};
    case Confidence::percent_99_8:
      return {0.001, 3.090232306167813};
  }
  return {0.025, 1.959963984540054};
}

/// P(X <= most) for a Poisson count of mean `mean`; most is below 10 here, so the plain sum is exact enough.
double at_most(std::int64_t most, double mean) {
  double term = std::exp(-mean);
  double sum = term;
  for (std::int64_t k = 1; k <= most; ++k) {
    term *= mean / static_cast<double>(k);
    sum += term;
  }
  return sum;
}

/// P(X >= least), summed from its own end: 1 - at_most() would lose the digits of a small tail.
double at_least(std::int64_t least, double mean) {
  double term = std::exp(-mean);
  for (std::int64_t k = 1; k <= least; ++k) term *= mean / static_cast<double>(k);
  double sum = term;
  for (std::int64_t k = least + 1; term > sum * 1e-18; ++k) {
    term *= mean / static_cast<double>(k);
    sum += term;
  }
  return sum;
}

/// The mean at which `tail_probability` (rising or falling in the mean) is `tail`, by halving an interval.
template <class Probability>
double solve(Probability tail_probability, double tail, bool rising) {
  double low = 0;
  double high = 100;  // for fewer than 10 events every limit asked for here is below 31
  for (int step = 0; step < 200 && high - low > 1e-16 * high; ++step) {
    double const middle = low + (high - low) / 2;
    bool const above = tail_probability(middle) > tail;
    if (above == rising) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return low + (high - low) / 2;
}

constexpr std::int64_t byar_from = 10;

Limits exact_limits(std::int64_t events, double tail) {
  Limits limits;
  if (events > 0) limits.low = solve([events](double mean) { return at_least(events, mean); }, tail, true);
  limits.high = solve([events](double mean) { return at_most(events, mean); }, tail, false);
  return limits;
}

double byar(double count, double signed_score) {
  double const root = 1 - 1 / (9 * count) + signed_score / (3 * std::sqrt(count));
  return count * root * root * root;
}

}  // namespace

Limits poisson_limits(std::int64_t events, Confidence confidence) {
  auto const [tail, score] = levels(confidence);
  if (events < byar_from) return exact_limits(events, tail);
  auto const count = static_cast<double>(events);
  return {byar(count, -score), byar(count + 1, score)};
}

Result<Rate> rate_of(std::int64_t events, std::int64_t population, double per, Confidence confidence) {
  if (events < 0) {
    return fail(Fault::malformed, "rate.negative-count", "A rate was asked for a negative count.",
                "Count events from 0 up.");
  }
  if (population < 1) {
    return fail(Fault::missing, "rate.no-population", "There is no population to divide by.",
                "Load a population for the area, or show the count alone.");
  }
  auto const limits = poisson_limits(events, confidence);
  double const scale = per / static_cast<double>(population);
  return Rate{static_cast<double>(events) * scale, limits.low * scale, limits.high * scale};
}

}  // namespace concordat::places
