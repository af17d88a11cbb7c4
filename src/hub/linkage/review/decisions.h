// SPDX-License-Identifier: Apache-2.0
// What people decide about pairs and persons. Every decision has a reason, stands above every weight, survives linking anew, and
// can be undone: then everything is as it was before, to the last bit.
//
// Two people decide where a mistake would weigh heavily: something speaks against it, a person to be protected would become one
// with an accused one, two persons of several records would become one, or the model saw nothing. To part takes one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "hub/linkage/link_records.h"

namespace concordat::hub::links {

struct Decided {
  std::string id;
  std::string kind;     ///< pair, split, merge
  std::string outcome;  ///< link, not-same, twins, cannot-tell
  std::string state;    ///< waiting: for a second person; done, turned-down, undone, withdrawn
  std::vector<std::string> impact;  ///< why two people are needed: conflict, roles, persons, no-evidence
  std::uint64_t ledger_index = 0;
};

/// All of these: "link.not-a-reviewer"; "link.unknown" where it is not there or not theirs to see; "reason.too-short" (malformed): none,
/// or hardly a word.

/// `outcome`: link, not-same, twins, cannot-tell; "link.outcome" (malformed): a word that is none. "link.resolved" where it was decided;
/// "link.assigned" to somebody else; "link.contradicts" an earlier decision of people. One that contradicts a decision which waits for a
/// second person turns it down (withdraws it, where it is one's own), with these reasons on both; to say the same again is
/// "link.waits-for-second".
[[nodiscard]] Result<Decided> decide_pair(Hub& hub, Member const& member, std::int64_t pair, std::string const& outcome, std::string const& reason);
/// By another person than the first. "link.same-person"; "link.not-waiting".
[[nodiscard]] Result<Decided> second_decision(Hub& hub, Member const& member, std::string const& decision, bool agrees, std::string const& reason);
/// By who proposed it, while it waits. "link.not-waiting"; "link.not-your-proposal".
[[nodiscard]] Result<Decided> withdraw_decision(Hub& hub, Member const& member, std::string const& decision, std::string const& reason);
/// These records of the person are of another. "link.split-all": all of them, none, or one that is not of the person.
[[nodiscard]] Result<Decided> split_person(Hub& hub, Member const& member, Person person, std::vector<Record> const& away, std::string const& reason);
/// "link.contradicts"; "link.one-person" (malformed).
[[nodiscard]] Result<Decided> merge_persons(Hub& hub, Member const& member, Person person, Person other, std::string const& reason);
/// "link.undo-later": a later decision about the same records stands; "link.undo-changed": their links are others by now;
/// "link.not-done": it was turned down, waits, or was undone.
[[nodiscard]] Result<Decided> undo_decision(Hub& hub, Member const& member, std::string const& decision, std::string const& reason);

struct DecisionTold {
  Decided decided;
  std::int64_t pair = 0;  ///< 0: of a person
  Person person = 0;
  Person other = 0;
  std::string made_by, made_at, reason;
  std::string second, second_at, second_reason;
  std::string undone_by, undone_at, undo_reason;
  int weight = 0;
  std::string model_version;
};
/// About a person and its records, oldest first. The reasons only for the agency whose people wrote them: they may tell what a
/// record of it says. No leaf: part of another look, which has asked whether the person may be seen.
[[nodiscard]] Result<std::vector<DecisionTold>> decisions_about_person(Hub& hub, Member const& member, Person person);
/// The decision, where this member made it, seconded it or took it back; nothing else is told. No leaf: part of another look.
[[nodiscard]] Result<std::optional<DecisionTold>> decided_by_oneself(Hub& hub, Member const& member, std::string const& decision);
[[nodiscard]] Result<std::vector<DecisionTold>> decisions_about_pair(Hub& hub, Member const& member, std::int64_t pair);

}  // namespace concordat::hub::links
