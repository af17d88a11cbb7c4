// SPDX-License-Identifier: Apache-2.0
// The table of texts that the cells of an XLSX workbook point into, packed tight: a text costs its bytes and one or two
// more, because 100,000 rows may bring a million of them.
//
// Texts lie in blocks end to end, each behind its length; the place of every 32nd is remembered.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/row_source.h"
#include "intake/workbook/archive.h"

namespace concordat::intake {

class SharedStrings {
 public:
  static constexpr std::uint64_t usual_most_bytes = std::uint64_t{128} << 20;

  /// Texts longer than `longest` refuse the workbook ("csv.field-too-long"), as do more than `most_bytes` in all
  /// ("workbook.too-much-text"). A part that is not there is an empty table.
  [[nodiscard]] static Result<SharedStrings> read(Archive const& archive, std::string_view part, std::size_t longest,
                                                  std::uint64_t most_bytes = usual_most_bytes);

  void add(std::string_view text);
  [[nodiscard]] std::uint64_t size() const { return count_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Nothing where there is no such text. The view lasts as long as the table.
  [[nodiscard]] std::optional<std::string_view> at(std::uint64_t index) const;

 private:
  static constexpr std::uint64_t stride = 32;
  struct Place {
    std::uint32_t block = 0;
    std::uint32_t at = 0;
  };
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t used = 0;
    std::size_t room = 0;
  };
  std::vector<Block> blocks_;
  std::vector<Place> places_;
  std::uint64_t count_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace concordat::intake
