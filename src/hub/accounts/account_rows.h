// SPDX-License-Identifier: Apache-2.0
// The inside of this module: rows of its tables, tokens, and the leaves it writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/accounts/accounts.h"
#include "hub/act.h"
#include "store/transaction.h"

namespace concordat::hub::accounts {

struct AccountRow {
  std::string id;
  std::string login;
  std::string agency;
  bool active = false;
  bool demo = false;
  std::optional<std::string> password_hash;
  store::Bytes code_sealed;  ///< empty: none
  std::int64_t code_step = 0;
  std::uint64_t failed = 0;
  Date renewed_on{};
  std::optional<Date> last_used_on;
  std::optional<Date> vetted_until;
};
[[nodiscard]] Result<std::optional<AccountRow>> account_with_login(Hub& hub, std::string_view login);
[[nodiscard]] Result<std::optional<AccountRow>> account_with_id(Hub& hub, std::string_view id);

/// As whom an account may act today, by id: active members of agencies that take part.
[[nodiscard]] Result<std::vector<Membership>> memberships(Hub& hub, std::string_view account);

/// "account.disabled", "account.unused", "account.vetting-over"; fine otherwise.
[[nodiscard]] Result<void> check_standing(AccountRow const& account, Date today);

/// 256 random bits.
[[nodiscard]] Token new_token(Chance& chance);
[[nodiscard]] std::string hash_of(std::string_view token);

/// What a sign_in_link is for.
constexpr std::string_view for_set_up = "set-up";
constexpr std::string_view for_demo = "demo";
constexpr std::string_view for_code = "code";
constexpr std::string_view for_enrolment = "enrol";

struct LinkRow {
  std::string id;
  std::string account;
  std::string member;
  std::string purpose;
  store::Bytes secret_sealed;
};
/// One that is neither used nor over.
[[nodiscard]] Result<std::optional<LinkRow>> link_with_token(Hub& hub, std::string_view token);
/// Ends the account's other links of this purpose.
struct NewLink {
  std::string_view account;
  std::optional<std::string_view> member;
  std::string_view purpose;
  std::chrono::seconds lasts{};
};
[[nodiscard]] Result<Token> put_link(Hub& hub, store::Transaction& transaction, NewLink const& link);
/// True for one caller only.
[[nodiscard]] Result<bool> use_up(Hub& hub, store::Transaction& transaction, LinkRow const& link);
[[nodiscard]] tl::unexpected<Problem> link_over();

struct NewSession {
  AccountRow const& account;
  Membership const& member;
  bool demo = false;
  bool stepped_up = false;
  std::string_view how;  ///< "password", "link": a word of the leaf
};
/// Makes room, writes the session and its leaf, and notes that the account was used. The caller commits.
[[nodiscard]] Result<Token> open_session(Hub& hub, store::Transaction& transaction, NewSession const& session);
/// Ends every session of an account, or one.
[[nodiscard]] Result<std::int64_t> end_sessions(store::Transaction& transaction, std::string_view account);

/// Commits and has the leaf signed.
[[nodiscard]] Result<void> finish(Hub& hub, store::Transaction& transaction);

/// A leaf about signing in: "login", by a member of an agency.
struct LoginAct {
  std::string_view what;  ///< "sign-in", "sign-out", ...
  std::string_view agency;
  std::string_view member;
  std::string_view how = {};
  std::string_view refused = {};  ///< code; empty: permitted
  std::optional<std::uint64_t> count = {};
};
[[nodiscard]] Result<void> note(Hub& hub, store::Transaction& transaction, LoginAct const& act);

}  // namespace concordat::hub::accounts
