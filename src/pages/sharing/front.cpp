// SPDX-License-Identifier: Apache-2.0
#include "hub/agency_name.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/disclosures/json_of.h"
#include "hub/linkage/review/looks.h"
#include "hub/says_why.h"
#include "hub/records/stored_records.h"
#include "hub/sharing/json_of.h"
#include "hub/sharing/refusals.h"
#include "hub/sharing/people.h"
#include "pages/door.h"
#include "pages/models.h"
#include "pages/sharing/sharing.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace sharing = hub::sharing;

Result<Answer> show_front(Visit& visit) {
  auto tasks = hub::disclosures::tasks_json(visit.hub, asker(visit));
  if (!tasks) return fail(tasks);
  if (auto noted = note_look(visit, "tasks"); !noted) return fail(noted);
  View view{"sharing/front"};
  view.model.set("tasks", std::move(*tasks)).set("may_ask", visit.may(hub::Right::ask_share)).set("may_see", visit.may(hub::Right::see_agreements));
  return view;
}

/// Titles beside ids: of rules by the agreements that the hub holds.
Json named_rules(hub::Held const& held, std::vector<std::string> const& rules) {
  Json list{Json::Array{}};
  for (auto const& rule : rules) {
    auto const* const one = held.find(rule.substr(0, rule.find('#')));
    list.push(Json{}.set("id", rule).set("title", one == nullptr ? std::string{} : one->agreement.title));
  }
  return list;
}

Result<Answer> show_uses(Visit& visit) {
  auto const all = sharing::uses_of_own_data(visit.hub, asker(visit));
  if (!all) return fail(all);
  auto const held = hub::held_agreements(visit.hub, visit.hub.database(), visit.hub.clock().today());
  if (!held) return fail(held);
  auto const releases = hub::releases_with_data_of(visit.hub.database(), visit.who->agency);
  if (!releases) return fail(releases);
  View view{"sharing/uses"};
  Json list{Json::Array{}};
  for (auto const& use : *all) {
    auto model = sharing::to_json(use);
    model.set("recipient_name", hub::agency_name(visit.hub, use.recipient)).set("discloser_name", hub::agency_name(visit.hub, use.discloser)).set("used", instant_model(use.used_at));
    if (auto const found = releases->find(use.reference); use.kind == "release" && found != releases->end()) {
      model.set("table", found->second.table).set("table_title", hub::title_of_table(found->second.table)).set("period", found->second.period);
    }
    list.push(model.set("purpose_title", purpose_title(visit.hub, use.purpose)).set("passed_on", use.discloser != use.supplier).set("items", named_items(visit, use.fields)).set("under", named_rules(*held, use.rules)));
  }
  view.model.set("reads_reports", visit.member().has_role("information-governance-lead"));
  view.model.set("uses", std::move(list)).set("agency", hub::agency_name(visit.hub, visit.who->agency));
  return view;
}

/// The days asked for, or the last year; faults beside the fields where they are none.
struct Days {
  Date from;
  Date until;
};
Days days_of(Visit& visit) {
  auto const today = visit.hub.clock().today();
  auto const read = [&](char const* name, Date otherwise) {
    auto const& said = visit.input.text(name);
    if (said.empty()) return otherwise;
    auto const day = parse_date(said);
    if (!day) visit.fault(name, "Write the day as 2026-01-31.");
    return day ? *day : otherwise;
  };
  Days days{read("from", today - std::chrono::days{365}), read("until", today)};
  if (days.from > days.until) visit.fault("until", "The last day is before the first.");
  return days;
}

Result<Answer> show_refusals(Visit& visit) {
  auto const days = days_of(visit);
  auto const all = sharing::refusals(visit.hub, asker(visit), days.from, days.until + std::chrono::days{1});
  if (!all) return fail(all);
  View view{"sharing/refusals"};
  view.model = sharing::to_json(*all);
  Json rows{Json::Array{}};
  for (auto const& one : all->requests) {
    Json row;
    row.set("href", "/requests/" + one.id).set("asker_name", hub::agency_name(visit.hub, one.asker)).set("role", sentence_case(one.role));
    row.set("discloser_name", hub::agency_name(visit.hub, one.discloser)).set("purpose_title", purpose_title(visit.hub, one.purpose));
    row.set("asked", instant_model(one.asked_at)).set("by_person", one.by_person);
    Json codes{Json::Array{}};
    for (auto const& code : one.codes) codes.push(code);
    rows.push(row.set("codes", std::move(codes)));
  }
  view.model.set("rows", std::move(rows));
  Json names;
  for (auto const& agency : visit.hub.agencies()) names.set(agency.id, agency.name);
  Json reasons;
  for (auto const& refusal : visit.hub.catalogue().definitions().refusals) reasons.set(refusal.code, refusal.reason);
  view.model.set("names", std::move(names)).set("reasons", std::move(reasons)).set("first", format_date(days.from)).set("last", format_date(days.until));
  return view;
}

Result<Answer> send_refusals(Visit& visit) {
  auto const days = days_of(visit);
  if (!visit.input.faults.empty()) return fail(Fault::malformed, "refusals.days", "These are no days, or in the wrong order.", "Write them as 2026-01-31, the earlier first.");
  auto const all = sharing::refusals(visit.hub, asker(visit), days.from, days.until + std::chrono::days{1});
  if (!all) return fail(all);
  http::Response response{http::Status::ok, "text/csv; charset=utf-8", sharing::to_csv(*all)};
  response.set_header("content-disposition", http::attachment("refusals.csv"));
  return Sent{std::move(response)};
}

/// What was asked with a broken glass, with names.
Json seen_model(Visit const& visit, Json const& uses) {
  Json list{Json::Array{}};
  for (auto use : uses.array()) {
    use.set("href", "/requests/" + use["request"].string()).set("asked", instant_model(use["asked_at"].string())).set("answered", instant_model(use["answered_at"].string()));
    use.set("discloser_name", hub::agency_name(visit.hub, use["discloser"].string()));
    list.push(use.set("purpose_title", purpose_title(visit.hub, use["purpose"].string())));
  }
  return list;
}

Result<Answer> show_glasses(Visit& visit) {
  auto const all = sharing::glasses(visit.hub, asker(visit));
  if (!all) return fail(all);
  View view{"sharing/break-glass"};
  Json list{Json::Array{}};
  auto const member = asker(visit);
  for (auto const& glass : *all) {
    auto model = sharing::to_json(glass);
    model.set("begun", instant_model(glass.begun_at)).set("ends", instant_model(glass.until)).set("review", instant_model(glass.review_by)).set("mine", glass.member == member.id);
    model.set("uses", seen_model(visit, model["uses"]));
    list.push(model.set("may_review", glass.member != member.id && glass.outcome.empty() && sharing::may_review(member)));
  }
  Json given;
  for (auto const* name : {"reference", "danger", "because"}) given.set(name, visit.input.text(name));
  view.model.set("glasses", std::move(list)).set("given", std::move(given));
  return view;
}

Result<Answer> glass_done(Result<sharing::Glass> const& glass) {
  if (!glass) return fail(glass);
  Go go{"/break-glass"};
  go.model = sharing::to_json(*glass).set("ledger_index", glass->ledger_index);
  return go;
}

Result<Answer> begin_glass(Visit& visit) {
  if (visit.input.faults.empty() && visit.input.text("because").size() < sharing::glass_reason_shortest) visit.fault("because", "Say why in at least 20 characters.");
  if (!visit.input.faults.empty()) return show_glasses(visit);
  return glass_done(sharing::break_glass(visit.hub, asker(visit), visit.input.text("reference"), visit.input.text("danger"), visit.input.text("because")));
}

Result<Answer> end_it(Visit& visit) { return glass_done(sharing::end_glass(visit.hub, asker(visit), std::string{visit.param("glass")})); }

Result<Answer> review_it(Visit& visit) {
  ask_for_reason(visit, "because");
  if (!visit.input.faults.empty()) return show_glasses(visit);
  return glass_done(sharing::review_glass(visit.hub, asker(visit), std::string{visit.param("glass")}, visit.input.text("outcome"), visit.input.text("because")));
}

Result<Answer> show_sample(Visit& visit) {
  auto const all = sharing::audit_sample(visit.hub, asker(visit));
  if (!all) return fail(all);
  auto const held = hub::held_agreements(visit.hub, visit.hub.database(), visit.hub.clock().today());
  if (!held) return fail(held);
  View view{"sharing/audit-sample"};
  Json list{Json::Array{}};
  for (auto const& one : *all) {
    auto model = sharing::to_json(one);
    model.set("recipient_name", hub::agency_name(visit.hub, one.use.recipient)).set("discloser_name", hub::agency_name(visit.hub, one.use.discloser)).set("block", date_model(one.block_on));
    model.set("items", named_items(visit, one.use.fields)).set("under", named_rules(*held, one.use.rules));
    list.push(model.set("warn", date_model(one.warn_on)).set("month_words", month_words(parse_month(one.month).value_or(Month{}))));
  }
  auto const looks = hub::links::looks_outside_queue(visit.hub, asker(visit));
  if (!looks) return fail(looks);
  Json rows{Json::Array{}};
  for (auto const& one : *looks) {
    auto const day = parse_date(one.day);
    rows.push(to_json(one).set("day", day ? date_model(*day) : Json{}));
  }
  view.model.set("sample", std::move(list)).set("looks", std::move(rows));
  return view;
}

Result<Answer> sample_done(Visit& visit) {
  ask_for_reason(visit, "because");
  if (!visit.input.faults.empty()) return show_sample(visit);
  auto const index = sharing::audit_done(visit.hub, asker(visit), std::string{visit.param("use")}, visit.input.text("outcome"), visit.input.text("because"));
  if (!index) return fail(index);
  Go go{"/audit-sample"};
  go.model.set("use", visit.param("use")).set("ledger_index", *index);
  return go;
}

InputField reasons() { return {.name = "because", .label = "your reasons", .required = true, .longest = 2000}; }

}  // namespace

void ask_for_reason(Visit& visit, std::string const& field) {
  auto const& said = visit.input.text(field);
  if (!said.empty() && !hub::says_why(said)) visit.fault(field, std::string{hub::no_reason().title.view()} + " " + std::string{hub::no_reason().remedy.view()});
}

void beside_its_field(Visit& visit, Problem const& problem) {
  constexpr std::size_t longest_reference = 200;
  bool const own = problem.code.view() == "request.own-agency" || visit.hub.agency(visit.input.text("discloser")) == nullptr;
  auto const* const field = own ? "discloser" : visit.input.text("reference").size() > longest_reference ? "reference" : "field";
  visit.fault(field, std::string{problem.title.view()} + " " + std::string{problem.remedy.view()});
}

Json named_items(Visit const& visit, std::vector<std::string> const& fields) {
  Json list{Json::Array{}};
  for (auto const& id : fields) {
    auto const* const field = visit.hub.catalogue().field(id);
    list.push(Json{}.set("id", id).set("title", field == nullptr ? id : field->label));
  }
  return list;
}

void add_sharing_pages(Site& site) {
  using hub::Right;
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::optional<Right> right, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = right ? Need::right : Need::signed_in, .right = right, .inputs = std::move(inputs), .page = page});
  };
  using http::Method;
  std::vector<InputField> const days{{.name = "from", .label = "the first day", .longest = 10}, {.name = "until", .label = "the last day", .longest = 10}};
  add(Method::get, "/sharing", "Everything about sharing: what waits for one, and what one can do", std::nullopt, {}, show_front);
  add(Method::get, "/uses", "Every use of the own agency's data", Right::see_agreements, {}, show_uses);
  add(Method::get, "/refusals", "Refusals by agency and code, by the engine and by people", Right::see_agreements, days, show_refusals);
  add(Method::get, "/refusals.csv", "The same as a table for a spreadsheet", Right::see_agreements, days, send_refusals);
  add(Method::get, "/break-glass", "Break-glass: one's own, and for leads and auditors those of the agency", std::nullopt, {}, show_glasses);
  add(Method::post, "/break-glass", "Break the glass, for danger to life or of serious harm", Right::ask_share,
      {{.name = "reference", .label = "your case reference", .required = true}, {.name = "danger", .kind = InputKind::choice, .label = "the danger", .required = true, .choices = {"life", "serious-harm"}}, reasons()}, begin_glass);
  add(Method::post, "/break-glass/:glass/end", "End it before its time", Right::ask_share, {}, end_it);
  add(Method::post, "/break-glass/:glass/review", "Say whether it was justified", Right::answer_requests,
      {{.name = "outcome", .kind = InputKind::choice, .label = "what you found", .required = true, .choices = {"justified", "not-justified"}}, reasons()}, review_it);
  add(Method::get, "/audit-sample", "The disclosures of each month that a lead looks through", Right::see_agreements, {}, show_sample);
  add(Method::post, "/audit-sample/:use", "Say what was found", Right::answer_requests,
      {{.name = "outcome", .kind = InputKind::choice, .label = "what you found", .required = true, .choices = {"in-order", "concern"}}, reasons()}, sample_done);
}

}  // namespace concordat::pages
