// SPDX-License-Identifier: Apache-2.0
// Linking one record at a time, on the records of the day.
//
//   auto index = LiveIndex{model, std::move(table), &nicknames};
//   auto const record = index.add(cells);
//   for (auto const& match : index.match(record)) ...
//
// Thread safety: none but match_all(), which asks on threads of its own; the owner takes turns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
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

/// False where what a pair weighs depends on how common its values are: then it may weigh something else whenever any record comes or
/// goes.
[[nodiscard]] bool weights_stay(Model const& model);

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
  /// The same of many, on so many threads.
  [[nodiscard]] std::vector<std::vector<Match>> match_all(std::span<Record const> records, unsigned threads) const;
  /// The same for a record that is not in the index and does not get in.
  [[nodiscard]] std::vector<Match> match(Cells const& cells);
  [[nodiscard]] Explanation explain(Record left, Record right);

  /// Records that stayed, and may match others than before all the same: as many records came to share a key of theirs, or so few
  /// were left, that its rule's guard came or went. Each once, in order; of the time since it was last asked.
  [[nodiscard]] std::vector<Record> take_tipped();

 private:
  static constexpr Record no_record = static_cast<Record>(-1);
  struct Asked {
    std::uint32_t const* ids;
    Record self;
  };
  /// A record that a rule finds.
  struct Lead {
    Record record;
    std::uint32_t rule;
  };
  /// What a thread needs to ask.
  struct Asker {
    Comparer::Scratch scratch;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> keys;  ///< rule, key
    std::vector<std::uint64_t> own;
    std::vector<Record> holders;
    std::vector<Lead> leads;
  };
  [[nodiscard]] Asker asker() const { return {comparer_->scratch(), {}, {}, {}, {}}; }
  [[nodiscard]] std::vector<std::uint32_t> encode(Cells const& cells);
  void enter(Record record);
  [[nodiscard]] std::vector<Match> match(Asked const& asked, Asker& asker) const;
  void list_keys(std::uint32_t const* ids, Asker& asker) const;
  void gather(std::size_t rule, std::uint64_t key, Asked const& asked, Asker& asker) const;
  /// Where a record may have several keys of the rule.
  void gather_lists(std::size_t rule, std::uint64_t key, Asked const& asked, Asker& asker) const;
  [[nodiscard]] bool holds_split(std::size_t rule, std::uint64_t key, std::uint64_t split, Record record) const;
  void sort_leads(Asked const& asked, Asker& asker) const;
  [[nodiscard]] std::vector<Match> weigh(Asked const& asked, Asker& asker) const;
  void keys_of(std::size_t rule, std::uint32_t const* ids, std::vector<std::uint64_t>& keys) const;
  void note_tipped(std::size_t rule, std::uint64_t key, std::uint32_t const* ids, std::size_t tips_at);
  void note_tipped_splits(std::size_t rule, std::uint64_t key, std::uint32_t const* ids, std::size_t tips_at);
  std::uint32_t encode_several(Several& several, std::string_view cell, std::uint32_t& first);

  Model model_;
  Table table_;
  std::unique_ptr<ValueFacts> facts_;
  std::unique_ptr<Comparer> comparer_;
  std::unique_ptr<Candidates> candidates_;
  std::unique_ptr<Scorer> scorer_;
  Asker own_;
  std::vector<Postings> postings_;
  std::vector<bool> alive_;
  std::vector<Record> tipped_;
  std::size_t size_ = 0;
  Bits keep_ = 0;
};

}  // namespace concordat::linkage
