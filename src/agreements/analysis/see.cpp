// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/see.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

/// Under the name a query uses, or as the pattern it is.
bool asked_for(std::string const& field, SightQuery const& query, Vocabulary const* vocabulary) {
  if (query.field.empty()) return true;
  Words const pattern{{query.field}};
  return names_field(pattern, field, vocabulary) || field_name(query.field, vocabulary) == field_name(field, vocabulary);
}

std::vector<std::string> texts(Words const& words) {
  std::vector<std::string> out;
  for (auto const& word : words) out.push_back(word.text);
  std::sort(out.begin(), out.end());
  return out;
}

void add_prohibitions(Scope const& scope, Sight& sight, PrintNames const& names) {
  auto const kind = kind_of(scope, sight.agency);
  std::map<std::string, std::string> bearing;
  std::vector<std::string> open;
  for (auto const& purpose : sight.purposes) {
    auto const bars = bars_on(scope, {purpose, sight.field, kind});
    for (auto const& bar : bars) bearing.emplace(bar.reference(), agreements::in_words(*bar.prohibition, names));
    auto const shut = std::any_of(bars.begin(), bars.end(), [](Bar const& bar) { return is_total(*bar.prohibition); });
    (shut ? sight.forbidden : open).push_back(purpose);
  }
  sight.purposes = std::move(open);
  sight.prohibitions = {bearing.begin(), bearing.end()};
}

/// Conditions without those on the rows of other fields, and the small-number rules.
std::vector<std::string> conditions_on(Rule const& rule, Item const& item, Vocabulary const* vocabulary, PrintNames const& names) {
  auto mine = rule.conditions;
  std::erase_if(mine.suppress_when, [&](Suppression const& one) { return !names_field(one.items, item.field.text, vocabulary); });
  auto out = agreements::in_words(mine, names);
  if (rule.control) {
    out.push_back(fmt::format("groups under {} are {} (rules: {})", rule.control->min_group,
                              rule.control->on_fail == OnFail::refuse ? "refused" : "left out", rule.control->profile.text));
    if (auto const holds = rule.control->recipient_holds_named_incidents) out.push_back(*holds ? "the recipient holds named incidents: records are held against them first" : "the recipient holds no named incidents");
  }
  return out;
}

std::string listed(std::vector<std::string> const& words, std::function<std::string(std::string_view)> const& namer, std::string_view between) {
  std::vector<std::string> out;
  for (auto const& word : words) out.push_back(namer ? namer(word) : word);
  return text::join(out, between);
}

Json list(std::vector<std::string> const& texts) {
  Json::Array out;
  for (auto const& text : texts) out.emplace_back(text);
  return Json{std::move(out)};
}

/// Who gives a field to whom, by which rule, and whether it may go on from there.
struct Edge {
  std::string from, to, rule;
  bool onward = false;
};

void walk(std::vector<Edge> const& edges, std::vector<Hop>& path, std::set<std::string>& seen, std::vector<Chain>& out, std::string const& field) {
  for (auto const& edge : edges) {
    if (edge.from != path.back().to || seen.contains(edge.to)) continue;
    path.push_back({edge.from, edge.to, edge.rule});
    out.push_back({field, path, false});
    if (edge.onward) {
      seen.insert(edge.to);
      walk(edges, path, seen, out, field);
      seen.erase(edge.to);
    }
    path.pop_back();
  }
}

bool name_both(Scope const& scope, std::string const& source, std::string const& last) {
  return std::any_of(scope.agreements.begin(), scope.agreements.end(), [&](auto const* agreement) {
    return agreement->party(source) != nullptr && agreement->party(last) != nullptr;
  });
}

}  // namespace

std::vector<Sight> sights(Scope const& scope, SightQuery const& query, PrintNames const& names) {
  std::vector<Sight> out;
  for (auto const* const agreement : scope.agreements) {
    for (auto const& rule : agreement->rules) {
      if (query.form && rule.form < *query.form) continue;
      if (!query.role.empty() && !contains(rule.recipient_roles, query.role)) continue;
      for (auto const& item : rule.items) {
        if (!asked_for(item.field.text, query, scope.vocabulary)) continue;
        for (auto const& recipient : rule.recipients) {
          if (!query.agency.empty() && recipient.text != query.agency) continue;
          Sight sight{.field = field_name(item.field.text, scope.vocabulary), .agency = recipient.text};
          sight.roles = query.role.empty() ? texts(rule.recipient_roles) : std::vector{query.role};
          sight.disclosers = texts(rule.disclosers);
          for (auto const& purpose : texts(rule.purposes)) sight.purposes.push_back(purpose_name(purpose, scope.vocabulary));
          sight.form = rule.form;
          sight.as = item.as;
          sight.conditions = conditions_on(rule, item, scope.vocabulary, names);
          sight.kept = agreements::in_words(rule.retention);
          sight.gateway = rule.gateway.text;
          sight.onward = rule.onward == Onward::with_discloser_agreement;
          sight.rule = reference(*agreement, rule);
          sight.until = agreement->until;
          add_prohibitions(scope, sight, names);
          out.push_back(std::move(sight));
        }
      }
    }
  }
  std::sort(out.begin(), out.end(), [](Sight const& left, Sight const& right) {
    return std::tie(left.field, left.agency, left.disclosers, left.rule) < std::tie(right.field, right.agency, right.disclosers, right.rule);
  });
  return out;
}

std::vector<Chain> chains(Scope const& scope, SightQuery const& query) {
  std::map<std::string, std::vector<Edge>> by_field;
  for (auto const* const agreement : scope.agreements) {
    for (auto const& rule : agreement->rules) {
      if (query.form && rule.form < *query.form) continue;
      for (auto const& item : rule.items) {
        if (!asked_for(item.field.text, query, scope.vocabulary)) continue;
        auto& edges = by_field[field_name(item.field.text, scope.vocabulary)];
        for (auto const& from : rule.disclosers) {
          for (auto const& to : rule.recipients) {
            if (from.text != to.text) edges.push_back({from.text, to.text, reference(*agreement, rule), rule.onward == Onward::with_discloser_agreement});
          }
        }
      }
    }
  }
  std::vector<Chain> out;
  for (auto& [field, edges] : by_field) {
    std::sort(edges.begin(), edges.end(), [](Edge const& left, Edge const& right) {
      return std::tie(left.from, left.to, left.rule) < std::tie(right.from, right.to, right.rule);
    });
    for (auto const& edge : edges) {
      if (!edge.onward) continue;
      std::vector<Hop> path{{edge.from, edge.to, edge.rule}};
      std::set<std::string> seen{edge.from, edge.to};
      walk(edges, path, seen, out, field);
    }
  }
  std::erase_if(out, [&](Chain const& chain) { return !query.agency.empty() && chain.hops.back().to != query.agency; });
  for (auto& chain : out) chain.known_to_source = name_both(scope, chain.hops.front().from, chain.hops.back().to);
  return out;
}

std::string sentence(Sight const& sight, PrintNames const& names) {
  auto const field = names.field ? names.field(sight.field) : sight.field;
  auto const agency = names.agency ? names.agency(sight.agency) : sight.agency;
  auto out = fmt::format("{} ({}), {}: {} of {}, from {}", field, name_of(sight.form), agreements::in_words(sight.as), text::join(sight.roles, " or "), agency,
                         listed(sight.disclosers, names.agency, " or "));
  out += sight.purposes.empty() ? std::string{"; never, a prohibition forbids every purpose"} : ", for " + text::join(sight.purposes, " or ");
  if (!sight.conditions.empty()) out += "; only if: " + text::join(sight.conditions, "; ");
  out += fmt::format("; kept {}; {}", sight.kept, sight.onward ? "passed on only if the giver agrees" : "never passed on");
  if (!sight.forbidden.empty() && !sight.purposes.empty()) out += "; never for " + text::join(sight.forbidden, " or ");
  for (auto const& [reference, words] : sight.prohibitions) out += fmt::format("; prohibited by {}: {}", reference, words);
  return out + fmt::format(" [{}]", sight.rule);
}

std::string sentence(Chain const& chain, PrintNames const& names) {
  auto const name = [&](std::string const& id) { return names.agency ? names.agency(id) : id; };
  auto out = fmt::format("{}: {}", names.field ? names.field(chain.field) : chain.field, name(chain.hops.front().from));
  for (auto const& hop : chain.hops) out += fmt::format(" -> {} [{}]", name(hop.to), hop.rule);
  if (!chain.known_to_source) out += fmt::format("; no agreement names both {} and {}", name(chain.hops.front().from), name(chain.hops.back().to));
  return out;
}

Json to_json(Sight const& sight) {
  Json::Array prohibitions;
  for (auto const& [reference, words] : sight.prohibitions) {
    Json one;
    one.set("reference", reference).set("words", words);
    prohibitions.push_back(std::move(one));
  }
  Json out;
  out.set("field", sight.field).set("agency", sight.agency).set("roles", list(sight.roles)).set("disclosers", list(sight.disclosers));
  out.set("purposes", list(sight.purposes)).set("forbidden_purposes", list(sight.forbidden)).set("form", name_of(sight.form));
  out.set("as", name_of(sight.as)).set("conditions", list(sight.conditions)).set("kept", sight.kept).set("gateway", sight.gateway);
  out.set("onward", sight.onward).set("rule", sight.rule).set("until", format_date(sight.until)).set("prohibitions", std::move(prohibitions));
  return out;
}

Json to_json(Chain const& chain) {
  Json::Array hops;
  for (auto const& hop : chain.hops) {
    Json one;
    one.set("from", hop.from).set("to", hop.to).set("rule", hop.rule);
    hops.push_back(std::move(one));
  }
  Json out;
  out.set("field", chain.field).set("hops", std::move(hops)).set("known_to_source", chain.known_to_source);
  return out;
}

}  // namespace concordat::agreements::analysis
