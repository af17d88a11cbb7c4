// SPDX-License-Identifier: Apache-2.0
// Whether reports of a source came closer together in place and days than chance would have it: the one closest bunch, by its month and how close it was, for
// the whole area: no place, day or number of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "places/spatial/scan.h"
#include "protection/looks/word_table.h"
#include "protection/rule.h"

namespace concordat::protection {

/// What a scan of one source found; nothing where there were too few reports to look.
struct Bunch {
  std::string source = {};                             ///< "Police"
  std::optional<places::SpaceTimeCluster> found = {};
  std::int64_t left = 0;                               ///< reports of the source beside those of the bunch
};

struct BunchTable {
  WordTable table;
  std::vector<std::uint8_t> told;  ///< one a bunch: 0 where nothing is told of it
};

/// The month is that of its middle day. Told where p is at most 5 % and both the bunch and what is left beside it reach the smallest group.
[[nodiscard]] BunchTable tell_bunches(std::vector<Bunch> const& bunches, SmallNumberRule const& rule);

}  // namespace concordat::protection
