// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/diagnose.h"

#include <algorithm>

namespace concordat::linkage {
namespace {

constexpr std::uint32_t nothing = UINT32_MAX;

}  // namespace

std::span<Group const> Diagnoser::diagnose(Component const& component, std::span<std::uint32_t const> cluster,
                                           std::span<std::uint32_t const> atom, std::uint32_t clusters) {
  groups_.assign(clusters, Group{});
  count(component, cluster, atom);
  bool const atoms_of_several = *std::ranges::max_element(atom) + 1 < atom.size();
  if (atoms_of_several) count_overruled(component, cluster, atom);
  if (cluster.size() > 1) {
    connect(component, cluster, atom);
    find_blocks();
    if (bridges_ > 0) weigh_cuts(component, cluster, atom);
    judge(component, cluster, atom);
  }
  if (!rules_.contradicted.empty()) {
    for (std::size_t at = 0; at < cluster.size(); ++at) {
      if (rules_.contradicted[component.nodes[at]] != 0)
        groups_[cluster[at]].attention = Attention::override_conflict;
    }
  }
  return groups_;
}

void Diagnoser::count(Component const& component, std::span<std::uint32_t const> cluster,
                      std::span<std::uint32_t const> /*atom*/) {
  for (auto const number : cluster) ++groups_[number].nodes;
  for (auto const& pair : component.pairs) {
    auto const a = cluster[partition_.place(pair.a)];
    auto const b = cluster[partition_.place(pair.b)];
    if (a == b) {
      if (pair.weight >= options_.fracture) ++groups_[a].pairs;
    } else if (pair.weight >= options_.join) {
      ++groups_[a].blocked;
      ++groups_[b].blocked;
    }
  }
}

/// What is together although something says it is apart: only people can bring that about, by atoms.
void Diagnoser::count_overruled(Component const& component, std::span<std::uint32_t const> cluster,
                                std::span<std::uint32_t const> atom) {
  for (auto const& apart : component.apart) {
    auto const a = cluster[partition_.place(apart.a)];
    if (a == cluster[partition_.place(apart.b)]) ++groups_[a].conflicts;
  }
  std::vector<std::vector<std::uint64_t>> seen;
  for (std::size_t at = 0; at < cluster.size(); ++at) {
    auto const facts = rules_.facts_of(component.nodes[at]);
    if (facts.empty()) continue;
    seen.resize(std::max<std::size_t>(seen.size(), atom[at] + 1));
    seen[atom[at]].push_back(at);
  }
  for (auto const& places : seen) {
    for (std::size_t i = 1; i < places.size(); ++i) {
      auto const mine = rules_.facts_of(component.nodes[places[i]]);
      auto const first = rules_.facts_of(component.nodes[places[0]]);
      if (!agree({first.begin(), first.end()}, {mine.begin(), mine.end()}))
        ++groups_[cluster[places[i]]].conflicts;
    }
  }
}

void Diagnoser::connect(Component const& component, std::span<std::uint32_t const> cluster,
                        std::span<std::uint32_t const> atom) {
  auto const atoms = static_cast<std::size_t>(*std::ranges::max_element(atom)) + 1;
  edge_begin_.assign(atoms + 1, 0);
  auto const each = [&](auto const& use) {
    for (std::uint32_t number = 0; number < component.pairs.size(); ++number) {
      auto const& pair = component.pairs[number];
      auto const a = partition_.place(pair.a);
      auto const b = partition_.place(pair.b);
      if (pair.weight >= options_.fracture && cluster[a] == cluster[b] && atom[a] != atom[b])
        use(atom[a], atom[b], number);
    }
  };
  each([&](std::uint32_t a, std::uint32_t b, std::uint32_t) { ++edge_begin_[a + 1], ++edge_begin_[b + 1]; });
  for (std::size_t at = 0; at < atoms; ++at) edge_begin_[at + 1] += edge_begin_[at];
  edges_.resize(edge_begin_[atoms]);
  next_edge_.assign(edge_begin_.begin(), edge_begin_.end() - 1);
  each([&](std::uint32_t a, std::uint32_t b, std::uint32_t number) {
    edges_[next_edge_[a]++] = {b, number};
    edges_[next_edge_[b]++] = {a, number};
  });
  next_edge_.assign(edge_begin_.begin(), edge_begin_.end() - 1);
  nodes_.assign(atoms, 0);
  for (auto const number : atom) ++nodes_[number];
  entered_.assign(atoms, 0);
  lowest_.assign(atoms, 0);
  parent_.assign(atoms, nothing);
  parent_pair_.assign(atoms, nothing);
  order_.clear();
  roots_.assign(groups_.size(), 0);
  for (std::size_t at = 0; at < atom.size(); ++at) {
    if (entered_[atom[at]] != 0) continue;
    ++roots_[cluster[at]];
    walk(atom[at]);
  }
}

/// Tarjan 1974, without recursion: a group may be a chain of any length.
void Diagnoser::walk(std::uint32_t root) {
  auto const enter = [this](std::uint32_t at) {
    order_.push_back(at);
    entered_[at] = lowest_[at] = static_cast<std::uint32_t>(order_.size());
    stack_.push_back(at);
  };
  enter(root);
  while (!stack_.empty()) {
    auto const at = stack_.back();
    if (next_edge_[at] == edge_begin_[at + 1]) {
      stack_.pop_back();
      leave(at);
      continue;
    }
    auto const edge = edges_[next_edge_[at]++];
    if (edge.pair == parent_pair_[at]) continue;
    if (entered_[edge.to] != 0) {
      lowest_[at] = std::min(lowest_[at], entered_[edge.to]);
      continue;
    }
    parent_[edge.to] = at;
    parent_pair_[edge.to] = edge.pair;
    enter(edge.to);
  }
}

void Diagnoser::leave(std::uint32_t at) {
  auto const above = parent_[at];
  if (above == nothing) return;
  lowest_[above] = std::min(lowest_[above], lowest_[at]);
  nodes_[above] += nodes_[at];
}

/// Atoms that no single pair parts are one block; the bridges between blocks make a tree.
void Diagnoser::find_blocks() {
  block_.resize(parent_.size());
  depth_.assign(parent_.size(), 0);
  bridges_ = 0;
  for (auto const at : order_) {
    auto const above = parent_[at];
    bool const bridge = above != nothing && lowest_[at] > entered_[above];
    block_[at] = above == nothing || bridge ? at : block_[above];
    if (bridge) depth_[at] = depth_[block_[above]] + 1;
    bridges_ += bridge ? 1U : 0U;
  }
}

/// Each pair counts for every bridge that its path in the tree of blocks crosses: up from both ends to where
/// they meet.
void Diagnoser::weigh_cuts(Component const& component, std::span<std::uint32_t const> cluster,
                           std::span<std::uint32_t const> atom) {
  auto const above = [this](std::uint32_t block) {
    return parent_[block] == nothing ? nothing : block_[parent_[block]];
  };
  cut_.assign(parent_.size(), 0);
  for (auto const& pair : component.pairs) {
    auto const place_a = partition_.place(pair.a);
    auto const place_b = partition_.place(pair.b);
    if (cluster[place_a] != cluster[place_b]) continue;
    auto a = block_[atom[place_a]];
    auto b = block_[atom[place_b]];
    while (a != b && a != nothing && b != nothing) {
      auto& deeper = depth_[a] >= depth_[b] ? a : b;
      cut_[deeper] += pair.weight;
      deeper = above(deeper);
    }
  }
}

bool Diagnoser::lower_name(WeightedPair const& a, WeightedPair const& b) const {
  if (a.weight != b.weight) return a.weight < b.weight;
  return a.a != b.a ? a.a < b.a : a.b < b.b;
}

void Diagnoser::judge_bridge(Component const& component, std::uint32_t below, Group& group) {
  auto pair = component.pairs[parent_pair_[below]];
  if (pair.a > pair.b) std::swap(pair.a, pair.b);
  if (!group.weakest_bridge || lower_name(pair, *group.weakest_bridge)) group.weakest_bridge = pair;
  if (cut_[below] < options_.fracture) group.attention = Attention::broken;
  bool const thin = pair.weight < options_.join && nodes_[below] > 1 && group.nodes - nodes_[below] > 1;
  if (thin && group.attention == Attention::none) group.attention = Attention::chain;
}

void Diagnoser::judge(Component const& component, std::span<std::uint32_t const> cluster,
                      std::span<std::uint32_t const> atom) {
  for (std::size_t at = 0; at < cluster.size() && bridges_ > 0; ++at) {
    auto const mine = atom[at];
    bool const heads_block = block_[mine] == mine && parent_[mine] != nothing;
    bool const first_of_atom = partition_.place(rules_.atom[component.nodes[at]]) == at;
    if (heads_block && first_of_atom) judge_bridge(component, mine, groups_[cluster[at]]);
  }
  for (std::size_t number = 0; number < groups_.size(); ++number) {
    auto& group = groups_[number];
    if (roots_[number] > 1) group.attention = Attention::broken;
    auto const could_be = std::uint64_t{group.nodes} * (group.nodes - 1) / 2;
    bool const long_and_thin = group.nodes >= options_.chain_nodes &&
                               std::uint64_t{group.pairs} * 100 < could_be * options_.chain_percent;
    if (long_and_thin && group.attention == Attention::none) group.attention = Attention::chain;
  }
}

}  // namespace concordat::linkage
