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

/// One row each, in their order. Refuses what `coverage` of bands.h refuses.
[[nodiscard]] Result<WordTable> tell_completeness(std::vector<SourceQuarter> const& all, SmallNumberRule const& rule);

}  // namespace concordat::protection
