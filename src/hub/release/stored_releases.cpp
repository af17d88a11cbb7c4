// SPDX-License-Identifier: Apache-2.0
#include "hub/act.h"
#include "hub/release/release.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql stored_list =
    "SELECT id, number, table_name, period, purpose, created_at, leaf_index FROM release WHERE recipient = ? ORDER BY number DESC";

}  // namespace sql

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
