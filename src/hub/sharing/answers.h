// SPDX-License-Identifier: Apache-2.0
// The person at the discloser: gives what the engine permits and says how, or declines with a code, reasons and a day to look
// at it again. A decision about a person is only ever a named person's (S70). What was declined may be appealed to a lead who
// did not decline it.
#pragma once

#include <string>
#include <vector>

#include "agreements/engine/decision.h"
#include "hub/sharing/requests.h"
#include "store/transaction.h"

namespace concordat::hub::sharing {

inline constexpr int appeal_days = 14;  ///< to decide an appeal in

struct GivenNow {
  std::string how;  ///< in-hub, in-writing, verbally
  std::string received_in = {};  ///< the request in which the data came from another agency, where they did
};

struct Declined {
  std::string code;   ///< R05 to R18
  std::string words;  ///< the reasons
  std::string review_on;  ///< a later day
};

struct Answered {
  std::string id;
  RequestState state = RequestState::waiting;
  bool escalated = false;  ///< R18: to both agencies' strategic leads
  std::uint64_t ledger_index = 0;
};

/// What is handed over beside the answer, and kept in its transaction (hub/disclosures). A problem of either ends the giving; a
/// refusal of either is an entry of the ledger like any other.
class Package {
 public:
  virtual ~Package() = default;
  /// Of what the engine permits; what the ledger's entry is to commit to.
  [[nodiscard]] virtual Result<Json> prepare(SharingRequest const& request, agreements::Decision const& decision) = 0;
  /// `supplier`: whose data they are.
  [[nodiscard]] virtual Result<void> keep(store::Transaction& transaction, SharingRequest const& request, std::string const& supplier, std::uint64_t ledger_index) = 0;
};

/// Decides again with what is known now (no more than what was shown when it was asked), records the use, and says it was
/// given. "request.not-yours-to-answer": not one who answers for the discloser, or nothing waits; "request.words": no such way, or
/// given in the hub without a package;
/// "request.no-longer-permitted": nothing of it is, or who asked has left the post or role; "request.changed": not all of it
/// stands as it was shown; "request.onward" (R09): the agency it came from has not agreed, or no such request gave it;
/// "request.onward-barred": it came under a rule that lets nobody pass it on; "request.onward-fields": not all of it came so; for a form that is about
/// people, whatever `HubOptions::before_people` says ("ledger.not-witnessed").
[[nodiscard]] Result<Answered> give(Hub& hub, Member const& member, std::string const& id, GivenNow const& given, Package* package = nullptr);
/// "request.decline-words": no code of the list, no reasons, or no later day to look at it again.
[[nodiscard]] Result<Answered> decline(Hub& hub, Member const& member, std::string const& id, Declined const& declined);

struct Appeal {
  std::string id;
  std::string request;
  std::string code;
  std::string made_by;
  std::string made_at;
  std::string decider;
  std::string due_on;
  std::string outcome;  ///< upheld, overturned; empty: open
  std::string decided_at;
  std::string words;
  std::string reasons;
  bool overdue = false;
  std::uint64_t ledger_index = 0;
};

/// By who asked, once a refusal. "appeal.not-yours": nothing of theirs was declined, or it was appealed; "appeal.words";
/// "appeal.nobody": the discloser has no lead who did not decline it.
[[nodiscard]] Result<Appeal> appeal(Hub& hub, Member const& member, std::string const& request, std::string const& words);
/// By the person it was given to; `outcome` upheld or overturned. An overturned one waits again. "appeal.not-for-you".
[[nodiscard]] Result<Appeal> decide_appeal(Hub& hub, Member const& member, std::string const& id, std::string const& outcome, std::string const& reasons);
/// Made by this member, or for them to decide; for auditors and leads of either agency, all of it.
[[nodiscard]] Result<std::vector<Appeal>> appeals(Hub& hub, Member const& member);

}  // namespace concordat::hub::sharing
