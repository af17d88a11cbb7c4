// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agreements/analysis/scope.h"
#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

constexpr std::array facets{
    Facet::form,     Facet::as,      Facet::gateway,  Facet::area,     Facet::link,      Facet::trained,
    Facet::case_terms, Facet::age,   Facet::necessity, Facet::concern, Facet::handling,  Facet::consent,
    Facet::decision, Facet::approvals, Facet::hours,  Facet::other,    Facet::left_out,  Facet::profile,
    Facet::min_group, Facet::on_fail, Facet::holder,  Facet::keep,    Facet::keep_from, Facet::afterwards, Facet::onward};

std::optional<Json> value_of(Conditions const& conditions, std::string_view key) {
  for (auto const& [name, text] : conditions.written) {
    if (name != key) continue;
    auto parsed = Json::parse(text);
    if (parsed) return std::move(*parsed);
  }
  return std::nullopt;
}

Texts texts_of(Json const& list) {
  Texts out;
  for (auto const& one : list.array()) out.insert(one.string());
  return out;
}

Texts texts_of(Words const& words) {
  Texts out;
  for (auto const& word : words) out.insert(word.text);
  return out;
}

/// "08:30" as minutes; nothing where it is written otherwise.
std::optional<int> minutes_of(std::string const& text) {
  auto const hour = text::parse_integer(std::string_view{text}.substr(0, std::min<std::size_t>(2, text.size())));
  auto const minute = text.size() == 5 && text[2] == ':' ? text::parse_integer(std::string_view{text}.substr(3)) : std::nullopt;
  if (!hour || !minute) return std::nullopt;
  return static_cast<int>(*hour * 60 + *minute);
}

/// Nothing where the value is not of the form this module knows; then it is compared as a text.
std::optional<HoursFacet> hours_of(Json const& value) {
  auto const from = minutes_of(value["from"].string());
  auto const until = minutes_of(value["until"].string());
  if (!from || !until) return std::nullopt;
  auto days = texts_of(value["days"]);
  if (days.empty()) days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return HoursFacet{*from, *until, std::move(days)};
}

std::optional<ApprovalFacet> approvals_of(Json const& value) {
  auto const period = parse_period(value["not_older_than"].string());
  if (!value["at_least"].is_integer() || !value["roles"].is_array() || !period) return std::nullopt;
  return ApprovalFacet{value["at_least"].integer(), texts_of(value["roles"]), value["of"].string(), *period};
}

constexpr std::array known_conditions{
    std::string_view{"area"},     std::string_view{"suppress_when"}, std::string_view{"trained"},
    std::string_view{"case"},     std::string_view{"age"},           std::string_view{"necessity"},
    std::string_view{"concern"},  std::string_view{"handling"},      std::string_view{"consent"},
    std::string_view{"decision_recorded"}};

void read_facts(Conditions const& conditions, Terms& out) {
  if (conditions.trained) out.trained = Dated{conditions.trained->course, conditions.trained->not_older_than};
  if (conditions.case_terms) {
    auto const& terms = *conditions.case_terms;
    out.case_terms = fmt::format("{}{}{}{}", terms.type, terms.open ? ", open" : "",
                                 terms.requester_is_member ? ", the asker a member" : "",
                                 terms.subject_is_listed ? ", the person listed" : "");
  }
  if (conditions.age) out.age = {conditions.age->from, conditions.age->to};
  if (conditions.concern) {
    out.concern = ConcernFacet{conditions.concern->tool, conditions.concern->band_at_least, conditions.concern->not_older_than};
  }
  if (!conditions.handling_codes.empty()) out.handling = Texts{conditions.handling_codes.begin(), conditions.handling_codes.end()};
  if (conditions.consent) {
    auto const& from = conditions.consent->from;
    out.consent_of = from == "subject-or-parent" ? Texts{"parent", "subject"} : Texts{from};
    out.consent_not_older_than = conditions.consent->not_older_than;
  }
  if (conditions.decision_recorded) {
    auto const& decision = *conditions.decision_recorded;
    out.decision = Dated{fmt::format("{} of {}", decision.by, decision.of), decision.not_older_than};
  }
}

void read_conditions(Conditions const& conditions, Terms& out) {
  if (!conditions.incident_within.empty()) out.incident_within = texts_of(conditions.incident_within);
  if (!conditions.subject_linked_to.empty()) out.subject_linked_to = texts_of(conditions.subject_linked_to);
  out.necessity = conditions.necessity;
  read_facts(conditions, out);
  if (auto const value = value_of(conditions, "time")) out.hours = hours_of(*value);
  if (auto const value = value_of(conditions, "approvals")) out.approvals = approvals_of(*value);
  for (auto const& [key, value] : conditions.written) {
    auto const typed = std::find(known_conditions.begin(), known_conditions.end(), key) != known_conditions.end() ||
                       (key == "time" && out.hours) || (key == "approvals" && out.approvals);
    if (!typed) out.other.emplace(key, value);
  }
}

}  // namespace

std::span<Facet const> all_facets() { return facets; }

std::string field_name(std::string_view field, Vocabulary const* vocabulary) {
  auto const* const words = vocabulary == nullptr ? nullptr : vocabulary->field(field);
  return words == nullptr ? std::string{field} : words->names.front();
}

std::string purpose_name(std::string_view purpose, Vocabulary const* vocabulary) {
  if (vocabulary == nullptr) return std::string{purpose};
  auto const found = vocabulary->purposes.find(purpose);
  if (found == vocabulary->purposes.end() || found->second.empty()) return std::string{purpose};
  // Agreements write purposes with hyphens; any fixed choice would do, this one reads like the documents.
  auto const hyphened = std::find_if(found->second.begin(), found->second.end(),
                                     [](std::string const& name) { return name.find('_') == std::string::npos; });
  return hyphened == found->second.end() ? found->second.front() : *hyphened;
}

Terms terms_of(Rule const& rule, Item const& item, Vocabulary const* vocabulary) {
  Terms out;
  out.form = rule.form;
  out.as = item.as;
  out.gateway = rule.gateway.text;
  read_conditions(rule.conditions, out);
  for (auto const& suppression : rule.conditions.suppress_when) {
    if (!names_field(suppression.items, item.field.text, vocabulary)) continue;
    out.left_out[field_name(suppression.field.text, vocabulary)].insert(suppression.is.begin(), suppression.is.end());
  }
  if (rule.control) out.control = ControlFacet{rule.control->profile.text, rule.control->min_group, rule.control->on_fail, rule.control->recipient_holds_named_incidents};
  out.keep = rule.retention.period;
  out.keep_from = rule.retention.from;
  out.anonymised_then = rule.retention.then == "anonymise";
  out.onward = rule.onward == Onward::with_discloser_agreement;
  return out;
}

std::string key_of(Terms const& terms) {
  // Each value behind its length, so that no two different terms can be written alike.
  std::string out = fmt::format("{}|{}|{}", static_cast<int>(terms.form), static_cast<int>(terms.as), terms.necessity);
  auto const add = [&](std::string_view text) { out += fmt::format("|{}:{}", text.size(), text); };
  auto const add_texts = [&](std::optional<Texts> const& texts) {
    out += texts ? fmt::format("|{}", texts->size()) : std::string{"|-"};
    if (texts) std::for_each(texts->begin(), texts->end(), add);
  };
  auto const add_period = [&](Period period) { out += fmt::format("|{}m{}d", period.months, period.days); };
  auto const add_dated = [&](std::optional<Dated> const& dated) {
    add(dated ? dated->name : std::string_view{});
    add_period(dated ? dated->not_older_than : Period{});
  };
  add(terms.gateway);
  add_texts(terms.incident_within);
  add_texts(terms.subject_linked_to);
  add_dated(terms.trained);
  add(terms.case_terms.value_or(""));
  out += terms.age ? fmt::format("|{}-{}", terms.age->first, terms.age->second) : "|-";
  add_dated(terms.concern ? std::optional{Dated{fmt::format("{} {}", terms.concern->band_at_least, terms.concern->tool), terms.concern->not_older_than}} : std::nullopt);
  add_texts(terms.handling);
  add_texts(terms.consent_of);
  add_period(terms.consent_not_older_than);
  add_dated(terms.decision);
  if (terms.approvals) {
    add_texts(terms.approvals->roles);
    add_dated(Dated{fmt::format("{} {}", terms.approvals->at_least, terms.approvals->of), terms.approvals->not_older_than});
  }
  out += "|";
  if (terms.hours) {
    out += fmt::format("{}-{}", terms.hours->from, terms.hours->until);
    add_texts(terms.hours->days);
  }
  for (auto const& [key, value] : terms.other) add(key), add(value);
  out += "|";
  for (auto const& [field, values] : terms.left_out) add(field), add_texts(values);
  if (terms.control) {
    out += fmt::format("|{}|{}|{}", terms.control->min_group, static_cast<int>(terms.control->on_fail), terms.control->holder.value_or(true));
    add(terms.control->profile);
  }
  add_period(terms.keep);
  add(terms.keep_from);
  out += fmt::format("|{}{}", terms.anonymised_then, terms.onward);
  return out;
}

}  // namespace concordat::agreements::analysis
