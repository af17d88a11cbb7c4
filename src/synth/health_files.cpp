// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/json.h"
#include "synth/exports.h"

namespace concordat::synth {
namespace {

constexpr std::string_view hospital = "northshire-general-ed";
constexpr std::string_view ambulance_service = "northshire-ambulance";

enum Column : std::size_t { site, start, end, arrival, assault, method, other, type, text, age };
constexpr std::array<std::string_view, 10> headers{"Site Code",
                                                  "Period Start",
                                                  "Period End",
                                                  "Arrival Date/Time",
                                                  "Assault Date/Time",
                                                  "Assault Method",
                                                  "Assault Method Other",
                                                  "Assault Location Type",
                                                  "Assault Location Description",
                                                  "Age Band"};
constexpr std::array<std::string_view, 10> upper_headers{"Site", "Period", "", "Arrival", "Assault",
                                                         "",     "",       "", "",        "Age"};
constexpr std::array<std::string_view, 10> lower_headers{
    "Code",   "Start",        "End",           "Date/Time",           "Date/Time",
    "Method", "Method Other", "Location Type", "Location Description", "Band"};

// Codes of definitions/code_lists/synthetic_*: no national code looks like them.
std::string_view method_code(Means means) {
  switch (means) {
    case Means::fist:
    case Means::foot:
    case Means::push:
      return "S1";
    case Means::blade:
      return "S2";
    case Means::blunt_object:
      return "S3";
    case Means::glass:
    case Means::bottle:
      return "S4";
    case Means::other:
      return "S8";
    case Means::not_known:
      return "S9";
  }
  return "S9";
}

std::string_view type_code(World const& world, Event const& event) {
  if (event.at_home) return "L3";
  if (!event.key_place) return "L1";
  switch (world.place.key_places[*event.key_place].kind) {
    case PlaceKind::school:
      return "L4";
    case PlaceKind::licensed_premises:
      return "L2";
    case PlaceKind::park:
      return "L5";
    case PlaceKind::station:
      return "L7";
    case PlaceKind::hospital:
    case PlaceKind::care_home:
    case PlaceKind::shopping:
      return "L8";
  }
  return "L8";
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// As a tired receptionist writes it.
std::string jotted(std::string name, Draw& draw) {
  replace_all(name, "’", draw.happens(0.7) ? "" : "'");
  if (draw.happens(0.6)) {
    for (auto const& [whole, brief] : {std::pair{" Street", " St"},
                                       {" Road", " Rd"},
                                       {" Lane", " Ln"},
                                       {" Avenue", " Ave"},
                                       {" Close", " Cl"},
                                       {" Terrace", " Terr"}}) {
      replace_all(name, whole, brief);
    }
  }
  auto const turn = draw.unit();
  if (turn < 0.15)
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
      return c < 0x80 ? static_cast<char>(std::toupper(c)) : static_cast<char>(c);
    });
  if (turn > 0.7)
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
      return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
  if (draw.happens(0.04) && name.size() > 6 && static_cast<unsigned char>(name[3]) < 0x80) name.erase(3, 1);
  return name;
}

std::string place_text(World const& world, Event const& event, Draw& draw) {
  static constexpr std::array<std::string_view, 5> homes{"pt's home", "Patient's home", "at home",
                                                         "pts home address", "home"};
  static constexpr std::array<std::string_view, 4> openings{"", "o/s ", "outside ", "nr "};
  static constexpr std::array<double, 4> opening_weights{55, 20, 13, 12};
  if (event.at_home) return std::string{draw.pick(homes)};
  if (draw.happens(0.08)) return draw.happens(0.5) ? "town centre" : "street";
  auto street = jotted(world.place.streets[event.street].name, draw);
  auto const opening = openings[draw.weighted(opening_weights)];
  if (!event.key_place) return fmt::format("{}{}", opening, street);
  auto const& spot = world.place.key_places[*event.key_place];
  auto name = jotted(spot.name, draw);
  if (spot.kind == PlaceKind::licensed_premises && draw.happens(0.4)) name += " pub";
  return draw.happens(0.5) ? fmt::format("{}{}, {}", opening, name, street)
                           : fmt::format("{}{}", opening, name);
}

/// Half an hour to half a day after the blow.
LocalTime arrival_of(Event const& event, Draw& draw) {
  auto const minutes = event.ambulance ? draw.between(35, 110) : draw.between(25, 300);
  return event.at.plus(draw.happens(0.06) ? minutes + 720 : minutes);
}

std::string uk_date_time(LocalTime time) {
  return fmt::format("{} {}", uk_date(time.date()), clock_time(time));
}

/// Of who was hurt, by lot; now and then nobody asked. By the event alone: every file that tells of it says the same.
std::string_view age_band_told(World const& world, Event const& event) {
  static constexpr std::array<std::string_view, 6> bands{"", "10-17", "18-24", "25-34", "35-64", "65+"};
  static constexpr std::array<double, 6> weights{8, 22, 30, 22, 15, 3};
  return bands[Draw{world.seed, Lot::age, event.number}.weighted(weights)];
}

std::vector<std::string> emergency_cells(World const& world, Event const& event, Turn const& turn,
                                         Draw& draw) {
  auto const arrived = arrival_of(event, draw);
  auto const described = event.means == Means::other ? "belt" : event.means == Means::bottle ? "bottle" : "";
  return {"SYN01",
          uk_date(turn.month.first_day()),
          uk_date(turn.month.next().first_day() - std::chrono::days{1}),
          uk_date_time(arrived),
          uk_date_time(event.at),
          std::string{method_code(event.means)},
          described,
          std::string{type_code(world, event)},
          place_text(world, event, draw),
          std::string{age_band_told(world, event)}};
}

/// At most one planted error in the date, one in the place and one in the method.
void spoil_emergency(World const& world, std::vector<std::string>& cells, Event const& event,
                     Turn const& turn, std::pair<Export&, Draw&> with) {
  auto& [out, draw] = with;
  auto const lot = draw.unit() * 1000;
  if (lot < 4) {
    cells[assault] =
        fmt::format("31/{}/{:04} 21:15", turn.month.month() % 2 == 0 ? "02" : "06", turn.month.year());
    out.error(headers[assault], "impossible-date");
  } else if (lot < 7) {
    cells[assault] = uk_date_time(event.at.plus(4 * 365 * 1440));
    out.error(headers[assault], "future-date");
  } else if (lot < 35) {
    cells[assault] = fmt::format("{} 00:00", uk_date(event.at.date()));
    out.error(headers[assault], "unknown-time");
  }
  // The department grows better at asking where.
  auto const missing = 0.22 - 0.10 * turn.index / std::max(1, turn.count);
  auto const place_lot = draw.unit();
  if (place_lot < missing) {
    cells[text] = place_lot < missing / 3 ? "n/k" : "";
    out.error(headers[text], "missing-place");
  } else if (place_lot > 0.988 && !event.involved.empty()) {
    auto const person = world.people.person(event.involved.front().person);
    cells[text] += fmt::format(" with brother of {} {}", person.given_name, person.family_name);
    out.error(headers[text], "name-in-text");
  }
  if (draw.happens(0.06)) {
    cells[method].clear();
    out.error(headers[method], "missing-method");
  }
}

}  // namespace

Result<void> HealthExports::write(Turn const& turn, std::span<Event const> events, Output& output) {
  if (auto written = write_emergency(turn, events, output); !written) return written;
  return write_ambulance(turn, events, output);
}

Result<void> HealthExports::write_emergency(Turn const& turn, std::span<Event const> events, Output& output) {
  auto draw = Draw{world_->seed, Lot::emergency, static_cast<std::uint64_t>(turn.month.index)};
  auto const new_system = turn.index * 2 >= turn.count;
  Export::Name const name{hospital, "ed-istv",
                          fmt::format("istv-{}.{}", format_month(turn.month), new_system ? "txt" : "csv")};
  if (turn.count >= 12 && turn.index == turn.count - 9) {
    note_missing_file(output, name);
    return {};
  }
  Export out{output, name, turn.month,
             new_system ? Style{Encoding::utf8, '\t', "\n"} : Style{Encoding::windows_1252, ';', "\r\n"}};
  if (turn.index % 3 == 2) {
    out.sheet().row(std::span<std::string_view const>{upper_headers});
    out.sheet().row(std::span<std::string_view const>{lower_headers});
  } else {
    out.sheet().row(std::span<std::string_view const>{headers});
  }
  auto rows = 0;
  for (auto const& event : events) {
    if (!event.emergency) continue;
    auto cells = emergency_cells(*world_, event, turn, draw);
    spoil_emergency(*world_, cells, event, turn, {out, draw});
    out.data(cells, &event, true);
    ++rows;
  }
  if (turn.index % 4 == 1) {
    out.error("", "totals-row");
    std::vector<std::string> totals(headers.size());
    totals.front() = "Total";
    totals[text] = std::to_string(rows);
    out.sheet().row(totals);
  }
  return out.close();
}

namespace {

std::string_view nature_of(Event const& event, Draw& draw) {
  static constexpr std::array<std::string_view, 4> collapses{"Unconscious/fainting", "Fall",
                                                             "Overdose/poisoning", "Intoxicated person"};
  if (event.kind == Kind::collapse) return draw.pick(collapses);
  if (event.means == Means::blade) return "Stab/gunshot/penetrating trauma";
  return draw.happens(0.8) ? "Assault" : "Assault - serious";
}

struct Call {
  std::string id;
  std::string time;
  LonLat at;
  bool located = true;
  std::string_view nature;
  std::string_view disposition;
  std::string location;
  std::string outward;
  std::string_view age_band;
};

std::string line_of(Call const& call) {
  auto const where = call.located
                         ? fmt::format("\"lat\":{:.5f},\"lon\":{:.5f}", call.at.latitude, call.at.longitude)
                         : std::string{"\"lat\":null,\"lon\":null"};
  std::string line =
      fmt::format("{{\"call_id\":\"{}\",\"call_time\":\"{}\",{},\"location\":", call.id, call.time, where);
  append_json_string(line, call.location);
  return line + fmt::format(",\"outward_postcode\":\"{}\",\"nature_of_call\":\"{}\",\"disposition\":\"{}\",\"age_band\":\"{}\"}}",
                            call.outward, call.nature, call.disposition, call.age_band);
}

/// At most one planted error a call.
void spoil_call(Call& call, Event const& event, Export& out, Draw& draw) {
  auto const lot = draw.unit() * 1000;
  if (lot < 5) {
    std::swap(call.at.latitude, call.at.longitude);
    out.error("lat", "swapped-coordinates");
  } else if (lot < 8) {
    call.at.longitude = draw.between(1.2, 1.7);
    out.error("lon", "coordinates-in-sea");
  } else if (lot < 38) {
    call.located = false;
    out.error("lat", "missing-location");
  } else if (lot < 40) {
    call.time = iso_with_offset(event.at.plus(4 * 365 * 1440), 0);
    out.error("call_time", "future-date");
  }
}

}  // namespace

Result<void> HealthExports::write_ambulance(Turn const& turn, std::span<Event const> events, Output& output) {
  auto draw = Draw{world_->seed, Lot::ambulance, static_cast<std::uint64_t>(turn.month.index)};
  Export::Name const name{ambulance_service, "ambulance-calls",
                          fmt::format("calls-{}.jsonl", format_month(turn.month))};
  if (turn.count >= 3 && turn.is_last()) {
    note_missing_file(output, name);
    return {};
  }
  Export out{output, name, turn.month, Style{}};
  for (auto const& correction : std::exchange(corrections_, {})) {
    out.error("call_id", "correction");
    out.data_line(correction, nullptr, true);
  }
  for (auto const& event : events) {
    if (!event.ambulance) continue;
    auto const& street = world_->place.streets[event.street];
    auto const x = event.where.x + draw.between(-12.0, 12.0);
    auto const y = event.where.y + draw.between(-12.0, 12.0);
    auto const waited = draw.between(1, 25);
    auto const seconds = draw.between(0, 59);
    auto const nature = nature_of(event, draw);
    Call call{fmt::format("NAS{:02}{:02}{:06}", turn.month.year() % 100, turn.month.month(),
                          event.number % 1'000'000),
              iso_with_offset(event.at.plus(waited), seconds),
              to_wgs84({x, y}),
              true,
              nature,
              event.emergency     ? "Conveyed"
              : draw.happens(0.6) ? "Treated at scene"
                                  : "Refused",
              fmt::format("{}, Norchester", street.name),
              street.postcode.substr(0, street.postcode.find(' ')),
              age_band_told(*world_, event)};
    if (draw.happens(0.004) && !turn.is_last()) {
      auto corrected = call;
      corrected.disposition = "Conveyed";
      corrections_.push_back(line_of(corrected));
    }
    spoil_call(call, event, out, draw);
    out.data_line(line_of(call), &event, true);
  }
  return out.close();
}

}  // namespace concordat::synth
