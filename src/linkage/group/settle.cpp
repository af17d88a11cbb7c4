// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/settle.h"

#include <algorithm>
#include <utility>

namespace concordat::linkage {
namespace {

ClusterLink link_between(std::uint32_t a, std::uint32_t b, MilliBits weight) {
  return {std::min(a, b), std::max(a, b), weight, weight, false};
}

ClusterLink link_apart(std::uint32_t a, std::uint32_t b) {
  return {std::min(a, b), std::max(a, b), 0, ClusterLink::no_pair, true};
}

}  // namespace

std::span<std::uint32_t const> Settler::settle(Component const& component) {
  take_atoms(component);
  take_former_sets(component);
  keep_or_take_apart(component);
  join_units(component);
  number_clusters();
  return cluster_;
}

void Settler::take_atoms(Component const& component) {
  atom_.resize(component.nodes.size());
  atoms_ = 0;
  atom_nodes_.clear();
  for (std::size_t at = 0; at < component.nodes.size(); ++at) {
    auto const node = component.nodes[at];
    auto const lowest = rules_.atom[node];
    atom_[at] = lowest == node ? atoms_++ : atom_[partition_.place(lowest)];
    if (lowest == node) atom_nodes_.push_back(0);
    ++atom_nodes_[atom_[at]];
  }
  facts_.clear();
  if (!facts_may_differ(component)) return;
  for (std::size_t at = 0; at < component.nodes.size(); ++at) {
    auto const facts = rules_.facts_of(component.nodes[at]);
    if (facts.empty()) continue;
    facts_.resize(atoms_);
    facts_[atom_[at]] = together(facts_[atom_[at]], {facts.begin(), facts.end()});
  }
}

/// Mostly nobody has any, or all who have some have the same: then they part nobody.
bool Settler::facts_may_differ(Component const& component) const {
  if (rules_.facts.empty()) return false;
  std::span<Fact const> first;
  for (auto const node : component.nodes) {
    auto const facts = rules_.facts_of(node);
    if (facts.empty()) continue;
    if (first.empty()) first = facts;
    if (!std::ranges::equal(first, facts)) return true;
  }
  return false;
}

void Settler::take_former_sets(Component const& component) {
  former_sets_.reset(atoms_);
  any_former_ = false;
  if (input_.former.empty()) return;
  auto& former = former_;
  former.clear();
  for (std::size_t at = 0; at < component.nodes.size(); ++at) {
    auto const id = input_.former[component.nodes[at]];
    if (id != no_group) former.emplace_back(id, atom_[at]);
  }
  any_former_ = former.size() > 1;
  std::ranges::sort(former);
  for (std::size_t at = 1; at < former.size(); ++at) {
    if (former[at].first == former[at - 1].first)
      former_sets_.unite(former[at].second, former[at - 1].second);
  }
}

/// A set that is no longer connected, or whose atoms exclude each other, is broken.
void Settler::mark_broken_sets(Component const& component) {
  set_broken_.assign(atoms_, 0);
  connected_.reset(atoms_);
  for (auto const& pair : component.pairs) {
    auto const a = atom_of(pair.a);
    auto const b = atom_of(pair.b);
    if (pair.weight >= options_.fracture && former_sets_.find(a) == former_sets_.find(b))
      connected_.unite(a, b);
  }
  for (std::uint32_t atom = 0; atom < atoms_; ++atom) {
    bool const cut_off = connected_.find(atom) != former_sets_.find(atom);
    if (cut_off && !options_.hold_broken) set_broken_[former_sets_.find(atom)] = 1;
  }
  for (auto const& apart : component.apart) {
    auto const a = atom_of(apart.a);
    auto const b = atom_of(apart.b);
    if (a != b && former_sets_.find(a) == former_sets_.find(b)) set_broken_[former_sets_.find(a)] = 1;
  }
  if (facts_.empty()) return;
  // atoms agree pairwise exactly where each agrees with all facts of the set before it
  std::vector<Facts> of_set(atoms_);
  for (std::uint32_t atom = 0; atom < atoms_; ++atom) {
    auto const set = former_sets_.find(atom);
    if (!agree(of_set[set], facts_[atom])) set_broken_[set] = 1;
    of_set[set] = together(of_set[set], facts_[atom]);
  }
}

void Settler::keep_or_take_apart(Component const& component) {
  unit_.resize(atoms_);
  if (!any_former_) {
    for (std::uint32_t atom = 0; atom < atoms_; ++atom) unit_[atom] = atom;
    return;
  }
  mark_broken_sets(component);
  bool any_broken = false;
  for (std::uint32_t atom = 0; atom < atoms_; ++atom) {
    unit_[atom] = former_sets_.find(atom);
    any_broken = any_broken || set_broken_[unit_[atom]] != 0;
  }
  if (!any_broken) return;
  links_.clear();
  auto const both_of_broken = [&](std::uint32_t a, std::uint32_t b) {
    return a != b && unit_[a] == unit_[b] && set_broken_[unit_[a]] != 0;
  };
  for (auto const& pair : component.pairs) {
    auto const a = atom_of(pair.a);
    auto const b = atom_of(pair.b);
    if (both_of_broken(a, b)) links_.push_back(link_between(a, b, pair.weight));
  }
  for (auto const& apart : component.apart) {
    auto const a = atom_of(apart.a);
    auto const b = atom_of(apart.b);
    if (both_of_broken(a, b)) links_.push_back(link_apart(a, b));
  }
  put_together(links_);
  auto facts = facts_;
  agglomerator_.run(atom_nodes_, links_, facts, options_.fracture, label_);
  for (std::uint32_t atom = 0; atom < atoms_; ++atom) {
    if (set_broken_[former_sets_.find(atom)] != 0) unit_[atom] = label_[atom];
  }
}

void Settler::join_units(Component const& component) {
  // units by their lowest atoms, so that ties do not depend on which atom a unit goes by
  auto& number = label_;
  number.assign(atoms_, UINT32_MAX);
  unit_nodes_.clear();
  unit_facts_.clear();
  for (std::uint32_t atom = 0; atom < atoms_; ++atom) {
    auto& of_unit = number[unit_[atom]];
    if (of_unit == UINT32_MAX) {
      of_unit = static_cast<std::uint32_t>(unit_nodes_.size());
      unit_nodes_.push_back(0);
      if (!facts_.empty()) unit_facts_.emplace_back();
    }
    unit_nodes_[of_unit] += atom_nodes_[atom];
    if (!facts_.empty()) unit_facts_[of_unit] = together(unit_facts_[of_unit], facts_[atom]);
  }
  for (auto& unit : unit_) unit = number[unit];
  if (unit_nodes_.size() == 1) return;
  links_.clear();
  for (auto const& pair : component.pairs) {
    auto const a = unit_[atom_of(pair.a)];
    auto const b = unit_[atom_of(pair.b)];
    if (a != b) links_.push_back(link_between(a, b, pair.weight));
  }
  for (auto const& apart : component.apart) {
    auto const a = unit_[atom_of(apart.a)];
    auto const b = unit_[atom_of(apart.b)];
    if (a != b) links_.push_back(link_apart(a, b));
  }
  put_together(links_);
  agglomerator_.run(unit_nodes_, links_, unit_facts_, options_.join, label_);
  for (auto& unit : unit_) unit = label_[unit];
}

void Settler::number_clusters() {
  clusters_ = 0;
  cluster_.resize(atom_.size());
  label_.assign(atoms_, UINT32_MAX);
  for (std::size_t at = 0; at < atom_.size(); ++at) {
    auto& number = label_[unit_[atom_[at]]];
    if (number == UINT32_MAX) number = clusters_++;
    cluster_[at] = number;
  }
}

}  // namespace concordat::linkage
