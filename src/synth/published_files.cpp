// SPDX-License-Identifier: Apache-2.0
// What the force publishes, in the columns of data.police.uk.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "synth/exports.h"

namespace concordat::synth {
namespace {

constexpr std::string_view agency = "northshire-police";
constexpr std::string_view force = "Northshire Police";
constexpr Style published_style{Encoding::utf8, ',', "\r\n"};
constexpr std::array<double, 5> outcome_weights{38, 34, 9, 6, 13};

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
        std::string{offence_words(*event).published},
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
