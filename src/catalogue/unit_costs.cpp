// SPDX-License-Identifier: Apache-2.0
#include "catalogue/unit_costs.h"

#include <fmt/format.h>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "catalogue/csv.h"

namespace concordat::catalogue {
namespace {

constexpr std::uint64_t largest_file = 1024 * 1024;
constexpr std::int64_t most_pounds = 100'000'000;
constexpr std::size_t needed_columns = 9;

std::vector<std::string> columns_in(std::string_view text) {
  std::vector<std::string> columns{"item", "source", "sector", "low_gbp", "high_gbp", "price_base", "from", "url", "checked"};
  auto const first = text.substr(0, text.find_first_of("\r\n"));
  if (first.find("changed_by") != std::string_view::npos) columns.insert(columns.end(), {"changed_by", "changed_on", "why"});
  return columns;
}

/// Refuses empty cells, a price that is no whole number of pounds, and a range the wrong way round.
void read_row(std::vector<CsvCell> const& cells, std::string const& path, LoadedUnitCosts& loaded) {
  auto const error = [&](CsvCell const& at, std::string code, std::string message, std::string remedy) {
    loaded.findings.push_back({Severity::error, std::move(code), path, at.line, at.column, std::move(message), std::move(remedy)});
  };
  for (std::size_t i = 0; i < needed_columns; ++i) {
    if (cells[i].text.empty()) return error(cells[i], "empty-value", "a unit cost says less than it must", "Fill every column; 'checked' is yes or no.");
  }
  auto const low = text::parse_integer(cells[3].text);
  auto const high = text::parse_integer(cells[4].text);
  if (!low || !high || *low < 0 || *high < *low || *high > most_pounds) {
    return error(cells[3], "bad-number", "these are no low and high cost", "Write whole pounds without signs or commas, the low one first.");
  }
  if (cells[8].text != "yes" && cells[8].text != "no") return error(cells[8], "unknown-word", fmt::format("'{}' does not say whether it was checked", cells[8].text), "Write yes or no.");
  auto const said = [&](std::size_t i) { return needed_columns + i < cells.size() ? cells[needed_columns + i].text : std::string{}; };
  bool const changed = !said(0).empty() || !said(1).empty() || !said(2).empty();
  if (changed && (said(0).empty() || said(2).empty() || !parse_date(said(1)))) {
    return error(cells[needed_columns], "change-not-said", "a unit cost was changed, and it is not said by whom, when and why", "Fill 'changed_by', 'changed_on' (as 2026-11-28) and 'why', or none of them.");
  }
  loaded.costs.push_back({cells[0].text, cells[1].text, cells[2].text, *low, *high, cells[5].text, cells[6].text, cells[7].text, cells[8].text == "yes", said(0), said(1), said(2)});
}

}  // namespace

LoadedUnitCosts load_unit_costs(std::string const& folder) {
  LoadedUnitCosts loaded;
  auto const path = folder + "/unit_costs.csv";
  auto const text = read_file(path, largest_file);
  if (!text) {
    loaded.findings.push_back({Severity::error, "unreadable-file", path, 0, 0, "the unit costs cannot be read", "Put unit_costs.csv beside the other definitions."});
    return loaded;
  }
  auto const table = read_csv(*text, path, columns_in(*text));
  if (!table) {
    loaded.findings.push_back(table.error());
    return loaded;
  }
  for (auto const& row : table->rows) read_row(row, path, loaded);
  return loaded;
}

}  // namespace concordat::catalogue
