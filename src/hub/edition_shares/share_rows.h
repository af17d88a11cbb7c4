// SPDX-License-Identifier: Apache-2.0
// Inside the module: rows of shared editions, and what their entries of the ledger commit to.
#pragma once

#include "hub/edition_shares/edition_shares.h"
#include "store/connection.h"

namespace concordat::hub::edition_sharing {

[[nodiscard]] Result<std::vector<EditionShare>> all_shares(store::Connection& connection);
/// "share.unknown"
[[nodiscard]] Result<EditionShare> share_of(store::Connection& connection, std::string const& id);
[[nodiscard]] Result<void> put_share(store::Connection& connection, EditionShare const& share);
[[nodiscard]] Result<void> put_share_answer(store::Connection& connection, std::string const& id, ShareAnswer const& answer);
/// As the row says now in place of `before`; false where that is no longer how it stands.
[[nodiscard]] Result<bool> change_share(store::Connection& connection, EditionShare const& share, ShareState before);

[[nodiscard]] tl::unexpected<Problem> no_such_share();

}  // namespace concordat::hub::edition_sharing
