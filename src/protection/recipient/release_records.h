// SPDX-License-Identifier: Apache-2.0
// Records as they may leave: the rules of their recipient, then the least coarsening after which nobody stands out, then the
// attack of a holder of named incidents, and again until it gets next to nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/go_on.h"
#include "protection/recipient/attack.h"
#include "protection/recipient/field_rules.h"

namespace concordat::protection {

struct RecordDemand {
  std::uint32_t k = 5;
  std::uint32_t l = 2;
  double withheld_wanted = 0.02;
  double withheld_most = 0.10;
  GoOn go_on = {};  ///< told before each coarsening how many were made; told to stop: "work.stopped"
};

/// Records that were coarsened together.
struct ReleasePart {
  std::string name = {};
  std::vector<std::uint32_t> steps = {};  ///< of each known column
  std::vector<std::size_t> ladder_lengths = {};
  std::uint32_t k = 0, l = 0;
  std::size_t choices = 0;
  double loss = 0;
};

struct RecordRelease {
  std::vector<std::string> columns = {};                ///< known ones, then method and place_type
  std::vector<std::vector<std::string>> records = {};   ///< one a row that leaves, in the order of the rows
  std::vector<std::size_t> rows = {};                   ///< which each is; never to be written
  std::vector<std::size_t> part_of = {};                ///< of each record
  std::vector<ReleasePart> parts = {};                  ///< one, or public places and others
  std::uint32_t k = 0, l = 0;                           ///< the least of any part
  std::size_t withheld = 0;
  std::optional<AttackFigures> attacked = {};  ///< as it got through, where one was made: the best of all attackers
  std::vector<AttackFigures> attacks = {};     ///< of each attacker
  std::size_t coarsened_for_attack = 0;        ///< steps that the attack made necessary
  std::optional<FieldRules> rules = {};
};

/// Where the recipient holds no named incidents and no attack is made, incidents in public places are coarsened apart from the
/// others where both can be: that an incident was in a public place is no secret, its place says so; for every other kind of place
/// l holds. Otherwise all records are coarsened together, and l holds for every kind.
///
/// Refuses areas that do not nest ("recipient.areas"), records of which too many would have to be withheld
/// ("generalise.cannot"), and a release that an attacker could still name people in ("recipient.named"). The release holds against each of
/// the attackers; none of them: no attack is made.
[[nodiscard]] Result<RecordRelease> release_records(RecipientHolds holds, std::span<IncidentRow const> rows, PublishedPoints const* points,
                                                    RecordDemand const& demand, std::span<Attacker const> attackers);
/// The same with one attacker, or none where nothing is `held`.
[[nodiscard]] Result<RecordRelease> release_records(RecipientHolds holds, std::span<IncidentRow const> rows, PublishedPoints const* points,
                                                    RecordDemand const& demand, std::optional<std::span<NamedIncident const>> held, bool truth_known);

/// Who lives where: a row an area, of an age and a sex where they are told.
struct ResidentRow {
  AreaCodes area = {};
  std::optional<std::int64_t> age = {};
  std::string sex = {};
  std::int64_t residents = 0;
};

/// The fewest residents who would fit a record that leaves, by its area, and by its age and sex where both are told. Nothing
/// where an area of a record has no row.
[[nodiscard]] std::optional<std::int64_t> population_k(RecordRelease const& release, std::span<IncidentRow const> rows, std::span<ResidentRow const> residents);

}  // namespace concordat::protection
