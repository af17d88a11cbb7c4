// SPDX-License-Identifier: Apache-2.0
// What a named person judges of a criterion or a whole programme: meets it, does not, or cannot tell, with reasons and an end.
//
// Programme, criterion, outcome and every word are sealed: no table can be asked who meets what. A judgement hangs on the own agency's
// records of the person asked about and goes with the first of them; it lapses by itself; whoever withdraws it destroys its words.
// Another agency that is asked to confirm learns the outcome, never the reasons: it looks with its own eyes, under its own agreements.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/linkage/household/household.h"
#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

struct NewJudgement {
  Person person = 0;
  std::string programme;
  std::string criterion;  ///< empty: the programme as a whole
  std::string purpose;
  std::string outcome;    ///< meets, does-not-meet, cannot-tell
  std::string role;       ///< in which the member judges
  std::string reason;
  std::string voice;      ///< what the family and its children say of it, or why they were not asked
  std::string told;       ///< who of them was told, or why nobody was
  std::string until;      ///< the last day it counts
  std::string ask;        ///< agency that is asked to confirm; empty where the programme needs none
};

struct JudgementTold {
  std::string id;
  std::string programme, criterion, outcome;  ///< empty once the words are gone
  std::string agency, agency_name;
  std::string role;
  std::string made_on, until;
  std::string state;  ///< waiting, in-force, lapsed, withdrawn, no-longer-stands: its records are of more than one person now
  std::string asked_name;  ///< agency that is asked to confirm
  std::string confirmed_as, confirmed_on;
  std::string reason, voice, told;  ///< for the agency that made it alone
  std::string confirmed_because;    ///< for the agency that confirmed it alone
  bool own = false;
  bool may_confirm = false;         ///< by this member's agency
  std::uint64_t ledger_index = 0;   ///< of its making
};

/// By a linkage reviewer of the agency, who holds one of the roles that judge and has a record of the person. "link.not-a-reviewer",
/// "criteria.unreadable", "criteria.unknown", "criteria.purpose", "criteria.role", "criteria.no-record", "criteria.outcome", "criteria.until", "criteria.ask", "criteria.ask-untold",
/// "criteria.voice", "reason.too-short", "link.unknown", "link.looks-used-up".
[[nodiscard]] Result<JudgementTold> judge_criteria(Hub& hub, Member const& member, NewJudgement const& judgement);

struct Confirmation {
  std::string id;
  std::string purpose, matter, necessary;  ///< as for household(): whoever confirms asks for themselves
  std::string role;
  std::string reason;
};
/// By another person, of the agency that was asked. Besides what household() and judge_criteria() refuse: "criteria.no-judgement":
/// none waits for this agency, or no agreement of the agency
/// that made it lets yours be told who judged and when.
[[nodiscard]] Result<JudgementTold> confirm_judgement(Hub& hub, Member const& member, Confirmation const& confirmation);

/// By one reviewer of the agency that made it, or of the one that was asked; no reasons are asked for. "criteria.no-judgement".
/// Answers the ledger's index.
[[nodiscard]] Result<std::uint64_t> withdraw_judgement(Hub& hub, Member const& member, std::string const& id);

/// Of the own agency about this person, the newest first, with their words. A look.
[[nodiscard]] Result<std::vector<JudgementTold>> judgements_of(Hub& hub, Member const& member, Person person);

[[nodiscard]] Json to_json(JudgementTold const& told);

}  // namespace concordat::hub::links
