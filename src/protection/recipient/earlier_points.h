// SPDX-License-Identifier: Apache-2.0
// A release of records beside an earlier one that was made with another table of points.
//
// A place that was told by the one table and is told by the other lies where both can mean: two points stand for eight addresses each, and
// for both at once perhaps for one. So what the earlier release really showed is held against what this one would.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "protection/recipient/release_records.h"

namespace concordat::protection {

/// A record as it left, by its place and its period.
struct ShownRecord {
  std::string place = {};
  std::string period = {};
};

/// A record of this release that may be one of the earlier release, and whose two places together tell more than either.
struct TwicePlaced {
  std::size_t row = 0;      ///< of the rows of this release
  std::size_t earlier = 0;  ///< of the records of the earlier one
};

/// One a row at most, in the order of the rows: the first record that it may be. Where one of the two places is an area round the other,
/// nothing is told by both. `before` are the points of the earlier release, `now` those of this one; null: none.
[[nodiscard]] std::vector<TwicePlaced> twice_placed(RecordRelease const& release, std::span<IncidentRow const> rows, PublishedPoints const* now,
                                                    std::span<ShownRecord const> earlier, PublishedPoints const* before);

}  // namespace concordat::protection
