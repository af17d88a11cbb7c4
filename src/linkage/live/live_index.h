// SPDX-License-Identifier: Apache-2.0
// Linking one record at a time, on the records of the day.
//
//   auto index = LiveIndex{model, std::move(table), &nicknames};
//   auto const record = index.add(cells);
//   for (auto const& match : index.match(record)) ...
//
// Thread safety: none; the owner takes turns.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "linkage/compare/candidates.h"
#include "linkage/compare/comparer.h"
#include "linkage/live/postings.h"
#include "linkage/model/model.h"
#include "linkage/score.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

struct Match {
  Record record = 0;
  Bits weight = 0;
  Pattern pattern = 0;
  std::uint32_t rule = 0;  ///< the first that finds the pair
};

class LiveIndex {
 public:
  using Cells = std::vector<std::string_view>;  ///< in the order of the model's fields

  /// REQUIRES: a trained model; a table of one file, loaded for live use; the nicknames outlive this.
  LiveIndex(Model model, Table table, Nicknames const* nicknames);

  /// The number of a new record; numbers are not used again.
  Record add(Cells const& cells);
  /// Nothing where the record is not there.
  void remove(Record record);
  /// Takes the record out and puts it in with other values, under a new number.
  Record change(Record record, Cells const& cells);
  [[nodiscard]] bool holds(Record record) const { return record < alive_.size() && alive_[record]; }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// The other records this one may be of one person with, heaviest first, then by number: all of at least the model's `keep`.
  [[nodiscard]] std::vector<Match> match(Record record);
  /// The same for a record that is not in the index and does not get in.
  [[nodiscard]] std::vector<Match> match(Cells const& cells);
  [[nodiscard]] Explanation explain(Record left, Record right);

 private:
  static constexpr Record no_record = static_cast<Record>(-1);
  struct Asked {
    std::uint32_t const* ids;
    Record self;
  };
  [[nodiscard]] std::vector<std::uint32_t> encode(Cells const& cells);
  void enter(Record record);
  [[nodiscard]] std::vector<Match> match(std::uint32_t const* ids, Record self);
  void gather(std::size_t rule, std::uint32_t const* ids, Record self, std::vector<Match>& to);
  /// Where a record may have several keys of the rule.
  void gather_lists(std::size_t rule, std::uint32_t const* ids, Record self, std::vector<Match>& to);
  void gather_key(std::size_t rule, Asked const& asked, std::uint64_t key, std::vector<Match>& to);
  [[nodiscard]] bool holds_key(std::size_t rule, std::uint64_t key, Record record) const;
  [[nodiscard]] bool holds_split(std::size_t rule, std::uint64_t key, std::uint64_t split, Record record) const;
  void weigh(std::size_t rule, std::uint32_t const* ids, Record other, std::vector<Match>& to);
  [[nodiscard]] std::vector<std::uint64_t> keys_of(std::size_t rule, Record record) const;
  std::uint32_t encode_several(Several& several, std::string_view cell, std::uint32_t& first);

  Model model_;
  Table table_;
  std::unique_ptr<ValueFacts> facts_;
  std::unique_ptr<Comparer> comparer_;
  std::unique_ptr<Candidates> candidates_;
  std::unique_ptr<Scorer> scorer_;
  Comparer::Scratch scratch_;
  std::vector<Postings> postings_;
  std::vector<bool> alive_;
  std::vector<std::uint32_t> seen_;  ///< by record: the question that met it last
  std::uint32_t question_ = 0;
  std::size_t size_ = 0;
  Bits keep_ = 0;
};

}  // namespace concordat::linkage
