// SPDX-License-Identifier: Apache-2.0
// The part of Candidates for rules whose keys a record may have several of: two telephones, a former surname.
#include <algorithm>

#include "linkage/compare/candidates.h"

namespace concordat::linkage {

std::uint32_t Candidates::fields_of_lists(std::uint32_t fields) const {
  std::uint32_t found = 0;
  for (auto const& several : table_.several) found |= fields & std::uint32_t{1} << several.field;
  return found;
}

void Candidates::keys_of(std::size_t rule, std::uint32_t const* ids, std::vector<std::uint64_t>& keys) const {
  keys.clear();
  Variants lines{table_.several, rules_[rule].several, ids, table_.width};
  do {
    std::uint64_t key = 0;
    if (key_of(rule, lines.line(), key)) keys.push_back(key);
  } while (lines.next());
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
}

std::optional<std::uint64_t> Candidates::split_key(std::size_t rule, std::uint64_t key, std::uint32_t const* line) const {
  if (rules_[rule].split.count == 0) return std::nullopt;
  for (auto const& part : rules_[rule].split) {
    auto const id = value(part, line);
    if (id == 0) return std::nullopt;
    key = mix(key, id);
  }
  return key;
}

/// Keys of the groups a record is in: its keys, and behind the guard of one, that with the split parts.
void Candidates::group_keys(std::size_t rule, std::uint32_t const* ids, std::vector<std::uint64_t>& keys) const {
  keys_of(rule, ids, keys);
  auto const& ready = rules_[rule];
  if (ready.guarded.empty()) return;
  std::vector<std::uint64_t> kept;
  for (auto const key : keys) {
    if (!ready.guarded.contains(key)) {
      kept.push_back(key);
      continue;
    }
    Variants lines{table_.several, ready.several_split, ids, table_.width};
    do {
      auto const split = split_key(rule, key, lines.line());
      if (split && !ready.guarded.contains(*split)) kept.push_back(*split);
    } while (lines.next());
  }
  std::ranges::sort(kept);
  kept.erase(std::ranges::unique(kept).begin(), kept.end());
  keys = std::move(kept);
}

bool Candidates::meets(std::size_t rule, std::uint32_t const* left, std::uint32_t const* right, std::uint64_t* first) const {
  thread_local std::vector<std::uint64_t> lefts;
  thread_local std::vector<std::uint64_t> rights;
  group_keys(rule, left, lefts);
  if (lefts.empty()) return false;
  group_keys(rule, right, rights);
  auto a = lefts.begin();
  auto b = rights.begin();
  auto const& ready = rules_[rule];
  while (a != lefts.end() && b != rights.end()) {
    if (*a != *b) {
      *a < *b ? ++a : ++b;
      continue;
    }
    // of two who have the names the same way round, the key says nothing
    bool const crosswise = !ready.swaps || any_swapped(rule, left, right);
    if (crosswise && first != nullptr) *first = *a;
    return crosswise;
  }
  return false;
}

bool Candidates::any_swapped(std::size_t rule, std::uint32_t const* left, std::uint32_t const* right) const {
  Variants lefts{table_.several, rules_[rule].several, left, table_.width};
  do {
    Variants rights{table_.several, rules_[rule].several, right, table_.width};
    do {
      if (key_equal(rule, lefts.line(), rights.line())) return true;
    } while (rights.next());
  } while (lefts.next());
  return false;
}

/// As guard_run(), but by key: a record that is kept away under one of its keys may be found under another.
void Candidates::guard_keys(std::size_t rule, std::span<Keyed const> run, RuleGroups& to) const {
  ++to.keys_guarded;
  to.largest = std::max<std::uint64_t>(to.largest, run.size());
  to.guarded.emplace_back(run.front().key, std::uint8_t{1});
  std::vector<Keyed> split;
  for (auto const& item : run) {
    to.sharers.push_back(item.record);
    auto const before = split.size();
    Variants lines{table_.several, rules_[rule].several_split, table_.at(item.record), table_.width};
    do {
      auto const key = split_key(rule, item.key, lines.line());
      auto const same = [&](Keyed const& other) { return other.key == *key; };
      if (key && std::none_of(split.begin() + static_cast<std::ptrdiff_t>(before), split.end(), same)) split.push_back({*key, item.record});
    } while (lines.next());
    if (split.size() == before) ++to.records_guarded;
  }
  std::ranges::sort(split, [](Keyed const& a, Keyed const& b) { return a.key != b.key ? a.key < b.key : a.record < b.record; });
  for (std::size_t begin = 0, end = 0; begin < split.size(); begin = end) {
    while (end < split.size() && split[end].key == split[begin].key) ++end;
    if (end - begin <= rules_[rule].most) {
      keep_run(std::span{split}.subspan(begin, end - begin), to);
      continue;
    }
    to.guarded.emplace_back(split[begin].key, std::uint8_t{2});
    to.records_guarded += end - begin;
  }
}

}  // namespace concordat::linkage
