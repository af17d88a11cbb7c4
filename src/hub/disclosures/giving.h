// SPDX-License-Identifier: Apache-2.0
// A person of the discloser gives what the engine permits: in the hub, where they type each value and it is cut down to what the rule
// lets go, or in writing or by word of mouth, of which the hub keeps that it was so. What is given in the hub is for one reader, until
// a day, and can be taken back.
//
//   give(hub, member, request, {.how = "in-hub", .values = {{"person.name", "Ann Example"}, {"person.role_in_concern", "victim"}}});
#pragma once

#include <string>
#include <vector>

#include "hub/sharing/answers.h"

namespace concordat::hub::disclosures {

inline constexpr int days_open = 30;       ///< where no day is said
inline constexpr int most_days_open = 90;

struct Value {
  std::string field;  ///< id or alias of the catalogue
  std::string text;   ///< blank: the agency holds nothing of it
};

struct Giving {
  std::string how;  ///< in-hub, in-writing, verbally
  std::string received_in = {};
  std::vector<Value> values = {};     ///< of each permitted item, where it is given in the hub; otherwise none
  std::string own_reference = {};     ///< of the record it comes from, so that a correction of that record finds who got it; kept as a mark
  std::string open_until = {};        ///< a day; empty: 30 days from today, or as long as the rules let it be kept
};

struct Given {
  sharing::Answered answered;
  std::string disclosure;  ///< its id, which everything that shows it bears
  std::string open_until;  ///< empty: not given in the hub
};

/// As sharing::give, and: "disclosure.value-missing", "disclosure.value-form", "disclosure.nothing" (malformed: all values blank),
/// "disclosure.role" (a name without the person's role), "disclosure.until" (no day, before today, later than 90 days or than
/// the rules let it be kept), "disclosure.how" (values where nothing is given in the hub), "disclosure.reference" (malformed);
/// "disclosure.not-permitted" (refused): a value of an item that the decision does not permit.
[[nodiscard]] Result<Given> give(Hub& hub, Member const& member, std::string const& request, Giving const& giving);

/// By who answers for the discloser, with reasons that the reader gets to read. What was given is destroyed at once, and
/// what was passed on of it in the hub as well; each reader is asked what became of their copy (corrections.h).
/// "disclosure.unknown": none of theirs that can still be opened; "reason.too-short".
[[nodiscard]] Result<std::uint64_t> take_back(Hub& hub, Member const& member, std::string const& request, std::string const& because);

}  // namespace concordat::hub::disclosures
