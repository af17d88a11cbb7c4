// SPDX-License-Identifier: Apache-2.0
// What holds a group together, and whether a person should look at it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/group/atoms.h"
#include "linkage/group/group.h"
#include "linkage/group/partition.h"

namespace concordat::linkage {

/// Keeps its working memory from one component to the next.
class Diagnoser {
 public:
  Diagnoser(Rules const& rules, Partition const& partition, GroupOptions const& options)
      : rules_{rules}, partition_{partition}, options_{options} {}

  /// Groups without ids, in order of clusters. `cluster` and `atom` are by place in the component.
  [[nodiscard]] std::span<Group const> diagnose(Component const& component,
                                                std::span<std::uint32_t const> cluster,
                                                std::span<std::uint32_t const> atom, std::uint32_t clusters);

 private:
  struct Edge {
    std::uint32_t to;
    std::uint32_t pair;  ///< number in the component
  };

  void count(Component const& component, std::span<std::uint32_t const> cluster,
             std::span<std::uint32_t const> atom);
  void count_overruled(Component const& component, std::span<std::uint32_t const> cluster,
                       std::span<std::uint32_t const> atom);
  void connect(Component const& component, std::span<std::uint32_t const> cluster,
               std::span<std::uint32_t const> atom);
  void walk(std::uint32_t root);
  void leave(std::uint32_t at);
  void find_blocks();
  void weigh_cuts(Component const& component, std::span<std::uint32_t const> cluster,
                  std::span<std::uint32_t const> atom);
  void judge(Component const& component, std::span<std::uint32_t const> cluster,
             std::span<std::uint32_t const> atom);
  void judge_bridge(Component const& component, std::uint32_t below, Group& group);
  [[nodiscard]] bool lower_name(WeightedPair const& a, WeightedPair const& b) const;

  Rules const& rules_;
  Partition const& partition_;
  GroupOptions const& options_;

  std::vector<Group> groups_;
  // the graph of pairs at fracture inside clusters, over atoms, and its depth-first walk
  std::vector<std::uint32_t> edge_begin_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> nodes_;    ///< of each atom; after the walk, of the atoms below it too
  std::vector<std::uint32_t> entered_;  ///< 0: not yet
  std::vector<std::uint32_t> lowest_;
  std::vector<std::uint32_t> parent_;
  std::vector<std::uint32_t> parent_pair_;
  std::vector<std::uint32_t> depth_;  ///< of blocks, by their first atoms
  std::vector<std::uint32_t> next_edge_;
  std::vector<std::uint32_t> block_;  ///< by atom, the first atom of its block
  std::vector<std::int64_t> cut_;     ///< by first atom: the evidence across the bridge above its block
  std::uint32_t bridges_ = 0;
  std::vector<std::uint32_t> order_;  ///< atoms as they were entered
  std::vector<std::uint32_t> stack_;
  std::vector<std::uint32_t> roots_;  ///< per cluster, how many connected parts
};

}  // namespace concordat::linkage
