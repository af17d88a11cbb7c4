// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/agency_name.h"
#include "hub/agreements/monitor.h"
#include "hub/records/stored_records.h"
#include "hub/release/tables.h"
#include "pages/picture/picture.h"
#include "pages/picture/released_table.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

std::vector<std::string> table_ids() {
  std::vector<std::string> ids;
  for (auto const& table : hub::release_tables()) ids.emplace_back(table.id.view());
  return ids;
}

Result<Answer> list_releases(Visit& visit) {
  auto const all = hub::stored_releases(visit.hub, visit.member());
  if (!all) return fail(all);
  auto const stopped = hub::stopped_releases(visit.hub.database());
  if (!stopped) return fail(stopped);
  auto purposes = purposes_for(visit);
  if (!purposes) return fail(purposes);
  View view{"releases/list"};
  Json list{Json::Array{}};
  for (auto const& release : *all) {
    Json one;
    one.set("id", release.id).set("href", "/releases/" + release.id).set("table", release.table).set("title", hub::title_of_table(release.table));
    one.set("period", release.period).set("purpose", release.purpose).set("purpose_title", purpose_title(visit.hub, release.purpose));
    one.set("created", instant_model(release.created_at)).set("ledger_index", release.ledger_index);
    list.push(one.set("stopped", stopped->contains(release.id)));
  }
  Json tables{Json::Array{}};
  for (auto const& table : hub::release_tables()) {
    tables.push(Json{}.set("id", table.id.view()).set("title", table.title.view()).set("covers", table.covers.view()));
  }
  bool const any = std::ranges::any_of(*all, [&](auto const& release) { return stopped->contains(release.id); });
  view.model.set("any_stopped", any).set("releases", std::move(list)).set("tables", std::move(tables)).set("purposes", std::move(*purposes));
  view.model.set("filters", parts_for(visit, hub::TableKind::hotspots));
  view.model.set("chosen_table", visit.input.text("table")).set("chosen_purpose", visit.input.text("purpose"));
  return view;
}

/// It is being worked out; there is how far it is, and what came of it.
Sent accepted(Underway const& underway) {
  auto const there = progress_page_of(underway, "releases");
  auto response = http::json(Json{}.set("id", underway.id).set("page", there).pretty(), http::Status::accepted);
  response.set_header("location", there);
  response.set_header("preference-applied", "respond-async");
  return Sent{std::move(response)};
}

Answer answered(Visit& visit, hub::ReleaseAnswer const& answer) {
  if (auto const* refusal = std::get_if<hub::Refusal>(&answer)) return refusal_view(visit, *refusal);
  return to_release(std::get<hub::Release>(answer));
}

Result<Answer> ask_release(Visit& visit) {
  if (!visit.input.faults.empty()) return list_releases(visit);
  auto const& table = visit.input.text("table");
  auto const& purpose = visit.input.text("purpose");
  auto const& quarter = visit.input.text("quarter");
  auto const only = only_of(visit);
  auto const beside = begin_beside(visit, table, purpose, quarter, only);
  if (!beside) return fail(beside);
  if (*beside) {
    if (auto const* underway = std::get_if<Underway>(&**beside)) return accepted(*underway);
    return answered(visit, std::get<hub::ReleaseAnswer>(**beside));
  }
  auto const answer = ask_for(visit, table, purpose, quarter, only);
  if (!answer) return fail(answer);
  return answered(visit, *answer);
}

/// The release in the address, as the gate permits it today.
Result<hub::ReleaseAnswer> open(Visit& visit) {
  return hub::reopen_any_release(visit.hub, visit.member(), visit.role(), std::string{visit.param("release")});
}

/// Records say nothing about themselves but in their report.
Json about_records(render::DisclosureReport const& report) {
  Json list{Json::Array{}};
  list.push(Json{}.set("label", "Title").set("text", hub::records_table().title.view()));
  for (auto const& [label, text] : report.release) {
    if (label != "Release" && label != "Entry of the ledger") list.push(Json{}.set("label", label).set("text", text));
  }
  return list;
}

Json about_of(hub::Release const& release) {
  if (file_of(release, "records.csv") != nullptr) {
    if (auto const report = hub::control_report_in(release.files())) return about_records(*report);
  }
  for (auto const& file : release.files()) {
    if (!file.name.ends_with(".csv")) continue;
    Json list{Json::Array{}};
    for (auto const& [label, text] : hub::read_released_table(file.content).about) list.push(Json{}.set("label", label).set("text", text));
    return list;
  }
  return Json{Json::Array{}};
}

std::string text_of_line(Json const& about, std::string_view label) {
  for (auto const& one : about.array()) {
    if (one["label"].string() == label) return one["text"].string();
  }
  return {};
}

/// Titles that name their period are not made longer by it.
std::string with_period(std::string const& title, std::string const& period) {
  return period.empty() || title.find(period) != std::string::npos ? title : fmt::format("{}, {}", title, period);
}

/// The report's page: which table, which quarter, and for whom stand in its heading.
Json report_model(render::DisclosureReport const& report) {
  auto model = render::json_of(report);
  std::string period, recipient;
  for (auto const& [label, text] : report.release) {
    if (label == "Period") period = text;
    if (label == "Released to" || label == "Asked by") recipient = text;
  }
  return std::move(model.set("heading", with_period(report.title, period)).set("recipient_name", recipient));
}

Result<Answer> show_release(Visit& visit) {
  auto const answer = open(visit);
  if (!answer) return fail(answer);
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return refusal_view(visit, *refusal);
  auto const& release = std::get<hub::Release>(*answer);
  View view{"releases/release"};
  auto about = about_of(release);
  auto const title = text_of_line(about, "Title");
  view.model.set("id", release.id()).set("period", release.period()).set("ledger_index", release.ledger_index());
  if (!title.empty()) view.model.set("heading", with_period(title, release.period()));
  view.model.set("recipient_name", hub::agency_name(visit.hub, visit.who->agency)).set("purpose_title", text_of_line(about, "Purpose"));
  Json rules{Json::Array{}};
  for (auto const& rule : release.rules()) rules.push(rule);
  Json files{Json::Array{}};
  for (auto const& file : release.files()) {
    Json one;
    one.set("name", file.name).set("media_type", file.media_type).set("bytes", static_cast<std::uint64_t>(file.content.size()));
    one.set("size_words", number_words((file.content.size() + 1023) / 1024) + " kB").set("sha256", crypto::to_hex(crypto::sha256(file.content)));
    one.set("href", "/releases/" + release.id() + "/files/" + file.name);
    files.push(std::move(one));
  }
  view.model.set("rules", std::move(rules)).set("files", std::move(files)).set("about", std::move(about));
  return view;
}

Result<Answer> show_report(Visit& visit) {
  auto const answer = hub::any_control_report(visit.hub, visit.member(), visit.role(), std::string{visit.param("release")});
  if (!answer) return fail(answer);
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return refusal_view(visit, *refusal);
  View view{"releases/report"};
  auto const& report = std::get<render::DisclosureReport>(*answer);
  view.model = report_model(report);
  bool const refused = report.tried.empty();  // what stands in place of a report has no page of a release
  view.model.set("refused", refused).set("back", refused ? std::string{"/releases"} : "/releases/" + std::string{visit.param("release")}).set("back_words", refused ? "list" : "release");
  return view;
}

/// For leads of the agencies whose data are in it, and of its reader: the report, and nothing else of the release.
Result<Answer> show_report_to_lead(Visit& visit) {
  auto const report = hub::report_for_lead(visit.hub, visit.member(), std::string{visit.param("release")});
  if (!report) return fail(report);
  View view{"releases/report"};
  view.model = report_model(*report);
  view.model.set("refused", report->tried.empty()).set("back", "/uses/reports").set("back_words", "reports");
  return view;
}

Result<Answer> list_reports_for_lead(Visit& visit) {
  auto const all = hub::reports_for_lead(visit.hub, visit.member());
  if (!all) return fail(all);
  Json list{Json::Array{}};
  for (auto const& one : *all) {
    Json row;
    row.set("id", one.id).set("href", "/uses/" + one.id + "/report").set("table", one.table).set("title", hub::title_of_table(one.table)).set("period", one.period);
    row.set("recipient", one.recipient).set("recipient_name", hub::agency_name(visit.hub, one.recipient)).set("purpose", one.purpose).set("purpose_title", purpose_title(visit.hub, one.purpose));
    list.push(row.set("created", instant_model(one.created_at)).set("ledger_index", one.ledger_index));
  }
  View view{"releases/reports"};
  view.model.set("reports", std::move(list)).set("agency", hub::agency_name(visit.hub, visit.who->agency));
  return view;
}

/// A report is a whole document of its own: it may be looked at, but runs nothing and reaches nothing.
constexpr std::string_view document_policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

Result<Answer> send_file(Visit& visit) {
  auto const answer = open(visit);
  if (!answer) return fail(answer);
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return refusal_view(visit, *refusal);
  auto const& release = std::get<hub::Release>(*answer);
  auto const* file = file_of(release, visit.param("file"));
  if (file == nullptr) {
    return fail(Fault::not_found, "release.no-such-file", "This release has no file of that name.", "The page of the release lists its files.");
  }
  bool const looked_at = file->media_type == "text/html" || file->media_type == "image/svg+xml";
  auto const type = file->media_type.starts_with("text/") ? file->media_type + "; charset=utf-8" : file->media_type;
  http::Response response{http::Status::ok, type, file->content};
  if (looked_at) response.set_header("content-security-policy", document_policy);
  else response.set_header("content-disposition", http::attachment(file->name));
  return Sent{std::move(response)};
}

}  // namespace

void add_release_pages(Site& site) {
  std::vector<InputField> const asked{
      {.name = "table", .kind = InputKind::choice, .label = "a table", .required = true, .choices = table_ids()},
      {.name = "purpose", .label = "what it is for", .required = true},
      {.name = "quarter", .label = "the quarter", .longest = 7},
      {.name = "only", .label = "a part of the reports, or two together", .longest = 80}};
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::release,
              .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/releases", "What was released to this agency, and a form to ask for more",
      {{.name = "table"}, {.name = "purpose"}}, list_releases);
  add(http::Method::post, "/releases", "Ask the gate for one of the fixed tables; with 'Prefer: respond-async' worked out beside, 202 and where to ask what came of it", asked, ask_release);
  add(http::Method::get, "/releases/:release", "One release: under which rules, its entry in the ledger, its files", {}, show_release);
  add(http::Method::get, "/releases/:release/report", "Disclosure control of one release: what was done, what an attacker tried and got; of a refusal, its reasons", {}, show_report);
  site.add({.pattern = "/uses/reports", .summary = "The disclosure-control reports that an information-governance lead may open", .need = Need::right, .right = hub::Right::see_agreements, .page = list_reports_for_lead});
  site.add({.pattern = "/uses/:release/report", .summary = "Disclosure control of one release, for information-governance leads of its reader and of those whose data are in it",
            .need = Need::right, .right = hub::Right::see_agreements, .page = show_report_to_lead});
  add(http::Method::get, "/releases/:release/files/:file", "One file of a release", {}, send_file);
}

}  // namespace concordat::pages
