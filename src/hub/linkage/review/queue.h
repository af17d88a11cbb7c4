// SPDX-License-Identifier: Apache-2.0
// The pairs that people are asked about, and one pair side by side, as a linkage reviewer may see it.
//
// A reviewer works on pairs with a record of the own agency, or of one whose agreement lets reviewers of the own agency see
// anything at all. Of other agencies' values nothing shows but that another agency's name, or address, agrees.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "hub/linkage/link_records.h"
#include "hub/linkage/review/sight.h"

namespace concordat::hub::links {

enum class Tab : std::uint8_t { review, assigned, resolved };
[[nodiscard]] FixedText name_of(Tab tab);
[[nodiscard]] std::optional<Tab> tab_named(std::string_view name);

struct PairRow {
  std::int64_t id = 0;
  int weight = 0;
  std::string state;
  std::string why;            ///< why it waits
  std::string judged;         ///< what people said who judged the two in a sample: same, not-same; empty: nothing, or not for this viewer
  std::string outcome;        ///< of a resolved one
  std::string queued_at;
  std::string assigned_to;    ///< a member
  std::string decision;       ///< that waits for a second person; empty: none
  std::string decided_as;     ///< of that decision
  bool second_by_me = false;  ///< the viewer may be that person
  bool one_person = false;    ///< they are of one person as it stands
  std::string left_agency;  ///< empty: another agency's, which no agreement lets the reviewer know
  std::string right_agency;
};

inline constexpr std::size_t most_pairs_shown = 500;

/// "link.not-a-reviewer" with a leaf for anybody who is none. The look is a leaf. `review`: waiting for anybody, `assigned`: to
/// this member, each with the strongest first; `resolved`: the last decided first.
[[nodiscard]] Result<std::vector<PairRow>> list_pairs(Hub& hub, Member const& member, Tab tab);

/// One trait of both records.
struct TraitRow {
  Trait trait = Trait::given_name;
  std::string label;
  std::optional<std::string> left;   ///< nothing: withheld; empty: not known
  std::optional<std::string> right;
  bool differs = false;              ///< both may be seen, both are known, and they are not the same
};

struct LevelTold {
  std::string comparison;
  std::string label;      ///< "name", "address"
  std::string agreement;  ///< unknown, agrees, nearly, differs
  std::string level;      ///< the model's word; empty where a value of it may not be seen
  std::string words;      ///< a sentence
  int weight = 0;         ///< with its frequency; 0 where it is withheld
  bool withheld = false;  ///< whether it agrees is told, not how much that weighs: the weight would tell the level
};

struct SideTold {
  std::string agency;      ///< id
  std::string agency_name;
  std::string feed;        ///< title; empty: withheld
  std::string received;    ///< day; empty: withheld
  std::string role;        ///< empty: withheld
  bool own = false;
  std::string why;         ///< what is withheld and why; empty: nothing
  std::int64_t person = 0;
};

struct PairTold {
  PairRow row;
  SideTold left, right;
  std::vector<TraitRow> rows;
  std::vector<PairRow> candidates;  ///< with this one, those that wait with one of its records; best first; none where it is the only one
  std::vector<LevelTold> levels;  ///< empty: what agreed is not there any more
  int prior = 0;
  int household = 0;
  int withheld = 0;  ///< what the withheld levels weigh together
  bool conflict = false;
  std::string model_version;
  std::vector<std::string> impact;  ///< why two people would have to say that they are one
  std::vector<std::string> rules;   ///< by which others' values show
  std::uint64_t ledger_index = 0;
};

/// "link.unknown" where there is no such pair, and for whoever may not see it: the two read the same. A leaf about both records.
/// One that waits for nobody is for who has a record of it, and counts as a look outside the queue: "link.looks-used-up" (looks.h).
[[nodiscard]] Result<PairTold> show_pair(Hub& hub, Member const& member, std::int64_t id);
/// The pair of two records, by their ids (for `explain A B`); the same failures.
[[nodiscard]] Result<PairTold> explain_records(Hub& hub, Member const& member, Record one, Record other);

/// To this member, or away from them. "link.unknown"; "link.assigned" where somebody else has it; "link.resolved".
[[nodiscard]] Result<PairRow> assign_pair(Hub& hub, Member const& member, std::int64_t id, bool take);

/// What waits for this member: for the page they begin at. No leaf.
struct LinkTasks {
  std::uint64_t review = 0;
  std::uint64_t assigned = 0;
  std::uint64_t second = 0;  ///< decisions that wait for a second person
};
[[nodiscard]] Result<LinkTasks> link_tasks(Hub& hub, Member const& member);

}  // namespace concordat::hub::links
