// SPDX-License-Identifier: Apache-2.0
// What was really shared under an agreement, for the day on which another version takes its place.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "agreements/analysis/diff.h"
#include "agreements/document.h"
#include "hub/hub.h"

namespace concordat::hub {

struct LiveSharingsWish {
  std::span<agreements::Agreement const* const> agreements;  ///< under whose rules
  std::string_view agency;                                   ///< that gave or got, or whose data it was
  Date since;
};
/// Each cell once, with the day it was last used; by cell. The role is one that the rule names and the member who asked has
/// today; of a member whom the hub no longer knows, every role of the rule. No leaf: part of another look.
[[nodiscard]] Result<std::vector<agreements::analysis::Sharing>> live_sharings(Hub& hub, LiveSharingsWish const& wish);

}  // namespace concordat::hub
