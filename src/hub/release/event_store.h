// SPDX-License-Identifier: Apache-2.0
// Reported violence of a release's sources, as plain columns for counting. Nothing about anybody is read.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "hub/quarters/coverage.h"
#include "hub/release/gate.h"
#include "places/counts.h"
#include "places/events.h"

namespace concordat::hub {

/// What intake writes for a report that its source calls domestic, wherever it was; no kind of place that an agreement could name.
inline constexpr std::string_view said_to_be_private = "private";

/// Whether one of these rules takes its items out of a row of that kind of place. Only the kind of place is kept beside an event: a
/// rule about anything else finds nothing known, and suppresses.
[[nodiscard]] bool takes_out(std::span<agreements::Suppression const> rules, std::string_view place_type);

/// Owns the columns; `category` is the source's place in the list.
class EventStore {
 public:
  /// Reported events of the sources' violent categories that count in the closed quarters of the months first to last. Where a
  /// permit suppresses an item of a row (an assault at home), that row keeps its month and loses its place; without any permit
  /// saying so it is drawn on no map: see on_maps.
  /// REQUIRES: whole quarters.
  [[nodiscard]] static Result<EventStore> read(Hub& hub, std::vector<SourceDecision> const& sources, Coverage const& coverage, Month first, Month last,
                                               std::optional<ChosenPart> const& part = {});
  /// Times by the clock on the wall in Great Britain, in whatever zone the source writes them.
  [[nodiscard]] Result<places::ReportedEvents> reported() const;
  /// By hour of the week, with the nights on which the clocks change.
  [[nodiscard]] Result<places::WeekClock> clock() const;
  /// Reports of that quarter, area by area and then in none of them, of each of so many sources. `area`: where each event lies; below 0: nowhere.
  [[nodiscard]] std::vector<std::int64_t> counts_by_area_and_source(Quarter quarter, std::vector<std::int32_t> const& area, std::size_t areas, std::size_t sources) const;
  /// Those for which `wanted` is not 0. REQUIRES: one number an event.
  [[nodiscard]] EventStore only(std::vector<std::uint8_t> const& wanted) const;
  /// For `only`: 1 for each event of that part of what it was read with: ChosenPart::cells().
  [[nodiscard]] std::vector<std::uint8_t> in_part(std::size_t part) const;
  /// For `only`: 1 for each event of a source whose number in the list is not 0. REQUIRES: one number a source.
  [[nodiscard]] std::vector<std::uint8_t> among(std::vector<std::uint8_t> const& sources) const;
  /// Those that a map may be drawn of, whoever reads it: only those at a kind of place that is known to
  /// be public, and none that its source calls domestic; all of a source that tells no kinds. An agreement cannot loosen it.
  [[nodiscard]] EventStore on_maps() const { return only(on_map_); }
  /// Those of which it is known when they happened: not only the day before somebody arrived for treatment.
  [[nodiscard]] EventStore at_known_times() const;
  /// Those that may be looked at by how near they lie to others or to a place: none that its source calls domestic, by a word or a flag.
  [[nodiscard]] EventStore for_nearness() const { return only(for_nearness_); }
  /// One an event: 1 where all that is known of its time is the day before the arrival.
  [[nodiscard]] std::vector<std::uint8_t> const& before_arrival() const { return before_arrival_; }
  /// Those of one part of what it was read with.
  [[nodiscard]] EventStore of_part(std::size_t part) const;
  /// Those of one source of the list.
  [[nodiscard]] EventStore of_source(std::size_t source) const;
  /// Those that have a spot, each at it and no more where it was reported. REQUIRES: one spot an event, or none for it.
  [[nodiscard]] EventStore standing_at(std::vector<std::optional<places::Point>> const& spots) const;
  [[nodiscard]] std::size_t size() const { return x_.size(); }
  [[nodiscard]] std::vector<double> const& x() const { return x_; }
  [[nodiscard]] std::vector<double> const& y() const { return y_; }
  /// Month::index.
  [[nodiscard]] std::vector<std::int32_t> const& months() const { return month_; }
  /// Whether the means is known, of a source whose agreement covers it (`covers_means`); else never.
  [[nodiscard]] bool has_means(std::size_t event) const { return has_means_[event] != 0; }
  /// The source record of each event.
  [[nodiscard]] std::vector<std::int64_t> const& records() const { return record_; }

 private:
  [[nodiscard]] Result<void> add(Hub& hub, SourceDecision const& source, std::uint16_t number, Coverage const& coverage, Month first, Month last,
                                 std::optional<ChosenPart> const& part);
  std::vector<double> x_;
  std::vector<double> y_;
  std::vector<places::Origin> origin_;
  std::vector<std::int32_t> month_;
  std::vector<std::int64_t> start_;
  std::vector<std::int64_t> utc_start_;
  std::vector<std::int32_t> window_;
  std::vector<std::uint16_t> source_;
  std::vector<std::uint16_t> part_;
  std::vector<std::int64_t> record_;
  std::vector<std::uint8_t> on_map_;
  std::vector<std::uint8_t> has_means_;
  std::vector<std::uint8_t> for_nearness_;
  std::vector<std::uint8_t> before_arrival_;
};

}  // namespace concordat::hub
