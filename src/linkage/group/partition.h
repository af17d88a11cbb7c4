// SPDX-License-Identifier: Apache-2.0
// The input cut into components that nothing crosses: by pairs at fracture, former groups and must-links.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/group/atoms.h"
#include "linkage/group/group.h"

namespace concordat::linkage {

struct Component {
  std::span<std::uint32_t const> nodes;  ///< ascending
  std::span<WeightedPair const> pairs;   ///< both ends among the nodes, in the order given
  std::span<Apart const> apart;
};

class Partition {
 public:
  Partition(GroupInput const& input, Rules const& rules, MilliBits fracture);
  [[nodiscard]] std::size_t size() const { return node_begin_.size() - 1; }
  /// Components are in order of their lowest nodes.
  [[nodiscard]] Component operator[](std::size_t number) const;
  /// For each node its place in its component.
  [[nodiscard]] std::uint32_t place(std::uint32_t node) const { return place_[node]; }

 private:
  std::vector<std::uint32_t> place_;
  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint32_t> node_begin_;
  std::vector<WeightedPair> pairs_;
  std::vector<std::uint32_t> pair_begin_;
  std::vector<Apart> apart_;
  std::vector<std::uint32_t> apart_begin_;
};

}  // namespace concordat::linkage
