// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "hub/act.h"
#include "hub/release/release.h"
#include "hub/release/suppliers.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql stored_list =
    "SELECT id, number, table_name, period, purpose, created_at, leaf_index FROM release WHERE recipient = ? ORDER BY number DESC";

}  // namespace sql

std::vector<std::string> suppliers_of(Granted const& granted) {
  std::set<std::string> agencies;
  for (auto const& source : granted.sources) agencies.insert(source.feed->agency);
  return {agencies.begin(), agencies.end()};
}

std::vector<sharing::DataUse> uses_of_release(Granted const& granted, GateRequest const& asked, std::string const& release) {
  std::vector<sharing::DataUse> uses;
  for (auto const& source : granted.sources) {
    if (source.feed->agency == granted.recipient.id) continue;  // figures of its own data are no use by another
    sharing::DataUse use{{}, {}, "release", release, source.feed->agency, source.discloser, granted.recipient.id, asked.member, asked.purpose, "aggregate", {}, {}, false, 0};
    std::set<std::string> rules;
    for (auto const& permit : source.permits) use.fields.push_back(permit.field);
    for (auto const& permit : source.permits) rules.insert(permit.rule);
    use.rules.assign(rules.begin(), rules.end());
    uses.push_back(std::move(use));
  }
  return uses;
}

Result<std::vector<StoredRelease>> stored_releases(Hub& hub, Member const& member) {
  std::vector<StoredRelease> all;
  auto read = hub.database().query(sql::stored_list,
                                   [&](store::Row const& row) {
                                     all.push_back({row.string(0), row.small(1), row.string(2), row.string(3), row.string(4),
                                                    row.string(5), static_cast<std::uint64_t>(row.integer(6))});
                                   },
                                   member.agency);
  if (!read) return fail(read);
  Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"releases"};
  if (auto done = record_alone(hub, std::move(act)); !done) return fail(done);
  return all;
}

}  // namespace concordat::hub
