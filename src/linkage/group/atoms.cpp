// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/atoms.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "linkage/group/union_find.h"

namespace concordat::linkage {
namespace {

using Kind = Override::Kind;

/// Above every kind of the caller's.
constexpr std::uint64_t scope_kinds = std::uint64_t{1} << 32U;

/// For each scope, who its must-links tie to whom: node -> the lowest node of the same person.
using Scopes = std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>>;

Scopes scopes_of(std::span<Override const> overrides) {
  std::map<std::uint32_t, std::vector<Override>> links;
  for (auto const& decided : overrides) {
    if (decided.kind == Kind::must_link && decided.scope != 0) links[decided.scope].push_back(decided);
  }
  Scopes scopes;
  for (auto const& [scope, decisions] : links) {
    std::vector<std::uint32_t> nodes;
    for (auto const& decided : decisions) nodes.insert(nodes.end(), {decided.a, decided.b});
    std::ranges::sort(nodes);
    auto const repeated = std::ranges::unique(nodes);
    nodes.erase(repeated.begin(), repeated.end());
    auto const place = [&nodes](std::uint32_t node) {
      return static_cast<std::uint32_t>(std::ranges::lower_bound(nodes, node) - nodes.begin());
    };
    UnionFind tied{nodes.size()};
    for (auto const& decided : decisions) tied.unite(place(decided.a), place(decided.b));
    for (std::uint32_t at = 0; at < nodes.size(); ++at) scopes[scope][nodes[at]] = nodes[tied.find(at)];
  }
  return scopes;
}

/// Lowest nodes of sets that must-links tie and that a cannot-link or a scope tells apart.
std::set<std::uint32_t> contradictions(GroupInput const& input, Scopes const& scopes, UnionFind& must) {
  std::set<std::uint32_t> found;
  for (auto const& decided : input.overrides) {
    if (decided.kind == Kind::cannot_link && must.find(decided.a) == must.find(decided.b))
      found.insert(must.find(decided.a));
  }
  for (auto const& [scope, people] : scopes) {
    std::map<std::uint32_t, std::uint32_t> person_of_set;
    for (auto const& [node, person] : people) {
      auto const [place, added] = person_of_set.emplace(must.find(node), person);
      if (!added && place->second != person) found.insert(must.find(node));
    }
  }
  return found;
}

void take_facts(GroupInput const& input, Scopes const& scopes, Rules& rules) {
  struct NodeFact {
    std::uint32_t node;
    Fact fact;
    auto operator<=>(NodeFact const&) const = default;
  };
  std::vector<NodeFact> all;
  for (auto const& fact : input.facts) all.push_back({fact.node, {fact.kind, fact.value}});
  for (auto const& [scope, people] : scopes) {
    for (auto const& [node, person] : people) all.push_back({node, {scope_kinds + scope, person}});
  }
  if (all.empty()) return;
  std::ranges::sort(all);
  auto const repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  rules.node_facts.assign(input.keys.size() + 1, 0);
  for (auto const& [node, fact] : all) {
    ++rules.node_facts[node + 1];
    rules.facts.push_back(fact);
  }
  for (std::size_t node = 0; node < input.keys.size(); ++node)
    rules.node_facts[node + 1] += rules.node_facts[node];
}

}  // namespace

Rules make_rules(GroupInput const& input) {
  Rules rules;
  auto const nodes = static_cast<std::uint32_t>(input.keys.size());
  rules.atom.resize(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node) rules.atom[node] = node;
  Scopes scopes;
  if (!input.overrides.empty()) {
    scopes = scopes_of(input.overrides);
    UnionFind must{nodes};
    for (auto const& decided : input.overrides) {
      if (decided.kind == Kind::must_link) must.unite(decided.a, decided.b);
    }
    auto const contradicted = contradictions(input, scopes, must);
    if (!contradicted.empty()) rules.contradicted.assign(nodes, 0);
    for (std::uint32_t node = 0; node < nodes; ++node) {
      auto const lowest = must.find(node);
      if (contradicted.contains(lowest)) {
        rules.contradicted[node] = 1;
      } else {
        rules.atom[node] = lowest;
      }
    }
    for (auto const& decided : input.overrides) {
      if (decided.kind == Kind::cannot_link) rules.apart.push_back({decided.a, decided.b});
    }
  }
  for (auto const& veto : input.vetoes) rules.apart.push_back({veto.a, veto.b});
  take_facts(input, scopes, rules);
  return rules;
}

}  // namespace concordat::linkage
