// SPDX-License-Identifier: Apache-2.0
#include "hub/records/records_left.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/json_list.h"
#include "hub/log.h"
#include "hub/release/file_proof.h"
#include "hub/release/tables.h"
#include "ledger/verify.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql records_of_period =
    "SELECT id, leaf_index, period, recipient, purpose, agreement_refs, data_version, method, request_hash FROM release WHERE table_name = 'records' AND period = ? ORDER BY leaf_index";
constexpr store::Sql records_of_entry =
    "SELECT id, leaf_index, period, recipient, purpose, agreement_refs, data_version, method, request_hash FROM release WHERE table_name = 'records' AND leaf_index = ?";

}  // namespace sql

namespace {

/// Before an entry is read in full: of a big ledger nearly every one is about something else.
constexpr std::string_view disclosed_mark = "\"ev\":\"disclose\"";

RecordsRow read_row(store::Row const& row) {
  return {row.string(0), static_cast<std::uint64_t>(row.integer(1)), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8)};
}

bool is_of_records(ledger::Leaf const& leaf) {
  return leaf.event == ledger::Event::disclose && leaf.verdict == ledger::Verdict::permit && !leaf.fields.empty() && leaf.fields.front() == records_table().id.view();
}

Result<bool> says_the_same(Hub& hub, ledger::Leaf const& leaf, RecordsRow const& row) {
  if (!is_of_records(leaf) || leaf.to != row.recipient || leaf.purpose != row.purpose || list_of(leaf.rules).canonical() != row.rules) return false;
  auto const detail = entered_detail(hub, row.index);
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

void RecordsEntered::take(std::uint64_t index, std::string_view entry) {
  if (entry.find(disclosed_mark) == std::string_view::npos) return;
  auto leaf = ledger::read_leaf(entry);
  if (leaf && is_of_records(*leaf)) entries_.insert_or_assign(index, std::move(*leaf));
}

namespace {

/// Shows every entry that is read of a log, in order.
class ShownLog final : public ledger::LogStorage {
 public:
  using Show = std::function<void(std::uint64_t index, std::string_view entry)>;
  ShownLog(ledger::LogStorage const& log, Show show) : log_{log}, show_{std::move(show)} {}
  [[nodiscard]] Result<std::uint64_t> size() const override { return log_.size(); }
  [[nodiscard]] Result<std::string> tile(ledger::TileId const& id) const override { return log_.tile(id); }
  [[nodiscard]] Result<std::string> entries(ledger::BundleId const& id) const override {
    auto bytes = log_.entries(id);
    if (!bytes) return bytes;
    if (auto const decoded = ledger::decode_bundle(*bytes, id.width)) {
      for (std::size_t at = 0; at < decoded->size(); ++at) show_(id.index * ledger::tile_width + at, (*decoded)[at]);
    }
    return bytes;
  }

 private:
  ledger::LogStorage const& log_;
  Show show_;
};

tl::unexpected<Problem> does_not_hold(ledger::VerifyReport const& report) {
  return tl::unexpected<Problem>{{Fault::integrity, report.code, report.title, "Whether these records left before cannot be told. Run 'concordat ledger verify', and restore the database from a backup.", {}}};
}

}  // namespace

Result<void> RecordsEntered::read(Hub& hub, Watch* watch) {
  auto const size = hub.log().size();
  if (!size) return fail(size);
  // An entry that no signature covers could be another by now.
  if (auto done = hub.log().sign_pending(); !done) return done;
  if (auto covered = hub.log().check_covered(std::max<std::uint64_t>(1, *size) - 1); !covered) return covered;
  auto const note = hub.log().note();
  if (!note) return fail(note);
  auto const key = hub.log().key_of(note->value_or(""));
  if (!key) return fail(key);
  ledger::VerifyOptions options;
  if (watch != nullptr) options.progress = [&](std::uint64_t checked) { return watch->go_on("reading the ledger", std::min(checked, *size), *size); };
  ShownLog const shown{hub.log().storage(), [this](std::uint64_t index, std::string_view entry) { take(index, entry); }};
  auto const report = ledger::verify_log(shown, note->value_or(""), *key, options);
  if (!report && report.error().fault == Fault::cancelled) return tl::unexpected<Problem>{stopped_work()};
  if (!report) return fail(report);
  if (!report->intact()) return does_not_hold(*report);
  read_to_ = report->size;
  return {};
}

Result<void> RecordsEntered::hold_rows(Hub& hub, std::uint64_t end) {
  for (; read_to_ < end; ++read_to_) {
    auto const entry = hub.log().entry(read_to_);
    if (!entry) return fail(entry);
    take(read_to_, *entry);
  }
  for (auto const& [index, leaf] : entries_) {
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
