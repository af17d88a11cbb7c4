// SPDX-License-Identifier: Apache-2.0
// One JSON object as keys and texts: members of a nested object one level down become "outer.inner"; what is
// nested deeper, and arrays, stay as their JSON text; numbers keep the digits they were written with; null is
// empty text.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "intake/read/read_fault.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

struct JsonField {
  std::string_view key;
  std::string_view value;
};

/// What a GeoJSON feature has beside its properties goes under these keys; the first byte keeps them apart
/// from any property of the same name.
inline constexpr std::string_view longitude_key = "\x1flongitude";
inline constexpr std::string_view latitude_key = "\x1flatitude";
inline constexpr std::string_view altitude_key =
    "\x1f"
    "altitude";
inline constexpr std::string_view geometry_key = "\x1fgeometry";
inline constexpr std::string_view feature_id_key =
    "\x1f"
    "feature_id";

class JsonFields {
 public:
  explicit JsonFields(ReadLimits const& limits);
  ~JsonFields();
  JsonFields(JsonFields const&) = delete;
  JsonFields& operator=(JsonFields const&) = delete;

  /// REQUIRES: `object` is one value from brace to brace, its brackets in pairs (JsonSplitter sees to that).
  /// Fields in the order of the file, valid until the next call and while the text stays. `readable`: bytes
  /// that may be read from the start of `object`, at least 64 more than it has. Faults json_malformed,
  /// json_duplicate_key, json_nul, field_too_long, too_many_columns.
  [[nodiscard]] tl::expected<std::span<JsonField const>, ReadFault> read(std::string_view object,
                                                                         std::size_t readable,
                                                                         bool is_feature);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace concordat::intake
