// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/scope.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

bool names_purpose(Words const& purposes, std::string_view purpose, Vocabulary const* vocabulary) {
  if (contains(purposes, purpose)) return true;
  if (vocabulary == nullptr) return false;
  auto const found = vocabulary->purposes.find(purpose);
  return found != vocabulary->purposes.end() &&
         std::any_of(found->second.begin(), found->second.end(), [&](auto const& name) { return contains(purposes, name); });
}

/// Whether everything that fits `inner` fits `outer`.
bool within(std::string_view inner, std::string_view outer) {
  if (inner == outer) return true;
  return outer.ends_with(".*") && inner.starts_with(outer.substr(0, outer.size() - 1));
}

bool has(std::vector<std::string> const& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

std::string sorted(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  return text::join(list, ",");
}

std::vector<std::string> texts(Words const& words) {
  std::vector<std::string> out;
  for (auto const& word : words) out.push_back(word.text);
  return out;
}

}  // namespace

bool names_field(Words const& patterns, std::string_view field, Vocabulary const* vocabulary) {
  auto const* const words = vocabulary == nullptr ? nullptr : vocabulary->field(field);
  if (words == nullptr) return covers_any(patterns, field);
  return std::any_of(words->names.begin(), words->names.end(), [&](auto const& name) { return covers_any(patterns, name); });
}

Item const* item_for(Rule const& rule, Cell const& cell, Vocabulary const* vocabulary) {
  if (!contains(rule.disclosers, cell.discloser) || !contains(rule.recipients, cell.recipient) ||
      !contains(rule.recipient_roles, cell.role) || !names_purpose(rule.purposes, cell.purpose, vocabulary)) {
    return nullptr;
  }
  for (auto const& item : rule.items) {
    if (field_name(item.field.text, vocabulary) == field_name(cell.field, vocabulary)) return &item;
  }
  return nullptr;
}

std::string kind_of(Scope const& scope, std::string_view agency) {
  for (auto const* const agreement : scope.agreements) {
    if (auto const* const party = agreement->party(agency)) return party->kind.text;
  }
  return {};
}

std::string reference(Agreement const& agreement, Rule const& rule) {
  return fmt::format("{}#{}", agreement.reference(), rule.id.text);
}

Scope in_term(Scope const& scope, Date day) {
  Scope out{.agreements = {}, .vocabulary = scope.vocabulary};
  for (auto const* const agreement : scope.agreements) {
    if (agreement->from <= day && day < agreement->until) out.agreements.push_back(agreement);
  }
  return out;
}

std::string Bar::reference() const { return fmt::format("{}#{}", agreement->reference(), prohibition->id.text); }

std::vector<std::string> const& recipient_kinds_of(Prohibition const& prohibition) { return prohibition.recipient_kinds; }

std::vector<Bar> bars_on(Scope const& scope, BarredUse const& use) {
  std::vector<Bar> out;
  for (auto const* const agreement : scope.agreements) {
    for (auto const& prohibition : agreement->prohibitions) {
      auto const& kinds = recipient_kinds_of(prohibition);
      auto const kind_fits = kinds.empty() || use.recipient_kind.empty() || has(kinds, use.recipient_kind);
      if (kind_fits && (prohibition.any_purpose || names_purpose(prohibition.purposes, use.purpose, scope.vocabulary)) &&
          names_field(prohibition.items, use.field, scope.vocabulary)) {
        out.push_back({agreement, &prohibition});
      }
    }
  }
  return out;
}

bool is_total(Prohibition const& prohibition) {
  return prohibition.combined_with.empty() && !prohibition.bulk_over && prohibition.when_subject_is.empty();
}

bool forbidden_by(Prohibition const& narrow, std::vector<Bar> const& wide) {
  // Of roles, company and number, only the first two are lists that several prohibitions may cover in pieces.
  auto const piece_forbidden = [&](std::string const* role, std::string const* company) {
    return std::any_of(wide.begin(), wide.end(), [&](Bar const& bar) {
      auto const& other = *bar.prohibition;
      if (other.bulk_over && (!narrow.bulk_over || *other.bulk_over > *narrow.bulk_over)) return false;
      if (!other.when_subject_is.empty() && (role == nullptr || !has(other.when_subject_is, *role))) return false;
      return other.combined_with.empty() ||
             (company != nullptr && std::any_of(other.combined_with.begin(), other.combined_with.end(),
                                                [&](Word const& pattern) { return within(*company, pattern.text); }));
    });
  };
  std::vector<std::string const*> roles;
  for (auto const& role : narrow.when_subject_is) roles.push_back(&role);
  if (roles.empty()) roles.push_back(nullptr);
  std::vector<std::string const*> companies;
  for (auto const& pattern : narrow.combined_with) companies.push_back(&pattern.text);
  if (companies.empty()) companies.push_back(nullptr);
  return std::all_of(roles.begin(), roles.end(), [&](auto const* role) {
    return std::all_of(companies.begin(), companies.end(), [&](auto const* company) { return piece_forbidden(role, company); });
  });
}

std::string effect_of(Prohibition const& prohibition) {
  return fmt::format("{}|{}|{}|{}|{}|{}", prohibition.any_purpose ? "any" : sorted(texts(prohibition.purposes)),
                     sorted(texts(prohibition.items)), sorted(texts(prohibition.combined_with)),
                     prohibition.bulk_over ? std::to_string(*prohibition.bulk_over) : "", sorted(prohibition.when_subject_is),
                     sorted(recipient_kinds_of(prohibition)));
}

}  // namespace concordat::agreements::analysis
