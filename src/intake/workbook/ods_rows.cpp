// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/ods_rows.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "intake/read/protocol.h"
#include "intake/workbook/cell_text.h"

namespace concordat::intake {
namespace {

constexpr int sheet_depth = 4;  // document-content, body, spreadsheet, table

/// "3", at least 1; far too large ones are the largest.
std::uint64_t count_in(std::string_view text) {
  constexpr std::uint64_t most = std::uint64_t{1} << 31;
  auto const number = text::parse_integer(text);
  if (!number) return text.empty() ? 1 : most;
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(*number, 1, static_cast<std::int64_t>(most)));
}

bool is_error_text(std::string_view text) {
  constexpr std::array<std::string_view, 7> errors{"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"};
  return std::find(errors.begin(), errors.end(), text) != errors.end() || text.starts_with("Err:");
}

constexpr std::uint64_t most_repeats = 1000;

std::string_view without_midnight(std::string_view date) {
  for (std::string_view const midnight : {"T00:00:00.000000000", "T00:00:00.000", "T00:00:00", "T00:00"}) {
    if (date.ends_with(midnight)) return date.substr(0, date.size() - midnight.size());
  }
  return date;
}

}  // namespace

Result<SheetRow const*> OdsRows::next() {
  if (to_give_ > 0 && --to_give_ > 0 && !passing_) {
    ++row_.number;
    return &row_;
  }
  to_give_ = 0;
  for (;;) {
    auto const more = parser_.run();
    if (!more) return fail(more);
    if (!*more) return nullptr;
    if (to_give_ > 0) return &row_;
  }
}

void OdsRows::pass_over_sheet(bool quickly) {
  passing_ = true;
  if (quickly && inside_ == Inside::sheet && parser_.depth() == sheet_depth) static_cast<void>(parser_.leave_element());
}

void OdsRows::broken(ReadFault fault) {
  parser_.stop(fault, {.sheet = static_cast<std::uint32_t>(sheets_.size()), .row = row_.number, .column = column_});
}

void OdsRows::start(std::string_view name, XmlAttributes const& attributes) {
  if (skip_ != 0) return;
  switch (inside_) {
    case Inside::document:
      return start_in_document(name, attributes);
    case Inside::sheet:
      return start_in_sheet(name, attributes);
    case Inside::row:
      if (name == "table-cell" || name == "covered-table-cell") {
        covered_ = name.front() == 'c';
        begin_cell(attributes);
      } else {
        skip_ = parser_.depth();
      }
      return;
    case Inside::cell:
      return start_in_cell(name, attributes);
  }
}

void OdsRows::start_in_document(std::string_view name, XmlAttributes const& attributes) {
  if (name == "style") {
    style_ = attributes.get("name");
  } else if (name == "table-properties" && attributes.get("display") == "false") {
    hidden_styles_.insert(style_);
  } else if (name == "table" && parser_.depth() == sheet_depth) {
    begin_sheet(attributes);
  } else if (parser_.depth() == sheet_depth && name == "tracked-changes") {
    skip_ = parser_.depth();
  }
}

void OdsRows::begin_sheet(XmlAttributes const& attributes) {
  if (sheets_.size() >= most_sheets) return broken(ReadFault::workbook_sheets);
  auto const style = attributes.get("style-name");
  auto name = attributes.get("name").substr(0, longest_sheet_name);
  while (!text::is_utf8(name)) name.remove_suffix(1);
  sheets_.push_back({std::string{name}, hidden_styles_.contains(style), false});
  next_row_ = 1;
  if (wanted_ != every_sheet && sheets_.size() - 1 != wanted_) {
    skip_ = parser_.depth();
    return;
  }
  // Made so that the look through it was misled: nobody may be told of one sheet and given another.
  if (wanted_ != every_sheet && sheets_.back().name != wanted_name_) return broken(ReadFault::workbook_damaged);
  inside_ = Inside::sheet;
  passing_ = false;
}

void OdsRows::start_in_sheet(std::string_view name, XmlAttributes const& attributes) {
  if (name == "table-row" && !passing_) {
    inside_ = Inside::row;
    row_.clear(next_row_);
    column_ = 0;
    repeats_ = count_in(attributes.get("number-rows-repeated"));
  } else if (name != "table-row-group" && name != "table-rows" && name != "table-header-rows") {
    skip_ = parser_.depth();
  }
}

void OdsRows::read_cell_attribute(std::string_view name, std::string_view value) {
  if (name == "value-type") {
    error_ = error_ || value == "error";
    typed_ = true;
    if (value == "float" || value == "percentage" || value == "currency") type_ = CellType::number;
    if (value == "date") type_ = CellType::date;
    if (value == "time") type_ = CellType::time;
    if (value == "boolean") type_ = CellType::boolean;
  } else if (name == "value" || name == "date-value" || name == "time-value" || name == "boolean-value" ||
             name == "string-value") {
    value_ = value;
  } else if (name == "formula") {
    formula_ = true;
  } else if (name == "number-columns-repeated") {
    cell_repeats_ = count_in(value);
  } else if (name == "number-rows-spanned") {
    rows_spanned_ = static_cast<std::uint32_t>(std::min(count_in(value), last_sheet_row));
  }
}

void OdsRows::begin_cell(XmlAttributes const& attributes) {
  inside_ = Inside::cell;
  cell_depth_ = parser_.depth();
  cell_repeats_ = 1;
  rows_spanned_ = 1;
  type_ = CellType::text;
  formula_ = error_ = typed_ = open_ = paragraphs_ = false;
  value_.clear();
  text_.clear();
  for (auto const* at = attributes.list(); *at != nullptr; at += 2) {
    std::string_view const name{at[0]};
    auto const colon = name.find(':');
    read_cell_attribute(colon == std::string_view::npos ? name : name.substr(colon + 1), at[1]);
  }
  if (value_.size() > limits_.field_bytes) broken(ReadFault::field_too_long);
}

void OdsRows::start_in_cell(std::string_view name, XmlAttributes const& attributes) {
  if (parser_.depth() == cell_depth_ + 1) {
    // Notes, pictures and tables inside a cell are none of its text.
    if (name != "p") {
      skip_ = parser_.depth();
      return;
    }
    if (paragraphs_) add_text("\n");
    paragraphs_ = true;
    open_ = true;
  } else if (name == "s") {
    add_text(std::string(std::min<std::uint64_t>(count_in(attributes.get("c")), 1000), ' '));
  } else if (name == "tab") {
    add_text("\t");
  } else if (name == "line-break") {
    add_text("\n");
  } else if (name == "annotation" || name == "note" || name == "frame" || name == "ruby-text") {
    skip_ = parser_.depth();
  }
}

void OdsRows::add_text(std::string_view text) {
  text_ += text;
  if (text_.size() > limits_.field_bytes) broken(ReadFault::field_too_long);
}

void OdsRows::text(std::string_view text) {
  if (open_ && skip_ == 0) add_text(text);
}

void OdsRows::end(std::string_view name) {
  if (skip_ != 0) {
    if (skip_ == parser_.depth()) skip_ = 0;
    return;
  }
  switch (inside_) {
    case Inside::document:
      return;
    case Inside::sheet:
      if (name == "table" && parser_.depth() == sheet_depth) inside_ = Inside::document;
      return;
    case Inside::row:
      if (name == "table-row") end_row();
      return;
    case Inside::cell:
      if (parser_.depth() == cell_depth_ + 1) open_ = false;
      if (parser_.depth() == cell_depth_) end_cell();
      return;
  }
}

void OdsRows::append_value() {
  auto& out = row_.text;
  switch (type_) {
    case CellType::number:
      return append_number(out, value_.empty() ? text_ : value_);
    case CellType::date:
      out += without_midnight(value_.empty() ? text_ : value_);
      return;
    case CellType::time:
      return append_duration(out, value_.empty() ? text_ : value_);
    case CellType::boolean:
      out += value_ == "true" ? "TRUE" : (value_ == "false" ? "FALSE" : text_);
      return;
    case CellType::text:
      out += paragraphs_ ? text_ : value_;
      return;
  }
}

void OdsRows::end_cell() {
  inside_ = Inside::row;
  auto const first = column_ + 1;
  auto const last = std::min<std::uint64_t>(std::uint64_t{column_} + cell_repeats_, last_sheet_column + 1);
  column_ = static_cast<std::uint32_t>(last);
  bool const unvalued = formula_ && !typed_ && value_.empty() && text_.empty();
  // What lies under a merged cell cannot be seen by who made the sheet.
  if (covered_ || (value_.empty() && text_.empty() && !unvalued)) return;
  if (last > last_sheet_column) return broken(ReadFault::workbook_reference);
  SheetCell cell{.start = static_cast<std::uint32_t>(row_.text.size()), .rows_spanned = rows_spanned_};
  append_value();
  cell.size = static_cast<std::uint32_t>(row_.text.size() - cell.start);
  error_ = error_ || (formula_ && is_error_text(row_.text_of(cell)));
  cell.remarked = formula_ || error_;
  cell.remark = error_ ? Remark::error_value : (unvalued ? Remark::formula_unvalued : Remark::formula);
  if (row_.text.size() > limits_.record_bytes) return broken(ReadFault::row_too_long);
  if (cell.size == 0 && !cell.remarked) return;
  for (auto column = first; column <= last; ++column) {
    cell.column = column;
    row_.cells.push_back(cell);
  }
}

void OdsRows::end_row() {
  inside_ = Inside::sheet;
  next_row_ += repeats_;
  if (row_.cells.empty()) return;
  if (next_row_ - 1 > limits_.rows) return broken(ReadFault::workbook_rows);
  // The same row a hundred thousand times is nobody's table, and costs its sender nothing.
  if (repeats_ > most_repeats) return broken(ReadFault::workbook_repeats);
  to_give_ = repeats_;
  parser_.pause();
}

}  // namespace concordat::intake
