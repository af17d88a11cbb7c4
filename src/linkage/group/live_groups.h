// SPDX-License-Identifier: Apache-2.0
// Groups kept up to date: records, pairs and decisions come and go, and only the components they touch are
// settled again.
//
// The answer is the one that group() gives on everything with the same former groups: components do not touch
// each other, and one that nothing touched would come out as it is (invariants 2 and 3 of group.h).
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "linkage/group/group.h"

namespace concordat::linkage {

struct LiveChanges {
  std::vector<GroupEvent> events;        ///< by id, then kind
  std::vector<std::uint64_t> regrouped;  ///< keys of records whose group is another than before, ascending
  std::uint64_t settled_nodes = 0;       ///< how many records were looked at
};

/// Records go by their keys here.
class LiveGroups {
 public:
  using Key = std::uint64_t;

  explicit LiveGroups(GroupOptions options = {}) : options_{options} {}
  /// Everything that group() was given and gave. Fails as group() does.
  [[nodiscard]] static Result<LiveGroups> from(GroupInput const& input, Grouping const& grouping,
                                               GroupOptions const& options);

  // Each is in force from the next settle() on. What is about a record that is not there fails with
  // "group.no-record".

  /// "group.key" where it is there already.
  [[nodiscard]] Result<void> add(Key key);
  /// With its pairs, vetoes, facts and overrides. A decision about a record that is gone is the caller's to
  /// keep.
  [[nodiscard]] Result<void> remove(Key key);
  /// New or changed. "group.pair" for a record with itself.
  [[nodiscard]] Result<void> set_pair(Key a, Key b, MilliBits weight);
  [[nodiscard]] Result<void> remove_pair(Key a, Key b);
  [[nodiscard]] Result<void> set_facts(Key key,
                                       std::span<ExclusiveFact const> facts);  ///< their nodes are not read
  [[nodiscard]] Result<void> add_veto(Key a, Key b, std::uint32_t reason);
  [[nodiscard]] Result<void> remove_veto(Key a, Key b, std::uint32_t reason);
  [[nodiscard]] Result<void> add_override(Override::Kind kind, Key a, Key b, std::uint32_t scope,
                                          std::uint64_t decision);
  /// All that this decision said.
  void remove_override(std::uint64_t decision);

  /// Settles what was touched since the last time.
  [[nodiscard]] Result<LiveChanges> settle();

  /// no_group for a record that is not there or not settled yet.
  [[nodiscard]] GroupId of(Key key) const;
  /// Its weakest bridge has no positions (0, 0), only a weight: see bridge_of.
  [[nodiscard]] std::optional<Group> group_of(GroupId id) const;
  /// The two records of the weakest bridge, the lower key first.
  [[nodiscard]] std::optional<std::pair<Key, Key>> bridge_of(GroupId id) const;
  [[nodiscard]] std::vector<Key> members(GroupId id) const;  ///< ascending
  [[nodiscard]] std::size_t size() const { return slots_.size(); }
  [[nodiscard]] GroupId next_id() const { return next_id_; }

 private:
  using Slot = std::uint32_t;
  struct Neighbour {
    Slot slot;
    MilliBits weight;
  };
  struct Link {
    Slot other;
    std::uint32_t reason;
  };
  struct Rules {
    std::vector<Link> vetoes;
    std::vector<Override> overrides;  ///< a and b are slots
    std::vector<ExclusiveFact> facts;
  };
  struct Record {
    Key key = 0;
    bool there = false;
    GroupId group = no_group;
    std::vector<Neighbour> pairs;
    std::unique_ptr<Rules> rules;  ///< few records have any
  };

  [[nodiscard]] std::optional<Slot> slot_of(Key key) const;
  [[nodiscard]] Result<std::pair<Slot, Slot>> both(Key a, Key b) const;
  void touch(Slot slot) { touched_.push_back(slot); }
  [[nodiscard]] Rules const& rules_of(Slot slot) const;
  [[nodiscard]] Rules& rules_for(Slot slot);
  [[nodiscard]] std::vector<Slot> reach();
  /// A part of everything as group() takes it.
  [[nodiscard]] GroupData extract(std::vector<Slot> const& slots) const;
  void move_records(std::vector<Slot> const& slots, Grouping const& grouping, LiveChanges& changes);
  void take(std::vector<Slot> const& slots, Grouping const& grouping, LiveChanges& changes);
  void note_lost(LiveChanges& changes);

  GroupOptions options_;
  GroupId next_id_ = 1;
  std::deque<Record> records_;  ///< growing moves none of a million
  std::vector<Slot> free_;
  std::unordered_map<Key, Slot> slots_;
  struct Kept {
    Group group;
    std::pair<Key, Key> bridge;
  };
  std::unordered_map<GroupId, Kept> groups_;
  std::unordered_map<GroupId, std::vector<Slot>> members_;
  std::unordered_map<std::uint64_t, std::vector<Slot>> decisions_;  ///< which records a decision is about
  std::vector<Slot> touched_;
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  std::vector<std::uint32_t> place_;  ///< by slot, while settling: its place in what is settled
  std::set<GroupId> lost_;            ///< groups that lost records since the last settle
};

}  // namespace concordat::linkage
