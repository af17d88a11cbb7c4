// SPDX-License-Identifier: Apache-2.0
#include "intake/read/row_source.h"

#include <fmt/format.h>

#include "base/visible.h"
#include "intake/read/csv_source.h"
#include "intake/read/decode.h"
#include "intake/read/json_source.h"

namespace concordat::intake {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// "[{", "[[", "[]", "{"key", "{}": no CSV header starts like that, while "[Name],[Age]" does occur.
bool starts_like_json(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  auto const first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos || (text[first] != '[' && text[first] != '{')) return false;
  auto const second = text.find_first_not_of(spaces, first + 1);
  if (second == std::string_view::npos) return false;
  return text[first] == '[' ? text[second] == '{' || text[second] == '[' || text[second] == ']'
                            : text[second] == '"' || text[second] == '}';
}

bool reads_as_json(Format format, std::string_view text) {
  switch (format) {
    case Format::automatic:
      return starts_like_json(text);
    case Format::csv:
    case Format::tsv:
    case Format::xlsx:
    case Format::ods:
      return false;
    case Format::json:
    case Format::json_lines:
    case Format::geojson:
      return true;
  }
  return false;
}

}  // namespace

std::string_view name_of(Format format) {
  switch (format) {
    case Format::automatic:
      return "automatic";
    case Format::csv:
      return "csv";
    case Format::tsv:
      return "tsv";
    case Format::json:
      return "json";
    case Format::json_lines:
      return "json-lines";
    case Format::geojson:
      return "geojson";
    case Format::xlsx:
      return "xlsx";
    case Format::ods:
      return "ods";
  }
  return "automatic";
}

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::automatic:
      return "automatic";
    case Encoding::utf8:
      return "utf-8";
    case Encoding::utf16le:
      return "utf-16le";
    case Encoding::utf16be:
      return "utf-16be";
    case Encoding::windows1252:
      return "windows-1252";
  }
  return "automatic";
}

std::string_view name_of(RowKind kind) {
  switch (kind) {
    case RowKind::data:
      return "data";
    case RowKind::preamble:
      return "preamble";
    case RowKind::blank:
      return "blank";
    case RowKind::totals:
      return "totals";
    case RowKind::note:
      return "note";
  }
  return "data";
}

std::vector<std::string> workbook_remarks(TableHead const& head) {
  std::vector<std::string> remarks;
  if (head.sheet == 0 || head.sheet > head.sheets.size()) return remarks;
  remarks.push_back(fmt::format("Sheet '{}' is read ({} of {}){}.", visible(head.sheets[head.sheet - 1].name), head.sheet,
                                head.sheets.size(), head.has(Notice::hidden_sheet) ? "; it is hidden in the workbook" : ""));
  if (head.header_row > 1 || head.first_column > 1) {
    remarks.push_back(fmt::format("The table begins in row {}, column {}.", head.header_row, head.first_column));
  }
  std::string others;
  for (std::size_t i = 0; i < head.sheets.size(); ++i) {
    auto const& sheet = head.sheets[i];
    if (i + 1 == head.sheet) continue;
    others += fmt::format("{}'{}'{}{}", others.empty() ? "" : ", ", visible(sheet.name),
                          sheet.holds_table ? " (holds a table)" : "", sheet.hidden ? " (hidden)" : "");
  }
  if (!others.empty()) remarks.push_back("Not read: " + others + ".");
  if (head.has(Notice::other_tables)) remarks.push_back("To read another sheet, name it (--sheet NAME).");
  if (head.has(Notice::macros)) remarks.push_back("The workbook carries macros; they were neither read nor run.");
  return remarks;
}

Result<std::unique_ptr<RowSource>> open_in_process(FileDescriptor file, ReadOptions options) {
  auto decoder = Decoder::open(std::move(file), options.encoding);
  if (!decoder) return fail(decoder);
  auto const encoding = (*decoder)->encoding();
  auto window = std::make_unique<TextWindow>(std::move(*decoder), options.limits);
  if (auto const reached = window->reach(options.limits.sample_bytes); !reached) return fail(reached);
  // Programs that join files leave a second mark behind the one the decoder takes.
  while (window->unread().starts_with(byte_order_mark)) window->consume(byte_order_mark.size());
  if (window->ended() && window->unread().find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return fail(ReadFault::empty);
  }
  if (reads_as_json(options.format, window->unread()))
    return JsonSource::open(std::move(window), encoding, options);
  return CsvSource::open(std::move(window), encoding, options);
}

}  // namespace concordat::intake
