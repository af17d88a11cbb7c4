// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/settled.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "crypto/hash.h"
#include "hub/act.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql settled_filter = "SELECT fingerprint FROM quarter_filter WHERE quarter = ? AND way = ?";
constexpr store::Sql settle_filter = "INSERT INTO quarter_filter (quarter, way, fingerprint, ledger_index) VALUES (?, ?, ?, ?)";
constexpr store::Sql all_settled = "SELECT quarter, way, fingerprint, ledger_index FROM quarter_filter ORDER BY quarter, way";
constexpr store::Sql ways_of_quarter = "SELECT way FROM quarter_filter WHERE quarter = ? ORDER BY way";

}  // namespace sql

namespace {

/// Whatever order a database has for words.
void in_order(std::vector<SettledWay>& ways) {
  std::ranges::sort(ways, {}, [](SettledWay const& one) { return std::pair{one.quarter.index, std::string_view{one.way}}; });
}

}  // namespace

std::string settled_text(std::span<SettledWay const> ways) {
  Json list{Json::Array{}};
  for (auto const& one : ways) list.push(Json{}.set("quarter", format_quarter(one.quarter)).set("way", one.way).set("fingerprint", one.fingerprint));
  return list.canonical();
}

Result<std::vector<std::string>> ways_of(store::Connection& connection, Quarter quarter) {
  std::vector<std::string> ways;
  auto read = connection.query(sql::ways_of_quarter, [&](store::Row const& row) { ways.push_back(row.string(0)); }, quarter.index);
  if (!read) return fail(read);
  return ways;
}

Result<std::map<std::uint64_t, std::vector<SettledWay>>> settled_ways(store::Connection& connection) {
  std::map<std::uint64_t, std::vector<SettledWay>> all;
  auto read = connection.query(sql::all_settled, [&](store::Row const& row) { all[static_cast<std::uint64_t>(row.integer(3))].push_back({Quarter{row.small(0)}, row.string(1), row.string(2)}); });
  if (!read) return fail(read);
  for (auto& [index, ways] : all) in_order(ways);
  return all;
}

Result<bool> settle_ways(Hub& hub, store::Transaction& transaction, std::span<WayToSettle const> ways, std::span<Quarter const> quarters, std::uint64_t index) {
  auto& connection = transaction.connection();
  std::vector<SettledWay> fresh;
  Act act;
  act.fields = {"filter-settled"};
  for (auto const& [way, fingerprint] : ways) {
    auto const before = fresh.size();
    for (auto const quarter : quarters) {
      auto const settled = connection.query_one(sql::settled_filter, [](store::Row const& row) { return row.string(0); }, quarter.index, way);
      if (!settled) return fail(settled);
      if (*settled && **settled != fingerprint) {
        return fail(Fault::refused, "release.filter-changed",
                    "Parts of these quarters were given out by another definition of the filter: the same reports taken apart in two ways could be subtracted from each other.",
                    "Put definitions/filters.yaml back as it was for these quarters; a new definition counts from a quarter of which no part was given out yet.");
      }
      if (!*settled) fresh.push_back({quarter, way, fingerprint});
    }
    if (fresh.size() > before) act.fields.push_back(way);
  }
  if (fresh.empty()) return false;
  in_order(fresh);
  for (auto const& one : fresh) {
    auto done = connection.execute(sql::settle_filter, one.quarter.index, one.way, one.fingerprint, index);
    if (!done) return fail(done);
  }
  act.event = ledger::Event::admin;
  act.to = hub.partnership().id;
  act.count = fresh.size();
  act.bundle = crypto::sha256(settled_text(fresh));
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return true;
}

}  // namespace concordat::hub
