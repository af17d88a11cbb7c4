// SPDX-License-Identifier: Apache-2.0
// Inside the module: counts of a run as JSON, and back.
#pragma once

#include "base/json.h"
#include "hub/linkage/state.h"

namespace concordat::hub::links {

[[nodiscard]] Json to_json(Changes const& changes);
[[nodiscard]] Json to_json(Terms const& terms);
[[nodiscard]] Terms terms_in(Json const& json);
[[nodiscard]] Changes changes_in(Json const& json);

}  // namespace concordat::hub::links
