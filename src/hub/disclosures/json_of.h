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
/// What waits for this member: the tasks of sharing, with "corrections" to answer and what was given and is "unread". No leaf.
[[nodiscard]] Result<Json> tasks_json(Hub& hub, Member const& member);

}  // namespace concordat::hub::disclosures
