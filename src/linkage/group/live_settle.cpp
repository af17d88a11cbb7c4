// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include "linkage/group/live_groups.h"

namespace concordat::linkage {

/// A part of everything as group() takes it.
struct LiveGroups::Extract {
  std::vector<std::uint64_t> keys;
  std::vector<WeightedPair> pairs;
  std::vector<Override> overrides;
  std::vector<Veto> vetoes;
  std::vector<ExclusiveFact> facts;
  std::vector<GroupId> former;
};

/// What the touched records can be together with: the components they lie in, by key.
std::vector<LiveGroups::Slot> LiveGroups::reach() const {
  std::unordered_map<Slot, bool> seen;
  std::vector<Slot> found;
  auto const visit = [&](Slot slot) {
    if (seen.emplace(slot, true).second) found.push_back(slot);
  };
  for (auto const slot : touched_) {
    if (records_[slot].there) visit(slot);
  }
  std::set<GroupId> groups_seen;
  for (std::size_t at = 0; at < found.size(); ++at) {
    auto const& record = records_[found[at]];
    for (auto const& pair : record.pairs) {
      if (pair.weight >= options_.fracture) visit(pair.slot);
    }
    for (auto const& decided : record.overrides) {
      if (decided.kind != Override::Kind::must_link) continue;
      visit(decided.a);
      visit(decided.b);
    }
    if (record.group == no_group || !groups_seen.insert(record.group).second) continue;
    for (auto const member : members_.at(record.group)) visit(member);
  }
  std::ranges::sort(found, {}, [this](Slot slot) { return records_[slot].key; });
  return found;
}

LiveGroups::Extract LiveGroups::extract(std::vector<Slot> const& slots) const {
  Extract out;
  std::unordered_map<Slot, std::uint32_t> place;
  for (auto const slot : slots) place.emplace(slot, static_cast<std::uint32_t>(place.size()));
  // each link is kept at both ends and taken at the one that comes first
  for (auto const slot : slots) {
    auto const& record = records_[slot];
    auto const mine = place.at(slot);
    out.keys.push_back(record.key);
    out.former.push_back(record.group);
    for (auto const& pair : record.pairs) {
      auto const other = place.find(pair.slot);
      if (other != place.end() && mine < other->second)
        out.pairs.push_back({mine, other->second, pair.weight});
    }
    for (auto const& veto : record.vetoes) {
      auto const other = place.find(veto.other);
      if (other != place.end() && mine < other->second)
        out.vetoes.push_back({mine, other->second, veto.reason});
    }
    for (auto const& decided : record.overrides) {
      auto const a = place.find(decided.a);
      auto const b = place.find(decided.b);
      if (a == place.end() || b == place.end() || std::min(a->second, b->second) != mine) continue;
      out.overrides.push_back({decided.kind, a->second, b->second, decided.scope, decided.decision});
    }
    for (auto const& fact : record.facts) out.facts.push_back({mine, fact.kind, fact.value});
  }
  return out;
}

void LiveGroups::take(std::vector<Slot> const& slots, Grouping const& grouping, LiveChanges& changes) {
  std::map<GroupId, Attention> before;
  for (auto const slot : slots) {
    auto const id = records_[slot].group;
    if (id == no_group) continue;
    before[id] = groups_.at(id).group.attention;
    members_.erase(id);
  }
  for (auto const& [id, attention] : before) groups_.erase(id);
  for (std::size_t at = 0; at < slots.size(); ++at) {
    auto& record = records_[slots[at]];
    if (record.group != grouping.of[at]) changes.regrouped.push_back(record.key);
    record.group = grouping.of[at];
    members_[record.group].push_back(slots[at]);
  }
  for (auto const& group : grouping.groups) {
    Kept kept{group, {}};
    if (group.weakest_bridge) {
      kept.bridge = std::minmax(records_[slots[group.weakest_bridge->a]].key,
                                records_[slots[group.weakest_bridge->b]].key);
      kept.group.weakest_bridge->a = kept.group.weakest_bridge->b = 0;
    }
    groups_.insert_or_assign(group.id, kept);
    auto const was = before.contains(group.id) ? before[group.id] : Attention::none;
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
      {part.keys, part.pairs, part.overrides, part.vetoes, part.facts, part.former, next_id_}, options_);
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
