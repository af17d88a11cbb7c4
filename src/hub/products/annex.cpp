// SPDX-License-Identifier: Apache-2.0
#include "hub/products/annex.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "hub/products/feeds_told.h"
#include "hub/release/reading.h"
#include "sheet_out/book.h"
#include "sheet_out/spreadsheet.h"

namespace concordat::hub {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t longest_name = 31;

class Annex {
 public:
  void sheet(std::string name, Row headings, std::vector<Row> rows) {
    for (auto& row : rows) {
      row.resize(headings.size());
      for (auto& cell : row) cut(cell);
    }
    sheets_.push_back({free_name(std::move(name)), std::move(headings), std::move(rows)});
  }
  [[nodiscard]] std::vector<sheet_out::Sheet> const& sheets() const { return sheets_; }

 private:
  /// "violence-by-area", and "violence-by-area 2" where two figures have a file of that name.
  std::string free_name(std::string name) {
    name.resize(std::min(name.size(), longest_name));
    auto free = name;
    for (int number = 2; !taken_.insert(free).second; ++number) {
      auto const end = fmt::format(" {}", number);
      free = name.substr(0, longest_name - end.size()) + end;
    }
    return free;
  }
  /// Between characters: what is cut is still text.
  static void cut(std::string& cell) {
    if (cell.size() <= sheet_out::longest_cell) return;
    std::size_t end = sheet_out::longest_cell - 3;
    while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xC0U) == 0x80U) --end;
    cell.resize(end);
  }
  std::vector<sheet_out::Sheet> sheets_;
  std::set<std::string> taken_;
};

std::vector<Row> first_sheet(Edition const& edition) {
  auto const& row = edition.row;
  std::vector<Row> rows{{row.title, fmt::format("Edition {}", row.number)}, {"Purpose", row.purpose}, {"Opened", row.opened_at}};
  if (row.is_signed()) rows.insert(rows.end(), {{"Signed off", row.signed_at}, {"Ledger index", std::to_string(row.ledger_index)}, {"SHA-256 of what was signed", row.content_hash}});
  else rows.push_back({"Signed off", "No: a draft"});
  for (auto const& section : edition.sections) {
    rows.push_back({section.section.title, section.kept ? section.words : "The words have reached their day and are no longer kept."});
  }
  for (auto const& figure : edition.figures) {
    rows.push_back({figure.title, figure.files.empty() ? figure.why : fmt::format("{}; release {}, ledger index {}", figure.period, figure.release, figure.ledger_index)});
  }
  return rows;
}

std::vector<Row> basis_rows(Edition const& edition) {
  auto const facts = sources_and_limits(edition);
  std::vector<Row> rows;
  auto const add = [&](std::string const& what, std::vector<std::string> const& texts) {
    for (auto const& text : texts) rows.push_back({what, text});
  };
  add("Source", facts.sources);
  add("Coverage", facts.coverage);
  add("Limit", facts.limits);
  add("Missing", facts.missing);
  return rows;
}

std::vector<Row> cost_rows(Reckoning const& reckoning) {
  std::vector<Row> rows;
  for (auto const& line : reckoning.lines) {
    rows.push_back({line.source, line.cost.item, line.cost.sector, std::to_string(line.reports), std::to_string(line.quarters), format_quarter(line.first), format_quarter(line.last), std::to_string(line.cost.low), std::to_string(line.cost.high),
                    std::to_string(line.low), std::to_string(line.high), line.cost.price_base, line.cost.from, line.cost.checked ? "yes" : "no",
                    line.cost.changed_by, line.cost.changed_on, line.cost.why});
  }
  for (auto const& source : reckoning.without) rows.push_back({source, "No unit cost is held for its reports."});
  for (auto const& said : in_short(reckoning)) rows.push_back({"", said});
  return rows;
}

std::vector<Row> projection_rows(std::vector<SourceProjection> const& projections) {
  auto const whole = [](double value) { return std::to_string(std::llround(value)); };
  std::vector<Row> rows;
  for (auto const& one : projections) {
    for (auto const& quarter : one.projection.quarters) {
      rows.push_back({one.source, format_quarter(quarter.quarter), whole(quarter.expected_low), whole(quarter.expected_high), whole(quarter.low_80), whole(quarter.high_80), whole(quarter.low_95), whole(quarter.high_95)});
    }
    if (one.projection.quarters.empty()) rows.push_back({one.source, one.why_none});
  }
  return rows;
}

std::vector<Row> change_rows(Edition const& edition) {
  std::vector<Row> rows;
  for (auto const& change : edition.changes) {
    for (auto const& column : change.new_columns) rows.push_back({change.title, "", column, "", "new"});
    for (auto const& cell : change.cells) rows.push_back({change.title, cell.row, cell.column, cell.before, cell.now});
    if (change.squares_came + change.squares_went > 0) {
      rows.push_back({change.title, "squares of the highest class", "", fmt::format("{} went", change.squares_went), fmt::format("{} came", change.squares_came)});
    }
  }
  return rows;
}

std::vector<Row> delivery_rows(Json const& deliveries) {
  std::vector<Row> rows;
  for (auto const& feed : deliveries.array()) {
    for (auto const& period : feed["periods"].array()) rows.push_back({feed["agency_name"].string(), feed["title"].string(), period_words(period), "", ""});
    if (auto const later = later_file_words(feed); !later.empty()) rows.push_back({feed["agency_name"].string(), feed["title"].string(), "", "", later});
    if (feed["shows"].string() == "nothing") rows.push_back({feed["agency_name"].string(), feed["title"].string(), "", "", "Its supplier shows nobody how complete it is."});
    if (!feed["taken_in"].string().empty()) rows.push_back({feed["agency_name"].string(), feed["title"].string(), "", "rows that could be taken in", feed["taken_in"].string()});
    for (auto const& gap : feed["gaps"].array()) rows.push_back({feed["agency_name"].string(), feed["title"].string(), "", gap["field"].string(), gap["filled"].string()});
  }
  return rows;
}

std::vector<Row> prescribed_rows(Json const& prescribed) {
  std::vector<Row> rows;
  for (auto const& item : prescribed.array()) {
    std::vector<std::string> holders;
    for (auto const& holder : item["holders"].array()) holders.push_back(holder.string());
    rows.push_back({item["number"].string(), item["title"].string(), text::join(holders, ", "), std::string{item_words(item)}, item["counted"].boolean() ? "yes" : "no", item["note"].string()});
  }
  return rows;
}

/// What each sheet of a table is, and the release that it was taken from.
void put_contents(Annex& annex, Edition const& edition) {
  std::vector<Row> rows;
  for (auto const& figure : edition.figures) {
    for (auto const& file : figure.files) {
      if (!file.name.ends_with(".csv")) continue;
      auto const table = read_released_table(file.content);
      rows.push_back({file.name, about(table, "Title"), about(table, "Period"), figure.release, std::to_string(figure.ledger_index), about(table, "Method"), about(table, "Limits")});
    }
  }
  annex.sheet("Tables", {"File", "Title", "Period", "Release", "Ledger index", "Method", "Limits"}, std::move(rows));
}

/// Below a table what it says of itself: a sheet that is copied out alone still tells how to read it.
std::vector<Row> notes_of(ReleasedTable const& table, EditionFigure const& figure) {
  std::vector<Row> rows{{}, {"Title", about(table, "Title")}, {"Period", about(table, "Period")}, {"Release", figure.release}, {"Ledger index", std::to_string(figure.ledger_index)}};
  for (auto const& [label, text] : table.about) {
    if (label == "Note" || label == "Signs" || label == "Limits") rows.push_back({label, text});
  }
  return rows;
}

void put_tables(Annex& annex, Edition const& edition) {
  for (auto const& figure : edition.figures) {
    for (auto const& file : figure.files) {
      if (!file.name.ends_with(".csv")) continue;
      auto const table = read_released_table(file.content);
      if (table.heading.empty()) continue;
      auto rows = table.rows;
      for (auto& row : notes_of(table, figure)) rows.push_back(std::move(row));
      annex.sheet(file.name.substr(0, file.name.size() - 4), table.heading, std::move(rows));
    }
  }
}

}  // namespace

Result<std::string> annex_of(Edition const& edition, sheet_out::Format format, Instant at) {
  Annex annex;
  annex.sheet("Edition", {"What", "Text"}, first_sheet(edition));
  annex.sheet("Sources and limits", {"What", "Text"}, basis_rows(edition));
  if (edition.compared_with) annex.sheet(fmt::format("Since edition {}", *edition.compared_with), {"Table", "Row", "Column", "Before", "Now"}, change_rows(edition));
  auto const series = series_in(edition);
  if (edition.product.has(catalogue::Work::costs)) {
    annex.sheet("Costs",
                {"Source", "Item", "Borne by", "Reports", "Quarters", "From", "To", "Unit cost from (GBP)", "to (GBP)", "Cost from (GBP)", "Cost to (GBP)", "Price base", "Taken from", "Checked", "Changed by", "On", "Why"},
                cost_rows(reckon(series, edition.costs)));
  }
  if (edition.product.has(catalogue::Work::projection)) {
    annex.sheet("Projection", {"Source", "Quarter", "Expected, lowest", "Expected, highest", "Low (80 %)", "High (80 %)", "Low (95 %)", "High (95 %)"}, projection_rows(projections(series)));
  }
  if (edition.product.has(catalogue::Work::deliveries)) annex.sheet("Deliveries", {"Agency", "Feed", "Months", "Field", "Filled in"}, delivery_rows(edition.told["deliveries"]));
  if (edition.product.has(catalogue::Work::prescribed)) annex.sheet("Prescribed items", {"Item", "What", "Held by", "This quarter", "Counted here", "Note"}, prescribed_rows(edition.told["prescribed"]));
  put_contents(annex, edition);
  put_tables(annex, edition);
  return sheet_out::spreadsheet(annex.sheets(), format, at);
}

}  // namespace concordat::hub
