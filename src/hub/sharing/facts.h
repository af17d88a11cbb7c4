// SPDX-License-Identifier: Apache-2.0
// What the hub knows about a matter when the engine decides: consents, decisions of a guardian, joint assessments, cases and
// who sits in them, approvals, age, area, role, handling. Entered by a named person, with their agency and the day; never
// changed, only withdrawn. No names: a matter is an opaque mark, and every value a closed word, a number or a day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agreements/engine/request.h"
#include "hub/hub.h"
#include "hub/sharing/standing_rules.h"
#include "store/transaction.h"

namespace concordat::hub::sharing {

struct NewFact {
  std::string kind;       ///< consent, guardian, assessment, case, approval, age, area, role, handling, onward
  std::string reference;  ///< the own agency's case reference; or:
  std::string request;    ///< a request to or from the own agency, whose matter it is
  std::string answer = "yes";  ///< of consent, guardian, approval and onward: yes, no; of case: open, closed; of others: yes
  std::string word = {};  ///< consent: subject, parent; guardian, approval: the post; case: its type; assessment: its tool; area, role, handling: which
  std::string purpose = {};  ///< of consent
  int number = 0;         ///< of age: years; of assessment: the band, 0 to 4
  std::string day = {};   ///< on which it was given, made or assessed; empty: today
  std::vector<std::string> members = {};  ///< of case: who sits in it
};

struct Fact {
  std::string id;
  std::string kind;
  Json value;  ///< {"answer", "word", "purpose", "number", "day", "members"}, what there is of them
  std::string source;
  std::string recorded_by;
  std::string recorded_at;
  bool withdrawn = false;
};

struct RecordedFact {
  std::string id;
  std::uint64_t version = 0;  ///< of the facts from now on
  std::uint64_t ledger_index = 0;
};

/// "fact.words" (malformed); "fact.no-matter": neither a reference nor a request of the own agency; "fact.not-for-you":
/// who sits in a case is entered by a chair or lead who does not sit in it themselves (and counts once the discloser, or
/// another agency that sits in it, enters the same about the same matter, a lead on one side at least), an assessment by anybody
/// (the band counts that another such agency, by another person, reaches as well), a guardian's decision by the guardian, an approval by anybody but the asker, role and handling by the agency whose records they are in, onward
/// sharing by a lead of the agency the data came from.
[[nodiscard]] Result<RecordedFact> record_fact(Hub& hub, Member const& member, NewFact const& fact);
/// Of a fact of the member's own agency: who entered it, or a lead; a case also a chair. What opens a matter is not taken away by whoever sits in it.
[[nodiscard]] bool may_withdraw(Member const& member, std::string_view kind, std::string_view entered_by);
/// By who may_withdraw ("fact.not-for-you"). "fact.unknown" for any other agency, and where there is none.
[[nodiscard]] Result<RecordedFact> withdraw_fact(Hub& hub, Member const& member, std::string const& id);
/// Of a matter that the own agency may know, as for record_fact: what the own agency entered, and for a member of an open
/// case about it what others did.
[[nodiscard]] Result<std::vector<Fact>> facts_of_matter(Hub& hub, Member const& member, std::string const& reference, std::string const& request);

/// What of these counts by now, for a question between the member's agency and any other: {"bands": [{"tool", "band"}], "cases":
/// [{"type", "open"}]}. It stands on these facts alone. REQUIRES: facts that the member may read (facts_of_matter).
[[nodiscard]] Result<Json> what_counts(Hub& hub, Member const& member, std::vector<Fact> const& facts);
/// When an entry of this kind counts, for who enters it; empty: at once.
[[nodiscard]] FixedText when_it_counts(std::string_view kind);

struct Matter {
  std::string subject;  ///< subject_of()
  std::string asker;    ///< agency
  std::string member;
  std::string purpose;
  std::string discloser;  ///< agency
};
/// Everything known about it now, with the version. REQUIRES: a transaction of this hub.
[[nodiscard]] Result<agreements::Facts> facts_about(Hub& hub, store::Transaction& transaction, Matter const& matter, StandingRules const& rules);
struct Passing {
  std::string request;   ///< in which the data came
  std::string supplier;  ///< whose data they are
  std::string recipient;
};
/// Whether a lead of the supplier, and nobody else, has agreed to their being passed on: the last word counts.
[[nodiscard]] Result<bool> onward_agreed(Hub& hub, store::Connection& connection, Passing const& passing);

}  // namespace concordat::hub::sharing
