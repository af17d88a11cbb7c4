// SPDX-License-Identifier: Apache-2.0
// What is different where a file corrects rows of another (correction.h).
#include "base/text.h"
#include "hub/supply/submission.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql corrected = "SELECT number, period_from, period_to FROM submission WHERE feed = ? AND id = ? AND state = 'accepted'";
constexpr store::Sql later_file =
    "SELECT 1 FROM submission WHERE feed = ? AND state = 'accepted' AND number > ? AND corrects IS NULL AND period_from = ? AND period_to = ?";
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
                               },
                               feed_->number, correction_->columns.submission);
  if (!read) return read;
  if (!number) {
    return fail(Fault::refused, "submit.corrects-unknown", "The file says that it corrects a submission that this feed does not have.",
                "Look whether it is sent to the right feed, and leave the heading with the submission's id as it was.");
  }
  correction_->number = *number;
  if (from && to) {
    auto const later = connection.query_integer(sql::later_file, feed_->number, *number, *from, *to);
    if (!later) return fail(later);
    if (*later) {
      return fail(Fault::refused, "submit.corrects-old", "A later file has taken the place of the one that this file corrects.",
                  "Ask for the rows to correct of the later file.");
    }
  }
  return connection.query(sql::set_aside_rows, [&](store::Row const& row) { correction_->rows.insert(static_cast<std::uint64_t>(row.integer(0))); }, *number);
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

intake::RowView Submission::unguarded(intake::RowView row) {
  unguarded_.clear();
  for (auto const cell : row.cells) unguarded_.push_back(without_guard(cell));
  row.cells = unguarded_;
  return row;
}

}  // namespace concordat::hub
