// SPDX-License-Identifier: Apache-2.0
// Inside the module: one function a verb.
#pragma once

#include "cli/places/places_verbs.h"

namespace concordat::cli {

using RunPlaces = Tried<PlacesAnswer>(PlacesArguments const&);
RunPlaces run_kde, run_gistar, run_knox, run_scan, run_cluster, run_clock, run_change, run_rates;

/// Ends every answer: what was written is for the analyst's own desk.
inline constexpr std::string_view unprotected =
    "No disclosure control was applied: for the analyst's own use, not for publication.\n";

/// Rows of the file that came to nothing, said where there are any.
[[nodiscard]] std::string left_out_text(std::uint64_t left_out);

}  // namespace concordat::cli
