// SPDX-License-Identifier: Apache-2.0
// The records that share a key of one rule: a sorted run for those that were there at the start, and chains for later ones.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/table/table.h"

namespace concordat::linkage {

class Postings {
 public:
  struct Keyed {
    std::uint64_t key = 0;
    Record record = 0;
  };
  /// Takes the records of the start; in any order.
  explicit Postings(std::vector<Keyed> const& start);

  void add(std::uint64_t key, Record record);
  void remove(std::uint64_t key, Record record);
  /// Calls visit(record) for every record with this key, until it gives false. In no order.
  template <class Visit>
  void each(std::uint64_t key, Visit visit) const;
  /// Records with this key, counted up to `most`.
  [[nodiscard]] std::size_t count(std::uint64_t key, std::size_t most) const;
  /// Asks memory for what each() is going to look at: where the key's records are, then the records.
  void ask_ahead_places(std::uint64_t key) const {
    __builtin_prefetch(&begins_[bucket(key)]);
    __builtin_prefetch(&heads_[home(key)]);
  }
  void ask_ahead_records(std::uint64_t key) const {
    auto const at = begins_[bucket(key)];
    if (at == begins_[bucket(key) + 1]) return;
    __builtin_prefetch(&keys_[at]);
    __builtin_prefetch(&records_[at]);
  }

 private:
  static constexpr Record gone = static_cast<Record>(-1);
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);
  /// A key that a later record brought, and the first of its chain. A free place has a chain of none and key 0.
  struct Head {
    std::uint64_t key = 0;
    std::uint32_t first = none;
    bool taken = false;
  };
  struct Later {
    Record record = gone;
    std::uint32_t next = none;
  };
  [[nodiscard]] std::size_t bucket(std::uint64_t key) const { return static_cast<std::size_t>(key >> shift_); }
  /// Keys are mixed well: their lower bits will do.
  [[nodiscard]] std::size_t home(std::uint64_t key) const { return static_cast<std::size_t>(key) & (heads_.size() - 1); }
  [[nodiscard]] std::size_t place(std::uint64_t key) const {
    auto at = home(key);
    while (heads_[at].taken && heads_[at].key != key) at = (at + 1) & (heads_.size() - 1);
    return at;
  }
  void grow();

  unsigned shift_ = 63;
  std::vector<std::uint32_t> begins_;   ///< by the upper bits of the key
  std::vector<std::uint64_t> keys_;
  std::vector<Record> records_;
  std::vector<Head> heads_;             ///< open addressing; a power of two
  std::size_t taken_ = 0;
  std::vector<Later> later_;
  std::uint32_t free_ = none;           ///< of the chains: those that were removed
};

template <class Visit>
void Postings::each(std::uint64_t key, Visit visit) const {
  auto const at = bucket(key);
  for (auto i = begins_[at]; i < begins_[at + 1]; ++i) {
    if (keys_[i] == key && records_[i] != gone && !visit(records_[i])) return;
  }
  for (auto at_later = heads_[place(key)].first; at_later != none; at_later = later_[at_later].next) {
    if (!visit(later_[at_later].record)) return;
  }
}

}  // namespace concordat::linkage
