// SPDX-License-Identifier: Apache-2.0
// What the tests of this module share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "intake/place_text/gazetteer.h"
#include "intake/place_text/match.h"

namespace concordat::intake::place_text {

inline Gazetteer gazetteer_of(std::vector<GazetteerEntry> entries, GazetteerOptions options = {}) {
  auto built = Gazetteer::build(std::move(entries), options);
  EXPECT_TRUE(built.has_value()) << (built ? "" : sentence(built.error()));
  return std::move(*built);
}

/// A town of two parts, Nor and Sud, 9 km apart.
inline std::vector<GazetteerEntry> town() {
  return {
      {"Mill Street", "street", 1000, 1000, 120},
      {"Market Street", "street", 1060, 1090, 80},
      {"Quarry Lane", "street", 3000, 1000, 200},
      {"Quarry Park Road", "street", 3200, 1100, 150},
      {"Johnson Avenue", "street", 5000, 5000, 90},
      {"The Crescent", "street", 5600, 5200, 90},
      {"St John’s Road", "street", 4000, 2000, 300},
      {"Saint Giles Street", "street", 4400, 2600, 100},
      {"High Street", "street", 500, 1500, 250},
      {"High Street", "street", 500, 10500, 250},
      {"Hazel Close", "street", 2500, 2500, 60},
      {"Millrace Way", "street", 7000, 1000, 140},
      {"The King’s Head", "licensed-premises", 1020, 1010, 0},
      {"The Wheatear", "licensed-premises", 520, 1540, 0},
      {"The Wheatear", "licensed-premises", 520, 10540, 0},
      {"The Lamb & Key", "licensed-premises", 1900, 900, 0},
      {"The Red Lion Inn", "licensed-premises", 2600, 900, 0},
      {"Bar Zephyr", "licensed-premises", 2610, 3900, 0},
      {"Café Río", "licensed-premises", 1010, 1100, 0},
      {"Quarry Park", "park", 3100, 1050, 180},
      {"Northgate Academy", "school", 6000, 1000, 0},
      {"Elder House Care Home", "care-home", 6500, 3000, 0},
      {"Kelham Home Farm", "shopping", 6900, 3900, 0},
      {"Norshire General Hospital", "hospital", 2000, 2000, 0},
      {"Nor", "locality", 1000, 1000, 3500},
      {"Sud", "locality", 1000, 10000, 3500},
      {"NH3", "outward-postcode", 1000, 10000, 3500},
  };
}

}  // namespace concordat::intake::place_text
