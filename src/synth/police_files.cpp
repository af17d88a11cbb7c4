// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/file.h"
#include "synth/exports.h"

namespace concordat::synth {
namespace {

constexpr std::string_view agency = "northshire-police";
constexpr std::string_view force = "Northshire Police";
constexpr Style incident_style{Encoding::windows_1252, ',', "\r\n"};

std::span<OffenceWords const> words_for(Kind kind) {
  static constexpr std::string_view violence = "Violence and sexual offences";
  static constexpr std::array injury{OffenceWords{"ABH - S47", violence},
                                     OffenceWords{"GBH - S20 wounding", violence},
                                     OffenceWords{"GBH - S18 wounding with intent", violence}};
  static constexpr std::array assault{OffenceWords{"Common assault", violence},
                                      OffenceWords{"Battery", violence},
                                      OffenceWords{"Threats to kill", violence}};
  static constexpr std::array robbery{OffenceWords{"Robbery - personal", "Robbery"},
                                      OffenceWords{"Robbery - business", "Robbery"}};
  static constexpr std::array weapon{OffenceWords{"Possession of bladed article", "Possession of weapons"},
                                     OffenceWords{"Possession of offensive weapon", "Possession of weapons"}};
  static constexpr std::array order{OffenceWords{"Affray", "Public order"},
                                    OffenceWords{"Public order S4", "Public order"}};
  static constexpr std::array antisocial{OffenceWords{"ASB - nuisance", "Anti-social behaviour"},
                                         OffenceWords{"ASB - personal", "Anti-social behaviour"}};
  static constexpr std::array damage{OffenceWords{"Criminal damage", "Criminal damage and arson"},
                                     OffenceWords{"Arson", "Criminal damage and arson"}};
  static constexpr std::array burglary{OffenceWords{"Burglary - residential", "Burglary"},
                                       OffenceWords{"Burglary - business and community", "Burglary"}};
  static constexpr std::array theft{OffenceWords{"Theft from the person", "Theft from the person"},
                                    OffenceWords{"Other theft", "Other theft"},
                                    OffenceWords{"Bicycle theft", "Bicycle theft"}};
  static constexpr std::array shoplifting{OffenceWords{"Shoplifting", "Shoplifting"}};
  static constexpr std::array vehicle{OffenceWords{"Theft from vehicle", "Vehicle crime"},
                                      OffenceWords{"Theft of vehicle", "Vehicle crime"}};
  static constexpr std::array drugs{OffenceWords{"Possession of drugs", "Drugs"},
                                    OffenceWords{"Supply of drugs", "Drugs"}};
  switch (kind) {
    case Kind::injury:
      return injury;
    case Kind::assault:
      return assault;
    case Kind::robbery:
      return robbery;
    case Kind::weapon:
      return weapon;
    case Kind::public_order:
      return order;
    case Kind::antisocial:
      return antisocial;
    case Kind::damage:
      return damage;
    case Kind::burglary:
      return burglary;
    case Kind::theft:
      return theft;
    case Kind::shoplifting:
      return shoplifting;
    case Kind::vehicle:
      return vehicle;
    case Kind::drugs:
      return drugs;
    case Kind::collapse:
      return {};
  }
  return {};
}

std::string crime_number(Event const& event, Turn const& turn) {
  return fmt::format("{:02}{:02}{:06}/{:02}", 73, turn.month.month(), event.number % 1'000'000,
                     turn.month.year() % 100);
}

std::string location_text(World const& world, Event const& event) {
  auto const& street = world.place.streets[event.street].name;
  if (event.key_place) return fmt::format("{}, {}", world.place.key_places[*event.key_place].name, street);
  if (event.at_home) return fmt::format("Dwelling, {}", street);
  return street;
}

constexpr std::array<std::string_view, 5> own_outcomes{"No suspect identified", "Evidential difficulties",
                                                       "Charged", "Community resolution",
                                                       "Under investigation"};
constexpr std::array<double, 5> outcome_weights{38, 34, 9, 6, 13};

std::string impossible_date(Month month) {
  return fmt::format("{}/{:04}", month.month() % 2 == 0 ? "31/02" : "31/06", month.year());
}

enum Column : std::size_t { number, reported, date, time, type, place, east, north, beat, outcome };
constexpr std::array<std::string_view, 10> headers{
    "Crime Number", "Date Reported", "Offence Date", "Offence Time", "Offence Type",
    "Location",     "Easting",       "Northing",     "Beat",         "Outcome"};

struct IncidentFormat {
  bool grid_references = false;  ///< one column in place of two
  bool bare_times = false;       ///< 2107, and a spreadsheet has eaten the zeros
  bool changed_header = false;
};
IncidentFormat format_of(Turn const& turn) {
  return {turn.index % 7 == 4, turn.index % 9 == 6, turn.index == turn.count / 2 && turn.count > 2};
}

std::vector<std::string> header_of(IncidentFormat const& format) {
  std::vector<std::string> cells{headers.begin(), headers.end()};
  if (format.changed_header) cells[number] = "Crime No.";
  if (format.grid_references) {
    cells[east] = "Grid Ref";
    cells.erase(cells.begin() + north);
  }
  return cells;
}

std::vector<std::string> incident_cells(World const& world, Event const& event, Turn const& turn,
                                        Draw& draw) {
  auto const later = draw.happens(0.75) ? 0 : draw.between(1, 6);
  auto const& area = world.place.areas.areas[world.place.streets[event.street].area];
  auto const result = own_outcomes[draw.weighted(outcome_weights)];
  return {crime_number(event, turn),
          uk_date(event.at.date() + std::chrono::days{later}),
          uk_date(event.at.date()),
          clock_time(event.at),
          std::string{offence_words(event).own},
          location_text(world, event),
          fmt::format("{:.0f}", event.where.x),
          fmt::format("{:.0f}", event.where.y),
          fmt::format("N{:02}", area.group % 30 + 1),
          std::string{result}};
}

/// At most one planted error a row.
void spoil_incident(std::vector<std::string>& cells, Turn const& turn, Export& out, Draw& draw) {
  auto const lot = draw.unit() * 1000;
  if (lot < 2) {
    cells[date] = impossible_date(turn.month);
    out.error(headers[date], "impossible-date");
  } else if (lot < 3) {
    cells[date] = uk_date(turn.month.first_day() + std::chrono::days{365 * 4});
    out.error(headers[date], "future-date");
  } else if (lot < 6) {
    std::swap(cells[east], cells[north]);
    out.error(headers[east], "swapped-coordinates");
  } else if (lot < 7.5) {
    cells[east] = fmt::format("{}", draw.between(560'000, 600'000));
    out.error(headers[east], "coordinates-in-sea");
  } else if (lot < 22) {
    cells[east].clear();
    cells[north].clear();
    cells[place] = draw.happens(0.5) ? "" : "NOT STATED";
    out.error(headers[place], "missing-location");
  } else if (lot < 23) {
    cells.insert(cells.begin() + date, "");
    out.error("", "ragged-row");
  }
}

void write_time(std::vector<std::string>& cells, Event const& event, Export& out) {
  auto const whole = bare_time(event.at);
  auto const zeros = std::min<std::size_t>(whole.find_first_not_of('0'), 3);
  cells[time] = whole.substr(zeros);
  if (zeros > 0) out.error(headers[time], "lost-leading-zero");
}

void join_grid_reference(std::vector<std::string>& cells, Event const& event, Draw& draw) {
  auto const figures = draw.happens(0.2) ? 6 : 8;
  cells[east] = cells[east].empty() ? "" : grid_reference(event.where, figures);
  cells.erase(cells.begin() + north);
}

}  // namespace

OffenceWords const& offence_words(Event const& event) {
  auto const words = words_for(event.kind);
  return words[event.number % words.size()];
}

Result<void> PoliceExports::write(Turn const& turn, std::span<Event const> events, Output& output) {
  if (auto written = write_incidents(turn, events, output); !written) return written;
  if (auto written = write_street(turn, events, output); !written) return written;
  return write_searches(turn, output);
}

Result<void> PoliceExports::write_incidents(Turn const& turn, std::span<Event const> events, Output& output) {
  auto draw = Draw{world_->seed, Lot::police, static_cast<std::uint64_t>(turn.month.index)};
  auto const format = format_of(turn);
  Export out{output,
             {agency, "police-incidents", fmt::format("incidents-{}.csv", format_month(turn.month))},
             turn.month,
             incident_style};
  out.sheet().line(fmt::format("{} - incident extract - {} (made-up data)", force, month_words(turn.month)));
  if (turn.index % 3 == 1) out.sheet().line("");
  if (format.changed_header) out.error("Crime No.", "changed-header");
  out.sheet().row(header_of(format));

  auto waiting = std::move(corrections_);
  corrections_.clear();
  for (auto& correction : waiting) {
    if (format.grid_references) join_grid_reference(correction.cells, correction.event, draw);
    out.error(headers[number], "correction");
    out.data(correction.cells, &correction.event);
  }
  for (auto const& event : events) {
    if (!event.police) continue;
    auto cells = incident_cells(*world_, event, turn, draw);
    if (draw.happens(0.005) && !turn.is_last()) {
      corrections_.push_back({event, cells});
      corrections_.back().cells[outcome] = "Charged";
    }
    if (format.bare_times) {
      write_time(cells, event, out);
    } else if (format.grid_references) {
      join_grid_reference(cells, event, draw);
    } else {
      spoil_incident(cells, turn, out, draw);
    }
    out.data(cells, &event);
    if (draw.happens(0.001)) {
      out.error("", "repeated-row");
      out.data(cells, &event);
    }
  }
  if (auto closed = out.close(); !closed) return closed;
  return turn.index == 4 ? send_again(turn, output) : Result<void>{};
}

Result<void> PoliceExports::send_again(Turn const& turn, Output& output) {
  auto const first = output.summary.files.back();
  auto const again = export_path(
      {agency, "police-incidents", fmt::format("incidents-{}_resent.csv", format_month(turn.month))});
  std::error_code code;
  std::filesystem::copy_file(output.folder / first.path, output.folder / again, code);
  if (code) return tl::unexpected<Problem>{file_problem(code.value())};
  output.truth.error(again, 0, "", "resent-file");
  output.summary.files.push_back({first.agency, first.feed, first.period, again, first.rows, first.bytes});
  output.summary.bytes += first.bytes;
  return {};
}

}  // namespace concordat::synth
