// SPDX-License-Identifier: Apache-2.0
// Inside the module: what the readers of an edition are told, without a word of it.
#pragma once

#include "hub/edition_shares/edition_shares.h"
#include "store/transaction.h"

namespace concordat::hub::edition_sharing {

/// One message to each mailbox of each agency that is to read it, with a leaf each. `ended`: that it is not shared any more.
/// REQUIRES: a write transaction of this hub in which it is this one's turn.
[[nodiscard]] Result<void> tell_readers(Hub& hub, store::Transaction& transaction, EditionShare const& share, bool ended);
/// The same to the agencies that are asked.
[[nodiscard]] Result<void> tell_asked(Hub& hub, store::Transaction& transaction, EditionShare const& share);

}  // namespace concordat::hub::edition_sharing
