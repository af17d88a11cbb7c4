// SPDX-License-Identifier: Apache-2.0
// One file on its way in, for submit.cpp (the file as a whole) and submission_rows.cpp (row by row).
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/hash.h"
#include "hub/processing_desk.h"
#include "hub/supply/correction.h"
#include "hub/supply/submission_writer.h"
#include "hub/supply/submit.h"
#include "intake/quality/point_memory.h"
#include "intake/record/pipeline.h"
#include "intake/record/seen_keys.h"

namespace concordat::hub {

/// CPU this process has used so far, in seconds.
[[nodiscard]] double cpu_seconds_of_self();

class Submission {
 public:
  Submission(Hub& hub, SubmitRequest const& request, SubmitSink const& progress)
      : hub_{hub}, request_{request}, progress_{progress}, processing_{ProcessingDesk::open()} {}

  tl::expected<Tally, SubmitFailure> run(intake::FileDescriptor file);

 private:
  Result<void> find_feed();
  Result<bool> seen_before(std::string const& hash);
  /// "submit.erased" for bytes that were here until their time was over.
  Result<void> check_not_erased(std::string const& hash);
  /// The hash a submission is known by: another sheet of one workbook is another submission, and so is a file that is read by
  /// another mapping than before. The ledger has the hash of the file.
  Result<std::string> hash_of_reading(intake::FileDescriptor const& file);
  Result<void> open_table(intake::FileDescriptor const& file);
  tl::expected<void, SubmitFailure> open(intake::FileDescriptor const& file);
  Result<void> take_in(std::string const& hash);
  /// Of a file that corrects another: which one, and which of its rows. "submit.corrects-unknown", "submit.corrects-old".
  Result<void> find_corrected();
  [[nodiscard]] std::optional<std::uint64_t> corrected_row_of(intake::RowView const& row) const;
  Result<void> not_asked_for(SubmissionWriter& writer, intake::RowView const& row);
  Result<void> read_rows(SubmissionWriter& writer, intake::RecordPipeline& pipeline);
  Result<void> data_row(SubmissionWriter& writer, intake::RecordPipeline& pipeline, intake::RowView const& row);
  Result<void> keep_row(SubmissionWriter& writer, intake::RowView const& row);
  Result<void> set_aside(SubmissionWriter& writer, intake::RecordPipeline& pipeline, intake::RowView const& row);
  Result<void> write_faults(SubmissionWriter& writer, intake::RecordPipeline& pipeline, intake::RowView const& row);
  Result<bool> repeated(SubmissionWriter& writer, intake::RecordPipeline& pipeline, intake::RowView const& row,
                        std::optional<std::uint64_t>& key_hash);
  /// "submit.far-fewer-rows" where rows without a key would replace a period that came with many more.
  Result<void> supersede(SubmissionWriter& writer);
  Result<void> report();
  Result<void> hear_places();
  Result<void> keep_place_texts(SubmissionWriter& writer);
  Result<void> restore_points();
  Result<void> write_submission(store::Transaction& transaction, SubmissionWriter& writer, std::string const& hash);
  Result<void> write_leaf(store::Transaction& transaction);
  intake::PipelineOptions pipeline_options();
  void remember_failure(Problem const& problem, std::string const& hash);
  void note(FixedText code, FixedText remedy);

  Hub& hub_;
  SubmitRequest const& request_;
  SubmitSink const& progress_;
  Processing processing_;
  Feed const* feed_ = nullptr;
  Agency const* agency_ = nullptr;
  intake::Profile const* profile_ = nullptr;
  std::optional<intake::Mapping> mapping_;
  std::string mapping_text_;  ///< of the request, or recalled; empty where the profile knows every header
  std::string mapping_name_;
  std::string heading_mark_;
  std::unique_ptr<intake::RowSource> source_;
  std::optional<intake::FeedQuality> quality_;
  std::optional<Json> return_counts_;  ///< where the file makes a prescribed return
  std::unique_ptr<PlaceListener> listener_;  ///< nothing where the partnership names no places
  intake::PointMemory points_;
  intake::SeenKeys keys_;
  intake::SeenKeys keyless_;
  std::map<Month, std::uint64_t> keyless_rows_;  ///< of each period, rows that have no key
  Findings remarks_;                             ///< what a refusal can say beside its Problem
  std::optional<crypto::SymmetricKey> key_key_;
  std::optional<Month> file_period_;
  struct Correction {
    CorrectionColumns columns;
    std::int64_t number = 0;        ///< of the submission that is corrected
    std::set<std::uint64_t> rows;   ///< of it, that were set aside
    std::map<std::uint64_t, std::int64_t> stands = {};               ///< for a row that was corrected before: its record
    std::unordered_map<std::int64_t, std::int64_t> references = {};  ///< key hash to record, of it and of what came after it
    std::int64_t first_record = 0;                              ///< of it
    std::int64_t last_record = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> siblings = {};  ///< ranges of records of other corrections of it
  };
  Result<void> know_references();
  /// What speaks against a corrected row whose reference is there already: it is another row's, or a later file's.
  [[nodiscard]] std::optional<intake::RowFault> reference_fault(std::uint64_t row, std::uint64_t key_hash) const;
  std::optional<Correction> correction_;
  std::vector<std::string_view> unguarded_;
  std::vector<CorrectedRow> corrected_;
  Instant received_{};
  std::string content_hash_;
  std::string delete_on_;  ///< the day on which it is deleted
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  double cpu_before_ = cpu_seconds_of_self();
  Tally tally_;
};

}  // namespace concordat::hub
