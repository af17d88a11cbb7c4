// SPDX-License-Identifier: Apache-2.0
#include "agreements/vocabulary.h"

#include <algorithm>

#include "agreements/document.h"

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

}  // namespace

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
