// SPDX-License-Identifier: Apache-2.0
#include "intake/read/row_source.h"

namespace concordat::intake {

std::string_view name_of(Format format) {
  switch (format) {
    case Format::automatic: return "automatic";
    case Format::csv: return "csv";
    case Format::tsv: return "tsv";
    case Format::json: return "json";
    case Format::json_lines: return "json-lines";
    case Format::geojson: return "geojson";
  }
  return "automatic";
}

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::automatic: return "automatic";
    case Encoding::utf8: return "utf-8";
    case Encoding::utf16le: return "utf-16le";
    case Encoding::utf16be: return "utf-16be";
    case Encoding::windows1252: return "windows-1252";
  }
  return "automatic";
}

std::string_view name_of(RowKind kind) {
  switch (kind) {
    case RowKind::data: return "data";
    case RowKind::preamble: return "preamble";
    case RowKind::blank: return "blank";
    case RowKind::totals: return "totals";
    case RowKind::note: return "note";
  }
  return "data";
}

}  // namespace concordat::intake
