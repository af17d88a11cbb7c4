// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/xlsx_rows.h"

#include <charconv>

#include "base/text.h"

namespace concordat::intake {
namespace {

constexpr std::size_t most_merged = 100'000;

struct Reference {
  std::uint32_t column = 0;
  std::uint64_t row = 0;
};

/// "AB12", "$AB$12"; nothing where no sheet has such a place.
std::optional<Reference> parse_reference(std::string_view text) {
  Reference place;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    char const c = static_cast<char>(text[at] & ~0x20);
    if (text[at] == '$') continue;
    if (c < 'A' || c > 'Z') break;
    place.column = place.column * 26 + static_cast<std::uint32_t>(c - 'A' + 1);
    if (place.column > last_sheet_column) return std::nullopt;
  }
  auto const row = text::parse_integer(text.substr(at));
  if (place.column == 0 || !row || *row < 1 || static_cast<std::uint64_t>(*row) > last_sheet_row) return std::nullopt;
  place.row = static_cast<std::uint64_t>(*row);
  return place;
}

struct MergeEvents final : XmlEvents {
  MergedCells merged;
  void start(std::string_view name, XmlAttributes const& attributes) override {
    if (name != "mergeCell" || merged.size() >= most_merged) return;
    auto const ends = text::split(attributes.get("ref"), ':');
    if (ends.size() != 2) return;
    auto const from = parse_reference(ends[0]);
    auto const to = parse_reference(ends[1]);
    if (!from || !to || to->row <= from->row) return;
    merged[merged_key(from->row, from->column)] = static_cast<std::uint32_t>(to->row - from->row + 1);
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

}  // namespace

Result<MergedCells> read_merged_cells(Archive const& archive, std::string_view part) {
  MergeEvents events;
  if (auto const read = parse_whole(archive, part, events); !read) return fail(read);
  return std::move(events.merged);
}

Result<SheetRow const*> XlsxRows::next() {
  for (;;) {
    auto const more = parser_.run();
    if (!more) return fail(more);
    if (!*more) return nullptr;
    if (!row_.cells.empty()) return &row_;
  }
}

void XlsxRows::broken(ReadFault fault) {
  parser_.stop(fault, {.sheet = sheet_, .row = row_.number, .column = column_});
}

void XlsxRows::start(std::string_view name, XmlAttributes const& attributes) {
  if (!in_cell_) {
    if (name == "c" && in_row_) return begin_cell(attributes);
    if (name == "row" && in_data_ && !in_row_) return begin_row(attributes);
    if (name == "sheetData") in_data_ = true;
    return;
  }
  if (name == "v") {
    valued_ = true;
    open_ = true;
  } else if (name == "t") {
    open_ = !phonetic_;
  } else if (name == "f") {
    formula_ = true;
  } else if (name == "rPh") {
    phonetic_ = true;
  }
}

void XlsxRows::end(std::string_view name) {
  if (in_cell_) {
    if (name == "c") return end_cell();
    if (name == "v" || name == "t") open_ = false;
    if (name == "rPh") phonetic_ = false;
    return;
  }
  if (name == "row" && in_row_) {
    in_row_ = false;
    last_row_ = row_.number;
    parser_.pause();
  }
  if (name == "sheetData") in_data_ = false;
}

void XlsxRows::text(std::string_view text) {
  if (!open_) return;
  raw_ += text;
  if (raw_.size() > book_.limits().field_bytes) broken(ReadFault::field_too_long);
}

void XlsxRows::begin_row(XmlAttributes const& attributes) {
  in_row_ = true;
  column_ = 0;
  row_.clear(last_row_ + 1);
  auto const said = attributes.find("r");
  numbered_ = said.has_value();
  if (numbered_) {
    auto const number = text::parse_integer(*said);
    if (!number || *number <= static_cast<std::int64_t>(last_row_)) return broken(ReadFault::workbook_reference);
    row_.number = static_cast<std::uint64_t>(*number);
  }
  if (row_.number > last_sheet_row) return broken(ReadFault::workbook_reference);
  if (row_.number > book_.limits().rows) broken(ReadFault::workbook_rows);
}

void XlsxRows::begin_cell(XmlAttributes const& attributes) {
  in_cell_ = true;
  type_ = CellType::number;
  style_ = 0;
  open_ = phonetic_ = formula_ = valued_ = false;
  raw_.clear();
  std::string_view reference;
  for (auto const* at = attributes.list(); *at != nullptr; at += 2) {
    std::string_view const name{at[0]};
    std::string_view const value{at[1]};
    if (name == "r") reference = value;
    if (name == "s") style_ = static_cast<std::uint64_t>(std::max<std::int64_t>(text::parse_integer(value).value_or(0), 0));
    if (name != "t" || value == "n") continue;
    type_ = value == "s"           ? CellType::shared
            : value == "inlineStr" ? CellType::inline_text
            : value == "b"         ? CellType::boolean
            : value == "e"         ? CellType::error
            : value == "d"         ? CellType::date
                                   : CellType::formula_text;
  }
  place_cell(reference);
}

void XlsxRows::place_cell(std::string_view reference) {
  if (reference.empty()) {
    if (++column_ > last_sheet_column) broken(ReadFault::workbook_reference);
    return;
  }
  auto const place = parse_reference(reference);
  if (!place || place->column <= column_) return broken(ReadFault::workbook_reference);
  if (place->row != row_.number) {
    // Rows need not say their number where their first cell does.
    if (numbered_ || column_ != 0 || place->row <= last_row_) return broken(ReadFault::workbook_reference);
    row_.number = place->row;
  }
  column_ = place->column;
}

void XlsxRows::append_plain_number() {
  double serial = 0;
  auto const raw = text::trim(raw_);
  auto const kind = book_.kind_of_style(style_);
  if (kind != NumberKind::number) {
    auto const [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), serial);
    bool const whole = error == std::errc{} && end == raw.data() + raw.size();
    if (whole && append_day_number(row_.text, serial, kind, book_.since_1904())) return;
  }
  append_number(row_.text, raw);
}

/// False where the cell points to a text that is not there.
bool XlsxRows::append_value() {
  switch (type_) {
    case CellType::shared: {
      auto const index = text::parse_integer(text::trim(raw_));
      auto const text = book_.strings().at(index && *index >= 0 ? static_cast<std::uint64_t>(*index) : ~std::uint64_t{0});
      if (text) row_.text += *text;
      return text.has_value();
    }
    case CellType::inline_text:
    case CellType::formula_text:
      append_unescaped(row_.text, raw_);
      return true;
    case CellType::boolean:
      row_.text += text::trim(raw_) == "1" ? "TRUE" : (text::trim(raw_) == "0" ? "FALSE" : raw_);
      return true;
    case CellType::error:
    case CellType::date:
      row_.text += raw_;
      return true;
    case CellType::number:
      append_plain_number();
      return true;
  }
  return true;
}

void XlsxRows::end_cell() {
  in_cell_ = false;
  SheetCell cell{.column = column_, .start = static_cast<std::uint32_t>(row_.text.size())};
  bool const empty = raw_.empty();
  if (!raw_.empty() && !append_value()) return broken(ReadFault::workbook_damaged);
  cell.size = static_cast<std::uint32_t>(row_.text.size() - cell.start);
  cell.remarked = formula_ || type_ == CellType::error;
  cell.remark = type_ == CellType::error ? Remark::error_value : (valued_ ? Remark::formula : Remark::formula_unvalued);
  // A formula whose value is the empty text leaves the cell as empty as one that was never filled.
  if (empty && (!cell.remarked || valued_)) return;
  if (row_.text.size() > book_.limits().record_bytes) return broken(ReadFault::row_too_long);
  if (!merged_.empty()) {
    auto const found = merged_.find(merged_key(row_.number, column_));
    if (found != merged_.end()) cell.rows_spanned = found->second;
  }
  row_.cells.push_back(cell);
}

}  // namespace concordat::intake
