// SPDX-License-Identifier: Apache-2.0
// Inside the module: which cases and joint assessments count. One agency alone opens nothing: a case counts once another agency
// with a stake in it says the same about the same matter, another person speaking, and a lead on one side; an assessment is joint
// once two people of two such agencies have each entered a band.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/sharing/facts.h"

namespace concordat::hub::sharing {

/// For whom it is asked whether a case counts.
struct Seat {
  std::string asker;      ///< agency
  std::string member;     ///< who would sit in it
  std::string discloser;  ///< agency whose data are asked for
};

/// The cases that count; nothing where none is known.
[[nodiscard]] Result<std::optional<std::vector<agreements::CaseFact>>> cases_in(Hub& hub, std::vector<Fact> const& facts, Seat const& seat);
/// The joint bands that count, one a tool: the highest that two agencies reach, as old as the older of the two entries. Who says
/// less is not outvoted by one voice, and a second agency's lower band is what is joint. Nothing where none is known.
[[nodiscard]] Result<std::optional<std::vector<agreements::ConcernFact>>> concerns_in(Hub& hub, std::vector<Fact> const& facts, Seat const& seat);

}  // namespace concordat::hub::sharing
