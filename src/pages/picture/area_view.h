// SPDX-License-Identifier: Apache-2.0
// One area of what was released, looked at by itself: rows and squares of the files that are its own, and the same pictures nearer.
// Nothing is asked of the gate for an area, and nothing is worked out that the files do not say.
#pragma once

#include <optional>
#include <string>

#include "hub/release/reading.h"
#include "pages/site.h"

namespace concordat::pages {

struct ChosenArea {
  std::string code;
  std::string name;
  std::size_t number = 0;  ///< among the release areas
};

/// What was chosen on the page; nothing: all areas. "view.unknown-area".
[[nodiscard]] Result<std::optional<ChosenArea>> chosen_area(Visit const& visit);
/// Codes and names of all areas, by name, for a form.
[[nodiscard]] Json area_choices(Visit const& visit);
/// What an area is called; its code where the hub has none of that code any more.
[[nodiscard]] std::string area_name(Visit const& visit, std::string const& code);
/// Of a table by area the area's row; of one of squares those whose middle lies in it; any other table as it is.
[[nodiscard]] hub::ReleasedTable of_area(Visit const& visit, hub::ReleasedTable table, ChosenArea const& area);
/// The area in the middle of a map; another picture as it is.
[[nodiscard]] std::string near_area(Visit const& visit, std::string const& svg, ChosenArea const& area);

}  // namespace concordat::pages
