// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/grouping.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace concordat::hub::links {
namespace {

/// From so much more or less weight on, what people could not tell is asked again.
constexpr int asked_again = one_bit;

/// Groups in the making.
class Making {
 public:
  Making(std::vector<Node> const& nodes, std::vector<Edge> const& edges, std::vector<Constraint> const& constraints, Terms const& terms)
      : nodes_{nodes}, edges_{edges}, constraints_{constraints}, terms_{terms}, parent_(nodes.size()), parts_(nodes.size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      parts_[i].members = {i};
      parts_[i].is_protected = nodes[i].is_protected;
      parts_[i].is_accused = nodes[i].is_accused;
      known_.push_back(nodes[i].known);
    }
    for (std::size_t i = 0; i < constraints.size(); ++i) {
      if (constraints[i].rule != Rule::cannot) continue;
      for (auto const& [node, mark] : constraints[i].marks) parts_[node].apart.emplace(i, mark);
    }
    for (auto const& edge : edges) {
      if (edge.weight >= terms.fracture) parts_[edge.left].holding.push_back(edge.right);
      conflict_.push_back(edge.conflict);
    }
    by_weight_.resize(edges.size());
    std::iota(by_weight_.begin(), by_weight_.end(), std::size_t{0});
    std::ranges::sort(by_weight_, [&](std::size_t a, std::size_t b) {
      return std::tuple{-edges[a].weight, edges[a].left, edges[a].right} < std::tuple{-edges[b].weight, edges[b].left, edges[b].right};
    });
  }

  Grouped run() {
    apply_musts();
    for (std::size_t i = 0; i < nodes_.size(); ++i) said_of_.push_back(find(i));
    remember_numbers();
    take_in_conflicts();
    keep_what_holds();
    while (join()) {  // what grew may now be joined with what it could not before: else the next run would
    }
    return finish();
  }

 private:
  struct Part {
    std::vector<std::size_t> members;
    std::set<std::pair<std::size_t, int>> apart;  ///< constraint, mark
    std::vector<std::size_t> conflicts;           ///< nodes that this is in conflict with
    std::vector<std::size_t> holding;             ///< the later nodes of pairs that would hold, one for each pair
    Known known;
    bool is_protected = false;
    bool is_accused = false;
    bool established = false;
    bool overrides_clash = false;
  };

  std::size_t find(std::size_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }

  [[nodiscard]] bool kept_apart(Part const& a, Part const& b) const {
    return std::ranges::any_of(a.apart, [&](auto const& one) { return b.apart.contains({one.first, 1 - one.second}); });
  }

  bool in_conflict(std::size_t a, std::size_t b) {
    auto const& less = parts_[a].conflicts.size() < parts_[b].conflicts.size() ? parts_[a] : parts_[b];
    auto const other = &less == &parts_[a] ? b : a;
    return std::ranges::any_of(less.conflicts, [&](std::size_t node) { return find(node) == other; });
  }

  /// Whether half of all pairs between them would hold: one bad pair does not merge two groups.
  bool hold_together(std::size_t a, std::size_t b) {
    auto const between = [&](std::size_t from, std::size_t to) { return std::ranges::count_if(parts_[from].holding, [&](std::size_t node) { return find(node) == to; }); };
    auto const pairs = parts_[a].members.size() * parts_[b].members.size();
    return static_cast<std::size_t>(between(a, b) + between(b, a)) * 2 >= pairs;
  }

  void unite(std::size_t a, std::size_t b) {
    if (parts_[a].members.size() < parts_[b].members.size()) std::swap(a, b);
    parent_[b] = a;
    auto& to = parts_[a];
    auto& from = parts_[b];
    to.members.insert(to.members.end(), from.members.begin(), from.members.end());
    to.apart.merge(from.apart);
    to.conflicts.insert(to.conflicts.end(), from.conflicts.begin(), from.conflicts.end());
    to.holding.insert(to.holding.end(), from.holding.begin(), from.holding.end());
    to.known.add(from.known);
    to.is_protected = to.is_protected || from.is_protected;
    to.is_accused = to.is_accused || from.is_accused;
    to.established = to.established || from.established;
    to.overrides_clash = to.overrides_clash || from.overrides_clash;
    from = {};
  }

  /// What people put together; where they also said that it is apart, nothing is guessed.
  void apply_musts() {
    for (auto const& constraint : constraints_) {
      if (constraint.rule != Rule::must || constraint.marks.empty()) continue;
      for (std::size_t i = 1; i < constraint.marks.size(); ++i) {
        auto const a = find(constraint.marks.front().first);
        auto const b = find(constraint.marks[i].first);
        if (a == b) continue;
        if (kept_apart(parts_[a], parts_[b])) {
          parts_[a].overrides_clash = true;
          parts_[b].overrides_clash = true;
        } else {
          unite(a, b);
        }
      }
    }
  }

  /// Where people put two numbers of one kind together, they are not asked again for each record that comes with one of them. It holds
  /// for records that were compared with one of that number, whatever else there is, so that no order matters.
  void remember_numbers() {
    struct Said {
      Known known;
      Record first = 0;
      std::set<std::size_t> several = {};
    };
    std::map<std::size_t, Said> said;  // by what people put together
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (parts_[said_of_[i]].members.size() < 2) continue;
      auto& one = said[said_of_[i]];
      one.known.add(nodes_[i].known);
      one.first = one.first == 0 ? nodes_[i].record : std::min(one.first, nodes_[i].record);
    }
    for (auto& [root, one] : said) one.several = one.known.several();
    std::erase_if(said, [](auto const& one) { return one.second.several.empty(); });
    if (said.empty()) return;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (auto const of = said.find(said_of_[i]); of != said.end()) known_[i].stand_for(of->second.several, of->second.first);
    }
    for (auto const& edge : edges_) {
      for (auto const& [of_person, other] : {std::pair{edge.left, edge.right}, std::pair{edge.right, edge.left}}) {
        auto const of = said.find(said_of_[of_person]);
        if (of != said.end() && said_of_[other] != said_of_[of_person]) known_[other].stand_for(of->second.several, of->second.first, nodes_[of_person].known);
      }
    }
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      auto const& edge = edges_[i];
      bool const by_numbers = nodes_[edge.left].known.contradicts(nodes_[edge.right].known);
      if (by_numbers && !known_[edge.left].contradicts(known_[edge.right])) conflict_[i] = false;
    }
  }

  void take_in_conflicts() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) parts_[find(i)].known.add(known_[i]);
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      if (!conflict_[i]) continue;
      parts_[find(edges_[i].left)].conflicts.push_back(edges_[i].right);
      parts_[find(edges_[i].right)].conflicts.push_back(edges_[i].left);
    }
  }

  void keep_what_holds() {
    for (auto const index : by_weight_) {
      auto const& edge = edges_[index];
      if (edge.weight < terms_.fracture || nodes_[edge.left].person == 0 || nodes_[edge.left].person != nodes_[edge.right].person) continue;
      auto const a = find(edge.left);
      auto const b = find(edge.right);
      if (a != b && !kept_apart(parts_[a], parts_[b])) unite(a, b);
    }
    for (auto& part : parts_) part.established = part.members.size() > 1;
  }

  /// Why the model may not join these two by itself; nothing where it may.
  std::optional<Why> why_ask(std::size_t a, std::size_t b, std::size_t index) {
    auto const& edge = edges_[index];
    auto const& one = parts_[a];
    auto const& other = parts_[b];
    if (conflict_[index] || in_conflict(a, b) || one.known.contradicts(other.known)) return Why::conflict;
    bool const mixed = (one.is_protected && one.is_accused) || (other.is_protected && other.is_accused);
    if (!mixed && (one.is_protected || other.is_protected) && (one.is_accused || other.is_accused)) return Why::roles;
    if (one.members.size() > 1 && other.members.size() > 1 && ((one.established && other.established) || !hold_together(a, b))) return Why::persons;
    if (edge.weight < terms_.join) return Why::weight;
    if (terms_.proposes_only) return Why::model;
    return std::nullopt;
  }

  [[nodiscard]] bool was_asked(Edge const& edge) const {
    return edge.told_apart_at && std::abs(edge.weight - *edge.told_apart_at) < asked_again;
  }

  bool join() {
    bool changed = false;
    for (auto const index : by_weight_) {
      auto const& edge = edges_[index];
      if (edge.weight < terms_.join || was_asked(edge)) continue;
      auto const a = find(edge.left);
      auto const b = find(edge.right);
      if (a == b || kept_apart(parts_[a], parts_[b]) || why_ask(a, b, index)) continue;
      unite(a, b);
      changed = true;
    }
    return changed;
  }

  /// The strongest pair between any two groups that may be one.
  std::vector<Question> questions() {
    std::vector<Question> asked;
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (auto const index : by_weight_) {
      auto const& edge = edges_[index];
      if (edge.weight < terms_.review) break;
      auto const a = find(edge.left);
      auto const b = find(edge.right);
      if (a == b || kept_apart(parts_[a], parts_[b]) || was_asked(edge) || !seen.emplace(std::min(a, b), std::max(a, b)).second) continue;
      auto const why = why_ask(a, b, index).value_or(Why::weight);
      bool const several = parts_[a].members.size() > 1 && parts_[b].members.size() > 1;  // the next run finds persons there
      asked.push_back({index, why == Why::weight && several ? Why::persons : why});
    }
    std::ranges::sort(asked, {}, &Question::edge);
    return asked;
  }

  /// Each person lives on where most of its records are, or the first of them; of several in one group the one with most there.
  void keep_persons(std::vector<Group>& groups) const {
    struct Claim {
      std::size_t records;
      std::size_t group;
      Person person;
    };
    std::map<std::pair<Person, std::size_t>, std::size_t> counts;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (auto const node : groups[g].nodes) {
        if (nodes_[node].person != 0) ++counts[{nodes_[node].person, g}];
      }
    }
    std::vector<Claim> claims;
    for (auto const& [key, records] : counts) claims.push_back({records, key.second, key.first});
    std::ranges::sort(claims, [](Claim const& a, Claim const& b) { return std::tuple{-static_cast<std::int64_t>(a.records), a.group, a.person} < std::tuple{-static_cast<std::int64_t>(b.records), b.group, b.person}; });
    std::set<Person> placed;
    for (auto const& claim : claims) {
      if (groups[claim.group].person != 0 || !placed.insert(claim.person).second) continue;
      groups[claim.group].person = claim.person;
    }
  }

  Attention attention_of(std::size_t root, std::set<std::size_t> const& in_conflict_inside) const {
    if (parts_[root].overrides_clash) return Attention::overrides;
    return in_conflict_inside.contains(root) ? Attention::conflict : Attention::none;
  }

  Grouped finish() {
    Grouped out;
    std::set<std::size_t> inside;
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      auto const& edge = edges_[i];
      if (conflict_[i] && find(edge.left) == find(edge.right) && !is_settled(edge.left, edge.right)) inside.insert(find(edge.left));
    }
    for (std::size_t root = 0; root < nodes_.size(); ++root) {
      if (find(root) == root && contradicts_itself(parts_[root])) inside.insert(root);
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      auto const root = find(i);
      auto& members = parts_[root].members;
      std::ranges::sort(members);
      if (members.front() == i) out.groups.push_back({members, 0, attention_of(root, inside)});
    }
    keep_persons(out.groups);
    out.questions = questions();
    return out;
  }

  bool contradicts_itself(Part const& part) const {
    if (!part.known.contradicts(part.known)) return false;  // nearly always, and no pairs are looked at
    auto const& members = part.members;
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t j = i + 1; j < members.size(); ++j) {
        if (known_[members[i]].contradicts(known_[members[j]]) && !is_settled(members[i], members[j])) return true;
      }
    }
    return false;
  }

  /// People said that these two are one, be it by way of others: the conflict is known.
  [[nodiscard]] bool is_settled(std::size_t a, std::size_t b) const { return said_of_[a] == said_of_[b]; }

  std::vector<Node> const& nodes_;
  std::vector<Edge> const& edges_;
  std::vector<Constraint> const& constraints_;
  Terms const& terms_;
  std::vector<std::size_t> parent_;
  std::vector<Part> parts_;
  std::vector<std::size_t> by_weight_;
  std::vector<Known> known_;          ///< by node: with what people said of its numbers
  std::vector<bool> conflict_;        ///< by edge: but for what people said of numbers
  std::vector<std::size_t> said_of_;  ///< by node: the group that people alone put it in
};

}  // namespace

FixedText name_of(Why why) {
  switch (why) {
    case Why::conflict: return "conflict";
    case Why::roles: return "roles";
    case Why::persons: return "persons";
    case Why::weight: return "weight";
    case Why::model: return "model";
  }
  return "weight";
}

bool needs_two(Why why) { return why == Why::conflict || why == Why::roles || why == Why::persons; }

FixedText name_of(Attention attention) {
  switch (attention) {
    case Attention::none: return "none";
    case Attention::overrides: return "overrides";
    case Attention::conflict: return "conflict";
  }
  return "none";
}

Grouped group(std::vector<Node> const& nodes, std::vector<Edge> const& edges, std::vector<Constraint> const& constraints, Terms const& terms) {
  return Making{nodes, edges, constraints, terms}.run();
}

}  // namespace concordat::hub::links
