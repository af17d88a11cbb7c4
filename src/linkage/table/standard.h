// SPDX-License-Identifier: Apache-2.0
// The standard form of a value by its kind, for fields declared standard. What cannot be understood stays as it is, trimmed:
// it may still equal itself elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "linkage/model/kinds.h"

namespace concordat::linkage {

/// Names folded, dates as 2001-12-31, postcodes as "N15 4AB", phone numbers and identifiers as their signs alone.
/// "" for what says that nothing is known ("unknown", "n/a", "0000000000").
[[nodiscard]] std::string standard_form(Kind kind, std::string_view value);

/// A calendar date as agencies write it, packed: days since 1970 and its parts.
struct DateValue {
  std::int32_t days = 0;
  std::int16_t year = 0;
  std::int8_t month = 0;  ///< 0: no date
  std::int8_t day = 0;
  [[nodiscard]] bool known() const { return month != 0; }
};
/// 2001-12-31, 20011231, 31/12/2001, 31-12-2001, 31.12.2001; anything else is no date.
[[nodiscard]] DateValue date_value(std::string_view text);

}  // namespace concordat::linkage
