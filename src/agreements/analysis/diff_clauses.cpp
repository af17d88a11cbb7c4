// SPDX-License-Identifier: Apache-2.0
// What stands above the rules, and what stands beside them: prohibitions, clauses about several fields, terms, papers.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "agreements/analysis/diff_cells.h"
#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

bool is_within(std::string_view inner, Words const& outer, Vocabulary const* vocabulary) {
  return std::any_of(outer.begin(), outer.end(), [&](Word const& pattern) {
    return pattern.text == inner || (pattern.text.ends_with(".*") && inner.starts_with(pattern.text.substr(0, pattern.text.size() - 1)));
  }) || (!inner.ends_with(".*") && names_field(outer, inner, vocabulary));
}

/// Whether the other side forbids all of it too, perhaps by several prohibitions.
bool still_forbidden(Prohibition const& one, Scope const& by) {
  static std::string const any_kind;
  auto purposes = std::vector<std::string>{};
  for (auto const& purpose : one.purposes) purposes.push_back(purpose_name(purpose.text, by.vocabulary));
  if (one.any_purpose) purposes = {""};
  auto kinds = recipient_kinds_of(one);
  if (kinds.empty()) kinds.push_back(any_kind);
  for (auto const& purpose : purposes) {
    for (auto const& pattern : one.items) {
      for (auto const& kind : kinds) {
        std::vector<Bar> bars;
        for (auto const* const agreement : by.agreements) {
          for (auto const& other : agreement->prohibitions) {
            auto const& limits = recipient_kinds_of(other);
            auto const for_kind = limits.empty() || std::find(limits.begin(), limits.end(), kind) != limits.end();
            auto const for_purpose = other.any_purpose || std::any_of(other.purposes.begin(), other.purposes.end(), [&](Word const& word) {
                                       return purpose_name(word.text, by.vocabulary) == purpose;
                                     });
            if (for_kind && for_purpose && is_within(pattern.text, other.items, by.vocabulary)) bars.push_back({agreement, &other});
          }
        }
        if (!forbidden_by(one, bars)) return false;
      }
    }
  }
  return true;
}

bool still_apart(NeverTogether const& one, Scope const& by) {
  auto const covers_pair = [&](Word const& left, Word const& right) {
    return std::any_of(by.agreements.begin(), by.agreements.end(), [&](auto const* agreement) {
      return std::any_of(agreement->never_together.begin(), agreement->never_together.end(), [&](NeverTogether const& other) {
        return (!other.unless_form || (one.unless_form && *other.unless_form <= *one.unless_form)) &&
               is_within(left.text, other.items, by.vocabulary) && is_within(right.text, other.items, by.vocabulary);
      });
    });
  };
  for (std::size_t left = 0; left < one.items.size(); ++left) {
    auto const& word = one.items[left];
    // A pattern has pairs of its own.
    if (word.text.ends_with(".*") && !covers_pair(word, word)) return false;
    for (auto right = left + 1; right < one.items.size(); ++right) {
      if (!covers_pair(word, one.items[right])) return false;
    }
  }
  return true;
}

bool still_joined(MustGoTogether const& one, Scope const& by) {
  for (auto const& item : one.items) {
    for (auto const& with : one.with) {
      std::optional<Texts> exempt;  // by every clause that asks it
      for (auto const* const agreement : by.agreements) {
        for (auto const& other : agreement->must_go_together) {
          if (!is_within(item.text, other.items, by.vocabulary) || !is_within(with.text, other.with, by.vocabulary)) continue;
          Texts here;
          for (auto const& rule : other.except_rules) {
            if (!exempt || exempt->contains(rule.text)) here.insert(rule.text);
          }
          exempt = std::move(here);
        }
      }
      auto const excused = [&](std::string const& rule) { return contains(one.except_rules, rule); };
      if (!exempt || !std::all_of(exempt->begin(), exempt->end(), excused)) return false;
    }
  }
  return true;
}

std::string listed(Words const& words, std::string_view between, PrintNames const& names) {
  std::vector<std::string> out;
  for (auto const& word : words) out.push_back(names.field ? names.field(word.text) : word.text);
  return text::join(out, between);
}

std::string words_of(Prohibition const& clause, PrintNames const& names) { return agreements::in_words(clause, names); }
std::string words_of(NeverTogether const& clause, PrintNames const& names) {
  return fmt::format("never two or more of {}{}: {}", listed(clause.items, ", ", names),
                     clause.unless_form ? fmt::format(", unless {}", name_of(*clause.unless_form)) : "", clause.why);
}
std::string words_of(MustGoTogether const& clause, PrintNames const& names) {
  return fmt::format("{} only with {}{}: {}", listed(clause.items, ", ", names), listed(clause.with, ", ", names),
                     clause.except_rules.empty() ? "" : fmt::format(", except by {}", listed(clause.except_rules, ", ", {})), clause.why);
}

std::string id_of(Agreement const& agreement, Prohibition const& clause) { return fmt::format("{}#{}", agreement.id.text, clause.id.text); }
template <class Clause>
std::string id_of(Agreement const& agreement, Clause const&) {
  return agreement.id.text;
}

std::vector<Prohibition> const& clauses_of(Agreement const& agreement, Prohibition const*) { return agreement.prohibitions; }
std::vector<NeverTogether> const& clauses_of(Agreement const& agreement, NeverTogether const*) { return agreement.never_together; }
std::vector<MustGoTogether> const& clauses_of(Agreement const& agreement, MustGoTogether const*) { return agreement.must_go_together; }

/// Those of `left` whose words `right` does not have, with what `right` says in their place under the same id.
template <class Clause>
void compare_kind(std::string_view kind, bool (*still)(Clause const&, Scope const&), Scope const& before, Scope const& after,
                  PrintNames const& names, std::vector<ClauseChange>& out) {
  std::map<std::pair<std::string, std::string>, ClauseChange> changes;  // by id, and, where ids are shared, by words
  auto const shared = std::is_same_v<Clause, Prohibition>;
  auto const read = [&](Scope const& mine, Scope const& other, bool is_before) {
    std::set<std::string> theirs;
    for (auto const* const agreement : other.agreements) {
      for (auto const& clause : clauses_of(*agreement, static_cast<Clause const*>(nullptr))) theirs.insert(words_of(clause, {}));
    }
    for (auto const* const agreement : mine.agreements) {
      for (auto const& clause : clauses_of(*agreement, static_cast<Clause const*>(nullptr))) {
        if (theirs.contains(words_of(clause, {})) && still(clause, other)) continue;
        auto const id = id_of(*agreement, clause);
        auto words = words_of(clause, names);
        auto& change = changes[{id, shared ? std::string{} : words}];
        change.kind = kind;
        change.id = id;
        (is_before ? change.before : change.after) = std::move(words);
        (is_before ? change.widens : change.narrows) |= !still(clause, other);
      }
    }
  };
  read(before, after, true);
  read(after, before, false);
  for (auto& [key, change] : changes) out.push_back(std::move(change));
}

using Pairs = std::map<std::string, std::pair<Agreement const*, Agreement const*>>;

/// By id; of several versions the latest.
Pairs pairs(Scope const& before, Scope const& after) {
  Pairs out;
  auto const take = [](Agreement const*& place, Agreement const* one) {
    if (place == nullptr || place->version < one->version) place = one;
  };
  for (auto const* const agreement : before.agreements) take(out[agreement->id.text].first, agreement);
  for (auto const* const agreement : after.agreements) take(out[agreement->id.text].second, agreement);
  return out;
}

Texts const modelled{"format",   "id",      "version",        "replaces",         "in_force", "rules", "prohibitions", "never_together",
                     "must_go_together", "status"};
Texts const only_told{"title", "summary", "contact", "review_by", "dpia", "eia", "parties", "purposes"};
Texts const rule_keys{"id",         "discloser",          "recipient", "recipient_roles", "purposes", "gateway", "form", "items",
                      "conditions", "disclosure_control", "retention", "onward"};
Texts const rule_told{"why", "schedule"};

/// What is left of an object when the keys that are compared elsewhere are gone.
void leave(Json const& object, Texts const& known, std::string const& at, std::map<std::string, std::string>& out) {
  for (auto const& [key, value] : object.object()) {
    if (!known.contains(key)) out.emplace(at + key, value.canonical());
  }
}

struct Rest {
  std::map<std::string, std::string> told;
  std::map<std::string, std::string> unknown;
};

void add_rule(Json const& rule, Rest& rest) {
  auto const at = fmt::format("rule {}: ", rule["id"].string());
  for (auto const& key : rule_told) {
    if (rule.contains(key)) rest.told.emplace(at + key, rule[key].canonical());
  }
  // whether it is said at all; what it says is a term of the rule
  if (auto const& holds = rule["disclosure_control"]["recipient_holds_named_incidents"]; holds.is_bool()) rest.told.emplace(at + "recipient_holds_named_incidents", "");
  auto known = rule_keys;
  known.insert(rule_told.begin(), rule_told.end());
  leave(rule, known, at, rest.unknown);
  for (auto const& item : rule["items"].array()) leave(item, {"field", "as"}, fmt::format("{}{}: ", at, item["field"].string()), rest.unknown);
  leave(rule["disclosure_control"], {"profile", "min_group", "on_fail", "recipient_holds_named_incidents"}, at + "disclosure_control: ", rest.unknown);
  leave(rule["retention"], {"keep_for", "from", "then"}, at + "retention: ", rest.unknown);
}

Rest rest_of(Agreement const& agreement) {
  Rest rest;
  auto const parsed = Json::parse(agreement.canonical);
  if (!parsed) return rest;
  auto const& document = (*parsed)["agreement"];
  for (auto const& key : only_told) {
    if (document.contains(key)) rest.told.emplace(key, document[key].canonical());
  }
  auto known = modelled;
  known.insert(only_told.begin(), only_told.end());
  leave(document, known, "", rest.unknown);
  for (auto const& rule : document["rules"].array()) add_rule(rule, rest);
  for (auto const& clause : document["prohibitions"].array()) {
    leave(clause, {"id", "purposes", "items", "combined_with", "bulk_over", "when_subject_is", "recipient_kinds", "why"},
          fmt::format("prohibition {}: ", clause["id"].string()), rest.unknown);
  }
  return rest;
}

std::vector<std::string> differing(std::map<std::string, std::string> const& left, std::map<std::string, std::string> const& right) {
  std::set<std::string> out;
  for (auto const& [key, value] : left) {
    if (auto const found = right.find(key); found == right.end() || found->second != value) out.insert(key);
  }
  for (auto const& [key, value] : right) {
    if (!left.contains(key)) out.insert(key);
  }
  return {out.begin(), out.end()};
}

void compare_documents(Agreement const& before, Agreement const& after, Difference& out) {
  auto const left = rest_of(before);
  auto const right = rest_of(after);
  for (auto const& key : differing(left.told, right.told)) out.other.push_back(fmt::format("{}: {}", after.id.text, key));
  for (auto const& key : differing(left.unknown, right.unknown)) {
    out.clauses.push_back({"part-not-known", after.id.text, left.unknown.contains(key) ? key : "", right.unknown.contains(key) ? key : "", true, true});
  }
  if (before.status != after.status) {
    out.clauses.push_back({"status", after.id.text, std::string{name_of(before.status)}, std::string{name_of(after.status)},
                           after.status == Status::agreed, before.status == Status::agreed});
  }
}

}  // namespace

void compare_clauses(Scope const& before, Scope const& after, PrintNames const& names, Difference& out) {
  compare_kind<Prohibition>("prohibition", still_forbidden, before, after, names, out.clauses);
  compare_kind<NeverTogether>("never-together", still_apart, before, after, names, out.clauses);
  compare_kind<MustGoTogether>("must-go-together", still_joined, before, after, names, out.clauses);
}

void compare_papers(Scope const& before, Scope const& after, Difference& out) {
  for (auto const& [id, pair] : pairs(before, after)) {
    auto const& [left, right] = pair;
    InForceChange change{.agreement = id};
    if (left != nullptr) change.before = {left->from, left->until};
    if (right != nullptr) change.after = {right->from, right->until};
    if (left != nullptr && right != nullptr) {
      change.widens = right->from < left->from || right->until > left->until;
      change.narrows = right->from > left->from || right->until < left->until;
      if (left->sha256 != right->sha256 || left->sha256.empty()) compare_documents(*left, *right, out);
    }
    if (change.before != change.after) out.terms.push_back(std::move(change));
  }
}

}  // namespace concordat::agreements::analysis
