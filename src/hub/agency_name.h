// SPDX-License-Identifier: Apache-2.0
// The one place that says what an agency is called.
#pragma once

#include <string>
#include <string_view>

#include "agreements/print.h"
#include "hub/hub.h"

namespace concordat::hub {

/// As people know it; the id itself where the hub knows no such agency.
[[nodiscard]] inline std::string agency_name(Hub const& hub, std::string_view id) {
  auto const* const agency = hub.agency(id);
  return agency == nullptr ? std::string{id} : agency->name;
}

/// Agencies, fields and laws by the names this hub has for them. REQUIRES: the hub outlives them.
[[nodiscard]] inline agreements::PrintNames print_names(Hub const& hub) {
  auto names = agreements::names_in(hub.catalogue());
  names.agency = [&hub](std::string_view id) { return agency_name(hub, id); };
  return names;
}

}  // namespace concordat::hub
