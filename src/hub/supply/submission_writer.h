// SPDX-License-Identifier: Apache-2.0
// Writes one submission's rows: source records, events, persons in events, quarantine. All in the caller's transaction;
// sealed values through one batch of the key vault, which is committed first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/personal.h"
#include "hub/hub.h"
#include "hub/place_texts/place_texts.h"
#include "hub/sealed_ids.h"
#include "intake/read/row_source.h"
#include "intake/record/record.h"
#include "store/bulk.h"
#include "store/key_vault.h"
#include "store/transaction.h"

namespace concordat::hub {

/// A row of another submission, and the record of this one that stands for it now.
struct CorrectedRow {
  std::uint64_t row = 0;
  std::int64_t record = 0;
};

class SubmissionWriter {
 public:
  struct Ids {
    std::int64_t submission = 0;
    std::int64_t first_record = 0;
    std::int64_t first_person = 0;
    std::int64_t first_quarantine = 0;
    int feed = 0;
    int agency = 0;
  };
  /// Ids that no row has and no key was ever made for: a program that died between the keys and the rows leaves keys
  /// behind, and expired cells leave erased ones.
  [[nodiscard]] static Result<Ids> next_ids(Hub& hub, Feed const& feed, Agency const& agency);
  [[nodiscard]] static Result<SubmissionWriter> begin(store::Transaction& transaction, store::KeyVault& vault, Ids ids,
                                                      Date quarantine_expires);

  [[nodiscard]] Result<void> record(intake::CleanRecord const& record, std::optional<std::uint64_t> key_hash,
                                    Processing const& processing);
  /// `value` is the raw cell, sealed for its supplier; empty: none is kept. fault.column counts the columns of the file.
  [[nodiscard]] Result<void> fault(intake::RowFault const& fault, intake::RowView const& row, std::string_view field,
                                   std::string_view value);
  /// A row that was set aside, as a whole: `cells` is the JSON list of what goes back to its supplier.
  [[nodiscard]] Result<void> whole_row(std::uint64_t row, std::string_view cells);
  /// Words for a place that nobody has given a meaning yet.
  [[nodiscard]] Result<void> place_text(std::string_view mark, PlaceListener::Waiting const& waiting, Date expires);
  [[nodiscard]] Result<std::vector<std::byte>> seal_file_name(std::string_view name);
  [[nodiscard]] Result<std::vector<std::byte>> seal_mapping(std::string_view text);

  /// After the last row: sends what is gathered.
  [[nodiscard]] Result<void> finish();
  /// Makes earlier records with the same natural keys as these no longer current; how many.
  [[nodiscard]] Result<std::uint64_t> supersede_by_key();
  /// The same for earlier rows without a key, of one period. `whole_files`: a file is of one period, whatever months its
  /// events lie in.
  [[nodiscard]] Result<std::uint64_t> supersede_period(Month period, bool whole_files);
  /// Of a file that corrects `submission`: what an earlier correction made of the same rows is no longer current.
  [[nodiscard]] Result<std::uint64_t> supersede_corrected(std::int64_t submission, std::vector<CorrectedRow> const& rows);
  /// The keys become durable. Call it just before the transaction commits.
  [[nodiscard]] Result<void> commit_keys() { return sealing_.commit(); }

  [[nodiscard]] int key_version() const { return sealing_.key_version(); }
  [[nodiscard]] Ids const& ids() const { return ids_; }
  [[nodiscard]] std::int64_t last_record() const { return next_record_ - 1; }
  [[nodiscard]] std::uint64_t records() const { return static_cast<std::uint64_t>(next_record_ - ids_.first_record); }

 private:
  SubmissionWriter(store::Transaction& transaction, store::SealingBatch sealing, store::Bulk records, store::Bulk events,
                   store::Bulk persons, store::Bulk quarantine, store::Bulk whole_rows, Ids ids, Date quarantine_expires);
  /// Of keys that are there already: the new record stands, the old one stays and says by which it was superseded.
  [[nodiscard]] Result<std::uint64_t> supersede_keys();
  [[nodiscard]] Result<void> event(intake::CleanEvent const& event, std::int64_t id);

  store::Transaction* transaction_;
  store::SealingBatch sealing_;
  store::Bulk records_;
  store::Bulk events_;
  store::Bulk persons_;
  store::Bulk quarantine_;
  store::Bulk whole_rows_;
  Ids ids_;
  std::int64_t next_record_;
  std::int64_t next_person_;
  std::int64_t next_quarantine_;
  std::string quarantine_expires_;
  std::vector<std::pair<std::int64_t, std::int64_t>> keys_;  ///< key hash, record
};

}  // namespace concordat::hub
