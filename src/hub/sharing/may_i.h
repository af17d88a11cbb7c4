// SPDX-License-Identifier: Apache-2.0
// "May I share?": a practitioner describes a case in words of the agreements, names nobody, and gets the engine's answer
// with its basis, or with who could do what. What the practitioner says is taken for true: it decides nothing.
//
//   auto const answer = may_i(hub, member, question);
//   (*answer).answer["answer"]      // yes, part, yes-if, no
//
// The answer is kept as the practitioner's own record: for them, and for an auditor of their agency.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agreements/engine/request.h"
#include "base/json.h"
#include "hub/hub.h"

namespace concordat::hub::sharing {

class StandingRules;

struct MayIQuestion {
  std::string discloser;  ///< whose data it is
  std::string recipient;  ///< who would get it; the member's own agency is one of the two
  std::string role;       ///< of the person who would get it
  std::string purpose;
  std::vector<std::string> fields;
  std::string form = "personalised";
  std::string subject_role = {};       ///< of the person in the record: victim, suspected; empty: not known
  std::string consent = {};            ///< yes, no, withdrawn; empty or "unknown": not known
  std::string consent_from = "subject";  ///< subject, parent
  std::string in_case = {};            ///< yes, no: both of an open case, the person listed, the recipient a member
  std::string guardian = {};           ///< yes, no: a recorded decision of the guardian that a rule asks for
  std::string trained = {};            ///< yes, no; not said: as recorded, where the recipient is the member's own agency
  std::optional<std::uint64_t> age = {};
  std::string band = {};               ///< of the joint assessment, J0 to J4
  std::vector<std::string> handling = {};
  std::vector<std::string> areas = {};  ///< of the person and the events; none: the partnership's own
  std::string necessary = {};          ///< why, in the practitioner's words
  std::string originator = {};         ///< the agency the data first came from, where that is another
  bool originator_agrees = false;
  std::string instead_of = {};  ///< an earlier record of the member's, asked again with other answers; empty: none
};

struct MayIAnswer {
  std::string id;
  std::string asked_at;
  Json question;  ///< as it was put, to be shown again
  Json answer;    ///< explain(), with the rules that were looked at, and what was answered `instead_of`
  std::uint64_t ledger_index = 0;
  bool own = true;  ///< the reader asked it; else an auditor reads
};

struct MayIRow {
  std::string id;
  std::string asked_at;
  std::string answer;
  std::string discloser = {};
  std::string recipient = {};
  std::string purpose = {};
  std::vector<std::string> fields = {};
};

/// "may-i.words" (malformed) where a closed word is none of its list; "may-i.not-yours" where neither agency is the
/// member's; "may-i.unknown" where `instead_of` is no record of theirs. Everything else, unknown fields and purposes too, the engine answers.
[[nodiscard]] Result<MayIAnswer> may_i(Hub& hub, Member const& member, MayIQuestion const& question);

/// As the engine is asked: for tests that put the same question in several ways.
struct PutQuestion {
  agreements::Request request;
  agreements::Facts facts;
};
[[nodiscard]] Result<PutQuestion> put_question(Hub& hub, Member const& member, MayIQuestion const& question, StandingRules const& rules);

/// The member's own, newest first; at most 200.
[[nodiscard]] Result<std::vector<MayIRow>> may_i_list(Hub& hub, Member const& member);
/// "may-i.unknown" where there is none, and for whoever may not see it: the two read the same.
[[nodiscard]] Result<MayIAnswer> may_i_record(Hub& hub, Member const& member, std::string const& id);

}  // namespace concordat::hub::sharing
