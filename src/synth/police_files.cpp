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
constexpr Style published_style{Encoding::utf8, ',', "\r\n"};

/// The force's words and the published type for a kind of event.
struct Wording {
  std::string_view own;
  std::string_view published;
};
std::span<Wording const> wordings(Kind kind) {
  static constexpr std::string_view violence = "Violence and sexual offences";
  static constexpr std::array injury{Wording{"ABH - S47", violence}, Wording{"GBH - S20 wounding", violence},
                                     Wording{"GBH - S18 wounding with intent", violence}};
  static constexpr std::array assault{Wording{"Common assault", violence}, Wording{"Battery", violence},
                                      Wording{"Threats to kill", violence}};
  static constexpr std::array robbery{Wording{"Robbery - personal", "Robbery"},
                                      Wording{"Robbery - business", "Robbery"}};
  static constexpr std::array weapon{Wording{"Possession of bladed article", "Possession of weapons"},
                                     Wording{"Possession of offensive weapon", "Possession of weapons"}};
  static constexpr std::array order{Wording{"Affray", "Public order"},
                                    Wording{"Public order S4", "Public order"}};
  static constexpr std::array antisocial{Wording{"ASB - nuisance", "Anti-social behaviour"},
                                         Wording{"ASB - personal", "Anti-social behaviour"}};
  static constexpr std::array damage{Wording{"Criminal damage", "Criminal damage and arson"},
                                     Wording{"Arson", "Criminal damage and arson"}};
  static constexpr std::array burglary{Wording{"Burglary - residential", "Burglary"},
                                       Wording{"Burglary - business and community", "Burglary"}};
  static constexpr std::array theft{Wording{"Theft from the person", "Theft from the person"},
                                    Wording{"Other theft", "Other theft"},
                                    Wording{"Bicycle theft", "Bicycle theft"}};
  static constexpr std::array shoplifting{Wording{"Shoplifting", "Shoplifting"}};
  static constexpr std::array vehicle{Wording{"Theft from vehicle", "Vehicle crime"},
                                      Wording{"Theft of vehicle", "Vehicle crime"}};
  static constexpr std::array drugs{Wording{"Possession of drugs", "Drugs"},
                                    Wording{"Supply of drugs", "Drugs"}};
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

/// Both files speak of one event in the same terms.
Wording const& wording_of(Event const& event) {
  auto const words = wordings(event.kind);
  return words[event.number % words.size()];
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
          std::string{wording_of(event).own},
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

std::string hexadecimal_id(World const& world, Event const& event) {
  auto draw = Draw{world.seed, Lot::published, event.number};
  std::string id;
  for (int i = 0; i < 4; ++i) id += fmt::format("{:016x}", draw.next());
  return id;
}

Point nearest_point(Street const& street, Point at) {
  auto best = street.points.front();
  for (auto const& point : street.points) {
    if (std::hypot(point.x - at.x, point.y - at.y) < std::hypot(best.x - at.x, best.y - at.y)) best = point;
  }
  return best;
}

constexpr std::array<std::string_view, 5> published_outcomes{
    "Investigation complete; no suspect identified", "Unable to prosecute suspect", "Awaiting court outcome",
    "Local resolution", "Under investigation"};

}  // namespace

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
    auto const damaged = draw.happens(0.5);
    if (format.bare_times) {
      write_time(cells, event, out);
    } else if (format.grid_references) {
      join_grid_reference(cells, event, draw);
    } else if (damaged) {
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
      {agency, "police-incidents", fmt::format("incidents-{}-resent.csv", format_month(turn.month))});
  std::error_code code;
  std::filesystem::copy_file(output.folder / first.path, output.folder / again, code);
  if (code) return tl::unexpected<Problem>{file_problem(code.value())};
  output.truth.error(again, 0, "", "resent-file");
  output.summary.files.push_back({first.agency, first.feed, first.period, again, first.rows, first.bytes});
  output.summary.bytes += first.bytes;
  return {};
}

Result<void> PoliceExports::write_street(Turn const& turn, std::span<Event const> events, Output& output) {
  auto draw = Draw{world_->seed, Lot::published, static_cast<std::uint64_t>(turn.month.index), 1};
  Export out{output,
             {agency, "police-uk-street", fmt::format("{}-northshire-street.csv", format_month(turn.month))},
             turn.month,
             published_style};
  out.sheet().row({"Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
                   "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"});
  std::vector<Event const*> sorted;
  for (auto const& event : events) {
    if (event.police) sorted.push_back(&event);
  }
  auto const& streets = world_->place.streets;
  std::sort(sorted.begin(), sorted.end(), [&](Event const* left, Event const* right) {
    return std::pair{streets[left->street].area, left->number} <
           std::pair{streets[right->street].area, right->number};
  });
  for (auto const* event : sorted) {
    auto const& street = streets[event->street];
    auto const& area = world_->place.areas.areas[street.area];
    auto const at = to_wgs84(nearest_point(street, event->where));
    auto const nameless = event->kind == Kind::antisocial;
    auto const result = published_outcomes[draw.weighted(outcome_weights)];
    std::vector<std::string> cells{
        nameless ? "" : hexadecimal_id(*world_, *event),
        format_month(turn.month),
        std::string{force},
        std::string{force},
        fmt::format("{:.6f}", at.longitude),
        fmt::format("{:.6f}", at.latitude),
        fmt::format("On or near {}", street.name),
        area.code,
        area.name,
        std::string{wording_of(*event).published},
        nameless ? "" : std::string{turn.is_last() ? "Under investigation" : result},
        ""};
    if (draw.happens(0.02)) {
      for (auto const column : {4U, 5U, 7U, 8U}) cells[column].clear();
      cells[6] = "No Location";
      out.error("Location", "missing-location");
    }
    out.data(cells, event);
    if (!nameless && draw.happens(0.0003)) {
      // One id, two rows that differ: one of them cannot be right.
      cells[10] = cells[10] == "Under investigation" ? "Local resolution" : "Under investigation";
      out.error("Crime ID", "repeated-id");
      out.data(cells, event);
    }
  }
  return out.close();
}

namespace {

// By lot and of nobody in particular: the columns are there so that it can be seen that the hub drops them.
constexpr std::array<std::string_view, 7> self_defined{
    "White - English/Welsh/Scottish/Northern Irish/British",
    "Asian/Asian British - Indian",
    "Asian/Asian British - Pakistani",
    "Black/African/Caribbean/Black British - African",
    "Mixed/Multiple ethnic groups - White and Black Caribbean",
    "Other ethnic group - Not stated",
    ""};
constexpr std::array<std::string_view, 5> officer_defined{"White", "Asian", "Black", "Other", ""};
constexpr std::array<std::string_view, 3> powers{"Misuse of Drugs Act 1971 (section 23)",
                                                 "Police and Criminal Evidence Act 1984 (section 1)",
                                                 "Criminal Justice and Public Order Act 1994 (section 60)"};
constexpr std::array<double, 3> power_weights{60, 36, 4};
constexpr std::array<std::string_view, 4> objects{"Controlled drugs", "Offensive weapons", "Stolen goods",
                                                  "Article for use in theft"};
constexpr std::array<std::string_view, 3> search_outcomes{"A no further action disposal", "Arrest",
                                                          "Community resolution"};
constexpr std::array<double, 3> search_outcome_weights{74, 14, 12};

std::string age_range(int years) {
  if (years < 10) return "under 10";
  if (years < 18) return "10-17";
  if (years < 25) return "18-24";
  return years < 35 ? "25-34" : "over 34";
}

std::uint32_t somebody_searched(World const& world, Area const& area, Date on, Draw& draw) {
  auto person = area.first_person;
  for (auto tries = 0; tries < 8; ++tries) {
    person = area.first_person + static_cast<std::uint32_t>(draw.below(area.people));
    person -= std::min(person % often_met, person - area.first_person);
    auto const years = world.people.age(person, on);
    if (years >= 12 && years <= 40 && (!world.people.person(person).female || draw.happens(0.15))) break;
  }
  return person;
}

}  // namespace

Result<void> PoliceExports::write_searches(Turn const& turn, Output& output) {
  auto draw = Draw{world_->seed, Lot::search, static_cast<std::uint64_t>(turn.month.index)};
  Export out{output,
             {agency, "police-stop-search",
              fmt::format("{}-northshire-stop-and-search.csv", format_month(turn.month))},
             turn.month,
             published_style};
  out.sheet().row({"Type", "Date", "Part of a policing operation", "Policing operation", "Latitude",
                   "Longitude", "Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity",
                   "Legislation", "Object of search", "Outcome", "Outcome linked to object of search",
                   "Removal of more than just outer clothing"});
  auto const& place = world_->place;
  std::vector<std::int64_t> times;
  for (auto left = draw.poisson(45.0 * world_->population / 180'000); left > 0; --left) {
    auto const day = draw.below(static_cast<std::size_t>(days_in(turn.month)));
    auto const minute = draw.happens(0.04) ? 0 : draw.between(0, 1439);
    times.push_back(
        LocalTime::at(turn.month.first_day() + std::chrono::days{static_cast<int>(day)}, minute).minutes);
  }
  std::sort(times.begin(), times.end());
  for (auto const minutes : times) {
    auto const when = LocalTime{minutes};
    auto const& street = place.streets[draw.happens(0.4) ? draw.pick(place.hotspots[draw.below(2)].streets)
                                                         : draw.below(place.streets.size())];
    auto const person = somebody_searched(*world_, place.areas.areas[street.area], when.date(), draw);
    auto const at = to_wgs84(draw.pick(street.points));
    auto const known_place = draw.happens(0.92);
    auto const known_age = draw.happens(0.9);
    auto const self = draw.pick(self_defined);
    auto const officer = draw.pick(officer_defined);
    auto const power = powers[draw.weighted(power_weights)];
    auto const object = draw.pick(objects);
    auto const result = search_outcomes[draw.weighted(search_outcome_weights)];
    std::vector<std::string> const cells{
        "Person search",
        fmt::format("{}T{}:00+00:00", format_date(when.date()), clock_time(when)),
        "",
        "",
        known_place ? fmt::format("{:.6f}", at.latitude) : "",
        known_place ? fmt::format("{:.6f}", at.longitude) : "",
        world_->people.person(person).female ? "Female" : "Male",
        known_age ? age_range(world_->people.age(person, when.date())) : "",
        std::string{self},
        std::string{officer},
        std::string{power},
        std::string{object},
        std::string{result},
        draw.happens(0.3) ? "True" : "",
        "False"};
    output.truth.link(person, "suspected", out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  }
  return out.close();
}

}  // namespace concordat::synth
