// SPDX-License-Identifier: Apache-2.0
#include "places/compare/distributions.h"

#include <cmath>
#include <initializer_list>
#include <limits>

namespace concordat::places {
namespace {

constexpr double tiny = 1e-300;
constexpr double enough = std::numeric_limits<double>::epsilon();
constexpr int most_steps = 100'000;

/// Lower part by its series, for x < a + 1.
double by_series(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (int n = 1; n < most_steps && std::abs(term) > std::abs(sum) * enough; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * std::exp(-x + a * std::log(x) - std::lgamma(a));
}

/// Upper part by its continued fraction (Lentz), for x >= a + 1.
double by_fraction(double a, double x) {
  double b = x + 1 - a;
  double c = 1 / tiny;
  double d = 1 / b;
  double h = d;
  for (int i = 1; i < most_steps; ++i) {
    double const step = -i * (i - a);
    b += 2;
    d = step * d + b;
    if (std::abs(d) < tiny) d = tiny;
    c = b + step / c;
    if (std::abs(c) < tiny) c = tiny;
    d = 1 / d;
    double const change = d * c;
    h *= change;
    if (std::abs(change - 1) < enough) break;
  }
  return std::exp(-x + a * std::log(x) - std::lgamma(a)) * h;
}

double gamma_above(double a, double x) {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - by_series(a, x) : by_fraction(a, x);
}

/// The continued fraction of the incomplete beta function (Lentz).
double beta_fraction(double a, double b, double x) {
  double c = 1;
  double d = 1 - (a + b) * x / (a + 1);
  if (std::abs(d) < tiny) d = tiny;
  d = 1 / d;
  double h = d;
  for (int m = 1; m < most_steps; ++m) {
    for (double const step : {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                              -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))}) {
      d = 1 + step * d;
      if (std::abs(d) < tiny) d = tiny;
      c = 1 + step / c;
      if (std::abs(c) < tiny) c = tiny;
      d = 1 / d;
      h *= d * c;
    }
    if (std::abs(d * c - 1) < enough) break;
  }
  return h;
}

double beta_below(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  double const front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

}  // namespace

double gamma_below(double a, double x) {
  if (x <= 0) return 0;
  return x < a + 1 ? by_series(a, x) : 1 - by_fraction(a, x);
}

double chi_square_above(double x, double degrees) {
  return gamma_above(degrees / 2, x / 2);
}

double poisson_at_most(std::int64_t count, double mean) {
  return count < 0 ? 0 : gamma_above(static_cast<double>(count) + 1, mean);
}

double binomial_at_least(std::int64_t least, std::int64_t tries, double share) {
  if (least <= 0) return 1;
  return beta_below(static_cast<double>(least), static_cast<double>(tries - least) + 1, share);
}

}  // namespace concordat::places
