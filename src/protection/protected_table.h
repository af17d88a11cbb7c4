// SPDX-License-Identifier: Apache-2.0
// A table that may be shown. Only the functions below can make one, so raw counts cannot be rendered by
// mistake.
//
// Invariants: a hidden true value is nowhere in it; totals add up the published cells and nothing else; rates
// come from published counts, and where the count is hidden there is none; labels and notes say what was
// done.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "base/result.h"
#include "places/counts.h"
#include "protection/rule.h"

namespace concordat::protection {

/// Put this in a raw cell the data cannot fill (no hours in month-only data).
inline constexpr double not_available = std::numeric_limits<double>::quiet_NaN();

struct TableLabels {
  std::string title = {};           ///< "Violence by area and quarter"
  std::string row_heading = {};     ///< "Area"
  std::string column_heading = {};  ///< "Quarter"
  std::vector<std::string> rows = {};
  std::vector<std::string> columns = {};
};

/// What goes in: true counts, row by row. Never rendered.
struct RawTable {
  TableLabels labels = {};
  std::vector<double> cells = {};
  /// The same cells without what the reader itself reported, where it is one of several suppliers: they are held against the smallest
  /// group. Empty: the cells are.
  std::vector<double> of_others = {};
  /// One number a cell: hidden where it is not 0, whatever the rule says of the cell by itself. Empty: none is.
  std::vector<std::uint8_t> withheld = {};
};

class ProtectedTable {
 public:
  [[nodiscard]] TableLabels const& labels() const { return labels_; }
  [[nodiscard]] std::size_t rows() const { return labels_.rows.size(); }
  [[nodiscard]] std::size_t columns() const { return labels_.columns.size(); }
  [[nodiscard]] ProtectedCell const& cell(std::size_t row, std::size_t column) const {
    return cells_[row * columns() + column];
  }
  /// Digits after the point in a column: the cell's value is in units of 10^-decimals.
  [[nodiscard]] int decimals(std::size_t column) const { return decimals_[column]; }
  /// False for rates and for counts around key places, which do not add up.
  [[nodiscard]] bool has_totals() const { return !row_totals_.empty(); }
  [[nodiscard]] ProtectedCell const& row_total(std::size_t row) const { return row_totals_[row]; }
  [[nodiscard]] ProtectedCell const& column_total(std::size_t column) const { return column_totals_[column]; }
  [[nodiscard]] ProtectedCell const& grand_total() const { return grand_total_; }
  [[nodiscard]] FixedText method() const { return method_; }
  [[nodiscard]] std::vector<FixedText> const& notes() const { return notes_; }
  /// "*" for hidden, "not available", or the figure: "125", "3.4". No thousands separator.
  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const;
  friend bool operator==(ProtectedTable const& left, ProtectedTable const& right);

 private:
  friend class TableMaker;
  ProtectedTable() = default;
  TableLabels labels_;
  std::vector<ProtectedCell> cells_;
  std::vector<int> decimals_;
  std::vector<ProtectedCell> row_totals_;
  std::vector<ProtectedCell> column_totals_;
  ProtectedCell grand_total_;
  FixedText method_;
  std::vector<FixedText> notes_;
};

/// The words of a cell: "*", "not available" or the figure.
[[nodiscard]] std::string text_of(ProtectedCell const& cell, int decimals = 0);

/// Counts under a rule, with totals of the published cells. Refuses a shape that does not fit its labels,
/// negative and infinite cells.
[[nodiscard]] Result<ProtectedTable> protect_counts(RawTable const& raw, SmallNumberRule const& rule);

/// Convenience: the matrix becomes the raw cells.
[[nodiscard]] Result<ProtectedTable> protect_counts(places::CountMatrix const& counts, TableLabels labels,
                                                    SmallNumberRule const& rule);

/// 7 x 24, Monday first, "not available" throughout where the data give months only.
[[nodiscard]] Result<ProtectedTable> protect_week_clock(places::WeekClock const& clock, std::string title,
                                                        SmallNumberRule const& rule, places::WeekClock const* of_others = nullptr,
                                                        std::vector<std::uint8_t> withheld = {});

/// One row an area: published events, population, rate and 95 % limits, all from the published count.
/// `population` below 1 means "not known": the rate is not available.
[[nodiscard]] Result<ProtectedTable> protect_rates(RawTable const& one_column,
                                                   std::span<std::int64_t const> population, std::int64_t per,
                                                   SmallNumberRule const& rule);

/// Rows: key places in order of their names; those with fewer events than the rule shows (all rings together)
/// are added up in one row without a name. No totals: an event can be near two places.
[[nodiscard]] Result<ProtectedTable> protect_key_places(RawTable const& raw, SmallNumberRule const& rule);

}  // namespace concordat::protection
