// SPDX-License-Identifier: Apache-2.0
// The answers of this module as JSON: one form for the command line, the pages and programs.
#pragma once

#include "base/json.h"
#include "hub/sharing/answers.h"
#include "hub/sharing/audit_sample.h"
#include "hub/sharing/break_glass.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/may_i.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::sharing {

[[nodiscard]] Json to_json(MayIAnswer const& answer);
[[nodiscard]] Json to_json(MayIRow const& row);
[[nodiscard]] Json to_json(SharingRequest const& request);
[[nodiscard]] Json to_json(RequestRow const& row);
[[nodiscard]] Json to_json(Fact const& fact);
[[nodiscard]] Json to_json(Appeal const& appeal);
[[nodiscard]] Json to_json(DataUse const& use);
[[nodiscard]] Json to_json(Glass const& glass);
[[nodiscard]] Json to_json(SampledUse const& use);

}  // namespace concordat::hub::sharing
