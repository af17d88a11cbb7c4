// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/monitor.h"

#include <algorithm>
#include <optional>

#include "hub/act.h"
#include "hub/agreements/agreements_desk.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql open_stops = "SELECT id, version FROM agreement_stop WHERE running_at IS NULL";
constexpr store::Sql stop =
    "INSERT INTO agreement_stop (id, version, number, why, stopped_at, stopped_index) VALUES (?, ?, (SELECT count(*) + 1 FROM "
    "agreement_stop WHERE id = ? AND version = ?), ?, ?, ?)";
constexpr store::Sql run_again = "UPDATE agreement_stop SET running_at = ?, running_index = ? WHERE id = ? AND version = ? AND running_at IS NULL";
constexpr store::Sql activated = "SELECT DISTINCT id, version FROM agreement_change WHERE state = 'active' OR step = 'adopt'";
constexpr store::Sql releases = "SELECT id, agreement_refs FROM release ORDER BY id";
constexpr store::Sql stop_release =
    "INSERT INTO release_stop (release, agreement, stopped_at) VALUES (?, ?, ?) ON CONFLICT (release, agreement) DO NOTHING";
constexpr store::Sql free_releases = "DELETE FROM release_stop WHERE agreement = ?";
constexpr store::Sql stopped_releases = "SELECT DISTINCT release FROM release_stop";

}  // namespace sql

namespace {

std::string reference_of(store::Row const& row) { return row.string(0) + "@" + std::to_string(row.integer(1)); }

Result<std::set<std::string>> references(store::Connection& connection, store::Sql which) {
  std::set<std::string> all;
  auto const read = connection.query(which, [&](store::Row const& row) { all.insert(reference_of(row)); });
  if (!read) return fail(read);
  return all;
}

/// "isa.northshire.ed@1" of "isa.northshire.ed@1#figures"
std::string_view agreement_of(std::string_view rule) { return rule.substr(0, rule.find('#')); }

Result<std::vector<std::string>> releases_under(store::Connection& connection, std::string_view reference) {
  std::vector<std::string> all;
  auto const read = connection.query(sql::releases, [&](store::Row const& row) {
    auto const rules = Json::parse(row.text(1));
    // What a release rests on must be known for it to go on.
    bool const rests = !rules || std::ranges::any_of(rules->array(), [&](Json const& rule) { return agreement_of(rule.string()) == reference; });
    if (rests) all.push_back(row.string(0));
  });
  if (!read) return fail(read);
  return all;
}

class Monitor {
 public:
  /// `only`: one agreement, empty: all. `under`: the leaf of the change that caused it; none: each gets one of its own.
  Monitor(Hub& hub, store::Transaction& transaction, Date today, std::string_view only, std::optional<std::uint64_t> under)
      : hub_{hub}, transaction_{transaction}, connection_{transaction.connection()}, today_{today}, only_{only}, under_{under} {}
  Result<StopReport> run();

 private:
  Result<void> stop(agreements::Agreement const& agreement, agreements::Standing standing);
  Result<void> let_run(agreements::Agreement const& agreement);
  Result<std::uint64_t> leaf(agreements::Agreement const& agreement, FixedText what, std::string why, std::uint64_t releases);

  Hub& hub_;
  store::Transaction& transaction_;
  store::Connection& connection_;
  Date today_;
  std::string_view only_;
  std::optional<std::uint64_t> under_;
  StopReport report_ = {};
};

Result<std::uint64_t> Monitor::leaf(agreements::Agreement const& agreement, FixedText what, std::string why, std::uint64_t releases) {
  if (under_) return *under_;
  Act act;
  act.event = ledger::Event::agreement;
  act.to = hub_.partnership().id;
  act.agreement = agreement.reference();
  act.fields = {std::string{what.view()}};
  act.count = releases;
  if (!why.empty()) act.why = {std::move(why)};
  auto const receipt = record(hub_, transaction_, std::move(act));
  if (!receipt) return fail(receipt);
  return receipt->index();
}

Result<void> Monitor::stop(agreements::Agreement const& agreement, agreements::Standing standing) {
  auto const reference = agreement.reference();
  auto const releases = releases_under(connection_, reference);
  if (!releases) return fail(releases);
  std::string const why{agreements::name_of(standing).view()};
  auto const index = leaf(agreement, "stopped", why, releases->size());
  if (!index) return fail(index);
  auto const now = format_instant(hub_.clock().now());
  auto const& id = agreement.id.text;
  auto const put = connection_.execute(sql::stop, id, agreement.version, id, agreement.version, why, now, static_cast<std::int64_t>(*index));
  if (!put) return fail(put);
  for (auto const& release : *releases) {
    if (auto marked = connection_.execute(sql::stop_release, release, reference, now); !marked) return fail(marked);
  }
  report_.stopped.push_back({reference, why, releases->size()});
  return {};
}

Result<void> Monitor::let_run(agreements::Agreement const& agreement) {
  auto const reference = agreement.reference();
  auto const index = leaf(agreement, "running-again", {}, 0);
  if (!index) return fail(index);
  auto const set = connection_.execute(sql::run_again, format_instant(hub_.clock().now()), static_cast<std::int64_t>(*index), agreement.id.text, agreement.version);
  if (!set) return fail(set);
  if (auto freed = connection_.execute(sql::free_releases, reference); !freed) return fail(freed);
  report_.running_again.push_back(reference);
  return {};
}

Result<StopReport> Monitor::run() {
  auto const held = held_agreements(hub_, connection_, today_);
  if (!held) return fail(held);
  auto const stopped = references(connection_, sql::open_stops);
  if (!stopped) return fail(stopped);
  auto const activated = references(connection_, sql::activated);
  if (!activated) return fail(activated);
  for (auto const& one : held->agreements) {
    if (!only_.empty() && one->agreement.id.text != only_) continue;
    auto const reference = one->agreement.reference();
    auto const standing = held->standing_of(*one, today_);
    bool const runs = standing == agreements::Standing::in_force;
    bool const is_stopped = stopped->contains(reference);
    // What never ran has nothing to stop.
    bool const ran = activated->contains(reference) && one->agreement.from <= today_;
    if (runs == !is_stopped || (!runs && !ran)) continue;
    auto const done = runs ? let_run(one->agreement) : stop(one->agreement, standing);
    if (!done) return fail(done);
  }
  return std::move(report_);
}

}  // namespace

Result<StopReport> mark_stops(Hub& hub, store::Transaction& transaction, Date today, std::string_view id, std::uint64_t ledger_index) {
  return Monitor{hub, transaction, today, id, ledger_index}.run();
}

Result<StopReport> stop_check(Hub& hub) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto turn = take_turn(hub.database()); !turn) return fail(turn);
  auto const today = hub.today(*transaction);
  if (!today) return fail(today);
  auto report = Monitor{hub, *transaction, *today, {}, {}}.run();
  if (!report) return report;
  if (auto done = transaction->commit(); !done) return fail(done);
  if (report->empty()) return report;
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return report;
}

Result<std::set<std::string>> stopped_agreements(store::Connection& connection) { return references(connection, sql::open_stops); }

Result<std::set<std::string>> stopped_releases(store::Connection& connection) {
  std::set<std::string> all;
  auto const read = connection.query(sql::stopped_releases, [&](store::Row const& row) { all.insert(row.string(0)); });
  if (!read) return fail(read);
  return all;
}

}  // namespace concordat::hub
