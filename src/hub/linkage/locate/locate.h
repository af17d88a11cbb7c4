// SPDX-License-Identifier: Apache-2.0
// Who else works with this person, and how to reach them.
//
// The asker names somebody on a list of their own agency, by the agency's reference or another number in that record. Linkage says
// which records of other agencies are of the same person; the engine says of each agency whether it may be told that it holds one.
// Services and contacts alone are told. An empty answer means only that no list of the agencies that were asked holds the person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"

namespace concordat::hub::links {

struct LocateQuestion {
  std::string reference;  ///< a number in a record of the own agency: its own reference, or such as a pupil number
  std::string role = "practitioner";  ///< of the asker
  std::string purpose;
  std::string matter;     ///< the own agency's case reference, about which cases and consents are entered
  std::string necessary;  ///< why it is necessary; kept sealed with the ledger entry
};

struct Service {
  std::string agency;  ///< id
  std::string agency_name;
  std::string list;    ///< title of the feed
  std::string contact; ///< mailbox of that list; empty: none is known
  std::string lead;    ///< lead professional; empty: not known, or may not be told
  std::string last_came;   ///< day the newest file of that list came
  bool looked_at = false;  ///< people looked at the link; else the model alone made it
};

/// A list of another agency that may be asked about anybody under this matter.
struct Asked {
  std::string agency_name;
  std::string list;
  std::string last_came;  ///< empty: nothing has come yet
};

/// An agency that may not be asked, as its answer would be about anybody.
struct NotAsked {
  std::string agency_name;
  Json answer;  ///< as of hub::sharing::explain
};

struct Located {
  std::vector<Service> services;
  std::vector<Asked> asked;
  std::vector<NotAsked> not_asked;  ///< those that an agreement names for this at all
  bool refused = false;             ///< nobody may be asked
  std::uint64_t ledger_index = 0;
};

/// "locate.words" (malformed); "locate.purpose" (malformed): there is no such purpose; "sharing.not-a-member"; "locate.unknown": no list of the own agency holds that reference;
/// "locate.several": lists of the own agency hold it for several persons.
[[nodiscard]] Result<Located> locate(Hub& hub, Member const& member, LocateQuestion const& question);
[[nodiscard]] Json to_json(Located const& located);

}  // namespace concordat::hub::links
