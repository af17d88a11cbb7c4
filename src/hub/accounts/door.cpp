// SPDX-License-Identifier: Apache-2.0
#include "hub/accounts/door.h"

#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/accounts/throttle.h"

namespace concordat::hub::accounts {
namespace sql {

constexpr store::Sql count_try = "UPDATE account SET failed = failed + 1 WHERE login = ?";
constexpr store::Sql uncount_try = "UPDATE account SET failed = failed - 1 WHERE login = ? AND failed > 0";
constexpr store::Sql put_hash = "UPDATE account SET password_hash = ? WHERE id = ? AND password_hash = ?";
// The condition lets one caller through, whoever else has the same code.
constexpr store::Sql use_step = "UPDATE account SET code_step = ? WHERE id = ? AND code_step < ?";

}  // namespace sql

namespace {

constexpr std::size_t longest_login = 256;
constexpr std::size_t longest_password = 1024;  ///< bytes: four for each of 256 characters
constexpr std::uint32_t secret_key_version = 1;

/// Charges one try before any work is done. True where a burst has begun.
Result<bool> charge(Hub& hub, Throttle& throttle, std::string_view login) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const burst = throttle.charge(*transaction);
  if (!burst) return burst;
  if (auto done = transaction->connection().execute(sql::count_try, login); !done) return fail(done);
  if (auto done = transaction->commit(); !done) return fail(done);
  return burst;
}

Result<void> give_back(Hub& hub, Throttle& throttle, std::string_view login, bool succeeded) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto done = succeeded ? throttle.succeeded(*transaction) : throttle.give_back(*transaction); !done) return done;
  if (auto done = transaction->connection().execute(sql::uncount_try, login); !done) return fail(done);
  return transaction->commit();
}

/// One leaf for a burst and none for a single slip: otherwise anybody could fill the ledger.
Result<void> note_burst(Hub& hub, std::optional<AccountRow> const& account) {
  auto all = account ? memberships(hub, account->id) : Result<std::vector<Membership>>{};
  if (!all) return fail(all);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  LoginAct act{.what = "sign-in", .agency = {}, .member = {}, .refused = "sign-in.burst"};
  if (!all->empty()) {
    act.agency = all->front().agency;
    act.member = all->front().member;
    act.count = account->failed + 1;
  }
  if (auto done = note(hub, *transaction, act); !done) return done;
  return finish(hub, *transaction);
}

Result<void> note_code_refused(Hub& hub, AccountRow const& account) {
  auto const all = memberships(hub, account.id);
  if (!all) return fail(all);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  LoginAct act{.what = "sign-in", .agency = account.agency, .member = {}, .refused = "sign-in.code"};
  if (!all->empty()) {
    act.agency = all->front().agency;
    act.member = all->front().member;
  }
  if (auto done = note(hub, *transaction, act); !done) return done;
  return finish(hub, *transaction);
}

/// What was hashed more cheaply than today gets today's hash; the password is at hand only now.
Result<void> hash_anew(Hub& hub, crypto::PasswordCost const& cost, AccountRow const& account, std::string_view password) {
  if (!crypto::needs_new_hash(*account.password_hash, cost)) return {};
  auto const hash = crypto::hash_password(password, cost, hub.chance());
  if (!hash) return {};  // the old one still holds; the next sign-in tries again
  auto const done = hub.database().execute(sql::put_hash, *hash, account.id, *account.password_hash);
  if (!done) return fail(done);
  return {};
}

}  // namespace

std::string folded_login(std::string_view login) {
  return text::ascii_lower(text::trim(login.substr(0, longest_login)));
}

tl::unexpected<Problem> sign_in_refused() {
  return fail(Fault::refused, "sign-in.refused", "The login name, the password or the code is not right.",
              "Try again; your agency's administrator can give you a new set-up link.");
}

Result<void> check_password_of(Hub& hub, crypto::PasswordCost const& cost, std::optional<AccountRow> const& account,
                               PasswordTry const& tried) {
  if (tried.password.size() > longest_password) return sign_in_refused();  // no account has such a one
  Throttle throttle{hub, tried.login, tried.peer};
  auto const burst = charge(hub, throttle, tried.login);
  if (!burst) return fail(burst);
  bool const has_password = account && account->password_hash.has_value();
  auto const matches = crypto::password_matches(has_password ? *account->password_hash : crypto::hash_of_nobody(cost), tried.password);
  if (!matches) {
    if (auto done = give_back(hub, throttle, tried.login, false); !done) return done;
    return fail(matches);
  }
  if (*matches && has_password) {
    if (auto done = give_back(hub, throttle, tried.login, true); !done) return done;
    return hash_anew(hub, cost, *account, tried.password);
  }
  if (*burst) {
    if (auto done = note_burst(hub, account); !done) return done;
  }
  return sign_in_refused();
}

Result<std::int64_t> check_code_of(Hub& hub, AccountRow const& account, crypto::CodeSecret const& secret, std::string_view code) {
  Throttle throttle{hub, account.id};
  {
    auto transaction = store::Transaction::write(hub.database());
    if (!transaction) return fail(transaction);
    if (auto charged = throttle.charge(*transaction); !charged) return fail(charged);
    if (auto done = transaction->commit(); !done) return fail(done);
  }
  auto const step = crypto::step_of_code(secret, code, hub.clock().now(), account.code_step);
  if (!step) {
    if (auto done = note_code_refused(hub, account); !done) return fail(done);
    return sign_in_refused();
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto done = throttle.succeeded(*transaction); !done) return fail(done);
  if (auto done = transaction->commit(); !done) return fail(done);
  return *step;
}

Result<void> check_code(Hub& hub, AccountRow const& account, std::string_view code) {
  auto const secret = open_secret(hub, account.code_sealed, place_of_account(account));
  if (!secret) return fail(secret);
  auto const step = check_code_of(hub, account, *secret, code);
  if (!step) return fail(step);
  auto const used = hub.database().execute(sql::use_step, *step, account.id, *step);
  if (!used) return fail(used);
  if (*used == 1) return {};
  if (auto done = note_code_refused(hub, account); !done) return done;
  return sign_in_refused();
}

std::string seal_secret(Hub& hub, crypto::CodeSecret const& secret, crypto::SealPlace const& place) {
  return crypto::seal(hub.account_key("code"), crypto::bytes_of(secret.expose()), place, hub.chance());
}

Result<crypto::CodeSecret> open_secret(Hub& hub, store::Bytes const& sealed, crypto::SealPlace const& place) {
  auto plain = crypto::open(hub.account_key("code"), crypto::text_of(sealed), place);
  if (!plain) return fail(plain);
  return crypto::CodeSecret{std::move(*plain)};
}

crypto::SealPlace place_of_account(AccountRow const& account) { return {"account", "code_sealed", account.id, secret_key_version}; }
crypto::SealPlace place_of_link(LinkRow const& link) { return {"sign_in_link", "secret_sealed", link.id, secret_key_version}; }

}  // namespace concordat::hub::accounts
