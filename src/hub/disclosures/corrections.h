// SPDX-License-Identifier: Apache-2.0
// Where a record is corrected, a person's role in it changes or something is deleted, everybody who got the item is told, by whichever
// request and however it was given, and also where it was passed on in the hub; each word stays open until the recipient says what
// became of their copy (S20).
//
//   correct(hub, member, {.reference = "NSP-1234", .kind = "corrected", .fields = {"person.date_of_birth"}, .because = "...", .values = {...}});
#pragma once

#include <string>
#include <vector>

#include "hub/disclosures/giving.h"

namespace concordat::hub::disclosures {

struct Correction {
  std::string request = {};    ///< in which it was given; or:
  std::string reference = {};  ///< the own reference that was said when it was given: whoever got the item of that record
  std::string kind;            ///< corrected, role-changed, deleted
  std::vector<std::string> fields;
  std::string because;         ///< that the recipients get to read; sealed
  std::vector<Value> values = {};  ///< what is right now, for those who can still open it; an item without one is not shown until another correction says what is right
};

struct Corrected {
  std::vector<std::string> notices;     ///< ids
  std::vector<std::string> recipients;  ///< agencies, each once
  std::uint64_t ledger_index = 0;       ///< of the last
};

/// By who answers for the agency that gave it. Malformed: "correction.words" (no such kind, no items, items that nobody knows), "correction.which"
/// (neither or both of request and reference), "correction.values" (a value of another item, or of what is deleted), "correction.role" (a
/// role that changed, without the role among the items), "correction.nowhere" (values, and nobody can open them), "reason.too-short",
/// "disclosure.value-form". Where the person's role is taken out of what can be opened, their name is not shown either.
/// "correction.nobody" (not found): the agency gave these items to nobody in that request, or of that record.
[[nodiscard]] Result<Corrected> correct(Hub& hub, Member const& member, Correction const& correction);

struct Notice {
  std::string id;
  std::string disclosure;
  std::string request;
  std::string kind;        ///< as of a correction; or taken-back
  std::vector<std::string> fields;
  std::string made_for;    ///< agency whose correction it is
  std::string made_at;
  std::string recipient;   ///< agency
  std::string given_at = {};
  std::string reference = {};  ///< the recipient's own, for them alone
  std::string because;     ///< empty: gone with its day, or of another agency than gave it
  std::string done;        ///< own-copy-corrected, own-copy-deleted, no-copy-held; empty: open
  std::string done_at;
  bool may_answer = false;  ///< for this viewer to say what became of the copy
};

/// To this member or, for leads and auditors, their agency; and, for who answers for an agency and its auditors, what it corrected. Newest first, at most 500.
[[nodiscard]] Result<std::vector<Notice>> notices(Hub& hub, Member const& member);
/// How many wait for this member to answer. Part of another look: no leaf.
[[nodiscard]] Result<std::uint64_t> notices_waiting(Hub& hub, Member const& member);
/// Of one disclosure, as this member may know them. Part of another look: no leaf.
[[nodiscard]] Result<std::vector<Notice>> notices_of(Hub& hub, Member const& member, std::string const& disclosure);

/// By who got it, or a lead of their agency, once. "notice.unknown" for anybody else; "notice.words" (malformed): none of the three words.
[[nodiscard]] Result<std::uint64_t> acknowledge(Hub& hub, Member const& member, std::string const& notice, std::string const& done);

}  // namespace concordat::hub::disclosures
