// SPDX-License-Identifier: Apache-2.0
// How the terms of a feed and the items of a prescribed return are told, for `check` and `submit` alike.
#pragma once

#include "catalogue/catalogue.h"
#include "hub/supply/submit.h"

namespace concordat::cli {

/// Prints of how many rows the time, place and method can be used, the terms that are not kept, with their remedies, and every item of a return.
void print_terms(hub::Tally const& tally, catalogue::Catalogue const& catalogue);

}  // namespace concordat::cli
