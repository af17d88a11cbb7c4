// SPDX-License-Identifier: Apache-2.0
#include "places/compare/change.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "places/compare/distributions.h"

namespace concordat::places {
namespace {

constexpr std::int64_t most_of_change = 1'000'000;
constexpr std::int64_t few_events = 10;
constexpr double score = 1.959963984540054;
constexpr double tail = 0.025;

Direction direction_of(Limits const& limits) {
  if (limits.low > 1) return Direction::up;
  if (limits.high < 1) return Direction::down;
  return Direction::none;
}

Result<void> check(Period2 const& counts) {
  bool const exposed = counts.before_exposure > 0 && counts.after_exposure > 0 &&
                       std::isfinite(counts.before_exposure) && std::isfinite(counts.after_exposure);
  if (std::min(counts.before, counts.after) < 0 || std::max(counts.before, counts.after) > most_of_change ||
      !exposed) {
    return fail(Fault::malformed, "change.counts",
                "A count is negative or over a million, or an exposure is not above 0.",
                "Give counts from 0 up and what they grow with, such as the number of months.");
  }
  return {};
}

/// The share at which `probability`, rising in it, is `wanted`.
template <class Probability>
double share_at(Probability probability, double wanted) {
  double low = 0;
  double high = 1;
  for (int step = 0; step < 100; ++step) {
    double const middle = (low + high) / 2;
    (probability(middle) > wanted ? high : low) = middle;
  }
  return (low + high) / 2;
}

/// Odds as a ratio of rates.
double ratio_of(double share, double exposures) {
  return share >= 1 ? std::numeric_limits<double>::infinity() : share / (1 - share) * exposures;
}

}  // namespace

Result<Change> change_of(Period2 const& counts) {
  if (auto const checked = check(counts); !checked) return fail(checked);
  Change change;
  change.few = std::min(counts.before, counts.after) < few_events;
  auto const before = static_cast<double>(counts.before) / counts.before_exposure;
  auto const after = static_cast<double>(counts.after) / counts.after_exposure;
  change.limits = {0, std::numeric_limits<double>::infinity()};
  if (counts.before + counts.after == 0) {
    change.ratio = std::numeric_limits<double>::quiet_NaN();
    return change;
  }
  change.ratio = counts.before == 0 ? std::numeric_limits<double>::infinity() : after / before;
  double const exposures = counts.before_exposure / counts.after_exposure;
  auto const total = counts.before + counts.after;
  if (counts.after > 0) {
    double const low =
        share_at([&](double share) { return binomial_at_least(counts.after, total, share); }, tail);
    change.limits.low = ratio_of(low, exposures);
  }
  if (counts.before > 0) {
    double const high =
        share_at([&](double share) { return binomial_at_least(counts.after + 1, total, share); }, 1 - tail);
    change.limits.high = ratio_of(high, exposures);
  }
  change.direction = direction_of(change.limits);
  return change;
}

Result<Change> change_against(Period2 const& here, Period2 const& there) {
  if (auto const checked = check(here); !checked) return fail(checked);
  if (auto const checked = check(there); !checked) return fail(checked);
  auto const least = std::min({here.before, here.after, there.before, there.after});
  if (least == 0) {
    return fail(Fault::refused, "change.no-events",
                "One of the four counts is 0, so the change has no limits.",
                "Take longer periods or a larger comparison area.");
  }
  auto const rate_ratio = [](Period2 const& one) {
    return static_cast<double>(one.after) / one.after_exposure /
           (static_cast<double>(one.before) / one.before_exposure);
  };
  double variance = 0;
  for (auto const count : {here.before, here.after, there.before, there.after}) {
    variance += 1 / static_cast<double>(count);
  }
  Change change;
  change.ratio = rate_ratio(here) / rate_ratio(there);
  double const width = std::exp(score * std::sqrt(variance));
  change.limits = {change.ratio / width, change.ratio * width};
  change.direction = direction_of(change.limits);
  change.few = least < few_events;
  return change;
}

Result<AgainstLastYear> against_last_year(std::vector<std::int64_t> const& months) {
  if (months.size() < 13) {
    return fail(Fault::missing, "change.too-few-months", "There is no month with a year before it.",
                "Give at least thirteen months.");
  }
  AgainstLastYear result;
  for (std::size_t month = 12; month < months.size(); ++month) {
    Period2 counts{.before = 0, .after = months[month], .before_exposure = 0};
    for (std::size_t earlier = month % 12; earlier < month; earlier += 12) {
      counts.before += months[earlier];
      counts.before_exposure += 1;
    }
    auto change = change_of(counts);
    if (!change) return fail(change);
    result.months.push_back(*change);
  }
  return result;
}

Result<Seasons> seasons(std::vector<std::int64_t> const& months) {
  if (months.size() < 36) {
    return fail(Fault::missing, "seasons.too-few-years", "There are fewer than three years of months.",
                "Wait until three years are there; a season seen once or twice may be chance.");
  }
  Seasons result;
  result.years = static_cast<std::uint32_t>(months.size() / 12);
  result.factor.assign(12, 0);
  std::size_t const first = months.size() % 12;  // the latest whole years
  double total = 0;
  for (std::size_t month = first; month < months.size(); ++month) {
    if (months[month] < 0) {
      return fail(Fault::malformed, "seasons.count", "A month has a negative count.",
                  "Count events from 0 up.");
    }
    // the factors stand by the calendar of the first month given
    result.factor[month % 12] += static_cast<double>(months[month]);
    total += static_cast<double>(months[month]);
  }
  if (total == 0) {
    return fail(Fault::missing, "seasons.no-events", "There are no events in these months.",
                "Take a larger area.");
  }
  double chi = 0;
  for (auto& factor : result.factor) {
    double const expected = total / 12;
    chi += (factor - expected) * (factor - expected) / expected;
    factor /= expected;
  }
  result.p = chi_square_above(chi, 11);
  return result;
}

}  // namespace concordat::places
