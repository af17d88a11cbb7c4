// SPDX-License-Identifier: Apache-2.0
// Who has read the one-page summary of an agreement that is in force: each member in a role that the agreement gives
// something to is asked to say so. Who has not is counted by agency and role; names show inside the own agency only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/agreements/agreements_desk.h"

namespace concordat::hub {

/// "agreement.unknown", "agreement.not-in-force", "agreement.not-asked" (the member has no role that it names). Saying so
/// again changes nothing and is a leaf all the same.
[[nodiscard]] Result<std::uint64_t> acknowledge_agreement(Hub& hub, std::string const& reference, std::string const& member);

struct Acknowledged {
  std::string agency;
  std::string role;
  std::uint64_t asked = 0;
  std::uint64_t done = 0;
  std::vector<std::string> missing = {};  ///< ids of members; of the own agency only
};
struct Acknowledgements {
  std::vector<Acknowledged> by_role = {};  ///< in the order of agencies and roles
  bool is_asked = false;                   ///< the one who looks
  bool has_done = false;
};
/// For a member of a party: an information-governance lead sees every party's counts, anybody else the own agency's.
/// No leaf: the look that this is part of has one. "agreement.unknown"; "agreement.parties-only".
[[nodiscard]] Result<Acknowledgements> acknowledgements_of(Hub& hub, std::string const& reference, Member const& member);

}  // namespace concordat::hub
