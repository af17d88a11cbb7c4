// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/accounts/door.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql by_token = "SELECT id, account, member, demo, created_at, seen_at, stepped_up_until FROM session WHERE token_hash = ?";
constexpr store::Sql seen = "UPDATE session SET seen_at = ? WHERE id = ?";
constexpr store::Sql end = "DELETE FROM session WHERE id = ?";
constexpr store::Sql of_account = "SELECT id, member, created_at, seen_at, demo FROM session WHERE account = ? ORDER BY created_at, id";
constexpr store::Sql end_own = "DELETE FROM session WHERE id = ? AND account = ?";
constexpr store::Sql step_up =
    "UPDATE session SET token_hash = ?, stepped_up_until = ?, seen_at = ? WHERE id = ? AND token_hash = ?";
constexpr store::Sql act_as =
    "UPDATE session SET token_hash = ?, member = ?, stepped_up_until = NULL, seen_at = ? WHERE id = ? AND token_hash = ?";

}  // namespace sql

namespace {

using namespace std::chrono_literals;

constexpr auto seen_every = 1min;      ///< a session that is used is written down this often and no oftener
constexpr auto clock_may_fall = 1min;  ///< what a clock may be set back by in good faith

struct SessionRow {
  std::string id;
  std::string account;
  std::string member;
  bool demo = false;
  Instant created;
  Instant seen;
  std::optional<Instant> stepped_up_until;
};

SessionRow read_session(store::Row const& row) {
  SessionRow session;
  session.id = row.string(0);
  session.account = row.string(1);
  session.member = row.string(2);
  session.demo = row.flag(3);
  session.created = parse_instant(row.text(4)).value_or(Instant{});
  session.seen = parse_instant(row.text(5)).value_or(Instant{});
  if (!row.is_null(6)) session.stepped_up_until = parse_instant(row.text(6));
  return session;
}

bool is_over(SessionRow const& session, Instant now) {
  // A clock that was set back must not give anybody more time.
  if (now + clock_may_fall < session.seen || now + clock_may_fall < session.created) return true;
  return now - session.seen > session_idle || now - session.created >= session_longest;
}

std::string csrf_of(Hub const& hub, std::string_view token) {
  return crypto::to_base64url(crypto::hmac_sha256(hub.account_key("csrf"), crypto::bytes_of(token)));
}

tl::unexpected<Problem> session_over() {
  return fail(Fault::refused, "session.over", "You are not signed in any more.", "Sign in again.");
}

/// Nothing where account, standing or membership are no longer there.
Result<std::optional<SignedIn>> as_of_now(Hub& hub, SessionRow const& session) {
  auto account = accounts::account_with_id(hub, session.account);
  if (!account) return fail(account);
  if (!*account || !accounts::check_standing(**account, hub.clock().today())) return std::optional<SignedIn>{};
  if (session.demo && !hub.partnership().synthetic) return std::optional<SignedIn>{};
  auto all = accounts::memberships(hub, session.account);
  if (!all) return fail(all);
  SignedIn who;
  who.session = session.id;
  who.account = session.account;
  who.login = (*account)->login;
  who.demo = session.demo;
  who.created = session.created;
  who.expires = session.created + session_longest;
  if (session.stepped_up_until && *session.stepped_up_until > hub.clock().now()) who.stepped_up_until = session.stepped_up_until;
  for (auto& one : *all) {
    if (one.member != session.member) {
      who.others.push_back(std::move(one));
      continue;
    }
    who.member = one.member;
    who.agency = one.agency;
    who.roles = std::move(one.roles);
  }
  if (who.member.empty()) return std::optional<SignedIn>{};
  return std::optional{std::move(who)};
}

}  // namespace

May may(SignedIn const& who, Right right) {
  if (!allowed(right, who.roles)) return May::no;
  return needs_step_up(right) && !who.stepped_up_until ? May::step_up : May::yes;
}

bool csrf_fits(SignedIn const& who, std::string_view sent) {
  return crypto::equal_in_constant_time(crypto::bytes_of(who.csrf), crypto::bytes_of(sent));
}

Result<std::optional<SignedIn>> Accounts::session(std::string_view token) {
  auto const found = hub_.database().query_one(sql::by_token, read_session, accounts::hash_of(token));
  if (!found) return fail(found);
  if (!*found) return std::optional<SignedIn>{};
  auto const now = hub_.clock().now();
  auto who = is_over(**found, now) ? Result<std::optional<SignedIn>>{} : as_of_now(hub_, **found);
  if (!who) return fail(who);
  if (!*who) {
    // Gone for good, so that neither a clock that is set back nor a right that is given again revives it.
    if (auto done = hub_.database().execute(sql::end, (*found)->id); !done) return fail(done);
    return std::optional<SignedIn>{};
  }
  if (now - (*found)->seen >= seen_every) {
    auto const done = hub_.database().execute(sql::seen, format_instant(now), (*found)->id);
    // Where another writer holds the database the minute is not counted: the session ends earlier, never later.
    if (!done && done.error().fault != Fault::locked && done.error().fault != Fault::retry) return fail(done);
  }
  (*who)->csrf = csrf_of(hub_, token);
  return who;
}

Result<void> Accounts::sign_out(std::string_view token) {
  auto const who = session(token);
  if (!who) return fail(who);
  if (!*who) return {};
  return end_session(**who, (*who)->session);
}

Result<std::vector<SessionView>> Accounts::own_sessions(SignedIn const& who) {
  std::vector<SessionView> all;
  auto const now = hub_.clock().now();
  auto read = hub_.database().query(
      sql::of_account,
      [&](store::Row const& row) {
        SessionRow session;
        session.created = parse_instant(row.text(2)).value_or(Instant{});
        session.seen = parse_instant(row.text(3)).value_or(Instant{});
        if (is_over(session, now)) return;
        all.push_back({row.string(0), row.string(1), session.created, session.seen, row.text(0) == who.session, row.flag(4)});
      },
      who.account);
  if (!read) return fail(read);
  return all;
}

Result<void> Accounts::end_session(SignedIn const& who, std::string_view id) {
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const touched = transaction->connection().execute(sql::end_own, id, who.account);
  if (!touched) return fail(touched);
  if (*touched == 0) {
    return fail(Fault::not_found, "session.not-found", "You have no such session.", "Look at the list of your sessions again.");
  }
  if (auto done = accounts::note(hub_, *transaction, {.what = "sign-out", .agency = who.agency, .member = who.member}); !done) return done;
  return accounts::finish(hub_, *transaction);
}

Result<void> Accounts::end_all_sessions(SignedIn const& who) {
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const touched = accounts::end_sessions(*transaction, who.account);
  if (!touched) return fail(touched);
  auto done = accounts::note(hub_, *transaction,
                             {.what = "sign-out", .agency = who.agency, .member = who.member, .how = "everywhere",
                              .count = static_cast<std::uint64_t>(*touched)});
  if (!done) return done;
  return accounts::finish(hub_, *transaction);
}

namespace {

/// The token, bound to what it replaces: where the old one is gone already nothing happens.
struct NewToken {
  Token token;
  std::string hash;
};
NewToken replacement(Hub& hub) {
  auto token = accounts::new_token(hub.chance());
  auto hash = accounts::hash_of(token.expose());
  return {std::move(token), std::move(hash)};
}

/// Writes the new token over the old one; the proof was given.
Result<Token> stepped_up(Hub& hub, store::Transaction& transaction, SignedIn const& who, std::string_view old_token) {
  auto fresh = replacement(hub);
  auto const now = hub.clock().now();
  auto const touched = transaction.connection().execute(sql::step_up, fresh.hash, format_instant(now + step_up_lasts), format_instant(now),
                                                        who.session, accounts::hash_of(old_token));
  if (!touched) return fail(touched);
  if (*touched == 0) return session_over();
  auto noted = accounts::note(hub, transaction, {.what = "step-up", .agency = who.agency, .member = who.member, .how = who.demo ? "link" : "password"});
  if (!noted) return fail(noted);
  if (auto done = accounts::finish(hub, transaction); !done) return fail(done);
  return std::move(fresh.token);
}

}  // namespace

Result<Token> Accounts::step_up(std::string_view token, StepUpProof const& proof, std::string_view peer) {
  auto const who = session(token);
  if (!who) return fail(who);
  if (!*who) return session_over();
  auto const account = accounts::account_with_id(hub_, (*who)->account);
  if (!account) return fail(account);
  auto fine = accounts::check_password_of(hub_, cost_, *account, {(*who)->login, proof.password, peer});
  if (!fine) return fail(fine);
  if (auto code = accounts::check_code(hub_, **account, proof.code); !code) return fail(code);
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  return stepped_up(hub_, *transaction, **who, token);
}

Result<Token> Accounts::step_up_by_link(std::string_view token, std::string_view link_token) {
  auto const who = session(token);
  if (!who) return fail(who);
  if (!*who) return session_over();
  if (!hub_.partnership().synthetic) return accounts::link_over();
  auto const link = accounts::link_with_token(hub_, link_token);
  if (!link) return fail(link);
  if (!*link || (*link)->purpose != accounts::for_demo || (*link)->account != (*who)->account) return accounts::link_over();
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const used = accounts::use_up(hub_, *transaction, **link);
  if (!used) return fail(used);
  if (!*used) return accounts::link_over();
  return stepped_up(hub_, *transaction, **who, token);
}

Result<Token> Accounts::switch_member(std::string_view token, std::string_view member) {
  auto const who = session(token);
  if (!who) return fail(who);
  if (!*who) return session_over();
  auto const& others = (*who)->others;
  auto const as = std::find_if(others.begin(), others.end(), [&](Membership const& one) { return one.member == member; });
  if (as == others.end()) {
    return fail(Fault::not_found, "member.not-yours", "You have no such membership.", "Choose one of those that are listed.");
  }
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto fresh = replacement(hub_);
  auto const touched = transaction->connection().execute(sql::act_as, fresh.hash, as->member, format_instant(hub_.clock().now()),
                                                         (*who)->session, accounts::hash_of(token));
  if (!touched) return fail(touched);
  if (*touched == 0) return session_over();
  auto noted = accounts::note(hub_, *transaction, {.what = "switch-member", .agency = as->agency, .member = as->member});
  if (!noted) return fail(noted);
  if (auto done = accounts::finish(hub_, *transaction); !done) return fail(done);
  return std::move(fresh.token);
}

}  // namespace concordat::hub
