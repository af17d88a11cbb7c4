// SPDX-License-Identifier: Apache-2.0
#include "protection/protected_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

#include "places/rates.h"

namespace concordat::protection {

/// The only hand that fills a ProtectedTable.
class TableMaker {
 public:
  static ProtectedTable empty(TableLabels labels, FixedText method) {
    ProtectedTable table;
    table.decimals_.assign(labels.columns.size(), 0);
    table.cells_.assign(labels.rows.size() * labels.columns.size(), {});
    table.labels_ = std::move(labels);
    table.method_ = method;
    return table;
  }
  static ProtectedCell& cell(ProtectedTable& table, std::size_t row, std::size_t column) {
    return table.cells_[row * table.columns() + column];
  }
  static void decimals(ProtectedTable& table, std::size_t column, int digits) {
    table.decimals_[column] = digits;
  }
  static void note(ProtectedTable& table, FixedText text) { table.notes_.push_back(text); }
  static void add_totals(ProtectedTable& table);
  static auto parts(ProtectedTable const& table) {
    auto const& labels = table.labels_;
    return std::tie(labels.title, labels.row_heading, labels.column_heading, labels.rows, labels.columns,
                    table.cells_, table.decimals_, table.row_totals_, table.column_totals_,
                    table.grand_total_, table.method_, table.notes_);
  }
};

namespace {

constexpr FixedText totals_note = "Totals add up the figures shown; hidden figures are not in them.";
constexpr FixedText others_note =
    "A number is hidden from your agency where other agencies reported fewer of it than the smallest group: beside your own number it would "
    "tell theirs. An agency that reported none of it may be shown it.";
constexpr FixedText parts_note =
    "A part of the reports is hidden as well where what is left of all of them would tell a small number: a hidden figure may be any number.";
constexpr FixedText overlap_note = "An event near two places counts for both, so the rows do not add up.";

/// Adds published cells as a reader of the table would.
class Sum {
 public:
  void add(ProtectedCell const& cell) {
    total_ += cell.value;
    hidden_ = hidden_ || cell.state == CellState::suppressed;
    seen_ = seen_ || cell.state != CellState::not_available;
  }
  [[nodiscard]] ProtectedCell cell() const {
    if (!seen_) return {CellState::not_available, 0};
    // "0" would be false where all that there is is hidden
    if (total_ == 0 && hidden_) return {CellState::suppressed, 0};
    return {CellState::value, total_};
  }

 private:
  std::int64_t total_ = 0;
  bool hidden_ = false;
  bool seen_ = false;
};

bool is_count(double value) {
  return std::isnan(value) || (value >= 0 && value < 1e15);
}

std::optional<Problem> fault_in(RawTable const& raw) {
  if (raw.cells.size() != raw.labels.rows.size() * raw.labels.columns.size() || (!raw.of_others.empty() && raw.of_others.size() != raw.cells.size()) ||
      (!raw.withheld.empty() && raw.withheld.size() != raw.cells.size())) {
    return Problem{Fault::internal, "table.shape", "The cells of the table do not fit its labels.",
                   "Give one label a row and a column, and the cells row by row."};
  }
  if (!std::ranges::all_of(raw.cells, is_count) || !std::ranges::all_of(raw.of_others, is_count)) {
    return Problem{Fault::malformed, "table.cell", "A cell of the table is negative or infinite.",
                   "Count events from 0 up, and mark what the data cannot fill as not available."};
  }
  return std::nullopt;
}

ProtectedCell shown(RawTable const& raw, std::size_t cell, SmallNumberRule const& rule) {
  if (!raw.withheld.empty() && raw.withheld[cell] != 0 && !std::isnan(raw.cells[cell])) return {CellState::suppressed, 0};
  return raw.of_others.empty() ? rule.apply(raw.cells[cell]) : rule.apply(raw.cells[cell], raw.of_others[cell]);
}

FixedText method_of(RawTable const& raw, SmallNumberRule const& rule) { return raw.of_others.empty() ? rule.method() : SmallNumberRule::method_beside_own(); }

ProtectedTable under_rule(RawTable const& raw, SmallNumberRule const& rule) {
  auto table = TableMaker::empty(raw.labels, method_of(raw, rule));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t column = 0; column < table.columns(); ++column) {
      TableMaker::cell(table, row, column) = shown(raw, row * table.columns() + column, rule);
    }
  }
  if (!raw.of_others.empty()) TableMaker::note(table, others_note);
  if (!raw.withheld.empty()) TableMaker::note(table, parts_note);
  return table;
}

}  // namespace

void TableMaker::add_totals(ProtectedTable& table) {
  std::vector<Sum> columns(table.columns());
  Sum grand;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Sum across;
    for (std::size_t column = 0; column < table.columns(); ++column) {
      across.add(table.cell(row, column));
      columns[column].add(table.cell(row, column));
      grand.add(table.cell(row, column));
    }
    table.row_totals_.push_back(across.cell());
  }
  for (auto const& column : columns) table.column_totals_.push_back(column.cell());
  table.grand_total_ = grand.cell();
  note(table, totals_note);
}

bool operator==(ProtectedTable const& left, ProtectedTable const& right) {
  return TableMaker::parts(left) == TableMaker::parts(right);
}

std::string text_of(ProtectedCell const& cell, int decimals) {
  switch (cell.state) {
    case CellState::suppressed:
      return "*";
    case CellState::not_available:
      return "not available";
    case CellState::value:
      break;
  }
  if (decimals <= 0) return fmt::format("{}", cell.value);
  std::int64_t unit = 1;
  for (int digit = 0; digit < decimals; ++digit) unit *= 10;
  return fmt::format("{}.{:0{}}", cell.value / unit, cell.value % unit, decimals);
}

std::string ProtectedTable::text(std::size_t row, std::size_t column) const {
  return text_of(cell(row, column), decimals(column));
}

Result<ProtectedTable> protect_counts(RawTable const& raw, SmallNumberRule const& rule) {
  if (auto const fault = fault_in(raw)) return tl::unexpected<Problem>{*fault};
  auto table = under_rule(raw, rule);
  TableMaker::add_totals(table);
  return table;
}

Result<ProtectedTable> protect_counts(places::CountMatrix const& counts, TableLabels labels,
                                      SmallNumberRule const& rule) {
  RawTable raw{std::move(labels), {}};
  raw.cells.assign(counts.cells.begin(), counts.cells.end());
  return protect_counts(raw, rule);
}

Result<ProtectedTable> protect_week_clock(places::WeekClock const& clock, std::string title,
                                          SmallNumberRule const& rule, places::WeekClock const* of_others, std::vector<std::uint8_t> withheld) {
  RawTable raw{{.title = std::move(title),
                .row_heading = "Day",
                .column_heading = "Hour",
                .rows = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
                .columns = {}},
               {}};
  for (int hour = 0; hour < 24; ++hour) raw.labels.columns.push_back(fmt::format("{:02}", hour));
  auto const fill = [](std::vector<double>& cells, places::WeekClock const& from) {
    for (auto const& day : from.weight) {
      for (double const weight : day) cells.push_back(from.available ? weight : not_available);
    }
  };
  fill(raw.cells, clock);
  if (of_others != nullptr) fill(raw.of_others, *of_others);
  raw.withheld = std::move(withheld);
  auto table = protect_counts(raw, rule);
  if (!table) return table;
  TableMaker::note(*table,
                   clock.available
                       ? FixedText{"An event whose time is known only within a window counts evenly over it."}
                       : FixedText{"The data give the month only, so days and hours are not available."});
  return table;
}

Result<ProtectedTable> protect_rates(RawTable const& one_column, std::span<std::int64_t const> population,
                                     std::int64_t per, SmallNumberRule const& rule) {
  if (auto const fault = fault_in(one_column)) return tl::unexpected<Problem>{*fault};
  if (one_column.labels.columns.size() != 1 || population.size() != one_column.labels.rows.size() ||
      per < 1 || per > 1'000'000) {
    return fail(Fault::internal, "table.rates",
                "Rates need one column of counts, one population a row, and a unit of 1 to 1,000,000 people.",
                "Give the counts of one period with their populations.");
  }
  auto labels = one_column.labels;
  labels.columns = {labels.columns.front(), "Population", fmt::format("Rate per {}", per), "Low (95 %)",
                    "High (95 %)"};
  auto table = TableMaker::empty(std::move(labels), method_of(one_column, rule));
  for (std::size_t column = 2; column < 5; ++column) TableMaker::decimals(table, column, 1);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto const count = shown(one_column, row, rule);
    TableMaker::cell(table, row, 0) = count;
    if (population[row] >= 1) TableMaker::cell(table, row, 1) = {CellState::value, population[row]};
    if (count.state != CellState::value) {
      for (std::size_t column = 2; column < 5; ++column)
        TableMaker::cell(table, row, column) = {count.state, 0};
      continue;
    }
    // from the published count, so that a rate tells no more than the count beside it
    auto const rate = places::rate_of(count.value, population[row], static_cast<double>(per));
    if (!rate) continue;
    std::array<double, 3> const figures{rate->rate, rate->low, rate->high};
    for (std::size_t i = 0; i < figures.size(); ++i) {
      TableMaker::cell(table, row, 2 + i) = {CellState::value, std::llround(figures[i] * 10)};
    }
  }
  if (!one_column.of_others.empty()) TableMaker::note(table, others_note);
  TableMaker::note(
      table,
      "Rates and their limits are worked out from the counts as shown; where the count is hidden, "
      "so is the rate.");
  return table;
}

Result<ProtectedTable> protect_key_places(RawTable const& raw, SmallNumberRule const& rule) {
  if (auto const fault = fault_in(raw)) return tl::unexpected<Problem>{*fault};
  std::size_t const columns = raw.labels.columns.size();
  std::vector<std::size_t> named;
  std::vector<double> others(columns, 0);
  bool merged = false;
  for (std::size_t row = 0; row < raw.labels.rows.size(); ++row) {
    auto const cells = std::span{raw.cells}.subspan(row * columns, columns);
    double total = 0;
    for (double const cell : cells) total += std::isnan(cell) ? 0 : cell;
    if (total >= static_cast<double>(rule.smallest_shown())) {
      named.push_back(row);
      continue;
    }
    merged = true;
    for (std::size_t column = 0; column < columns; ++column) others[column] += cells[column];
  }
  // by name and not by count: an order by count would tell what is hidden
  std::ranges::sort(named, {}, [&](std::size_t row) -> std::string const& { return raw.labels.rows[row]; });
  RawTable kept{raw.labels, {}};
  kept.labels.rows.clear();
  for (auto const row : named) {
    kept.labels.rows.push_back(raw.labels.rows[row]);
    auto const cells = std::span{raw.cells}.subspan(row * columns, columns);
    kept.cells.insert(kept.cells.end(), cells.begin(), cells.end());
  }
  if (merged) {
    kept.labels.rows.emplace_back("Other places, not named");
    kept.cells.insert(kept.cells.end(), others.begin(), others.end());
  }
  auto table = under_rule(kept, rule);
  TableMaker::note(table, overlap_note);
  if (merged)
    TableMaker::note(table, "Places with too few events to show are added up in one row without a name.");
  return table;
}

}  // namespace concordat::protection
