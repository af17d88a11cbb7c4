// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/identity.h"

#include <algorithm>
#include <map>
#include <set>

namespace concordat::linkage {

void Identifier::identify(Component const& component, std::span<std::uint32_t const> cluster,
                          std::span<Group> groups) {
  if (former_.empty()) {
    for (auto& group : groups) {
      group.id = next_++;
      events_.push_back({GroupEvent::Kind::created, group.id, {}});
    }
    return;
  }
  count_shares(component, cluster);
  give_ids(groups);
  note_events(groups);
  note_splits(groups);
}

void Identifier::count_shares(Component const& component, std::span<std::uint32_t const> cluster) {
  shares_.clear();
  for (std::size_t at = 0; at < cluster.size(); ++at) {
    shares_.push_back({cluster[at], former_[component.nodes[at]], 1});
  }
  auto const before = [](Share const& a, Share const& b) {
    return a.cluster != b.cluster ? a.cluster < b.cluster : a.former < b.former;
  };
  if (!std::ranges::is_sorted(shares_, before)) std::ranges::sort(shares_, before);
  std::size_t kept = 0;
  for (auto const& share : shares_) {
    bool const same =
        kept > 0 && shares_[kept - 1].cluster == share.cluster && shares_[kept - 1].former == share.former;
    if (same) {
      ++shares_[kept - 1].nodes;
    } else {
      shares_[kept++] = share;
    }
  }
  shares_.resize(kept);
}

void Identifier::give_ids(std::span<Group> groups) {
  bool const plain = groups.size() == 1 && shares_.size() == 1;
  if (plain) {
    groups[0].id = shares_[0].former != no_group ? shares_[0].former : next_++;
    return;
  }
  std::vector<Share> claims;
  for (auto const& share : shares_) {
    if (share.former != no_group) claims.push_back(share);
  }
  std::ranges::sort(claims, [](Share const& a, Share const& b) {
    if (a.nodes != b.nodes) return a.nodes > b.nodes;
    return a.former != b.former ? a.former < b.former : a.cluster < b.cluster;
  });
  std::set<GroupId> taken;
  for (auto const& claim : claims) {
    auto& group = groups[claim.cluster];
    if (group.id == no_group && taken.insert(claim.former).second) group.id = claim.former;
  }
  for (auto& group : groups) {
    if (group.id == no_group) group.id = next_++;
  }
}

void Identifier::note_events(std::span<Group const> groups) {
  for (std::size_t at = 0; at < shares_.size();) {
    auto const cluster = shares_[at].cluster;
    auto const& group = groups[cluster];
    bool took_in = false;
    bool kept_id = false;
    std::vector<GroupId> others;
    for (; at < shares_.size() && shares_[at].cluster == cluster; ++at) {
      if (shares_[at].former == no_group) {
        took_in = true;
      } else if (shares_[at].former != group.id) {
        others.push_back(shares_[at].former);
      } else {
        kept_id = true;
      }
    }
    if (took_in) {
      bool const was_none = !kept_id && others.empty();
      events_.push_back({was_none ? GroupEvent::Kind::created : GroupEvent::Kind::grown, group.id, {}});
    }
    // nodes of one former group only, under a new id, are the rest of a split
    bool const of_several = others.size() + (kept_id ? 1 : 0) > 1;
    if (of_several) events_.push_back({GroupEvent::Kind::joined, group.id, std::move(others)});
  }
}

void Identifier::note_splits(std::span<Group const> groups) {
  if (groups.size() == 1 && shares_.size() == 1) {
    kept_ += shares_[0].former != no_group ? 1 : 0;
    return;
  }
  std::map<GroupId, std::vector<GroupId>> now;
  std::map<GroupId, bool> changed;
  for (auto const& share : shares_) {
    auto const id = groups[share.cluster].id;
    if (share.former != no_group) now[share.former].push_back(id);
    if (share.former != id) changed[id] = true;
  }
  for (auto& [former, ids] : now) {
    if (ids.size() > 1) {
      std::ranges::sort(ids);
      std::erase(ids, former);
      events_.push_back({GroupEvent::Kind::split, former, ids});
    } else if (ids.front() == former && !changed[former]) {
      ++kept_;
    }
  }
}

}  // namespace concordat::linkage
