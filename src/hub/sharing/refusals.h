// SPDX-License-Identifier: Apache-2.0
// Refusals by agency and code, by the engine and by people; how long answers take; appeals that were overturned. About
// agencies, never about people, so that small counts may stand.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/hub.h"

namespace concordat::hub::sharing {

struct AgencyRefusals {
  std::string agency;             ///< that was asked
  std::uint64_t asked = 0;        ///< requests to it
  std::uint64_t given = 0;
  std::uint64_t waiting = 0;
  std::map<std::string, std::uint64_t> by_engine;  ///< code: requests and tables of which something was refused with it
  std::map<std::string, std::uint64_t> by_people;  ///< code: refusals
  std::uint64_t not_shared = 0;   ///< R18: no law cited
  std::uint64_t appeals = 0;
  std::uint64_t overturned = 0;
  std::uint64_t review_due = 0;   ///< refusals whose day to be looked at again is over
  std::optional<double> median_hours = {};  ///< from asking to a person's answer
};

/// One request that was refused, by the engine or by a person. Who asked stands as post and agency; never who, nor about whom.
struct RefusedRequest {
  std::string id, asker, role, discloser, purpose, asked_at;
  bool by_person = false;
  std::vector<std::string> codes;
};

struct Refusals {
  Date from;
  Date until;  ///< the day after the last
  std::vector<AgencyRefusals> agencies;  ///< by id; those that were asked
  std::map<std::string, std::uint64_t> releases;  ///< code: refused tables of the whole partnership
  std::vector<RefusedRequest> requests = {};  ///< newest first, at most 500: those their agency made or was asked, for leads and auditors
};

/// Asked on or after `from` and before `until`.
[[nodiscard]] Result<Refusals> refusals(Hub& hub, Member const& member, Date from, Date until);

[[nodiscard]] Json to_json(Refusals const& refusals);
/// One row an agency, kind (engine, person) and code, with a header: opens in a spreadsheet.
[[nodiscard]] std::string to_csv(Refusals const& refusals);

}  // namespace concordat::hub::sharing
