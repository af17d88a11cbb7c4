// SPDX-License-Identifier: Apache-2.0
#include "cli/sharing/sharing_verbs.h"

#include "cli/sharing/runs.h"
#include "hub/act.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

OptionSpec const purpose{"--purpose", "what it is for, in a word of the definitions", &A::purpose};
OptionSpec const fields{"--field", "an item, as the catalogue names it; again for each more", &A::fields};
OptionSpec const form{"--form", "aggregate, depersonalised, pseudonymised or personalised (default)", &A::form};
OptionSpec const subject_role{"--subject-role", "what the person is in the record: victim, suspected, at_risk_child ...", &A::subject_role};
OptionSpec const necessary{"--necessary", "why it is needed, in your own words; sealed", &A::necessary};
OptionSpec const matter{"--matter", "your agency's own case reference; sealed", &A::matter};
OptionSpec const request{"--request", "id of a request to or from your agency", &A::request};
OptionSpec const because{"--because", "the reasons, in your own words; sealed", &A::because};

OptionSpec needed(OptionSpec option) {
  option.required = true;
  return option;
}
OptionSpec id(std::string_view what) { return {"ID", what, &A::id, true}; }

std::vector<SharingVerb> asking() {
  return {
      {"", "may-i", "may I share? yes with its basis, yes if, or no because; nothing is disclosed",
       {{"--agency", "the agency whose data it is (default: your own)", &A::agency}, {"--to", "the agency that would get it (default: your own)", &A::to},
        {"--role", "of the person who would get it (default: conference-member)", &A::role}, purpose, fields, form, subject_role,
        {"--consent", "yes, no, withdrawn or unknown", &A::consent}, {"--consent-from", "subject (default) or parent", &A::consent_from},
        {"--case", "yes or no: the person is listed in an open case in which the recipient sits", &A::in_case},
        {"--guardian", "yes or no: the guardian a rule asks for has recorded a decision", &A::guardian}, {"--trained", "yes or no: the recipient has passed the courses", &A::trained},
        {"--age", "of the person, in years", &A::age}, {"--band", "of the joint assessment, J0 to J4", &A::band},
        {"--handling", "a handling code on the items; again for each more", &A::handling}, {"--area", "area of the person and the events (default: the partnership's own)", &A::areas},
        necessary, {"--originator", "the agency the data first came from, where that is another", &A::originator},
        {"--originator-agrees", "that agency has agreed to their being passed on", &A::originator_agrees}},
       run_may_i, R::ask_share},
      {"may-i", "list", "your own questions and their answers, newest first", {}, run_may_i_list, R::ask_share},
      {"may-i", "show", "one of them; an auditor of your agency can read it too", {id("of the question")}, run_may_i_show},
      {"request", "ask", "ask another agency for items about a matter of yours; the engine decides, a person gives",
       {{"--agency", "the agency that is asked", &A::agency, true}, {"--role", "in which you ask (default: conference-member)", &A::role}, needed(purpose), needed(fields), form, subject_role,
        needed(matter), needed(necessary)},
       run_request_ask, R::ask_share},
      {"request", "list", "requests: yours, those that wait for you, or of your agency", {{"--which", "mine (default), awaiting-me, own-agency, review-due or escalated", &A::which}}, run_request_list},
      {"request", "show", "one request, with as much of the decision as you may read", {id("of the request")}, run_request_show},
      {"request", "give", "say that what the engine permits was given, and how",
       {id("of the request"), {"--how", "in-hub, in-writing or verbally", &A::how, true}, {"--received-in", "the request in which it came from another agency", &A::received_in}}, run_request_give, R::answer_requests},
      {"request", "decline", "decline what the engine permits, with a code, reasons and a day to look at it again",
       {id("of the request"), {"--code", "R05 to R18", &A::code, true}, needed(because), {"--review-on", "a later day, as 2027-01-31", &A::review_on, true}}, run_request_decline, R::answer_requests},
      {"appeal", "make", "appeal a refusal by a person, once", {needed(request), needed(because)}, run_appeal_make, R::ask_share},
      {"appeal", "decide", "uphold or overturn it, with reasons", {id("of the appeal"), {"--outcome", "upheld or overturned", &A::outcome, true}, needed(because)}, run_appeal_decide, R::answer_requests},
      {"appeal", "list", "appeals of yours, for you to decide, or of your agency", {}, run_appeal_list},
  };
}

std::vector<SharingVerb> governing() {
  return {
      {"fact", "record", "enter what is known about a matter: closed words, numbers and days, no names",
       {{"KIND", "consent, guardian, assessment, case, approval, age, area, role, handling or onward", &A::kind, true}, matter, request,
        {"--answer", "yes (default) or no, of consent, guardian, approval and onward; of a case open or closed", &A::answer}, {"--word", "subject or parent; the post; the case's type; the assessment's tool; the area, role, code or agency", &A::word}, purpose,
        {"--number", "years, or the band 0 to 4", &A::number}, {"--on", "day on which it was given, made or assessed (default: today)", &A::day},
        {"--member", "who sits in the case; again for each more", &A::members}},
       run_fact_record, R::ask_share},
      {"fact", "list", "what is known about a matter of your agency", {matter, request}, run_fact_list, R::ask_share},
      {"fact", "withdraw", "withdraw a fact that your agency entered", {id("of the fact")}, run_fact_withdraw, R::ask_share},
      {"", "refusals", "refusals by agency and code, by the engine and by people, with answer times and appeals",
       {{"--from", "first day (default: a year ago)", &A::from}, {"--until", "last day (default: today)", &A::until}, {"--csv", "as a table for a spreadsheet", &A::csv}}, run_refusals, R::see_agreements},
      {"", "uses", "every use of your agency's data by another", {{"--agency", "your agency", &A::agency}}, run_uses, R::see_agreements},
      {"break-glass", "begin", "for danger to life or of serious harm only: half an hour, a second lead sees it, somebody else reviews it",
       {needed(matter), {"--danger", "life or serious-harm", &A::danger, true}, needed(because)}, run_glass_begin, R::ask_share},
      {"break-glass", "end", "end it before its time", {id("of the break-glass")}, run_glass_end, R::ask_share},
      {"break-glass", "review", "say whether it was justified, within a day", {id("of the break-glass"), {"--outcome", "justified or not-justified", &A::outcome, true}, needed(because)}, run_glass_review, R::answer_requests},
      {"break-glass", "list", "yours, and for leads and auditors those of the agency", {}, run_glass_list},
      {"audit-sample", "list", "the disclosures of each month that a lead of your agency looks through", {}, run_sample_list, R::see_agreements},
      {"audit-sample", "done", "say what you found in one of the disclosures",
       {id("of the use"), {"--outcome", "in-order or concern", &A::outcome, true}, needed(because)}, run_sample_done, R::answer_requests},
  };
}

}  // namespace

std::span<SharingVerb const> sharing_verbs() {
  static auto const all = [] {
    auto verbs = asking();
    for (auto& verb : governing()) verbs.push_back(std::move(verb));
    for (auto& verb : linking()) verbs.push_back(std::move(verb));
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

std::string_view sharing_group_help(std::string_view group) {
  if (group == "request") return "requests between agencies about a matter";
  if (group == "appeal") return "appeals against a refusal by a person";
  if (group == "fact") return "what the hub knows about a matter when the engine decides";
  if (group == "break-glass") return "access for danger to life or of serious harm";
  if (group == "audit-sample") return "disclosures drawn by lot, for a lead to look through";
  return {};
}

}  // namespace concordat::cli
