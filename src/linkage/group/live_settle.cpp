// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "linkage/group/live_groups.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t ahead = 8;

}  // namespace

/// What the touched records can be together with: the components they lie in, by key.
std::vector<LiveGroups::Slot> LiveGroups::reach() {
  std::vector<Slot> found;
  place_.resize(records_.size(), nowhere);
  found.reserve(touched_.size());
  auto const visit = [&](Slot slot) {
    if (place_[slot] != nowhere) return;
    place_[slot] = 0;
    found.push_back(slot);
    __builtin_prefetch(&records_[slot]);
  };
  for (auto const slot : touched_) {
    if (records_[slot].there) visit(slot);
  }
  std::unordered_set<GroupId> groups_seen;
  groups_seen.reserve(touched_.size());
  for (std::size_t at = 0; at < found.size(); ++at) {
    auto const& record = records_[found[at]];
    // records lie all over memory: what comes soon is asked for now
    if (at + ahead < found.size()) __builtin_prefetch(records_[found[at + ahead]].pairs.data());
    for (auto const& pair : record.pairs) {
      if (pair.weight >= options_.fracture) visit(pair.slot);
    }
    for (auto const& decided : rules_of(found[at]).overrides) {
      if (decided.kind != Override::Kind::must_link) continue;
      visit(decided.a);
      visit(decided.b);
    }
    if (record.group == no_group || !groups_seen.insert(record.group).second) continue;
    for (auto const member : members_.at(record.group)) visit(member);
  }
  std::vector<std::pair<Key, Slot>> by_key;
  by_key.reserve(found.size());
  for (auto const slot : found) by_key.emplace_back(records_[slot].key, slot);
  std::ranges::sort(by_key);
  for (std::uint32_t at = 0; at < found.size(); ++at) {
    found[at] = by_key[at].second;
    place_[found[at]] = at;
  }
  return found;
}

GroupData LiveGroups::extract(std::vector<Slot> const& slots) const {
  GroupData out;
  // each link is kept at both ends and taken at the one that comes first; what is outside has no place
  auto const takes = [this](std::uint32_t mine, Slot other) {
    return place_[other] != nowhere && mine < place_[other];
  };
  out.keys.reserve(slots.size());
  out.former.reserve(slots.size());
  for (std::uint32_t mine = 0; mine < slots.size(); ++mine) {
    auto const slot = slots[mine];
    auto const& record = records_[slot];
    if (mine + 2 * ahead < slots.size()) __builtin_prefetch(&records_[slots[mine + 2 * ahead]]);
    if (mine + ahead < slots.size()) __builtin_prefetch(records_[slots[mine + ahead]].pairs.data());
    out.keys.push_back(record.key);
    out.former.push_back(record.group);
    for (auto const& pair : record.pairs) {
      if (takes(mine, pair.slot)) out.pairs.push_back({mine, place_[pair.slot], pair.weight});
    }
    for (auto const& veto : rules_of(slot).vetoes) {
      if (takes(mine, veto.other)) out.vetoes.push_back({mine, place_[veto.other], veto.reason});
    }
    for (auto const& decided : rules_of(slot).overrides) {
      auto const a = place_[decided.a];
      auto const b = place_[decided.b];
      if (a == nowhere || b == nowhere || std::min(a, b) != mine) continue;
      out.overrides.push_back({decided.kind, a, b, decided.scope, decided.decision});
    }
    for (auto const& fact : rules_of(slot).facts) out.facts.push_back({mine, fact.kind, fact.value});
  }
  return out;
}

/// Groups of the same records as before keep their lists.
void LiveGroups::move_records(std::vector<Slot> const& slots, Grouping const& grouping,
                              LiveChanges& changes) {
  std::unordered_set<GroupId> changed;
  for (std::size_t at = 0; at < slots.size(); ++at) {
    auto const& record = records_[slots[at]];
    if (record.group == grouping.of[at]) continue;
    changes.regrouped.push_back(record.key);
    changed.insert(record.group);
    changed.insert(grouping.of[at]);
  }
  for (auto const id : changed) members_.erase(id);
  for (std::size_t at = 0; at < slots.size(); ++at) {
    records_[slots[at]].group = grouping.of[at];
    if (changed.contains(grouping.of[at])) members_[grouping.of[at]].push_back(slots[at]);
  }
  for (auto const id : changed) {
    if (!members_.contains(id)) groups_.erase(id);
  }
}

void LiveGroups::take(std::vector<Slot> const& slots, Grouping const& grouping, LiveChanges& changes) {
  move_records(slots, grouping, changes);
  for (auto const& group : grouping.groups) {
    auto const [place, added] = groups_.try_emplace(group.id);
    auto& kept = place->second;
    auto const was = kept.group.attention;  // a new group needed none
    kept.group = group;
    kept.bridge = {};
    if (group.weakest_bridge) {
      kept.bridge = std::minmax(records_[slots[group.weakest_bridge->a]].key,
                                records_[slots[group.weakest_bridge->b]].key);
      kept.group.weakest_bridge->a = kept.group.weakest_bridge->b = 0;
    }
    if (group.attention == was) continue;
    bool const settled = group.attention == Attention::none;
    changes.events.push_back(
        {settled ? GroupEvent::Kind::settled : GroupEvent::Kind::attention, group.id, {}});
  }
}

void LiveGroups::note_lost(LiveChanges& changes) {
  for (auto const id : lost_) {
    bool const there = members_.contains(id) && !members_.at(id).empty();
    if (!there) {
      members_.erase(id);
      groups_.erase(id);
    }
    changes.events.push_back({there ? GroupEvent::Kind::shrunk : GroupEvent::Kind::gone, id, {}});
  }
  lost_.clear();
}

Result<LiveChanges> LiveGroups::settle() {
  LiveChanges changes;
  auto const slots = reach();
  auto const part = extract(slots);
  auto grouping = group(
      part.input(next_id_), options_);
  for (auto const slot : slots) place_[slot] = nowhere;
  if (!grouping) return fail(grouping);
  next_id_ = grouping->next_id;
  changes.settled_nodes = slots.size();
  changes.events = std::move(grouping->events);
  take(slots, *grouping, changes);
  note_lost(changes);
  std::ranges::sort(changes.events, [](GroupEvent const& a, GroupEvent const& b) {
    return a.id != b.id ? a.id < b.id : a.kind < b.kind;
  });
  touched_.clear();
  return changes;
}

}  // namespace concordat::linkage
