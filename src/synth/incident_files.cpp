// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/json.h"
#include "synth/later.h"
#include "synth/office.h"

namespace concordat::synth {
namespace {

namespace fire {
enum Column : std::size_t { number, call, type, alarm, property, easting, northing, street, station };
constexpr std::array<std::string_view, 9> headers{"IRS Incident Number", "Date/Time of Call", "Incident Category",
                                                  "Smoke Alarm Fitted",  "Property Type",     "Easting",
                                                  "Northing",            "Street",            "Station Ground"};

struct FireKind {
  std::string_view words;
  std::string_view property;
  double a_month;  ///< for 180,000 people
};
constexpr std::array kinds{FireKind{"Deliberate primary fire - not in a vehicle", "Outdoor structure", 6},
                           FireKind{"Deliberate primary fire - vehicle", "Road vehicle", 7},
                           FireKind{"Deliberate secondary fire", "Refuse, grassland or bin", 34},
                           FireKind{"Violence against staff", "Street", 2},
                           FireKind{"Malicious false alarm", "Not known", 8},
                           FireKind{"Dwelling fire - accidental", "Dwelling", 14},
                           FireKind{"Gas leak", "Dwelling", 3}};

// An office's habits and its errors, of a thousand rows.
constexpr std::array mistakes{Mistake{easting, 0.02, "", "missing-location"},
                              Mistake{call, 0.006, "31/06/2026 21:15", "impossible-date"},
                              Mistake{type, 0.006, "", "missing-category"},
                              Mistake{property, 0.04, "", ""},
                              Mistake{northing, 0.004, "99", "coordinates-in-sea"}};
}  // namespace fire

LocalTime evening(Month month, Draw& draw) {
  auto const at = LocalTime::at(day_in(month, draw), draw.happens(0.6) ? draw.between(960, 1439) : draw.between(0, 1439));
  return is_skipped(at) ? at.plus(60) : at;
}

}  // namespace

Result<void> write_fire(World const& world, Turn const& turn, Output& output) {
  using namespace fire;
  auto draw = Draw{world.seed, Lot::fire, static_cast<std::uint64_t>(turn.month.index)};
  auto const title = fmt::format("IRS extract {}", month_words(turn.month));
  auto out = begin(output, turn,
                   {"northshire-fire", "fire-incidents", fmt::format("irs-{}.csv", format_month(turn.month)),
                    {Encoding::windows_1252, ',', "\r\n"}},
                   headers, {title, "OFFICIAL", ""});
  auto serial = 0;
  for (auto const& kind : kinds) {
    for (auto left = draw.poisson(kind.a_month * world.population / 180'000.0); left > 0; --left) {
      auto const& place = world.place.streets[draw.below(world.place.streets.size())];
      auto const& at = draw.pick(place.points);
      Cells cells{fmt::format("{:04}{:02}-{:05}", turn.month.year(), turn.month.month(), ++serial),
                  date_and_clock(evening(turn.month, draw)),
                  std::string{kind.words},
                  kind.property == "Dwelling" ? (draw.happens(0.3) ? "No" : "Yes") : "",
                  std::string{kind.property},
                  fmt::format("{:.0f}", at.x),
                  fmt::format("{:.0f}", at.y),
                  fmt::format("{}, Norchester", place.name),
                  fmt::format("Station {}", 1 + place.area % 4)};
      spoil(cells, headers, mistakes, out, draw);
      out.data(cells);
    }
  }
  out.error("", "totals-row");
  out.sheet().row({"Total", std::to_string(serial), "", "", "", "", "", "", ""});
  out.sheet().row({"Source: Incident Recording System"});
  return out.close();
}

namespace {

// --- injuries seen by practices and at the walk-in centre

std::string_view cause_of(Event const& event) { return event.means == Means::blade ? "Stab wound" : "Assault"; }

std::string_view code_of(Means means) {
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

/// The less badly hurt, who did not go to hospital, come to one of the two.
bool comes_here(Event const& event, Draw& draw, double share) {
  return is_violent(event.kind) && !event.emergency && draw.happens(share);
}

std::string place_words(World const& world, Event const& event, Draw& draw) {
  if (event.at_home) return "at home";
  auto const& street = world.place.streets[event.street].name;
  if (!event.key_place || draw.happens(0.5)) return street;
  return fmt::format("{}, {}", world.place.key_places[*event.key_place].name, street);
}

enum Walk : std::size_t { unit, seen, hurt, cause, method, type, where, age, ethnicity };
constexpr std::array<std::string_view, 9> walk_headers{"Unit",       "Seen",  "Date/Time of Injury", "Cause of Injury",
                                                       "Mechanism",  "Place Type", "Where", "Age Group", "Ethnicity"};
constexpr std::array walk_mistakes{Mistake{hurt, 0.14, "", ""},
                                   Mistake{where, 0.18, "n/k", "missing-place"},
                                   Mistake{method, 0.08, "", "missing-method"},
                                   Mistake{method, 0.01, "S7X", "unknown-code"},
                                   Mistake{seen, 0.008, "", "missing-date"},
                                   Mistake{cause, 0.01, "Walked into door?", "unknown-word"}};

std::string_view age_group(Draw& draw) {
  static constexpr std::array<std::string_view, 5> groups{"10-17", "18-24", "25-34", "35-64", "65+"};
  static constexpr std::array<double, 5> weights{24, 32, 24, 17, 3};
  return groups[draw.weighted(weights)];
}

Result<void> write_walk_in(World const& world, Turn const& turn, std::span<Event const> events, Output& output) {
  auto draw = Draw{world.seed, Lot::clinic, static_cast<std::uint64_t>(turn.month.index), 1};
  auto out = begin(output, turn,
                   {"northshire-walk-in", "walk-in-injuries", fmt::format("walk-in-{}.txt", format_month(turn.month)),
                    {Encoding::utf8, '\t', "\r\n"}},
                   walk_headers);
  static constexpr std::array<std::string_view, 4> filled_by_lot{"A", "M", "S", "Z"};
  for (auto const& event : events) {
    if (!comes_here(event, draw, 0.16)) continue;
    auto const arrived = event.at.plus(draw.between(30, 600));
    if (Month::of(arrived.date()) != turn.month) continue;
    Cells cells{"SYNWIC",
                date_and_clock(arrived),
                date_and_clock(event.at),
                std::string{cause_of(event)},
                std::string{code_of(event.means)},
                event.at_home ? "L3" : event.key_place ? "L2" : "L1",
                place_words(world, event, draw),
                std::string{age_group(draw)},
                std::string{draw.pick(filled_by_lot)}};
    spoil(cells, walk_headers, walk_mistakes, out, draw);
    out.data(cells, &event, true);
  }
  return out.close();
}

Result<void> write_practices(World const& world, Turn const& turn, std::span<Event const> events, Output& output) {
  auto draw = Draw{world.seed, Lot::clinic, static_cast<std::uint64_t>(turn.month.index), 2};
  Export out{output,
             {"northshire-gp-federation", "gp-injuries", fmt::format("search-{}.jsonl", format_month(turn.month))},
             turn.month,
             Style{}};
  for (auto const& event : events) {
    if (!comes_here(event, draw, 0.06)) continue;
    auto const later = event.at.plus(draw.between(600, 4 * 1440));
    if (Month::of(later.date()) != turn.month) continue;
    auto line = fmt::format("{{\"Practice Code\":\"SYN{:02}\",\"Consultation Date\":\"{}\",\"Injury Date\":", 1 + event.street % 20,
                            iso_with_offset(later, 0));
    auto const known = draw.happens(0.8);
    if (!known) out.error("Injury Date", "missing-date");
    line += known ? fmt::format("\"{}\"", format_date(event.at.date())) : "null";
    line += fmt::format(",\"Cause\":\"{}\",\"Weapon\":\"{}\",\"Location\":", draw.happens(0.9) ? cause_of(event) : "Fall", code_of(event.means));
    append_json_string(line, draw.happens(0.5) ? place_words(world, event, draw) : "");
    line += fmt::format(",\"Age Band\":\"{}\"}}", age_group(draw));
    out.data_line(line, &event, true);
  }
  return out.close();
}

// --- admissions

enum Admission : std::size_t { provider, admitted, code, outward, band, sex, abuse, ethnos, stay };
constexpr std::array<std::string_view, 9> admission_headers{"Provider Code", "ADMIDATE", "DIAG_01",        "Postcode District", "Age Band",
                                                            "Sex",           "Domestic Abuse", "ETHNOS", "LOS"};
constexpr std::array admission_mistakes{Mistake{code, 0.006, "", "missing-category"}, Mistake{outward, 0.03, "ZZ99 3VZ", ""},
                                        Mistake{admitted, 0.005, "20263199", "impossible-date"}};

std::string_view assault_code(Event const& event) {
  switch (event.means) {
    case Means::blade:
      return "X99.4";
    case Means::glass:
    case Means::bottle:
    case Means::blunt_object:
      return "Y00.4";
    case Means::fist:
    case Means::foot:
    case Means::push:
      return "Y04.4";
    case Means::other:
    case Means::not_known:
      return "Y09.9";
  }
  return "Y09.9";
}

class Admissions {
 public:
  Admissions(World const& world, Turn const& turn, Output& output)
      : world_{world},
        draw_{world.seed, Lot::clinic, static_cast<std::uint64_t>(turn.month.index), 3},
        out_{begin(output, turn,
                   {"northshire-icb", "hospital-admissions", fmt::format("admissions-{}.csv", format_month(turn.month)),
                    {Encoding::utf8_marked, ',', "\r\n"}},
                   admission_headers)} {}

  void add(Date day, std::string_view diagnosis, std::uint32_t street, Event const* event) {
    static constexpr std::array<std::string_view, 4> filled_by_lot{"A", "J", "P", "Z"};
    std::chrono::year_month_day const date{day};
    Cells cells{"SYN01",
                fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())),
                std::string{diagnosis},
                outward_of(world_, street),
                std::string{age_group(draw_)},
                draw_.happens(0.7) ? "1" : "2",
                event != nullptr && event->at_home ? "Y" : "N",
                std::string{draw_.pick(filled_by_lot)},
                std::to_string(draw_.between(0, 9))};
    spoil(cells, admission_headers, admission_mistakes, out_, draw_);
    out_.data(cells, event, true);
  }
  [[nodiscard]] Draw& draw() { return draw_; }
  [[nodiscard]] Result<void> close() { return out_.close(); }

 private:
  World const& world_;
  Draw draw_;
  Export out_;
};

Result<void> write_admissions(World const& world, Turn const& turn, std::span<Event const> events, Output& output) {
  static constexpr std::array<std::string_view, 5> substances{"F10.0", "F11.2", "F19.5", "T51.0", "Y91.1"};
  Admissions admissions{world, turn, output};
  for (auto const& event : events) {
    if (!event.emergency || !is_violent(event.kind)) continue;
    if (!admissions.draw().happens(event.means == Means::blade ? 0.6 : 0.08)) continue;
    // The patient lives somewhere else than where it happened.
    auto const home = event.involved.empty() ? event.street : world.people.person(event.involved.front().person).street;
    admissions.add(event.at.date(), assault_code(event), home, &event);
  }
  auto& draw = admissions.draw();
  for (auto left = draw.poisson(46.0 * world.population / 180'000.0); left > 0; --left) {
    auto const day = day_in(turn.month, draw);
    auto const diagnosis = draw.pick(substances);
    admissions.add(day, diagnosis, static_cast<std::uint32_t>(draw.below(world.place.streets.size())), nullptr);
  }
  return admissions.close();
}

}  // namespace

Result<void> write_clinics(World const& world, Turn const& turn, std::span<Event const> events, Output& output) {
  if (auto written = write_walk_in(world, turn, events, output); !written) return written;
  if (auto written = write_practices(world, turn, events, output); !written) return written;
  return write_admissions(world, turn, events, output);
}

}  // namespace concordat::synth
