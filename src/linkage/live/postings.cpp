// SPDX-License-Identifier: Apache-2.0
#include "linkage/live/postings.h"

#include <algorithm>
#include <utility>

namespace concordat::linkage {
namespace {

constexpr std::size_t first_heads = 64;

}  // namespace

Postings::Postings(std::vector<Keyed> const& start) : heads_(first_heads) {
  unsigned bits = 1;
  while (bits < 28 && (std::size_t{1} << bits) < start.size()) ++bits;
  shift_ = 64 - bits;
  begins_.assign((std::size_t{1} << bits) + 1, 0);
  for (auto const& item : start) ++begins_[bucket(item.key) + 1];
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  keys_.resize(start.size());
  records_.resize(start.size());
  auto next = begins_;
  for (auto const& item : start) {
    auto const at = next[bucket(item.key)]++;
    keys_[at] = item.key;
    records_[at] = item.record;
  }
}

void Postings::grow() {
  auto const old = std::exchange(heads_, std::vector<Head>(heads_.size() * 2));
  taken_ = 0;
  for (auto const& head : old) {
    if (!head.taken || head.first == none) continue;  // nobody has the key any more
    heads_[place(head.key)] = head;
    ++taken_;
  }
}

void Postings::add(std::uint64_t key, Record record) {
  if (taken_ * 2 >= heads_.size()) grow();
  auto& head = heads_[place(key)];
  taken_ += head.taken ? 0 : 1;
  head.key = key;
  head.taken = true;
  auto at = free_;
  if (at == none) {
    at = static_cast<std::uint32_t>(later_.size());
    later_.emplace_back();
  } else {
    free_ = later_[at].next;
  }
  later_[at] = {record, head.first};
  head.first = at;
}

void Postings::remove(std::uint64_t key, Record record) {
  auto const at = bucket(key);
  for (auto i = begins_[at]; i < begins_[at + 1]; ++i) {
    if (records_[i] == record && keys_[i] == key) {
      records_[i] = gone;
      return;
    }
  }
  for (auto* link = &heads_[place(key)].first; *link != none; link = &later_[*link].next) {
    if (later_[*link].record != record) continue;
    auto const out = *link;
    *link = later_[out].next;
    later_[out] = {gone, free_};
    free_ = out;
    return;
  }
}

std::size_t Postings::count(std::uint64_t key, std::size_t most) const {
  std::size_t found = 0;
  each(key, [&](Record) { return ++found < most; });
  return found;
}

}  // namespace concordat::linkage
