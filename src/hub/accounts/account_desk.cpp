// SPDX-License-Identifier: Apache-2.0
#include "hub/accounts/account_desk.h"

#include <algorithm>
#include <set>

#include "base/id.h"
#include "hub/accounts/account_rows.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql all_accounts = "SELECT id FROM account ORDER BY login";
// An update that changes nothing takes the row: changes of one agency's accounts follow one another.
constexpr store::Sql take_agency = "UPDATE agency SET name = name WHERE id = ?";
constexpr store::Sql put_account =
    "INSERT INTO account (id, login, agency, state, demo, code_step, failed, created_at, renewed_on, vetted_until) VALUES (?, ?, ?, "
    "'active', 0, 0, 0, ?, ?, ?)";
constexpr store::Sql put_membership =
    "INSERT INTO account_member (account, member) VALUES (?, ?) ON CONFLICT (account, member) DO NOTHING";
constexpr store::Sql drop_membership = "DELETE FROM account_member WHERE account = ? AND member = ?";
constexpr store::Sql set_state = "UPDATE account SET state = ? WHERE id = ?";
constexpr store::Sql forget_secrets =
    "UPDATE account SET password_hash = NULL, code_sealed = NULL, failed = 0, renewed_on = ? WHERE id = ?";
constexpr store::Sql forget_links = "DELETE FROM sign_in_link WHERE account = ?";
constexpr store::Sql set_vetted_until = "UPDATE account SET vetted_until = ? WHERE id = ?";
constexpr store::Sql end_sessions_as = "DELETE FROM session WHERE account = ? AND member = ?";
constexpr store::Sql accounts_in = "SELECT DISTINCT m.account FROM account_member m JOIN member p ON p.id = m.member WHERE p.agency = ?";

}  // namespace sql

namespace {

constexpr std::size_t shortest_login = 3;
constexpr std::size_t longest_login = 64;
constexpr std::string_view administrator = "administrator";
constexpr std::string_view demo_prefix = "demo.";

tl::unexpected<Problem> no_such_account() {
  return fail(Fault::not_found, "account.not-found", "Your agency has no such account.", "Look at the list of accounts again.");
}

tl::unexpected<Problem> no_such_member() {
  return fail(Fault::not_found, "member.unknown", "Your agency has no such active member.", "The partnership file lists the members.");
}

bool is_login(std::string_view login) {
  auto const plain = [](char one) { return (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9'); };
  return login.size() >= shortest_login && login.size() <= longest_login && plain(login.front()) && !login.starts_with(demo_prefix) &&
         std::all_of(login.begin(), login.end(), [&](char one) { return plain(one) || one == '.' || one == '-' || one == '_'; });
}

bool administers(Membership const& membership) {
  return std::find(membership.roles.begin(), membership.roles.end(), administrator) != membership.roles.end();
}

/// Where this account can act as an administrator today.
Result<std::set<std::string>> administered(Hub& hub, accounts::AccountRow const& account, Date today) {
  std::set<std::string> agencies;
  bool const can_sign_in = account.password_hash.has_value() || (account.demo && hub.partnership().synthetic);
  if (!can_sign_in || !accounts::check_standing(account, today)) return agencies;
  auto const all = accounts::memberships(hub, account.id);
  if (!all) return fail(all);
  for (auto const& one : *all) {
    if (administers(one)) agencies.insert(one.agency);
  }
  return agencies;
}

Result<bool> has_administrator(Hub& hub, std::string const& agency, Date today) {
  std::vector<std::string> ids;
  auto read = hub.database().query(sql::accounts_in, [&](store::Row const& row) { ids.push_back(row.string(0)); }, agency);
  if (!read) return fail(read);
  for (auto const& id : ids) {
    auto const account = accounts::account_with_id(hub, id);
    if (!account) return fail(account);
    if (!*account) continue;
    auto const where = administered(hub, **account, today);
    if (!where) return fail(where);
    if (where->contains(agency)) return true;
  }
  return false;
}

}  // namespace

/// One change of one account: transaction, lock, leaf.
class AccountDesk::Change {
 public:
  /// "account.step-up-needed"; "account.not-found" where the desk may not know the account.
  [[nodiscard]] static Result<Change> begin(AccountDesk& desk, std::string_view id);
  /// For a new account of this agency.
  [[nodiscard]] static Result<Change> begin_new(AccountDesk& desk, std::string const& agency);

  [[nodiscard]] store::Transaction& transaction() { return transaction_; }
  [[nodiscard]] store::Connection& connection() { return transaction_.connection(); }
  [[nodiscard]] accounts::AccountRow const& account() const { return account_; }
  [[nodiscard]] Date today() const { return today_; }
  [[nodiscard]] Result<void> only_of_own_agency() const;
  /// Fails where an agency that this account administered has no administrator any more.
  [[nodiscard]] Result<void> leave_an_administrator();
  [[nodiscard]] Result<void> finish(std::string_view what, Membership const& membership = {});
  void name(std::string id) { account_.id = std::move(id); }

 private:
  Change(AccountDesk& desk, store::Transaction transaction, Date today)
      : desk_{&desk}, transaction_{std::move(transaction)}, today_{today} {}
  [[nodiscard]] static Result<Change> open(AccountDesk& desk);
  AccountDesk* desk_;
  store::Transaction transaction_;
  Date today_;
  accounts::AccountRow account_;
  std::set<std::string> administered_;
};

Result<AccountDesk::Change> AccountDesk::Change::open(AccountDesk& desk) {
  if (!desk.stepped_up_) {
    return fail(Fault::refused, "account.step-up-needed", "Changing accounts needs your password and a code once more.",
                "Give them and try again.");
  }
  auto transaction = store::Transaction::write(desk.hub_.database());
  if (!transaction) return fail(transaction);
  auto const today = desk.hub_.today(*transaction);
  if (!today) return fail(today);
  return Change{desk, std::move(*transaction), *today};
}

Result<AccountDesk::Change> AccountDesk::Change::begin_new(AccountDesk& desk, std::string const& agency) {
  auto change = open(desk);
  if (!change) return change;
  change->account_.agency = agency;
  if (auto done = change->connection().execute(sql::take_agency, agency); !done) return fail(done);
  return change;
}

Result<AccountDesk::Change> AccountDesk::Change::begin(AccountDesk& desk, std::string_view id) {
  auto change = open(desk);
  if (!change) return change;
  auto const first = accounts::account_with_id(desk.hub_, id);
  if (!first) return fail(first);
  if (!*first) return no_such_account();
  auto const all = accounts::memberships(desk.hub_, id);
  if (!all) return fail(all);
  bool const known = desk.is_own((*first)->agency) ||
                     std::any_of(all->begin(), all->end(), [&](Membership const& one) { return desk.is_own(one.agency); });
  if (!known) return no_such_account();
  std::set<std::string> agencies{(*first)->agency};
  for (auto const& one : *all) agencies.insert(one.agency);
  for (auto const& agency : agencies) {  // in the order of their names, so that two changes never wait for each other
    if (auto done = change->connection().execute(sql::take_agency, agency); !done) return fail(done);
  }
  auto account = accounts::account_with_id(desk.hub_, id);
  if (!account) return fail(account);
  if (!*account) return no_such_account();
  change->account_ = std::move(**account);
  auto where = administered(desk.hub_, change->account_, change->today_);
  if (!where) return fail(where);
  change->administered_ = std::move(*where);
  return change;
}

Result<void> AccountDesk::Change::only_of_own_agency() const {
  if (desk_->is_own(account_.agency)) return {};
  return fail(Fault::refused, "account.of-another-agency", "Another agency looks after this account.",
              "Remove its membership in your agency, or ask that agency's administrator.");
}

Result<void> AccountDesk::Change::leave_an_administrator() {
  for (auto const& agency : administered_) {
    auto const there = has_administrator(desk_->hub_, agency, today_);
    if (!there) return fail(there);
    if (!*there) {
      return fail(Fault::refused, "account.last-administrator", "The agency would have no administrator any more.",
                  "Set up another administrator's account first.");
    }
  }
  return {};
}

Result<void> AccountDesk::Change::finish(std::string_view what, Membership const& membership) {
  auto& hub = desk_->hub_;
  Act act;
  act.event = ledger::Event::admin;
  act.to = desk_->agency_.empty() ? account_.agency : desk_->agency_;
  act.member = desk_->member_;
  act.fields = {"account", std::string{what}};
  if (desk_->agency_.empty()) act.fields.emplace_back("at-the-machine");
  act.detail.set("account", account_.id);
  if (!membership.member.empty()) act.detail.set("member", hub.actor(membership.agency, membership.member));
  if (auto receipt = record(hub, transaction_, std::move(act)); !receipt) return fail(receipt);
  return accounts::finish(hub, transaction_);
}

Result<AccountDesk> AccountDesk::of(Hub& hub, SignedIn const& who) {
  if (!allowed(Right::manage_accounts_own_agency, who.roles)) {
    return fail(Fault::refused, "account.not-administrator", "You are not an administrator of your agency.",
                "Ask your agency's administrator.");
  }
  AccountDesk desk{hub};
  desk.agency_ = who.agency;
  desk.account_ = who.account;
  desk.member_ = who.member;
  desk.stepped_up_ = may(who, Right::manage_accounts_own_agency) == May::yes;
  return desk;
}

AccountDesk AccountDesk::at_the_machine(Hub& hub) { return AccountDesk{hub}; }

Result<Member> AccountDesk::own_member(std::string_view id) {
  auto member = hub_.member(id);
  if (!member) return fail(member);
  if (!*member || !(*member)->active || !is_own((*member)->agency)) return no_such_member();
  return std::move(**member);
}

Result<void> AccountDesk::refuse_self(std::string_view id) const {
  if (account_ != id) return {};
  return fail(Fault::refused, "account.self", "This would change what your own account may do.", "Ask another administrator to do it.");
}

Result<std::vector<AccountView>> AccountDesk::list() {
  std::vector<std::string> ids;
  auto read = hub_.database().query(sql::all_accounts, [&](store::Row const& row) { ids.push_back(row.string(0)); });
  if (!read) return fail(read);
  std::vector<AccountView> views;
  for (auto const& id : ids) {
    auto const account = accounts::account_with_id(hub_, id);
    if (!account) return fail(account);
    if (!*account) continue;
    auto all = accounts::memberships(hub_, id);
    if (!all) return fail(all);
    std::erase_if(*all, [&](Membership const& one) { return !is_own(one.agency); });
    if (!is_own((*account)->agency) && all->empty()) continue;
    auto const standing = accounts::check_standing(**account, hub_.clock().today());
    views.push_back({(*account)->id, (*account)->login, (*account)->agency, std::move(*all), (*account)->active, (*account)->demo,
                     (*account)->password_hash.has_value() && !(*account)->code_sealed.empty(),
                     standing ? "fine" : std::string{standing.error().code.view()}, (*account)->failed, (*account)->last_used_on,
                     (*account)->vetted_until});
  }
  return views;
}

Result<std::string> AccountDesk::find(std::string_view login) {
  auto const all = list();
  if (!all) return fail(all);
  auto const found = std::find_if(all->begin(), all->end(), [&](AccountView const& one) { return one.login == login; });
  if (found == all->end()) return no_such_account();
  return found->id;
}

Result<AddedAccount> AccountDesk::add(NewAccount const& account) {
  if (!is_login(account.login)) {
    return fail(Fault::malformed, "account.login-malformed", "This cannot be a login name.",
                "Take 3 to 64 small letters, digits, dots, hyphens; name a post, such as analyst.csp, and not a person.");
  }
  auto const member = own_member(account.member);
  if (!member) return fail(member);
  auto change = Change::begin_new(*this, member->agency);
  if (!change) return fail(change);
  auto const taken = accounts::account_with_login(hub_, account.login);
  if (!taken) return fail(taken);
  if (*taken) {
    return fail(Fault::conflict, "account.login-taken", "This login name is taken.", "Take another one.");
  }
  auto const now = hub_.clock().now();
  auto id = uuid7(now, hub_.chance());
  auto const until = account.vetted_until ? std::optional{format_date(*account.vetted_until)} : std::nullopt;
  auto put = change->connection().execute(sql::put_account, id, account.login, member->agency, format_instant(now),
                                          format_date(change->today()), until);
  if (!put) return fail(put);
  if (auto done = change->connection().execute(sql::put_membership, id, member->id); !done) return fail(done);
  auto link = accounts::put_link(hub_, change->transaction(), {id, {}, accounts::for_set_up, set_up_link_lasts});
  if (!link) return fail(link);
  change->name(id);
  if (auto done = change->finish("add", {member->id, member->agency, {}}); !done) return fail(done);
  return AddedAccount{std::move(id), std::move(*link)};
}

Result<void> AccountDesk::disable(std::string_view id) {
  auto change = Change::begin(*this, id);
  if (!change) return fail(change);
  if (auto own = change->only_of_own_agency(); !own) return own;
  if (auto done = change->connection().execute(sql::set_state, "disabled", id); !done) return fail(done);
  if (auto left = change->leave_an_administrator(); !left) return left;
  if (auto ended = accounts::end_sessions(change->transaction(), id); !ended) return fail(ended);
  if (auto done = change->connection().execute(sql::forget_links, id); !done) return fail(done);
  return change->finish("disable");
}

Result<void> AccountDesk::enable(std::string_view id) {
  auto change = Change::begin(*this, id);
  if (!change) return fail(change);
  if (auto own = change->only_of_own_agency(); !own) return own;
  if (auto done = change->connection().execute(sql::set_state, "active", id); !done) return fail(done);
  return change->finish("enable");
}

Result<Token> AccountDesk::reset(std::string_view id) {
  auto change = Change::begin(*this, id);
  if (!change) return fail(change);
  if (auto own = change->only_of_own_agency(); !own) return fail(own);
  if (auto other = refuse_self(id); !other) return fail(other);
  if (auto done = change->connection().execute(sql::forget_secrets, format_date(change->today()), id); !done) return fail(done);
  if (auto ended = accounts::end_sessions(change->transaction(), id); !ended) return fail(ended);
  if (auto done = change->connection().execute(sql::forget_links, id); !done) return fail(done);
  auto link = accounts::put_link(hub_, change->transaction(), {id, {}, accounts::for_set_up, set_up_link_lasts});
  if (!link) return fail(link);
  if (auto done = change->finish("reset"); !done) return fail(done);
  return link;
}

Result<void> AccountDesk::grant(std::string_view id, std::string_view member_id) {
  auto const member = own_member(member_id);
  if (!member) return fail(member);
  auto change = Change::begin(*this, id);
  if (!change) return fail(change);
  if (auto own = change->only_of_own_agency(); !own) return own;
  if (auto other = refuse_self(id); !other) return other;
  if (auto done = change->connection().execute(sql::put_membership, id, member->id); !done) return fail(done);
  return change->finish("grant", {member->id, member->agency, {}});
}

Result<void> AccountDesk::remove(std::string_view id, std::string_view member_id) {
  auto const member = own_member(member_id);
  if (!member) return fail(member);
  auto change = Change::begin(*this, id);
  if (!change) return fail(change);
  auto const touched = change->connection().execute(sql::drop_membership, id, member->id);
  if (!touched) return fail(touched);
  if (*touched == 0) return no_such_member();
  if (auto left = change->leave_an_administrator(); !left) return left;
  if (auto done = change->connection().execute(sql::end_sessions_as, id, member->id); !done) return fail(done);
  return change->finish("remove", {member->id, member->agency, {}});
}

Result<void> AccountDesk::set_vetted_until(std::string_view id, std::optional<Date> until) {
  auto change = Change::begin(*this, id);
  if (!change) return fail(change);
  if (auto own = change->only_of_own_agency(); !own) return own;
  if (auto other = refuse_self(id); !other) return other;
  auto const text = until ? std::optional{format_date(*until)} : std::nullopt;
  if (auto done = change->connection().execute(sql::set_vetted_until, text, id); !done) return fail(done);
  if (auto left = change->leave_an_administrator(); !left) return left;
  return change->finish("vetting");
}

}  // namespace concordat::hub
