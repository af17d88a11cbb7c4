// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/linkage/criteria/criteria.h"

namespace concordat::cli {
namespace {

namespace links = hub::links;
using A = SharingArguments;
using R = hub::Right;

/// 0 for what is no number: nobody has it.
std::int64_t person_number(std::string const& text) { return text::parse_integer(text).value_or(0); }

std::string programme_text(catalogue::Programme const& one) {
  auto out = fmt::format("{}  {}\n    source: {}{}\n", one.id, one.title, one.source, one.verified ? "" : "; NOT HELD AGAINST ITS SOURCE");
  if (!one.note.empty()) out += fmt::format("    {}\n", one.note);
  auto const lasts = one.judgement_lasts;
  out += fmt::format("    for {}; judged by {}; a judgement lasts {} months and {} days at the most; confirmed by {}\n", text::join(one.purposes, ", "), text::join(one.judged_by, ", "), lasts.months, lasts.days,
                     one.by_another_agency ? "another agency" : "nobody else");
  for (auto const& criterion : one.criteria) {
    out += fmt::format("  {}  {}\n      {}\n      needs at least: {}\n      never shows: {}\n", criterion.id, criterion.title, criterion.words, criterion.at_least, criterion.never_shows);
    if (criterion.evidence.empty()) out += "      no list is asked\n";
  }
  return out;
}

std::string state_words(std::string_view state) {
  if (state == "found") return "evidence found";
  if (state == "not-known") return "values that these criteria do not know: evidence of nothing until whoever wrote them says what they mean";
  if (state == "nothing-found") return "nothing found in the lists that were asked";
  if (state == "withheld") return "withheld";
  if (state == "held-under-numbers") return "held under numbers without names, and not shown";
  if (state == "not-held") return "not held by any list";
  return "no list is asked: whoever knows the family says it";
}

std::string evidence_text(links::FoundEvidence const& one) {
  auto out = fmt::format("    {}, as {}: {}, {}, {} {}\n", visible(one.whose), one.role, one.agency_name, one.list, one.on_is_of_file ? "file of" : "of", one.on);
  for (auto const& [label, value] : one.says) out += fmt::format("      {}{}\n", label.empty() ? std::string{} : label + ": ", visible(value));
  for (auto const& [label, value] : one.graded) out += fmt::format("      {}: {}\n", label, visible(value));
  return out + fmt::format("      counts until {}{}\n", one.counts_until, one.looked_at ? "" : "; whose record it is, the model alone says") + (one.not_known ? "      a value that these criteria do not know: ask whoever wrote it what it means, then put it into criteria.yaml\n" : "");
}

std::string judgement_text(links::JudgementTold const& one) {
  auto const about = one.criterion.empty() ? std::string{"the programme as a whole"} : one.criterion;
  auto out = fmt::format("{}  {}: {}, by {} of {} on {}, until {}{}\n", one.id, one.state, one.outcome.empty() ? std::string{"its words are gone"} : fmt::format("{} ({})", one.outcome, about), one.role, one.agency_name, one.made_on, one.until,
                         one.asked_name.empty() ? std::string{} : one.confirmed_on.empty() ? fmt::format("; {} is asked to confirm it", one.asked_name) : fmt::format("; confirmed by {} of {} on {}", one.confirmed_as, one.asked_name, one.confirmed_on));
  auto const add = [&](std::string_view what, std::string const& words) {
    if (!words.empty()) out += fmt::format("    {}: {}\n", what, visible(words));
  };
  add("because", one.reason);
  add("what they say", one.voice);
  add("told", one.told);
  add("confirmed because", one.confirmed_because);
  return out;
}

std::string criteria_text(links::CriteriaTold const& told) {
  auto out = fmt::format("{}{}\n", told.programme.title, told.programme.verified ? "" : "  (nobody held its words against their source)");
  for (auto const& one : told.criteria) {
    out += fmt::format("{}: {}\n", one.criterion.title, state_words(one.state));
    for (auto const& found : one.found) out += evidence_text(found);
    for (auto const& asked : one.asked) out += fmt::format("    asked: {}, {}, up to {}\n", asked.agency_name, asked.list, asked.up_to);
    if (!one.withheld.empty()) out += "    asking for another purpose does not help here: what helps is an agreement that names this one, or the fact that it waits for\n";
    for (auto const& kept : one.withheld) {
      out += fmt::format("    withheld: {}, {}{}{}\n", kept.agency_name, kept.list, kept.about.empty() ? std::string{} : fmt::format(" ({})", kept.about), kept.out_of_use ? ": nobody answers for this list, so nobody reads it" : kept.roles.empty() ? "" : ", records as " + text::join(kept.roles, ", "));
      if (kept.answer.is_object()) out += answer_text(kept.answer);
    }
    for (auto const& list : one.numbered) out += fmt::format("    under numbers, not shown: {}, {}, up to {}\n", list.agency_name, list.list, list.up_to);
    out += fmt::format("    needs at least: {}\n    never shows: {}\n", one.criterion.at_least, one.criterion.never_shows);
  }
  if (told.nameless) out += "Somebody lives there whose name may not be told; none of their records is looked at.\n";
  if (told.crowded) out += "A home or case of this person is shared by so many that it is nobody's household; none of them is looked at.\n";
  for (auto const& one : told.home_not_asked) out += fmt::format("not asked who lives there: {}\n{}", one.agency_name, answer_text(one.answer));
  for (auto const& one : told.judgements) out += judgement_text(one);
  return out + fmt::format("What records say, and no finding: nothing is counted and nothing decided. Ledger index {}\n", told.ledger_index);
}

Result<Shown> shown_judgement(Result<links::JudgementTold> const& told) {
  if (!told) return fail(told);
  return Shown{links::to_json(*told), judgement_text(*told), false};
}

Result<Shown> run_criteria_list(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const all = links::list_criteria(hub, member);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *all) {
    shown.json.push(links::to_json(one));
    shown.text += programme_text(one);
  }
  if (all->empty()) shown.text = "The definitions have no programme.\n";
  return shown;
}

Result<Shown> run_criteria_check(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const told = links::check_criteria(hub, member, {a.programme, {person_number(a.id), a.purpose, a.matter, a.necessary}});
  if (!told) return fail(told);
  return Shown{links::to_json(*told), criteria_text(*told), false};
}

Result<Shown> run_criteria_judge(hub::Hub& hub, hub::Member const& member, A const& a) {
  return shown_judgement(links::judge_criteria(hub, member, {person_number(a.id), a.programme, a.criterion, a.purpose, a.outcome, a.judging_role, a.because, a.voice, a.told, a.until, a.to}));
}

Result<Shown> run_criteria_confirm(hub::Hub& hub, hub::Member const& member, A const& a) {
  return shown_judgement(links::confirm_judgement(hub, member, {a.id, a.purpose, a.matter, a.necessary, a.judging_role, a.because}));
}

Result<Shown> run_criteria_withdraw(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const index = links::withdraw_judgement(hub, member, a.id);
  if (!index) return fail(index);
  return Shown{std::move(Json{}.set("id", a.id).set("ledger_index", *index)), fmt::format("{}: withdrawn, and its words are destroyed; ledger index {}\n", visible(a.id), *index), false};
}

Result<Shown> run_criteria_show(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const all = links::judgements_of(hub, member, person_number(a.id));
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *all) {
    shown.json.push(links::to_json(one));
    shown.text += judgement_text(one);
  }
  if (all->empty()) shown.text = "Your agency has made no judgement about this person's household.\n";
  return shown;
}

}  // namespace

std::vector<SharingVerb> judging_criteria() {
  auto const id = [](std::string_view what) { return OptionSpec{"ID", what, &A::id, true}; };
  OptionSpec const programme{"--programme", "which programme", &A::programme, true};
  OptionSpec const purpose{"--purpose", "what for", &A::purpose, true};
  OptionSpec const matter{"--matter", "your own case reference", &A::matter, true};
  OptionSpec const necessary{"--necessary", "why it is necessary; sealed", &A::necessary, true};
  OptionSpec const role{"--role", "one of your roles that judge for the programme", &A::judging_role, true};
  OptionSpec const because{"--because", "the reasons, in your own words; sealed", &A::because, true};
  return {
      {"criteria", "list", "the programmes for families, and what each of their criteria needs and can never show", {}, run_criteria_list, R::review_links},
      {"criteria", "check", "what the lists of agencies say of each criterion about one household, record by record; nothing is counted or decided",
       {id("of the person"), programme, purpose, matter, necessary}, run_criteria_check, R::review_links},
      {"criteria", "judge", "say with reasons and an end whether a household meets a criterion; where the programme asks it, another agency confirms",
       {id("of the person"), programme, {"--criterion", "which criterion (default: the programme as a whole)", &A::criterion}, purpose, {"--outcome", "meets, does-not-meet or cannot-tell", &A::outcome, true}, role, because,
        {"--voice", "what the family and its children say of it, or why they were not asked: three words or more; sealed", &A::voice, true}, {"--told", "who of them was told, or why nobody was: three words or more; sealed", &A::told, true},
        {"--until", "the last day it counts, as 2026-12-31", &A::until, true}, {"--ask", "the other agency that is to confirm it, where the programme asks that", &A::to, false, {}, Known::agencies}},
       run_criteria_judge, R::review_links},
      {"criteria", "confirm", "confirm a judgement that another agency made and asked yours about; ask for yourself first, with 'criteria check'",
       {id("of the judgement"), purpose, matter, necessary, role, because}, run_criteria_confirm, R::review_links},
      {"criteria", "withdraw", "withdraw a judgement of your agency, or turn down one it was asked about: its words are destroyed at once", {id("of the judgement")}, run_criteria_withdraw, R::review_links},
      {"criteria", "show", "the judgements of your agency about a person's household, with their state and reasons", {id("of the person")}, run_criteria_show, R::review_links},
  };
}

}  // namespace concordat::cli
