// SPDX-License-Identifier: Apache-2.0
// What changed in each area between two periods, worked out from the published counts and from nothing else: whoever
// has the table of counts could do it too, so it tells nothing new about anybody.
#pragma once

#include <cstddef>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/compare/change.h"
#include "protection/looks/word_table.h"
#include "protection/protected_table.h"

namespace concordat::protection {

enum class ChangeState : std::uint8_t {
  told,           ///< both counts are shown
  too_few,        ///< one of them is hidden
  not_delivered,  ///< one of them was not delivered
};

struct AreaChange {
  ChangeState state = ChangeState::not_delivered;
  /// None where the limits hold 1, or where so many areas make one like it by chance.
  places::Direction direction = places::Direction::none;
};

struct ChangeTable {
  WordTable table;                ///< one row an area, and "Total": of the areas that show both counts
  std::vector<AreaChange> areas;  ///< one an area; the only thing a map may take its colour from
  AreaChange whole;
};

/// Columns: before, after, ratio with its exact 95 % limits, p of the E-test and of the conditional exact test, the latter
/// adjusted over the areas that are told (Benjamini and Hochberg), and what can be said. An area has a direction where its
/// limits do not hold 1 and the adjusted p is at most 5 %; the total is one question by itself. Refuses columns that the table does not have.
/// `go_on` is asked at each area ("work.stopped").
[[nodiscard]] Result<ChangeTable> tell_change(ProtectedTable const& counts, std::size_t before, std::size_t after, GoOn const& go_on = {});

struct BesideTable {
  WordTable table;                ///< one row an area
  std::vector<AreaChange> areas;  ///< one an area; the only thing a map may take its colour from
};

/// Each area's change against that of all other areas together, as its comparison area: the ratio of the two ratios, with 95 % limits by
/// the four published counts. What moved everywhere alike (a feed that grew, a hot summer) is no change here. The others are those that
/// show both counts; where one of the four counts is 0 there are no limits, and nothing is said. An area has a direction where its limits
/// do not hold 1 and its p, adjusted over the areas that are told (Benjamini and Hochberg), is at most 5 %. Refuses what `tell_change` does.
[[nodiscard]] Result<BesideTable> tell_change_beside_rest(ProtectedTable const& counts, std::size_t before, std::size_t after);

}  // namespace concordat::protection
