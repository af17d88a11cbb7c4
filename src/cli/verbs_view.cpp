// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/supply_words.h"
#include "cli/verbs.h"
#include "hub/feeds.h"
#include "hub/supply/error_file.h"
#include "hub/supply/preflight.h"
#include "hub/supply/template_file.h"
#include "hub/supply/terms_told.h"

namespace concordat::cli {
namespace {

constexpr std::size_t faults_on_screen = 20;

Json to_json(hub::PreflightReport const& report, catalogue::Catalogue const& catalogue) {
  Json json;
  json.set("format", intake::name_of(report.head.format)).set("encoding", intake::name_of(report.head.encoding));
  Json remarks{Json::Array{}};
  for (auto const& remark : intake::workbook_remarks(report.head)) remarks.push(remark);
  json.set("workbook", std::move(remarks)).set("sheet", static_cast<std::int64_t>(report.head.sheet));
  json.set("profile", report.profile).set("profile_proposed", report.profile_proposed).set("readable", report.readable);
  json.set("mapping", cli::to_json(report.mapping_findings));
  json.set("read", report.tally.read).set("accepted", report.tally.accepted);
  json.set("quarantined", report.tally.quarantined).set("skipped", report.tally.skipped);
  Json faults{Json::Array{}};
  for (auto const& fault : report.faults) {
    Json one;
    one.set("row", fault.row).set("column", static_cast<std::int64_t>(fault.column)).set("field", fault.field);
    one.set("code", fault.code).set("remedy", fault.remedy);
    faults.push(std::move(one));
  }
  json.set("faults", std::move(faults)).set("faults_more", report.faults_more);
  Json suggestions{Json::Array{}};
  for (auto const& column : report.suggestions) {
    Json one;
    one.set("column", static_cast<std::int64_t>(column.column + 1)).set("header", column.header).set("ask", column.ask);
    Json fields{Json::Array{}};
    for (auto const& field : column.fields) {
      Json choice;
      choice.set("field", catalogue.fields()[field.field].id).set("confidence", field.confidence).set("reason", field.reason);
      fields.push(std::move(choice));
    }
    one.set("fields", std::move(fields)).set("remark", column.remark);
    suggestions.push(std::move(one));
  }
  json.set("suggestions", std::move(suggestions));
  if (!report.draft_mapping.empty()) json.set("draft_mapping", report.draft_mapping);
  if (report.quality) json.set("quality", report.quality->to_json());
  hub::add_terms(json, report.tally, catalogue);
  return json;
}

void print_suggestions(hub::PreflightReport const& report, catalogue::Catalogue const& catalogue) {
  for (auto const& column : report.suggestions) {
    if (column.fields.empty()) {
      print(fmt::format("  {:>3} {:<28} -> nothing. {}\n", column.column + 1, visible(column.header), visible(column.remark)));
      continue;
    }
    auto const& best = column.fields.front();
    print(fmt::format("  {:>3} {:<28} {} {} ({:.0f}%): {}{}\n", column.column + 1, visible(column.header), column.ask ? "ask:" : "->",
                      catalogue.fields()[best.field].id, best.confidence * 100, visible(best.reason),
                      column.remark.empty() ? "" : " " + visible(column.remark)));
  }
}

void print_quality(hub::PreflightReport const& report, catalogue::Catalogue const& catalogue) {
  if (!report.quality) return;
  auto const total = report.quality->total();
  print("  field                        filled  valid  usable, but to be looked at\n");
  for (std::size_t i = 0; i < total.fields.size(); ++i) {
    auto const& counts = total.fields[i];
    if (counts.total() == 0) continue;
    auto const* field = catalogue.field(report.quality->fields()[i]);
    auto const review = static_cast<double>(counts.of(intake::Mark::review)) / static_cast<double>(std::max<std::uint64_t>(counts.present(), 1));
    print(fmt::format("  {:<28} {:>5.1f}% {:>5.1f}% {:>5.1f}%\n", field == nullptr ? report.quality->fields()[i] : field->label,
                      100 * counts.completeness().value_or(0), 100 * counts.validity().value_or(0), 100 * review));
  }
}

void print_preflight(hub::PreflightReport const& report, Arguments const& arguments, catalogue::Catalogue const& catalogue) {
  print(fmt::format("{}: {}, {}, {} columns\n", visible(arguments.files.front()), intake::name_of(report.head.format),
                    intake::name_of(report.head.encoding), report.head.columns.size()));
  for (auto const& remark : intake::workbook_remarks(report.head)) print("  " + remark + "\n");
  if (report.profile.empty()) {
    print("No mapping profile fits this file. Name one with --profile, or tell the hub's administrator, who makes one of it.\n");
  } else {
    print(fmt::format("Profile {}{}\n", report.profile, report.profile_proposed ? " (proposed: " + report.profile_reason + ")" : ""));
  }
  for (auto const& finding : report.mapping_findings) print("  " + visible(sentence(finding)) + "\n");
  print_suggestions(report, catalogue);
  if (!report.draft_mapping.empty()) {
    print("\nA mapping to look through, correct and confirm (then --mapping FILE):\n\n" + report.draft_mapping);
  }
  if (!report.readable) return;
  print(fmt::format("{} rows read: {} would be accepted, {} quarantined, {} skipped. Nothing was stored or sent.\n",
                    report.tally.read, report.tally.accepted, report.tally.quarantined, report.tally.skipped));
  for (auto const& [code, count] : report.tally.codes) {
    print(fmt::format("  {:>6} x {}: {}\n", count, code, report.tally.remedies.at(code)));
  }
  auto const shown = std::min(report.faults.size(), faults_on_screen);
  for (std::size_t i = 0; i < shown; ++i) {
    auto const& fault = report.faults[i];
    print(fmt::format("  row {}{}{}: {}\n", fault.row, fault.column == 0 ? "" : fmt::format(", column {}", fault.column),
                      fault.field.empty() ? "" : " (" + fault.field + ")", fault.code));
  }
  auto const more = report.faults.size() - shown + report.faults_more;
  if (more > 0) print(fmt::format("  and {} more; --json lists them\n", more));
  print_quality(report, catalogue);
  print_terms(report.tally, catalogue);
}

}  // namespace

Exit run_check(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  auto const mapping = read_mapping(arguments);
  if (!mapping) return complain(arguments, mapping.error(), arguments.mapping);
  hub::PreflightRequest const request{arguments.profile, *mapping, arguments.mapping, arguments.agency, arguments.suggest, arguments.sheet};
  auto const& name = arguments.files.front();
  auto file = open_input(name);
  if (!file) return complain(arguments, file.error(), name);
  auto const report = hub::preflight(*shelf, request, std::move(*file), reader(), SystemClock{});
  if (!report) return complain(arguments, report.error(), name);
  if (arguments.json) {
    print_json(to_json(*report, shelf->catalogue));
  } else {
    print_preflight(*report, arguments, shelf->catalogue);
  }
  return report->readable && report->tally.quarantined == 0 && hub::all_kept(report->tally) ? Exit::ok : Exit::findings;
}

namespace {

Problem no_such_feed() {
  return {Fault::not_found, "feed.unknown", "This hub has no feed of that name.", "'concordat feeds' lists the feeds.", {}};
}

void print_plan(std::vector<hub::Target> const& plan) {
  for (auto const& target : plan) print("  " + text_of(target));
}

Json breaks_model(std::vector<intake::Break> const& breaks) {
  Json list{Json::Array{}};
  for (auto const& one : breaks) {
    Json finding;
    finding.set("code", one.code.view()).set("month", format_month(one.month)).set("field", one.field);
    finding.set("before", one.before).set("now", one.now).set("sentence", one.sentence);
    list.push(std::move(finding));
  }
  return list;
}

void print_months(hub::QualityView const& view, catalogue::Catalogue const& catalogue) {
  print(fmt::format("{} by month: rows read, accepted, quarantined, skipped\n", view.feed.id));
  for (auto const month : view.quality->months()) {
    auto const counts = *view.quality->counts(month);
    print(fmt::format("  {} {:>7} {:>7} {:>6} {:>6}\n", format_month(month), counts.read(), counts.accepted, counts.quarantined, counts.skipped));
  }
  for (auto const& trend : view.trends) {
    if (!trend.last) continue;
    auto const* field = catalogue.field(trend.field);
    print(fmt::format("  {:<28} {:>5.1f}% filled in the last month, {}\n", field == nullptr ? trend.field : field->label,
                      100 * *trend.last,
                      trend.direction == intake::Direction::too_few_months ? "too few months for a trend" : intake::name_of(trend.direction).view()));
  }
  for (auto const& one : view.breaks) {
    auto const* field = catalogue.field(one.field);
    print(fmt::format("  {} {}{}\n", format_month(one.month), field == nullptr ? "" : field->label + ": ", one.sentence));
  }
}

}  // namespace

Exit run_quality(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const member = find_member(office.hub(), arguments, "");
  if (!member) return Exit::refused;
  auto const* feed = office.hub().feed(arguments.feed);
  if (feed == nullptr) {
    return complain(arguments, no_such_feed());
  }
  auto const view = hub::feed_quality(office.hub(), *feed, member->agency, member->id);
  if (!view) return complain(arguments, view.error());
  auto const plan = hub::plan_of(office.hub(), *view);
  if (!plan) return complain(arguments, plan.error());
  Json targets{Json::Array{}};
  for (auto const& target : *plan) targets.push(to_json(target));
  if (!view->quality) {
    Json nothing;
    nothing.set("feed", feed->id).set("quality", Json{}).set("breaks", Json{Json::Array{}}).set("plan", std::move(targets));
    if (arguments.json) print_json(nothing);
    if (!arguments.json) print("No file of this feed came yet: no data, which is not the same as no quality.\n");
    if (!arguments.json) print_plan(*plan);
    return Exit::ok;
  }
  auto const terms = hub::terms_of(office.hub(), *view);
  if (!terms) return complain(arguments, terms.error());
  if (arguments.json) {
    Json json;
    json.set("feed", feed->id).set("shows", hub::name_of(view->shows).view()).set("quality", view->quality->to_json()).set("plan", std::move(targets));
    hub::add_terms(json, terms->told, office.hub().catalogue());
    json.set("quarter", terms->quarter ? format_quarter(*terms->quarter) : std::string{});
    json.set("breaks", breaks_model(view->breaks));
    print_json(json);
    return Exit::ok;
  }
  print_months(*view, office.hub().catalogue());
  print_plan(*plan);
  if (terms->quarter) print(fmt::format("  The return of {}, from all its files:\n", format_quarter(*terms->quarter)));
  print_terms(terms->told, office.hub().catalogue());
  return Exit::ok;
}

namespace {

/// To a file that was named; with rights for its owner alone where it holds what only the supplier may see.
Exit write_out(Arguments const& arguments, std::string const& to, std::string const& bytes, Json answer, std::string const& text) {
  auto const written = write_file(to, bytes, {.mode = 0600});
  if (!written) return complain(arguments, written.error(), to);
  if (arguments.json) print_json(answer.set("file", to));
  else print(visible(to) + text);
  return Exit::ok;
}

Exit write_error_file(Office& office, Arguments const& arguments, hub::Feed const& feed, hub::Member const& member) {
  hub::ErrorRequest request{arguments.submission, hub::ErrorFormat::xlsx};
  if (arguments.out.ends_with(".csv")) request.format = hub::ErrorFormat::csv;
  else if (!arguments.out.ends_with(".xlsx")) {
    fmt::print(stderr, "Name the file with --out FILE.xlsx or --out FILE.csv.\n");
    return Exit::usage;
  }
  auto const file = hub::error_file(office.hub(), feed, member, request);
  if (!file) return complain(arguments, file.error());
  Json json;
  json.set("submission", file->submission).set("rows", file->rows).set("ledger_index", file->ledger_index);
  return write_out(arguments, arguments.out, file->bytes, std::move(json),
                   fmt::format(": {} rows of submission {} to correct and send again, ledger index {}\n", file->rows, file->submission, file->ledger_index));
}

}  // namespace

Exit run_feeds_template(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const agency = asking_agency(office.hub(), arguments);
  if (!agency) return Exit::refused;
  auto const* feed = office.hub().feed(arguments.feed);
  if (feed == nullptr) return complain(arguments, no_such_feed());
  auto const file = hub::template_file(office.hub(), *feed, *agency, arguments.by);
  if (!file) return complain(arguments, file.error());
  return write_out(arguments, arguments.out.empty() ? file->name : arguments.out, file->bytes, Json{}.set("feed", feed->id),
                   fmt::format(": a workbook for {}\n", feed->id));
}

Exit run_quarantine(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const* feed = office.hub().feed(arguments.feed);
  auto const member = find_member(office.hub(), arguments, "");
  if (!member) return Exit::refused;
  if (feed == nullptr) {
    return complain(arguments, no_such_feed());
  }
  if (!arguments.out.empty()) return write_error_file(office, arguments, *feed, *member);
  auto const cells = hub::QuarantineView::read(office.hub(), *feed, *member);
  if (!cells) return complain(arguments, cells.error());
  Json list{Json::Array{}};
  for (auto const& cell : *cells) {
    if (arguments.json) {
      Json one;
      one.set("submission", cell.submission).set("row", cell.row).set("column", cell.column).set("field", cell.field);
      one.set("code", cell.code).set("remedy", cell.remedy).set("expires_on", cell.expires_on);
      if (cell.file) one.set("file", *cell.file);
      if (cell.value) one.set("value", *cell.value);
      list.push(std::move(one));
    } else {
      print(fmt::format("{}, row {}{}{}: {}{}\n    {}\n", visible(cell.file.value_or("submission " + cell.submission)), cell.row,
                        cell.column == 0 ? "" : fmt::format(", column {}", cell.column),
                        cell.field.empty() ? "" : " (" + cell.field + ")", cell.code,
                        cell.value ? ", '" + visible(*cell.value) + "'" : "", cell.remedy));
    }
  }
  if (arguments.json) print_json(list);
  if (!arguments.json && cells->empty()) print("Nothing is set aside for this feed.\n");
  return Exit::ok;
}

}  // namespace concordat::cli
