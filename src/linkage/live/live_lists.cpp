// SPDX-License-Identifier: Apache-2.0
// The part of LiveIndex for records that have several values of a field.
#include <algorithm>

#include "linkage/live/live_index.h"
#include "linkage/table/standard.h"

namespace concordat::linkage {

std::uint32_t LiveIndex::encode_several(Several& several, std::string_view cell, std::uint32_t& first) {
  auto const& declared = model_.fields[several.field];
  auto& values = table_.values[space_of(declared.kind)];
  std::vector<Held> found;
  for (auto const& value : values_in(cell)) {
    if (found.size() == most_values) break;
    auto const id = declared.standard ? values.add(standard_form(declared.kind, value.text)) : values.add(value.text);
    if (first == 0) first = id;
    found.push_back({id, value.days});
  }
  return several.add(std::move(found));
}

bool LiveIndex::holds_split(std::size_t rule, std::uint64_t key, std::uint64_t split, Record record) const {
  Variants lines{table_.several, candidates_->several_split(rule), table_.at(record), table_.width};
  do {
    if (candidates_->split_key(rule, key, lines.line()) == split) return true;
  } while (lines.next());
  return false;
}

void LiveIndex::gather_lists(std::size_t rule, std::uint64_t key, Asked const& asked, Asker& asker) const {
  auto const most = model_.candidates[rule].most;
  auto const number = static_cast<std::uint32_t>(rule);
  auto& others = asker.holders;
  others.clear();
  postings_[rule].each(key, [&](Record other) {
    if (other != asked.self) others.push_back(other);
    return true;
  });
  auto const meet = [&](Record other) {
    if (!model_.candidates[rule].swapped || candidates_->any_swapped(rule, asked.ids, table_.at(other))) asker.leads.push_back({other, number});
  };
  if (most == 0 || others.size() + 1 <= most) {
    for (auto const other : others) meet(other);
    return;
  }
  Variants lines{table_.several, candidates_->several_split(rule), asked.ids, table_.width};
  do {
    auto const split = candidates_->split_key(rule, key, lines.line());
    if (!split) continue;
    std::vector<Record> near;
    for (auto const other : others) {
      if (holds_split(rule, key, *split, other)) near.push_back(other);
    }
    if (near.size() + 1 > most) continue;
    for (auto const other : near) meet(other);
  } while (lines.next());
}

}  // namespace concordat::linkage
