// SPDX-License-Identifier: Apache-2.0
// Settles one component: which of its nodes are one person.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "linkage/group/agglomerate.h"
#include "linkage/group/atoms.h"
#include "linkage/group/partition.h"
#include "linkage/group/union_find.h"

namespace concordat::linkage {

/// Keeps its working memory from one component to the next.
class Settler {
 public:
  Settler(GroupInput const& input, Rules const& rules, Partition const& partition,
          GroupOptions const& options)
      : input_{input}, rules_{rules}, partition_{partition}, options_{options} {}

  /// For each node of the component, by place, its cluster: 0, 1, ... in order of their lowest nodes. Valid
  /// until the next call.
  [[nodiscard]] std::span<std::uint32_t const> settle(Component const& component);
  [[nodiscard]] std::uint32_t clusters() const { return clusters_; }
  /// For each node of the component, by place, its atom: what people said must be together.
  [[nodiscard]] std::span<std::uint32_t const> atoms() const { return atom_; }

 private:
  void take_atoms(Component const& component);
  [[nodiscard]] bool facts_may_differ(Component const& component) const;
  void take_former_sets(Component const& component);
  void keep_or_take_apart(Component const& component);
  void mark_broken_sets(Component const& component);
  void join_units(Component const& component);
  void number_clusters();
  [[nodiscard]] std::uint32_t atom_of(std::uint32_t node) const { return atom_[partition_.place(node)]; }

  GroupInput const& input_;
  Rules const& rules_;
  Partition const& partition_;
  GroupOptions const& options_;
  Agglomerator agglomerator_;

  std::uint32_t atoms_ = 0;
  std::uint32_t clusters_ = 0;
  std::vector<std::uint32_t> atom_;        ///< by place
  std::vector<std::uint32_t> atom_nodes_;  ///< by atom, how many
  std::vector<Facts> facts_;               ///< by atom; empty where nobody has any
  UnionFind former_sets_;                  ///< of atoms that former groups tie together
  bool any_former_ = false;
  std::vector<std::uint8_t> set_broken_;  ///< by atom, at the lowest of each set
  std::vector<std::uint32_t> unit_;       ///< by atom
  std::vector<std::uint32_t> cluster_;    ///< by place
  std::vector<std::uint32_t> label_;
  std::vector<ClusterLink> links_;
  UnionFind connected_;
  std::vector<std::pair<GroupId, std::uint32_t>> former_;
  std::vector<std::uint32_t> unit_nodes_;
  std::vector<Facts> unit_facts_;
};

}  // namespace concordat::linkage
