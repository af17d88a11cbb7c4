// SPDX-License-Identifier: Apache-2.0
#include "sheet_out/spreadsheet.h"

#include <algorithm>

#include "base/text.h"
#include "sheet_out/book.h"
#include "sheet_out/open_document.h"

namespace concordat::sheet_out {
namespace {

Result<std::string> workbook(std::span<Sheet const> sheets, Instant at) {
  auto book = Book::begin(at);
  if (!book) return fail(book);
  for (auto const& sheet : sheets) {
    std::vector<Column> columns;
    for (auto const& heading : sheet.headings) columns.push_back({.heading = heading});
    if (auto begun = book->sheet(sheet.name, columns); !begun) return fail(begun);
    for (auto const& row : sheet.rows) {
      if (auto put = book->row(row); !put) return fail(put);
    }
  }
  return std::move(*book).finish();
}

}  // namespace

FixedText extension_of(Format format) { return format == Format::ods ? FixedText{"ods"} : FixedText{"xlsx"}; }

FixedText media_type_of(Format format) {
  return format == Format::ods ? FixedText{"application/vnd.oasis.opendocument.spreadsheet"} : FixedText{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
}

Result<Format> format_of(std::string_view file_name) {
  auto const dot = file_name.rfind('.');
  auto const end = dot == std::string_view::npos ? std::string{} : text::ascii_lower(file_name.substr(dot + 1));
  auto const found = std::ranges::find_if(all_formats, [&](Format format) { return extension_of(format).view() == end; });
  if (found != all_formats.end()) return *found;
  return fail(Fault::malformed, "sheet.format", "The end of the file's name says no kind of workbook.", "Let it end in .xlsx or in .ods.");
}

Result<std::string> spreadsheet(std::span<Sheet const> sheets, Format format, Instant at) {
  return format == Format::ods ? open_document(sheets, at) : workbook(sheets, at);
}

}  // namespace concordat::sheet_out
