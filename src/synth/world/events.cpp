// SPDX-License-Identifier: Apache-2.0
#include "synth/world/events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "synth/world/draw.h"

namespace concordat::synth {
namespace {

// Means in an ordinary month for the default of 180,000 people; see docs/synthetic-data.md.
constexpr double default_population = 180'000;
constexpr double violent_a_month = 420;
constexpr double collapses_a_month = 52;
constexpr std::array<double, 12> season{.92, .88, .97, 1.0, 1.06, 1.08, 1.12, 1.10, 1.02, 1.03, .95, .97};

struct OtherKind {
  Kind kind;
  double a_month;
};
constexpr std::array<OtherKind, 8> other_kinds{
    OtherKind{Kind::public_order, 70}, OtherKind{Kind::antisocial, 165}, OtherKind{Kind::damage, 85},
    OtherKind{Kind::burglary, 40},     OtherKind{Kind::theft, 75},       OtherKind{Kind::shoplifting, 70},
    OtherKind{Kind::vehicle, 38},      OtherKind{Kind::drugs, 22}};

constexpr std::array<Kind, 4> violent_kinds{Kind::injury, Kind::assault, Kind::robbery, Kind::weapon};
constexpr std::array<double, 4> violent_weights{.42, .46, .07, .05};
constexpr std::array<double, 9> means_weights{.44, .12, .10, .08, .06, .03, .04, .05, .08};

// Weekday weights and hours of violence that belongs to no hotspot: half by day, half in the evening.
Pattern const by_day{{1, 1, 1, 1, 1.1, 1.0, .9}, 420, 1140};
Pattern const by_evening{{.8, .8, .9, 1, 1.3, 1.4, 1}, 1020, 1500};

class MonthMaker {
 public:
  MonthMaker(World const& world, Month month)
      : world_{world},
        month_{month},
        draw_{world.seed, Lot::month, static_cast<std::uint64_t>(month.index)},
        size_{world.population / default_population} {
    for (auto const& area : world.place.areas.areas) {
      rates_.push_back(area.violence * area.people);
      heads_.push_back(area.people);
    }
  }

  std::vector<Event> make() {
    auto const factor = season[static_cast<std::size_t>(month_.month() - 1)] * size_;
    auto in_hotspots = 0.0;
    for (std::uint32_t i = 0; i < world_.place.hotspots.size(); ++i) {
      auto const& hotspot = world_.place.hotspots[i];
      in_hotspots += hotspot.share;
      for (auto left = draw_.poisson(violent_a_month * hotspot.share * factor); left > 0; --left) violent(i);
    }
    for (auto left = draw_.poisson(violent_a_month * (1 - in_hotspots) * factor); left > 0; --left) {
      violent(std::nullopt);
    }
    for (auto const& other : other_kinds) {
      for (auto left = draw_.poisson(other.a_month * factor); left > 0; --left) not_violent(other.kind);
    }
    for (auto left = draw_.poisson(collapses_a_month * factor); left > 0; --left) not_violent(Kind::collapse);
    auto const base = static_cast<std::uint64_t>(month_.index) * 1'000'000;
    auto number = base;
    for (auto& event : events_) event.number = ++number;
    // The numbers settle ties, so that every library sorts alike.
    std::sort(events_.begin(), events_.end(), [](Event const& left, Event const& right) {
      return std::pair{left.at, left.number} < std::pair{right.at, right.number};
    });
    number = base;
    for (auto& event : events_) event.number = ++number;
    return std::move(events_);
  }

 private:
  LocalTime time_of(Pattern const& pattern) {
    auto const days = days_in(month_);
    std::vector<double> weights;
    for (auto day = 0; day < days; ++day) {
      auto const date = month_.first_day() + std::chrono::days{day};
      auto const open = !pattern.school_days_only || is_school_day(date);
      weights.push_back(open ? pattern.weekday[static_cast<std::size_t>(weekday_of(date))] : 0.0);
    }
    auto const date = month_.first_day() + std::chrono::days{static_cast<int>(draw_.weighted(weights))};
    // Two draws make the middle of the window likelier than its ends.
    auto const first = draw_.unit();
    auto const share = (first + draw_.unit()) / 2;
    auto const minute =
        pattern.from_minute + static_cast<int>((pattern.to_minute - pattern.from_minute) * share);
    auto at = LocalTime::at(date, minute);
    if (Month::of(at.date()) != month_) at = at.plus(-7 * 1440);
    return is_skipped(at) ? at.plus(60) : at;
  }

  bool any_school_day() const {
    for (auto day = month_.first_day(); Month::of(day) == month_; day += std::chrono::days{1}) {
      if (is_school_day(day)) return true;
    }
    return false;
  }

  void set_place(Event& event, std::uint32_t street) {
    auto const& points = world_.place.streets[street].points;
    event.street = street;
    auto const& anchor = draw_.pick(points);
    auto const x = anchor.x + draw_.between(-9.0, 9.0);
    auto const y = anchor.y + draw_.between(-9.0, 9.0);
    event.where = {std::round(x), std::round(y)};
    for (std::uint32_t i = 0; i < world_.place.key_places.size(); ++i) {
      if (world_.place.key_places[i].street != street) continue;
      if (draw_.happens(0.5)) event.key_place = i;
    }
  }

  std::uint32_t street_by(std::vector<double> const& weights) {
    return draw_.pick(world_.place.streets_of_area[draw_.weighted(weights)]);
  }

  void violent(std::optional<std::uint32_t> hotspot) {
    if (hotspot && world_.place.hotspots[*hotspot].pattern.school_days_only && !any_school_day()) return;
    Event event;
    event.hotspot = hotspot;
    event.kind = violent_kinds[draw_.weighted(violent_weights)];
    auto police = 1.0;
    auto emergency = 1.0;
    if (hotspot) {
      auto const& spot = world_.place.hotspots[*hotspot];
      event.at = time_of(spot.pattern);
      set_place(event, draw_.pick(spot.streets));
      police = spot.police;
      emergency = spot.emergency;
    } else {
      event.at = time_of(draw_.happens(0.5) ? by_day : by_evening);
      set_place(event, street_by(rates_));
      event.at_home = event.kind != Kind::robbery && draw_.happens(0.3);
      if (event.at_home) event.key_place.reset();
    }
    auto const hurt = event.kind == Kind::injury || event.kind == Kind::robbery;
    event.means =
        event.kind == Kind::weapon ? Means::blade : static_cast<Means>(draw_.weighted(means_weights));
    auto const severe = event.kind != Kind::weapon && draw_.happens(hurt ? 0.26 : 0.06);
    event.police = draw_.happens(std::min(.97, (severe ? .90 : .62) * police));
    event.emergency = draw_.happens(std::min(.95, (severe ? .78 : .20) * emergency));
    event.ambulance = draw_.happens((severe ? .80 : .17) * (police < .1 ? .5 : 1));
    involve(event);
    events_.push_back(std::move(event));
  }

  void not_violent(Kind kind) {
    Event event;
    event.kind = kind;
    auto const public_place = kind == Kind::public_order || kind == Kind::shoplifting ||
                              kind == Kind::collapse || kind == Kind::antisocial;
    event.at = time_of(draw_.happens(0.6) ? by_day : by_evening);
    if (public_place && draw_.happens(0.35)) {
      // Town life gathers where people do, save where the park is quiet in every record.
      auto const spot = draw_.below(world_.place.hotspots.size() - 1);
      set_place(event, draw_.pick(world_.place.hotspots[spot].streets));
    } else {
      set_place(event, street_by(public_place ? rates_ : heads_));
    }
    event.police = kind != Kind::collapse;
    event.ambulance = kind == Kind::collapse;
    involve(event);
    events_.push_back(std::move(event));
  }

  std::uint32_t somebody(std::uint32_t area_number, std::pair<int, int> ages) {
    auto const& areas = world_.place.areas.areas;
    auto number = std::uint32_t{0};
    for (auto tries = 0; tries < 8; ++tries) {
      auto const& area = draw_.happens(0.7) ? areas[area_number] : areas[draw_.below(areas.size())];
      number = area.first_person + static_cast<std::uint32_t>(draw_.below(area.people));
      if (draw_.happens(0.5)) number -= std::min(number % often_met, number - area.first_person);
      auto const years = world_.people.age(number, event_day_);
      if (years >= ages.first && years <= ages.second) return number;
    }
    return number - member_of(number).position;  // the first adult of the household
  }

  void involve(Event& event) {
    event_day_ = event.at.date();
    auto const area = world_.place.streets[event.street].area;
    auto const at_school = event.hotspot && world_.place.hotspots[*event.hotspot].pattern.school_days_only;
    auto const young = at_school ? std::pair{11, 17} : std::pair{12, 34};
    if (event.kind == Kind::antisocial || event.kind == Kind::drugs) {
      if (draw_.happens(0.3)) event.involved.push_back({somebody(area, young), Part::suspected});
      return;
    }
    auto const violent = is_violent(event.kind);
    event.involved.push_back({somebody(area, violent ? young : std::pair{16, 90}), Part::victim});
    if (event.kind == Kind::collapse) return;
    if (draw_.happens(violent ? 0.6 : 0.15))
      event.involved.push_back({somebody(area, young), Part::suspected});
    if (draw_.happens(violent ? 0.3 : 0.05))
      event.involved.push_back({somebody(area, {11, 80}), Part::witness});
  }

  World const& world_;
  Month month_;
  Draw draw_;
  double size_;
  Date event_day_ = {};
  std::vector<double> rates_;
  std::vector<double> heads_;
  std::vector<Event> events_;
};

}  // namespace

bool is_violent(Kind kind) {
  return kind == Kind::injury || kind == Kind::assault || kind == Kind::robbery || kind == Kind::weapon;
}

std::string_view name_of(Part part) {
  switch (part) {
    case Part::victim:
      return "victim";
    case Part::witness:
      return "witness";
    case Part::suspected:
      return "suspected";
  }
  return "";
}

std::vector<Event> events_of(World const& world, Month month) {
  return MonthMaker{world, month}.make();
}

}  // namespace concordat::synth
