// SPDX-License-Identifier: Apache-2.0
// A file of an office, written row by row in the office's own encoding, and the truth about it written apart.
//
// Row numbers are line numbers of the file, 1 for the first, titles and headers included: what the hub
// reports.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "synth/world/events.h"
#include "synth/synth.h"

namespace concordat::synth {

enum class Encoding : std::uint8_t { utf8, utf8_marked, utf16_little_marked, windows_1252 };

struct Style {
  Encoding encoding = Encoding::utf8;
  char delimiter = ',';
  std::string_view line_end = "\n";
};

/// Text is given in UTF-8. A failing disk is remembered and told by close().
class Sheet {
 public:
  Sheet(std::filesystem::path const& path, Style style);
  void row(std::span<std::string const> cells);
  void row(std::initializer_list<std::string_view> cells);
  void row(std::span<std::string_view const> cells);
  void line(std::string_view text);
  /// The number of the line that is written next.
  [[nodiscard]] std::uint64_t next_row() const { return rows_ + 1; }
  /// The number of bytes written, or why they could not be.
  [[nodiscard]] Result<std::uint64_t> close();

 private:
  void cell(std::string_view text);
  void end_line();
  void flush();

  std::ofstream out_;
  Style style_;
  std::string pending_ = {};
  std::string line_ = {};
  std::uint64_t rows_ = 0;
  std::uint64_t bytes_ = 0;
  int fault_ = 0;
};

/// Who is really in which row, and which errors were planted.
class Truth {
 public:
  Truth(std::filesystem::path const& folder, std::uint32_t people);
  /// `role` is a role of the hub's vocabulary; `event` 0 where the row is of no event.
  void link(std::uint32_t person, std::string_view role, std::string_view file, std::uint64_t row,
            std::uint64_t event);
  void error(std::string_view file, std::uint64_t row, std::string_view column, std::string_view kind);
  [[nodiscard]] std::vector<bool> const& met() const { return met_; }
  [[nodiscard]] std::map<std::string, std::uint64_t> const& errors_by_kind() const { return errors_by_kind_; }
  [[nodiscard]] Result<void> close();

 private:
  Sheet links_;
  Sheet errors_;
  std::vector<bool> met_;
  std::map<std::string, std::uint64_t> errors_by_kind_;
};

}  // namespace concordat::synth
