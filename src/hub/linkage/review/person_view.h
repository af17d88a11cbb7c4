// SPDX-License-Identifier: Apache-2.0
// One person as a linkage reviewer may see them: records by agency and date, each value with its source. Nothing is merged into one
// record, and what is withheld is said with its reason, its rule and who could give it.
//
// Of a record of which nothing may be seen neither agency nor role, list or day is told: a victim's record must not be told from
// any other by them.
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
  std::string happened;    ///< day or month of what the record is of; empty: none, or withheld
  std::string expires;     ///< day on which the hub deletes it
  std::vector<std::pair<std::string, std::string>> statement;  ///< label and value: who judged, how sure, when, until when
  std::vector<Kept> kept;  ///< what kinds of thing are withheld, and why
};

/// One day of a record that may be seen, or one month.
struct Moment {
  std::string on;    ///< 2026-11-21, or 2026-11
  std::string kind;  ///< happened, assessed, came, review, deleted
  Record record = 0;
  std::string agency_name;
  std::string role;
};

/// Who holds a record of the person, and how to reach them.
struct Holder {
  std::string agency_name;
  std::string contact;   ///< mailbox of the feed; empty: none known
  std::string last_came; ///< day of the newest file of that feed
};

struct PersonEvent {
  std::string at;  ///< an instant; a month where a record is withheld
  std::string kind;
  Person person = 0, other = 0;
};

struct PersonTold {
  Person person = 0;
  std::string attention;  ///< overrides, conflict; empty: none
  std::vector<Holder> holders;
  std::vector<RecordTold> records;   ///< the own agency's first, then by agency, each by day; those withheld last
  std::vector<Moment> timeline;      ///< the oldest first
  std::size_t withheld = 0;          ///< records of which nothing may be seen: on no day of the timeline
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
