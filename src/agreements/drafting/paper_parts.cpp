// SPDX-License-Identifier: Apache-2.0
#include "agreements/drafting/paper_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "agreements/print.h"
#include "catalogue/law.h"

namespace concordat::agreements {
namespace {

using catalogue::Catalogue;
using catalogue::Sensitivity;

void count_item(Item const& item, Catalogue const& catalogue, Contents& out) {
  auto const* const field = catalogue.field(item.field.text);
  if (field == nullptr) return;
  switch (field->sensitivity) {
    case Sensitivity::special: out.special.insert(field->label); break;
    case Sensitivity::criminal: out.criminal.insert(field->label); break;
    case Sensitivity::high_risk: out.high_risk.insert(field->label); break;
    case Sensitivity::identifier: out.identifying.insert(field->label); break;
    case Sensitivity::neutral:
    case Sensitivity::geography:
    case Sensitivity::quasi: break;
  }
  // Age, sex, disability and the like: what the Equality Act protects, or what nearly tells it.
  constexpr std::array characteristics{"date_of_birth", "age_years", "age_band",   "sex",
                                       "gender_identity", "ethnicity_self", "ethnicity_officer", "religion",
                                       "sexual_orientation", "disability", "pregnant_or_parent", "nationality",
                                       "sen_status", "mental_health_flag", "preferred_language"};
  if (std::find(characteristics.begin(), characteristics.end(), field->id) != characteristics.end()) {
    out.protected_characteristics.insert(field->label);
  }
}

void count_purposes(Rule const& rule, Catalogue const& catalogue, Contents& out) {
  for (auto const& word : rule.purposes) {
    auto const* const purpose = catalogue.purpose(word.text);
    if (purpose == nullptr) continue;
    out.enforcement = out.enforcement || purpose->enforcement;
    out.own_decision = out.own_decision || purpose->own_agreement;
    // These are about children, or mostly.
    for (auto const* const id : {"safeguarding_child", "education_welfare", "youth_justice"}) {
      out.children = out.children || purpose->id == id;
    }
  }
}

void count_giving(Agreement const& agreement, Rule const& rule, Catalogue const& catalogue,
                  std::map<std::string, std::set<std::string>>& given_by, Contents& out) {
  for (auto const& discloser : rule.disclosers) {
    for (auto const& recipient : rule.recipients) {
      if (recipient.text != discloser.text) given_by[recipient.text].insert(discloser.text);
    }
    auto const* const party = agreement.party(discloser.text);
    auto const* const body = party == nullptr ? nullptr : catalogue.body(party->kind.text);
    if (body != nullptr && body->confidentiality.starts_with("yes")) out.confidence.insert(discloser.text);
  }
}

}  // namespace

Contents contents_of(Agreement const& agreement, Catalogue const& catalogue) {
  Contents out;
  std::map<std::string, std::set<std::string>> given_by;
  for (auto const& rule : agreement.rules) {
    for (auto const& item : rule.items) count_item(item, catalogue, out);
    count_giving(agreement, rule, catalogue, given_by, out);
    if (rule.form <= Form::depersonalised) continue;
    out.about_people = true;
    count_purposes(rule, catalogue, out);
    out.children = out.children || (rule.conditions.age && rule.conditions.age->from < 18);
  }
  for (auto const& [recipient, disclosers] : given_by) {
    if (disclosers.size() > 1) out.joined_at.insert(recipient);
  }
  return out;
}

std::string plain(std::string_view text) {
  constexpr std::string_view marks = "\\`*_[]<>|#";
  std::string out;
  for (auto const letter : text) {
    if (letter == '\n') {
      out += ' ';
      continue;
    }
    if (marks.find(letter) != std::string_view::npos) out += '\\';
    out += letter;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string listed(std::set<std::string> const& texts) {
  if (texts.empty()) return "none";
  std::string out;
  std::size_t number = 0;
  for (auto const& text : texts) {
    if (number > 0) out += number + 1 == texts.size() ? " and " : ", ";
    out += plain(text);
    ++number;
  }
  return out;
}

std::string listed(Words const& words) {
  std::string out;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) out += index + 1 == words.size() ? " and " : ", ";
    out += plain(words[index].text);
  }
  return out;
}

std::string label_of(std::string_view field, Catalogue const& catalogue) {
  auto const* const found = catalogue.field(field);
  return plain(found == nullptr ? field : std::string_view{found->label});
}

std::string law_named(std::string_view gateway, Catalogue const& catalogue) {
  auto const* const found = catalogue.gateway(gateway);
  if (found == nullptr) return plain(gateway);
  auto const law = law_of(*found);
  return plain(law.empty() ? found->title : fmt::format("{} ({})", found->title, law));
}

std::string period_words(std::string_view written) {
  auto const period = parse_period(written);
  if (!period || (period->months > 0 && period->days > 0)) return std::string{written};
  auto const count = [](int number, std::string_view unit) {
    return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
  };
  if (period->days > 0) return count(period->days, "day");
  return period->months % 12 == 0 ? count(period->months / 12, "year") : count(period->months, "month");
}

std::string keeping_words(Retention const& retention) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> starts{{{"received", "the day it was received"},
                                                                                 {"released", "the day it was released"},
                                                                                 {"case-closed", "the closing of the case"},
                                                                                 {"referral-closed", "the closing of the referral"}}};
  std::string_view from = retention.from;
  for (auto const& [name, words] : starts) {
    if (retention.from == name) from = words;
  }
  return fmt::format("kept for {} from {}, then {}", period_words(retention.keep_for), from,
                     retention.then == "anonymise" ? "made anonymous" : "deleted");
}

std::string conditions_words(Conditions const& conditions) {
  std::vector<std::string> said;
  if (conditions.case_terms) said.push_back(fmt::format("an open case ({}) of which the asker is a member and in which the person is listed", plain(conditions.case_terms->type)));
  if (conditions.age) said.push_back(fmt::format("the person is {} to {} years old", conditions.age->from, conditions.age->to));
  if (conditions.consent) said.push_back("consent on record for this purpose");
  if (conditions.decision_recorded) said.push_back(fmt::format("a decision recorded by a {} of the {}", plain(conditions.decision_recorded->by), conditions.decision_recorded->of));
  if (conditions.approvals) said.push_back(fmt::format("{} approval{} of the {}", conditions.approvals->at_least, conditions.approvals->at_least == 1 ? "" : "s", conditions.approvals->of));
  if (conditions.concern) said.push_back(fmt::format("a joint assessment of band J{} or more", conditions.concern->band_at_least));
  if (!conditions.handling_codes.empty()) said.emplace_back("a handling code that allows it");
  if (conditions.necessity) said.emplace_back("the asker states why it is necessary");
  if (conditions.trained) said.push_back(fmt::format("the asker is trained ({})", plain(conditions.trained->course)));
  if (conditions.time) said.emplace_back("within set hours");
  if (!conditions.incident_within.empty()) said.push_back("incidents within " + listed(conditions.incident_within));
  if (!conditions.subject_linked_to.empty()) said.push_back("people linked to " + listed(conditions.subject_linked_to));
  if (!conditions.suppress_when.empty()) said.emplace_back("items left out row by row where they could point at somebody");
  return said.empty() ? "none" : fmt::format("{}", fmt::join(said, "; "));
}

std::string opening(std::string_view title, std::string_view what, Agreement const& agreement) {
  return fmt::format("# {}\n\n{}\n\n- Agreement: {} ({})\n- In force: {}; reviewed by {}\n- Fingerprint of the agreement this was "
                     "drafted from: {}\n\nThis is a draft. What the agreement says is filled in. A person must answer what is left open, "
                     "and decide.\n\n",
                     title, what, plain(agreement.title), plain(agreement.reference()), term_in_words(agreement.from, agreement.until),
                     format_date(agreement.review_by), agreement.sha256.substr(0, 16));
}

}  // namespace concordat::agreements
