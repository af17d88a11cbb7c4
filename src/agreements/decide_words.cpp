// SPDX-License-Identifier: Apache-2.0
// The words of a decision: names, sentences, remedies.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "agreements/decide_parts.h"
#include "base/text.h"

namespace concordat::agreements {
namespace {

struct ReasonWords {
  Reason reason;
  std::string_view name;
  RefusalCode code;
  bool never;
  std::string_view sentence;
  std::string_view remedy;
};

using enum RefusalCode;

constexpr std::array reason_words{
    ReasonWords{Reason::nothing_asked, "nothing-asked", r07, false, "Nothing was asked for.",
                "Name the fields that are needed."},
    ReasonWords{Reason::no_clock, "no-clock", r00, false, "The hub is not sure what day it is.",
                "Ask the operator to set the clock right, then ask again."},
    ReasonWords{Reason::barred_purpose, "barred-purpose", r03, true,
                "Nothing is ever given for this purpose.", ""},
    ReasonWords{Reason::unknown_field, "unknown-field", r04, false, "The catalogue has no such field.",
                "Look the field up in the catalogue and ask for it by its id."},
    ReasonWords{Reason::dropped_field, "dropped-field", r04, true, "The hub does not keep this field.", ""},
    ReasonWords{Reason::unknown_purpose, "unknown-purpose", r02, false, "No such purpose is known.",
                "Name one purpose from the hub's list."},
    ReasonWords{Reason::about_people, "about-people", r06, false,
                "This hub does not yet decide on data about single people.",
                "Ask for the depersonalised or aggregate form."},
    ReasonWords{Reason::prohibited, "prohibited", r03, true,
                "A prohibition forbids this, whatever else allows it.", ""},
    ReasonWords{Reason::never_together, "never-together", r07, false,
                "Asked for together these fields could single somebody out.",
                "Ask for one of them alone, or for figures."},
    ReasonWords{Reason::must_go_together, "must-go-together", r07, false,
                "This field may not go without others that explain it.",
                "Ask for the fields that must go with it as well."},
    ReasonWords{Reason::no_agreement, "no-agreement", r01, false,
                "No agreement lets the one agency give this to the other.",
                "Have the information-governance leads of both agencies make an agreement."},
    ReasonWords{Reason::draft, "draft", r01, false, "The agreement is not signed by all who must sign.",
                "Have the missing signatures made."},
    ReasonWords{Reason::not_yet, "not-yet", r01, false, "The agreement is not yet in force.",
                "Wait for its first day."},
    ReasonWords{Reason::expired, "expired", r01, false, "The agreement has ended.",
                "Have it renewed and signed."},
    ReasonWords{Reason::suspended, "suspended", r01, false, "The agreement is suspended.",
                "Have both sides lift the suspension."},
    ReasonWords{Reason::ended, "ended", r01, false, "A party has ended the agreement.",
                "Have a new agreement made and signed."},
    ReasonWords{Reason::superseded, "superseded", r01, false, "A later version of the agreement stands.",
                "Ask under the later version."},
    ReasonWords{Reason::purpose, "purpose", r02, false, "The agreement does not cover this purpose.",
                "Ask under a purpose the agreement names, if that is truly yours, or have this one added."},
    ReasonWords{Reason::gateway, "gateway", r03, false,
                "The law the agreement names cannot carry this between these agencies.",
                "Have the legal leads settle another gateway."},
    ReasonWords{Reason::form, "form", r04, false, "The agreement allows only a less identifying form.",
                "Ask for a less identifying form."},
    ReasonWords{Reason::role, "role", r16, false, "Your role is not one the agreement names.",
                "Ask a colleague in a named role."},
    ReasonWords{Reason::area, "area", r07, false, "The request is not kept inside the agreement's area.",
                "Say which areas are meant, and ask only for those of the agreement."},
    ReasonWords{Reason::training, "training", r16, false,
                "Your training is not on record or no longer current.",
                "Pass the course and have it recorded."},
    ReasonWords{Reason::necessity, "necessity", r07, false, "It is not stated why this is necessary.",
                "State why it is necessary."},
    ReasonWords{Reason::person_facts, "person-facts", r06, false,
                "The rule asks for facts about a person that this hub does not yet hold.",
                "Have a rule for figures agreed."},
    ReasonWords{Reason::field_not_covered, "field-not-covered", r04, false,
                "The agreement does not cover this field.", "Have the field added at the next review."},
    ReasonWords{Reason::not_allowed_subject, "not-allowed-subject", r08, true,
                "This may not be used against people in that role.", ""},
};

constexpr std::string_view no_way = "Nothing: this cannot be made lawful by agreement.";

constexpr bool in_order() {
  for (std::size_t index = 0; index < reason_words.size(); ++index) {
    if (static_cast<std::size_t>(reason_words[index].reason) != index) return false;
  }
  return true;
}
static_assert(in_order(), "reason_words follows the order of Reason");

ReasonWords const& words_of(Reason reason) {
  return reason_words[static_cast<std::size_t>(reason)];
}

std::string list(Words const& words) {
  std::vector<std::string> texts;
  for (auto const& word : words) texts.push_back(word.text);
  return text::join(texts, ", ");
}

/// What would meet one term, in the words of the agreement.
std::string act_for(Reason reason, Near const& near) {
  auto const& rule = *near.rule;
  auto const& agreement = *near.held->agreement;
  switch (reason) {
    case Reason::not_yet:
      return fmt::format("Wait until {}.", format_date(agreement.from));
    case Reason::expired:
      return fmt::format("Have the agreement renewed and signed: it ended on {}.",
                         format_date(agreement.until));
    case Reason::purpose:
      return fmt::format("Ask for {}, if that is truly the purpose, or have yours added.",
                         list(rule.purposes));
    case Reason::form:
      return fmt::format("Ask for the {} form.", name_of(rule.form));
    case Reason::role:
      return fmt::format("Ask a colleague who is {}.", list(rule.recipient_roles));
    case Reason::area:
      return fmt::format("Say which areas are meant, and ask only for {}.",
                         list(rule.conditions.incident_within));
    case Reason::training:
      return fmt::format("Pass the course {} and have it recorded.", rule.conditions.trained->course);
    default:
      return std::string{words_of(reason).remedy};
  }
}

bool asker_can(Reason reason) {
  switch (reason) {
    case Reason::purpose:
    case Reason::form:
    case Reason::role:
    case Reason::area:
    case Reason::training:
    case Reason::necessity:
    case Reason::not_yet:
      return true;
    default:
      return false;
  }
}

Remedy remedy_from(Near const& near) {
  Remedy remedy{.who = "you", .act = {}, .then = reference(near)};
  for (auto const reason : near.unmet) {
    if (!remedy.act.empty()) remedy.act += ' ';
    remedy.act += act_for(reason, near);
    if (asker_can(reason)) continue;
    auto const& contact = near.held->agreement->contact;
    remedy.who = contact ? contact->agency.text : near.rule->disclosers.front().text;
  }
  return remedy;
}

}  // namespace

std::string_view name_of(RefusalCode code) {
  switch (code) {
    case r00:
      return "R00";
    case r01:
      return "R01";
    case r02:
      return "R02";
    case r03:
      return "R03";
    case r04:
      return "R04";
    case r06:
      return "R06";
    case r07:
      return "R07";
    case r08:
      return "R08";
    case r16:
      return "R16";
  }
  return "R00";
}

std::string_view name_of(Reason reason) {
  return words_of(reason).name;
}
RefusalCode code_of(Reason reason) {
  return words_of(reason).code;
}
bool is_never(Reason reason) {
  return words_of(reason).never;
}
std::string_view sentence_of(Reason reason) {
  return words_of(reason).sentence;
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::refuse:
      return "refuse";
    case Outcome::disclose_part:
      return "disclose_part";
    case Outcome::disclose:
      return "disclose";
  }
  return "refuse";
}

Remedy remedy_for(Reason reason) {
  if (is_never(reason)) return {.who = "the hub", .act = std::string{no_way}, .then = {}};
  return {.who = "you", .act = std::string{words_of(reason).remedy}, .then = {}};
}

FieldRefusal refuse(Asked const& asked, std::set<Reason> const& reasons) {
  FieldRefusal refusal;
  refusal.position = asked.position;
  refusal.field = asked.name;
  refusal.reasons.assign(reasons.begin(), reasons.end());
  refusal.code = code_of(refusal.reasons.front());
  refusal.never = std::any_of(reasons.begin(), reasons.end(), &is_never);
  for (auto const reason : reasons) {
    if (!refusal.why.empty()) refusal.why += ' ';
    refusal.why += sentence_of(reason);
    if (!refusal.never) refusal.remedies.push_back(remedy_for(reason));
  }
  if (refusal.never) refusal.remedies = {{.who = "the hub", .act = std::string{no_way}, .then = {}}};
  return refusal;
}

std::vector<Remedy> remedies_for(std::vector<Near> const& near) {
  std::vector<Remedy> remedies;
  std::vector<Near const*> used;
  for (auto const& one : near) {
    // A way that asks for more than one already named helps nobody.
    auto const is_longer = std::any_of(used.begin(), used.end(), [&](Near const* other) {
      return std::includes(one.unmet.begin(), one.unmet.end(), other->unmet.begin(), other->unmet.end());
    });
    if (is_longer || remedies.size() == 3) continue;
    used.push_back(&one);
    remedies.push_back(remedy_from(one));
  }
  std::vector<Remedy> ordered;
  for (auto const askers : {true, false}) {
    std::copy_if(remedies.begin(), remedies.end(), std::back_inserter(ordered),
                 [&](Remedy const& remedy) { return (remedy.who == "you") == askers; });
  }
  if (ordered.empty()) {
    ordered.push_back(
        {.who = "both agencies", .act = std::string{words_of(Reason::no_agreement).remedy}, .then = {}});
  }
  return ordered;
}

Json to_json(Decision const& decision) {
  Json permits{Json::Array{}};
  for (auto const& permit : decision.permits) {
    Json one;
    one.set("field", permit.field).set("as", name_of(permit.as)).set("form", name_of(permit.form));
    one.set("rule", permit.rule).set("gateway", permit.gateway);
    if (permit.control) {
      Json control;
      control.set("profile", permit.control->profile.text).set("min_group", permit.control->min_group);
      control.set("on_fail", permit.control->on_fail == OnFail::refuse ? "refuse" : "suppress");
      one.set("disclosure_control", std::move(control));
    }
    if (permit.retention) one.set("delete_by", permit.retention->from + "+" + permit.retention->keep_for);
    one.set("onward", permit.onward == Onward::none ? "none" : "with-discloser-agreement");
    permits.push(std::move(one));
  }
  Json refusals{Json::Array{}};
  for (auto const& refusal : decision.refusals) {
    Json reasons{Json::Array{}};
    for (auto const reason : refusal.reasons) reasons.push(name_of(reason));
    Json ways{Json::Array{}};
    for (auto const& remedy : refusal.remedies) {
      Json way;
      way.set("who", remedy.who).set("do", remedy.act).set("then", remedy.then);
      ways.push(std::move(way));
    }
    Json one;
    one.set("position", static_cast<std::int64_t>(refusal.position)).set("field", refusal.field);
    one.set("code", name_of(refusal.code)).set("reasons", std::move(reasons)).set("why", refusal.why);
    one.set("could_be_lawful_by", std::move(ways)).set("never", refusal.never);
    refusals.push(std::move(one));
  }
  Json json;
  json.set("decision", name_of(decision.outcome)).set("permit", std::move(permits));
  json.set("refuse", std::move(refusals));
  return json;
}

}  // namespace concordat::agreements
