// SPDX-License-Identifier: Apache-2.0
#include "hub/records/records_left.h"

#include "base/json_list.h"
#include "hub/log/entered_log.h"
#include "hub/release/file_proof.h"
#include "hub/release/tables.h"
#include "ledger/leaf.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql records_of_period =
    "SELECT id, leaf_index, period, recipient, purpose, agreement_refs, data_version, method, request_hash FROM release WHERE table_name = 'records' AND period = ? ORDER BY leaf_index";
constexpr store::Sql records_of_entry =
    "SELECT id, leaf_index, period, recipient, purpose, agreement_refs, data_version, method, request_hash FROM release WHERE table_name = 'records' AND leaf_index = ?";

}  // namespace sql

namespace {

RecordsRow read_row(store::Row const& row) {
  return {row.string(0), static_cast<std::uint64_t>(row.integer(1)), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8)};
}

bool is_of_records(ledger::Leaf const& leaf) {
  return leaf.event == ledger::Event::disclose && leaf.verdict == ledger::Verdict::permit && !leaf.fields.empty() && leaf.fields.front() == records_table().id.view();
}

Result<bool> says_the_same(Hub& hub, ledger::Leaf const& leaf, RecordsRow const& row) {
  if (!is_of_records(leaf) || leaf.to != row.recipient || leaf.purpose != row.purpose || list_of(leaf.rules).canonical() != row.rules) return false;
  auto const detail = entered_detail(hub, row.index);
  if (detail && detail->is_object()) {
    if (auto named = hold_feed_of_records(hub, *detail); !named) return fail(named);
  }
  if (detail) return (*detail)["release"].string() == row.id && (*detail)["period"].string() == row.period && (*detail)["data_version"].string() == row.data_version;
  // Years later nobody can tell any more.
  if (detail.error().code.view() == "ledger.opening-erased") return true;
  return fail(detail);
}

}  // namespace

Result<std::vector<RecordsRow>> rows_of_records(store::Connection& connection, std::string const& period) {
  std::vector<RecordsRow> rows;
  auto const read = connection.query(sql::records_of_period, [&](store::Row const& row) { rows.push_back(read_row(row)); }, period);
  if (!read) return fail(read);
  return rows;
}

Result<bool> is_as_entered(Hub& hub, RecordsRow const& row) {
  auto const entry = hub.log().entry(row.index);
  if (!entry) return fail(entry);
  auto const leaf = ledger::read_leaf(*entry);
  if (!leaf) return fail(leaf);
  return says_the_same(hub, *leaf, row);
}

Result<void> hold_records_that_left(Hub& hub) {
  for (auto const& [index, leaf] : EnteredLog::of(hub).of_kind(Entered::released)) {
    if (!is_of_records(leaf)) continue;
    auto const row = hub.database().query_one(sql::records_of_entry, read_row, index);
    if (!row) return fail(row);
    auto const same = *row ? says_the_same(hub, leaf, **row) : Result<bool>{false};
    if (!same) return fail(same);
    if (*same) continue;
    return fail(Fault::integrity, "records.row-missing", "The ledger has an entry of records that left, and the database has no release as that entry has it: whether these left before cannot be told.",
                "Run 'concordat ledger verify', and restore the database from a backup.");
  }
  return {};
}

}  // namespace concordat::hub
