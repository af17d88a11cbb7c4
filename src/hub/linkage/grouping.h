// SPDX-License-Identifier: Apache-2.0
// Which records are one person, from weighted pairs, from what people said, and from how it was before. No database.
//
// What people said stands above every weight. What the model joined stays joined down to the fracture threshold. The model joins
// by itself only where nothing speaks against it; where much would follow from a mistake, people are asked:
//   conflict   something says that they are two people, be it between records that were never compared
//   roles      a person to be protected would become one with a person suspected, charged or convicted
//   persons    two of several records each would become one: persons as they stand, or groups of which not half of all pairs
//              between them hold
//   weight     the weight lies between asking and joining
//   model      the model proposes and joins nothing
// Invariants: the outcome does not depend on the order of anything; grouping what was grouped changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "hub/linkage/marks.h"

namespace concordat::hub::links {

enum class Why : std::uint8_t { conflict, roles, persons, weight, model };
[[nodiscard]] FixedText name_of(Why why);
/// Whether one person alone may not decide that they are one.
[[nodiscard]] bool needs_two(Why why);

struct Node {
  Record record = 0;
  Person person = 0;        ///< that it is of; 0: none yet
  bool is_protected = false;  ///< victim, witness, at risk, family
  bool is_accused = false;    ///< suspected, charged, convicted
  Known known = {};           ///< what may contradict another, whether or not the two were compared
};

struct Edge {
  std::size_t left = 0;   ///< of the nodes
  std::size_t right = 0;
  int weight = 0;
  bool conflict = false;
  std::optional<int> told_apart_at = {};  ///< people could not tell, when it weighed so much
};

enum class Rule : std::uint8_t { must, cannot };
/// One decision of people: nodes with one mark together ('must'), or those with different marks apart ('cannot').
struct Constraint {
  Rule rule = Rule::must;
  std::vector<std::pair<std::size_t, int>> marks;  ///< node, 0 or 1
};

enum class Attention : std::uint8_t { none, overrides, conflict };
[[nodiscard]] FixedText name_of(Attention attention);

struct Group {
  std::vector<std::size_t> nodes;  ///< ascending
  Person person = 0;               ///< that lives on in it; 0: a new one
  Attention attention = Attention::none;
};

struct Question {
  std::size_t edge = 0;
  Why why = Why::weight;
};

struct Grouped {
  std::vector<Group> groups;        ///< by their first node
  std::vector<Question> questions;  ///< one for two groups at most; by edge
};

/// REQUIRES: nodes by record; constraints in the order in which they were made.
[[nodiscard]] Grouped group(std::vector<Node> const& nodes, std::vector<Edge> const& edges, std::vector<Constraint> const& constraints, Terms const& terms);

}  // namespace concordat::hub::links
