// SPDX-License-Identifier: Apache-2.0
#include "synth/world/place.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "synth/world/draw.h"

namespace concordat::synth {
namespace {

constexpr std::size_t streets_per_area = 12;
constexpr double margin = 15;  // metres from the border, so that rounding moves no point into the next area

constexpr std::array<std::string_view, 56> stems{
    "Alder",   "Ash",     "Barley",  "Beacon", "Beech",  "Birch",   "Bramble", "Brook",   "Cedar",  "Chapel",
    "Cherry",  "Clay",    "Coppice", "Cotton", "Cross",  "Dale",    "Elder",   "Elm",     "Fallow", "Fern",
    "Forge",   "Foundry", "Garth",   "Glebe",  "Gorse",  "Granary", "Hazel",   "Heather", "Holly",  "Ivy",
    "Juniper", "Kestrel", "Lapwing", "Larch",  "Lime",   "Linden",  "Maple",   "Meadow",  "Moor",   "Oak",
    "Orchard", "Paddock", "Plover",  "Poplar", "Rook",   "Rowan",   "Rush",    "Sedge",   "Sloe",   "Smithy",
    "Spring",  "Tanner",  "Thorn",   "Weaver", "Willow", "Yew"};
constexpr std::array<std::string_view, 14> kinds_of_street{"Road", "Street", "Lane",    "Avenue", "Close",
                                                           "Walk", "Way",    "Drive",   "Court",  "Grove",
                                                           "Rise", "Place",  "Terrace", "Gardens"};
constexpr std::array<std::string_view, 16> inn_names{
    "The Packhorse",       "The Three Looms", "The Ploughman’s Rest", "The Blue Heron",
    "The Tanner’s Arms",   "Bar Zephyr",      "The Old Granary",      "The Lamb & Key",
    "The Fiddler’s Elbow", "Club Meridian",   "The Wheatear",         "The Salt Cellar",
    "The Ferryman",        "Café Río",        "The Long Gallery",     "The Weaver’s Knot"};

struct HotspotPlan {
  std::string_view id;
  std::string_view name;
  std::array<std::string_view, 3> streets;
  double east;  ///< where, as a share of the way from the middle to the border
  double north;
  Pattern pattern;
  double share;
  double police;
  double emergency;
  std::string_view truth;
};
std::array<HotspotPlan, 6> const plans{
    HotspotPlan{"market-street",
                "Market Street at night",
                {"Market Street", "Mill Street", "Corn Hill"},
                0,
                0,
                {{.2, .2, .3, .6, 2.6, 3.0, .4}, 1290, 1650},
                .15,
                1.1,
                1.1,
                "Licensed premises: Friday and Saturday, 21:30 to 03:30"},
    HotspotPlan{"interchange",
                "The Interchange",
                {"Station Approach", "Interchange Way", "Viaduct Row"},
                .15,
                -.2,
                {{1, 1, 1, 1.1, 1.3, .6, .3}, 930, 1200},
                .07,
                1,
                .8,
                "Bus and rail station: weekdays, 15:30 to 20:00"},
    HotspotPlan{"school-run",
                "Academy Road after school",
                {"Academy Road", "Priory Lane", "Scholars Walk"},
                -.3,
                .25,
                {{1, 1, 1, 1, 1.3, 0, 0}, 900, 990, true},
                .06,
                .7,
                .8,
                "Two schools: school days, 15:00 to 16:30"},
    HotspotPlan{"larkfield",
                "The Larkfield estate",
                {"Larkfield Road", "Larkfield Close", "Teal Walk"},
                -.35,
                -.3,
                {{1, .9, .9, 1, 1.2, 1.3, 1.1}, 1080, 1410},
                .07,
                1.2,
                .8,
                "Estate: every evening, 18:00 to 23:30"},
    HotspotPlan{"millrace",
                "Millrace retail park",
                {"Millrace Way", "Weir Lane", "Sluice Street"},
                .4,
                .1,
                {{.3, .3, .3, .4, .7, 2.4, 1.2}, 780, 1110},
                .05,
                1,
                .7,
                "Shops: Saturday and Sunday, 13:00 to 18:30"},
    HotspotPlan{
        unreported_hotspot,
        "Quarry Park and Quarry Lane",
        {"Quarry Lane", "Quarry Park Road", "Delph Terrace"},
        .2,
        .45,
        {{.4, .4, .6, 1.2, 1.6, 1.6, 1.2}, 1140, 1440},
        .038,
        .05,
        4.5,
        "Park: Thursday to Sunday, 19:00 to 24:00; treated in hospital, hardly ever reported to the police"},
};

bool well_inside(Ring const& ring, Point at) {
  return contains(ring, at) && contains(ring, {at.x + margin, at.y}) &&
         contains(ring, {at.x - margin, at.y}) && contains(ring, {at.x, at.y + margin}) &&
         contains(ring, {at.x, at.y - margin});
}

class Builder {
 public:
  Builder(std::uint64_t seed, std::uint32_t people) : seed_{seed} {
    place_.areas = make_areas(seed, people);
    place_.streets_of_area.resize(place_.areas.areas.size());
  }

  Place build() {
    for (auto const& plan : plans) add_hotspot(plan);
    for (std::uint32_t area = 0; area < place_.areas.areas.size(); ++area) add_streets(area);
    add_fixed_places();
    add_scattered_places();
    return std::move(place_);
  }

 private:
  std::uint32_t add_street(std::string name, std::uint32_t area, std::vector<Point> points) {
    auto const number = static_cast<std::uint32_t>(place_.streets.size());
    auto const outward = place_.areas.areas[area].group % 12;
    place_.streets.push_back({std::move(name), postcode(outward), area, std::move(points)});
    place_.streets_of_area[area].push_back(number);
    return number;
  }

  std::string postcode(std::uint32_t outward) {
    constexpr std::string_view letters = "ABDEFGHJLNPQRSTUWXYZ";
    auto const unit = units_[outward]++;
    return fmt::format("NH{} {}{}{}", outward + 1, 1 + unit / 400 % 9, letters[unit / 20 % 20],
                       letters[unit % 20]);
  }

  /// Points along a straight street through `middle`; empty where fewer than three fit the area.
  static std::vector<Point> street_points(Ring const& ring, Point middle, double angle, double length) {
    std::vector<Point> points;
    for (auto const share : {-0.5, -0.25, 0.0, 0.25, 0.5}) {
      auto const at = Point{std::round((middle.x + std::cos(angle) * length * share) * 10) / 10,
                            std::round((middle.y + std::sin(angle) * length * share) * 10) / 10};
      if (well_inside(ring, at)) points.push_back(at);
    }
    if (points.size() < 3) points.clear();
    return points;
  }

  std::uint32_t area_for(HotspotPlan const& plan) {
    auto const& areas = place_.areas;
    auto const reach_east = std::abs(areas.areas.front().centre.x - areas.centre.x);
    auto const reach_north = std::abs(areas.areas.front().centre.y - areas.centre.y);
    auto const wanted =
        Point{areas.centre.x + plan.east * reach_east, areas.centre.y + plan.north * reach_north};
    auto best = std::uint32_t{0};
    auto nearest = 1e18;
    for (std::uint32_t i = 0; i < areas.areas.size(); ++i) {
      auto const away = std::hypot(areas.areas[i].centre.x - wanted.x, areas.areas[i].centre.y - wanted.y);
      if (away >= nearest || taken_.contains(i)) continue;
      nearest = away;
      best = i;
    }
    taken_.insert(best);
    return best;
  }

  void add_hotspot(HotspotPlan const& plan) {
    auto const number = area_for(plan);
    auto const& area = place_.areas.areas[number];
    auto draw = Draw{seed_, Lot::place, 1000 + place_.hotspots.size()};
    Hotspot hotspot{std::string{plan.id}, std::string{plan.name}, {},
                    area.centre,          plan.pattern,           plan.share,
                    plan.police,          plan.emergency,         plan.truth};
    auto const turn = draw.between(0.0, std::numbers::pi);
    for (std::size_t i = 0; i < plan.streets.size(); ++i) {
      // Three streets that cross near one point, at 60 degrees, each about 160 m long.
      auto const angle = turn + static_cast<double>(i) * std::numbers::pi / 3;
      auto const aside = draw.between(-25.0, 25.0);
      auto const middle =
          Point{area.centre.x - std::sin(angle) * aside, area.centre.y + std::cos(angle) * aside};
      hotspot.streets.push_back(
          add_street(std::string{plan.streets[i]}, number, street_points(area.ring, middle, angle, 160)));
    }
    place_.hotspots.push_back(std::move(hotspot));
  }

  void add_streets(std::uint32_t number) {
    auto const& area = place_.areas.areas[number];
    auto draw = Draw{seed_, Lot::street, number};
    for (auto left = 400; left > 0 && place_.streets_of_area[number].size() < streets_per_area; --left) {
      auto const x = draw.between(area.centre.x - area.radius, area.centre.x + area.radius);
      auto const y = draw.between(area.centre.y - area.radius, area.centre.y + area.radius);
      auto const angle = draw.between(0.0, 2 * std::numbers::pi);
      auto const length = draw.between(90.0, 280.0);
      auto points = street_points(area.ring, {x, y}, angle, length);
      if (points.empty()) continue;
      auto const stem = draw.pick(stems);
      auto const kind = draw.pick(kinds_of_street);
      add_street(fmt::format("{} {}", stem, kind), number, std::move(points));
    }
  }

  void add_place(std::string name, PlaceKind kind, std::uint32_t street, std::size_t point) {
    auto const& points = place_.streets[street].points;
    place_.key_places.push_back({std::move(name), kind, street, points[point % points.size()]});
  }

  void add_fixed_places() {
    auto const streets = [this](std::size_t hotspot) { return place_.hotspots[hotspot].streets; };
    for (std::size_t i = 0; i < 6; ++i) {
      add_place(i == 0 ? "The King’s Head" : std::string{inn_names[i]}, PlaceKind::licensed_premises,
                streets(0)[i % 3], i);
    }
    add_place("Norchester Interchange", PlaceKind::station, streets(1)[0], 1);
    add_place("Northgate Academy", PlaceKind::school, streets(2)[0], 0);
    add_place("Priory School", PlaceKind::school, streets(2)[1], 2);
    add_place("Larkfield Green", PlaceKind::park, streets(3)[1], 1);
    add_place("Millrace Retail Park", PlaceKind::shopping, streets(4)[0], 1);
    add_place("Quarry Park", PlaceKind::park, streets(5)[1], 1);
  }

  void add_scattered(std::string_view ending, PlaceKind kind, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      auto draw = Draw{seed_, Lot::place, static_cast<std::uint64_t>(kind), i};
      auto area = draw.below(place_.areas.areas.size());
      while (taken_.contains(static_cast<std::uint32_t>(area))) area = draw.below(place_.areas.areas.size());
      auto const& choices = place_.streets_of_area[area];
      auto const street = draw.pick(choices);
      auto const point = draw.below(5);
      auto name =
          ending.empty() ? std::string{draw.pick(inn_names)} : fmt::format("{} {}", draw.pick(stems), ending);
      add_place(std::move(name), kind, street, point);
    }
  }

  void add_scattered_places() {
    auto const areas = place_.areas.areas.size();
    add_scattered("Community School", PlaceKind::school, std::clamp<std::size_t>(areas / 16, 4, 10));
    add_scattered("General Hospital", PlaceKind::hospital, 1);
    place_.key_places.back().name = "Northshire General Hospital";
    add_scattered("House Care Home", PlaceKind::care_home, std::clamp<std::size_t>(areas / 12, 5, 40));
    add_scattered("Station", PlaceKind::station, 2);
    add_scattered("", PlaceKind::licensed_premises, areas / 3);
    add_scattered("Park", PlaceKind::park, areas / 10);
    add_scattered("Shopping Centre", PlaceKind::shopping, 3);
  }

  std::uint64_t seed_;
  Place place_;
  std::set<std::uint32_t> taken_;  ///< areas of hotspots: nothing else is put there by lot
  std::array<std::uint32_t, 12> units_{};
};

}  // namespace

std::string_view name_of(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::school:
      return "school";
    case PlaceKind::hospital:
      return "hospital";
    case PlaceKind::care_home:
      return "care-home";
    case PlaceKind::station:
      return "station";
    case PlaceKind::licensed_premises:
      return "licensed-premises";
    case PlaceKind::park:
      return "park";
    case PlaceKind::shopping:
      return "shopping";
  }
  return "";
}

std::vector<std::uint32_t> Place::places_of(PlaceKind kind) const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < key_places.size(); ++i) {
    if (key_places[i].kind == kind) found.push_back(i);
  }
  return found;
}

Place make_place(std::uint64_t seed, std::uint32_t people) {
  return Builder{seed, people}.build();
}

}  // namespace concordat::synth
