// SPDX-License-Identifier: Apache-2.0
// What really happened in a month, and which agencies came to know of it. No export reads anything else.
//
// About a third of violence is known to nobody; most of the rest to one agency only; the worst to several.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "synth/world/calendar.h"
#include "synth/world/people.h"

namespace concordat::synth {

enum class Kind : std::uint8_t {
  injury,
  assault,
  robbery,
  weapon,
  public_order,
  antisocial,
  damage,
  burglary,
  theft,
  shoplifting,
  vehicle,
  drugs,
  collapse  ///< no crime: somebody unwell or drunk in the street, for the ambulance
};
[[nodiscard]] bool is_violent(Kind kind);

/// How somebody was hurt.
enum class Means : std::uint8_t { fist, foot, push, blade, blunt_object, glass, bottle, other, not_known };

enum class Part : std::uint8_t { victim, witness, suspected };
[[nodiscard]] std::string_view name_of(Part part);

struct Involved {
  std::uint32_t person = 0;
  Part part = Part::victim;
};

struct Event {
  std::uint64_t number = 0;
  Kind kind = Kind::assault;
  Means means = Means::not_known;
  LocalTime at = {};
  Point where = {};
  std::uint32_t street = 0;
  std::optional<std::uint32_t> key_place = {};
  std::optional<std::uint32_t> hotspot = {};
  bool at_home = false;
  bool police = false;
  bool emergency = false;
  bool ambulance = false;
  std::vector<Involved> involved = {};
};

/// REQUIRES: `place` outlives it; `people` lives in the same place.
struct World {
  std::uint64_t seed;
  Place const& place;
  People people;
  std::uint32_t population;
};

/// In order of time. Numbers are unique over all months.
[[nodiscard]] std::vector<Event> events_of(World const& world, Month month);

/// People who are met often lie at every such number, among those of each area.
constexpr std::uint32_t often_met = 41;

}  // namespace concordat::synth
