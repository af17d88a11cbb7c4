// SPDX-License-Identifier: Apache-2.0
// How many reports each source gave in each quarter, and of how many the place, the time of day and the means are known:
// figures under the rule, shares in bands. For the whole area only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "protection/looks/word_table.h"
#include "protection/rule.h"

namespace concordat::protection {

/// True counts of one source in one quarter.
struct SourceQuarter {
  std::string source = {};
  std::string quarter = {};
  bool delivered = true;  ///< whole, by every source; else nothing is told of it
  std::int64_t reports = 0;
  std::int64_t placed = 0;  ///< with a place in the area
  std::int64_t timed = 0;   ///< with a time of day
  bool partly = false;      ///< by this source in part: then it is not delivered
  std::optional<std::int64_t> means = {};  ///< with a means; nothing where no agreement releases it
};

/// True counts of one source in one month of a quarter.
struct SourceMonth {
  std::string source = {};
  std::string quarter = {};
  std::string month = {};
  std::int64_t reports = 0;
  std::int64_t placed = 0;
  std::int64_t timed = 0;
  std::optional<std::int64_t> means = {};  ///< nothing where no agreement releases it
};

/// Shares by month, in bands that are worked out from rounded counts alone: none where the reports, or those of them with a place (a time, a
/// means), are so few that the rule hides them. No number of reports is told. Where one month of a source and quarter cannot be told and the others
/// can, the one of these with fewest reports is left out as well: a quarter less two of its months would be the third. REQUIRES: the months of a
/// source and quarter follow one another.
[[nodiscard]] Result<WordTable> tell_completeness_by_month(std::vector<SourceMonth> const& all, SmallNumberRule const& rule);

/// One row each, in their order. Refuses what `coverage` of bands.h refuses.
[[nodiscard]] Result<WordTable> tell_completeness(std::vector<SourceQuarter> const& all, SmallNumberRule const& rule);

}  // namespace concordat::protection
