// SPDX-License-Identifier: Apache-2.0
// Values that too many records share to say who is who: a hostel, a placeholder, a helpline. The engine finds no pairs by them; who sent
// them is told which field to look at. Counts only, and of records those of the own agency alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/linkage/identities.h"
#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

/// Of the fields that one rule for finding pairs asks for together.
struct OverCommon {
  std::vector<Trait> traits;
  std::uint64_t values = 0;
  std::map<int, std::uint64_t> by_agency;  ///< records with one, by the agency's number
};

/// What the scorer's last comparison left out. REQUIRES: the facts of the records in the order in which they were added.
[[nodiscard]] std::vector<OverCommon> over_common_of(Scorer const& scorer, std::vector<RecordFacts> const& facts);
/// As a run keeps it.
[[nodiscard]] Json to_json(std::vector<OverCommon> const& all);
[[nodiscard]] std::vector<OverCommon> over_common_in(Json const& json);

/// The same for a member.
struct OverCommonTold {
  std::vector<std::string> labels;  ///< of the fields
  std::uint64_t values = 0;
  std::uint64_t own_records = 0;    ///< of the member's agency, which can correct them
};
[[nodiscard]] std::vector<OverCommonTold> over_common_told(Hub const& hub, std::vector<OverCommon> const& all, Member const& member);
[[nodiscard]] Json to_json(std::vector<OverCommonTold> const& told);

}  // namespace concordat::hub::links
