// SPDX-License-Identifier: Apache-2.0
#include "agreements/check_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace concordat::agreements {
namespace {

enum class Side : std::uint8_t { discloser, recipient };

void check_side(Agreement const& agreement, Words const& agencies, Side side, Remarker const& remark) {
  for (auto const& agency : agencies) {
    auto const* const party = agreement.party(agency.text);
    if (party == nullptr) {
      remark.error("not-a-party", agency, fmt::format("'{}' is no party to the agreement", agency.text),
                   "Add it to 'parties' and have it sign, or take it out of the rule.");
    } else if (side == Side::discloser ? !party->discloses : !party->receives) {
      auto const* const word = side == Side::discloser ? "discloser" : "recipient";
      remark.error("wrong-side", agency, fmt::format("'{}' does not act as {}", agency.text, word),
                   fmt::format("Add {} to its 'acts_as', or take it out of the rule.", word));
    }
  }
}

void check_words(Agreement const& agreement, Rule const& rule, Vocabulary const& vocabulary,
                 Remarker const& remark) {
  for (auto const& role : rule.recipient_roles) {
    if (vocabulary.roles.contains(role.text)) continue;
    remark.error("unknown-role", role, fmt::format("no role '{}' is known", role.text),
                 "Use a role from the hub's definitions.");
  }
  for (auto const& purpose : rule.purposes) {
    auto const declared = std::any_of(agreement.purposes.begin(), agreement.purposes.end(),
                                      [&](Purpose const& one) { return one.id.text == purpose.text; });
    if (declared) continue;
    remark.error("unknown-purpose", purpose,
                 fmt::format("'{}' is no purpose of this agreement", purpose.text),
                 "Add it to 'purposes' with the reason for it.");
  }
}

void check_field(Word const& field, Vocabulary const& vocabulary, Remarker const& remark) {
  if (vocabulary.field(field.text) != nullptr) return;
  remark.error("unknown-field", field, fmt::format("the catalogue has no field '{}'", field.text),
               "Use a field from the hub's catalogue.");
}

void check_items(Rule const& rule, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& item : rule.items) {
    check_field(item.field, vocabulary, remark);
    auto const* const words = vocabulary.field(item.field.text);
    if (words == nullptr) continue;
    if (words->dropped) {
      remark.error("dropped-field", item.field, fmt::format("the hub does not keep '{}'", item.field.text),
                   "Take the item out: there is nothing to give.");
    } else if (words->identifies && rule.form < Form::pseudonymised) {
      remark.error(
          "identifying-field", item.field,
          fmt::format("'{}' points at a person and cannot go {}", item.field.text, name_of(rule.form)),
          "Take the item out, or make it a personalised rule.");
    }
  }
}

void check_conditions(Rule const& rule, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& suppression : rule.conditions.suppress_when) {
    check_field(suppression.field, vocabulary, remark);
    for (auto const& pattern : suppression.items) {
      auto const hit = std::any_of(rule.items.begin(), rule.items.end(),
                                   [&](Item const& item) { return covers(pattern.text, item.field.text); });
      if (hit) continue;
      remark.error("idle-suppression", pattern, fmt::format("no item of the rule fits '{}'", pattern.text),
                   "Name an item of this rule.");
    }
  }
  if (!vocabulary.areas) return;
  for (auto const* const areas : {&rule.conditions.incident_within, &rule.conditions.subject_linked_to}) {
    for (auto const& area : *areas) {
      if (vocabulary.areas->contains(area.text)) continue;
      remark.error("unknown-area", area, fmt::format("no area '{}' is known", area.text),
                   "Use an area of the partnership file.");
    }
  }
}

void check_safeguards(Rule const& rule, Vocabulary const& vocabulary, Remarker const& remark) {
  if (rule.form < Form::personalised && !rule.control) {
    remark.error("no-disclosure-control", rule.id, "this form needs a disclosure control",
                 "Add disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}.");
  }
  if (rule.control && !vocabulary.control_profiles.contains(rule.control->profile.text)) {
    remark.error("unknown-profile", rule.control->profile,
                 fmt::format("no disclosure control '{}' is known", rule.control->profile.text),
                 "Use istv-rows, counts or nhs.");
  }
  if (rule.control) {
    auto const found = vocabulary.smallest_groups.find(rule.control->profile.text);
    auto const smallest = found == vocabulary.smallest_groups.end() ? 3 : found->second;
    if (rule.control->min_group < smallest) {
      remark.error("min-group", rule.control->profile,
                   fmt::format("groups of fewer than {} can single somebody out", smallest),
                   fmt::format("Set min_group to {} or more; 5 is usual for counts.", smallest));
    }
  }
  auto const& conditions = rule.conditions;
  if (rule.form > Form::depersonalised && !conditions.case_terms && !conditions.consent &&
      !conditions.decision_recorded) {
    remark.error("no-relationship", rule.id,
                 "without case, consent or recorded decision a whole list could go",
                 "Add one of these conditions.");
  }
}

/// Whoever attends incidents or records them has names to match with.
void check_holder(Agreement const& agreement, Rule const& rule, Remarker const& remark) {
  if (!rule.control || rule.control->holder()) return;
  for (auto const& recipient : rule.recipients) {
    auto const kind = agreement.kind_of(recipient.text);
    if (kind != "police" && kind != "ambulance") continue;
    remark.error("holds-denied", rule.control->profile, fmt::format("'{}' is said to hold no named incidents, and every {} service does", recipient.text, kind),
                 "Set recipient_holds_named_incidents to true, or give the other recipients a rule of their own.");
    return;
  }
}

void remark_gateway(GatewayFault fault, Rule const& rule, std::pair<Word, Word> const& pair,
                    Remarker const& remark) {
  auto const& gateway = rule.gateway.text;
  auto const form = name_of(rule.form);
  switch (fault) {
    case GatewayFault::form:
      remark.error("gateway-form", rule.gateway, fmt::format("'{}' does not cover {} data", gateway, form),
                   "Choose a gateway that covers this form.");
      return;
    case GatewayFault::discloser:
      remark.error("gateway-party", pair.first,
                   fmt::format("'{}' cannot be relied on by '{}' to disclose", gateway, pair.first.text),
                   "Choose another gateway, or give this party its own rule.");
      return;
    case GatewayFault::recipient:
      remark.error("gateway-party", pair.second,
                   fmt::format("'{}' does not cover '{}' as recipient", gateway, pair.second.text),
                   "Choose another gateway, or give this party its own rule.");
      return;
    case GatewayFault::never:
      remark.error("gateway-never", rule.gateway,
                   fmt::format("'{}' never covers such data from '{}'", gateway, pair.first.text),
                   "Choose another gateway, or take the items or the party out.");
      return;
  }
}

void check_needs(GatewayWords const& gateway, Rule const& rule, Remarker const& remark) {
  for (auto const& need : gateway.needs) {
    if (rule.conditions.has(need) || (need == "disclosure_control" && rule.control)) continue;
    // Said already, in words that fit the form.
    if (need == "disclosure_control" && rule.form < Form::personalised) continue;
    remark.error("gateway-need", rule.gateway, fmt::format("'{}' needs '{}'", rule.gateway.text, need),
                 "Add the condition, or choose another gateway.");
  }
}

void check_gateway(Agreement const& agreement, Rule const& rule, Vocabulary const& vocabulary,
                   Remarker const& remark) {
  auto const* const gateway = vocabulary.gateway(rule.gateway.text);
  if (gateway == nullptr) {
    remark.error("unknown-gateway", rule.gateway, fmt::format("no gateway '{}' is known", rule.gateway.text),
                 "Use a gateway from the hub's definitions.");
    return;
  }
  if (!gateway->in_force) {
    remark.error("gateway-not-in-force", rule.gateway,
                 fmt::format("'{}' is not known to be in force", rule.gateway.text),
                 "Choose another gateway, or have its commencement confirmed in the definitions.");
  }
  std::vector<FieldWords const*> fields;
  for (auto const& item : rule.items) fields.push_back(vocabulary.field(item.field.text));
  std::vector<std::pair<GatewayFault, std::string>> said;
  for (auto const& discloser : rule.disclosers) {
    for (auto const& recipient : rule.recipients) {
      auto const use = GatewayUse{.discloser_kind = agreement.kind_of(discloser.text),
                                  .recipient_kind = agreement.kind_of(recipient.text),
                                  .form = rule.form};
      if (use.discloser_kind.empty() || use.recipient_kind.empty()) continue;  // said already: not a party
      for (auto const fault : faults_of(*gateway, use, fields)) {
        // One remark a cause: a form once a rule, a party once a party.
        auto const cause = fault == GatewayFault::form        ? std::string{}
                           : fault == GatewayFault::recipient ? recipient.text
                                                              : discloser.text;
        if (std::find(said.begin(), said.end(), std::pair{fault, cause}) != said.end()) continue;
        said.emplace_back(fault, cause);
        remark_gateway(fault, rule, {discloser, recipient}, remark);
      }
    }
  }
  check_needs(*gateway, rule, remark);
}

}  // namespace
void Remarker::error(std::string_view code, Word const& at, std::string message, std::string remedy) const {
  findings.push_back({Severity::error, std::string{code}, std::string{file}, at.line, at.column,
                      std::move(message), std::move(remedy)});
}

void Remarker::warning(std::string_view code, Word const& at, std::string message, std::string remedy) const {
  findings.push_back({Severity::warning, std::string{code}, std::string{file}, at.line, at.column,
                      std::move(message), std::move(remedy)});
}

void check_rule(Agreement const& agreement, Rule const& rule, Vocabulary const& vocabulary,
                Remarker const& remark) {
  check_side(agreement, rule.disclosers, Side::discloser, remark);
  check_side(agreement, rule.recipients, Side::recipient, remark);
  check_words(agreement, rule, vocabulary, remark);
  check_items(rule, vocabulary, remark);
  check_conditions(rule, vocabulary, remark);
  check_safeguards(rule, vocabulary, remark);
  check_holder(agreement, rule, remark);
  check_gateway(agreement, rule, vocabulary, remark);
}

}  // namespace concordat::agreements
