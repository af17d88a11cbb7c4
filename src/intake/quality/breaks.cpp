// SPDX-License-Identifier: Apache-2.0
#include "intake/quality/breaks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>

namespace concordat::intake {
namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  auto const middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// The usual value: the median of the last months that had one; nothing when there are too few.
std::optional<double> usual(std::vector<double> const& before, BreakLimits const& limits) {
  auto const count = static_cast<std::ptrdiff_t>(before.size());
  if (count < limits.months_needed) return std::nullopt;
  auto const first = before.end() - std::min<std::ptrdiff_t>(count, limits.months_before);
  return median({first, before.end()});
}

int percent(double share) {
  return static_cast<int>(std::lround(share * 100));
}

struct MonthOf {
  Month month{};
  MonthCounts counts;
};

std::vector<MonthOf> all_months(FeedQuality const& quality) {
  std::vector<MonthOf> out;
  for (auto const month : quality.months()) out.push_back({month, *quality.counts(month)});
  return out;
}

void find_missing_months(std::vector<MonthOf> const& months, std::vector<Break>& out) {
  for (std::size_t at = 1; at < months.size(); ++at) {
    for (auto gap = months[at - 1].month.next(); gap < months[at].month; gap = gap.next()) {
      out.push_back({"quality.no-data", gap, "", static_cast<double>(months[at - 1].counts.read()), 0,
                     "No rows arrived: ask the supplier whether a file is missing."});
    }
  }
}

void find_row_breaks(std::vector<MonthOf> const& months, BreakLimits const& limits, std::vector<Break>& out) {
  std::vector<double> before;
  for (auto const& [month, counts] : months) {
    auto const now = static_cast<double>(counts.read());
    auto const was = usual(before, limits);
    if (was && *was >= static_cast<double>(limits.least_rows)) {
      if (now < *was * limits.rows_fall) {
        out.push_back({"quality.rows-fell", month, "", *was, now,
                       fmt::format("{} rows where about {} are usual.", counts.read(), std::llround(*was))});
      } else if (now > *was * limits.rows_rise) {
        out.push_back({"quality.rows-rose", month, "", *was, now,
                       fmt::format("{} rows where about {} are usual: look for a file sent twice.", counts.read(),
                                   std::llround(*was))});
      }
    }
    before.push_back(now);
  }
}

/// Large enough to matter and too large for chance.
bool is_a_move(double was, double now, std::uint64_t rows, BreakLimits const& limits) {
  auto const count = static_cast<double>(rows);
  auto const share = (was * count + 1) / (count + 2);  // never exactly 0 or 1
  auto const error = std::sqrt(share * (1 - share) / count);
  auto const moved = std::abs(now - was);
  return moved >= limits.share_points && moved >= limits.sureness * error;
}

void find_column_breaks(std::vector<MonthOf> const& months, std::size_t field, std::string const& id,
                        BreakLimits const& limits, std::vector<Break>& out) {
  std::vector<double> before;
  for (auto const& [month, counts] : months) {
    auto const now = counts.fields[field].completeness();
    if (!now || counts.fields[field].total() < limits.least_rows) continue;
    auto const was = usual(before, limits);
    if (was && is_a_move(*was, *now, counts.fields[field].total(), limits)) {
      bool const fell = *now < *was;
      out.push_back({fell ? FixedText{"quality.column-fell"} : FixedText{"quality.column-rose"}, month, id,
                     *was, *now,
                     fmt::format("filled in {} % of the rows; {} % is usual.", percent(*now), percent(*was))});
    }
    before.push_back(*now);
  }
}

void find_point_breaks(std::vector<MonthOf> const& months, BreakLimits const& limits,
                       std::vector<Break>& out) {
  std::vector<double> before;
  for (auto const& [month, counts] : months) {
    if (counts.points < limits.least_rows) continue;
    auto const now = static_cast<double>(counts.points_new) / static_cast<double>(counts.points);
    auto const was = usual(before, limits);
    if (was && now >= limits.new_points && now >= *was * limits.new_points_times) {
      out.push_back(
          {"quality.new-points", month, "", *was, now,
           fmt::format("{} % of the map points were never used before; {} % is usual. The publisher may have moved its "
                       "points: do not compare places across this month.",
                       percent(now), percent(*was))});
    }
    before.push_back(now);
  }
}

/// Least squares of y over x.
double slope(std::vector<double> const& x, std::vector<double> const& y) {
  auto const count = static_cast<double>(x.size());
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t at = 0; at < x.size(); ++at) mean_x += x[at] / count, mean_y += y[at] / count;
  double above = 0;
  double below = 0;
  for (std::size_t at = 0; at < x.size(); ++at) {
    above += (x[at] - mean_x) * (y[at] - mean_y);
    below += (x[at] - mean_x) * (x[at] - mean_x);
  }
  return below > 0 ? above / below : 0;
}

constexpr std::size_t months_for_a_trend = 4;
constexpr double steady_points_a_month = 0.25;  // three percentage points a year

}  // namespace

std::vector<Break> find_breaks(FeedQuality const& quality, BreakLimits const& limits) {
  std::vector<Break> out;
  auto const months = all_months(quality);
  find_missing_months(months, out);
  find_row_breaks(months, limits, out);
  find_point_breaks(months, limits, out);
  for (std::size_t field = 0; field < quality.fields().size(); ++field) {
    find_column_breaks(months, field, quality.fields()[field], limits, out);
  }
  std::ranges::sort(out, {}, [](Break const& each) {
    return std::tuple{each.month, std::string_view{each.field}, each.code.view()};
  });
  return out;
}

FixedText name_of(Direction direction) {
  switch (direction) {
    case Direction::too_few_months:
      return "too_few_months";
    case Direction::steady:
      return "steady";
    case Direction::rising:
      return "rising";
    case Direction::falling:
      return "falling";
  }
  return "";
}

std::vector<Trend> trends(FeedQuality const& quality) {
  std::vector<Trend> out;
  auto const months = all_months(quality);
  for (std::size_t field = 0; field < quality.fields().size(); ++field) {
    Trend trend;
    trend.field = quality.fields()[field];
    std::vector<double> x;
    std::vector<double> y;
    for (auto const& [month, counts] : months) {
      auto const completeness = counts.fields[field].completeness();
      if (!completeness) continue;
      x.push_back(month.index);
      y.push_back(*completeness * 100);
      if (!trend.first) trend.first = completeness;
      trend.last = completeness;
    }
    if (x.size() >= months_for_a_trend) {
      trend.points_per_month = slope(x, y);
      trend.direction = trend.points_per_month > steady_points_a_month    ? Direction::rising
                        : trend.points_per_month < -steady_points_a_month ? Direction::falling
                                                                          : Direction::steady;
    }
    out.push_back(std::move(trend));
  }
  return out;
}

}  // namespace concordat::intake
