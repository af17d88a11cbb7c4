// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/equality/equality.h"
#include "intake/read/file_descriptor.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

std::string fault_text(std::string const& file, hub::MonitoringFault const& fault) {
  auto where = visible(file);
  if (fault.row > 0) where += fmt::format(", row {}", fault.row);
  if (fault.column > 0) where += fmt::format(", column {}", fault.column);
  if (!fault.field.empty()) where += fmt::format(" ({})", fault.field);
  return fmt::format("{}: {} {} [{}]\n", where, fault.about.empty() ? std::string{fault.title.view()} : fmt::format("{} {}", fault.title.view(), fault.about), fault.remedy.view(), fault.code.view());
}

std::string names_of(std::vector<std::string> const& agencies) {
  return agencies.empty() ? std::string{"nobody"} : text::join(agencies, ", ");
}

std::vector<std::string> senders(hub::MonitoredQuarter const& quarter) {
  std::vector<std::string> agencies;
  for (auto const& one : quarter.agencies) agencies.push_back(one.agency);
  return agencies;
}

Result<Shown> run_equality_submit(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto file = intake::open_for_reading(a.values_file);
  if (!file) return fail(file);
  auto const taken = hub::submit_monitoring(hub, member, std::move(*file));
  if (!taken) return fail(taken);
  Shown shown{hub::to_json(*taken), {}, !taken->faults.empty()};
  for (auto const& fault : taken->faults) shown.text += fault_text(a.values_file, fault);
  if (shown.refused) {
    shown.text += "Nothing of the file was kept.\n";
    return shown;
  }
  shown.text = fmt::format("{}: {} counts taken in and sealed{}. They are opened to make the report of the quarter, and nobody reads them back. Ledger index {}.\n", taken->quarter, taken->rows,
                           taken->replaced ? "; what your agency sent before is destroyed" : "", taken->ledger_index);
  return shown;
}

std::string table_text(Json const& characteristic) {
  auto const& measures = characteristic["measures"].array();
  auto const& groups = characteristic["groups"].array();
  auto const& counts = characteristic["counts"].array();
  std::size_t widest = 5;
  for (auto const& group : groups) widest = std::max(widest, group["title"].string().size());
  auto text = fmt::format("\n{}\n", characteristic["title"].string());
  for (std::size_t measure = 0; measure < measures.size(); ++measure) {
    text += fmt::format("  {}\n", measures[measure]["title"].string());
    auto const rates = std::ranges::find_if(characteristic["rates"].array(), [&](Json const& one) { return one["measure"] == measures[measure]["id"]; });
    for (std::size_t group = 0; group < groups.size(); ++group) {
      text += fmt::format("    {:<{}}  {:>9}", groups[group]["title"].string(), widest, counts[group].array()[measure].string());
      if (rates != characteristic["rates"].array().end()) {
        auto const& row = (*rates)["rows"].array()[group];
        if (row["rate"].string() != "not available" && row["rate"].string() != "*") text += fmt::format("   {} for each {} of {} residents ({} to {})", row["rate"].string(), (*rates)["per"].integer(), row["residents"].string(), row["low"].string(), row["high"].string());
      }
      text += "\n";
    }
    text += fmt::format("    {:<{}}  {:>9}\n", "Total", widest, characteristic["totals"].array()[measure].string());
  }
  return text;
}

std::string report_csv(Json const& content) {
  std::string csv{"characteristic,group,measure,count,residents,rate,low,high\n"};
  for (auto const& characteristic : content["characteristics"].array()) {
    auto const& rates = characteristic["rates"].array();
    for (std::size_t measure = 0; measure < characteristic["measures"].array().size(); ++measure) {
      for (std::size_t group = 0; group < characteristic["groups"].array().size(); ++group) {
        Json const none;
        auto const& rate = rates.empty() ? none : rates[measure]["rows"].array()[group];
        csv += fmt::format("{},{},{},{},{},{},{},{}\n", characteristic["id"].string(), characteristic["groups"].array()[group]["id"].string(), characteristic["measures"].array()[measure]["id"].string(),
                           characteristic["counts"].array()[group].array()[measure].string(), rate["residents"].string(), rate["rate"].string(), rate["low"].string(), rate["high"].string());
      }
    }
  }
  return csv;
}

Result<Shown> report_shown(hub::EqualityReport const& report, bool as_csv) {
  auto const content = Json::parse(report.bytes);
  if (!content) return fail(content);
  Shown shown{*content, {}, false, as_csv};
  if (as_csv) {
    shown.text = report_csv(*content);
    return shown;
  }
  shown.text = fmt::format("Equality report of {}, {}: made {}, ledger index {}\n{} Protection: {}.\n", (*content)["partnership"].string(), report.quarter, report.made_at.substr(0, 10), report.ledger_index,
                           (*content)["method"].string(), (*content)["settings"].string());
  for (auto const& characteristic : (*content)["characteristics"].array()) shown.text += table_text(characteristic);
  shown.text += "\n";
  for (auto const& note : (*content)["notes"].array()) shown.text += note.string() + "\n";
  return shown;
}

Result<Shown> run_equality_make(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const made = hub::make_equality_report(hub, member, a.quarter, a.away ? hub::MissingSenders::go_without : hub::MissingSenders::stop);
  if (made) return report_shown(*made, false);
  if (made.error().code.view() != "equality.missing") return fail(made);
  auto const quarters = hub::list_monitoring(hub, member);
  if (!quarters) return fail(quarters);
  auto const one = std::ranges::find(*quarters, a.quarter, &hub::MonitoredQuarter::quarter);
  if (one == quarters->end()) return fail(made);
  return Shown{hub::to_json(*one).set("code", made.error().code.view()),
               fmt::format("No report was made of {}. Counts from {}; none from {}.\n{} Once it is made, their counts are refused. To make it without them, say --without-missing. [{}]\n", one->quarter,
                           names_of(senders(*one)), names_of(one->missing), made.error().title.view(), made.error().code.view()),
               true};
}

Result<Shown> run_equality_report(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const report = hub::read_equality_report(hub, member, a.quarter);
  if (!report) return fail(report);
  return report_shown(*report, a.csv);
}

Result<Shown> run_equality_list(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const quarters = hub::list_monitoring(hub, member);
  if (!quarters) return fail(quarters);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *quarters) {
    shown.json.push(hub::to_json(one));
    shown.text += fmt::format("{}  {}; counts from {}{}\n", one.quarter, one.made_at.empty() ? std::string{"no report yet"} : fmt::format("report made {}, ledger index {}", one.made_at.substr(0, 10), one.ledger_index),
                              names_of(senders(one)), one.missing.empty() ? std::string{} : fmt::format("; none from {}", names_of(one.missing)));
  }
  if (quarters->empty()) shown.text = "No counts have been sent for equality monitoring yet.\n";
  return shown;
}

}  // namespace

std::vector<SharingVerb> monitoring_equality() {
  OptionSpec const quarter{"QUARTER", "as 2026-Q3", &A::quarter, true};
  return {
      {"equality", "submit", "send your agency's counts of a quarter that is over; they are sealed, and nobody reads them back",
       {{"FILE", "a CSV file: measure, quarter, characteristic, group, count", &A::values_file, true}}, run_equality_submit, R::monitor_equality},
      {"equality", "make", "make the report of a quarter, once; it closes the quarter",
       {quarter, {"--without-missing", "make it although agencies that could send counts have sent none: theirs are refused from then on", &A::away}}, run_equality_make, R::monitor_equality},
      {"equality", "report", "the report of a quarter, as it was made, for officers and leads", {quarter, {"--csv", "as a table for a spreadsheet", &A::csv}}, run_equality_report, R::see_equality},
      {"equality", "list", "quarters with counts or a report", {}, run_equality_list, R::see_equality},
  };
}

}  // namespace concordat::cli
