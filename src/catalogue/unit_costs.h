// SPDX-License-Identifier: Apache-2.0
// definitions/unit_costs.csv: what one report of a source costs whom, as a range, with its price base, where it comes from, and who
// changed it and why. The last three columns may be left out of the file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/finding.h"

namespace concordat::catalogue {

struct UnitCost {
  std::string item;        ///< "An attendance at the emergency department: not admitted to admitted"
  std::string source;      ///< kind of feed whose reports are counted
  std::string sector;      ///< who bears it
  std::int64_t low = 0;    ///< whole pounds
  std::int64_t high = 0;
  std::string price_base;  ///< "2015/16"
  std::string from;
  std::string url;
  bool checked = false;    ///< somebody held it against the report it is from
  std::string changed_by = {};  ///< who put another figure than the shipped one here; empty: nobody. The three are there together
  std::string changed_on = {};  ///< "2026-11-28"
  std::string why = {};
};

struct LoadedUnitCosts {
  std::vector<UnitCost> costs;
  Findings findings;  ///< with an error among them `costs` are not to be used
};
/// Of that folder of definitions.
[[nodiscard]] LoadedUnitCosts load_unit_costs(std::string const& folder);

}  // namespace concordat::catalogue
