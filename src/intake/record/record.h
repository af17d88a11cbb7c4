// SPDX-License-Identifier: Apache-2.0
// What intake makes of one row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/fixed_text.h"
#include "base/personal.h"
#include "intake/standardise/value.h"

namespace concordat::intake {

/// Where, in EPSG:27700 metres.
struct CleanPlace {
  std::int32_t easting = 0;
  std::int32_t northing = 0;
  std::int32_t accuracy = 0;  ///< metres
};

/// What happened, when and where: nothing about anybody. The texts live as long as the pipeline's current row.
struct CleanEvent {
  std::string_view category;
  Month month{};
  std::optional<std::int64_t> starts;  ///< minutes since 1970 UTC; nothing where only the month is known
  std::int32_t minutes = 0;            ///< length of the window it happened in
  std::int16_t utc_offset = 0;
  Precision precision = Precision::unknown;
  std::optional<CleanPlace> place;
  std::string_view area_code;  ///< as stated by the supplier; empty: none
  std::uint16_t area_vintage = 0;
  std::string_view method;
  std::string_view place_type;
  std::string_view age_band;  ///< of who was hurt, in whole bands; empty: not told
  bool discovered = false;
};

struct CleanRecord {
  std::uint64_t row = 0;
  std::uint32_t sheet = 0;
  std::string key;                    ///< natural key in its standard form; empty: none
  std::optional<CleanEvent> event;
  std::string_view role;              ///< of the person in the row; empty: the row is not about a person
  std::string open_data;              ///< JSON list in the order of the open columns; see open_columns()
  Personal<std::string> identity;     ///< JSON object of what must be sealed; see has_identity
  bool has_identity = false;
};

/// A cell that could not be accepted, or a row as a whole (column 0).
struct RowFault {
  std::uint32_t column = 0;  ///< 1 for the first; 0: the row
  std::size_t field = no_field;
  FixedText code;
  FixedText remedy;
  static constexpr std::size_t no_field = static_cast<std::size_t>(-1);
};

}  // namespace concordat::intake
