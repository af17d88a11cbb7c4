// SPDX-License-Identifier: Apache-2.0
// Data quality of one feed, counted by month and field while its rows go by.
//
// A cell costs one addition at [month slot][field][mark]: no look-up by name, no allocation but once a month.
// Counts only, so two accumulators of the same feed can be added and nothing of a row is kept.
//
// Invariants:
//   1. a month without rows is "no data": it has no completeness, never a completeness of zero.
//   2. every count of a field sums to the rows that were marked for it.
//   3. read = accepted + quarantined + skipped, month by month.
// Thread safety: one thread each; merge() joins them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"

namespace concordat::intake {

/// What became of one cell. The order is that of intake/standardise's Verdict, so that a verdict casts to a
/// mark.
enum class Mark : std::uint8_t { ok, changed, review, invalid, placeholder, missing };
inline constexpr std::size_t mark_count = 6;
[[nodiscard]] FixedText name_of(Mark mark);

/// What became of one row.
enum class Fate : std::uint8_t { accepted, quarantined, skipped };

/// Two parts of a row that cannot both be right.
enum class Clash : std::uint8_t {
  end_before_start,    ///< the window closes before it opens
  area_without_point,  ///< the stated area does not hold the stated point
  outside_the_area,    ///< the point lies in none of the partnership's areas
  received_too_early,  ///< the event lies after the file's arrival
  swapped_pair,        ///< longitude and latitude changed places
  age_and_birth_date,  ///< age and date of birth disagree
};
inline constexpr std::size_t clash_count = 6;
[[nodiscard]] FixedText name_of(Clash clash);

struct FieldCounts {
  std::array<std::uint64_t, mark_count> marks{};

  [[nodiscard]] std::uint64_t of(Mark mark) const { return marks[static_cast<std::size_t>(mark)]; }
  [[nodiscard]] std::uint64_t total() const;
  /// Says something: not empty and no placeholder.
  [[nodiscard]] std::uint64_t present() const;
  /// Usable without a person looking: ok or changed.
  [[nodiscard]] std::uint64_t valid() const;
  /// present / total; nothing where there are no rows.
  [[nodiscard]] std::optional<double> completeness() const;
  /// valid / present; nothing where nothing is present.
  [[nodiscard]] std::optional<double> validity() const;
  bool operator==(FieldCounts const&) const = default;
};

struct MonthCounts {
  std::uint64_t accepted = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t skipped = 0;
  std::uint64_t duplicates = 0;  ///< by the feed's own rule
  std::uint64_t repeats = 0;     ///< repeated rows that the feed's rule allows
  std::uint64_t points = 0;      ///< distinct map points of the month
  std::uint64_t points_new = 0;  ///< of those, never seen before in this feed
  std::uint64_t lags = 0;        ///< how many lags were noted
  std::int64_t lag_days = 0;     ///< their sum
  std::int64_t lag_days_most = 0;
  std::array<std::uint64_t, clash_count> clashes{};
  std::vector<FieldCounts> fields;

  [[nodiscard]] std::uint64_t read() const { return accepted + quarantined + skipped; }
  [[nodiscard]] std::optional<double> mean_lag_days() const;
  bool operator==(MonthCounts const&) const = default;
};

/// Days from the end of the month to the receipt; negative when it came before the month was over.
[[nodiscard]] std::int64_t lag_in_days(Month month, Date received);

class FeedQuality {
 public:
  /// A handle to one month's counters; stays good for the life of the accumulator.
  using Slot = std::uint32_t;
  /// The slot of rows whose month is not known.
  static constexpr Slot undated = 0;

  /// `fields` are ids of the catalogue, in the order of the indices that mark() takes.
  explicit FeedQuality(std::vector<std::string> fields);

  /// Months outside 1900 to 2199 are undated.
  [[nodiscard]] Slot slot(Month month);
  void mark(Slot slot, std::size_t field, Mark mark) {
    ++cells_[(slot * fields_.size() + field) * mark_count + static_cast<std::size_t>(mark)];
  }
  void row(Slot slot, Fate fate);
  void duplicate(Slot slot) { ++months_[slot].duplicates; }
  void repeat(Slot slot) { ++months_[slot].repeats; }
  void clash(Slot slot, Clash clash) { ++months_[slot].clashes[static_cast<std::size_t>(clash)]; }
  void lag(Slot slot, std::int64_t days);
  /// As PointMemory::see says.
  void point(Slot slot, bool first_this_month, bool first_ever);

  [[nodiscard]] std::vector<std::string> const& fields() const { return fields_; }
  /// The months that have rows, in order; the undated rows are not among them.
  [[nodiscard]] std::vector<Month> months() const;
  /// Nothing for a month without rows.
  [[nodiscard]] std::optional<MonthCounts> counts(Month month) const;
  [[nodiscard]] MonthCounts undated_counts() const;
  /// All months and the undated rows together.
  [[nodiscard]] MonthCounts total() const;

  /// Adds another file of the same feed. The other's fields may be in another order or partly others: they
  /// are joined by id. REQUIRES: both asked the same PointMemory.
  void merge(FeedQuality const& other);

  /// The same without any field: what a supplier shows that publishes its rows and no more.
  [[nodiscard]] FeedQuality rows_only() const;

  /// What another agency may see of it: no month with fewer than eight rows, every count to the nearest five, no points.
  [[nodiscard]] FeedQuality for_others() const;

  [[nodiscard]] Json to_json() const;
  [[nodiscard]] static Result<FeedQuality> from_json(Json const& json);

 private:
  [[nodiscard]] MonthCounts read_slot(Slot slot) const;
  void add_to(Slot slot, MonthCounts const& counts, std::span<std::size_t const> places);

  std::vector<std::string> fields_;
  std::vector<std::uint16_t> slot_of_month_;
  std::vector<Month> month_of_slot_;
  std::vector<MonthCounts> months_;   // without their fields, which lie in cells_
  std::vector<std::uint64_t> cells_;  // slot x field x mark
};

}  // namespace concordat::intake
