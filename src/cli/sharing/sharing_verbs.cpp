// SPDX-License-Identifier: Apache-2.0
#include "cli/sharing/sharing_verbs.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/act.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

OptionSpec const purpose{"--purpose", "what it is for, in a word of the definitions", &A::purpose, false, {}, Known::purposes};
OptionSpec const fields{"--field", "an item, as the catalogue names it; again for each more", &A::fields, false, {}, Known::fields};
OptionSpec const form{"--form", "aggregate, depersonalised, pseudonymised or personalised (default)", &A::form, false, {"aggregate", "depersonalised", "pseudonymised", "personalised"}};
OptionSpec const subject_role{"--subject-role", "what the person is in the record: victim, suspected, at_risk_child ...", &A::subject_role, false, {}, Known::subject_roles};
OptionSpec const necessary{"--necessary", "why it is needed, in your own words; sealed", &A::necessary};
OptionSpec const matter{"--matter", "your agency's own case reference; sealed", &A::matter};
OptionSpec const request{"--request", "id of a request to or from your agency", &A::request};
OptionSpec const because{"--because", "the reasons, in your own words; sealed", &A::because};

std::vector<std::string> const yes_no{"yes", "no", "unknown"};

std::vector<std::string> decline_codes() {
  std::vector<std::string> codes;
  for (int number = 5; number <= 18; ++number) codes.push_back(fmt::format("R{:02}", number));
  return codes;
}

OptionSpec needed(OptionSpec option) {
  option.required = true;
  return option;
}
OptionSpec id(std::string_view what) { return {"ID", what, &A::id, true}; }

std::vector<SharingVerb> asking() {
  return {
      {"", "may-i", "may I share? yes with its basis, yes if, or no because; nothing is disclosed",
       {{"--agency", "the agency whose data it is (default: your own)", &A::agency, false, {}, Known::agencies},
        {"--to", "the agency that would get it (default: your own)", &A::to, false, {}, Known::agencies},
        {"--role", "of the person who would get it (default: conference-member)", &A::role, false, {}, Known::roles}, purpose, fields, form, subject_role,
        {"--consent", "yes, no, withdrawn or unknown", &A::consent, false, {"yes", "no", "withdrawn", "unknown"}},
        {"--consent-from", "subject (default) or parent", &A::consent_from, false, {"subject", "parent"}},
        {"--case", "yes or no: the person is listed in an open case in which the recipient sits", &A::in_case, false, yes_no},
        {"--guardian", "yes or no: the guardian a rule asks for has recorded a decision", &A::guardian, false, yes_no}, {"--trained", "yes or no: the recipient has passed the courses", &A::trained, false, yes_no},
        {"--age", "of the person, in years", &A::age}, {"--band", "of the joint assessment, J0 to J4", &A::band, false, {"J0", "J1", "J2", "J3", "J4", "unknown"}},
        {"--handling", "a handling code on the items; again for each more", &A::handling}, {"--area", "area of the person and the events (default: the partnership's own)", &A::areas},
        necessary, {"--originator", "the agency the data first came from, where that is another", &A::originator, false, {}, Known::agencies},
        {"--originator-agrees", "that agency has agreed to their being passed on", &A::originator_agrees}},
       run_may_i, R::ask_share},
      {"may-i", "list", "your own questions and their answers, newest first", {}, run_may_i_list, R::ask_share},
      {"may-i", "show", "one of them; an auditor of your agency can read it too", {id("of the question")}, run_may_i_show},
      {"request", "ask", "ask another agency for items about a matter of yours; the engine decides, a person gives",
       {{"--agency", "the agency that is asked", &A::agency, true, {}, Known::agencies}, {"--role", "in which you ask (default: conference-member)", &A::role, false, {}, Known::roles}, needed(purpose), needed(fields), form, subject_role,
        needed(matter), needed(necessary)},
       run_request_ask, R::ask_share},
      {"request", "list", "requests: yours, those that wait for you, or of your agency", {{"--which", "mine (default), awaiting-me, own-agency, review-due or escalated", &A::which, false, {"mine", "awaiting-me", "own-agency", "review-due", "escalated"}}}, run_request_list},
      {"request", "show", "one request, with as much of the decision as you may read", {id("of the request")}, run_request_show},
      {"request", "decline", "decline what the engine permits, with a code, reasons and a day to look at it again",
       {id("of the request"), {"--code", "R05 to R18: 'definitions/refusals.yaml' and the page of definitions say what each means", &A::code, true, decline_codes()}, needed(because), {"--review-on", "a later day, as 2027-01-31", &A::review_on, true}}, run_request_decline, R::answer_requests},
      {"appeal", "make", "appeal a refusal by a person, once", {needed(request), needed(because)}, run_appeal_make, R::ask_share},
      {"appeal", "decide", "uphold or overturn it, with reasons", {id("of the appeal"), {"--outcome", "upheld or overturned", &A::outcome, true, {"upheld", "overturned"}}, needed(because)}, run_appeal_decide, R::answer_requests},
      {"appeal", "list", "appeals of yours, for you to decide, or of your agency", {}, run_appeal_list},
  };
}

std::vector<SharingVerb> governing() {
  return {
      {"fact", "record", "enter what is known about a matter: closed words, numbers and days, no names",
       {{"KIND", "consent, guardian, assessment, case, approval, age, area, role, handling or onward", &A::kind, true, {"consent", "guardian", "assessment", "case", "approval", "age", "area", "role", "handling", "onward"}}, matter, request,
        {"--answer", "yes (default) or no, of consent, guardian, approval and onward; of a case open or closed", &A::answer}, {"--word", "subject or parent; the post; the case's type; the assessment's tool; the area, role, code or agency", &A::word}, purpose,
        {"--number", "years, or the band 0 to 4", &A::number}, {"--on", "day on which it was given, made or assessed (default: today)", &A::day},
        {"--member", "who sits in the case; again for each more", &A::members}},
       run_fact_record, R::ask_share},
      {"fact", "list", "what is known about a matter of your agency", {matter, request}, run_fact_list, R::ask_share},
      {"fact", "withdraw", "withdraw a fact that you entered, or as a lead one of your agency", {id("of the fact")}, run_fact_withdraw, R::ask_share},
      {"", "refusals", "refusals by agency and code, by the engine and by people, with answer times and appeals",
       {{"--from", "first day (default: a year ago)", &A::from}, {"--until", "last day (default: today)", &A::until}, {"--csv", "as a table for a spreadsheet", &A::csv}}, run_refusals, R::see_agreements},
      {"", "uses", "every use of your agency's data by another", {{"--agency", "your agency", &A::agency}}, run_uses, R::see_agreements},
      {"break-glass", "begin", "for danger to life or of serious harm only: half an hour, a second lead sees it, somebody else reviews it",
       {needed(matter), {"--danger", "life or serious-harm", &A::danger, true, {"life", "serious-harm"}}, needed(because)}, run_glass_begin, R::ask_share},
      {"break-glass", "end", "end it before its time", {id("of the break-glass")}, run_glass_end, R::ask_share},
      {"break-glass", "review", "say whether it was justified, within a day", {id("of the break-glass"), {"--outcome", "justified or not-justified", &A::outcome, true, {"justified", "not-justified"}}, needed(because)}, run_glass_review, R::answer_requests},
      {"break-glass", "list", "yours, and for leads and auditors those of the agency", {}, run_glass_list},
      {"audit-sample", "list", "the disclosures of each month that a lead of your agency looks through", {}, run_sample_list, R::see_agreements},
      {"audit-sample", "done", "say what you found in one of the disclosures",
       {id("of the use"), {"--outcome", "in-order or concern", &A::outcome, true, {"in-order", "concern"}}, needed(because)}, run_sample_done, R::answer_requests},
  };
}

}  // namespace

std::span<SharingVerb const> sharing_verbs() {
  static auto const all = [] {
    auto verbs = asking();
    for (auto& verb : giving()) verbs.push_back(std::move(verb));
    for (auto& verb : governing()) verbs.push_back(std::move(verb));
    for (auto& verb : linking()) verbs.push_back(std::move(verb));
    for (auto& verb : judging_criteria()) verbs.push_back(std::move(verb));
    for (auto& verb : measuring_links()) verbs.push_back(std::move(verb));
    for (auto& verb : producing()) verbs.push_back(std::move(verb));
    for (auto& verb : publishing()) verbs.push_back(std::move(verb));
    for (auto& verb : sharing_editions()) verbs.push_back(std::move(verb));
    for (auto& verb : closing()) verbs.push_back(std::move(verb));
    for (auto& verb : setting_protection()) verbs.push_back(std::move(verb));
    for (auto& verb : monitoring_equality()) verbs.push_back(std::move(verb));
    return verbs;
  }();
  return all;
}

Result<Shown> run_verb(SharingVerb const& verb, hub::Hub& hub, hub::Member const& member, SharingArguments const& arguments) {
  if (!verb.right || hub::allowed(*verb.right, member.roles)) return verb.run(hub, member, arguments);
  hub::Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"sharing"};
  if (auto noted = hub::record_alone(hub, hub::refused(std::move(act), "request.no-right")); !noted) return fail(noted);
  return fail(Fault::refused, "request.no-right", "Your roles do not include this.", "Ask your agency's administrator if your work needs it.");
}

namespace {

template <class All, class IdOf>
std::string listed(All const& all, IdOf id_of) {
  std::vector<std::string> ids;
  for (auto const& one : all) ids.push_back(id_of(one));
  return text::join(ids, ", ");
}

/// Of a domain that is known its own items, else the domains.
std::string items_like(catalogue::Catalogue const& catalogue, std::string const& word) {
  auto const domain = word.substr(0, word.find('.'));
  std::vector<std::string> items;
  std::set<std::string> domains;
  for (auto const& field : catalogue.fields()) {
    auto const dotted = field.dotted();
    if (dotted.starts_with(domain + ".")) items.push_back(dotted);
    domains.insert(dotted.substr(0, dotted.find('.')) + ".*");
  }
  return items.empty() ? text::join({domains.begin(), domains.end()}, ", ") : text::join(items, ", ");
}

/// What could stand there instead; empty where the word is known.
std::string instead_of(hub::Hub const& hub, Known known, std::string const& word) {
  auto const& definitions = hub.catalogue().definitions();
  auto const id = [](auto const& one) { return one.id; };
  switch (known) {
    case Known::anything: return {};
    case Known::agencies: return hub.agency(word) != nullptr ? std::string{} : listed(hub.agencies(), id);
    case Known::roles: return hub.catalogue().member_role(word) != nullptr ? std::string{} : listed(definitions.member_roles, id);
    case Known::subject_roles: return hub.catalogue().subject_role(word) != nullptr ? std::string{} : listed(definitions.subject_roles, id);
    case Known::purposes: return hub.catalogue().purpose(word) != nullptr ? std::string{} : listed(definitions.purposes, id);
    case Known::fields: return hub.catalogue().field(word) != nullptr ? std::string{} : items_like(hub.catalogue(), word);
  }
  return {};
}

}  // namespace

std::vector<std::string> unknown_words(SharingVerb const& verb, hub::Hub const& hub, SharingArguments const& arguments) {
  std::vector<std::string> all;
  auto const look = [&](OptionSpec const& option, std::string const& word) {
    auto const could = word.empty() || word == "unknown" ? std::string{} : instead_of(hub, option.known, word);
    if (!could.empty()) all.push_back(fmt::format("{} '{}' is not known here; what is: {}", option.name, visible(word), could));
  };
  for (auto const& option : verb.options) {
    if (auto const* one = std::get_if<std::string SharingArguments::*>(&option.to)) look(option, arguments.**one);
    if (auto const* many = std::get_if<std::vector<std::string> SharingArguments::*>(&option.to)) {
      for (auto const& word : arguments.**many) look(option, word);
    }
  }
  return all;
}

std::string_view sharing_group_help(std::string_view group) {
  if (group == "request") return "requests between agencies about a matter";
  if (group == "correction") return "word to whoever got an item that was corrected, changed or deleted where it came from";
  if (group == "product") return "editions of what the partnership writes again and again: assessments, profiles, briefs, returns";
  if (group == "quarter") return "quarters whose figures have left, and their revision by two people of two agencies";
  if (group == "protection") return "what this hub hides beyond what every hub does: tightened by one lead, loosened by two of two agencies";
  if (group == "equality") return "counts by characteristic, sent apart from casework and sealed, and the report of a quarter that is made of them";
  if (group == "appeal") return "appeals against a refusal by a person";
  if (group == "fact") return "what the hub knows about a matter when the engine decides";
  if (group == "break-glass") return "access for danger to life or of serious harm";
  if (group == "link-sample") return "pairs of records drawn by chance, that reviewers judge blind, so that it is known how good links are";
  if (group == "criteria") return "criteria by which help is offered to families: evidence beside each, and what named people judge";
  if (group == "audit-sample") return "disclosures drawn by lot, for a lead to look through";
  return {};
}

}  // namespace concordat::cli
