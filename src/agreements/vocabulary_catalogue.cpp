// SPDX-License-Identifier: Apache-2.0
#include "agreements/vocabulary.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {
namespace {

Form form_of(catalogue::Form form) {
  switch (form) {
    case catalogue::Form::aggregate:
      return Form::aggregate;
    case catalogue::Form::depersonalised:
      return Form::depersonalised;
    case catalogue::Form::pseudonymised:
      return Form::pseudonymised;
    case catalogue::Form::personalised:
      return Form::personalised;
  }
  return Form::personalised;
}

std::optional<std::set<std::string, std::less<>>> kinds_of(catalogue::Catalogue const& catalogue,
                                                           std::vector<std::string> const& listed) {
  auto const kinds = catalogue.kinds_covered(listed);
  if (!kinds) return std::nullopt;
  return std::set<std::string, std::less<>>{kinds->begin(), kinds->end()};
}

FieldWords words_of(catalogue::Field const& field, catalogue::Catalogue const& catalogue) {
  FieldWords words;
  words.names = field.aliases;
  words.names.push_back(field.id);
  words.categories = field.categories;
  words.identifies = field.identifies() || field.form == catalogue::FieldForm::personalised;
  words.dropped = field.storage == catalogue::Storage::dropped;
  words.barred = is_barred(field.categories);
  words.holders = kinds_of(catalogue, field.holders);
  return words;
}

/// Every name of the purposes a gateway lists, and of those that are part of them; nothing where it serves any.
std::optional<std::set<std::string, std::less<>>> purposes_of(catalogue::Gateway const& gateway,
                                                              catalogue::Catalogue const& catalogue) {
  std::set<std::string, std::less<>> names;
  for (auto const& listed : gateway.purposes) {
    if (listed == "*") return std::nullopt;
    for (auto const& purpose : catalogue.definitions().purposes) {
      if (purpose.id != listed && purpose.part_of != listed) continue;
      names.insert(purpose.id);
      names.insert(purpose.aliases.begin(), purpose.aliases.end());
    }
  }
  return names;
}

GatewayWords words_of(catalogue::Gateway const& gateway, catalogue::Catalogue const& catalogue) {
  GatewayWords words;
  words.title = gateway.title;
  words.in_force = gateway.status == "in_force" || gateway.status == "partly";
  if (gateway.can_carry()) {
    for (auto const form : gateway.forms) words.forms.insert(form_of(form));
  }
  words.discloser_kinds = kinds_of(catalogue, gateway.disclosers);
  words.recipient_kinds = kinds_of(catalogue, gateway.recipients);
  words.needs = gateway.needs;
  words.purposes = purposes_of(gateway, catalogue);
  words.retention_cap = gateway.retention_cap;
  for (auto const& never : gateway.never) {
    NeverWords one{.categories = never.categories, .discloser_kinds = {}, .form = {}};
    if (never.form) one.form = form_of(*never.form);
    // An empty list asks for no kind; a list that covers everybody does the same.
    if (!never.discloser_kinds.empty()) {
      if (auto const kinds = catalogue.kinds_covered(never.discloser_kinds)) one.discloser_kinds = *kinds;
    }
    words.never.push_back(std::move(one));
  }
  return words;
}

/// The id and every other name of it.
template <class Named>
void add_names(std::set<std::string, std::less<>>& names, Named const& named) {
  names.insert(named.id);
  names.insert(named.aliases.begin(), named.aliases.end());
}

}  // namespace

Vocabulary vocabulary_from(catalogue::Catalogue const& catalogue) {
  Vocabulary vocabulary;
  auto const& definitions = catalogue.definitions();
  for (auto const& field : definitions.fields) vocabulary.add_field(field.id, words_of(field, catalogue));
  for (auto const& gateway : definitions.gateways) {
    auto const words = words_of(gateway, catalogue);
    vocabulary.gateways.insert_or_assign(gateway.id, words);
    for (auto const& alias : gateway.aliases) vocabulary.gateways.insert_or_assign(alias, words);
  }
  for (auto const& purpose : definitions.purposes) {
    vocabulary.add_purpose(purpose.id, purpose.aliases);
    if (purpose.barred) add_names(vocabulary.barred_purposes, purpose);
    if (purpose.enforcement) add_names(vocabulary.enforcement_purposes, purpose);
    if (purpose.own_agreement) add_names(vocabulary.own_agreement_purposes, purpose);
  }
  for (auto const& role : definitions.subject_roles) {
    add_names(vocabulary.subject_roles, role);
    if (role.protective) add_names(vocabulary.protective_roles, role);
  }
  for (auto const& role : definitions.member_roles) vocabulary.roles.insert(role.id);
  for (auto const& body : definitions.bodies) {
    vocabulary.kinds.insert(body.id);
    vocabulary.kinds.insert(body.aliases.begin(), body.aliases.end());
  }
  for (auto const& profile : definitions.control_profiles) {
    vocabulary.control_profiles.insert(profile.id);
    vocabulary.smallest_groups.insert_or_assign(profile.id, profile.smallest_group);
  }
  vocabulary.under_18_retention_cap = definitions.under_18_retention_cap;
  return vocabulary;
}

}  // namespace concordat::agreements
