// SPDX-License-Identifier: Apache-2.0
// What an information-governance lead of a party does with an agreement: activate, suspend, lift, end; and the impact
// assessments that the first personalised flow waits for.
//
// Invariants:
//   1. two different people bring an agreement into force, of two parties where two have a lead;
//   2. any party's lead stops it alone and at once, with a reason; only both sides together let it run again, and every
//      agency that suspended it must be among them;
//   3. what was ended never comes back;
//   4. each step is one transaction with its leaf, and so is each refusal; why a step was taken is sealed beside the leaf.
#pragma once

#include <string>
#include <vector>

#include "hub/agreements/agreements_desk.h"

namespace concordat::hub {

enum class AgreementChange : std::uint8_t { activate, suspend, resume, end };
[[nodiscard]] FixedText name_of(AgreementChange change);

struct ChangedAgreement {
  std::string reference;
  LifeState state = LifeState::active;  ///< from now on
  bool waits = false;                   ///< recorded, and somebody else must agree as well
  std::uint64_t ledger_index = 0;
};
/// Holds from the next request on: what is suspended or ended permits nothing, and a stored release that it permitted is
/// not served again. `reason` must be there for suspending and ending ("agreement.no-reason"); at most 2,000 characters.
/// Only an active information-governance lead of a party may: "agreement.not-a-lead". Also "agreement.unknown",
/// "agreement.ended", "agreement.already-active", "agreement.not-active", "agreement.not-signed", "agreement.over", "agreement.needs-assessment",
/// "agreement.needs-second-person", "agreement.not-suspended", "agreement.other-side-must-agree".
[[nodiscard]] Result<ChangedAgreement> change_agreement(Hub& hub, std::string const& reference, AgreementChange change, std::string const& member,
                                                        std::string const& reason = {});

enum class AssessmentKind : std::uint8_t { data_protection, equality };
[[nodiscard]] FixedText name_of(AssessmentKind kind);
struct NewAssessment {
  AssessmentKind kind = AssessmentKind::equality;
  std::string reference;  ///< "EIA-2026-014"
  Date approved = {};
  std::string owner;      ///< post of who answers for it: "strategic-lead"
};
/// Records one, in place of an earlier one of its kind. A lead or the data protection officer of a party may. Also
/// "agreement.assessment" (a reference, a day not in the future and a post are needed), "agreement.unknown",
/// "agreement.ended".
[[nodiscard]] Result<std::uint64_t> assess_agreement(Hub& hub, std::string const& reference, NewAssessment const& assessment, std::string const& member);

struct RecordedAssessment {
  AssessmentKind kind = AssessmentKind::equality;
  agreements::Assessment assessment;
  bool in_document = false;
  [[nodiscard]] bool is_whole() const { return !assessment.reference.empty() && !assessment.owner.empty(); }
};
/// What the document names, and over it what the hub has on record. Empty where neither has any.
[[nodiscard]] Result<std::vector<RecordedAssessment>> assessments_of(store::Connection& connection, agreements::Agreement const& agreement);
/// Whether any rule gives data that point at single people: then both assessments must be whole before it is activated.
[[nodiscard]] bool needs_assessments(agreements::Agreement const& agreement);

}  // namespace concordat::hub
