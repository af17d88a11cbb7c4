// SPDX-License-Identifier: Apache-2.0
// The one place that says what an agency is called.
#pragma once

#include <string>
#include <string_view>

#include "hub/hub.h"

namespace concordat::hub {

/// As people know it; the id itself where the hub knows no such agency.
[[nodiscard]] inline std::string agency_name(Hub const& hub, std::string_view id) {
  auto const* const agency = hub.agency(id);
  return agency == nullptr ? std::string{id} : agency->name;
}

}  // namespace concordat::hub
