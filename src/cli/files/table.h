// SPDX-License-Identifier: Apache-2.0
// A file that a person named, as columns of numbers; whatever is wrong with it is told with its row.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/files/trouble.h"

namespace concordat::cli {

enum class Totals : std::uint8_t { left_out, kept };

class Table {
 public:
  /// CSV, TSV, JSON Lines or GeoJSON (points become the columns longitude and latitude). Rows without anything, totals and
  /// notes are passed over (totals are kept where they are asked for); a row with too few cells is refused.
  [[nodiscard]] static Tried<Table> read(std::string const& path, Totals totals = Totals::left_out);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool has(std::string_view column) const;
  [[nodiscard]] std::vector<std::string> const& columns() const { return columns_; }
  [[nodiscard]] std::uint64_t row(std::size_t index) const { return numbers_[index]; }
  /// Refuse a column that is not there and a cell that is no number; blank: NaN where `blank_may` is set.
  [[nodiscard]] Tried<std::vector<double>> numbers(std::string const& column, bool blank_may = false) const;
  [[nodiscard]] Tried<std::vector<std::int64_t>> whole(std::string const& column) const;
  /// Whole numbers of what was counted in one row, a million at most: what lies above is no count of events in a place, and
  /// the exact tests on it have no end. "table.large-count" names the cell.
  [[nodiscard]] Tried<std::vector<std::int64_t>> counts(std::string const& column) const;
  /// Residents, a thousand million at most: more in one row is a mistyped figure, and sums of such would overflow.
  [[nodiscard]] Tried<std::vector<std::int64_t>> residents(std::string const& column) const;
  [[nodiscard]] Tried<std::vector<std::string_view>> texts(std::string const& column) const;
  /// Takes out the rows whose flag is set; the others keep their numbers.
  void leave_out(std::vector<std::uint8_t> const& rows);
  /// A Problem at a cell of this file.
  [[nodiscard]] FileTrouble at(std::size_t index, std::string const& column, Problem problem) const;

 private:
  [[nodiscard]] Tried<std::vector<std::int64_t>> whole_up_to(std::string const& column, std::int64_t most, Problem const& above) const;

  std::string path_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::uint64_t> numbers_;
};

/// "0,100,200,inf"; nothing where one is no number.
[[nodiscard]] std::optional<std::vector<double>> number_list(std::string_view text);

struct Moment {
  std::int64_t minutes = 0;  ///< since 1970-01-01 00:00, by UTC or by the clock on the wall
  bool utc = false;
  bool day_only = false;
  bool plain_number = false;  ///< a whole number and no date
};
/// "2026-03-28", "2026-03-28T23:15", "2026-03-28 23:15:00+00:00", or a whole number (of days).
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text);

}  // namespace concordat::cli
