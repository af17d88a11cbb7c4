// SPDX-License-Identifier: Apache-2.0
// A count taken apart by two filters at once, which makes four cells of it: whether they may be shown beside it and beside the parts of both filters.
//
// The four cells are shown all or not at all. As with the parts of one filter (parts.h) this hangs on the counts alone and not on what was asked before.
// Invariant of whoever shows them: of the pairs of filters that a reader may have crossings of, none lead from a filter back to itself. Each crossing is safe by
// itself, and those of such a ring together are not: crossing_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "protection/history/parts.h"

namespace concordat::protection {

inline constexpr std::size_t cells_of_crossing = 4;

/// The place of a cell among the four: the part of the first filter, and twice that of the second.
[[nodiscard]] constexpr std::size_t cell_of_crossing(std::size_t first, std::size_t second) { return first + 2 * second; }

/// One number a cell: 0 where it may be shown. All four, where each of them has the smallest group, and of reports by others than the reader as well; and where
/// nothing was reported and the count says so. REQUIRES: `cells_of_crossing` counts.
[[nodiscard]] std::vector<std::uint8_t> withheld_cells(CountParts const& cells, SmallNumberRule const& rule);

/// What a reader has who asked for the count, for every part of both filters and for every cell of the crossing; the cells are the atomic cells. REQUIRES: as withheld_cells.
[[nodiscard]] std::vector<AtomicFigure> figures_of_crossing(CountParts const& cells, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule);

/// Holds all of that against each other, as audit_parts does: what it finds would be told. The same refusals. REQUIRES: as withheld_cells.
[[nodiscard]] Result<std::vector<Breach>> audit_crossing(CountParts const& cells, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule);

}  // namespace concordat::protection
