// SPDX-License-Identifier: Apache-2.0
// Parts of models that several pages have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/json.h"
#include "base/json_list.h"
#include "hub/hub.h"

namespace concordat::pages {

/// What agencies are called, in the order of their ids.
[[nodiscard]] Json agency_names(hub::Hub const& hub, std::vector<std::string> const& ids);

/// What a purpose is called; the id itself where the definitions have no such purpose.
[[nodiscard]] std::string purpose_title(hub::Hub const& hub, std::string_view id);

/// What was remarked on a document: {"error", "message", "remedy", "line", "code"} each, those of `least` and above.
[[nodiscard]] Json findings_model(Findings const& findings, Severity least = Severity::note);

}  // namespace concordat::pages
