// SPDX-License-Identifier: Apache-2.0
// Inside the module: the report of a quarter, out of the true counts and through disclosure control.
//
// A count of fewer than the smallest group is hidden, and others are rounded (protection/rule.h). As many others are hidden as it takes
// that whoever knows the true total of a measure cannot work out a count of 1 to 4 (protection/suppress). The same holds of what is
// left where an agency that sent a part takes its own part off, for each of them. Totals and rates come from the figures shown.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hub/equality/monitoring_rows.h"
#include "protection/rule.h"

namespace concordat::hub {

/// What one agency sent.
struct MonitoredCounts {
  std::string agency;
  std::string submitted_at;
  std::vector<MonitoringRow> rows;
};

struct ReportFrame {
  std::string partnership;  ///< for people
  std::string quarter;
  std::string made_at;
  protection::SmallNumberRule rule;
  std::string settings;     ///< in words
};

inline constexpr std::int64_t rates_per_residents = 1'000;
inline constexpr std::int64_t fewest_residents = 1'000;  ///< of a group that has a rate

/// REQUIRES: words without an error. Figures are texts as tables print them: "125", "*", "not available".
[[nodiscard]] Result<Json> report_content(ReportFrame const& frame, EqualityWords const& words, std::span<MonitoredCounts const> sent);

}  // namespace concordat::hub
