// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/knox.h"

#include <algorithm>
#include <cmath>

#include "base/chance.h"
#include "places/spatial/close_pairs.h"
#include "places/spatial/placed_days.h"

namespace concordat::places {
namespace {

constexpr std::uint32_t most_permutations = 99'999;
constexpr std::uint8_t no_band = 255;

struct ClosePair {
  std::uint32_t first;
  std::uint32_t second;
  std::uint8_t band;
};

bool rising(auto const& edges) {
  return edges.size() >= 2 && edges.size() < no_band && edges.front() == 0 &&
         std::ranges::adjacent_find(edges, std::greater_equal{}) == edges.end();
}

std::optional<Problem> unusable(KnoxOptions const& options) {
  bool const bands = rising(options.metres) && rising(options.days) &&
                     std::ranges::none_of(options.metres, [](double edge) { return std::isnan(edge); });
  if (!bands) {
    return Problem{Fault::malformed, "knox.bands", "The edges of the bands do not rise from 0.",
                   "Give the edges from the nearest to the farthest, such as 0, 100, 200 and 400."};
  }
  if (options.permutations > most_permutations) {
    return Problem{Fault::too_large, "knox.permutations", "More than 99,999 permutations were asked for.",
                   "Ask for 999."};
  }
  return std::nullopt;
}

/// The band of each difference in days from 0 to the largest there is.
std::vector<std::uint8_t> band_of_days(KnoxOptions const& options, std::vector<std::int32_t> const& day) {
  auto const [least, most] = std::ranges::minmax(day);
  std::vector<std::uint8_t> bands(static_cast<std::size_t>(most - least) + 1, no_band);
  for (std::size_t difference = 0; difference < bands.size(); ++difference) {
    auto const above = std::ranges::upper_bound(options.days, static_cast<std::int32_t>(difference));
    if (above == options.days.begin()) continue;
    if (above == options.days.end() && !options.beyond_last_day) continue;
    bands[difference] = static_cast<std::uint8_t>(above - options.days.begin() - 1);
  }
  return bands;
}

/// Pairs of any distance by time band: from how many events each day has.
std::vector<std::int64_t> pairs_by_time(std::vector<std::int32_t> const& day,
                                        std::vector<std::uint8_t> const& bands, std::size_t count) {
  auto const least = *std::ranges::min_element(day);
  std::vector<std::int64_t> on_day(bands.size(), 0);
  for (auto const one : day) ++on_day[static_cast<std::size_t>(one - least)];
  std::vector<std::int64_t> totals(count, 0);
  for (std::size_t first = 0; first < on_day.size(); ++first) {
    if (on_day[first] == 0) continue;
    if (bands[0] != no_band) totals[bands[0]] += on_day[first] * (on_day[first] - 1) / 2;
    for (std::size_t second = first + 1; second < on_day.size(); ++second) {
      if (bands[second - first] != no_band) totals[bands[second - first]] += on_day[first] * on_day[second];
    }
  }
  return totals;
}

class Test {
 public:
  Test(PlacedDays const& placed, KnoxOptions const& options)
      : options_{options},
        days_{placed.day},
        band_of_difference_{band_of_days(options, placed.day)},
        time_bands_{options.days.size() - (options.beyond_last_day ? 0 : 1)},
        space_bands_{options.metres.size() - 1},
        by_time_{pairs_by_time(placed.day, band_of_difference_, time_bands_)},
        by_space_(space_bands_, 0) {}

  /// False where there are too many pairs.
  bool find_pairs(std::vector<Point> const& points) {
    endless_ = std::isinf(options_.metres.back());
    double const width = endless_ ? options_.metres[options_.metres.size() - 2] : options_.metres.back();
    if (width > 0) {
      visit_close_pairs(points, width, [&](std::uint32_t first, std::uint32_t second, double apart) {
        auto const above = std::ranges::upper_bound(options_.metres, apart);
        if (above == options_.metres.begin() || pairs_.size() > options_.most_pairs) return;
        auto const band = static_cast<std::uint8_t>(above - options_.metres.begin() - 1);
        pairs_.push_back({first, second, band});
        ++by_space_[band];
      });
    }
    return pairs_.size() <= options_.most_pairs;
  }

  /// Pairs by space and time band, for these days.
  [[nodiscard]] std::vector<std::int64_t> count(std::vector<std::int32_t> const& day) const {
    std::vector<std::int64_t> counts(space_bands_ * time_bands_, 0);
    for (auto const& pair : pairs_) {
      auto const difference = day[pair.first] - day[pair.second];
      auto const band =
          band_of_difference_[static_cast<std::size_t>(difference < 0 ? -difference : difference)];
      if (band != no_band) ++counts[pair.band * time_bands_ + band];
    }
    if (endless_) {
      // what is in no nearer band is in the last one
      for (std::size_t time = 0; time < time_bands_; ++time) {
        auto left = by_time_[time];
        for (std::size_t space = 0; space + 1 < space_bands_; ++space)
          left -= counts[space * time_bands_ + time];
        counts[(space_bands_ - 1) * time_bands_ + time] = left;
      }
    }
    return counts;
  }

  /// Nothing where it was stopped.
  [[nodiscard]] std::optional<KnoxTable> table() const {
    KnoxTable table;
    auto const observed = count(days_);
    auto const events = static_cast<double>(days_.size());
    double const all = events * (events - 1) / 2;
    auto by_space = by_space_;
    if (endless_) {
      by_space.back() = static_cast<std::int64_t>(all);
      for (std::size_t band = 0; band + 1 < space_bands_; ++band) by_space.back() -= by_space_[band];
    }
    for (std::size_t space = 0; space < space_bands_; ++space) {
      for (std::size_t time = 0; time < time_bands_; ++time) {
        bool const last = time + 1 == options_.days.size();
        table.cells.push_back({.metres_from = options_.metres[space],
                               .metres_to = options_.metres[space + 1],
                               .days_from = options_.days[time],
                               .days_to = last ? any_later_day : options_.days[time + 1],
                               .observed = observed[space * time_bands_ + time],
                               .expected_margins = static_cast<double>(by_space[space]) *
                                                   static_cast<double>(by_time_[time]) / all});
      }
    }
    if (!permute(table, observed)) return std::nullopt;
    return table;
  }

 private:
  [[nodiscard]] bool permute(KnoxTable& table, std::vector<std::int64_t> const& observed) const {
    table.permutations = options_.permutations;
    if (options_.permutations == 0) return true;
    std::vector<std::int64_t> total(observed.size(), 0);
    std::vector<std::uint32_t> as_many(observed.size(), 0);
    auto day = days_;
    SeededChance chance{options_.seed};
    for (std::uint32_t round = 0; round < options_.permutations; ++round) {
      if (!goes_on(options_.go_on, round, options_.permutations)) return false;
      for (std::size_t i = day.size(); i > 1; --i) std::swap(day[i - 1], day[chance.below(i)]);
      auto const counts = count(day);
      for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        total[cell] += counts[cell];
        as_many[cell] += counts[cell] >= observed[cell] ? 1 : 0;
      }
    }
    for (std::size_t cell = 0; cell < observed.size(); ++cell) {
      double const mean = static_cast<double>(total[cell]) / options_.permutations;
      table.cells[cell].ratio = mean > 0 ? static_cast<double>(observed[cell]) / mean : 0;
      table.cells[cell].p = (1.0 + as_many[cell]) / (1.0 + options_.permutations);
    }
    return true;
  }

  KnoxOptions const& options_;
  std::vector<std::int32_t> const& days_;
  std::vector<std::uint8_t> band_of_difference_;
  std::size_t time_bands_;
  std::size_t space_bands_;
  std::vector<std::int64_t> by_time_;
  std::vector<std::int64_t> by_space_;
  std::vector<ClosePair> pairs_;
  bool endless_ = false;
};

}  // namespace

Result<KnoxTable> knox(ReportedEvents const& events, KnoxOptions const& options) {
  if (auto const fault = unusable(options)) return tl::unexpected<Problem>{*fault};
  auto const placed = placed_days(events, Need::place_and_day);
  if (!placed) return fail(placed);
  if (placed->points.size() < 2) {
    return fail(Fault::missing, "knox.too-few-events",
                "There are fewer than two events with a place and a day.",
                "Take a longer period or a larger area.");
  }
  Test test{*placed, options};
  if (!test.find_pairs(placed->points)) {
    return fail(Fault::too_large, "knox.too-many-pairs", "Too many pairs lie within the last band.",
                "End the bands at a shorter distance, or take a shorter period.");
  }
  auto table = test.table();
  if (!table) return tl::unexpected<Problem>{stopped_work()};
  table->events = placed->points.size();
  table->left_out = placed->left_out;
  return std::move(*table);
}

RaisedRisk raised_risk(KnoxTable const& table) {
  auto const raised = [](KnoxCell const& cell) {
    return cell.ratio >= 1.2 && cell.p <= 0.05 && cell.observed > 0;
  };
  RaisedRisk risk;
  double next = table.cells.empty() ? 0 : table.cells.front().metres_from;
  for (std::size_t first = 0; first < table.cells.size();) {
    auto const& start = table.cells[first];
    if (start.metres_from != next || !raised(start)) break;
    risk.metres = start.metres_to;
    std::int32_t days = 0;
    bool unbroken = true;
    std::size_t cell = first;
    for (; cell < table.cells.size() && table.cells[cell].metres_from == start.metres_from; ++cell) {
      unbroken = unbroken && raised(table.cells[cell]) && table.cells[cell].days_to != any_later_day;
      if (unbroken) days = table.cells[cell].days_to;
    }
    risk.days = std::max(risk.days, days);
    next = start.metres_to;
    first = cell;
  }
  return risk;
}

}  // namespace concordat::places
