// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/submission_writer.h"

#include <algorithm>
#include <limits>

#include "crypto/hash.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql last_submission = "SELECT coalesce(max(number), 0) FROM submission";
constexpr store::Sql last_record = "SELECT coalesce(max(last_record), 0) FROM submission";
constexpr store::Sql last_person = "SELECT coalesce(max(id), 0) FROM person_in_event";
constexpr store::Sql last_quarantine =
    "SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM quarantine UNION ALL SELECT max(id) FROM quarantine_row UNION ALL "
    "SELECT max(id) FROM place_text) AS ids";
constexpr store::Sql keep_place_text =
    "INSERT INTO place_text (id, submission, feed, mark, told_rows, text_sealed, key_version, expires_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

constexpr store::Sql incoming =
    "CREATE TEMP TABLE IF NOT EXISTS incoming_key (key_hash BIGINT NOT NULL, record BIGINT NOT NULL)";
constexpr store::Sql clear_incoming = "DELETE FROM incoming_key";
// The rows of incoming_key lie in the order of their hashes, the order source_key is stored in.
constexpr store::Sql keep_new_keys =
    "INSERT INTO source_key (feed, key_hash, record) SELECT ?, key_hash, record FROM incoming_key WHERE true "
    "ON CONFLICT (feed, key_hash) DO NOTHING";
constexpr store::Sql changed_keys =
    "SELECT i.key_hash, i.record, s.record FROM incoming_key i JOIN source_key s ON s.feed = ? AND s.key_hash = i.key_hash "
    "WHERE s.record <> i.record";
constexpr store::Sql not_current = "UPDATE event SET is_current = 0, ended_by = ? WHERE id = ? AND is_current = 1";
constexpr store::Sql superseded_by = "UPDATE source_record SET superseded_by = ? WHERE id = ?";
constexpr store::Sql superseded_first = "UPDATE source_record SET superseded_by = ? WHERE id = ? AND superseded_by IS NULL";
constexpr store::Sql next_version =
    "UPDATE source_record SET version = 1 + (SELECT o.version FROM source_record o WHERE o.id = ?) WHERE id = ?";
constexpr store::Sql keep_changed_key = "UPDATE source_key SET record = ? WHERE feed = ? AND key_hash = ?";

constexpr store::Sql corrected_before = "SELECT record FROM corrected_row WHERE submission = ? AND row_number = ?";
constexpr store::Sql keep_corrected =
    "INSERT INTO corrected_row (submission, row_number, record) VALUES (?, ?, ?) ON CONFLICT (submission, row_number) DO UPDATE SET "
    "record = excluded.record";
constexpr store::Sql earlier_of_period =
    "SELECT first_record, last_record FROM submission WHERE feed = ? AND number <> ? AND state = 'accepted' AND "
    "period_from <= ? AND period_to >= ? AND first_record IS NOT NULL";
constexpr store::Sql earlier_of_file =
    "SELECT first_record, last_record FROM submission WHERE feed = ? AND number <> ? AND state = 'accepted' AND "
    "period_from = ? AND period_to = ? AND first_record IS NOT NULL";
constexpr store::Sql not_current_by_file =
    "UPDATE event SET is_current = 0, ended_by = ? WHERE id BETWEEN ? AND ? AND is_current = 1 AND EXISTS (SELECT 1 FROM source_record r "
    "WHERE r.id = event.id AND r.key_hash IS NULL)";
constexpr store::Sql not_current_by_period =
    "UPDATE event SET is_current = 0, ended_by = ? WHERE id BETWEEN ? AND ? AND month = ? AND is_current = 1 AND EXISTS (SELECT 1 FROM "
    "source_record r WHERE r.id = event.id AND r.key_hash IS NULL)";

}  // namespace sql

namespace {

Result<std::int64_t> one_more(store::Connection& connection, store::Sql query) {
  auto const last = connection.query_integer(query);
  if (!last) return fail(last);
  return last->value_or(0) + 1;
}

}  // namespace

Result<SubmissionWriter::Ids> SubmissionWriter::next_ids(Hub& hub, Feed const& feed, Agency const& agency) {
  auto& connection = hub.database();
  auto const submission = one_more(connection, sql::last_submission);
  if (!submission) return fail(submission);
  auto const record = one_more(connection, sql::last_record);
  if (!record) return fail(record);
  auto const person = one_more(connection, sql::last_person);
  if (!person) return fail(person);
  auto const quarantine = one_more(connection, sql::last_quarantine);
  if (!quarantine) return fail(quarantine);
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  auto const of_records = hub.vault().used_ids(1, most);
  if (!of_records) return fail(of_records);
  auto const of_cells = hub.vault().used_ids(lowest_quarantine_key, -1);
  if (!of_cells) return fail(of_cells);
  auto const of_names = hub.vault().used_ids(highest_mapping_key + 1, lowest_quarantine_key - 1);
  if (!of_names) return fail(of_names);
  Ids ids{*submission, *record, *person, *quarantine, feed.number, agency.number};
  if (*of_records) ids.first_record = std::max(ids.first_record, (*of_records)->highest + 1);
  if (*of_cells) ids.first_quarantine = std::max(ids.first_quarantine, -(*of_cells)->lowest + 1);
  if (*of_names) ids.submission = std::max(ids.submission, lowest_quarantine_key - (*of_names)->lowest + 1);
  return ids;
}

SubmissionWriter::SubmissionWriter(store::Transaction& transaction, store::SealingBatch sealing, store::Bulk records,
                                   store::Bulk events, store::Bulk persons, store::Bulk quarantine, store::Bulk whole_rows, Ids ids,
                                   Date quarantine_expires)
    : transaction_{&transaction},
      sealing_{std::move(sealing)},
      records_{std::move(records)},
      events_{std::move(events)},
      persons_{std::move(persons)},
      quarantine_{std::move(quarantine)},
      whole_rows_{std::move(whole_rows)},
      ids_{ids},
      next_record_{ids.first_record},
      next_person_{ids.first_person},
      next_quarantine_{ids.first_quarantine},
      quarantine_expires_{format_date(quarantine_expires)} {}

Result<SubmissionWriter> SubmissionWriter::begin(store::Transaction& transaction, store::KeyVault& vault, Ids ids,
                                                 Date quarantine_expires) {
  auto sealing = vault.begin_sealing(ids.agency);
  if (!sealing) return fail(sealing);
  auto records = store::Bulk::into(transaction, "source_record",
                                   {"id", "submission", "sheet", "row_number", "key_hash", "version", "open_data",
                                    "sealed", "key_version"});
  if (!records) return fail(records);
  auto events = store::Bulk::into(
      transaction, "event", {"id", "feed", "category", "month", "starts", "minutes", "utc_offset", "time_precision",
                             "easting", "northing", "place_accuracy", "area_code", "area_vintage", "discovered", "method",
                             "place_type", "age_band", "is_current"});
  if (!events) return fail(events);
  auto persons = store::Bulk::into(transaction, "person_in_event", {"id", "source_record", "event", "role"});
  if (!persons) return fail(persons);
  auto quarantine = store::Bulk::into(transaction, "quarantine", {"id", "submission", "sheet", "row_number",
                                                                  "column_number", "field", "code", "value_sealed",
                                                                  "key_version", "expires_on"});
  if (!quarantine) return fail(quarantine);
  auto whole_rows = store::Bulk::into(transaction, "quarantine_row", {"id", "submission", "row_number", "cells_sealed", "key_version", "expires_on"});
  if (!whole_rows) return fail(whole_rows);
  return SubmissionWriter{transaction,         std::move(*sealing), std::move(*records),    std::move(*events),
                          std::move(*persons), std::move(*quarantine), std::move(*whole_rows), ids, quarantine_expires};
}

Result<void> SubmissionWriter::event(intake::CleanEvent const& event, std::int64_t id) {
  events_.integer(id).integer(ids_.feed).text(event.category).integer(event.month.index);
  events_.maybe_integer(event.starts);
  if (event.starts) {
    events_.integer(event.minutes).integer(event.utc_offset);
  } else {
    events_.null().null();
  }
  events_.integer(static_cast<int>(event.precision));
  if (event.place) {
    events_.integer(event.place->easting).integer(event.place->northing).integer(event.place->accuracy);
  } else {
    events_.null().null().null();
  }
  if (event.area_code.empty()) {
    events_.null().null();
  } else {
    events_.text(event.area_code).integer(event.area_vintage);
  }
  events_.flag(event.discovered);
  if (event.method.empty()) events_.null(); else events_.text(event.method);
  if (event.place_type.empty()) events_.null(); else events_.text(event.place_type);
  if (event.age_band.empty()) events_.null(); else events_.text(event.age_band);
  events_.flag(true);
  return events_.end_row();
}

Result<void> SubmissionWriter::record(intake::CleanRecord const& record, std::optional<std::uint64_t> key_hash,
                                      Processing const& processing) {
  auto const id = next_record_++;
  records_.integer(id).integer(ids_.submission).integer(record.sheet).integer(static_cast<std::int64_t>(record.row));
  if (key_hash) {
    records_.integer(static_cast<std::int64_t>(*key_hash));
    keys_.emplace_back(static_cast<std::int64_t>(*key_hash), id);
  } else {
    records_.null();
  }
  records_.integer(1).text(record.open_data);
  if (record.has_identity) {
    auto const sealed = sealing_.seal(id, record.identity.reveal(processing));
    if (!sealed) return fail(sealed);
    records_.blob(*sealed).integer(sealing_.key_version());
  } else {
    records_.null().null();
  }
  if (auto done = records_.end_row(); !done) return done;
  if (record.event) {
    if (auto done = event(*record.event, id); !done) return done;
  }
  if (record.role.empty()) return {};
  persons_.integer(next_person_++).integer(id);
  persons_.maybe_integer(record.event ? std::optional{id} : std::nullopt).text(record.role);
  return persons_.end_row();
}

Result<void> SubmissionWriter::fault(intake::RowFault const& fault, intake::RowView const& row, std::string_view field,
                                     std::string_view value) {
  auto const id = next_quarantine_++;
  quarantine_.integer(id).integer(ids_.submission).integer(row.sheet).integer(static_cast<std::int64_t>(row.row));
  quarantine_.integer(fault.column).text(field).text(fault.code.view());
  if (value.empty()) {
    quarantine_.null().null();
  } else {
    auto const sealed = sealing_.seal(quarantine_key(id), value);
    if (!sealed) return fail(sealed);
    quarantine_.blob(*sealed).integer(sealing_.key_version());
  }
  quarantine_.text(quarantine_expires_);
  return quarantine_.end_row();
}

Result<void> SubmissionWriter::place_text(std::string_view mark, PlaceListener::Waiting const& waiting, Date expires) {
  auto const id = next_quarantine_++;
  auto const sealed = sealing_.seal(quarantine_key(id), waiting.text);
  if (!sealed) return fail(sealed);
  auto kept = transaction_->connection().execute(sql::keep_place_text, id, ids_.submission, ids_.feed, mark, static_cast<std::int64_t>(waiting.rows), store::ByteView{*sealed},
                                                 sealing_.key_version(), format_date(expires));
  if (!kept) return fail(kept);
  return {};
}

Result<void> SubmissionWriter::whole_row(std::uint64_t row, std::string_view cells) {
  auto const id = next_quarantine_++;
  auto const sealed = sealing_.seal(quarantine_key(id), cells);
  if (!sealed) return fail(sealed);
  whole_rows_.integer(id).integer(ids_.submission).integer(static_cast<std::int64_t>(row)).blob(*sealed).integer(sealing_.key_version());
  whole_rows_.text(quarantine_expires_);
  return whole_rows_.end_row();
}

Result<std::vector<std::byte>> SubmissionWriter::seal_file_name(std::string_view name) {
  auto const sealed = sealing_.seal(file_name_key(ids_.submission), name);
  if (!sealed) return fail(sealed);
  return std::vector<std::byte>(sealed->begin(), sealed->end());
}

Result<std::vector<std::byte>> SubmissionWriter::seal_mapping(std::string_view text) {
  auto const sealed = sealing_.seal(mapping_key(ids_.submission), text);
  if (!sealed) return fail(sealed);
  return std::vector<std::byte>(sealed->begin(), sealed->end());
}

Result<void> SubmissionWriter::finish() {
  for (auto* bulk : {&records_, &events_, &persons_, &quarantine_, &whole_rows_}) {
    auto const written = bulk->finish();
    if (!written) return fail(written);
  }
  return {};
}

Result<std::uint64_t> SubmissionWriter::supersede_period(Month period, bool whole_files) {
  auto& connection = transaction_->connection();
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  auto found = connection.query(whole_files ? sql::earlier_of_file : sql::earlier_of_period,
                                [&](store::Row const& row) { ranges.emplace_back(row.integer(0), row.integer(1)); },
                                ids_.feed, ids_.submission, period.index, period.index);
  if (!found) return fail(found);
  std::uint64_t superseded = 0;
  for (auto const& [first, last] : ranges) {
    auto const done = whole_files ? connection.execute(sql::not_current_by_file, ids_.submission, first, last)
                                  : connection.execute(sql::not_current_by_period, ids_.submission, first, last, period.index);
    if (!done) return fail(done);
    superseded += static_cast<std::uint64_t>(*done);
  }
  return superseded;
}

Result<std::uint64_t> SubmissionWriter::supersede_corrected(std::int64_t submission, std::vector<CorrectedRow> const& rows) {
  auto& connection = transaction_->connection();
  std::uint64_t superseded = 0;
  for (auto const& one : rows) {
    auto const row = static_cast<std::int64_t>(one.row);
    auto const before = connection.query_integer(sql::corrected_before, submission, row);
    if (!before) return fail(before);
    if (*before && **before != one.record) {
      // The same reference has replaced it already; another reference, or none, has not.
      auto const replaced = connection.execute(sql::superseded_first, one.record, **before);
      if (!replaced) return fail(replaced);
      if (auto done = connection.execute(sql::not_current, ids_.submission, **before); !done) return fail(done);
      superseded += static_cast<std::uint64_t>(*replaced);
    }
    if (auto done = connection.execute(sql::keep_corrected, submission, row, one.record); !done) return fail(done);
  }
  return superseded;
}

Result<std::uint64_t> SubmissionWriter::supersede_keys() {
  struct Change {
    std::int64_t key_hash = 0;
    std::int64_t record = 0;
    std::int64_t before = 0;
  };
  auto& connection = transaction_->connection();
  std::vector<Change> changes;
  auto found = connection.query(sql::changed_keys,
                                [&](store::Row const& row) { changes.push_back({row.integer(0), row.integer(1), row.integer(2)}); },
                                ids_.feed);
  if (!found) return fail(found);
  for (auto const& change : changes) {
    if (auto done = connection.execute(sql::next_version, change.before, change.record); !done) return fail(done);
    if (auto done = connection.execute(sql::not_current, ids_.submission, change.before); !done) return fail(done);
    if (auto done = connection.execute(sql::superseded_by, change.record, change.before); !done) return fail(done);
    auto kept = connection.execute(sql::keep_changed_key, change.record, ids_.feed, change.key_hash);
    if (!kept) return fail(kept);
  }
  return changes.size();
}

Result<std::uint64_t> SubmissionWriter::supersede_by_key() {
  if (keys_.empty()) return 0;
  auto& connection = transaction_->connection();
  for (auto const statement : {sql::incoming, sql::clear_incoming}) {
    if (auto done = connection.execute(statement); !done) return fail(done);
  }
  std::sort(keys_.begin(), keys_.end());
  auto bulk = store::Bulk::into(*transaction_, "incoming_key", {"key_hash", "record"});
  if (!bulk) return fail(bulk);
  for (auto const& [hash, record] : keys_) {
    bulk->integer(hash).integer(record);
    if (auto done = bulk->end_row(); !done) return fail(done);
  }
  if (auto done = bulk->finish(); !done) return fail(done);
  auto const fresh = connection.execute(sql::keep_new_keys, ids_.feed);
  if (!fresh) return fail(fresh);
  std::uint64_t superseded = 0;
  // Most files correct nothing, and are done here.
  if (static_cast<std::size_t>(*fresh) < keys_.size()) {
    auto const by_key = supersede_keys();
    if (!by_key) return by_key;
    superseded = *by_key;
  }
  if (auto done = connection.execute(sql::clear_incoming); !done) return fail(done);
  return superseded;
}

}  // namespace concordat::hub
