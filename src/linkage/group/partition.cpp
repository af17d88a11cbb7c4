// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/partition.h"

#include <algorithm>
#include <utility>

#include "linkage/group/union_find.h"

namespace concordat::linkage {
namespace {

void unite_former(std::span<GroupId const> former, UnionFind& sets) {
  std::vector<std::pair<GroupId, std::uint32_t>> in_groups;
  for (std::uint32_t node = 0; node < former.size(); ++node) {
    if (former[node] != no_group) in_groups.emplace_back(former[node], node);
  }
  if (!std::ranges::is_sorted(in_groups)) std::ranges::sort(in_groups);
  for (std::size_t at = 1; at < in_groups.size(); ++at) {
    if (in_groups[at].first == in_groups[at - 1].first)
      sets.unite(in_groups[at].second, in_groups[at - 1].second);
  }
}

/// Sorts what lies inside one component by component, keeping the order inside; drops what crosses.
template <class Link>
void sort_by_component(std::span<Link const> links, std::span<std::uint32_t const> component,
                       std::size_t components, std::vector<Link>& sorted, std::vector<std::uint32_t>& begin) {
  begin.assign(components + 1, 0);
  std::size_t inside = 0;
  for (auto const& link : links) {
    if (component[link.a] != component[link.b]) continue;
    ++begin[component[link.a] + 1];
    ++inside;
  }
  for (std::size_t number = 0; number < components; ++number) begin[number + 1] += begin[number];
  sorted.resize(inside);
  std::vector<std::uint32_t> next{begin.begin(), begin.end() - 1};
  for (auto const& link : links) {
    if (component[link.a] == component[link.b]) sorted[next[component[link.a]]++] = link;
  }
}

}  // namespace

Partition::Partition(GroupInput const& input, Rules const& rules, MilliBits fracture) {
  auto const nodes = static_cast<std::uint32_t>(input.keys.size());
  UnionFind sets{nodes};
  for (auto const& pair : input.pairs) {
    if (pair.weight >= fracture) sets.unite(pair.a, pair.b);
  }
  for (std::uint32_t node = 0; node < nodes; ++node) {
    if (rules.atom[node] != node) sets.unite(rules.atom[node], node);
  }
  // must-links that contradict each other are not applied, but what they touch is settled, and flagged,
  // together
  for (auto const& decided : input.overrides) {
    if (decided.kind == Override::Kind::must_link) sets.unite(decided.a, decided.b);
  }
  unite_former(input.former, sets);

  std::vector<std::uint32_t> component(nodes);
  std::uint32_t components = 0;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    auto const root = sets.find(node);  // the lowest of its set, so numbered already
    component[node] = root == node ? components++ : component[root];
  }
  node_begin_.assign(components + 1, 0);
  for (auto const number : component) ++node_begin_[number + 1];
  for (std::size_t number = 0; number < components; ++number) node_begin_[number + 1] += node_begin_[number];
  nodes_.resize(nodes);
  place_.resize(nodes);
  std::vector<std::uint32_t> next{node_begin_.begin(), node_begin_.end() - 1};
  for (std::uint32_t node = 0; node < nodes; ++node) {
    auto const at = next[component[node]]++;
    nodes_[at] = node;
    place_[node] = at - node_begin_[component[node]];
  }
  sort_by_component(input.pairs, component, components, pairs_, pair_begin_);
  sort_by_component(std::span<Apart const>{rules.apart}, component, components, apart_, apart_begin_);
}

Component Partition::operator[](std::size_t number) const {
  auto const part = [number](auto const& all, auto const& begin) {
    return std::span{all}.subspan(begin[number], begin[number + 1] - begin[number]);
  };
  return {part(nodes_, node_begin_), part(pairs_, pair_begin_), part(apart_, apart_begin_)};
}

}  // namespace concordat::linkage
