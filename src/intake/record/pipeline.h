// SPDX-License-Identifier: Apache-2.0
// Raw row in, clean record or faults out.
//
//   RecordPipeline pipeline{profile, mapping, catalogue, options, quality};
//   switch (pipeline.take(row)) { case Fate::accepted: use(pipeline.record()); ... }
//   the faults of the row, accepted or not, are pipeline.faults()
//
// Invariants: take() counts the row in `quality` with exactly one fate, except for rows of data whose fate the caller
// settles (repeats): those it gives back as accepted and the caller counts. Nothing is allocated per row once buffers
// have grown. Thread safety: one thread.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "catalogue/catalogue.h"
#include "intake/map/mapping.h"
#include "intake/map/profile.h"
#include "intake/quality/point_memory.h"
#include "intake/quality/quality.h"
#include "intake/read/row_source.h"
#include "intake/record/prescribed.h"
#include "intake/record/record.h"
#include "intake/record/usable.h"
#include "intake/standardise/projection.h"

namespace concordat::intake {

/// What the areas of the partnership say about a point; both are indexes, -1 for none.
struct AreaAnswer {
  std::int32_t of_point = -1;
  std::int32_t of_code = -1;
};
/// Empty where the caller knows no areas (a private check).
/// Where a place told in words is; nothing where it cannot be told. The words go no further.
using MatchPlace = std::function<std::optional<CleanPlace>(std::string_view text)>;
using AskAreas = std::function<AreaAnswer(CleanPlace const& place, std::string_view code)>;

struct PipelineOptions {
  Instant received{};
  AskAreas ask_areas = {};
  MatchPlace match_place = {};
};

/// A word that no list knows, of a column whose words must mean something.
struct UnknownWord {
  FieldIndex field = 0;
  std::string_view word;  ///< as the supplier wrote it; valid until the next take
};

class RecordPipeline {
 public:
  /// REQUIRES: all outlive the pipeline; profile, mapping and catalogue belong together.
  RecordPipeline(Profile const& profile, Mapping const& mapping, catalogue::Catalogue const& catalogue,
                 PipelineOptions options, FeedQuality& quality, PointMemory& points);
  ~RecordPipeline();
  RecordPipeline(RecordPipeline const&) = delete;
  RecordPipeline& operator=(RecordPipeline const&) = delete;

  enum class Outcome : std::uint8_t { accepted, quarantined };
  /// REQUIRES: a row of kind data.
  [[nodiscard]] Outcome take(RowView const& row);

  /// Of the last row, where it was accepted. Valid until the next take.
  [[nodiscard]] CleanRecord const& record() const;
  [[nodiscard]] std::span<RowFault const> faults() const;
  /// Of the last row.
  void unknown_words(std::vector<UnknownWord>& out) const;
  /// The month the last row belongs to, where it is known.
  [[nodiscard]] std::optional<Month> month() const;
  /// The month the last row was delivered for: an assault of the last night of a month comes with the next month's file.
  [[nodiscard]] std::optional<Month> period() const;
  /// Counters of the row's own month.
  [[nodiscard]] FeedQuality::Slot slot() const;

  /// What the file told so far of the return that it makes, item by item; empty where the profile makes none.
  [[nodiscard]] std::vector<ItemAnswer> return_answers() const;
  /// The counts behind these answers, to be added up with those of other files; nothing where the profile makes none.
  [[nodiscard]] std::optional<Json> return_counts() const;

  /// Of how many accepted rows so far the time, the place and the method can be used. Rows that the caller takes back are in it.
  [[nodiscard]] std::vector<UsableShare> usable_shares() const;

  /// Fields of the open columns, in the order of CleanRecord::open_data.
  [[nodiscard]] std::vector<std::string> open_columns() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::intake
