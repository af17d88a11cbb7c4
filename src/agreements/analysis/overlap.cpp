// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/overlap.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

/// A rule with its lists sorted, for many comparisons.
struct Sorted {
  Agreement const* agreement = nullptr;
  Rule const* rule = nullptr;
  std::vector<std::string> disclosers, recipients, roles, purposes;
  std::map<std::string, Item const*> items;
};

using Sentences = std::vector<std::string>;

Sentences sorted(Words const& words) {
  Sentences out;
  for (auto const& word : words) out.push_back(word.text);
  std::sort(out.begin(), out.end());
  return out;
}

Sentences shared(Sentences const& left, Sentences const& right) {
  Sentences out;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(out));
  return out;
}

std::vector<Sorted> sorted_rules(Scope const& scope) {
  std::vector<Sorted> out;
  for (auto const* const agreement : scope.agreements) {
    for (auto const& rule : agreement->rules) {
      Sorted one{agreement, &rule, sorted(rule.disclosers), sorted(rule.recipients), sorted(rule.recipient_roles), {}, {}};
      for (auto const& purpose : rule.purposes) one.purposes.push_back(purpose_name(purpose.text, scope.vocabulary));
      std::sort(one.purposes.begin(), one.purposes.end());
      for (auto const& item : rule.items) one.items.emplace(field_name(item.field.text, scope.vocabulary), &item);
      out.push_back(std::move(one));
    }
  }
  std::sort(out.begin(), out.end(), [](Sorted const& left, Sorted const& right) {
    return reference(*left.agreement, *left.rule) < reference(*right.agreement, *right.rule);
  });
  return out;
}

Box meet(Sorted const& left, Sorted const& right) {
  Box out;
  out.disclosers = shared(left.disclosers, right.disclosers);
  if (out.disclosers.empty()) return {};
  out.recipients = shared(left.recipients, right.recipients);
  if (out.recipients.empty()) return {};
  out.roles = shared(left.roles, right.roles);
  out.purposes = shared(left.purposes, right.purposes);
  for (auto const& [field, item] : left.items) {
    if (right.items.contains(field)) out.fields.push_back(field);
  }
  return out.cells() == 0 ? Box{} : out;
}

std::vector<FacetChange> facets(Terms const& first, Terms const& second, PrintNames const& names) {
  std::vector<FacetChange> out;
  for (auto const facet : all_facets()) {
    auto const found = order(facet, first, second);
    if (found == Order::same) continue;
    out.push_back({std::string{name_of(facet)}, std::string{title_of(facet)}, found, in_words(facet, second, names), in_words(facet, first, names)});
  }
  return out;
}

std::string facets_in_words(std::vector<FacetChange> const& facets) {
  Sentences out;
  for (auto const& facet : facets) out.push_back(fmt::format("{}: {} against {}", facet.title, facet.after, facet.before));
  return text::join(out, "; ");
}

std::string box_in_words(Box const& box, PrintNames const& names) {
  auto const with = [](Sentences const& words, std::function<std::string(std::string_view)> const& namer) {
    Sentences out;
    for (auto const& word : words) out.push_back(namer ? namer(word) : word);
    return text::join(out, ", ");
  };
  return fmt::format("{} to {} of {}, from {}, for {}", with(box.fields, names.field), text::join(box.roles, ", "), with(box.recipients, names.agency),
                     with(box.disclosers, names.agency), text::join(box.purposes, ", "));
}

void compare_rules(Sorted const& left, Sorted const& right, Scope const& scope, PrintNames const& names, std::vector<Overlap>& out) {
  auto const box = meet(left, right);
  if (box.cells() == 0) return;
  // Fields whose terms differ in the same way are told together.
  std::map<std::tuple<Meeting, bool, std::vector<FacetChange>>, Sentences> alike;
  for (auto const& field : box.fields) {
    auto const one = terms_of(*left.rule, *left.items.at(field), scope.vocabulary);
    auto const other = terms_of(*right.rule, *right.items.at(field), scope.vocabulary);
    if (one == other) continue;
    auto const one_is_easier = covered(other, std::vector<Terms const*>{&one});
    auto const other_is_easier = covered(one, std::vector<Terms const*>{&other});
    auto const swap = other_is_easier && !one_is_easier;
    auto const kind = one_is_easier || other_is_easier ? Meeting::easier_wins : Meeting::different_terms;
    alike[{kind, swap, swap ? facets(other, one, names) : facets(one, other, names)}].push_back(field);
  }
  for (auto& [how, fields] : alike) {
    auto const& [kind, swap, changes] = how;
    Overlap overlap{.kind = kind, .first = reference(*left.agreement, *left.rule), .second = reference(*right.agreement, *right.rule)};
    if (swap) std::swap(overlap.first, overlap.second);
    overlap.box = box;
    overlap.box.fields = std::move(fields);
    overlap.facets = changes;
    overlap.sentence = fmt::format(
        "{} and {} both give {}. {} ({}).", overlap.first, overlap.second, box_in_words(overlap.box, names),
        kind == Meeting::easier_wins ? fmt::format("The easier terms of {} win, so the other protects nothing there", overlap.first) : "Neither is easier, so whoever asks may choose",
        facets_in_words(changes));
    out.push_back(std::move(overlap));
  }
}

void find_conflicts(Sorted const& giving, Scope const& scope, PrintNames const& names, std::vector<Overlap>& out) {
  std::map<std::pair<std::string, bool>, Box> boxes;
  for (auto const& recipient : giving.recipients) {
    auto const kind = kind_of(scope, recipient);
    for (auto const& purpose : giving.purposes) {
      for (auto const& [field, item] : giving.items) {
        for (auto const& bar : bars_on(scope, {purpose, field, kind})) {
          if (bar.agreement->id.text == giving.agreement->id.text) continue;
          auto& box = boxes[{bar.reference(), is_total(*bar.prohibition)}];
          box.disclosers = giving.disclosers;
          box.roles = giving.roles;
          box.recipients.push_back(recipient);
          box.purposes.push_back(purpose);
          box.fields.push_back(field);
        }
      }
    }
  }
  for (auto& [bar, box] : boxes) {
    for (auto* const list : {&box.recipients, &box.purposes, &box.fields}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    // A clause against joining or against lists is how agreements limit each other; only what leaves nothing is a conflict.
    if (!bar.second) continue;
    Overlap overlap{.kind = Meeting::conflict, .first = reference(*giving.agreement, *giving.rule), .second = bar.first, .clause = {}, .box = box};
    overlap.sentence = fmt::format("{} gives {}; {} forbids it, so it is refused.", overlap.first, box_in_words(box, names), overlap.second);
    out.push_back(std::move(overlap));
  }
}

/// The fields of the clause that the rule gives in a form the clause forbids to combine.
Sentences fields_in(NeverTogether const& clause, Sorted const& rule, Vocabulary const* vocabulary) {
  Sentences out;
  if (clause.unless_form && rule.rule->form <= *clause.unless_form) return out;
  for (auto const& [field, item] : rule.items) {
    if (names_field(clause.items, field, vocabulary)) out.push_back(field);
  }
  return out;
}

void find_mosaics(std::vector<Sorted> const& rules, Scope const& scope, std::vector<Overlap>& out) {
  for (auto const* const agreement : scope.agreements) {
    for (auto const& clause : agreement->never_together) {
      std::vector<std::pair<Sorted const*, Sentences>> bearing;
      for (auto const& rule : rules) {
        if (auto fields = fields_in(clause, rule, scope.vocabulary); !fields.empty()) bearing.emplace_back(&rule, std::move(fields));
      }
      for (std::size_t left = 0; left < bearing.size(); ++left) {
        for (auto right = left + 1; right < bearing.size(); ++right) {
          auto const& [one, of_one] = bearing[left];
          auto const& [other, of_other] = bearing[right];
          auto const recipients = shared(one->recipients, other->recipients);
          Sentences all;
          std::set_union(of_one.begin(), of_one.end(), of_other.begin(), of_other.end(), std::back_inserter(all));
          // One field by two ways is no mosaic, and what one rule gives whole is a remark of `check`.
          if (one->agreement == other->agreement || recipients.empty() || all.size() < 2 || of_one == all || of_other == all) continue;
          Overlap overlap{.kind = Meeting::mosaic, .first = reference(*one->agreement, *one->rule), .second = reference(*other->agreement, *other->rule),
                          .clause = agreement->reference()};
          Sentences roles;
          std::set_union(one->roles.begin(), one->roles.end(), other->roles.begin(), other->roles.end(), std::back_inserter(roles));
          overlap.box = {{}, recipients, roles, {}, all};
          overlap.sentence = fmt::format("{} may never go together ({}: {}), and yet {} and {} give them one by one to {}.", text::join(all, " and "),
                                         overlap.clause, clause.why, overlap.first, overlap.second, text::join(recipients, ", "));
          out.push_back(std::move(overlap));
        }
      }
    }
  }
}

void find_unknown_reach(Scope const& scope, PrintNames const& names, std::vector<Overlap>& out) {
  for (auto const& chain : chains(scope, {})) {
    if (chain.known_to_source) continue;
    Overlap overlap{.kind = Meeting::unknown_reach, .first = chain.hops.front().rule, .second = chain.hops.back().rule};
    overlap.box = {{chain.hops.front().from}, {chain.hops.back().to}, {}, {}, {chain.field}};
    overlap.sentence = fmt::format("Passed on: {}.", sentence(chain, names));
    out.push_back(std::move(overlap));
  }
}

}  // namespace

std::string_view name_of(Meeting meeting) {
  switch (meeting) {
    case Meeting::easier_wins: return "easier-wins";
    case Meeting::different_terms: return "different-terms";
    case Meeting::conflict: return "conflict";
    case Meeting::mosaic: return "mosaic";
    case Meeting::unknown_reach: return "unknown-reach";
  }
  return "";
}

std::vector<Overlap> overlaps(Scope const& scope, PrintNames const& names) {
  std::vector<Overlap> out;
  auto const rules = sorted_rules(scope);
  for (std::size_t left = 0; left < rules.size(); ++left) {
    for (auto right = left + 1; right < rules.size(); ++right) {
      if (rules[left].agreement->id.text == rules[right].agreement->id.text) continue;
      compare_rules(rules[left], rules[right], scope, names, out);
    }
    find_conflicts(rules[left], scope, names, out);
  }
  find_mosaics(rules, scope, out);
  find_unknown_reach(scope, names, out);
  std::stable_sort(out.begin(), out.end(), [](Overlap const& left, Overlap const& right) {
    return std::tie(left.kind, left.first, left.second, left.clause, left.box) < std::tie(right.kind, right.first, right.second, right.clause, right.box);
  });
  return out;
}

Json to_json(Overlap const& overlap) {
  Json::Array facets;
  for (auto const& facet : overlap.facets) {
    Json one;
    one.set("facet", facet.facet).set("order", name_of(facet.now)).set("first", facet.after).set("second", facet.before);
    facets.push_back(std::move(one));
  }
  Json out;
  out.set("kind", name_of(overlap.kind)).set("first", overlap.first).set("second", overlap.second).set("clause", overlap.clause);
  out.set("box", to_json(overlap.box)).set("facets", std::move(facets)).set("sentence", overlap.sentence);
  return out;
}

}  // namespace concordat::agreements::analysis
