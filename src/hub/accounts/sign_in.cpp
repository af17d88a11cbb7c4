// SPDX-License-Identifier: Apache-2.0
#include "hub/accounts/door.h"
#include "hub/accounts/password_rules.h"
#include "hub/accounts/throttle.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql put_password = "UPDATE account SET password_hash = ? WHERE id = ? AND demo = 0";
constexpr store::Sql put_candidate = "UPDATE sign_in_link SET secret_sealed = ? WHERE id = ? AND secret_sealed IS NULL AND used_at IS NULL";
constexpr store::Sql put_secret = "UPDATE account SET code_sealed = ?, code_step = ? WHERE id = ? AND code_sealed IS NULL";

}  // namespace sql

namespace {

tl::unexpected<Problem> half_over() {
  return fail(Fault::refused, "sign-in.half-over", "Too much time went by since the password.", "Sign in again from the start.");
}

/// Whether this account may come in at all today, and as whom first.
Result<Membership> first_membership(Hub& hub, store::Transaction& transaction, accounts::AccountRow const& account) {
  auto const today = hub.today(transaction);
  if (!today) return fail(today);
  if (auto fine = accounts::check_standing(account, *today); !fine) return fail(fine);
  auto all = accounts::memberships(hub, account.id);
  if (!all) return fail(all);
  if (all->empty()) {
    return fail(Fault::refused, "account.no-membership", "This account belongs to no active member of the partnership.",
                "Ask your agency's administrator.");
  }
  return std::move(all->front());
}

/// The token that stands for a right password until the code comes.
Result<SignInStep> half_way(Hub& hub, store::Transaction& transaction, accounts::AccountRow const& account) {
  bool const enrolled = !account.code_sealed.empty();
  auto token = accounts::put_link(hub, transaction,
                                  {account.id, {}, enrolled ? accounts::for_code : accounts::for_enrolment, half_sign_in_lasts});
  if (!token) return fail(token);
  return SignInStep{enrolled ? Stage::needs_code : Stage::must_enrol, std::move(*token)};
}

struct Half {
  accounts::LinkRow link;
  accounts::AccountRow account;
};
Result<Half> half_with_token(Hub& hub, std::string_view token, std::string_view purpose) {
  auto link = accounts::link_with_token(hub, token);
  if (!link) return fail(link);
  if (!*link || (*link)->purpose != purpose) return half_over();
  auto account = accounts::account_with_id(hub, (*link)->account);
  if (!account) return fail(account);
  if (!*account) return half_over();
  return Half{std::move(**link), std::move(**account)};
}

/// The code was right: the rest of a sign-in.
Result<Token> come_in(Hub& hub, store::Transaction& transaction, Half const& half, std::string_view peer) {
  auto const used = accounts::use_up(hub, transaction, half.link);
  if (!used) return fail(used);
  if (!*used) return half_over();
  auto const member = first_membership(hub, transaction, half.account);
  if (!member) return fail(member);
  accounts::Throttle throttle{hub, half.account.login, peer};
  if (auto done = throttle.know(transaction); !done) return fail(done);
  auto token = accounts::open_session(hub, transaction, {half.account, *member, false, false, "password"});
  if (!token) return fail(token);
  if (auto done = accounts::finish(hub, transaction); !done) return fail(done);
  return token;
}

}  // namespace

Result<SignInStep> Accounts::sign_in(std::string_view typed, std::string_view password, std::string_view peer) {
  auto const login = accounts::folded_login(typed);
  auto const account = accounts::account_with_login(hub_, login);
  if (!account) return fail(account);
  if (auto fine = accounts::check_password_of(hub_, cost_, *account, {login, password, peer}); !fine) return fail(fine);
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const member = first_membership(hub_, *transaction, **account);
  if (!member) {
    // The day that was seen stays seen: a clock that is set back later revives nothing.
    if (auto done = transaction->commit(); !done) return fail(done);
    return fail(member);
  }
  auto step = half_way(hub_, *transaction, **account);
  if (!step) return step;
  if (auto done = transaction->commit(); !done) return fail(done);
  return step;
}

Result<Token> Accounts::confirm_code(std::string_view token, std::string_view code, std::string_view peer) {
  auto const half = half_with_token(hub_, token, accounts::for_code);
  if (!half) return fail(half);
  if (auto fine = accounts::check_code(hub_, half->account, code); !fine) return fail(fine);
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  return come_in(hub_, *transaction, *half, peer);
}

Result<Enrolment> Accounts::begin_enrolment(std::string_view token) {
  auto half = half_with_token(hub_, token, accounts::for_enrolment);
  if (!half) return fail(half);
  if (half->link.secret_sealed.empty()) {
    auto const sealed = accounts::seal_secret(hub_, crypto::generate_code_secret(hub_.chance()), accounts::place_of_link(half->link));
    auto const done = hub_.database().execute(sql::put_candidate, crypto::bytes_of(sealed), half->link.id);
    if (!done) return fail(done);
    half = half_with_token(hub_, token, accounts::for_enrolment);  // another tab may have been first
    if (!half) return fail(half);
  }
  auto const secret = accounts::open_secret(hub_, half->link.secret_sealed, accounts::place_of_link(half->link));
  if (!secret) return fail(secret);
  return Enrolment{Token{crypto::code_secret_text(*secret)},
                   Token{crypto::code_uri(*secret, hub_.partnership().name, half->account.login)}};
}

Result<Token> Accounts::confirm_enrolment(std::string_view token, std::string_view code, std::string_view peer) {
  auto const half = half_with_token(hub_, token, accounts::for_enrolment);
  if (!half) return fail(half);
  if (half->link.secret_sealed.empty()) return half_over();
  auto const secret = accounts::open_secret(hub_, half->link.secret_sealed, accounts::place_of_link(half->link));
  if (!secret) return fail(secret);
  auto const step = accounts::check_code_of(hub_, half->account, *secret, code);
  if (!step) return fail(step);
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const sealed = accounts::seal_secret(hub_, *secret, accounts::place_of_account(half->account));
  auto const put = transaction->connection().execute(sql::put_secret, crypto::bytes_of(sealed), *step, half->account.id);
  if (!put) return fail(put);
  if (*put == 0) return half_over();  // enrolled elsewhere meanwhile
  auto noted = accounts::note(hub_, *transaction, {.what = "enrolment", .agency = half->account.agency, .member = {}});
  if (!noted) return fail(noted);
  return come_in(hub_, *transaction, *half, peer);
}

Result<SignInStep> Accounts::set_password(std::string_view token, std::string_view password) {
  auto const half = half_with_token(hub_, token, accounts::for_set_up);
  if (!half) return accounts::link_over();
  if (auto fine = accounts::check_password(password, half->account.login, hub_.partnership().name); !fine) return fail(fine);
  auto const hash = crypto::hash_password(password, cost_, hub_.chance());
  if (!hash) return fail(hash);
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const used = accounts::use_up(hub_, *transaction, half->link);
  if (!used) return fail(used);
  if (!*used) return accounts::link_over();
  auto const member = first_membership(hub_, *transaction, half->account);
  if (!member) return fail(member);
  auto const put = transaction->connection().execute(sql::put_password, *hash, half->account.id);
  if (!put) return fail(put);
  if (auto ended = accounts::end_sessions(*transaction, half->account.id); !ended) return fail(ended);
  auto step = half_way(hub_, *transaction, half->account);
  if (!step) return step;
  auto noted = accounts::note(hub_, *transaction, {.what = "set-password", .agency = member->agency, .member = member->member});
  if (!noted) return fail(noted);
  if (auto done = accounts::finish(hub_, *transaction); !done) return fail(done);
  return step;
}

}  // namespace concordat::hub
