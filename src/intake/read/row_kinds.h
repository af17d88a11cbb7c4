// SPDX-License-Identifier: Apache-2.0
// What a cell and a row look like, before anybody knows what they mean.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/read/row_source.h"

namespace concordat::intake {

using Cells = std::span<std::string_view const>;

/// Nothing but white space and byte-order marks.
[[nodiscard]] bool is_blank(std::string_view cell);
[[nodiscard]] bool is_blank(Cells cells);
[[nodiscard]] std::size_t filled_cells(Cells cells);
/// A number as people write it: "1,204", "£5,960.06", "(12)", "97.7%", "-3".
[[nodiscard]] bool is_number(std::string_view cell);
/// Looks like a value, not like the name of a column: a long number, a decimal, a date, a time. A plain
/// integer of up to four digits may be either: years and single ages head columns.
[[nodiscard]] bool is_value(std::string_view cell);
/// "Total" or "Grand total" in one of the first cells, and numbers beside it.
[[nodiscard]] bool is_totals(Cells cells);
/// A sentence standing alone in the first cell.
[[nodiscard]] bool is_remark(Cells cells);

/// As a column's name: trimmed, white space and line ends made one space, byte-order marks removed.
[[nodiscard]] std::string tidy_name(std::string_view cell);

/// Tells totals and notes below a table from rows of data.
///
/// "Total, 12, 40" in the middle of a table is data; below the last row of data it is a total. So a row that
/// could be either is held back until a row of data follows (then it was data) or the file ends. At most 64
/// rows are held.
class TailWatch {
 public:
  explicit TailWatch(std::size_t columns) : columns_{columns} {}

  /// Whether a row may go out at once as it is; false: give it to hold().
  [[nodiscard]] bool passes(Cells cells) const;
  /// REQUIRES: !passes(cells), or rows are held.
  void hold(std::uint64_t row, Cells cells, std::span<CellRemark const> remarks = {});
  /// Lets a row through that is known for what it is (a title above the header).
  void queue(std::uint64_t row, Cells cells, RowKind kind);
  /// The file has ended: what is held is judged.
  void end();
  /// The next row that is settled, valid until the next call to anything.
  [[nodiscard]] std::optional<RowView> take();
  [[nodiscard]] bool ready() const { return !settled_.empty(); }
  [[nodiscard]] bool holding() const { return !held_.empty(); }
  /// Remembers whether the row that went out last was blank: a remark after a blank row is a note.
  void passed(RowKind kind) { after_gap_ = kind == RowKind::blank; }

 private:
  struct Kept {
    std::uint64_t row = 0;
    RowKind kind = RowKind::data;
    std::vector<std::string> cells = {};
    std::vector<CellRemark> remarks = {};
  };
  void settle(bool ended);

  std::size_t columns_;
  bool after_gap_ = false;
  std::vector<Kept> held_;
  std::deque<Kept> settled_;
  Kept given_;
  std::vector<std::string_view> views_;
};

/// Takes away surplus cells that are all empty, and says whether the row fits the columns.
[[nodiscard]] RowView row_of(std::uint64_t row, Cells cells, RowKind kind, std::size_t columns,
                             std::span<CellRemark const> remarks = {});

}  // namespace concordat::intake
