// SPDX-License-Identifier: Apache-2.0
// Fields of which a record may have several values, each with the days on which it held: former names, addresses, telephones.
//
// A record's line of ids holds its first value as ever, and in a column behind the fields the id of its list; 0 where one value
// without days is all there is. So records of one value are compared as if there were no lists.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/model/model.h"
#include "linkage/table/dictionary.h"

namespace concordat::linkage {

/// Days since 1970, both inclusive.
struct Days {
  std::int32_t from = std::numeric_limits<std::int32_t>::min();
  std::int32_t to = std::numeric_limits<std::int32_t>::max();
  [[nodiscard]] bool always() const { return *this == Days{}; }
  [[nodiscard]] bool meet(Days const& other) const { return from <= other.to && other.from <= to; }
  bool operator==(Days const&) const = default;
};

/// One value of a list.
struct Held {
  std::uint32_t id = 0;
  Days days = {};
  bool operator==(Held const&) const = default;
};

/// No record has more values of one field; what is beyond is counted, not kept.
inline constexpr std::size_t most_values = 64;

/// A value as a loader takes it; values of one cell stand one behind the other. A day that is no date is left open.
void append_value(std::string& cell, std::string_view value, std::string_view from = {}, std::string_view to = {});

struct CellValue {
  std::string_view text;
  Days days;
};
/// What append_value() put together. Blank values are left out.
[[nodiscard]] std::vector<CellValue> values_in(std::string_view cell);

/// The lists of one field.
struct Several {
  FieldIndex field = 0;
  std::size_t column = 0;  ///< in a record
  Dictionary lists;        ///< of the bytes of Held
  /// The list's id; 0 for one value without days. Values that stand twice are kept once. REQUIRES up to most_values.
  std::uint32_t add(std::vector<Held> values);
  /// Of one record; `one` is where a single value is put.
  [[nodiscard]] std::span<Held const> of(std::uint32_t const* ids, Held& one) const;
};

/// The lines of ids one gets by taking one value of each field; of `fields`, a bit each.
class Variants {
 public:
  Variants(std::span<Several const> several, std::uint32_t fields, std::uint32_t const* ids, std::size_t width);
  [[nodiscard]] std::uint32_t const* line() const { return line_.data(); }
  /// On which all its values held; nothing known: always.
  [[nodiscard]] Days days() const;
  /// False: it was the last.
  [[nodiscard]] bool next();

 private:
  struct Choice {
    FieldIndex field;
    std::span<Held const> values;
    std::size_t at;
  };
  std::vector<std::uint32_t> line_;
  std::vector<Choice> choices_;
};

}  // namespace concordat::linkage
