// SPDX-License-Identifier: Apache-2.0
// Inside the module: one function a verb.
#pragma once

#include "cli/places/out_table.h"
#include "cli/places/places_verbs.h"
#include "places/spatial/gistar.h"

namespace concordat::cli {

using RunPlaces = Tried<PlacesAnswer>(PlacesArguments const&);
RunPlaces run_kde, run_gistar, run_knox, run_scan, run_cluster, run_clock, run_change, run_rates, run_contrast, run_classes, run_around, run_terrain;

/// Ends every answer: what was written is for the analyst's own desk.
inline constexpr std::string_view unprotected =
    "No disclosure control was applied: for the analyst's own use, not for publication.\n";

/// Column and row, and the middle of a cell in metres.
[[nodiscard]] std::vector<OutCell> cell_columns(places::Grid const& grid, std::size_t cell);
/// What --neighbours and --reach say.
[[nodiscard]] Result<places::CellNeighbourhood> neighbourhood_of(PlacesArguments const& arguments);
/// What --permutations says, else `usual`.
[[nodiscard]] Result<std::uint32_t> permutations_of(PlacesArguments const& arguments, std::uint32_t usual);
/// What --metres says; else they stay as they are.
[[nodiscard]] Result<void> take_metres(PlacesArguments const& arguments, std::vector<double>& metres);

/// Rows of the file that came to nothing, said where there are any.
[[nodiscard]] std::string left_out_text(std::uint64_t left_out);

}  // namespace concordat::cli
