// SPDX-License-Identifier: Apache-2.0
// What people decided and identifiers rule out, made ready: who must be together, who must be apart.
//
// Nodes are in order of their keys here and in everything below group().
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/group/agglomerate.h"
#include "linkage/group/group.h"

namespace concordat::linkage {

struct Apart {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

struct Rules {
  /// For each node the lowest node it must be with; itself where people said nothing.
  std::vector<std::uint32_t> atom;
  /// Nodes whose must-links contradict a cannot-link or each other: those must-links are not applied. Empty:
  /// none.
  std::vector<std::uint8_t> contradicted;
  std::vector<Apart> apart;  ///< vetoes and cannot-links
  /// All facts by node; a scope of overrides is a kind of fact. node_facts is empty where there are none,
  /// else node_facts[n] to node_facts[n + 1] are those of node n.
  std::vector<Fact> facts;
  std::vector<std::uint32_t> node_facts;

  [[nodiscard]] std::span<Fact const> facts_of(std::uint32_t node) const {
    if (node_facts.empty()) return {};
    return std::span{facts}.subspan(node_facts[node], node_facts[node + 1] - node_facts[node]);
  }
};

[[nodiscard]] Rules make_rules(GroupInput const& input);

}  // namespace concordat::linkage
