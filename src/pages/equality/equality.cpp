// SPDX-License-Identifier: Apache-2.0
#include "pages/equality/equality.h"

#include <fmt/format.h>

#include <algorithm>

#include "hub/agency_name.h"
#include "hub/equality/equality.h"
#include "hub/equality/words.h"
#include "pages/supply/upload_file.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

Json quarter_model(Visit const& visit, hub::MonitoredQuarter const& quarter) {
  auto model = hub::to_json(quarter);
  Json names{Json::Array{}};
  for (auto const& one : quarter.agencies) names.push(hub::agency_name(visit.hub, one.agency));
  Json missing{Json::Array{}};
  for (auto const& one : quarter.missing) missing.push(hub::agency_name(visit.hub, one));
  model.set("agency_names", std::move(names)).set("missing_names", std::move(missing)).set("href", "/equality/" + quarter.quarter);
  if (!quarter.made_at.empty()) model.set("when", instant_model(quarter.made_at));
  return model;
}

Json words_model(std::vector<hub::EqualityWord> const& words) {
  Json list{Json::Array{}};
  for (auto const& one : words) list.push(Json{}.set("id", one.id).set("title", one.title));
  return list;
}

/// What may stand in a file of counts.
Json file_words(hub::EqualityWords const& words) {
  Json characteristics{Json::Array{}};
  for (auto const& one : words.characteristics) characteristics.push(Json{}.set("id", one.id).set("title", one.title).set("groups", words_model(one.groups)));
  return std::move(Json{}.set("measures", words_model(words.measures)).set("residents", hub::residents_measure).set("characteristics", std::move(characteristics)));
}

hub::EqualityWords words_of(Visit const& visit) { return hub::load_equality_words(visit.hub.options().definitions.string()); }

/// The last one that is over: counts of the running one are refused.
std::string last_quarter(Visit const& visit) {
  auto const running = Quarter::of(Month::of(visit.hub.clock().today()));
  return format_quarter(Quarter{running.index - 1});
}

/// With what is wrong with a file that was sent, where one was.
Result<Answer> list_page(Visit& visit, Json faults) {
  auto const all = hub::list_monitoring(visit.hub, visit.member());
  if (!all) return fail(all);
  Json quarters{Json::Array{}};
  for (auto const& one : *all) quarters.push(quarter_model(visit, one));
  View view{"equality/list"};
  view.model.set("quarters", std::move(quarters)).set("may_send", visit.may(hub::Right::monitor_equality)).set("file_faults", std::move(faults));
  if (visit.may(hub::Right::monitor_equality)) view.model.set("file_words", file_words(words_of(visit))).set("blank_quarter", last_quarter(visit));
  return view;
}

Result<Answer> show_list(Visit& visit) { return list_page(visit, Json::Array{}); }

Result<Answer> send_blank(Visit& visit) {
  http::Response response{http::Status::ok, "text/csv; charset=utf-8", hub::blank_counts(words_of(visit), last_quarter(visit))};
  response.set_header("content-disposition", http::attachment(fmt::format("equality-counts-{}.csv", last_quarter(visit))));
  return Sent{std::move(response)};
}

/// Who has sent and who has not, before a quarter is closed for good.
Result<Answer> ask_page(Visit& visit, std::string_view quarter) {
  auto const all = hub::list_monitoring(visit.hub, visit.member());
  if (!all) return fail(all);
  auto const one = std::ranges::find(*all, quarter, &hub::MonitoredQuarter::quarter);
  if (one == all->end()) return fail(Fault::not_found, "equality.no-rows", "No agency has sent counts of that quarter.", "Choose a quarter from the list.");
  if (!one->made_at.empty()) return Go{"/equality/" + one->quarter, hub::to_json(*one)};
  View view{"equality/make"};
  view.model = quarter_model(visit, *one);
  return view;
}

Result<Answer> ask_to_make(Visit& visit) { return ask_page(visit, visit.param("quarter")); }

Result<Answer> show_report(Visit& visit) {
  auto const report = hub::read_equality_report(visit.hub, visit.member(), visit.param("quarter"));
  if (!report) return fail(report);
  auto content = Json::parse(report->bytes);
  if (!content) return fail(content);
  Json counted{Json::Array{}};
  for (auto const& agency : (*content)["counted"].array()) counted.push(hub::agency_name(visit.hub, agency.string()));
  View view{"equality/report"};
  view.model.set("quarter", report->quarter).set("when", instant_model(report->made_at)).set("ledger_index", report->ledger_index);
  view.model.set("report", std::move(*content)).set("counted_names", std::move(counted));
  return view;
}

/// What a person can mend is said beside the form.
Result<Answer> send_counts(Visit& visit) {
  auto upload = read_upload(visit);
  if (!upload) return fail(upload);
  if (!upload->fault.empty()) {
    visit.fault("file", upload->fault);
    return show_list(visit);
  }
  auto const taken = hub::submit_monitoring(visit.hub, visit.member(), std::move(upload->file));
  if (!taken && taken.error().fault != Fault::conflict) return fail(taken);
  if (!taken) {
    visit.fault("file", fmt::format("{} {}", taken.error().title.view(), taken.error().remedy.view()));
    return show_list(visit);
  }
  auto model = hub::to_json(*taken);
  if (taken->faults.empty()) return Go{"/equality", std::move(model)};
  visit.fault("file", "Nothing of the file was kept: it holds what is no count. Each place is named below.");
  auto faults = model["faults"];
  return list_page(visit, std::move(faults));
}

Result<Answer> make_report(Visit& visit) {
  if (!visit.input.faults.empty()) return show_list(visit);
  auto const missing = visit.input.flag("without_missing") ? hub::MissingSenders::go_without : hub::MissingSenders::stop;
  auto const made = hub::make_equality_report(visit.hub, visit.member(), visit.input.text("quarter"), missing);
  if (!made && made.error().code.view() == "equality.missing") {
    if (visit.wants_json) return fail(made);
    visit.fault("without_missing", "Tick the box if the report is to be made without these agencies, or ask them first.");
    return ask_page(visit, visit.input.text("quarter"));
  }
  if (made) return Go{"/equality/" + made->quarter, Json{}.set("quarter", made->quarter).set("ledger_index", made->ledger_index)};
  if (made.error().fault != Fault::conflict && made.error().fault != Fault::not_found && made.error().fault != Fault::malformed) return fail(made);
  visit.fault("quarter", fmt::format("{} {}", made.error().title.view(), made.error().remedy.view()));
  return show_list(visit);
}

}  // namespace

void add_equality_pages(Site& site) {
  using hub::Right;
  site.add({.method = http::Method::get, .pattern = "/equality", .summary = "Quarters of equality monitoring: whose counts are there, and which have a report", .need = Need::right, .right = Right::see_equality,
            .inputs = {}, .page = show_list});
  site.add({.method = http::Method::get, .pattern = "/equality/words/counts.csv", .summary = "A file of counts to fill in: every measure, characteristic and group of the last quarter that is over, without counts",
            .need = Need::right, .right = Right::monitor_equality, .inputs = {}, .page = send_blank});
  site.add({.method = http::Method::get, .pattern = "/equality/:quarter/make", .summary = "Who has sent counts of a quarter and who has not, before its report is made", .need = Need::right,
            .right = Right::monitor_equality, .inputs = {}, .page = ask_to_make});
  site.add({.method = http::Method::get, .pattern = "/equality/:quarter", .summary = "The equality report of a quarter, as it was made once", .need = Need::right, .right = Right::see_equality,
            .inputs = {}, .page = show_report});
  site.add({.method = http::Method::post, .pattern = "/equality/counts", .summary = "Send counts of a quarter for equality monitoring; they are sealed, and nobody reads them back", .need = Need::right,
            .right = Right::monitor_equality, .inputs = {{.name = "csrf", .kind = InputKind::secret, .required = true}, {.name = "file", .kind = InputKind::file, .label = "the file", .required = true}},
            .reads_body_itself = true, .page = send_counts});
  site.add({.method = http::Method::post, .pattern = "/equality/make", .summary = "Make the equality report of a quarter, once", .need = Need::right, .right = Right::monitor_equality,
            .inputs = {{.name = "quarter", .kind = InputKind::line, .label = "the quarter", .required = true, .longest = 7},
                       {.name = "without_missing", .kind = InputKind::flag, .label = "without those who sent nothing"}}, .page = make_report});
}

}  // namespace concordat::pages
