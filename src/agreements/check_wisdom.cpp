// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agreements/check.h"
#include "agreements/check_rule.h"

namespace concordat::agreements {
namespace {

using namespace std::string_view_literals;

bool about_people(Rule const& rule) {
  return rule.form > Form::depersonalised;
}

/// Every name of the purpose; the word itself where nobody knows it.
std::vector<std::string> names_of(std::string const& purpose, Vocabulary const& vocabulary) {
  auto const found = vocabulary.purposes.find(purpose);
  return found == vocabulary.purposes.end() ? std::vector<std::string>{purpose} : found->second;
}

bool same_purpose(std::string const& left, std::string const& right, Vocabulary const& vocabulary) {
  auto const names = names_of(left, vocabulary);
  return std::find(names.begin(), names.end(), right) != names.end();
}

bool names_purpose(Prohibition const& prohibition, std::string const& purpose, Vocabulary const& vocabulary) {
  auto const names = names_of(purpose, vocabulary);
  return prohibition.any_purpose || std::any_of(names.begin(), names.end(), [&](std::string const& name) {
           return contains(prohibition.purposes, name);
         });
}

bool names_field(Prohibition const& prohibition, std::string const& field, Vocabulary const& vocabulary) {
  auto const* const words = vocabulary.field(field);
  if (words == nullptr) return covers_any(prohibition.items, field);
  return std::any_of(words->names.begin(), words->names.end(),
                     [&](std::string const& name) { return covers_any(prohibition.items, name); });
}

bool names_recipient(Prohibition const& prohibition, Agreement const& agreement, std::string_view recipient) {
  auto const& kinds = prohibition.recipient_kinds;
  if (kinds.empty()) return true;
  auto const* const party = agreement.party(recipient);
  return party != nullptr && std::find(kinds.begin(), kinds.end(), party->kind.text) != kinds.end();
}

/// Words that the templates leave to be filled in. A draft may have them; an assessment that nobody named may not be relied on.
void check_placeholders(Agreement const& agreement, Remarker const& remark) {
  auto const look = [&](std::string_view text, Word const& at, Severity severity) {
    auto const open = text.starts_with("your-") || text.find(".your-") != std::string_view::npos;
    if (!open) return;
    auto const what = fmt::format("'{}' still stands where the template left it to be filled in", text);
    constexpr auto remedy = "Put what it really is in its place.";
    severity == Severity::error ? remark.error("placeholder", at, what, remedy) : remark.warning("placeholder", at, what, remedy);
  };
  look(agreement.id.text, agreement.id, Severity::warning);
  for (auto const* const assessment : {&agreement.dpia, &agreement.eia}) {
    if (*assessment) look((*assessment)->reference, agreement.id, Severity::error);
  }
  for (auto const& party : agreement.parties) look(party.agency.text, party.agency, Severity::warning);
  for (auto const& rule : agreement.rules) {
    for (auto const* const areas : {&rule.conditions.incident_within, &rule.conditions.subject_linked_to}) {
      for (auto const& area : *areas) look(area.text, area, Severity::warning);
    }
  }
}

void check_equality(Agreement const& agreement, Remarker const& remark) {
  if (agreement.eia || std::none_of(agreement.rules.begin(), agreement.rules.end(), about_people)) return;
  remark.warning("no-eia", agreement.id,
                 "data about single people needs an equality impact assessment before any of it goes",
                 "Carry one out and add eia: {ref: ..., approved: ..., owner: ...}.");
}

void check_mixed(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& purpose : agreement.purposes) {
    if (!vocabulary.own_agreement_purposes.contains(purpose.id.text)) continue;
    for (auto const& other : agreement.purposes) {
      if (same_purpose(purpose.id.text, other.id.text, vocabulary)) continue;
      remark.error("mixed-purpose", purpose.id,
                   fmt::format("'{}' is agreed apart from every other purpose, and '{}' stands beside it",
                               purpose.id.text, other.id.text),
                   "Give it an agreement of its own, and take it out here and of every rule.");
      break;
    }
  }
}

/// From whichever day one counts: months are not all of one length.
bool longer(Period left, Period right) {
  constexpr std::array starts{"2024-01-01"sv, "2025-01-31"sv, "2025-07-01"sv};
  return std::all_of(starts.begin(), starts.end(), [&](std::string_view start) {
    auto const day = *parse_date(start);
    return add(day, left) > add(day, right);
  });
}

std::string in_words(Period period) {
  auto const part = [](int count, std::string_view word) {
    return count == 0 ? std::string{} : fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
  };
  auto const months = part(period.months, "month");
  auto const days = part(period.days, "day");
  return months + (months.empty() || days.empty() ? "" : " and ") + days;
}

void check_keeping(Rule const& rule, Vocabulary const& vocabulary, Remarker const& remark) {
  if (!about_people(rule)) return;
  auto const* const gateway = vocabulary.gateway(rule.gateway.text);
  if (gateway != nullptr && gateway->retention_cap && longer(rule.retention.period, *gateway->retention_cap)) {
    remark.error("long-retention", rule.id,
                 fmt::format("data about people under '{}' may be kept for {} at most", rule.gateway.text,
                             in_words(*gateway->retention_cap)),
                 "Shorten keep_for, or choose the gateway that really applies.");
  }
  auto const& cap = vocabulary.under_18_retention_cap;
  auto const& age = rule.conditions.age;
  if (cap && age && age->to < 18 && longer(rule.retention.period, *cap)) {
    remark.warning("long-for-children", rule.id,
                   fmt::format("what is known of children should be kept for {} at most", in_words(*cap)),
                   "Shorten keep_for, and review at 18 what must go on.");
  }
}

void check_post(std::string const& role, Word const& at, Vocabulary const& vocabulary, Remarker const& remark) {
  if (vocabulary.roles.contains(role)) return;
  remark.error("unknown-role", at, fmt::format("no role '{}' is known", role),
               "Use a role from the hub's definitions.");
}

void check_posts(Rule const& rule, Vocabulary const& vocabulary, Remarker const& remark) {
  auto const& conditions = rule.conditions;
  if (conditions.decision_recorded) {
    check_post(conditions.decision_recorded->by, conditions.decision_recorded->place, vocabulary, remark);
  }
  if (!conditions.approvals) return;
  for (auto const& role : conditions.approvals->roles) {
    check_post(role, conditions.approvals->place, vocabulary, remark);
  }
}

void check_gateway_purpose(Rule const& rule, Vocabulary const& vocabulary, Remarker const& remark) {
  auto const* const gateway = vocabulary.gateway(rule.gateway.text);
  if (gateway == nullptr || !gateway->purposes) return;
  for (auto const& purpose : rule.purposes) {
    if (gateway->purposes->contains(purpose.text) || !vocabulary.purposes.contains(purpose.text)) continue;
    remark.warning("gateway-purpose", purpose,
                   fmt::format("'{}' is not known to serve '{}'", rule.gateway.text, purpose.text),
                   "Choose the gateway that serves this purpose, or give the purpose its own rule.");
  }
}

/// Whether somebody in one of these roles is kept out of the rule under this purpose, whatever the item.
bool keeps_out(Agreement const& agreement, Rule const& rule, std::string const& purpose,
               std::vector<std::string_view> const& roles, Vocabulary const& vocabulary) {
  auto const protects = [&](Prohibition const& one, Item const& item) {
    auto const named = std::any_of(roles.begin(), roles.end(), [&](std::string_view role) {
      return std::find(one.when_subject_is.begin(), one.when_subject_is.end(), role) != one.when_subject_is.end();
    });
    return named && one.combined_with.empty() && !one.bulk_over && one.recipient_kinds.empty() &&
           names_purpose(one, purpose, vocabulary) && names_field(one, item.field.text, vocabulary);
  };
  return std::all_of(rule.items.begin(), rule.items.end(), [&](Item const& item) {
    return std::any_of(agreement.prohibitions.begin(), agreement.prohibitions.end(),
                       [&](Prohibition const& one) { return protects(one, item); });
  });
}

void check_unprotected(Agreement const& agreement, Rule const& rule, Vocabulary const& vocabulary,
                       Remarker const& remark) {
  if (!about_people(rule)) return;
  for (auto const& purpose : rule.purposes) {
    if (!vocabulary.enforcement_purposes.contains(purpose.text)) continue;
    if (keeps_out(agreement, rule, purpose.text, {"victim"}, vocabulary) &&
        keeps_out(agreement, rule, purpose.text, {"at-risk", "at_risk_child"}, vocabulary)) {
      continue;
    }
    remark.warning("victim-unprotected", rule.id,
                   fmt::format("'{}' acts against a person, and nothing here keeps victims and people at risk out of it",
                               purpose.text),
                   "Add a prohibition for this purpose with when_subject_is: [victim, at-risk] on every item.");
    return;
  }
}

void check_shadowed(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  std::vector<Prohibition const*> own;
  for (auto const& prohibition : agreement.prohibitions) own.push_back(&prohibition);
  for (auto const& rule : agreement.rules) {
    if (!is_shadowed(agreement, rule, own, vocabulary)) continue;
    remark.warning("shadowed", rule.id,
                   fmt::format("the prohibitions forbid all that rule '{}' allows, so it never gives anything",
                               rule.id.text),
                   "Take the rule out, with the parties and purposes that it alone names; or narrow the prohibition.");
  }
}

void check_prohibited_kinds(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& prohibition : agreement.prohibitions) {
    for (auto const& kind : prohibition.recipient_kinds) {
      // A mistyped kind here would forbid nothing.
      if (vocabulary.kinds.contains(kind)) continue;
      remark.error("unknown-kind", prohibition.id, fmt::format("no kind of agency '{}' is known", kind),
                   "Use a kind from the hub's definitions.");
    }
  }
}

/// One disclosure that a rule allows.
struct Cell {
  Item const& item;
  Word const& purpose;
  Word const& recipient;
};

bool forbids(std::vector<Prohibition const*> const& prohibitions, Agreement const& agreement, Cell const& cell,
             Vocabulary const& vocabulary) {
  return std::any_of(prohibitions.begin(), prohibitions.end(), [&](Prohibition const* one) {
    return one->combined_with.empty() && !one->bulk_over && one->when_subject_is.empty() &&
           names_purpose(*one, cell.purpose.text, vocabulary) &&
           names_field(*one, cell.item.field.text, vocabulary) &&
           names_recipient(*one, agreement, cell.recipient.text);
  });
}

}  // namespace

std::size_t items_barred(Agreement const& agreement, Rule const& rule,
                         std::vector<Prohibition const*> const& prohibitions, Vocabulary const& vocabulary) {
  auto const barred = [&](Item const& item) {
    return std::any_of(rule.purposes.begin(), rule.purposes.end(), [&](Word const& purpose) {
      return std::any_of(rule.recipients.begin(), rule.recipients.end(), [&](Word const& recipient) {
        return forbids(prohibitions, agreement, {item, purpose, recipient}, vocabulary);
      });
    });
  };
  return static_cast<std::size_t>(std::count_if(rule.items.begin(), rule.items.end(), barred));
}

bool is_shadowed(Agreement const& agreement, Rule const& rule,
                 std::vector<Prohibition const*> const& prohibitions, Vocabulary const& vocabulary) {
  if (rule.items.empty() || rule.purposes.empty() || rule.recipients.empty()) return false;
  return std::all_of(rule.items.begin(), rule.items.end(), [&](Item const& item) {
    return std::all_of(rule.purposes.begin(), rule.purposes.end(), [&](Word const& purpose) {
      return std::all_of(rule.recipients.begin(), rule.recipients.end(),
                         [&](Word const& recipient) {
                           return forbids(prohibitions, agreement, {item, purpose, recipient}, vocabulary);
                         });
    });
  });
}

void check_wisdom(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  check_placeholders(agreement, remark);
  check_equality(agreement, remark);
  check_mixed(agreement, vocabulary, remark);
  for (auto const& rule : agreement.rules) {
    check_keeping(rule, vocabulary, remark);
    check_posts(rule, vocabulary, remark);
    check_gateway_purpose(rule, vocabulary, remark);
    check_unprotected(agreement, rule, vocabulary, remark);
  }
  check_shadowed(agreement, vocabulary, remark);
  check_prohibited_kinds(agreement, vocabulary, remark);
}

}  // namespace concordat::agreements
