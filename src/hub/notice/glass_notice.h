// SPDX-License-Identifier: Apache-2.0
// Who is told of a broken glass, at once and by name of their post: the second person of the agency that broke it; where it opens
// another agency's data, the leads of that agency; and where its review is overdue, every lead who could do it.
//
// Invariants:
//   1. each mailbox gets one message about one thing, however often this is called;
//   2. the message, that it was written and its leaf ("send") stand in the transaction of the act;
//   3. it says that a glass was broken, by which agency, when, under which number, until when it is reviewed and where to look:
//      no person, no case reference and no reason.
#pragma once

#include <cstdint>
#include <string>

#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub {

struct BrokenGlass {
  std::string id;
  std::string agency;     ///< whose member broke it
  std::string begun_at;   ///< instants as they are stored
  std::string review_by;
};

/// To the second person's mailbox; the agency's where that post has none. REQUIRES: a write transaction of this hub.
[[nodiscard]] Result<void> tell_broken(Hub& hub, store::Transaction& transaction, BrokenGlass const& glass, std::string const& second);
/// To the leads of the agency whose data it opens, about this request: its information-governance leads, or its data-protection
/// officers, or its strategic leads, whichever there are first. REQUIRES: the same.
[[nodiscard]] Result<void> tell_used(Hub& hub, store::Transaction& transaction, BrokenGlass const& glass, std::string const& request, std::string const& supplier);
/// About every glass whose review is overdue, once: to the leads of its agency but who broke it. How many messages there are.
[[nodiscard]] Result<std::uint64_t> remind_of_reviews(Hub& hub);

}  // namespace concordat::hub
