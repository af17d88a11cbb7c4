// SPDX-License-Identifier: Apache-2.0
#include "places/compare/control.h"

#include <algorithm>
#include <cmath>

namespace concordat::places {

Result<ControlChart> control_chart(std::vector<std::int64_t> const& counts, ControlOptions const& options) {
  if (options.baseline < 12 || counts.size() < options.baseline) {
    return fail(Fault::missing, "control.baseline",
                "The series is shorter than its baseline, or the baseline than 12.",
                "Give at least as many weeks as the baseline, 52 unless told otherwise.");
  }
  if (!(options.weight > 0 && options.weight <= 1) || !(options.sigmas > 0) || !(options.rate_ratio > 1) ||
      !(options.false_alarm_every > 1)) {
    return fail(Fault::malformed, "control.options",
                "The weight, the sigmas, the rate ratio or the time between false alarms is out of range.",
                "Leave them at 0.2, 3, 1.5 and 500.");
  }
  if (std::ranges::any_of(counts, [](auto count) { return count < 0; })) {
    return fail(Fault::malformed, "control.count", "A count is negative.", "Count events from 0 up.");
  }
  ControlChart chart;
  for (std::size_t i = 0; i < options.baseline; ++i) chart.mean += static_cast<double>(counts[i]);
  chart.mean /= static_cast<double>(options.baseline);
  if (chart.mean == 0) {
    return fail(Fault::missing, "control.no-events", "There are no events in the baseline.",
                "Take a baseline with events, or a larger area.");
  }
  chart.few = chart.mean < 5;
  double const reference = chart.mean * (options.rate_ratio - 1) / std::log(options.rate_ratio);
  chart.cusum_limit = std::log(options.false_alarm_every) / std::log(options.rate_ratio);
  double const keep = 1 - options.weight;
  double left = 1;  // keep to the power of 2t
  ControlPoint point{.ewma = chart.mean};
  for (auto const count : counts) {
    auto const x = static_cast<double>(count);
    left *= keep * keep;
    point.ewma = options.weight * x + keep * point.ewma;
    point.ewma_upper = chart.mean + options.sigmas * std::sqrt(chart.mean * options.weight /
                                                               (2 - options.weight) * (1 - left));
    point.cusum = std::max(0.0, point.cusum + x - reference);
    point.above = point.ewma > point.ewma_upper;
    point.adds_up = point.cusum > chart.cusum_limit;
    chart.points.push_back(point);
  }
  return chart;
}

}  // namespace concordat::places
