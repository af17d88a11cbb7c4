// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/visible.h"
#include "cli/progress/screen_line.h"
#include "cli/sharing/runs.h"
#include "hub/linkage/duplicates.h"
#include "hub/linkage/engine/engine_scorer.h"
#include "hub/linkage/household/household.h"
#include "hub/linkage/locate/locate.h"
#include "hub/lists/lists.h"
#include "hub/linkage/review/json_of.h"
#include "hub/linkage/review/person_view.h"

namespace concordat::cli {
namespace {

namespace links = hub::links;
using A = SharingArguments;
using R = hub::Right;

/// 0 for what is no number: no pair, person or record has it.
std::int64_t number_of(std::string const& text) { return text::parse_integer(text).value_or(0); }

std::string progress_text(links::LinkProgress const& progress) {
  auto const stage = progress.stage.view();
  return fmt::format("{}: {}", stage == "open" ? "opening records" : stage == "compare" ? "comparing records" : "grouping pairs", progress.done);
}

/// Which fields say too little of who is who, and what of it lies with the own agency.
std::string over_common_text(std::vector<links::OverCommonTold> const& told) {
  std::string out;
  for (auto const& one : told) {
    out += fmt::format("    too common to link by: {} {} of {}", one.values, one.values == 1 ? "value" : "values", text::join(one.labels, " with "));
    out += one.own_records == 0 ? std::string{"; no record of your agency has one\n"}
                                : fmt::format("; records of your agency that have one: {}: look there for a placeholder, or for what belongs to a place and not to a person\n", one.own_records);
  }
  return out;
}

Json report_json(hub::Hub const& hub, links::LinkReport const& report, hub::Member const& member) {
  return links::to_json(hub, report).set("over_common", links::to_json(links::over_common_told(hub, report.over_common, member)));
}

std::string report_text(hub::Hub const& hub, links::LinkReport const& report, hub::Member const& member) {
  auto const& c = report.changes;
  auto out = fmt::format("{}{}  {} records, {} pairs that may be one person\n", report.at.substr(0, 16), report.nothing_new ? ", nothing came or went since" : "", report.records, report.pairs);
  out += fmt::format("    new links {}, broken links {}, persons that stayed as they were {}, new persons {}\n", c.new_links, c.broken_links, c.kept, c.new_persons);
  out += fmt::format("    waiting for people {} (new {}, settled {}), needing attention {} (healed {})\n", c.waiting, c.queued, c.settled, c.attention, c.healed);
  for (auto const& agency : hub.agencies()) {
    auto const found = c.by_agency.find(agency.number);
    if (found == c.by_agency.end()) continue;
    out += fmt::format("    {}: {} records, new links {}, broken {}, waiting {}\n", agency.id, found->second.records, found->second.new_links, found->second.broken_links, found->second.waiting);
  }
  out += over_common_text(links::over_common_told(hub, report.over_common, member));
  return out + fmt::format("    model {}, ledger index {}\n", report.model_version, report.ledger_index);
}

std::string pair_line(links::PairRow const& row) {
  auto const state = !row.decision.empty() ? fmt::format("'{}' waits for a second person{}", row.decided_as, row.second_by_me ? fmt::format(": you may be that ('concordat link second {}')", row.decision) : std::string{})
                     : row.state == "resolved" ? row.outcome
                     : row.assigned_to.empty() ? row.why
                                               : fmt::format("{}, {} works on it", row.why, row.assigned_to);
  return fmt::format("{:>6}  {:>6.1f} bits  {} / {}: {}{}\n", row.id, links::bits(row.weight), row.left_agency.empty() ? "another agency" : row.left_agency, row.right_agency.empty() ? "another agency" : row.right_agency, state, row.one_person ? " (one person as it stands)" : "");
}

std::string pair_text(links::PairTold const& pair) {
  auto out = fmt::format("pair {}: {:.2f} bits ({}){}\n", pair.row.id, links::bits(pair.row.weight), pair.row.state, pair.conflict ? "; something says that they are two people" : "");
  if (!pair.row.judged.empty()) out += fmt::format("  people who judged the two in a sample said: {}\n", pair.row.judged == "same" ? "the same person" : "not the same");
  for (auto const* side : {&pair.left, &pair.right}) {
    out += fmt::format("  {}: {}{}\n", side == &pair.left ? "left " : "right", side->agency_name, side->role.empty() ? "" : ", as " + side->role);
    if (!side->why.empty()) out += fmt::format("         {}\n", side->why);
  }
  for (auto const& row : pair.rows) {
    auto const shown = [](std::optional<std::string> const& value) { return !value ? std::string{"withheld"} : value->empty() ? std::string{"not known"} : visible(*value); };
    out += fmt::format("  {} {:<24} {:<28} {}\n", row.differs ? "*" : " ", row.label, shown(row.left), shown(row.right));
  }
  out += fmt::format("  {:>7.2f}  before anything is known of them\n", links::bits(pair.prior));
  for (auto const& level : pair.levels) {
    if (level.agreement == "unknown") continue;
    if (level.withheld) {
      out += fmt::format("           {}\n", level.words);
      continue;
    }
    out += fmt::format("  {:>+7.2f}  {}{}\n", links::bits(level.weight), level.words, level.level.empty() ? "" : fmt::format(" [{}]", level.level));
  }
  if (pair.withheld != 0) out += fmt::format("  {:>+7.2f}  what is withheld, together\n", links::bits(pair.withheld));
  if (pair.household != 0) out += fmt::format("  {:>+7.2f}  people of one home share as much\n", links::bits(pair.household));
  if (pair.impact == std::vector<std::string>{"something-you-may-not-see"}) out += "  To say that they are one may take two people: that hangs on records that you may not see.\n";
  else if (!pair.impact.empty()) out += fmt::format("  To say that they are one takes two people: {}.\n", text::join(pair.impact, ", "));
  return out;
}

Result<Shown> shown_decision(Result<links::Decided> const& decided) {
  if (!decided) return fail(decided);
  auto const what = decided->state == "waiting" ? fmt::format("waits for a second person ({})", text::join(decided->impact, ", ")) : decided->state;
  return Shown{links::to_json(*decided), fmt::format("{}  {}: {}; ledger index {}\n", decided->id, decided->outcome, what, decided->ledger_index), false};
}

Result<Shown> run_link(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto scorer = links::make_scorer(hub);
  if (!scorer) return fail(scorer);
  ScreenLine line;
  auto const report = links::link_records(hub, **scorer, {.whole = a.whole, .member = member.id}, [&](links::LinkProgress const& progress) {
    line.show(progress_text(progress));
    return true;
  });
  if (!report) return fail(report);
  if (report->nothing_new) {
    if (auto noted = links::note_look_at_report(hub, member); !noted) return fail(noted);
  }
  return Shown{report_json(hub, *report, member), report_text(hub, *report, member), false};
}

Result<Shown> run_link_report(hub::Hub& hub, hub::Member const& member, A const&) {
  constexpr std::size_t shown_runs = 12;
  auto const runs = links::link_runs(hub, shown_runs);
  if (!runs) return fail(runs);
  if (auto noted = links::note_look_at_report(hub, member); !noted) return fail(noted);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& run : *runs) {
    shown.json.push(report_json(hub, run, member));
    shown.text += report_text(hub, run, member);
  }
  if (runs->empty()) shown.text = "No records have been linked in this hub yet.\n";
  return shown;
}

Result<Shown> run_link_queue(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const tab = links::tab_named(a.which == "mine" ? "review" : a.which);
  if (!tab) return fail(Fault::malformed, "link.tab", "There is no such list of pairs.", "Ask for review (default), assigned or resolved.");
  auto const rows = links::list_pairs(hub, member, *tab);
  if (!rows) return fail(rows);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& row : *rows) {
    shown.json.push(links::to_json(row));
    shown.text += pair_line(row);
  }
  if (rows->empty()) shown.text = "No pair is here that you may see.\n";
  return shown;
}

Result<Shown> run_link_duplicates(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const all = links::own_duplicates(hub, member);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *all) {
    shown.json.push(links::to_json(one));
    shown.text += fmt::format("{}: row {} of {} and row {} of {}: {}\n", one.feed, one.row, one.received, one.other_row, one.other_received, one.certain ? "one person" : "may be one person");
  }
  shown.is_csv = a.csv;
  if (a.csv) shown.text = links::to_csv(*all);
  else if (all->empty()) shown.text = "No record of your agency's lists is there twice.\n";
  return shown;
}

Result<Shown> shown_pair(Result<links::PairTold> const& pair) {
  if (!pair) return fail(pair);
  return Shown{links::to_json(*pair), pair_text(*pair), false};
}

/// As on its page, with what people decided about it: those that wait are seconded and withdrawn by their numbers.
Result<Shown> run_link_show(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto shown = shown_pair(links::show_pair(hub, member, number_of(a.id)));
  if (!shown) return shown;
  auto const decisions = links::decisions_about_pair(hub, member, number_of(a.id));
  if (!decisions) return fail(decisions);
  Json list{Json::Array{}};
  for (auto const& one : *decisions) {
    list.push(links::to_json(one));
    shown->text += fmt::format("  decision {}: {}, {} by {} on {}{}\n", one.decided.id, one.decided.outcome, one.decided.state, one.made_by, one.made_at,
                               one.reason.empty() ? "" : ": " + visible(one.reason));
  }
  shown->json.set("decisions", std::move(list));
  return shown;
}

Result<Shown> run_explain(hub::Hub& hub, hub::Member const& member, A const& a) { return shown_pair(links::explain_records(hub, member, number_of(a.id), number_of(a.other))); }

std::string person_text(links::PersonTold const& person) {
  auto out = fmt::format("person {}: {} records{}; ledger index {}\n", person.person, person.records.size(), person.attention.empty() ? "" : "; needs attention: " + person.attention, person.ledger_index);
  for (auto const& holder : person.holders) out += fmt::format("  held by {}; newest file {}; ask {}\n", holder.agency_name, holder.last_came, holder.contact.empty() ? "(no mailbox known)" : holder.contact);
  for (auto const& record : person.records) {
    out += fmt::format("  record {}: {}{}\n", record.record, record.side.agency_name, record.side.role.empty() ? "" : ", as " + record.side.role);
    if (!record.side.feed.empty()) out += fmt::format("    from {}, came on {}{}{}\n", record.side.feed, record.side.received, record.happened.empty() ? "" : ", of " + record.happened,
                                                      record.expires.empty() ? "" : ", deleted on " + record.expires);
    for (auto const& [label, value] : record.values) out += fmt::format("    {}: {}\n", label, visible(value));
    for (auto const& [label, value] : record.statement) out += fmt::format("    {}: {}\n", label, visible(value));
    for (auto const& kept : record.kept) {
      out += fmt::format("    withheld: {}{}: {}\n", text::join(kept.kinds, ", "), kept.code.empty() ? "" : fmt::format(" ({})", kept.code), kept.why);
      for (auto const& [who, act] : kept.helps) out += fmt::format("      {}: {}\n", who, act);
    }
    out += fmt::format("    linked by {} ({}){}\n", record.linked_by, record.reason, record.looked_at ? "" : "; nobody has looked at it: not for enforcement");
  }
  std::string month;
  for (auto const& moment : person.timeline) {
    auto const of = moment.on.substr(0, std::string_view{"2026-11"}.size());
    if (of != month) out += fmt::format("  {}\n", of);
    month = of;
    out += fmt::format("    {:<10}  {:<8}  {}, record {}\n", moment.on, moment.kind, moment.agency_name, moment.record);
  }
  if (person.withheld > 0) out += fmt::format("  {} records are withheld and stand on no day: it could tell whose they are\n", person.withheld);
  return out;
}

Result<Shown> run_link_person(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const person = links::show_person(hub, member, number_of(a.id));
  if (!person) return fail(person);
  return Shown{links::to_json(*person), person_text(*person), false};
}

std::string home_record_text(links::HomeRecord const& record) {
  auto out = fmt::format("{} ({}, came on {}), as {}", record.agency_name, record.list, record.came, record.role);
  if (!record.from.empty() || !record.to.empty()) out += fmt::format(", there from {} to {}", record.from.empty() ? "no day given" : record.from, record.to.empty() ? "no day given" : record.to);
  return out + (record.looked_at ? "" : "; whose record it is, the model alone says");
}

std::string household_text(links::Household const& household) {
  std::string out;
  for (auto const& other : household.others) {
    out += fmt::format("{}\n", other.name.empty() ? std::string{"another person, whose name is withheld"} : visible(other.name));
    if (other.may_be_same == "waiting") out += "  may be the same person: a pair of their records waits in the queue; decide it there before you count them as two\n";
    if (other.may_be_same == "name") out += "  may be the same person, or a namesake: the two bear one name\n";
    for (auto const& one : other.evidence) {
      auto const what = one.agrees == "case" ? "the same case of one list" : one.agrees == "address" ? "the same address" : "the same property number";
      out += fmt::format("  {}: {}{}\n", what, visible(one.said), one.agrees != "case" && !one.days_given ? "; the records do not both say since when" : "");
      out += fmt::format("    of this person: {}\n    of the other:   {}\n", home_record_text(one.here), home_record_text(one.there));
    }
  }
  for (auto const& crowd : household.crowds) out += fmt::format("{}: shared by so many that it is nobody's household; none of them is told\n", visible(crowd.said));
  if (household.places == 0) out += "No record of this person that you may use gives a home.\n";
  else if (household.others.empty() && household.crowds.empty()) out += "Nobody in a record that you may use shares a home or a case with this person. That does not mean that they live alone.\n";
  for (auto const& one : household.not_asked) out += fmt::format("not asked: {}\n{}", one.agency_name, answer_text(one.answer));
  return out + fmt::format("What records say, and no finding: nothing of it is kept about anybody. Not for enforcement. Ledger index {}\n", household.ledger_index);
}

Result<Shown> run_link_household(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const household = links::household(hub, member, {number_of(a.id), a.purpose, a.matter, a.necessary});
  if (!household) return fail(household);
  return Shown{links::to_json(*household), household_text(*household), false};
}

Result<Shown> run_link_assign(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const row = links::assign_pair(hub, member, number_of(a.id), !a.away);
  if (!row) return fail(row);
  return Shown{links::to_json(*row), pair_line(*row), false};
}

Result<Shown> run_link_decide(hub::Hub& hub, hub::Member const& member, A const& a) { return shown_decision(links::decide_pair(hub, member, number_of(a.id), a.outcome, a.because)); }

Result<Shown> run_link_second(hub::Hub& hub, hub::Member const& member, A const& a) {
  if (a.outcome != "agree" && a.outcome != "turn-down") return fail(Fault::malformed, "link.answer", "Say whether you agree.", "The outcomes are agree and turn-down.");
  return shown_decision(links::second_decision(hub, member, a.id, a.outcome == "agree", a.because));
}

Result<Shown> run_link_undo(hub::Hub& hub, hub::Member const& member, A const& a) { return shown_decision(links::undo_decision(hub, member, a.id, a.because)); }

Result<Shown> run_link_withdraw(hub::Hub& hub, hub::Member const& member, A const& a) { return shown_decision(links::withdraw_decision(hub, member, a.id, a.because)); }

Result<Shown> run_link_split(hub::Hub& hub, hub::Member const& member, A const& a) {
  std::vector<links::Record> away;
  for (auto const& record : a.records) away.push_back(number_of(record));
  return shown_decision(links::split_person(hub, member, number_of(a.id), away, a.because));
}

Result<Shown> run_link_merge(hub::Hub& hub, hub::Member const& member, A const& a) { return shown_decision(links::merge_persons(hub, member, number_of(a.id), number_of(a.other), a.because)); }

std::string located_text(links::Located const& located) {
  std::string out;
  for (auto const& one : located.services) {
    out += fmt::format("{} ({}): ask {}{}; its list last came on {}{}\n", one.agency_name, one.list, one.contact.empty() ? "(no mailbox known)" : one.contact, one.lead.empty() ? "" : ", lead professional " + visible(one.lead),
                       one.last_came, one.looked_at ? "" : "; linked by the model, nobody has looked at it");
  }
  if (located.services.empty() && !located.refused) out += "None of the lists that were asked holds this person. That does not mean that nobody works with them.\n";
  for (auto const& one : located.asked) out += fmt::format("asked: {} ({}), last came on {}\n", one.agency_name, one.list, one.last_came.empty() ? "no day yet" : one.last_came);
  for (auto const& one : located.not_asked) out += fmt::format("not asked: {}\n{}", one.agency_name, answer_text(one.answer));
  if (located.refused && located.not_asked.empty()) out += "No agreement in force has another agency tell yours who works with somebody. 'concordat agreement new locator' drafts one.\n";
  return out + fmt::format("ledger index {}\n", located.ledger_index);
}

/// A purpose that is none is told beside those that there are.
Shown purposes_there_are(hub::Hub const& hub, Problem const& problem) {
  Shown shown{Json{}.set("code", problem.code.view()).set("title", problem.title.view()), fmt::format("{} There are:\n", problem.title.view()), true};
  Json purposes{Json::Array{}};
  for (auto const& purpose : hub.catalogue().definitions().purposes) {
    purposes.push(Json{}.set("id", purpose.id).set("title", purpose.title));
    shown.text += fmt::format("  {:<32} {}\n", purpose.id, purpose.title);
  }
  shown.json.set("purposes", std::move(purposes));
  return shown;
}

Result<Shown> run_locate(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const located = links::locate(hub, member, {a.id, a.locate_role, a.purpose, a.matter, a.necessary});
  if (!located && located.error().code.view() == "locate.purpose") return purposes_there_are(hub, located.error());
  if (!located) return fail(located);
  return Shown{links::to_json(*located), located_text(*located), located->refused};
}

std::string list_text(hub::lists::PeopleList const& list) {
  auto const owner = list.in_use ? fmt::format("answered for by {} ({}) since {}", list.owner, list.owner_role, list.since)
                     : list.owner.empty() ? std::string{"OUT OF USE: nobody answers for it"}
                                          : fmt::format("OUT OF USE: {} is not there as a lead of the agency any more", list.owner);
  return fmt::format("{} ({}, {}): {}\n", list.feed, list.title, list.agency, owner);
}

Result<Shown> run_lists(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const all = hub::lists::people_lists(hub, member);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *all) {
    shown.json.push(hub::lists::to_json(one));
    shown.text += list_text(one);
  }
  if (all->empty()) shown.text = "No feed of this hub is a list of people.\n";
  return shown;
}

Result<Shown> run_list_owner(hub::Hub& hub, hub::Member const& member, A const& a) {
  if (a.word.empty() != a.away) return fail(Fault::malformed, "list.words", "It is not said who answers for the list, or twice.", "Name a member with --member, or take the owner away with --none.");
  auto const index = hub::lists::name_owner(hub, member, a.id, a.word);
  if (!index) return fail(index);
  auto const text = a.away ? fmt::format("{}: out of use until an owner is named, ledger index {}\n", a.id, *index) : fmt::format("{}: answered for by {}, ledger index {}\n", a.id, visible(a.word), *index);
  return Shown{std::move(Json{}.set("feed", a.id).set("owner", a.word).set("ledger_index", *index)), text, false};
}

}  // namespace

std::vector<SharingVerb> linking() {
  OptionSpec const because{"--because", "the reasons, in your own words; sealed", &A::because, true};
  auto const id = [](std::string_view what) { return OptionSpec{"ID", what, &A::id, true}; };
  return {
      {"", "link", "find which records are of one person, where records came or went since the last time", {{"--whole", "also where nothing came or went", &A::whole}}, run_link, R::see_link_report},
      {"link", "report", "what the last runs changed: new and broken links, what waits, by agency", {}, run_link_report, R::see_link_report},
      {"link", "duplicates", "records of your agency's own lists that are of one person, for you to correct", {{"--csv", "as a table for a spreadsheet", &A::csv}}, run_link_duplicates},
      {"link", "queue", "the pairs that people are asked about, the strongest first", {{"--which", "review (default), assigned or resolved", &A::which}}, run_link_queue},
      {"link", "show", "one pair side by side, with every reason and its weight", {id("of the pair")}, run_link_show},
      {"link", "person", "one person: who holds records, how to reach them, and what may be seen of each", {id("of the person")}, run_link_person},
      {"link", "household", "who else shares a home or a case with a person, and which records say so; never for enforcement",
       {id("of the person"), {"--purpose", "what for", &A::purpose, true}, {"--matter", "your own case reference", &A::matter, true}, {"--necessary", "why it is necessary; sealed", &A::necessary, true}}, run_link_household},
      {"link", "assign", "take a pair, or put it back", {id("of the pair"), {"--put-back", "put it back", &A::away}}, run_link_assign},
      {"link", "decide", "decide about a pair; where a mistake would weigh heavily, another reviewer must agree",
       {id("of the pair"), {"--outcome", "link, not-same, twins or cannot-tell", &A::outcome, true}, because}, run_link_decide},
      {"link", "second", "agree to another reviewer's decision, or turn it down", {id("of the decision"), {"--outcome", "agree or turn-down", &A::outcome, true}, because}, run_link_second},
      {"link", "undo", "undo a decision: everything is as it was before", {id("of the decision"), because}, run_link_undo},
      {"link", "withdraw", "withdraw your own decision while it waits for a second person", {id("of the decision"), because}, run_link_withdraw},
      {"link", "split", "say that some of a person's records are of another", {id("of the person"), {"--record", "a record that is of another person; again for each more", &A::records, true}, because}, run_link_split},
      {"link", "merge", "say that two persons are one", {id("of the person"), {"OTHER", "the other person", &A::other, true}, because}, run_link_merge},
      {"", "locate", "who else works with somebody on your agency's lists, and how to reach them: services and contacts only",
       {{"REFERENCE", "a number in your agency's own record: its reference, or such as a pupil number", &A::id, true}, {"--purpose", "what for", &A::purpose, true}, {"--matter", "your own case reference", &A::matter, true},
        {"--necessary", "why it is necessary; sealed", &A::necessary, true}, {"--role", "in which role you ask (default practitioner)", &A::locate_role}},
       run_locate, R::ask_share},
      {"", "lists", "the lists of people in the hub: whose, who answers for each, and which are out of use", {}, run_lists, R::see_agreements},
      {"lists", "owner", "name who answers for a list of your agency, or take them away: without an owner nobody reads it",
       {{"FEED", "the list", &A::id, true}, {"--member", "a strategic lead, information-governance lead or data protection officer of your agency", &A::word}, {"--none", "take the owner away", &A::away}}, run_list_owner, R::answer_requests},
      {"", "explain", "why two records are, or are not, taken for one person", {id("of a record"), {"OTHER", "the other record", &A::other, true}}, run_explain},
  };
}

}  // namespace concordat::cli
