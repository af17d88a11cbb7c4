// SPDX-License-Identifier: Apache-2.0
// One person as a linkage reviewer may see them: records by agency and date, each value with its source. Nothing is merged into one
// record, and what is withheld is said with its reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/linkage/review/decisions.h"
#include "hub/linkage/review/queue.h"

namespace concordat::hub::links {

struct RecordTold {
  Record record = 0;
  SideTold side;
  std::vector<std::pair<std::string, std::string>> values;  ///< label and value, of what may be seen and is known
  std::string reason;      ///< of its link: only-record, above-join, decision:ID
  std::string linked_by;   ///< a member, or model
  std::string linked_at;
  std::string model_version;
  bool looked_at = false;  ///< by people; what only a model linked is not for enforcement (S73)
};

/// Who holds a record of the person, and how to reach them.
struct Holder {
  std::string agency_name;
  std::string contact;   ///< mailbox of the feed; empty: none known
  std::string last_came; ///< day of the newest file of that feed
};

struct PersonEvent {
  std::string at, kind;
  Person person = 0, other = 0;
};

struct PersonTold {
  Person person = 0;
  std::string attention;  ///< overrides, conflict; empty: none
  std::vector<Holder> holders;
  std::vector<RecordTold> records;
  std::vector<DecisionTold> decisions;
  std::vector<PersonEvent> events;
  std::uint64_t ledger_index = 0;
};

/// "link.not-a-reviewer"; "link.unknown" where there is none and for whoever may see none of its records. A leaf about each record.
/// One that no pair of the queue leads to is for who has a record of it, and counts as a look outside the queue:
/// "link.looks-used-up" (looks.h).
[[nodiscard]] Result<PersonTold> show_person(Hub& hub, Member const& member, Person person);
[[nodiscard]] Json to_json(PersonTold const& person);

}  // namespace concordat::hub::links
