// SPDX-License-Identifier: Apache-2.0
// Links that sign in or set up once.
#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "hub/accounts/account_rows.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql demo_account =
    "SELECT a.id FROM account a JOIN account_member m ON m.account = a.id WHERE m.member = ? AND a.demo = 1 ORDER BY a.id";
constexpr store::Sql put_demo_account =
    "INSERT INTO account (id, login, agency, state, demo, code_step, failed, created_at, renewed_on) VALUES (?, ?, ?, 'active', 1, "
    "0, 0, ?, ?)";
constexpr store::Sql put_membership = "INSERT INTO account_member (account, member) VALUES (?, ?)";

}  // namespace sql

namespace {

Result<void> only_synthetic(Hub const& hub) {
  if (hub.partnership().synthetic) return {};
  return fail(Fault::refused, "accounts.links-only-synthetic", "Links that sign in are for made-up partnerships only.",
              "Make an account: 'concordat account add' prints a link that sets a password.");
}

/// The id of the member's account for demonstrations, made where there is none.
Result<std::string> demo_account(Hub& hub, store::Transaction& transaction, Member const& member, Date today) {
  auto& connection = transaction.connection();
  auto found = connection.query_one(sql::demo_account, [](store::Row const& row) { return row.string(0); }, member.id);
  if (!found) return fail(found);
  if (*found) return **found;
  auto const now = hub.clock().now();
  auto id = uuid7(now, hub.chance());
  auto done = connection.execute(sql::put_demo_account, id, "demo." + text::ascii_lower(member.id), member.agency,
                                 format_instant(now), format_date(today));
  if (!done) return fail(done);
  if (auto put = connection.execute(sql::put_membership, id, member.id); !put) return fail(put);
  return id;
}

/// The first use of a link of this purpose; whoever comes second gets "link.over".
Result<accounts::LinkRow> take_link(Hub& hub, store::Transaction& transaction, std::string_view token, std::string_view purpose) {
  auto link = accounts::link_with_token(hub, token);
  if (!link) return fail(link);
  if (!*link || (*link)->purpose != purpose) return accounts::link_over();
  auto const used = accounts::use_up(hub, transaction, **link);
  if (!used) return fail(used);
  if (!*used) return accounts::link_over();
  return std::move(**link);
}

}  // namespace

Result<Token> make_sign_in_link(Hub& hub, std::string_view member_id, std::chrono::seconds lasts) {
  if (auto fine = only_synthetic(hub); !fine) return fail(fine);
  auto const member = hub.member(member_id);
  if (!member) return fail(member);
  if (!*member || !(*member)->active) {
    return fail(Fault::not_found, "member.unknown", "The partnership has no such active member.",
                "The partnership file lists the members.");
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const today = hub.today(*transaction);
  if (!today) return fail(today);
  auto const account = demo_account(hub, *transaction, **member, *today);
  if (!account) return fail(account);
  auto token = accounts::put_link(hub, *transaction, {*account, (*member)->id, accounts::for_demo, lasts});
  if (!token) return fail(token);
  Act act;
  act.event = ledger::Event::admin;
  act.to = (*member)->agency;
  act.fields = {"account", "demo-link"};
  act.detail.set("account", *account).set("member", hub.actor((*member)->agency, (*member)->id));
  if (auto receipt = record(hub, *transaction, std::move(act)); !receipt) return fail(receipt);
  if (auto done = accounts::finish(hub, *transaction); !done) return fail(done);
  return token;
}

Result<LinkView> Accounts::look_at_link(std::string_view token) {
  auto const link = accounts::link_with_token(hub_, token);
  if (!link) return fail(link);
  if (!*link || ((*link)->purpose != accounts::for_demo && (*link)->purpose != accounts::for_set_up)) return accounts::link_over();
  auto const account = accounts::account_with_id(hub_, (*link)->account);
  if (!account) return fail(account);
  if (!*account) return accounts::link_over();
  return LinkView{(*account)->login, (*link)->purpose == accounts::for_demo};
}

Result<Token> Accounts::sign_in_by_link(std::string_view token) {
  if (auto fine = only_synthetic(hub_); !fine) return fail(fine);
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const link = take_link(hub_, *transaction, token, accounts::for_demo);
  if (!link) return fail(link);
  auto const account = accounts::account_with_id(hub_, link->account);
  if (!account) return fail(account);
  auto const today = hub_.today(*transaction);
  if (!today) return fail(today);
  if (!*account) return accounts::link_over();
  if (auto fine = accounts::check_standing(**account, *today); !fine) return fail(fine);
  auto const all = accounts::memberships(hub_, link->account);
  if (!all) return fail(all);
  auto const as = std::find_if(all->begin(), all->end(), [&](Membership const& one) { return one.member == link->member; });
  if (as == all->end()) return accounts::link_over();
  auto session = accounts::open_session(hub_, *transaction, {**account, *as, true, false, "link"});
  if (!session) return fail(session);
  if (auto done = accounts::finish(hub_, *transaction); !done) return fail(done);
  return session;
}

}  // namespace concordat::hub
