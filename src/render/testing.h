// SPDX-License-Identifier: Apache-2.0
// For tests: a made-up place with its figures, and readers of the formats that are not the writers' own.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/chance.h"
#include "places/area_locator.h"
#include "places/area_set.h"
#include "places/counts.h"
#include "places/density.h"
#include "protection/classed_map.h"
#include "protection/protected_table.h"
#include "render/about.h"
#include "render/maps.h"

namespace concordat::render::test {

inline About sample_about() {
  return {
      .title = "Violence by area and quarter",
      .partnership = "Northshire Community Safety Partnership",
      .release = "0199c2f0-4e5a-7000-8000-00000000002a",
      .ledger_index = 4217,
      .recipient = "Northshire Police",
      .purpose = "strategic-assessment",
      .form = "aggregate",
      .period = "2025-Q3 to 2026-Q2",
      .created_at = "2026-08-03T09:00:00.000Z",
      .data_version = "Submissions up to 2026-08-01",
      .agreements = {"isa.northshire.ed-partnership@1#figures-to-partnership",
                     "isa.northshire.police-partnership@1#figures-to-partnership"},
      .methods = {"Counts from 1 to 7 are hidden; others are rounded to the nearest 5."},
      .settings = {},
      .coverage = {"Police incidents: with a place in this area over nine tenths",
                   "Emergency departments: with a place in this area half to three quarters"},
      .limits = {"Figures are reports, not incidents: one incident may be reported to several agencies.",
                 "Much violence is reported to nobody. An empty cell does not mean that nothing happened."},
      .sources = {{"Police incidents", "half to three quarters"},
                  {"Emergency departments", "a quarter to half"}},
      .attribution = "A made-up place. Contains no real boundaries."};
}

/// Areas with crooked borders on a lattice of 1,200 m: neighbours share theirs.
inline places::AreaSet sample_areas(std::size_t columns = 9, std::size_t rows = 6) {
  auto const corner = [](std::size_t column, std::size_t row) {
    SeededChance chance{column * 1000 + row};
    double const x = static_cast<double>(column) * 1200 + (chance.unit() - 0.5) * 600;
    return places::Point{450'000 + x,
                         300'000 + static_cast<double>(row) * 1200 + (chance.unit() - 0.5) * 600};
  };
  std::vector<places::Area> areas;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      auto const number = areas.size() + 1;
      auto const text = (number < 10 ? "00" : number < 100 ? "0" : "") + std::to_string(number);
      areas.push_back({.code = "N01000" + text,
                       .name = "Northshire " + text,
                       .population = 1500 + static_cast<std::int64_t>(number) * 10,
                       .polygons = {{{{corner(column, row), corner(column + 1, row),
                                       corner(column + 1, row + 1), corner(column, row + 1)}}}}});
    }
  }
  return places::AreaSet::from_areas("lsoa", "2021", std::move(areas)).value();
}

/// Near enough for a test: to longitude and latitude around 52.6 degrees north.
inline std::optional<places::Point> to_degrees(places::Point metres) {
  return places::Point{-1.2 + (metres.x - 450'000) / 67'800, 52.6 + (metres.y - 300'000) / 111'250};
}

inline protection::ProtectedTable protect(protection::TableLabels labels, std::vector<double> cells) {
  return protection::protect_counts(protection::RawTable{std::move(labels), std::move(cells)},
                                    protection::SmallNumberRule::nhs())
      .value();
}

/// Three areas by two quarters: figures, zero, hidden and not available.
inline protection::ProtectedTable small_table() {
  return protect({.title = "Violence by area and quarter",
                  .row_heading = "Area",
                  .column_heading = "Quarter",
                  .rows = {"North", "Middle", "South"},
                  .columns = {"2026-Q1", "2026-Q2"}},
                 {123, 8, 0, 3, protection::not_available, 41});
}

/// Events thick in two spots and thin elsewhere.
struct SampleEvents {
  std::vector<double> x = {};
  std::vector<double> y = {};
  std::vector<places::Origin> origin = {};

  [[nodiscard]] places::ReportedEvents reported() const {
    return places::ReportedEvents::admit({.x = x, .y = y, .origin = origin}).value();
  }
};
inline SampleEvents sample_events(std::size_t count = 2500) {
  SeededChance chance{7};
  SampleEvents events;
  for (std::size_t i = 0; i < count; ++i) {
    double const spread = i % 3 == 0 ? 9000 : 1500;
    double const x = i % 3 == 1 ? 453'000 : i % 3 == 2 ? 457'500 : 450'700;
    double const y = i % 3 == 1 ? 302'000 : i % 3 == 2 ? 305'000 : 300'700;
    events.x.push_back(x + (i % 3 == 0 ? chance.unit() : (chance.unit() + chance.unit()) / 2) * spread);
    events.y.push_back(y + (i % 3 == 0 ? chance.unit() * 5800 : (chance.unit() + chance.unit()) / 2 * 900));
    events.origin.push_back(places::Origin::reported);
  }
  return events;
}
inline protection::ClassedMap sample_map(places::AreaSet const& areas, SampleEvents const& events) {
  auto const grid = places::Grid::over(areas.box(), 250).value();
  auto const surface = places::gaussian_density(events.reported(), grid, {.bandwidth = 500}).value();
  return protection::classify(surface, events.reported(),
                              {.title = "Where violence is reported", .months = 3})
      .value();
}

/// Weekend nights are the busiest.
inline protection::ProtectedTable sample_week(bool available = true) {
  places::WeekClock clock;
  clock.available = available;
  for (std::size_t day = 0; day < 7; ++day) {
    for (std::size_t hour = 0; hour < 24; ++hour) {
      bool const night = hour >= 21 || hour < 3;
      clock.weight[day][hour] = (night ? 30.0 : 6.0) * (day >= 4 ? 2.2 : 1.0) + static_cast<double>(hour % 5);
    }
  }
  return protection::protect_week_clock(clock, "Violence by day and hour, 2025",
                                        protection::SmallNumberRule::nhs())
      .value();
}

/// The records of an RFC 4180 text; throws off nothing, so a test can count what is wrong.
inline std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (quoted) {
      if (c == '"' && text.substr(i + 1, 1) == "\"") {
        record.back() += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        record.back() += c;
      }
    } else if (c == '"' && record.back().empty()) {
      quoted = true;
    } else if (c == ',') {
      record.emplace_back();
    } else if (text.substr(i, 2) == "\r\n") {
      records.push_back(std::exchange(record, std::vector<std::string>(1)));
      ++i;
    } else {
      record.back() += c;
    }
  }
  return records;
}

}  // namespace concordat::render::test
