// SPDX-License-Identifier: Apache-2.0
#include "hub/submissions.h"

#include "hub/act.h"
#include "hub/processing_desk.h"
#include "hub/sealed_ids.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql newest =
    "SELECT number, id, received_at, state, version, profile, period_from, period_to, rows_read, rows_accepted, "
    "rows_quarantined, rows_skipped, seconds, delete_on, file_name_sealed, key_version FROM submission WHERE feed = ? "
    "ORDER BY number DESC LIMIT ?";

}  // namespace sql

namespace {

struct SealedName {
  std::int64_t submission = 0;
  int key_version = 0;
  store::Bytes bytes;
};

std::optional<Month> month_of(store::Row const& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{Month{row.small(column)}};
}

std::uint64_t count_of(store::Row const& row, int column) { return static_cast<std::uint64_t>(row.integer(column)); }

SubmissionRow read_row(store::Row const& row) {
  SubmissionRow one;
  one.id = row.string(1);
  one.received_at = row.string(2);
  one.state = row.string(3);
  one.version = row.small(4);
  one.profile = row.string(5);
  one.period_from = month_of(row, 6);
  one.period_to = month_of(row, 7);
  one.read = count_of(row, 8);
  one.accepted = count_of(row, 9);
  one.quarantined = count_of(row, 10);
  one.skipped = count_of(row, 11);
  one.seconds = row.number(12);
  if (!row.is_null(13)) one.delete_on = row.string(13);
  return one;
}

}  // namespace

Result<std::vector<SubmissionRow>> submissions_of(Hub& hub, Feed const& feed, Member const& member) {
  std::vector<SubmissionRow> all;
  std::vector<SealedName> names;
  auto read = hub.database().query(sql::newest,
                                   [&](store::Row const& row) {
                                     all.push_back(read_row(row));
                                     names.push_back({row.integer(0), row.is_null(15) ? 0 : row.small(15),
                                                      row.is_null(14) ? store::Bytes{} : row.bytes(14)});
                                   },
                                   feed.number, static_cast<std::int64_t>(most_submissions_shown));
  if (!read) return fail(read);
  Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"submissions", feed.id};
  if (auto done = record_alone(hub, std::move(act)); !done) return fail(done);
  auto const* agency = hub.agency(feed.agency);
  if (!member.active || member.agency != feed.agency || agency == nullptr) return all;
  auto const processing = ProcessingDesk::open();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (names[i].bytes.empty()) continue;
    auto const opened = hub.vault().open_identity(
        {file_name_key(names[i].submission), agency->number, names[i].key_version}, names[i].bytes);
    if (opened) all[i].file = opened->reveal(processing);
  }
  return all;
}

}  // namespace concordat::hub
