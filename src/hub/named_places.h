// SPDX-License-Identifier: Apache-2.0
// What free text may name here: the partnership's key places and streets, and the names of its areas, which tell one High
// Street from another.
#pragma once

#include <vector>

#include "intake/place_text/gazetteer.h"
#include "store/connection.h"

namespace concordat::hub {

/// Empty where the partnership has named no place. Of the areas only names without digits count ("Eastfield", not
/// "Leicester 014B"): nobody tells the others in words.
[[nodiscard]] Result<std::vector<intake::GazetteerEntry>> read_named_places(store::Connection& connection);

}  // namespace concordat::hub
