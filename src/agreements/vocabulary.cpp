// SPDX-License-Identifier: Apache-2.0
#include "agreements/vocabulary.h"

#include <algorithm>

#include "agreements/document.h"
#include "base/json.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::agreements {
namespace {

bool shares_a_category(NeverWords const& never, std::vector<FieldWords const*> const& fields) {
  return std::any_of(fields.begin(), fields.end(), [&](FieldWords const* field) {
    return field != nullptr &&
           std::any_of(never.categories.begin(), never.categories.end(), [&](auto const& category) {
             return std::find(field->categories.begin(), field->categories.end(), category) !=
                    field->categories.end();
           });
  });
}

bool hits(NeverWords const& never, GatewayUse const& use, std::vector<FieldWords const*> const& fields) {
  if (never.form && *never.form != use.form) return false;
  if (!never.categories.empty() && !shares_a_category(never, fields)) return false;
  auto const& kinds = never.discloser_kinds;
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), use.discloser_kind) != kinds.end();
}

Json list(auto const& texts) {
  Json all{Json::Array{}};
  for (auto const& one : texts) all.push(std::string{one});
  return all;
}

/// Nothing said and an empty list are two things.
Json list_if_said(auto const& texts) { return texts ? list(*texts) : Json{}; }

Json text_of(std::optional<Period> const& period) {
  return period ? Json{Json::Array{}}.push(period->months).push(period->days) : Json{};
}

Json json_of(FieldWords const& words) {
  Json one;
  one.set("names", list(words.names)).set("categories", list(words.categories)).set("holders", list_if_said(words.holders));
  return one.set("identifies", words.identifies).set("dropped", words.dropped).set("barred", words.barred);
}

Json json_of(GatewayWords const& words) {
  Json forms{Json::Array{}};
  for (auto const form : words.forms) forms.push(static_cast<int>(form));
  Json never{Json::Array{}};
  for (auto const& use : words.never) {
    Json one;
    one.set("categories", list(use.categories)).set("discloser_kinds", list(use.discloser_kinds));
    never.push(one.set("form", use.form ? Json{static_cast<int>(*use.form)} : Json{}));
  }
  Json one;
  one.set("forms", std::move(forms)).set("never", std::move(never)).set("needs", list(words.needs)).set("in_force", words.in_force);
  one.set("discloser_kinds", list_if_said(words.discloser_kinds)).set("recipient_kinds", list_if_said(words.recipient_kinds));
  return one.set("purposes", list_if_said(words.purposes)).set("retention_cap", text_of(words.retention_cap)).set("title", words.title);
}

Json json_of(auto const& map, auto value_of) {
  Json all{Json::Object{}};
  for (auto const& [name, value] : map) all.set(name, value_of(value));
  return all;
}

}  // namespace

std::string fingerprint(Vocabulary const& vocabulary) {
  Json all;
  all.set("fields", json_of(vocabulary.fields, [](FieldWords const& words) { return json_of(words); }));
  all.set("gateways", json_of(vocabulary.gateways, [](GatewayWords const& words) { return json_of(words); }));
  all.set("purposes", json_of(vocabulary.purposes, [](auto const& names) { return list(names); }));
  all.set("smallest_groups", json_of(vocabulary.smallest_groups, [](int size) { return Json{size}; }));
  all.set("agencies", vocabulary.agencies ? json_of(*vocabulary.agencies, [](std::string const& kind) { return Json{kind}; }) : Json{});
  all.set("barred_purposes", list(vocabulary.barred_purposes)).set("enforcement_purposes", list(vocabulary.enforcement_purposes));
  all.set("own_agreement_purposes", list(vocabulary.own_agreement_purposes)).set("protective_roles", list(vocabulary.protective_roles));
  all.set("subject_roles", list(vocabulary.subject_roles)).set("roles", list(vocabulary.roles)).set("kinds", list(vocabulary.kinds));
  all.set("control_profiles", list(vocabulary.control_profiles)).set("areas", list_if_said(vocabulary.areas));
  all.set("under_18_retention_cap", text_of(vocabulary.under_18_retention_cap));
  return crypto::to_hex(crypto::sha256(all.canonical()));
}

FieldWords const* Vocabulary::field(std::string_view id) const {
  auto const found = fields.find(id);
  return found == fields.end() ? nullptr : &found->second;
}

GatewayWords const* Vocabulary::gateway(std::string_view id) const {
  auto const found = gateways.find(id);
  return found == gateways.end() ? nullptr : &found->second;
}

bool Vocabulary::knows_pattern(std::string_view pattern) const {
  if (!pattern.ends_with(".*")) return field(pattern) != nullptr;
  auto const first = fields.lower_bound(pattern.substr(0, pattern.size() - 1));
  return first != fields.end() && covers(pattern, first->first);
}

void Vocabulary::add_field(std::string const& id, FieldWords words) {
  if (words.names.empty()) words.names.push_back(id);
  for (auto const& name : words.names) fields.insert_or_assign(name, words);
}

void Vocabulary::add_purpose(std::string const& id, std::vector<std::string> const& aliases) {
  auto names = aliases;
  names.insert(names.begin(), id);
  for (auto const& name : names) purposes.insert_or_assign(name, names);
}

bool is_barred(std::vector<std::string> const& categories) {
  return std::any_of(categories.begin(), categories.end(), [](std::string const& category) {
    return category == "source-identity" || category == "intercept" || category == "sexual-health-test" ||
           category == "above-official-sensitive";
  });
}

bool Vocabulary::bars(std::string_view purpose) const {
  // Any spelling: a partnership may not open this door by naming the purpose otherwise.
  return barred_purposes.contains(purpose) || purpose.find("immigration") != std::string_view::npos;
}

std::vector<GatewayFault> faults_of(GatewayWords const& gateway, GatewayUse const& use,
                                    std::vector<FieldWords const*> const& fields) {
  std::vector<GatewayFault> faults;
  if (!gateway.forms.contains(use.form)) faults.push_back(GatewayFault::form);
  if (gateway.discloser_kinds && !gateway.discloser_kinds->contains(use.discloser_kind)) {
    faults.push_back(GatewayFault::discloser);
  }
  if (gateway.recipient_kinds && !gateway.recipient_kinds->contains(use.recipient_kind)) {
    faults.push_back(GatewayFault::recipient);
  }
  auto const never = [&](NeverWords const& one) { return hits(one, use, fields); };
  if (std::any_of(gateway.never.begin(), gateway.never.end(), never)) faults.push_back(GatewayFault::never);
  return faults;
}

}  // namespace concordat::agreements
