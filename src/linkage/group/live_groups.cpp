// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/live_groups.h"

#include <algorithm>

namespace concordat::linkage {
namespace {

tl::unexpected<Problem> no_record() {
  return fail(Fault::not_found, "group.no-record", "There is no such record.", "Add the record first.");
}

template <class All, class Test>
void erase_where(All& all, Test const& test) {
  std::erase_if(all, test);
}

}  // namespace

std::optional<LiveGroups::Slot> LiveGroups::slot_of(Key key) const {
  auto const found = slots_.find(key);
  if (found == slots_.end()) return std::nullopt;
  return found->second;
}

Result<std::pair<LiveGroups::Slot, LiveGroups::Slot>> LiveGroups::both(Key a, Key b) const {
  auto const left = slot_of(a);
  auto const right = slot_of(b);
  if (!left || !right) return no_record();
  if (a == b)
    return fail(Fault::conflict, "group.pair",
                "A pair of records comes twice, or a record is paired with itself.",
                "Give two different records.");
  return std::pair{*left, *right};
}

LiveGroups::Rules const& LiveGroups::rules_of(Slot slot) const {
  static Rules const none;
  return records_[slot].rules != nullptr ? *records_[slot].rules : none;
}

LiveGroups::Rules& LiveGroups::rules_for(Slot slot) {
  auto& rules = records_[slot].rules;
  if (rules == nullptr) rules = std::make_unique<Rules>();
  return *rules;
}

Result<LiveGroups> LiveGroups::from(GroupInput const& input, Grouping const& grouping,
                                    GroupOptions const& options) {
  LiveGroups live{options};
  live.slots_.reserve(input.keys.size() + input.keys.size() / 8);
  live.members_.reserve(grouping.groups.size() + grouping.groups.size() / 8);
  live.groups_.reserve(grouping.groups.size() + grouping.groups.size() / 8);
  for (auto const key : input.keys) {
    if (auto const fine = live.add(key); !fine) return fail(fine);
  }
  auto const key = [&input](std::uint32_t node) { return input.keys[node]; };
  for (auto const& pair : input.pairs) {
    if (auto const fine = live.set_pair(key(pair.a), key(pair.b), pair.weight); !fine) return fail(fine);
  }
  for (auto const& veto : input.vetoes) {
    if (auto const fine = live.add_veto(key(veto.a), key(veto.b), veto.reason); !fine) return fail(fine);
  }
  for (auto const& decided : input.overrides) {
    auto const fine =
        live.add_override(decided.kind, key(decided.a), key(decided.b), decided.scope, decided.decision);
    if (!fine) return fail(fine);
  }
  for (auto const& fact : input.facts) live.rules_for(fact.node).facts.push_back(fact);
  live.touched_.clear();
  live.next_id_ = grouping.next_id;
  for (auto const& group : grouping.groups) {
    Kept kept{group, {}};
    if (group.weakest_bridge) {
      kept.bridge = std::minmax(input.keys[group.weakest_bridge->a], input.keys[group.weakest_bridge->b]);
      kept.group.weakest_bridge->a = kept.group.weakest_bridge->b = 0;
    }
    live.groups_.emplace(group.id, kept);
  }
  for (Slot slot = 0; slot < grouping.of.size(); ++slot) {
    live.records_[slot].group = grouping.of[slot];
    live.members_[grouping.of[slot]].push_back(slot);
  }
  return live;
}

Result<void> LiveGroups::add(Key key) {
  auto const slot = free_.empty() ? static_cast<Slot>(records_.size()) : free_.back();
  if (!slots_.emplace(key, slot).second)
    return fail(Fault::conflict, "group.key", "Two records have one key.",
                "Give each record a key of its own.");
  if (free_.empty()) {
    records_.emplace_back();
  } else {
    free_.pop_back();
  }
  records_[slot] = Record{};
  records_[slot].key = key;
  records_[slot].there = true;
  touch(slot);
  return {};
}

Result<void> LiveGroups::remove(Key key) {
  auto const found = slot_of(key);
  if (!found) return no_record();
  auto const slot = *found;
  auto& record = records_[slot];
  for (auto const& pair : record.pairs) {
    erase_where(records_[pair.slot].pairs, [slot](Neighbour const& other) { return other.slot == slot; });
    touch(pair.slot);
  }
  for (auto const& veto : rules_of(slot).vetoes) {
    erase_where(rules_for(veto.other).vetoes, [slot](Link const& other) { return other.other == slot; });
    touch(veto.other);
  }
  for (auto const& decided : rules_of(slot).overrides) {
    auto const other = decided.a == slot ? decided.b : decided.a;
    if (other == slot) continue;
    erase_where(rules_for(other).overrides,
                [slot](Override const& mine) { return mine.a == slot || mine.b == slot; });
    touch(other);
  }
  if (record.group != no_group) {
    lost_.insert(record.group);
    auto& members = members_[record.group];
    std::erase(members, slot);
    for (auto const member : members) touch(member);
  }
  record = Record{};
  slots_.erase(key);
  free_.push_back(slot);
  return {};
}

Result<void> LiveGroups::set_pair(Key a, Key b, MilliBits weight) {
  auto const ends = both(a, b);
  if (!ends) return fail(ends);
  auto const put = [&](Slot from, Slot to) {
    auto& pairs = records_[from].pairs;
    auto const found = std::ranges::find(pairs, to, &Neighbour::slot);
    if (found == pairs.end()) {
      pairs.push_back({to, weight});
    } else {
      found->weight = weight;
    }
    touch(from);
  };
  put(ends->first, ends->second);
  put(ends->second, ends->first);
  return {};
}

Result<void> LiveGroups::remove_pair(Key a, Key b) {
  auto const ends = both(a, b);
  if (!ends) return fail(ends);
  auto const take_out = [&](Slot from, Slot to) {
    erase_where(records_[from].pairs, [to](Neighbour const& pair) { return pair.slot == to; });
    touch(from);
  };
  take_out(ends->first, ends->second);
  take_out(ends->second, ends->first);
  return {};
}

Result<void> LiveGroups::set_facts(Key key, std::span<ExclusiveFact const> facts) {
  auto const slot = slot_of(key);
  if (!slot) return no_record();
  rules_for(*slot).facts.assign(facts.begin(), facts.end());
  touch(*slot);
  return {};
}

Result<void> LiveGroups::add_veto(Key a, Key b, std::uint32_t reason) {
  auto const ends = both(a, b);
  if (!ends) return fail(ends);
  rules_for(ends->first).vetoes.push_back({ends->second, reason});
  rules_for(ends->second).vetoes.push_back({ends->first, reason});
  touch(ends->first);
  touch(ends->second);
  return {};
}

Result<void> LiveGroups::remove_veto(Key a, Key b, std::uint32_t reason) {
  auto const ends = both(a, b);
  if (!ends) return fail(ends);
  auto const take_out = [&](Slot from, Slot to) {
    erase_where(rules_for(from).vetoes,
                [&](Link const& veto) { return veto.other == to && veto.reason == reason; });
    touch(from);
  };
  take_out(ends->first, ends->second);
  take_out(ends->second, ends->first);
  return {};
}

Result<void> LiveGroups::add_override(Override::Kind kind, Key a, Key b, std::uint32_t scope,
                                      std::uint64_t decision) {
  auto const left = slot_of(a);
  auto const right = slot_of(b);
  if (!left || !right) return no_record();
  Override const decided{kind, *left, *right, scope, decision};
  rules_for(*left).overrides.push_back(decided);
  if (*left != *right) rules_for(*right).overrides.push_back(decided);
  auto& about = decisions_[decision];
  about.insert(about.end(), {*left, *right});
  touch(*left);
  touch(*right);
  return {};
}

void LiveGroups::remove_override(std::uint64_t decision) {
  auto const found = decisions_.find(decision);
  if (found == decisions_.end()) return;
  for (auto const slot : found->second) {
    auto const gone = std::erase_if(rules_for(slot).overrides,
                                    [decision](Override const& mine) { return mine.decision == decision; });
    if (gone > 0) touch(slot);
  }
  decisions_.erase(found);
}

GroupId LiveGroups::of(Key key) const {
  auto const slot = slot_of(key);
  return slot ? records_[*slot].group : no_group;
}

std::optional<Group> LiveGroups::group_of(GroupId id) const {
  auto const found = groups_.find(id);
  if (found == groups_.end()) return std::nullopt;
  return found->second.group;
}

std::optional<std::pair<LiveGroups::Key, LiveGroups::Key>> LiveGroups::bridge_of(GroupId id) const {
  auto const found = groups_.find(id);
  if (found == groups_.end() || !found->second.group.weakest_bridge) return std::nullopt;
  return found->second.bridge;
}

std::vector<LiveGroups::Key> LiveGroups::members(GroupId id) const {
  std::vector<Key> keys;
  if (auto const found = members_.find(id); found != members_.end()) {
    for (auto const slot : found->second) keys.push_back(records_[slot].key);
  }
  std::ranges::sort(keys);
  return keys;
}

}  // namespace concordat::linkage
