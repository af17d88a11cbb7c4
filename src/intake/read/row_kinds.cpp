// SPDX-License-Identifier: Apache-2.0
#include "intake/read/row_kinds.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace concordat::intake {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::size_t most_held = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// "Total", "Grand total:", "TOTALS", "Total Leicestershire".
bool is_totals_label(std::string_view cell) {
  constexpr std::string_view starts = "tgos";
  if (cell.empty() ||
      (cell.front() > ' ' && starts.find(static_cast<char>(cell.front() | 0x20)) == std::string_view::npos)) {
    return false;
  }
  auto label = text::trim(cell);
  while (label.ends_with(':')) label.remove_suffix(1);
  if (label.size() > 60) return false;
  auto const lower = text::ascii_lower(label);
  constexpr std::array<std::string_view, 6> words{"total",         "totals",    "grand total",
                                                  "overall total", "sub total", "subtotal"};
  return std::find(words.begin(), words.end(), lower) != words.end() || lower.starts_with("total ") ||
         lower.starts_with("grand total ");
}

}  // namespace

bool is_blank(std::string_view cell) {
  for (;;) {
    cell = text::trim(cell);
    if (!cell.starts_with(byte_order_mark)) return cell.empty();
    cell.remove_prefix(byte_order_mark.size());
  }
}

bool is_blank(Cells cells) {
  return std::all_of(cells.begin(), cells.end(), [](std::string_view cell) { return is_blank(cell); });
}

std::size_t filled_cells(Cells cells) {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(), [](std::string_view cell) { return !is_blank(cell); }));
}

bool is_number(std::string_view cell) {
  cell = text::trim(cell);
  for (std::string_view const sign : {"\xc2\xa3", "\xe2\x82\xac", "$", "-", "+", "(", "\xc2\xa3", "-"}) {
    if (cell.starts_with(sign)) cell.remove_prefix(sign.size());
  }
  while (!cell.empty() && (cell.ends_with('%') || cell.ends_with(')'))) cell.remove_suffix(1);
  cell = text::trim(cell);
  bool any_digit = false;
  for (char const c : cell) {
    if (is_digit(c)) {
      any_digit = true;
    } else if (c != ',' && c != '.' && c != ' ') {
      return false;
    }
  }
  return any_digit;
}

bool is_value(std::string_view cell) {
  cell = text::trim(cell);
  if (std::any_of(cell.begin(), cell.end(), is_letter)) return false;
  auto const digits = std::count_if(cell.begin(), cell.end(), is_digit);
  if (digits == 0) return false;
  bool const plain = static_cast<std::size_t>(digits) == cell.size();
  return !plain || digits > 4;
}

bool is_totals(Cells cells) {
  auto const label =
      std::find_if(cells.begin(), cells.end(), [](std::string_view cell) { return !is_blank(cell); });
  if (label - cells.begin() > 2 || label == cells.end() || !is_totals_label(*label)) return false;
  bool any_number = false;
  for (auto cell = label + 1; cell != cells.end(); ++cell) {
    if (is_blank(*cell)) continue;
    auto const trimmed = text::trim(*cell);
    bool const withheld = trimmed.size() <= 3 && std::none_of(trimmed.begin(), trimmed.end(), is_digit);
    if (!is_number(trimmed) && !withheld) return false;
    any_number = any_number || is_number(trimmed);
  }
  return any_number;
}

bool is_remark(Cells cells) {
  if (cells.empty() || is_blank(cells.front())) return false;
  if (!is_blank(cells.subspan(1))) return false;
  auto const words = text::trim(cells.front());
  if (words.find(' ') != std::string_view::npos) return !is_value(words);
  return words.starts_with('*') || words.ends_with(':') || words.starts_with("http");
}

std::string tidy_name(std::string_view cell) {
  std::string name;
  while (!cell.empty()) {
    if (cell.starts_with(byte_order_mark)) {
      cell.remove_prefix(byte_order_mark.size());
      continue;
    }
    bool const wide_space = cell.starts_with("\xc2\xa0");
    char const c = wide_space ? ' ' : cell.front();
    cell.remove_prefix(wide_space ? 2 : 1);
    bool const space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!space) {
      name += c;
    } else if (!name.empty() && name.back() != ' ') {
      name += ' ';
    }
  }
  if (name.ends_with(' ')) name.pop_back();
  return name;
}

RowView row_of(std::uint64_t row, Cells cells, RowKind kind, std::size_t columns,
               std::span<CellRemark const> remarks) {
  while (cells.size() > columns && cells.back().empty() &&
         (remarks.empty() || remarks.back().cell + 1 < cells.size())) {
    cells = cells.first(cells.size() - 1);
  }
  return RowView{.row = row,
                 .kind = kind,
                 .cells = cells,
                 .ragged = kind == RowKind::data && cells.size() != columns,
                 .remarks = remarks};
}

bool TailWatch::passes(Cells cells) const {
  if (!held_.empty()) return false;
  // Nearly every row ends here: its first two cells are filled and the first is no word for a total.
  auto const filled = [](std::string_view cell) { return !cell.empty() && cell.front() > ' '; };
  if (cells.size() >= 2 && filled(cells[0]) && filled(cells[1]))
    return !is_totals_label(cells[0]) || !is_totals(cells);
  return !is_totals(cells) && !(columns_ >= 3 && is_remark(cells));
}

void TailWatch::hold(std::uint64_t row, Cells cells, std::span<CellRemark const> remarks) {
  bool const blank = is_blank(cells);
  bool const doubtful = blank || is_totals(cells) || (columns_ >= 3 && is_remark(cells));
  held_.push_back({row, blank ? RowKind::blank : RowKind::data, {cells.begin(), cells.end()}, {remarks.begin(), remarks.end()}});
  if (!doubtful || held_.size() >= most_held) settle(false);
}

void TailWatch::queue(std::uint64_t row, Cells cells, RowKind kind) {
  settled_.push_back({row, kind, {cells.begin(), cells.end()}, {}});
}

void TailWatch::end() {
  settle(true);
}

void TailWatch::settle(bool ended) {
  bool below = after_gap_;  // a blank row, a total or a note came before: what stands alone now is a remark
  for (auto& kept : held_) {
    std::vector<std::string_view> const cells{kept.cells.begin(), kept.cells.end()};
    if (ended && kept.kind != RowKind::blank) {
      if (is_totals(cells)) {
        kept.kind = RowKind::totals;
      } else if (columns_ >= 3 && is_remark(cells) && (below || cells.size() == 1)) {
        kept.kind = RowKind::note;
      }
    }
    below = below || kept.kind != RowKind::data;
    settled_.push_back(std::move(kept));
  }
  after_gap_ = !held_.empty() && settled_.back().kind == RowKind::blank;
  held_.clear();
}

std::optional<RowView> TailWatch::take() {
  if (settled_.empty()) return std::nullopt;
  given_ = std::move(settled_.front());
  settled_.pop_front();
  views_.assign(given_.cells.begin(), given_.cells.end());
  return row_of(given_.row, views_, given_.kind, columns_, given_.remarks);
}

}  // namespace concordat::intake
