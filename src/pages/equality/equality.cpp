// SPDX-License-Identifier: Apache-2.0
#include "pages/equality/equality.h"

#include <fmt/format.h>

#include "hub/agency_name.h"
#include "hub/equality/equality.h"
#include "pages/supply/upload_file.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

Json quarter_model(Visit const& visit, hub::MonitoredQuarter const& quarter) {
  auto model = hub::to_json(quarter);
  Json names{Json::Array{}};
  for (auto const& one : quarter.agencies) names.push(hub::agency_name(visit.hub, one.agency));
  model.set("agency_names", std::move(names)).set("href", "/equality/" + quarter.quarter);
  if (!quarter.made_at.empty()) model.set("when", instant_model(quarter.made_at));
  return model;
}

/// With what is wrong with a file that was sent, where one was.
Result<Answer> list_page(Visit& visit, Json faults) {
  auto const all = hub::list_monitoring(visit.hub, visit.member());
  if (!all) return fail(all);
  Json quarters{Json::Array{}};
  for (auto const& one : *all) quarters.push(quarter_model(visit, one));
  View view{"equality/list"};
  view.model.set("quarters", std::move(quarters)).set("may_send", visit.may(hub::Right::monitor_equality)).set("file_faults", std::move(faults));
  return view;
}

Result<Answer> show_list(Visit& visit) { return list_page(visit, Json::Array{}); }

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
  auto const made = hub::make_equality_report(visit.hub, visit.member(), visit.input.text("quarter"));
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
  site.add({.method = http::Method::get, .pattern = "/equality/:quarter", .summary = "The equality report of a quarter, as it was made once", .need = Need::right, .right = Right::see_equality,
            .inputs = {}, .page = show_report});
  site.add({.method = http::Method::post, .pattern = "/equality/counts", .summary = "Send counts of a quarter for equality monitoring; they are sealed, and nobody reads them back", .need = Need::right,
            .right = Right::monitor_equality, .inputs = {{.name = "csrf", .kind = InputKind::secret, .required = true}, {.name = "file", .kind = InputKind::file, .label = "the file", .required = true}},
            .reads_body_itself = true, .page = send_counts});
  site.add({.method = http::Method::post, .pattern = "/equality/make", .summary = "Make the equality report of a quarter, once", .need = Need::right, .right = Right::monitor_equality,
            .inputs = {{.name = "quarter", .kind = InputKind::line, .label = "the quarter", .required = true, .longest = 7}}, .page = make_report});
}

}  // namespace concordat::pages
