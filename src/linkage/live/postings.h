// SPDX-License-Identifier: Apache-2.0
// The records that share a key of one rule: a sorted run for those that were there at the start, and lists for later ones.
#pragma once

#include <cstdint>
#include <unordered_map>
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
  explicit Postings(std::vector<Keyed> start);

  void add(std::uint64_t key, Record record);
  void remove(std::uint64_t key, Record record);
  /// Calls visit(record) for every record with this key, until it gives false.
  template <class Visit>
  void each(std::uint64_t key, Visit visit) const;
  /// Records with this key, counted up to `most`.
  [[nodiscard]] std::size_t count(std::uint64_t key, std::size_t most) const;

 private:
  static constexpr Record gone = static_cast<Record>(-1);
  [[nodiscard]] std::size_t bucket(std::uint64_t key) const { return static_cast<std::size_t>(key >> shift_); }

  unsigned shift_ = 63;
  std::vector<std::uint32_t> begins_;   ///< by the upper bits of the key
  std::vector<std::uint32_t> tags_;     ///< lower bits of the keys
  std::vector<Record> records_;
  std::unordered_map<std::uint64_t, std::vector<Record>> later_;
};

template <class Visit>
void Postings::each(std::uint64_t key, Visit visit) const {
  auto const at = bucket(key);
  for (auto i = begins_[at]; i < begins_[at + 1]; ++i) {
    if (tags_[i] == static_cast<std::uint32_t>(key) && records_[i] != gone && !visit(records_[i])) return;
  }
  auto const found = later_.find(key);
  if (found == later_.end()) return;
  for (auto const record : found->second) {
    if (!visit(record)) return;
  }
}

}  // namespace concordat::linkage
