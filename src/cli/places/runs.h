// SPDX-License-Identifier: Apache-2.0
// Inside the module: one function a verb.
#pragma once

#include "cli/places/places_verbs.h"

namespace concordat::cli {

using RunPlaces = Tried<PlacesAnswer>(PlacesArguments const&);
RunPlaces run_kde, run_gistar, run_knox, run_scan, run_cluster, run_clock, run_change, run_rates;

/// Of a problem that no file is to blame for.
template <class T>
[[nodiscard]] tl::unexpected<PlacesTrouble> stopped(Result<T> const& failed) {
  return tl::unexpected{PlacesTrouble{failed.error()}};
}
template <class T>
[[nodiscard]] tl::unexpected<PlacesTrouble> stopped(Tried<T> const& failed) {
  return tl::unexpected{failed.error()};
}
[[nodiscard]] inline tl::unexpected<PlacesTrouble> stopped(Problem problem) {
  return tl::unexpected{PlacesTrouble{std::move(problem)}};
}

/// Ends every answer: what was written is for the analyst's own desk.
inline constexpr std::string_view unprotected =
    "No disclosure control was applied: for the analyst's own use, not for publication.\n";

/// Rows of the file that came to nothing, said where there are any.
[[nodiscard]] std::string left_out_text(std::uint64_t left_out);

}  // namespace concordat::cli
