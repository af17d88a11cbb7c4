// SPDX-License-Identifier: Apache-2.0
// What the public register says beside the agreements: lists of people and analytics, each with the post that answers for it (S41).
#pragma once

#include "agreements/analysis/register.h"
#include "hub/hub.h"

namespace concordat::hub::lists {

/// No leaf: part of a look at the register. "register.records": the records of the analytics cannot be read.
[[nodiscard]] Result<agreements::analysis::RegisterExtras> register_extras(Hub& hub);

}  // namespace concordat::hub::lists
