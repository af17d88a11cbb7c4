// SPDX-License-Identifier: Apache-2.0
#include "agreements/engine/reason.h"

#include <array>

namespace concordat::agreements {
namespace {

struct ReasonWords {
  Reason reason;
  std::string_view name;
  RefusalCode code;
  bool never;
  bool asker_can;
  std::string_view sentence;
  std::string_view remedy;
};

using enum RefusalCode;

constexpr std::array reason_words{
    ReasonWords{Reason::nothing_asked, "nothing-asked", r07, false, true, "Nothing was asked for.",
                "Name the fields that are needed."},
    ReasonWords{Reason::no_clock, "no-clock", r00, false, false, "The hub is not sure what day it is.",
                "Ask the operator to set the clock right, then ask again."},
    ReasonWords{Reason::barred_purpose, "barred-purpose", r03, true, false, "Nothing is ever given for this purpose.", ""},
    ReasonWords{Reason::barred_field, "barred-field", r03, true, false, "This is never given to anybody.", ""},
    ReasonWords{Reason::unknown_field, "unknown-field", r04, false, true, "The catalogue has no such field.",
                "Look the field up in the catalogue and ask for it by its id."},
    ReasonWords{Reason::dropped_field, "dropped-field", r04, true, false, "The hub does not keep this field.", ""},
    ReasonWords{Reason::unknown_purpose, "unknown-purpose", r02, false, true, "No such purpose is known.",
                "Name one purpose from the hub's list."},
    ReasonWords{Reason::protected_subject, "protected-subject", r08, true, false,
                "Somebody who is to be protected is never served up for a purpose that acts against them.", ""},
    ReasonWords{Reason::subject_role_unknown, "subject-role-unknown", r08, false, false,
                "It is not known whether the person is to be protected, and this purpose acts against them.",
                "Have the person's role in the record stated; where protection is meant, use the safeguarding route."},
    ReasonWords{Reason::prohibited, "prohibited", r03, true, false, "A prohibition forbids this, whatever else allows it.", ""},
    ReasonWords{Reason::never_together, "never-together", r07, false, true,
                "Asked for together these fields could single somebody out.", "Ask for one of them alone, or for figures."},
    ReasonWords{Reason::must_go_together, "must-go-together", r07, false, true,
                "This field may not go without others that explain it.", "Ask for the fields that must go with it as well."},
    ReasonWords{Reason::no_agreement, "no-agreement", r01, false, false,
                "No agreement lets the one agency give this to the other.",
                "Have the information-governance leads of both agencies make an agreement."},
    ReasonWords{Reason::draft, "draft", r01, false, false, "The agreement is not signed by all who must sign.",
                "Have the missing signatures made."},
    ReasonWords{Reason::not_activated, "not-activated", r01, false, false, "The agreement is signed, and two people have yet to activate it.",
                "Have two information-governance leads activate it at the hub."},
    ReasonWords{Reason::not_yet, "not-yet", r01, false, true, "The agreement is not yet in force.", "Wait for its first day."},
    ReasonWords{Reason::expired, "expired", r01, false, false, "The agreement has ended.", "Have it renewed and signed."},
    ReasonWords{Reason::suspended, "suspended", r01, false, false, "The agreement is suspended.",
                "Have both sides lift the suspension."},
    ReasonWords{Reason::unsound, "unsound", r01, false, false,
                "The agreement no longer holds: a signature or a word of it does not fit what the hub knows today.",
                "Have an information-governance lead see at the hub what does not fit; then sign it again, or make and sign a new version."},
    ReasonWords{Reason::ended, "ended", r01, false, false, "A party has ended the agreement.",
                "Have a new agreement made and signed."},
    ReasonWords{Reason::superseded, "superseded", r01, false, false, "A later version of the agreement stands.",
                "Ask under the later version."},
    ReasonWords{Reason::not_assessed, "not-assessed", r01, false, false,
                "The agreement's impact assessments are not on record.",
                "Have the data protection and the equality impact assessment recorded, each with reference, date and owner."},
    ReasonWords{Reason::purpose, "purpose", r02, false, true, "The agreement does not cover this purpose.",
                "Ask under a purpose the agreement names, if that is truly yours, or have this one added."},
    ReasonWords{Reason::gateway, "gateway", r03, false, false,
                "The law the agreement names cannot carry this between these agencies.",
                "Have the legal leads settle another gateway."},
    ReasonWords{Reason::form, "form", r04, false, true, "The agreement allows only a less identifying form.",
                "Ask for a less identifying form."},
    ReasonWords{Reason::role, "role", r16, false, true, "Your role is not one the agreement names.",
                "Ask a colleague in a named role."},
    ReasonWords{Reason::audit_overdue, "audit-overdue", r16, false, true,
                "Your agency has not looked through its sample of disclosures for too long.",
                "Have your agency's sample of disclosures reviewed."},
    ReasonWords{Reason::area, "area", r07, false, true, "The request is not kept inside the agreement's area.",
                "Say which areas are meant, and ask only for those of the agreement."},
    ReasonWords{Reason::training, "training", r16, false, true, "Your training is not on record or no longer current.",
                "Pass the course and have it recorded."},
    ReasonWords{Reason::necessity, "necessity", r07, false, true, "It is not stated why this is necessary.",
                "State why it is necessary."},
    ReasonWords{Reason::hours, "hours", r07, false, true, "The agreement does not give this at this time of the week.",
                "Ask again within the agreement's hours."},
    ReasonWords{Reason::approvals, "approvals", r07, false, false, "Not enough people have approved this request.",
                "Have the request approved."},
    ReasonWords{Reason::relationship, "relationship", r16, false, true,
                "You are not known as a member of an open case about this person.",
                "Ask the chair of the case to add you, if there is one."},
    ReasonWords{Reason::consent, "consent", r06, false, true, "No current consent is on record.",
                "Ask the person, or a parent, for consent and have it recorded."},
    ReasonWords{Reason::consent_withdrawn, "consent-withdrawn", r14, false, true, "Consent was refused or withdrawn.",
                "Use another basis only if one is truly there; ask again only if the person's mind may have changed."},
    ReasonWords{Reason::guardian, "guardian", r06, false, false, "No current decision of the guardian is on record.",
                "Ask for a recorded decision."},
    ReasonWords{Reason::concern, "concern", r07, false, true,
                "No current joint assessment on record reaches the agreement's band.",
                "Record a new joint assessment, if circumstances have changed."},
    ReasonWords{Reason::age, "age", r08, false, true, "The person is not known to be of an age the agreement covers.",
                "Ask under a rule for people of that age; if no age is on record about the case you ask for, have it put there."},
    ReasonWords{Reason::subject_area, "subject-area", r07, false, true,
                "The person is not known to belong to the agreement's area.",
                "Send a request to the hub of the person's area; if none is on record, have it put there."},
    ReasonWords{Reason::handling, "handling", r09, false, true,
                "The item's handling is not on record, or asks for its originator's consent.",
                "If no handling is on record, have the item graded; otherwise ask its originator to release it to you."},
    ReasonWords{Reason::field_not_covered, "field-not-covered", r04, false, false,
                "The agreement does not cover this field.", "Have the field added at the next review."},
    ReasonWords{Reason::not_allowed_subject, "not-allowed-subject", r08, true, false,
                "This may not be used against people in that role.", ""},
};

constexpr bool in_order() {
  for (std::size_t index = 0; index < reason_words.size(); ++index) {
    if (static_cast<std::size_t>(reason_words[index].reason) != index) return false;
  }
  return true;
}
static_assert(in_order(), "reason_words follows the order of Reason");
static_assert(reason_words.size() <= 64, "Reasons is one word of 64 bits");

ReasonWords const& words_of(Reason reason) {
  return reason_words[static_cast<std::size_t>(reason)];
}

constexpr std::array<std::string_view, 19> code_names{"R00", "R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09",
                                                      "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18"};

}  // namespace

std::string_view name_of(RefusalCode code) {
  return code_names[static_cast<std::size_t>(code)];
}

std::optional<RefusalCode> refusal_code_named(std::string_view name) {
  for (std::size_t index = 0; index < code_names.size(); ++index) {
    if (code_names[index] == name) return static_cast<RefusalCode>(index);
  }
  return std::nullopt;
}

std::string_view name_of(Reason reason) {
  return words_of(reason).name;
}
RefusalCode code_of(Reason reason) {
  return words_of(reason).code;
}
bool is_never(Reason reason) {
  return words_of(reason).never;
}
std::string_view sentence_of(Reason reason) {
  return words_of(reason).sentence;
}
std::string_view remedy_of(Reason reason) {
  return words_of(reason).remedy;
}
bool asker_can(Reason reason) {
  return words_of(reason).asker_can;
}

std::vector<Reason> Reasons::list() const {
  std::vector<Reason> out;
  for (auto rest = bits_; rest != 0; rest &= rest - 1) out.push_back(static_cast<Reason>(std::countr_zero(rest)));
  return out;
}

}  // namespace concordat::agreements
