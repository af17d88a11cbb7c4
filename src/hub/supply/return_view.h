// SPDX-License-Identifier: Apache-2.0
// How far a quarter's prescribed return has come, over all the files that make it.
#pragma once

#include <optional>
#include <vector>

#include "base/date.h"
#include "hub/hub.h"
#include "intake/record/prescribed.h"

namespace concordat::hub {

struct ReturnView {
  Quarter quarter;
  std::vector<intake::ItemAnswer> items;
};

/// The newest quarter that a file told of; nothing where the feed makes no return or no file of it came. A later file for the
/// very same months takes the place of the earlier one. For a member of the agency that supplies the feed: the caller has seen
/// to that.
[[nodiscard]] Result<std::optional<ReturnView>> return_of(Hub& hub, Feed const& feed);

}  // namespace concordat::hub
