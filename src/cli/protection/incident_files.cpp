// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/incident_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::array<std::string_view, 13> incident_columns{"place_kind", "domestic", "x", "y", "lsoa", "msoa", "la", "households", "incident_time", "method", "method_group", "age", "sex"};
/// What says who somebody is never leaves, so it need not be named.
constexpr std::array<std::string_view, 24> always_dropped{"id", "name", "forename", "forenames", "surname", "given_name", "family_name", "known_as", "date_of_birth", "dob", "nhs_number", "address", "postcode",
                                                          "telephone", "mobile", "email", "arrival_time", "description", "location_text", "place_text", "note", "notes", "comments", "uprn"};
constexpr std::size_t longest_code = 18;  // of a national code list

Problem bad_code() {
  return Problem{Fault::malformed, "incidents.code", "This is no code: it has other signs than letters and digits, or more than eighteen.", "Give the code by itself; a text does not leave."};
}
bool is_code(std::string_view text) {
  return text.size() <= longest_code && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; });
}

/// The cells of a file by column; a column that is not there is blank.
class Cells {
 public:
  explicit Cells(Table const& table) : table_{table} {}
  [[nodiscard]] std::string_view operator()(std::string const& column, std::size_t row) {
    auto const known = columns_.find(column);
    auto const& cells = known != columns_.end() ? known->second : columns_.emplace(column, table_.has(column) ? *table_.texts(column) : std::vector<std::string_view>(table_.size())).first->second;
    return text::trim(cells[row]);
  }
  [[nodiscard]] Tried<std::string> code(std::string const& column, std::size_t row) {
    auto const text = (*this)(column, row);
    if (!is_code(text)) return tl::unexpected{table_.at(row, column, bad_code())};
    return std::string{text};
  }
  [[nodiscard]] Tried<std::optional<double>> decimal(std::string const& column, std::size_t row) {
    auto const text = (*this)(column, row);
    if (text.empty()) return std::optional<double>{};
    auto const number = text::parse_decimal(text);
    if (!number) return tl::unexpected{table_.at(row, column, Problem{Fault::malformed, "incidents.number", "This is no number.", "Give a number with a point, or leave the cell blank."})};
    return number;
  }
  [[nodiscard]] Tried<std::optional<std::int64_t>> count(std::string const& column, std::size_t row) {
    auto const text = (*this)(column, row);
    if (text.empty()) return std::optional<std::int64_t>{};
    auto const number = text::parse_integer(text);
    if (!number || *number < 0 || *number > 1'000'000'000) {
      return tl::unexpected{table_.at(row, column, Problem{Fault::malformed, "incidents.number", "This is no number.", "Give a whole number, or leave the cell blank."})};
    }
    return number;
  }
  [[nodiscard]] Tried<AreaCodes> areas(std::size_t row) {
    AreaCodes areas;
    for (auto const& [column, to] : {std::pair{"lsoa", &areas.lsoa}, std::pair{"msoa", &areas.msoa}, std::pair{"la", &areas.la}}) {
      auto read = code(column, row);
      if (!read) return stopped(read);
      *to = std::move(*read);
    }
    return areas;
  }

 private:
  Table const& table_;
  std::map<std::string, std::vector<std::string_view>> columns_;
};

Tried<void> read_kind(Table const& table, Cells& cells, std::size_t i, IncidentRow& row) {
  auto const sort = place_sort_named(cells("place_kind", i));
  if (!sort) {
    return tl::unexpected{table.at(i, "place_kind", Problem{Fault::unknown, "incidents.place-kind", "There is no such kind of place.",
                                                           "Use public, dwelling, care-home, school, hostel, refuge or hospital; dwelling where it is not known."})};
  }
  row.sort = *sort;
  auto const domestic = cells("domestic", i);
  if (domestic != "yes" && domestic != "no" && !domestic.empty()) {
    return tl::unexpected{table.at(i, "domestic", Problem{Fault::unknown, "incidents.yes-no", "This is neither yes nor no.", "Write yes, no, or nothing where it is not known."})};
  }
  // where it is not known, what happened in a home may be domestic
  row.domestic = domestic == "yes" || (domestic.empty() && row.sort == PlaceSort::dwelling);
  auto const word = cells("method_group", i);
  auto const group = word.empty() ? MethodGroup::unknown : method_group_named(word);
  if (!group) {
    return tl::unexpected{table.at(i, "method_group", Problem{Fault::unknown, "incidents.method-group", "There is no such group of methods.",
                                                             "Use body-part, blade, blunt, firearm, other or unknown."})};
  }
  row.group = *group;
  return {};
}

Tried<void> read_time(Table const& table, Cells& cells, std::size_t i, IncidentRow& row) {
  auto const text = cells("incident_time", i);
  if (text.empty()) return {};
  auto const moment = parse_moment(text);
  if (!moment || moment->plain_number) {
    return tl::unexpected{table.at(i, "incident_time", Problem{Fault::malformed, "incidents.time", "This is no date and time.", "Write it as 2026-03-28T23:15, or the date alone."})};
  }
  row.minutes = moment->minutes;
  row.day_only = moment->day_only;
  return {};
}

Tried<IncidentRow> read_row(Table const& table, Cells& cells, std::size_t i) {
  IncidentRow row;
  if (auto const fine = read_kind(table, cells, i, row); !fine) return stopped(fine);
  if (auto const fine = read_time(table, cells, i, row); !fine) return stopped(fine);
  auto areas = cells.areas(i);
  if (!areas) return stopped(areas);
  row.area = std::move(*areas);
  for (auto const& [column, to] : {std::pair{"method", &row.method}, std::pair{"sex", &row.sex}}) {
    auto read = cells.code(column, i);
    if (!read) return stopped(read);
    *to = std::move(*read);
  }
  for (auto const& [column, to] : {std::pair{"x", &row.x}, std::pair{"y", &row.y}}) {
    auto const read = cells.decimal(column, i);
    if (!read) return stopped(read);
    *to = *read;
  }
  for (auto const& [column, to] : {std::pair{"households", &row.households}, std::pair{"age", &row.age}}) {
    auto const read = cells.count(column, i);
    if (!read) return stopped(read);
    *to = *read;
  }
  return row;
}

Tried<void> check_columns(std::string const& path, Table const& table, std::string const& drop, IncidentFile& file) {
  std::vector<std::string> named;
  for (auto const word : text::split(drop, ',')) named.emplace_back(text::trim(word));
  for (auto const& heading : table.columns()) {
    if (std::ranges::find(incident_columns, heading) != incident_columns.end()) continue;
    if (std::ranges::find(always_dropped, heading) == always_dropped.end() && std::ranges::find(named, heading) == named.end()) {
      return tl::unexpected{FileTrouble{path, Problem{Fault::refused, "protect.undeclared", "The file has a column that is none of an incident.",
                                                    "Name it with --drop, so that it is known not to leave.", {.field = heading}}}};
    }
    file.dropped.push_back(heading);
  }
  return {};
}

}  // namespace

Tried<IncidentFile> read_incidents(std::string const& path, std::string const& id, std::string const& drop, bool any_column) {
  auto const table = Table::read(path);
  if (!table) return stopped(table);
  IncidentFile file;
  if (!any_column) {
    if (auto const fine = check_columns(path, *table, drop, file); !fine) return stopped(fine);
  }
  for (auto const* const needed : {"place_kind", "incident_time", "la"}) {
    if (!table->has(needed)) return stopped(table->texts(needed));
  }
  Cells cells{*table};
  for (std::size_t i = 0; i < table->size(); ++i) {
    auto row = read_row(*table, cells, i);
    if (!row) return stopped(row);
    file.rows.push_back(std::move(*row));
    if (table->has(id)) file.ids.emplace_back(cells(id, i));
  }
  return file;
}

Tried<PublishedPoints> read_points(std::string const& path) {
  auto const table = Table::read(path);
  if (!table) return stopped(table);
  for (auto const* const needed : {"id", "x", "y", "addresses", "la"}) {
    if (table->has(needed)) continue;
    return tl::unexpected{FileTrouble{path, Problem{Fault::missing, "snap.no-column", "The file of points has no column of this name.",
                                                  "Give the columns id, x, y, addresses and la; x and y are the easting and northing of a partnership's snap_points, which has no codes of areas.", {.field = needed}}}};
  }
  Cells cells{*table};
  std::vector<SnapPoint> points;
  std::vector<AreaCodes> areas;
  for (std::size_t i = 0; i < table->size(); ++i) {
    auto id = cells.code("id", i);
    if (!id) return stopped(id);
    auto const x = cells.decimal("x", i);
    auto const y = cells.decimal("y", i);
    auto const addresses = cells.count("addresses", i);
    auto area = cells.areas(i);
    if (!x) return stopped(x);
    if (!y) return stopped(y);
    if (!addresses) return stopped(addresses);
    if (!area) return stopped(area);
    // a blank place is nowhere, and an unknown number of addresses too few: the table refuses both
    points.push_back({std::move(*id), x->value_or(std::nan("")), y->value_or(std::nan("")), addresses->value_or(1), 0});
    areas.push_back(std::move(*area));
  }
  auto out = published_points(std::move(points), std::move(areas));
  if (out) return std::move(*out);
  auto problem = out.error();
  if (problem.where.row > 0) problem.where.row = table->row(problem.where.row - 1);
  return tl::unexpected{FileTrouble{path, std::move(problem)}};
}

Tried<std::vector<ResidentRow>> read_residents(std::string const& path) {
  auto const table = Table::read(path);
  if (!table) return stopped(table);
  if (!table->has("residents")) return stopped(table->texts("residents"));
  Cells cells{*table};
  std::vector<ResidentRow> rows;
  for (std::size_t i = 0; i < table->size(); ++i) {
    auto area = cells.areas(i);
    auto const age = cells.count("age", i);
    auto sex = cells.code("sex", i);
    auto const residents = cells.count("residents", i);
    if (!area) return stopped(area);
    if (!age) return stopped(age);
    if (!sex) return stopped(sex);
    if (!residents) return stopped(residents);
    rows.push_back({std::move(*area), *age, std::move(*sex), residents->value_or(0)});
  }
  return rows;
}

Tried<HeldFile> read_held(std::string const& path, std::string const& id, IncidentFile const& records) {
  auto file = read_incidents(path, id, {}, true);
  if (!file) return stopped(file);
  std::map<std::string, std::size_t> of_id;
  for (std::size_t i = 0; i < records.ids.size(); ++i) {
    if (!records.ids[i].empty()) of_id.emplace(records.ids[i], i);
  }
  HeldFile out;
  for (std::size_t i = 0; i < file->rows.size(); ++i) {
    NamedIncident one{std::move(file->rows[i]), {}};
    if (i < file->ids.size()) {
      if (auto const found = of_id.find(file->ids[i]); found != of_id.end()) one.record = found->second;
    }
    out.truth_known = out.truth_known || one.record.has_value();
    out.held.push_back(std::move(one));
  }
  return out;
}

Tried<std::vector<ShownRecord>> read_earlier(std::string const& path) {
  auto const table = Table::read(path);
  if (!table) return stopped(table);
  auto const places = table->texts("place");
  if (!places) return stopped(places);
  auto const periods = table->texts("period");
  if (!periods) return stopped(periods);
  std::vector<ShownRecord> records;
  for (std::size_t i = 0; i < places->size(); ++i) records.push_back({std::string{(*places)[i]}, std::string{(*periods)[i]}});
  return records;
}

}  // namespace concordat::cli
