// SPDX-License-Identifier: Apache-2.0
#include "cli/places/day_column.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/date.h"
#include "base/text.h"
#include "places/compare/british_clock.h"

namespace concordat::cli {

std::int64_t wall_minutes(Moment const& moment) { return moment.utc ? moment.minutes + places::british_offset(moment.minutes) : moment.minutes; }

Date day_in(Moment const& moment) {
  constexpr std::int64_t minutes_in_a_day = 1440;
  auto const minutes = wall_minutes(moment);
  return Date{std::chrono::days{(minutes - (minutes % minutes_in_a_day + minutes_in_a_day) % minutes_in_a_day) / minutes_in_a_day}};
}

namespace {

/// One mistyped day in a file is usual; more look like a form of date that is not read.
constexpr std::size_t one_in = 20;
constexpr std::size_t most_told = 20;
constexpr Date earliest_day = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1};

/// "28/03/2026 23:15" as its numbers, and what follows them.
struct Slashed {
  int first = 0;
  int second = 0;
  std::string_view year;
  std::string_view rest;
};

std::optional<Slashed> slashed(std::string_view cell) {
  auto const one = cell.find('/');
  auto const two = one == std::string_view::npos ? one : cell.find('/', one + 1);
  if (two == std::string_view::npos || one > 2 || two - one - 1 > 2 || cell.size() < two + 5) return std::nullopt;
  auto const first = text::parse_integer(cell.substr(0, one));
  auto const second = text::parse_integer(cell.substr(one + 1, two - one - 1));
  if (!first || !second || *first < 0 || *second < 0) return std::nullopt;
  return Slashed{static_cast<int>(*first), static_cast<int>(*second), cell.substr(two + 1, 4), cell.substr(two + 5)};
}

/// 00/00/0000 and its like are no day in either order: a system's way of leaving the cell blank.
bool is_no_day(Slashed const& parts) { return parts.first == 0 || parts.second == 0 || parts.year == "0000"; }

std::optional<Moment> moment_in(std::string_view cell) {
  auto const parts = slashed(cell);
  return parts ? parse_moment(fmt::format("{}-{:02}-{:02}{}", parts->year, parts->second, parts->first, parts->rest)) : parse_moment(cell);
}

Date day_now(PlacesArguments const& arguments) {
  if (arguments.today) return *arguments.today;
  auto const minutes = std::chrono::floor<std::chrono::minutes>(SystemClock{}.now()).time_since_epoch().count();
  return day_in(Moment{minutes, true, false, false});
}

std::optional<Problem> wrong_with(std::optional<Moment> const& moment, Date today) {
  if (!moment) {
    return Problem{Fault::malformed, "places.no-time", "This is no day or time.", "Write it as 2026-03-28, 28/03/2026 or 2026-03-28T23:15, or as a whole number of days."};
  }
  if (moment->plain_number) return std::nullopt;
  if (day_in(*moment) > today) return Problem{Fault::malformed, "places.yet-to-come", "This day is yet to come.", "Look it up and correct the year, the month or the day; leave it blank where it is not known."};
  if (day_in(*moment) < earliest_day) return Problem{Fault::malformed, "places.long-ago", "This day lies before 1900.", "Look it up and correct the year; leave it blank where it is not known."};
  return std::nullopt;
}

/// Refuses where days with slashes may be of either order.
Tried<void> check_order(PlacesArguments const& arguments, Table const& table, std::string const& column, std::vector<std::string_view> const& cells) {
  if (arguments.day_first) return {};
  std::optional<std::size_t> unclear;
  bool day_first = false;
  bool month_first = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto const parts = slashed(cells[i]);
    if (!parts || is_no_day(*parts)) continue;
    if (!unclear) unclear = i;
    day_first = day_first || (parts->first > 12 && parts->second <= 12);
    month_first = month_first || (parts->second > 12 && parts->first <= 12);
  }
  if (!unclear || (day_first && !month_first)) return {};
  return tl::unexpected{table.at(*unclear, column, Problem{Fault::malformed, "places.date-order", "Nobody can tell whether the day or the month stands first in this column.",
                                                           "Say --day-first where its days are dd/mm/yyyy; write others as 2026-03-28."})};
}

}  // namespace

void DaysSetAside::add(DaysSetAside const& others) { cells.insert(cells.end(), others.cells.begin(), others.cells.end()); }

void DaysSetAside::tell(FileAnswer& answer) const {
  if (cells.empty()) return;
  Json list{Json::Array{}};
  auto text = fmt::format("{} {} no day that can be true, and {} read as blank:\n", cells.size(), cells.size() == 1 ? "cell holds" : "cells hold", cells.size() == 1 ? "is" : "are");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto const& cell = cells[i];
    list.push(Json{}.set("row", cell.where.row).set("field", cell.where.field).set("code", cell.code.view()).set("message", cell.title.view()).set("remedy", cell.remedy.view()));
    if (i < most_told) text += fmt::format("  row {}, field {}: {} {}\n", cell.where.row, cell.where.field, cell.title.view(), cell.remedy.view());
  }
  if (cells.size() > most_told) text += fmt::format("  and {} more; --json lists all.\n", cells.size() - most_told);
  answer.json.set("days_set_aside", std::move(list));
  answer.text.insert(0, text);
}

Tried<DayColumn> read_days(PlacesArguments const& arguments, Table const& table, std::string const& column) {
  auto const cells = table.texts(column);
  if (!cells) return tl::unexpected{cells.error()};
  if (auto const clear = check_order(arguments, table, column, *cells); !clear) return tl::unexpected{clear.error()};
  auto const today = day_now(arguments);
  DayColumn days;
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; i < cells->size(); ++i) {
    days.aside.push_back(0);
    auto& moment = days.moments.emplace_back();
    if ((*cells)[i].empty()) continue;
    moment = moment_in((*cells)[i]);
    auto problem = wrong_with(moment, today);
    if (!problem) continue;
    moment.reset();
    days.aside[i] = 1;
    days.set_aside.cells.push_back(table.at(i, column, std::move(*problem)).problem);
    wrong.push_back(i);
  }
  auto const filled = static_cast<std::size_t>(std::ranges::count_if(*cells, [](auto cell) { return !cell.empty(); }));
  if (wrong.size() * one_in <= filled) return days;
  Findings found;
  for (std::size_t i = 1; i < std::min(wrong.size(), most_told); ++i) {
    auto const& cell = days.set_aside.cells[i];
    found.push_back({.code = std::string{cell.code.view()}, .file = arguments.in, .line = static_cast<std::uint32_t>(cell.where.row), .message = fmt::format("field {}: {}", column, cell.title.view()), .remedy = std::string{cell.remedy.view()}});
  }
  return tl::unexpected{FileTrouble{arguments.in, days.set_aside.cells.front(), std::move(found)}};
}

}  // namespace concordat::cli
