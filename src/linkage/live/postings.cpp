// SPDX-License-Identifier: Apache-2.0
#include "linkage/live/postings.h"

#include <algorithm>

namespace concordat::linkage {

Postings::Postings(std::vector<Keyed> start) {
  unsigned bits = 1;
  while (bits < 28 && (std::size_t{1} << bits) < start.size()) ++bits;
  shift_ = 64 - bits;
  begins_.assign((std::size_t{1} << bits) + 1, 0);
  for (auto const& item : start) ++begins_[bucket(item.key) + 1];
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  tags_.resize(start.size());
  records_.resize(start.size());
  auto next = begins_;
  for (auto const& item : start) {
    auto const at = next[bucket(item.key)]++;
    tags_[at] = static_cast<std::uint32_t>(item.key);
    records_[at] = item.record;
  }
}

void Postings::add(std::uint64_t key, Record record) { later_[key].push_back(record); }

void Postings::remove(std::uint64_t key, Record record) {
  auto const at = bucket(key);
  for (auto i = begins_[at]; i < begins_[at + 1]; ++i) {
    if (records_[i] == record && tags_[i] == static_cast<std::uint32_t>(key)) {
      records_[i] = gone;
      return;
    }
  }
  auto const found = later_.find(key);
  if (found == later_.end()) return;
  std::erase(found->second, record);
  if (found->second.empty()) later_.erase(found);
}

std::size_t Postings::count(std::uint64_t key, std::size_t most) const {
  std::size_t found = 0;
  each(key, [&](Record) { return ++found < most; });
  return found;
}

}  // namespace concordat::linkage
