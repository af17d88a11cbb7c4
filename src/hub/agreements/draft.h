// SPDX-License-Identifier: Apache-2.0
// An agreement that is being negotiated: the asker says what each field is for, the agency that owns the data accepts it,
// narrows it or refuses it with a reason, and the document that comes out of it is ready to be signed.
//
// Invariants: a draft's words never change; what comes out is computed from them and the answers, and checked like any
// agreement; each step is one transaction with its leaf, each refusal too; members of parties alone see a draft.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hub/agreements/agreements_desk.h"
#include "hub/agreements/narrowing.h"

namespace concordat::hub {

struct FieldUse {
  std::string rule;
  std::string field;
  std::string use;
  Actor by = {};
};

struct DraftAnswer {
  FieldAnswer answer;
  std::string code = {};           ///< R00 to R18 of a refusal
  std::string reason = {};
  std::string signed_off_by = {};  ///< member: the senior officer behind a refusal of a duty
  std::string member = {};
};

struct Draft {
  std::string id;
  Json document;
  agreements::Agreement agreement;
  Actor by = {};
  std::string added_at;
  std::vector<FieldUse> uses = {};
  std::vector<DraftAnswer> answers = {};
};

/// What would be signed today.
struct DraftOutcome {
  std::string yaml;    ///< empty: no rule is left
  std::string sha256;  ///< what signatures cover
  std::uint64_t open = 0;  ///< fields by owner without an answer
  Findings findings = {};  ///< as 'agreement check' would give them
};

struct AddedDraft {
  std::string id;
  std::string reference;
  std::uint64_t ledger_index = 0;
};
/// By an active information-governance lead of a party: "draft.not-yours". "agreement.has-errors" with findings.
[[nodiscard]] tl::expected<AddedDraft, AgreementFailure> add_draft(Hub& hub, std::string_view yaml, std::string const& name, std::string const& member);

/// The drafts of the member's agency, newest first. No leaf: the look that this is part of has one.
[[nodiscard]] Result<std::vector<Draft>> drafts_of(Hub& hub, std::string_view agency);
/// "draft.unknown" for another agency's as for none at all. No leaf.
[[nodiscard]] Result<Draft> find_draft(Hub& hub, std::string_view id, std::string_view agency);
/// What waits for an agency in a draft: items it would get and nobody has said the use of, and items it owns whose use is
/// said and to which it has not answered.
struct DraftWork {
  std::uint64_t to_say = 0;
  std::uint64_t to_answer = 0;
};
[[nodiscard]] DraftWork work_in(Draft const& draft, std::string_view agency);
[[nodiscard]] DraftOutcome outcome_of(Hub const& hub, Draft const& draft);

/// What a field is for, said by an active member of an agency that would get it. A later one of the
/// same agency takes the place of an earlier, and drops what was answered to it. "draft.unknown", "draft.no-field",
/// "draft.no-use" (nothing said, or more than 500 characters), "draft.use-taken" (another agency has said it).
[[nodiscard]] Result<std::uint64_t> state_use(Hub& hub, std::string_view draft, FieldUse const& use);

/// By a lead, Caldicott guardian or data protection officer of the agency that owns the data: "draft.not-yours". A later
/// answer takes the place of an earlier. "draft.unknown", "draft.no-field", "draft.use-first" (nobody has said what it is
/// for), "draft.not-narrower", "draft.no-code" (a refusal needs R00 to R18 and a reason), "draft.duty-needs-r11" (what is a
/// duty unless it would harm the child more is refused with R11 alone, and a senior officer other than the one who answers
/// signs that off). Several answers of one member stand or fall together: where one cannot be, none is written. The number of
/// the last one's leaf.
[[nodiscard]] Result<std::uint64_t> answer_draft(Hub& hub, std::string_view draft, std::span<DraftAnswer const> answers);

}  // namespace concordat::hub
