// SPDX-License-Identifier: Apache-2.0
// The inside of this module: what proves who somebody is, at the price it costs to try.
#pragma once

#include "crypto/one_time_code.h"
#include "crypto/seal.h"
#include "hub/accounts/account_rows.h"

namespace concordat::hub::accounts {

/// Login names are compared in lower case.
[[nodiscard]] std::string folded_login(std::string_view login);

struct PasswordTry {
  std::string_view login;  ///< folded
  std::string_view password;
  std::string_view peer;
};
/// "sign-in.refused" for a wrong password and for no account, after the same work; "sign-in.slow-down";
/// "password.busy".
[[nodiscard]] Result<void> check_password_of(Hub& hub, crypto::PasswordCost const& cost, std::optional<AccountRow> const& account,
                                             PasswordTry const& tried);

/// A code that is right counts once: it is used up when this returns. "sign-in.refused", with a leaf;
/// "sign-in.slow-down".
[[nodiscard]] Result<void> check_code(Hub& hub, AccountRow const& account, std::string_view code);
/// The same for a secret that is not the account's yet; answers the step, and uses nothing up.
[[nodiscard]] Result<std::int64_t> check_code_of(Hub& hub, AccountRow const& account, crypto::CodeSecret const& secret,
                                                 std::string_view code);

[[nodiscard]] std::string seal_secret(Hub& hub, crypto::CodeSecret const& secret, crypto::SealPlace const& place);
[[nodiscard]] Result<crypto::CodeSecret> open_secret(Hub& hub, store::Bytes const& sealed, crypto::SealPlace const& place);
[[nodiscard]] crypto::SealPlace place_of_account(AccountRow const& account);
[[nodiscard]] crypto::SealPlace place_of_link(LinkRow const& link);

[[nodiscard]] tl::unexpected<Problem> sign_in_refused();

}  // namespace concordat::hub::accounts
