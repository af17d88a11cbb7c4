// SPDX-License-Identifier: Apache-2.0
// What changed suddenly in a feed, and where it is going.
//
// A break compares a month with the median of the months before it (up to six, at least three), so that one
// bad month does not hide the next. Every finding carries its month, field, size and one plain sentence
// without data in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "intake/quality/quality.h"

namespace concordat::intake {

struct Break {
  FixedText code;  ///< quality.column-fell, quality.column-rose, quality.rows-fell, quality.rows-rose,
                   ///< quality.no-data, quality.new-points
  Month month{};
  std::string field;  ///< id of a catalogue field; empty where the whole feed is meant
  double before = 0;  ///< the usual value: a share, or rows a month
  double now = 0;
  std::string sentence;  ///< without the month and the field, which the teller puts before it
};

struct BreakLimits {
  int months_before = 6;
  int months_needed = 3;
  double share_points = 0.05;  ///< a column's completeness moves by this much
  double sureness = 4.0;       ///< and by this many standard errors, so that small months are no alarm
  double rows_fall = 0.5;      ///< fewer than this share of the usual rows
  double rows_rise = 2.0;
  double new_points = 0.25;       ///< share of points never seen before
  double new_points_times = 3.0;  ///< and this many times the usual share
  std::uint64_t least_rows = 20;  ///< smaller months are chance
};

/// In order of month, then field. Months without rows between the first and the last are findings of their
/// own.
[[nodiscard]] std::vector<Break> find_breaks(FeedQuality const& quality, BreakLimits const& limits = {});

enum class Direction : std::uint8_t { too_few_months, steady, rising, falling };
[[nodiscard]] FixedText name_of(Direction direction);

struct Trend {
  std::string field;
  Direction direction = Direction::too_few_months;
  double points_per_month = 0;       ///< least squares of completeness over the months, in percentage points
  std::optional<double> first = {};  ///< completeness of the first and last month with rows
  std::optional<double> last = {};
};
/// One a field. A month with no rows takes no part.
[[nodiscard]] std::vector<Trend> trends(FeedQuality const& quality);

}  // namespace concordat::intake
