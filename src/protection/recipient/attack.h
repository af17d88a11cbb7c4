// SPDX-License-Identifier: Apache-2.0
// What a holder of named incidents does with records: for each, which of his own can it be?
//
// He puts his own records through the same rules (they are published), allows an hour of difference, and names a record
// where few of his fit it. He may go by place and time alone or use method and kind of place too, and may be content with one
// that fits or guess among up to five. The release has to hold against each of these.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protection/recipient/field_rules.h"

namespace concordat::protection {

inline constexpr double most_rightly_named = 0.01;  ///< share of the released records
inline constexpr double most_precise = 0.10;        ///< share of his names that are right

struct NamedIncident {
  IncidentRow row = {};
  /// The record that tells of the same incident, where that is known.
  std::optional<std::size_t> record = {};
};

/// Records as they would leave.
struct ReleasedRecords {
  FieldRules const* rules = nullptr;
  std::span<IncidentRow const> rows = {};
  std::vector<std::uint8_t> withheld = {};  ///< one a row
  std::vector<std::uint32_t> steps = {};    ///< one a known column
};

struct AttackFigures {
  std::size_t released = 0;
  double rightly = 0;    ///< share of the released records that the best of his ways names rightly
  double precision = 0;  ///< share of names that are right, in the way where it is highest; 0 where he names nobody
  std::vector<std::size_t> named = {};  ///< records that a way names which breaks a limit, rising
  [[nodiscard]] bool holds() const { return rightly <= most_rightly_named && precision <= most_precise; }
};

/// Where it is not known which of his records tells of which, as many as could be are taken to be right.
[[nodiscard]] AttackFigures attack(ReleasedRecords const& release, std::span<NamedIncident const> held, bool truth_known);

/// One who might try, with what he holds.
struct Attacker {
  std::span<NamedIncident const> held = {};
  bool truth_known = false;
};
/// What the best of several gets, each by himself, and every record that one of them names beyond a limit: who holds more is not always
/// the stronger one, since what he holds besides makes him unsure. REQUIRES: one at least.
[[nodiscard]] AttackFigures attack(ReleasedRecords const& release, std::span<Attacker const> attackers);

/// What a police force would hold beside these records: four incidents to each; of 35 records in 100 one is the same incident told
/// by somebody else (up to half an hour and fifty metres away, at times with another method), the others in the same places
/// and at the same times as incidents are. The same records give the same incidents.
[[nodiscard]] std::vector<NamedIncident> made_up_incidents(std::span<IncidentRow const> rows);

}  // namespace concordat::protection
