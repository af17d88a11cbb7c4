// SPDX-License-Identifier: Apache-2.0
// definitions/unit_costs.csv: what one report of a source costs whom, as a range, with its price base and where it comes from.
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
};

struct LoadedUnitCosts {
  std::vector<UnitCost> costs;
  Findings findings;  ///< with an error among them `costs` are not to be used
};
/// Of that folder of definitions.
[[nodiscard]] LoadedUnitCosts load_unit_costs(std::string const& folder);

}  // namespace concordat::catalogue
