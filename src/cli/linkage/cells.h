// SPDX-License-Identifier: Apache-2.0
// What a cell of a plain file says, before the engine sees it: dates in the forms people write, names that are none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "linkage/model/model.h"

namespace concordat::cli {

/// Bytes of one value; a longer one is no value but a broken file.
inline constexpr std::size_t longest_value = 1000;

/// REQUIRES: the model outlives this. A view that comes back holds until the next call for the same field.
class CellReader {
 public:
  CellReader(linkage::Model const& model, Date today);

  /// Birth dates in the standard form where the field is `standard`; "" where no day of the past can be read, which is counted.
  [[nodiscard]] std::string_view value(std::size_t field, std::string_view cell);
  /// Empties names of a record that say nothing: "None" for a middle name; "Test" where each of the names is such a word.
  void names(std::vector<std::string_view>& cells) const;
  /// By field.
  [[nodiscard]] std::vector<std::uint64_t> const& unreadable() const { return unreadable_; }

 private:
  [[nodiscard]] std::string_view date(std::size_t field, std::string_view cell);

  linkage::Model const& model_;
  Date today_;
  std::string today_text_;
  std::vector<std::string> texts_;  ///< by field
  std::vector<std::size_t> names_;  ///< fields of names in their standard form
  std::vector<std::uint64_t> unreadable_;
};

}  // namespace concordat::cli
