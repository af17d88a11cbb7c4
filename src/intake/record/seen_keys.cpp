// SPDX-License-Identifier: Apache-2.0
#include "intake/record/seen_keys.h"

#include <algorithm>
#include <cstring>

namespace concordat::intake {

KeySight SeenKeys::see(std::uint64_t key, std::uint64_t content) {
  if (key == 0) key = 1;
  if (used_ * 2 >= table_.size()) grow();
  auto const mask = table_.size() - 1;
  for (auto at = key & mask;; at = (at + 1) & mask) {
    auto& entry = table_[at];
    if (entry.key == key) return entry.content == content ? KeySight::same_again : KeySight::differs;
    if (entry.key == 0) {
      entry = {key, content};
      ++used_;
      return KeySight::first;
    }
  }
}

std::vector<std::uint64_t> SeenKeys::sorted() const {
  std::vector<std::uint64_t> keys;
  keys.reserve(used_);
  for (auto const& entry : table_) {
    if (entry.key != 0) keys.push_back(entry.key);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

void SeenKeys::grow() {
  auto old = std::move(table_);
  table_.assign(std::max<std::size_t>(1024, old.size() * 2), Entry{});
  auto const mask = table_.size() - 1;
  for (auto const& entry : old) {
    if (entry.key == 0) continue;
    auto at = entry.key & mask;
    while (table_[at].key != 0) at = (at + 1) & mask;
    table_[at] = entry;
  }
}

std::uint64_t content_hash(std::uint64_t so_far, std::string_view text) {
  // Eight bytes at a time: a row of 300 bytes costs 40 multiplications.
  auto state = so_far ^ (0x9e3779b97f4a7c15ULL + text.size());
  while (text.size() >= 8) {
    std::uint64_t part = 0;
    std::memcpy(&part, text.data(), 8);
    state = (state ^ part) * 0xff51afd7ed558ccdULL;
    state ^= state >> 32U;
    text.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
  state = (state ^ rest) * 0xc4ceb9fe1a85ec53ULL;
  return state ^ (state >> 29U);
}

}  // namespace concordat::intake
