// SPDX-License-Identifier: Apache-2.0
// Editions as JSON: what the command line prints and what pages are made from.
#pragma once

#include "base/json.h"
#include "hub/products/works.h"

namespace concordat::hub {

[[nodiscard]] Json to_json(catalogue::Product const& product);
/// "every month", "once a year": how often a product is written.
[[nodiscard]] std::string every_words(Period every);
[[nodiscard]] Json to_json(EditionRow const& row);
/// Without the content of files: their names.
[[nodiscard]] Json to_json(EditionFigure const& figure);
[[nodiscard]] Json to_json(TableChange const& change);
[[nodiscard]] Json to_json(Reckoning const& reckoning);
[[nodiscard]] Json to_json(std::vector<SourceProjection> const& projections);
[[nodiscard]] Json to_json(SourcesAndLimits const& facts);
/// Sections with their commentary, figures, and what the hub writes itself: "changes", "sources", "costs", "projection".
[[nodiscard]] Json to_json(Edition const& edition);

}  // namespace concordat::hub
