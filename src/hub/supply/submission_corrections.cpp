// SPDX-License-Identifier: Apache-2.0
// What is different where a file corrects rows of another (correction.h).
#include <algorithm>

#include "base/text.h"
#include "hub/supply/submission.h"

namespace concordat::hub {
namespace sql {

// Rows that a correction leaves wrong are still those of the file it corrects: it is never corrected itself.
constexpr store::Sql corrected =
    "SELECT number, period_from, period_to, first_record, last_record FROM submission WHERE feed = ? AND id = ? AND state = 'accepted' AND corrects IS NULL";
constexpr store::Sql later_month =
    "SELECT 1 FROM submission WHERE feed = ? AND state = 'accepted' AND number > ? AND corrects IS NULL AND period_to >= ? AND period_from <= ?";
constexpr store::Sql references = "SELECT key_hash, record FROM source_key WHERE feed = ? AND record >= ?";
constexpr store::Sql siblings =
    "SELECT first_record, last_record FROM submission WHERE feed = ? AND corrects = ? AND state = 'accepted' AND first_record IS NOT NULL";
constexpr store::Sql stands = "SELECT row_number, record FROM corrected_row WHERE submission = ?";
constexpr store::Sql set_aside_rows = "SELECT row_number FROM quarantine_row WHERE submission = ?";

}  // namespace sql

Result<void> Submission::find_corrected() {
  if (!correction_) return {};
  std::optional<std::int64_t> number;
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> to;
  auto& connection = hub_.database();
  auto read = connection.query(sql::corrected,
                               [&](store::Row const& row) {
                                 number = row.integer(0);
                                 from = row.maybe_integer(1);
                                 to = row.maybe_integer(2);
                                 correction_->first_record = row.maybe_integer(3).value_or(0);
                                 correction_->last_record = row.maybe_integer(4).value_or(-1);
                               },
                               feed_->number, correction_->columns.submission);
  if (!read) return read;
  if (!number) {
    return fail(Fault::refused, "submit.corrects-unknown", "The file says that it corrects a submission that this feed does not have.",
                "Look whether it is sent to the right feed, and leave the heading with the submission's id as it was.");
  }
  correction_->number = *number;
  // Where rows stand for their month, a later file has replaced them; where each has its reference, that decides row by row.
  if (from && to && profile_->key.without == intake::WithoutKey::by_period) {
    auto const later = connection.query_integer(sql::later_month, feed_->number, *number, *from, *to);
    if (!later) return fail(later);
    if (*later) {
      return fail(Fault::refused, "submit.corrects-old", "A later file has taken the place of the one that this file corrects.",
                  "Ask for the rows to correct of the later file.");
    }
  }
  if (auto done = know_references(); !done) return done;
  return connection.query(sql::set_aside_rows, [&](store::Row const& row) { correction_->rows.insert(static_cast<std::uint64_t>(row.integer(0))); }, *number);
}

Result<void> Submission::know_references() {
  auto& correction = *correction_;
  auto& connection = hub_.database();
  auto read = connection.query(sql::stands, [&](store::Row const& row) { correction.stands.emplace(static_cast<std::uint64_t>(row.integer(0)), row.integer(1)); },
                               correction.number);
  if (!read || profile_->key.fields.empty()) return read;
  read = connection.query(sql::siblings, [&](store::Row const& row) { correction.siblings.emplace_back(row.integer(0), row.integer(1)); }, feed_->number,
                          correction.number);
  if (!read) return read;
  return connection.query(sql::references, [&](store::Row const& row) { correction.references.emplace(row.integer(0), row.integer(1)); }, feed_->number,
                          correction.first_record);
}

std::optional<intake::RowFault> Submission::reference_fault(std::uint64_t row, std::uint64_t key_hash) const {
  auto const found = correction_->references.find(static_cast<std::int64_t>(key_hash));
  if (found == correction_->references.end()) return std::nullopt;
  auto const record = found->second;
  auto const before = correction_->stands.find(row);
  if (before != correction_->stands.end() && before->second == record) return std::nullopt;
  auto const within = [record](std::pair<std::int64_t, std::int64_t> const& range) { return range.first <= record && record <= range.second; };
  if (within({correction_->first_record, correction_->last_record}) || std::ranges::any_of(correction_->siblings, within)) {
    return intake::RowFault{0, profile_->key.fields.front(), "key.taken",
                            "Another row of the file that is corrected has this reference and was taken in: correct the reference, or delete this row."};
  }
  return intake::RowFault{0, profile_->key.fields.front(), "correction.newer",
                          "A later file tells of this reference: what it says stands. Delete this row, or correct it there."};
}

std::optional<std::uint64_t> Submission::corrected_row_of(intake::RowView const& row) const {
  if (!correction_ || correction_->columns.row >= row.cells.size()) return std::nullopt;
  auto const number = text::parse_integer(text::trim(row.cells[correction_->columns.row]));
  if (!number || *number < 1 || !correction_->rows.contains(static_cast<std::uint64_t>(*number))) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

Result<void> Submission::not_asked_for(SubmissionWriter& writer, intake::RowView const& row) {
  ++tally_.quarantined;
  quality_->row(intake::FeedQuality::undated, intake::Fate::quarantined);
  intake::RowFault const fault{0, intake::RowFault::no_field, "correction.not-asked",
                               "The row is not one of those that were set aside: send new rows with their own file, and leave the numbers as they were."};
  note(fault.code, fault.remedy);
  if (auto done = keep_row(writer, row); !done) return done;
  return writer.fault(fault, row, {}, {});
}

}  // namespace concordat::hub
