// SPDX-License-Identifier: Apache-2.0
// Inside the module: which cases count. One agency alone opens nothing: a case counts once another agency with a stake in it says
// the same about the same matter, another person speaking, and a lead on one side.
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

}  // namespace concordat::hub::sharing
