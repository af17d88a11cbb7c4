// SPDX-License-Identifier: Apache-2.0
// Records as lines of ids, one beside the other: a pair of records is two cache lines.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/model/model.h"
#include "linkage/table/dictionary.h"
#include "linkage/table/several.h"

namespace concordat::linkage {

using Record = std::uint32_t;  ///< number of a record, from 0, in the order of the files

struct Table {
  std::size_t width = 0;           ///< ids a record: one a field of the model, then ids of pairs of fields and of lists
  std::size_t records = 0;
  std::size_t first_file = 0;      ///< records of the first file; equal to `records` where there is one
  std::vector<std::uint32_t> ids;  ///< records * width
  std::array<Dictionary, spaces> values;
  /// Fields whose ids together have an id of their own: for frequencies of whole names.
  struct Together {
    FieldIndex first = 0;
    FieldIndex second = 0;
    std::size_t column = 0;  ///< in a record
    Dictionary pairs;        ///< of eight bytes, the two ids; empty unless the table is to change
    /// The id of both together; 0 where one is missing.
    std::uint32_t add(std::uint32_t const* ids);
    /// The same for many records side by side, into their column.
    void add_all(std::uint32_t* ids, std::size_t rows, std::size_t width);
    /// The same of columns of one length.
    void add_all(std::span<std::uint32_t const> firsts, std::span<std::uint32_t const> seconds, std::span<std::uint32_t> out);
  };
  std::vector<Together> together;
  std::vector<Several> several;         ///< fields of which some record has several values, or one with its days
  std::uint64_t values_left_out = 0;    ///< beyond most_values of a record

  [[nodiscard]] std::uint32_t const* at(Record record) const { return ids.data() + record * width; }
  /// Pairs are within one file, or from one to the other.
  [[nodiscard]] bool links_two() const { return first_file < records; }
  /// How many pairs there are in all.
  [[nodiscard]] double all_pairs() const;
  [[nodiscard]] std::size_t memory_bytes() const;
  /// The same for the same records in the same order, and hardly for others.
  [[nodiscard]] std::uint64_t fingerprint() const;
};

/// Fills a table row by row, in blocks that several threads encode. Not thread-safe itself.
class Loader {
 public:
  enum class For : std::uint8_t { batch, live };  ///< whether records are added to the table afterwards
  /// REQUIRES: the model outlives the loader.
  Loader(Model const& model, unsigned threads, For use = For::batch);
  ~Loader();
  Loader(Loader const&) = delete;
  Loader& operator=(Loader const&) = delete;

  /// One record's values, in the order of the model's fields; blanks at either end are cut off. A field that may have several
  /// values takes what append_value() made.
  void add(std::vector<std::string_view> const& cells);
  /// What was added so far is the first file.
  void begin_second_file();
  /// Brings fields declared standard into their standard form and makes the ids of pairs of fields.
  [[nodiscard]] Table finish();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace concordat::linkage
