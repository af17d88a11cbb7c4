// SPDX-License-Identifier: Apache-2.0
// How the terms of a feed and the items of a prescribed return are told, for `check` and `submit` alike.
#pragma once

#include "base/json.h"
#include "catalogue/catalogue.h"
#include "hub/supply/submit.h"

namespace concordat::cli {

/// Adds "terms" and "return"; empty lists where the profile asks nothing and makes no return.
void add_terms(Json& json, hub::Tally const& tally);
/// Prints the terms that are not kept, with their remedies, and every item of a return.
void print_terms(hub::Tally const& tally, catalogue::Catalogue const& catalogue);
/// Every term kept and nothing of the return missing.
[[nodiscard]] bool all_kept(hub::Tally const& tally);

}  // namespace concordat::cli
