// SPDX-License-Identifier: Apache-2.0
// Who else shares a home with a person at one time, or stands in the same case of one list, as records say it.
//
// An answer is evidence and no finding: which records say it, of which agency, of which day, and what agrees. Nobody's household,
// family or affiliation is written down anywhere, nothing is weighed or ranked, and nothing leads from one answer to the next
// person. A linkage reviewer asks, for a purpose and a matter of their agency; of every record the engine says whether this asker
// may have its address or case for that, and those of others are not even opened. Never for a purpose that acts against people.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

struct HouseholdQuestion {
  Person person = 0;
  std::string purpose;
  std::string matter;     ///< the own agency's case reference, about which cases and consents are entered
  std::string necessary;  ///< why it is necessary; kept sealed with the ledger entry
};

/// One record that says it.
struct HomeRecord {
  std::string agency_name;
  std::string list;      ///< title of the feed
  std::string came;      ///< day of the file
  std::string role;      ///< of the person in it
  std::string from, to;  ///< days of the home, where the record gives them
  bool looked_at = false;  ///< people looked at whose record it is; else the model alone says so
};

/// Why somebody stands in the answer: a record of the person asked about, one of theirs, and what agrees.
struct HomeEvidence {
  std::string agrees;  ///< property-number, address, case
  std::string said;    ///< as the record of the person asked about has it
  HomeRecord here, there;
  bool days_given = false;  ///< both records say since when
};

struct OtherPerson {
  Person person = 0;  ///< for the hub alone: no answer has a number by which to go on
  std::string name;  ///< empty: withheld
  std::string may_be_same;  ///< as the person asked about, whom nobody shares a home with: waiting (people are to decide), name (they bear one); empty: nothing says so
  std::vector<HomeEvidence> evidence;
};

/// A home or case of too many to be anybody's household: none of them is told.
struct Crowd {
  std::string agrees;
  std::string said;
};

/// An agency that may not be asked, as its answer would be about anybody.
struct HomeNotAsked {
  std::string agency_name;
  Json answer;  ///< as of hub::sharing::explain
};

struct Household {
  Person person = 0;
  std::string purpose;
  std::size_t places = 0;  ///< records of the person that give a home which may be used
  std::vector<OtherPerson> others;  ///< by name; those without at the end
  std::vector<Crowd> crowds;
  std::vector<HomeNotAsked> not_asked;  ///< those that an agreement names for this at all
  std::uint64_t ledger_index = 0;
};

/// More people than this at one address, or in one case, are no household: a hostel, a school, an incident in a crowd.
inline constexpr std::size_t most_of_one_home = 12;

/// "link.not-a-reviewer"; "household.words" and "household.purpose" (malformed); "household.enforcement": a purpose that acts against people, or a barred
/// one; "link.unknown" as for show_person; "link.looks-used-up": every answer is a look, also at who stands in the queue.
[[nodiscard]] Result<Household> household(Hub& hub, Member const& member, HouseholdQuestion const& question);
[[nodiscard]] Json to_json(Household const& household);

/// Whether the purpose acts against people, itself or as a part of a wider one, or is barred outright.
[[nodiscard]] bool acts_against_people(catalogue::Catalogue const& catalogue, std::string_view purpose);
/// A purpose that protects or supports people: for these alone a household is worked out.
[[nodiscard]] bool helps_people(catalogue::Catalogue const& catalogue, std::string_view purpose);

}  // namespace concordat::hub::links
