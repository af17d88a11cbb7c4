// SPDX-License-Identifier: Apache-2.0
// Inside the module: everything that is kept, with the day it counts from and what holds it.
#pragma once

#include <vector>

#include "hub/hub.h"
#include "hub/keeping/fate.h"

namespace concordat::hub {

/// Of every kind, what is not gone yet. Reads sealed facts of age and cases alone, and of what reached the shorter period for a
/// child the question it was asked with.
[[nodiscard]] Result<std::vector<Item>> kept_items(Hub& hub, std::vector<catalogue::KeepingRule> const& rules);

}  // namespace concordat::hub
