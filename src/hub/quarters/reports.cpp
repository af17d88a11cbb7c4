// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/reports.h"

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql files =
    "SELECT first_record, last_record FROM submission WHERE feed = ? AND number <= ? AND state = 'accepted' AND period_to >= ? AND "
    "period_from <= ? AND first_record IS NOT NULL ORDER BY number";
// One that a later submission put another in the place of was current then.
constexpr store::Sql reports =
    "SELECT id, category, month, starts, minutes, utc_offset, easting, northing, place_type FROM event WHERE id BETWEEN ? AND ? "
    "AND month BETWEEN ? AND ? AND (is_current = 1 OR ended_by > ?) AND discovered = 0 ORDER BY id";

}  // namespace sql

namespace {

StoredReport report_in(store::Row const& row) {
  StoredReport report;
  report.category = row.text(1);
  report.month = Month{row.small(2)};
  if (!row.is_null(3)) {
    report.starts = row.integer(3);
    report.minutes = row.small(4);
    report.utc_offset = row.small(5);
  }
  if (!row.is_null(6)) report.place = {row.number(6), row.number(7)};
  report.place_type = row.is_null(8) ? std::string_view{} : row.text(8);
  return report;
}

void mark(crypto::Sha256& hash, std::int64_t id, StoredReport const& report, std::string& line) {
  line.clear();
  auto const starts = report.starts.value_or(-1);
  auto const place = report.place.value_or(std::pair{-1.0, -1.0});
  fmt::format_to(std::back_inserter(line), "{} {} {} {} {} {:.0f} {:.0f} {} {}\n", id, report.month.index, starts, report.minutes, report.utc_offset, place.first,
                 place.second, report.category, report.place_type);
  hash.update(line);
}

}  // namespace

Result<std::vector<std::pair<std::int64_t, std::int64_t>>> files_of(store::Connection& connection, int feed, std::int64_t last_submission, Quarter first,
                                                                    Quarter last) {
  std::vector<std::pair<std::int64_t, std::int64_t>> files;
  auto read = connection.query(sql::files, [&](store::Row const& row) { files.emplace_back(row.integer(0), row.integer(1)); }, feed, last_submission,
                               first.first_month().index, last.next().first_month().index - 1);
  if (!read) return fail(read);
  return files;
}

Result<std::map<Quarter, std::string>> fingerprints_of(store::Connection& connection, int feed, std::int64_t last_submission, Quarter first, Quarter last,
                                                       std::function<void(StoredReport const&)> const& visit) {
  auto const files = files_of(connection, feed, last_submission, first, last);
  if (!files) return fail(files);
  std::map<Quarter, crypto::Sha256> hashes;
  for (auto quarter = first; quarter <= last; quarter = quarter.next()) hashes[quarter];
  std::string line;
  for (auto const& [from, to] : *files) {
    auto rows = connection.query(
        sql::reports,
        [&](store::Row const& row) {
          auto const report = report_in(row);
          mark(hashes.at(Quarter::of(report.month)), row.integer(0), report, line);
          if (visit) visit(report);
        },
        from, to, first.first_month().index, last.next().first_month().index - 1, last_submission);
    if (!rows) return fail(rows);
  }
  std::map<Quarter, std::string> prints;
  for (auto& [quarter, hash] : hashes) prints.emplace(quarter, crypto::to_hex(hash.finish()));
  return prints;
}

}  // namespace concordat::hub
