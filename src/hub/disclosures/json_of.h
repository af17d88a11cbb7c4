// SPDX-License-Identifier: Apache-2.0
// The answers of this module as JSON: one form for the command line, the pages and programs.
#pragma once

#include "base/json.h"
#include "hub/disclosures/corrections.h"
#include "hub/disclosures/giving.h"
#include "hub/disclosures/opening.h"

namespace concordat::hub::disclosures {

[[nodiscard]] Json to_json(Given const& given);
/// With "watermark".
[[nodiscard]] Json to_json(Hub const& hub, Opened const& opened);
[[nodiscard]] Json to_json(Disclosure const& disclosure);
[[nodiscard]] Json to_json(Corrected const& corrected);
[[nodiscard]] Json to_json(Notice const& notice);

}  // namespace concordat::hub::disclosures
