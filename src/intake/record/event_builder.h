// SPDX-License-Identifier: Apache-2.0
// Puts the event of a row together from its standardised cells: category, when, where.
#pragma once

#include <optional>
#include <vector>

#include "intake/record/column_plan.h"
#include "intake/record/pipeline.h"

namespace concordat::intake {

class EventBuilder {
 public:
  /// `domestic`: the field that flags domestic abuse, where the catalogue has one. `counts_from_arrival`: as intake/map/arrival.h has it.
  EventBuilder(Profile const& profile, std::vector<ColumnPlan>& plans, std::size_t field_count, MaybeField domestic,
               bool counts_from_arrival, PipelineOptions const& options);

  struct Built {
    std::optional<CleanEvent> event;  ///< none: the profile's rows are no events, or a fault forbids one
    std::optional<Month> month;
    std::optional<Month> period;  ///< that the row was delivered for; the event may lie in an earlier month
    std::vector<Clash> clashes;
  };
  /// Faults that forbid the row are added to `faults` and leave `event` empty.
  void build(Built& built, std::vector<RowFault>& faults);

 private:
  struct When {
    std::optional<std::int64_t> starts;
    std::int32_t minutes = 0;
    std::int16_t utc_offset = 0;
    Precision precision = Precision::unknown;  ///< with a start: the window before an arrival
    std::optional<Month> month;
  };
  [[nodiscard]] ColumnPlan* plan(MaybeField field);
  [[nodiscard]] ColumnPlan* usable(MaybeField field);
  [[nodiscard]] When when(Built& built, std::vector<RowFault>& faults);
  /// By the file's own moment, where it may be used.
  [[nodiscard]] std::optional<When> from_moment();
  /// Whether the moment cannot be: of a spreadsheet's empty cell, or after the arrival of whom it happened to. Says so among the faults.
  [[nodiscard]] bool cannot_be(When const& moment, std::vector<RowFault>& faults);
  [[nodiscard]] std::optional<Month> stated_period();
  [[nodiscard]] Month month_in(ColumnPlan const& plan) const;
  [[nodiscard]] std::optional<When> from_date_and_time();
  /// `untold`: the cells of the moment count as blank, whatever stands in them.
  [[nodiscard]] std::optional<When> before_arrival(bool untold);
  [[nodiscard]] bool is_domestic();
  void close_window(When& when, Built& built);
  [[nodiscard]] std::optional<CleanPlace> place(Built& built, std::vector<RowFault>& faults);
  [[nodiscard]] std::optional<CleanPlace> from_degrees(Built& built, std::vector<RowFault>& faults);
  [[nodiscard]] std::optional<CleanPlace> from_metres(Built& built, std::vector<RowFault>& faults);
  void ask_areas(CleanEvent const& event, Built& built, std::vector<RowFault>& faults);
  [[nodiscard]] bool has_bad_moment();
  [[nodiscard]] CodeRange const* range_of(std::string_view code) const;
  bool categorise(CleanEvent& event, std::vector<RowFault>& faults);

  Profile const& profile_;
  std::vector<ColumnPlan>& plans_;
  std::vector<std::int32_t> plan_of_field_;
  MaybeField domestic_;
  bool counts_from_arrival_;
  PipelineOptions const& options_;
  std::optional<Projector> projector_;
  WordMemo categories_;
  Standardiser datetime_;
  Standardiser month_only_;
  Value moment_;
  std::string joined_;
  Month this_month_;
};

}  // namespace concordat::intake
