// SPDX-License-Identifier: Apache-2.0
#include "hub/accounts/account_rows.h"

#include <algorithm>
#include <array>

#include "base/id.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::hub::accounts {
namespace sql {

constexpr store::Sql account_by_login =
    "SELECT id, login, agency, state, demo, password_hash, code_sealed, code_step, failed, renewed_on, last_used_on, vetted_until "
    "FROM account WHERE login = ?";
constexpr store::Sql account_by_id =
    "SELECT id, login, agency, state, demo, password_hash, code_sealed, code_step, failed, renewed_on, last_used_on, vetted_until "
    "FROM account WHERE id = ?";
constexpr store::Sql members_of = "SELECT member FROM account_member WHERE account = ? ORDER BY member";
constexpr store::Sql link_by_token =
    "SELECT id, account, member, purpose, secret_sealed FROM sign_in_link WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?";
constexpr store::Sql end_links = "DELETE FROM sign_in_link WHERE account = ? AND purpose = ?";
constexpr store::Sql forget_links = "DELETE FROM sign_in_link WHERE expires_at <= ?";
constexpr store::Sql put_link =
    "INSERT INTO sign_in_link (id, token_hash, account, member, purpose, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql use_link = "UPDATE sign_in_link SET used_at = ?, secret_sealed = NULL WHERE id = ? AND used_at IS NULL AND expires_at > ?";
constexpr store::Sql used_account = "UPDATE account SET failed = 0, last_used_on = ? WHERE id = ?";
constexpr store::Sql sessions_of = "SELECT id FROM session WHERE account = ? ORDER BY created_at, id";
constexpr store::Sql forget_sessions = "DELETE FROM session WHERE created_at <= ? OR seen_at < ?";
constexpr store::Sql end_session = "DELETE FROM session WHERE id = ?";
constexpr store::Sql end_sessions = "DELETE FROM session WHERE account = ?";
constexpr store::Sql put_session =
    "INSERT INTO session (id, token_hash, account, member, demo, created_at, seen_at, stepped_up_until) VALUES (?, ?, ?, ?, ?, ?, "
    "?, ?)";

}  // namespace sql

namespace {

constexpr std::size_t token_bytes = 32;

AccountRow read_account(store::Row const& row) {
  AccountRow account;
  account.id = row.string(0);
  account.login = row.string(1);
  account.agency = row.string(2);
  account.active = row.text(3) == "active";
  account.demo = row.flag(4);
  account.password_hash = row.maybe_string(5);
  account.code_sealed = row.bytes(6);
  account.code_step = row.integer(7);
  account.failed = static_cast<std::uint64_t>(row.integer(8));
  account.renewed_on = parse_date(row.text(9)).value_or(Date{});
  if (!row.is_null(10)) account.last_used_on = parse_date(row.text(10));
  // A date that cannot be read is one that is past.
  if (!row.is_null(11)) account.vetted_until = parse_date(row.text(11)).value_or(Date{});
  return account;
}

}  // namespace

Result<std::optional<AccountRow>> account_with_login(Hub& hub, std::string_view login) {
  return hub.database().query_one(sql::account_by_login, read_account, login);
}

Result<std::optional<AccountRow>> account_with_id(Hub& hub, std::string_view id) {
  return hub.database().query_one(sql::account_by_id, read_account, id);
}

Result<std::vector<Membership>> memberships(Hub& hub, std::string_view account) {
  std::vector<std::string> ids;
  auto read = hub.database().query(sql::members_of, [&](store::Row const& row) { ids.push_back(row.string(0)); }, account);
  if (!read) return fail(read);
  std::vector<Membership> all;
  for (auto const& id : ids) {
    auto member = hub.member(id);
    if (!member) return fail(member);
    if (!*member || !(*member)->active || hub.agency((*member)->agency) == nullptr) continue;
    all.push_back({(*member)->id, (*member)->agency, std::move((*member)->roles)});
  }
  return all;
}

Result<void> check_standing(AccountRow const& account, Date today) {
  if (!account.active) {
    return fail(Fault::refused, "account.disabled", "This account is disabled.", "Ask your agency's administrator.");
  }
  if (account.vetted_until && *account.vetted_until < today) {
    return fail(Fault::refused, "account.vetting-over", "The vetting behind this account has ended.",
                "Renew it and have your agency's administrator enter the new date.");
  }
  auto const since = std::max(account.renewed_on, account.last_used_on.value_or(account.renewed_on));
  if (since + unused_most < today) {
    return fail(Fault::refused, "account.unused", "This account was not used for 90 days and has ended.",
                "Ask your agency's administrator for a new set-up link.");
  }
  return {};
}

Token new_token(Chance& chance) {
  std::array<std::byte, token_bytes> bytes{};
  chance.fill(bytes);
  return Token{crypto::to_base64url(bytes)};
}

std::string hash_of(std::string_view token) { return crypto::to_hex(crypto::sha256(token)); }

Result<std::optional<LinkRow>> link_with_token(Hub& hub, std::string_view token) {
  return hub.database().query_one(
      sql::link_by_token,
      [](store::Row const& row) { return LinkRow{row.string(0), row.string(1), row.string(2), row.string(3), row.bytes(4)}; },
      hash_of(token), format_instant(hub.clock().now()));
}

Result<Token> put_link(Hub& hub, store::Transaction& transaction, NewLink const& link) {
  auto& connection = transaction.connection();
  auto const now = hub.clock().now();
  if (auto done = connection.execute(sql::forget_links, format_instant(now)); !done) return fail(done);
  if (auto done = connection.execute(sql::end_links, link.account, link.purpose); !done) return fail(done);
  auto token = new_token(hub.chance());
  auto done = connection.execute(sql::put_link, uuid7(now, hub.chance()), hash_of(token.expose()), link.account, link.member,
                                 link.purpose, format_instant(now), format_instant(now + link.lasts));
  if (!done) return fail(done);
  return token;
}

Result<bool> use_up(Hub& hub, store::Transaction& transaction, LinkRow const& link) {
  auto const now = format_instant(hub.clock().now());
  auto const touched = transaction.connection().execute(sql::use_link, now, link.id, now);
  if (!touched) return fail(touched);
  return *touched == 1;
}

tl::unexpected<Problem> link_over() {
  return fail(Fault::refused, "link.over", "This link was used already, has ended or never was one.", "Ask for a new one.");
}

Result<Token> open_session(Hub& hub, store::Transaction& transaction, NewSession const& session) {
  auto& connection = transaction.connection();
  auto const now = hub.clock().now();
  auto const today = hub.today(transaction);
  if (!today) return fail(today);
  // The account's row first: two sign-ins of one account follow one another from here on.
  if (auto done = connection.execute(sql::used_account, format_date(*today), session.account.id); !done) return fail(done);
  if (auto done = connection.execute(sql::forget_sessions, format_instant(now - session_longest), format_instant(now - session_idle)); !done) {
    return fail(done);
  }
  std::vector<std::string> open;
  auto read = connection.query(sql::sessions_of, [&](store::Row const& row) { open.push_back(row.string(0)); }, session.account.id);
  if (!read) return fail(read);
  for (std::size_t i = 0; i + sessions_most <= open.size(); ++i) {
    if (auto done = connection.execute(sql::end_session, open[i]); !done) return fail(done);
  }
  auto token = new_token(hub.chance());
  auto const stepped_up = session.stepped_up ? std::optional{format_instant(now + step_up_lasts)} : std::nullopt;
  auto done = connection.execute(sql::put_session, uuid7(now, hub.chance()), hash_of(token.expose()), session.account.id,
                                 session.member.member, session.demo ? 1 : 0, format_instant(now), format_instant(now), stepped_up);
  if (!done) return fail(done);
  auto noted = note(hub, transaction,
                    {.what = "sign-in", .agency = session.member.agency, .member = session.member.member, .how = session.how,
                     .count = session.account.failed == 0 ? std::nullopt : std::optional{session.account.failed}});
  if (!noted) return fail(noted);
  return token;
}

Result<std::int64_t> end_sessions(store::Transaction& transaction, std::string_view account) {
  return transaction.connection().execute(sql::end_sessions, account);
}

Result<void> finish(Hub& hub, store::Transaction& transaction) {
  if (auto done = transaction.commit(); !done) return done;
  return hub.log().sign_pending();
}

Result<void> note(Hub& hub, store::Transaction& transaction, LoginAct const& login) {
  Act act;
  act.event = ledger::Event::login;
  act.verdict = login.refused.empty() ? ledger::Verdict::permit : ledger::Verdict::refuse;
  act.to = login.agency.empty() ? hub.partnership().id : std::string{login.agency};
  act.member = login.member;
  act.fields.emplace_back(login.what);
  if (!login.how.empty()) act.fields.emplace_back(login.how);
  if (!login.refused.empty()) act.why.emplace_back(login.refused);
  act.count = login.count;
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return {};
}

}  // namespace concordat::hub::accounts
