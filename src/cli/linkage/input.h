// SPDX-License-Identifier: Apache-2.0
// Plain files as a table of records, with their ids and, where asked for, the truth beside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "linkage/table/table.h"
#include "linkage/truth.h"

namespace concordat::cli {

/// Texts one behind the other.
class TextList {
 public:
  void add(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
  }
  [[nodiscard]] std::string_view operator[](std::size_t at) const {
    auto const begin = at == 0 ? 0 : ends_[at - 1];
    return std::string_view{bytes_}.substr(begin, ends_[at] - begin);
  }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }

 private:
  std::string bytes_;
  std::vector<std::uint64_t> ends_;
};

struct LinkageColumns {
  std::string id;        ///< heading of the record's id; empty: the first column
  std::string truth;     ///< heading of the person's true id; empty: none
  std::string by_group;  ///< heading of a group that quality is reported by; empty: none
};

/// A field that the model marks optional and of which a file has no column: missing in each of its records.
struct AbsentColumn {
  std::string file;
  std::string field;
};

/// Values of a field that could not be read, and so count as missing.
struct Unreadable {
  std::string field;
  std::uint64_t values = 0;
};

struct LinkageInput {
  linkage::Table table;
  TextList ids;
  linkage::Labels labels;
  std::uint64_t rows_left_out = 0;  ///< blank ones, notes and totals
  std::uint64_t values_left_out = 0;  ///< of records with more values of one field than are kept
  std::vector<Unreadable> unreadable = {};
  std::vector<AbsentColumn> absent = {};
};

/// Of the file that could not be read.
struct FileProblem {
  Problem problem;
  std::string file;
};

/// Reads one file, or two. What is wrong with headings and ids is in `findings`, with the file's name, and then nothing comes back.
[[nodiscard]] tl::expected<std::optional<LinkageInput>, FileProblem> read_linkage_input(std::vector<std::string> const& files, linkage::Model const& model,
                                                                                        LinkageColumns const& columns, unsigned threads, Findings& findings);

/// A heading that names what must not be compared (Equality Act 2010): refused even where the model calls it something else.
[[nodiscard]] bool names_what_describes(std::string_view heading);

}  // namespace concordat::cli
