// SPDX-License-Identifier: Apache-2.0
// The made-up place: areas, streets, key places, and the hotspots that are really there.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "synth/world/areas.h"

namespace concordat::synth {

struct Street {
  std::string name;
  std::string postcode;  ///< "NH3 4AB"; no real postcode area is called NH
  std::uint32_t area = 0;
  std::vector<Point> points = {};  ///< along it, all well inside the area; a police map snaps to these
};

enum class PlaceKind : std::uint8_t {
  school,
  hospital,
  care_home,
  station,
  licensed_premises,
  park,
  shopping
};
[[nodiscard]] std::string_view name_of(PlaceKind kind);

struct KeyPlace {
  std::string name;
  PlaceKind kind = PlaceKind::park;
  std::uint32_t street = 0;
  Point at = {};
};

/// When violence happens at a hotspot.
struct Pattern {
  std::array<double, 7> weekday = {};  ///< weight, Monday first; of the evening, where it runs past midnight
  int from_minute = 0;
  int to_minute = 1440;  ///< may pass 1440: after midnight
  bool school_days_only = false;
};

struct Hotspot {
  std::string id;
  std::string name;
  std::vector<std::uint32_t> streets;
  Point centre = {};
  Pattern pattern;
  double share = 0;      ///< of the violence of an ordinary month
  double police = 1;     ///< how likely the police hear of it, beside elsewhere
  double emergency = 1;  ///< the same for the emergency department
  std::string_view truth;
};

struct Place {
  Areas areas;
  std::vector<Street> streets;
  std::vector<std::vector<std::uint32_t>> streets_of_area;
  std::vector<KeyPlace> key_places;
  std::vector<Hotspot> hotspots;

  [[nodiscard]] std::vector<std::uint32_t> places_of(PlaceKind kind) const;
};

[[nodiscard]] Place make_place(std::uint64_t seed, std::uint32_t people);

/// The truth's name for the hotspot that the emergency department alone knows.
constexpr std::string_view unreported_hotspot = "quarry-park";

}  // namespace concordat::synth
