// SPDX-License-Identifier: Apache-2.0
// Small charts of a share over months, as pictures for a page. Each has a table beside it that says the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace concordat::pages {

struct ShareOverMonths {
  std::string title;                          ///< what a person who cannot see it is told
  std::vector<std::optional<double>> shares;  ///< 0 to 1, one a month; nothing where there are no rows
};

/// A line from the first month to the last, 0 at the bottom and 1 at the top; a month without rows is a gap, never a
/// zero. SVG, 240 by 48, no style of its own: it may stand in an img element.
[[nodiscard]] std::string line_chart(ShareOverMonths const& data);

/// "data:image/svg+xml;base64,..." for an img element.
[[nodiscard]] std::string as_data_address(std::string_view svg);

}  // namespace concordat::pages
