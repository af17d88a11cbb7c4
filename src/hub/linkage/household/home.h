// SPDX-License-Identifier: Apache-2.0
// Inside the module: the home that a record gives, and when two of them are one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/json.h"
#include "intake/standardise/address.h"

namespace concordat::hub::links {

struct Home {
  std::string said;      ///< as the record has it
  std::string postcode;
  std::string property;  ///< unique property reference number; empty: not given
  intake::Address parts;
  std::optional<Date> from, to;  ///< lived there; nothing: not given
};

/// The standard text of a record's sealed field; empty where it has none.
[[nodiscard]] std::string standard_of(Json const& identity, std::string_view field);

/// `identity`: a record's sealed fields, {"postcode": ["standard", "raw"], ...}. Nothing where it gives no home: no address, or one
/// that is said to be of another kind (a refuge, a placement, a prison), which tells of nobody's household.
[[nodiscard]] std::optional<Home> home_in(Json const& identity);

/// "property-number" or "address"; nothing where they are, or may be, two. A postcode is of many homes and never enough.
[[nodiscard]] std::optional<std::string> what_agrees(Home const& one, Home const& other);

/// False where the days say that one had left before the other came. What is not given may be any day.
[[nodiscard]] bool at_one_time(Home const& one, Home const& other);

}  // namespace concordat::hub::links
