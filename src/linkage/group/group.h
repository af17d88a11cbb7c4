// SPDX-License-Identifier: Apache-2.0
// Which records are one person: groups from weighted pairs, under what people and identifiers rule out.
//
// A group is held by evidence, not by a path: two groups join where some pair of theirs reaches `join`, the
// evidence of all their pairs together reaches it too, and nothing forbids it. A group that once joined stays
// together while its pairs connect it at `fracture`, so that a weight going up and down between the two moves
// nobody (the dead band).
//
//   1. What people said must be together is together (an atom); what they said must not, is not.
//   2. A former group stays whole where it is connected at `fracture` and free of conflicts. Else it is put
//   together
//      again from its atoms, best evidence first, with `fracture` to reach.
//   3. What there is then joins, best evidence first, with `join` to reach.
//
// Invariants:
//   1. The answer depends on the set of nodes, pairs and rules, never on their order or numbering: ties go by
//   the
//      nodes' keys.
//   2. Grouping again with the answer as the former state changes nothing.
//   3. Nothing crosses from one component (pairs at `fracture`, former groups, must-links) to another, so
//   that
//      components can be settled apart (live_groups.h).
//   4. No two nodes that a cannot-link, a veto or an exclusive fact keeps apart are in one group, unless
//   people said
//      they must be.
//
// Time is near linear in the pairs; memory is linear. Thread safety: group() is a pure function.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace concordat::linkage {

/// Thousandths of a bit: log2 of the odds that two records are one person, prior included. Whole numbers, so
/// that sums do not depend on their order.
using MilliBits = std::int32_t;

/// A pair's weight. A pair comes once; one below `fracture` counts against joining.
struct WeightedPair {
  std::uint32_t a = 0;  ///< positions in GroupInput::keys
  std::uint32_t b = 0;
  MilliBits weight = 0;
  [[nodiscard]] bool operator==(WeightedPair const&) const = default;
};

/// What people decided. Stays in force whatever the weights become.
struct Override {
  enum class Kind : std::uint8_t { must_link, cannot_link };
  Kind kind = Kind::must_link;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  /// 0: this pair only. Else the must-links of one scope say who is who there: nodes that they tie together
  /// are one person, and different such persons of one scope are different people.
  std::uint32_t scope = 0;
  std::uint64_t decision = 0;  ///< the caller's id of who decided, when and why
  [[nodiscard]] bool operator==(Override const&) const = default;
};

/// Evidence that two records are two people whatever the rest says: twins, a checked statement.
struct Veto {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t reason = 0;  ///< the caller's code
  [[nodiscard]] bool operator==(Veto const&) const = default;
};

/// A value of which a person has one: a valid NHS number. Two groups that both have values of a kind, but not
/// the same ones, are different people. Values are opaque: equal numbers mean equal values.
struct ExclusiveFact {
  std::uint32_t node = 0;
  std::uint32_t kind = 0;
  std::uint64_t value = 0;
  [[nodiscard]] auto operator<=>(ExclusiveFact const&) const = default;
};

using GroupId = std::uint64_t;
constexpr GroupId no_group = 0;

struct GroupInput {
  std::span<std::uint64_t const> keys;  ///< one for each node, each different; order nothing but ties
  std::span<WeightedPair const> pairs;
  std::span<Override const> overrides;
  std::span<Veto const> vetoes;
  std::span<ExclusiveFact const> facts;
  std::span<GroupId const> former;  ///< empty, or for each node the group it was in; no_group where none
  GroupId next_id = 1;              ///< above every id ever given
};

/// Owns what a GroupInput looks at.
struct GroupData {
  std::vector<std::uint64_t> keys;
  std::vector<WeightedPair> pairs;
  std::vector<Override> overrides;
  std::vector<Veto> vetoes;
  std::vector<ExclusiveFact> facts;
  std::vector<GroupId> former;
  [[nodiscard]] GroupInput input(GroupId next_id) const { return {keys, pairs, overrides, vetoes, facts, former, next_id}; }
};

struct GroupOptions {
  MilliBits join = 20'000;
  MilliBits fracture = 14'000;
  /// Keeps a group that falls apart whole, as needs_attention, until evidence or a person settles it.
  bool hold_broken = false;
  std::uint32_t chain_nodes = 8;     ///< from this size on, a group of few pairs is a chain
  std::uint32_t chain_percent = 25;  ///< pairs at fracture, of all that could be
};

enum class Attention : std::uint8_t {
  none,
  broken,             ///< the evidence on the two sides of a bridge, taken together, does not hold the group
  override_conflict,  ///< people's decisions contradict each other: none of these must-links is applied
  chain,              ///< a long thin group: hangs together by a pair in the dead band, or by few pairs
};

struct Group {
  GroupId id = no_group;
  Attention attention = Attention::none;
  std::uint32_t nodes = 0;
  std::uint32_t pairs = 0;      ///< pairs at fracture or above inside it
  std::uint32_t conflicts = 0;  ///< vetoes and differing facts inside it that people overrode
  std::uint32_t blocked = 0;    ///< pairs at join or above to other groups that something forbids
  /// The weakest pair without which the group would fall in two, if there is one.
  std::optional<WeightedPair> weakest_bridge;
  [[nodiscard]] bool operator==(Group const&) const = default;
};

struct GroupEvent {
  enum class Kind : std::uint8_t {
    created,  ///< of nodes that were in no group
    grown,    ///< took in nodes that were in no group
    joined,   ///< has nodes of other former groups: `others`
    split,    ///< a former group's nodes are in several now: `others` are the rest of it
    // told by LiveGroups only, which knows what was there before
    shrunk,     ///< lost nodes that are no longer there
    gone,       ///< has no node any more
    attention,  ///< needs attention, or for another reason than before
    settled,    ///< needed attention and no longer does
  };
  Kind kind = Kind::created;
  GroupId id = no_group;
  std::vector<GroupId> others;  ///< sorted
  [[nodiscard]] auto operator<=>(GroupEvent const&) const = default;
};

struct Grouping {
  std::vector<GroupId> of;         ///< for each node
  std::vector<Group> groups;       ///< by id
  std::vector<GroupEvent> events;  ///< by id, then kind; groups that are as they were have none
  std::uint64_t kept = 0;          ///< how many are as they were
  GroupId next_id = 1;
};

/// Fails with "group.node" where a number is no node, "group.key" where two nodes have one key, "group.pair"
/// where a pair comes twice or with itself, "group.former" where a former id is not below next_id or the
/// former groups are of another number of nodes, "group.thresholds" where fracture is above join.
[[nodiscard]] Result<Grouping> group(GroupInput const& input, GroupOptions const& options = {});

}  // namespace concordat::linkage
