// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "crypto/hash.h"
#include "hub/supply/submission.h"

namespace concordat::hub {
namespace {

using intake::RowKind;

/// Progress is told each time this many rows have gone by.
constexpr std::uint64_t rows_between_reports = 4096;

FixedText code_of(RowKind kind) {
  switch (kind) {
    case RowKind::preamble: return "row.title";
    case RowKind::blank: return "row.blank";
    case RowKind::totals: return "row.totals";
    case RowKind::note: return "row.note";
    case RowKind::data: break;
  }
  return "row.repeat";
}

FixedText remedy_of_skip(RowKind kind) {
  return kind == RowKind::data ? FixedText{"Nothing to do: the very same row came before in this file."}
                               : FixedText{"Nothing to do: the row holds no record."};
}

}  // namespace

Result<void> Submission::write_faults(SubmissionWriter& writer, intake::RecordPipeline& pipeline,
                                      intake::RowView const& row) {
  for (auto const& fault : pipeline.faults()) {
    note(fault.code, fault.remedy);
    auto const cell = fault.column == 0 || fault.column > row.cells.size() ? std::string_view{} : row.cells[fault.column - 1];
    auto const field = fault.field == intake::RowFault::no_field ? std::string_view{} : std::string_view{hub_.catalogue().fields()[fault.field].id};
    auto const* known = fault.field == intake::RowFault::no_field ? nullptr : &hub_.catalogue().fields()[fault.field];
    // Words for a place stay with a row that is set aside as a whole, for whoever corrects it, and with no other.
    bool const dropped = known != nullptr && (known->storage == catalogue::Storage::dropped || known->standardiser == "place_words");
    auto shown = fault;
    if (shown.column != 0) shown.column += source_->head().first_column - 1;
    if (auto done = writer.fault(shown, row, field, dropped ? std::string_view{} : cell); !done) return done;
  }
  return {};
}

/// The row as a whole, for the file that goes back: no more of it than the hub would have kept.
Result<void> Submission::keep_row(SubmissionWriter& writer, intake::RowView const& row) {
  if (correction_) return {};  // it is kept with the file that it came in
  Json cells{Json::Array{}};
  for (auto const& column : mapping_->columns) {
    if (hub_.catalogue().fields()[column.field].storage == catalogue::Storage::dropped) continue;
    cells.push(column.column < row.cells.size() ? std::string{row.cells[column.column]} : std::string{});
  }
  return writer.whole_row(row.row, cells.canonical());
}

Result<void> Submission::set_aside(SubmissionWriter& writer, intake::RecordPipeline& pipeline, intake::RowView const& row) {
  ++tally_.quarantined;
  quality_->row(pipeline.slot(), intake::Fate::quarantined);
  if (auto done = keep_row(writer, row); !done) return done;
  return write_faults(writer, pipeline, row);
}

Result<bool> Submission::repeated(SubmissionWriter& writer, intake::RecordPipeline& pipeline, intake::RowView const& row,
                                  std::optional<std::uint64_t>& key_hash) {
  std::uint64_t content = 0;
  for (auto const cell : row.cells) content = intake::content_hash(content, cell);
  auto const& record = pipeline.record();
  if (record.key.empty()) {
    if (keyless_.see(content, 0) != intake::KeySight::first) quality_->repeat(pipeline.slot());
    if (auto const period = pipeline.period()) ++keyless_rows_[*period];
    return false;
  }
  key_hash = crypto::blind_index_64(*key_key_, crypto::bytes_of(record.key));
  auto const sight = keys_.see(*key_hash, content);
  if (sight == intake::KeySight::first) return false;
  quality_->duplicate(pipeline.slot());
  if (sight == intake::KeySight::same_again) {
    if (profile_->key.repeat == intake::Repeat::kept) return false;
    ++tally_.skipped;
    quality_->row(pipeline.slot(), intake::Fate::skipped);
    note(code_of(RowKind::data), remedy_of_skip(RowKind::data));
    return true;
  }
  if (profile_->key.clash == intake::KeyClash::kept) {
    key_hash.reset();
    return false;
  }
  ++tally_.quarantined;
  quality_->row(pipeline.slot(), intake::Fate::quarantined);
  intake::RowFault const fault{0, profile_->key.fields.front(), "key.twice",
                               "Two rows of this file have the same reference and say different things: correct one."};
  note(fault.code, fault.remedy);
  if (auto done = keep_row(writer, row); !done) return fail(done);
  if (auto done = writer.fault(fault, row, hub_.catalogue().fields()[fault.field].id, {}); !done) return fail(done);
  return true;
}

Result<void> Submission::data_row(SubmissionWriter& writer, intake::RecordPipeline& pipeline, intake::RowView const& row) {
  auto const corrected = corrected_row_of(row);
  if (correction_ && !corrected) return not_asked_for(writer, row);
  if (listener_ != nullptr) listener_->next_row();
  if (pipeline.take(row) == intake::RecordPipeline::Outcome::quarantined) return set_aside(writer, pipeline, row);
  auto const period = pipeline.period();
  if (profile_->period.one_per_file && period) {
    if (!file_period_) file_period_ = period;
    if (*file_period_ != *period) {
      ++tally_.quarantined;
      quality_->row(pipeline.slot(), intake::Fate::quarantined);
      intake::RowFault const fault{0, intake::RowFault::no_field, "row.other-period",
                                   "The row belongs to another period than the file: send it with that period's file."};
      note(fault.code, fault.remedy);
      if (auto done = keep_row(writer, row); !done) return done;
      return writer.fault(fault, row, {}, {});
    }
  }
  std::optional<std::uint64_t> key_hash;
  auto const again = repeated(writer, pipeline, row, key_hash);
  if (!again) return fail(again);
  if (*again) return {};
  if (auto const fault = corrected && key_hash ? reference_fault(*corrected, *key_hash) : std::nullopt) {
    ++tally_.quarantined;
    quality_->row(pipeline.slot(), intake::Fate::quarantined);
    note(fault->code, fault->remedy);
    return writer.fault(*fault, row, hub_.catalogue().fields()[fault->field].id, {});
  }
  ++tally_.accepted;
  tally_.cell_faults += pipeline.faults().size();
  quality_->row(pipeline.slot(), intake::Fate::accepted);
  if (period) {
    bool const first = tally_.period_from.index == 0;
    tally_.period_from = first ? *period : std::min(tally_.period_from, *period);
    tally_.period_to = first ? *period : std::max(tally_.period_to, *period);
  }
  if (auto done = writer.record(pipeline.record(), key_hash, processing_); !done) return done;
  if (listener_ != nullptr) listener_->row_taken();
  if (corrected) corrected_.push_back({*corrected, writer.last_record()});
  return write_faults(writer, pipeline, row);
}

namespace {

/// Under half, and by more than a handful: a month does shrink when double rows are taken out of it.
bool far_fewer(std::uint64_t now, std::uint64_t before) { return now * 2 < before && before - now > 20; }

}  // namespace

Result<void> Submission::supersede(SubmissionWriter& writer) {
  auto const by_key = writer.supersede_by_key();
  if (!by_key) return fail(by_key);
  tally_.superseded = *by_key;
  if (correction_) {
    // Single rows never stand for their whole month.
    auto const replaced = writer.supersede_corrected(correction_->number, corrected_);
    if (!replaced) return fail(replaced);
    tally_.superseded += *replaced;
    return {};
  }
  for (auto const& [period, rows] : keyless_rows_) {
    auto const replaced = writer.supersede_period(period, profile_->period.one_per_file);
    if (!replaced) return fail(replaced);
    tally_.superseded += *replaced;
    if (request_.replace || !far_fewer(rows, *replaced)) continue;
    remarks_.push_back({Severity::error, "submit.far-fewer-rows", {}, 0, 0,
                        fmt::format("{}: {} rows would replace {}", format_month(period), rows, *replaced), {}});
  }
  if (remarks_.empty()) return {};
  return fail(Fault::refused, "submit.far-fewer-rows", "The file would replace a month of this feed by far fewer rows; nothing was changed.",
              "Look whether it was cut short, or holds rows of another month: a month is sent again in whole. If it is right, "
              "who runs the hub takes it in with 'concordat submit --replace'.");
}

Result<void> Submission::read_rows(SubmissionWriter& writer, intake::RecordPipeline& pipeline) {
  for (;;) {
    auto row = source_->next();
    if (!row) return fail(row);
    if (!*row) return {};
    if (tally_.read++ % rows_between_reports == 0) {
      if (auto done = report(); !done) return done;
    }
    if ((*row)->kind == RowKind::data) {
      if (auto done = data_row(writer, pipeline, correction_ ? without_guards(**row, unguarded_) : **row); !done) return done;
      continue;
    }
    ++tally_.skipped;
    quality_->row(intake::FeedQuality::undated, intake::Fate::skipped);
    note(code_of((*row)->kind), remedy_of_skip((*row)->kind));
  }
}

}  // namespace concordat::hub
