// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/linkage/review/looks.h"
#include "hub/sharing/audit_sample.h"
#include "hub/sharing/break_glass.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/json_of.h"
#include "hub/sharing/refusals.h"
#include "hub/sharing/uses.h"

namespace concordat::cli {
namespace {

namespace sharing = hub::sharing;

Shown recorded(sharing::RecordedFact const& fact, std::string_view kind = {}) {
  auto const counts = sharing::when_it_counts(kind).view();
  return {Json{}.set("id", fact.id).set("facts_version", fact.version).set("ledger_index", fact.ledger_index).set("when_it_counts", counts),
          fmt::format("{}: facts version {}, ledger index {}\n{}{}", fact.id, fact.version, fact.ledger_index, counts, counts.empty() ? "" : "\n"), false};
}

std::string glass_text(sharing::Glass const& glass) {
  auto const state = glass.open ? "open until " + glass.until : glass.outcome.empty() ? "to be reviewed by " + glass.review_by : glass.outcome;
  auto out = fmt::format("{}  {} for danger {}: {}{}; {} sees it too\n", glass.id, glass.member, glass.danger == "life" ? "to life" : "of serious harm", state, glass.overdue ? ", OVERDUE" : "", glass.second);
  for (auto const& use : glass.uses) {
    std::vector<std::string> fields;
    for (auto const& field : use.fields) fields.push_back(field.first);
    auto const became = use.state == "given" ? fmt::format("given {} by {} at {}", use.how, use.answered_by, use.answered_at) : use.state;
    out += fmt::format("    {} asked {} for {} ({}): {}; {}\n", use.asked_at, use.discloser, text::join(fields, ", "), use.purpose, visible(use.necessary), became);
  }
  return out;
}

Result<Shown> shown_glass(Result<sharing::Glass> const& glass) {
  if (!glass) return fail(glass);
  return Shown{sharing::to_json(*glass).set("ledger_index", glass->ledger_index), glass_text(*glass), false};
}

std::string use_text(sharing::DataUse const& use) {
  return fmt::format("{}  {} got {} for {} ({}) under {}, ledger index {}\n", use.used_at.substr(0, 10), use.recipient, text::join(use.fields, ", "), use.purpose, use.kind, text::join(use.rules, ", "),
                     use.ledger_index);
}

std::string sample_text(sharing::SampledUse const& one) {
  auto const state = !one.outcome.empty() ? one.outcome : one.blocks ? "OVERDUE: personalised requests of your agency are refused" : one.late ? "late" : "to do";
  return fmt::format("{}  {} {} to {}: {}\n", one.use.id, one.month, one.use.discloser, one.use.recipient, state);
}

std::string agency_text(sharing::AgencyRefusals const& one) {
  auto text = fmt::format("{}: asked {}, given {}, waiting {}", one.agency, one.asked, one.given, one.waiting);
  if (one.median_hours) text += fmt::format(", half answered within {:.1f} hours", *one.median_hours);
  text += "\n";
  for (auto const& [code, number] : one.by_engine) text += fmt::format("    {} by the engine: {}\n", code, number);
  for (auto const& [code, number] : one.by_people) text += fmt::format("    {} by people: {}\n", code, number);
  if (one.appeals > 0) text += fmt::format("    appeals {}, overturned {}\n", one.appeals, one.overturned);
  if (one.review_due > 0) text += fmt::format("    to be looked at again: {}\n", one.review_due);
  return text;
}

}  // namespace

Result<Shown> run_fact_record(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  sharing::NewFact fact;
  fact.kind = a.kind;
  fact.reference = a.matter;
  fact.request = a.request;
  fact.answer = a.kind == "case" && a.answer == "yes" ? "open" : a.answer;
  fact.word = a.word;
  fact.purpose = a.purpose;
  fact.number = a.number.empty() ? 0 : static_cast<int>(text::parse_integer(a.number).value_or(-1));
  fact.day = a.day;
  fact.members = a.members;
  auto const done = sharing::record_fact(hub, member, fact);
  if (!done) return fail(done);
  return recorded(*done, fact.kind);
}

Result<Shown> run_fact_list(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const all = sharing::facts_of_matter(hub, member, a.matter, a.request);
  if (!all) return fail(all);
  auto const counts = sharing::what_counts(hub, member, *all);
  if (!counts) return fail(counts);
  auto shown = list_shown(*all, "Nothing that your agency may read is known about this matter.", [](sharing::Fact const& fact) {
    return fmt::format("{}  {:<10} {}{} (entered by {} of {})\n", fact.id, fact.kind, visible(fact.value.canonical()), fact.withdrawn ? ", withdrawn" : "", fact.recorded_by, fact.source);
  });
  for (auto const& one : (*counts)["bands"].array()) shown.text += fmt::format("counts: band J{} ({}), which two agencies reach\n", one["band"].integer(), one["tool"].string());
  for (auto const& one : (*counts)["cases"].array()) shown.text += fmt::format("counts: {}, {}, as two agencies say\n", one["type"].string(), one["open"].boolean() ? "open" : "closed");
  return shown;
}

Result<Shown> run_fact_withdraw(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const done = sharing::withdraw_fact(hub, member, a.id);
  if (!done) return fail(done);
  return recorded(*done);
}

Result<Shown> run_refusals(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const today = hub.clock().today();
  auto const from = a.from.empty() ? std::optional{Date{today - std::chrono::days{365}}} : parse_date(a.from);
  auto const until = a.until.empty() ? std::optional{Date{today}} : parse_date(a.until);
  if (!from || !until || *from > *until) return fail(Fault::malformed, "refusals.days", "These are no days, or in the wrong order.", "Write them as 2026-01-31, the earlier with --from.");
  auto const all = sharing::refusals(hub, member, *from, *until + std::chrono::days{1});
  if (!all) return fail(all);
  Shown shown{sharing::to_json(*all), {}, false};
  if (a.csv) {
    shown.is_csv = true;
    shown.text = sharing::to_csv(*all);
    std::erase(shown.text, '\r');  // lines of a terminal, which shows other control characters as what they are
    return shown;
  }
  for (auto const& one : all->agencies) shown.text += agency_text(one);
  for (auto const& [code, number] : all->releases) shown.text += fmt::format("tables of figures, {}: {}\n", code, number);
  for (auto const& one : all->requests) {
    shown.text += fmt::format("{} {} of {} asked {}: refused by {}, {}\n", one.asked_at, one.role, one.asker, one.discloser, one.by_person ? "a person" : "the engine", fmt::join(one.codes, " "));
  }
  if (shown.text.empty()) shown.text = "Nothing was asked and nothing refused in this time.\n";
  return shown;
}

Result<Shown> run_uses(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  if (!a.agency.empty() && a.agency != member.agency) {
    return fail(Fault::refused, "uses.not-yours", "An agency sees the uses of its own data.", "Leave --agency out, or name your own.");
  }
  auto const all = sharing::uses_of_own_data(hub, member);
  if (!all) return fail(all);
  return list_shown(*all, "Nobody has used your agency's data yet.", use_text);
}

Result<Shown> run_glass_begin(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) { return shown_glass(sharing::break_glass(hub, member, a.matter, a.danger, a.because)); }
Result<Shown> run_glass_end(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) { return shown_glass(sharing::end_glass(hub, member, a.id)); }
Result<Shown> run_glass_review(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  return shown_glass(sharing::review_glass(hub, member, a.id, a.outcome, a.because));
}

Result<Shown> run_glass_list(hub::Hub& hub, hub::Member const& member, SharingArguments const&) {
  auto const all = sharing::glasses(hub, member);
  if (!all) return fail(all);
  return list_shown(*all, "There is none.", glass_text);
}

Result<Shown> run_sample_list(hub::Hub& hub, hub::Member const& member, SharingArguments const&) {
  auto const all = sharing::audit_sample(hub, member);
  if (!all) return fail(all);
  auto shown = list_shown(*all, "No disclosure of a month that is over is in the sample.", sample_text);
  auto const looks = hub::links::looks_outside_queue(hub, member);
  if (!looks) return fail(looks);
  Json told{Json::Array{}};
  for (auto const& one : *looks) told.push(hub::links::to_json(one));
  shown.json = Json{}.set("sample", std::move(shown.json)).set("looks", std::move(told));
  for (auto const& one : *looks) shown.text += fmt::format("{}  {} looked at {} persons and pairs outside the queue of links{}\n", one.day, one.member, one.shown, one.refused ? "; more was refused" : "");
  return shown;
}

Result<Shown> run_sample_done(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const index = sharing::audit_done(hub, member, a.id, a.outcome, a.because);
  if (!index) return fail(index);
  return Shown{Json{}.set("use", a.id).set("outcome", a.outcome).set("ledger_index", *index), fmt::format("{}: {}, ledger index {}\n", a.id, a.outcome, *index), false};
}

}  // namespace concordat::cli
