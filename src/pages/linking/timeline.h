// SPDX-License-Identifier: Apache-2.0
// Inside the module: the days of a person's records as shapes on lines, one line an agency, and as a list by month.
#pragma once

#include "hub/linkage/review/person_view.h"
#include "pages/door.h"

namespace concordat::pages {

/// {"from", "to", "width", "kinds", "lanes": [{"agency_name", "marks": [{"x", "path"}]}], "months": [{"words", "moments"}]}. Paths lie
/// in a square of 20; a shape says the kind, so that no colour need to.
[[nodiscard]] Json timeline_model(catalogue::Catalogue const& catalogue, hub::links::PersonTold const& person);

}  // namespace concordat::pages
