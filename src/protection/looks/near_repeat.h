// SPDX-License-Identifier: Apache-2.0
// Whether reports of one source follow each other closer in space and time than chance would have it: for each band a verdict,
// and no number of pairs. Of the whole area, so nothing is said of any place.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "places/spatial/knox.h"
#include "protection/looks/word_table.h"
#include "protection/rule.h"

namespace concordat::protection {

/// One source's table of pairs; a source with too few reports has none and stands with "too few to say".
struct SourceRepeats {
  std::string source;
  places::KnoxTable pairs = {};
};

struct RepeatTable {
  WordTable table;
  std::vector<places::RaisedRisk> raised;  ///< one a source; zeros: none
};

/// A row for each source and band of distance, a column for each band of days; the table's own bands are taken as they are.
/// A cell with fewer pairs than eight reports (the rule's smallest group) need be is "too few to say". "more than chance": ratio at
/// least 1.2, and the false discovery rate over all cells that are told at most 5 %; "much more": ratio at least 2 as well. Refuses "near-repeat.bands" where the sources'
/// tables have different bands.
[[nodiscard]] Result<RepeatTable> tell_near_repeat(std::vector<SourceRepeats> const& sources, SmallNumberRule const& rule);

}  // namespace concordat::protection
