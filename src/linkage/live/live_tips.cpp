// SPDX-License-Identifier: Apache-2.0
// The part of LiveIndex that notes when a guard comes or goes: too many records share a key, or no longer.
#include <algorithm>

#include "linkage/live/live_index.h"

namespace concordat::linkage {

/// REQUIRES: one record more or fewer holds the key than before. `tips_at`: so many holders now mean that the guard just came or went.
void LiveIndex::note_tipped(std::size_t rule, std::uint64_t key, std::uint32_t const* ids, std::size_t tips_at) {
  auto const most = model_.candidates[rule].most;
  if (most == 0) return;
  auto const holders = postings_[rule].count(key, most + std::size_t{2});
  if (holders == tips_at) {
    postings_[rule].each(key, [&](Record other) {
      tipped_.push_back(other);
      return true;
    });
  } else if (holders > most && !model_.candidates[rule].split.empty()) {
    note_tipped_splits(rule, key, ids, tips_at);
  }
}

void LiveIndex::note_tipped_splits(std::size_t rule, std::uint64_t key, std::uint32_t const* ids, std::size_t tips_at) {
  auto const note = [&](std::vector<Record> const& near) {
    if (near.size() == tips_at) tipped_.insert(tipped_.end(), near.begin(), near.end());
  };
  std::vector<Record> near;
  auto const gather_near = [&](auto const& is_near) {
    near.clear();
    postings_[rule].each(key, [&](Record other) {
      if (is_near(other)) near.push_back(other);
      return near.size() <= tips_at;
    });
    note(near);
  };
  if (candidates_->several(rule) == 0) return gather_near([&](Record other) { return candidates_->split_equal(rule, ids, table_.at(other)); });
  Variants lines{table_.several, candidates_->several_split(rule), ids, table_.width};
  do {
    if (auto const split = candidates_->split_key(rule, key, lines.line())) gather_near([&](Record other) { return holds_split(rule, key, *split, other); });
  } while (lines.next());
}

std::vector<Record> LiveIndex::take_tipped() {
  std::ranges::sort(tipped_);
  auto const again = std::ranges::unique(tipped_);
  tipped_.erase(again.begin(), again.end());
  std::erase_if(tipped_, [this](Record record) { return !holds(record); });
  return std::exchange(tipped_, {});
}

}  // namespace concordat::linkage
