// SPDX-License-Identifier: Apache-2.0
// Which id a group goes by, and what became of the former groups.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/group/group.h"
#include "linkage/group/partition.h"

namespace concordat::linkage {

/// Gives ids component by component; call it in order of components, for new ids are given in that order.
class Identifier {
 public:
  Identifier(std::span<GroupId const> former, GroupId next_id) : former_{former}, next_{next_id} {}

  /// Sets the ids of the component's groups, and notes what happened. A group keeps the id of the former
  /// group that it has most nodes of, and each id goes to one group only; ties by the lowest id, then the
  /// lowest node.
  void identify(Component const& component, std::span<std::uint32_t const> cluster, std::span<Group> groups);

  [[nodiscard]] std::vector<GroupEvent>& events() { return events_; }
  [[nodiscard]] std::uint64_t kept() const { return kept_; }
  [[nodiscard]] GroupId next_id() const { return next_; }

 private:
  struct Share {
    std::uint32_t cluster;
    GroupId former;
    std::uint32_t nodes;
  };

  void count_shares(Component const& component, std::span<std::uint32_t const> cluster);
  void give_ids(std::span<Group> groups);
  void note_events(std::span<Group const> groups);
  void note_splits(std::span<Group const> groups);

  std::span<GroupId const> former_;
  GroupId next_;
  std::vector<GroupEvent> events_;
  std::uint64_t kept_ = 0;
  std::vector<Share> shares_;  ///< by cluster, then former; no_group for nodes that were in none
};

}  // namespace concordat::linkage
