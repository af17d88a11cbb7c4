// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/reports.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "intake/standardise/value.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql files =
    "SELECT number, first_record, last_record FROM submission WHERE feed = ? AND number <= ? AND state = 'accepted' AND first_record IS NOT NULL ORDER BY number";
// One that a later submission put another in the place of was current then.
constexpr store::Sql reports =
    "SELECT id, category, month, starts, minutes, utc_offset, easting, northing, place_type, method, time_precision, age_band FROM event WHERE id BETWEEN ? AND ? "
    "AND month BETWEEN ? AND ? AND (is_current = 1 OR ended_by > ?) AND discovered = 0 ORDER BY id";

}  // namespace sql

namespace {

StoredReport report_in(store::Row const& row) {
  StoredReport report;
  report.record = row.integer(0);
  report.category = row.text(1);
  report.month = Month{row.small(2)};
  if (!row.is_null(3)) {
    report.starts = row.integer(3);
    report.minutes = row.small(4);
    report.utc_offset = row.small(5);
  }
  if (!row.is_null(6)) report.place = {row.number(6), row.number(7)};
  report.place_type = row.is_null(8) ? std::string_view{} : row.text(8);
  report.method = row.is_null(9) ? std::string_view{} : row.text(9);
  report.age_band = row.is_null(11) ? std::string_view{} : row.text(11);
  report.before_arrival = report.starts && row.small(10) == static_cast<int>(intake::Precision::unknown);
  return report;
}

void mark(crypto::Sha256& hash, std::int64_t id, StoredReport const& report, bool with_method, std::string& line) {
  line.clear();
  auto const starts = report.starts.value_or(-1);
  auto const place = report.place.value_or(std::pair{-1.0, -1.0});
  fmt::format_to(std::back_inserter(line), "{} {} {} {} {} {:.0f} {:.0f} {} {}\n", id, report.month.index, starts, report.minutes, report.utc_offset, place.first,
                 place.second, report.category, report.place_type);
  // These two only where they are so: quarters that were closed before there was such a report keep their fingerprint.
  if (report.before_arrival) line += "before arrival\n";
  if (!report.age_band.empty()) fmt::format_to(std::back_inserter(line), "of ages {}\n", report.age_band);
  if (with_method) fmt::format_to(std::back_inserter(line), "{}\n", report.method);
  hash.update(line);
}

}  // namespace

Result<std::map<Quarter, Print>> prints_of(store::Connection& connection, int feed, std::int64_t last_submission, std::map<Quarter, std::string> const& salts,
                                           std::function<void(StoredReport const&)> const& visit) {
  std::map<Quarter, Print> prints;
  if (salts.empty()) return prints;
  std::vector<std::array<std::int64_t, 3>> files;
  auto read = connection.query(sql::files, [&](store::Row const& row) { files.push_back({row.integer(0), row.integer(1), row.integer(2)}); }, feed, last_submission);
  if (!read) return fail(read);
  std::map<Quarter, crypto::Sha256> hashes;
  for (auto const& [quarter, salt] : salts) hashes[quarter].update(salt);
  auto const first = salts.begin()->first.first_month();
  auto const last = Month{salts.rbegin()->first.next().first_month().index - 1};
  std::string line;
  for (auto const& [number, from, to] : files) {
    auto rows = connection.query(
        sql::reports,
        [&](store::Row const& row) {
          auto const report = report_in(row);
          auto const hash = hashes.find(Quarter::of(report.month));
          if (hash == hashes.end()) return;
          mark(hash->second, row.integer(0), report, salts.at(hash->first).starts_with(salt_with_method), line);
          prints[hash->first].files.insert(number);
          if (visit) visit(report);
        },
        from, to, first.index, last.index, last_submission);
    if (!rows) return fail(rows);
  }
  for (auto& [quarter, hash] : hashes) prints[quarter].fingerprint = crypto::to_hex(hash.finish());
  return prints;
}

std::string text_of(std::vector<std::int64_t> const& files) {
  std::string text = ",";
  for (auto const number : files) text += std::to_string(number) + ",";
  return text;
}

std::vector<std::int64_t> files_in(std::string_view text) {
  std::vector<std::int64_t> files;
  for (auto const part : text::split(text, ',')) {
    if (auto const number = text::parse_integer(part)) files.push_back(*number);
  }
  return files;
}

}  // namespace concordat::hub
