// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/group.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "linkage/group/atoms.h"
#include "linkage/group/diagnose.h"
#include "linkage/group/identity.h"
#include "linkage/group/partition.h"
#include "linkage/group/settle.h"

namespace concordat::linkage {
namespace {

/// The input with its nodes in order of keys, so that everything below may break ties by number.
struct InOrder : GroupData {
  std::vector<std::uint32_t> node_at;  ///< rank -> node; empty where the nodes came in order
  std::vector<std::uint32_t> rank_of;

  [[nodiscard]] bool needed() const { return !node_at.empty(); }

  GroupInput over(GroupInput const& given) {
    auto const nodes = static_cast<std::uint32_t>(given.keys.size());
    if (std::ranges::is_sorted(given.keys)) return given;
    node_at.resize(nodes);
    std::iota(node_at.begin(), node_at.end(), 0U);
    std::ranges::sort(node_at, {}, [&](std::uint32_t node) { return given.keys[node]; });
    rank_of.resize(nodes);
    for (std::uint32_t rank = 0; rank < nodes; ++rank) rank_of[node_at[rank]] = rank;
    for (auto const node : node_at) keys.push_back(given.keys[node]);
    auto const renumber = [this](auto const& all, auto& out) {
      out.assign(all.begin(), all.end());
      for (auto& one : out) one.a = rank_of[one.a], one.b = rank_of[one.b];
    };
    renumber(given.pairs, pairs);
    renumber(given.overrides, overrides);
    renumber(given.vetoes, vetoes);
    facts.assign(given.facts.begin(), given.facts.end());
    for (auto& fact : facts) fact.node = rank_of[fact.node];
    if (!given.former.empty()) {
      for (auto const node : node_at) former.push_back(given.former[node]);
    }
    return input(given.next_id);
  }
};

Result<void> check_numbers(GroupInput const& input) {
  auto const nodes = input.keys.size();
  auto const inside = [nodes](auto const& link) { return link.a < nodes && link.b < nodes; };
  bool const fine = std::ranges::all_of(input.pairs, inside) &&
                    std::ranges::all_of(input.overrides, inside) &&
                    std::ranges::all_of(input.vetoes, inside) &&
                    std::ranges::all_of(input.facts, [nodes](auto const& fact) { return fact.node < nodes; });
  if (!fine || nodes >= UINT32_MAX)
    return fail(Fault::unknown, "group.node",
                "A pair, a decision or a fact is about a record that is not there.",
                "Give the positions of the records in the list of keys.");
  for (auto const& former : input.former) {
    if (former >= input.next_id)
      return fail(Fault::malformed, "group.former", "A former group's id is not below the next id.",
                  "Keep the next id that the last grouping gave.");
  }
  if (!input.former.empty() && input.former.size() != nodes)
    return fail(Fault::malformed, "group.former", "There are more or fewer former groups than records.",
                "Give one for each record, no group for a new one.");
  return {};
}

/// REQUIRES nodes in order of keys.
Result<void> check_order(GroupInput const& input) {
  for (std::size_t at = 1; at < input.keys.size(); ++at) {
    if (input.keys[at] == input.keys[at - 1])
      return fail(Fault::conflict, "group.key", "Two records have one key.",
                  "Give each record a key of its own.");
  }
  return {};
}

Result<void> check_pairs(Partition const& partition) {
  // a component at a time: sorting a few pairs often costs less than sorting all once
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
  for (std::size_t number = 0; number < partition.size(); ++number) {
    auto const pairs = partition[number].pairs;
    ends.clear();
    for (auto const& pair : pairs) ends.emplace_back(std::min(pair.a, pair.b), std::max(pair.a, pair.b));
    if (ends.size() > 1) std::ranges::sort(ends);
    bool const twice = std::ranges::adjacent_find(ends) != ends.end();
    bool const itself = std::ranges::any_of(ends, [](auto const& pair) { return pair.first == pair.second; });
    if (twice || itself)
      return fail(Fault::conflict, "group.pair",
                  "A pair of records comes twice, or a record is paired with itself.",
                  "Give each pair once, with its one weight.");
  }
  return {};
}

Grouping settle_all(GroupInput const& input, Rules const& rules, Partition const& partition,
                    GroupOptions const& options) {
  Grouping out;
  out.of.resize(input.keys.size());
  Settler settler{input, rules, partition, options};
  Diagnoser diagnoser{rules, partition, options};
  Identifier identifier{input.former, input.next_id};
  std::vector<Group> groups;
  for (std::size_t number = 0; number < partition.size(); ++number) {
    auto const component = partition[number];
    if (component.nodes.size() == 1) {
      auto const node = component.nodes.front();
      Group alone;
      alone.nodes = 1;
      if (!rules.contradicted.empty() && rules.contradicted[node] != 0)
        alone.attention = Attention::override_conflict;
      std::uint32_t const first = 0;
      identifier.identify(component, {&first, 1}, {&alone, 1});
      out.of[node] = alone.id;
      out.groups.push_back(alone);
      continue;
    }
    auto const cluster = settler.settle(component);
    auto const found = diagnoser.diagnose(component, cluster, settler.atoms(), settler.clusters());
    groups.assign(found.begin(), found.end());
    identifier.identify(component, cluster, groups);
    for (std::size_t at = 0; at < cluster.size(); ++at) out.of[component.nodes[at]] = groups[cluster[at]].id;
    out.groups.insert(out.groups.end(), groups.begin(), groups.end());
  }
  out.events = std::move(identifier.events());
  out.kept = identifier.kept();
  out.next_id = identifier.next_id();
  if (!std::ranges::is_sorted(out.groups, {}, &Group::id)) std::ranges::sort(out.groups, {}, &Group::id);
  std::ranges::sort(out.events, [](GroupEvent const& a, GroupEvent const& b) {
    return a.id != b.id ? a.id < b.id : a.kind < b.kind;
  });
  return out;
}

/// Back to the caller's numbers.
void give_back(InOrder const& order, Grouping& grouping) {
  std::vector<GroupId> of(grouping.of.size());
  for (std::uint32_t rank = 0; rank < of.size(); ++rank) of[order.node_at[rank]] = grouping.of[rank];
  grouping.of = std::move(of);
  for (auto& group : grouping.groups) {
    if (!group.weakest_bridge) continue;
    group.weakest_bridge->a = order.node_at[group.weakest_bridge->a];
    group.weakest_bridge->b = order.node_at[group.weakest_bridge->b];
  }
}

}  // namespace

Result<Grouping> group(GroupInput const& given, GroupOptions const& options) {
  if (options.fracture > options.join)
    return fail(Fault::malformed, "group.thresholds",
                "Groups would fall apart above the weight at which they join.",
                "Give a fracture threshold at or below the one to join.");
  if (auto const fine = check_numbers(given); !fine) return fail(fine);
  InOrder order;
  auto const input = order.over(given);
  if (auto const fine = check_order(input); !fine) return fail(fine);
  auto const rules = make_rules(input);
  Partition const partition{input, rules, options.fracture};
  if (auto const fine = check_pairs(partition); !fine) return fail(fine);
  auto grouping = settle_all(input, rules, partition, options);
  if (order.needed()) give_back(order, grouping);
  return grouping;
}

}  // namespace concordat::linkage
