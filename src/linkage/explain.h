// SPDX-License-Identifier: Apache-2.0
// Why a pair weighs what it weighs: as data, as text, as a waterfall picture. Levels and weights, never values.
#pragma once

#include <string>

#include "base/json.h"
#include "linkage/model/model.h"
#include "linkage/score.h"
#include "linkage/settled.h"

namespace concordat::linkage {

// Where the groups of the two records are known, what the pair settles at with them is told as well.

[[nodiscard]] Json explanation_json(Model const& model, Explanation const& why, Settling const* settling = nullptr);
/// A line a comparison, and what they come to.
[[nodiscard]] std::string explanation_text(Model const& model, Explanation const& why, Settling const* settling = nullptr);
/// SVG: a bar for each, from the prior to the sum; read by title, description and the numbers beside the bars, so that it
/// does not rest on colour.
[[nodiscard]] std::string explanation_svg(Model const& model, Explanation const& why, Settling const* settling = nullptr);

}  // namespace concordat::linkage
