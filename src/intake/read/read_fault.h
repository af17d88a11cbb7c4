// SPDX-License-Identifier: Apache-2.0
// Every way in which reading a file can fail, with its fixed words. A fault crosses the pipe as a number,
// never as text.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"

namespace concordat::intake {

enum class ReadFault : std::uint16_t {
  not_found,
  not_permitted,
  is_folder,
  unreadable,
  empty,
  no_header,
  is_xlsx,
  is_ods,
  is_xls,
  is_zip,
  is_gzip,
  is_pdf,
  is_html,
  is_xml,
  is_database,
  is_binary,
  mixed_encoding,
  broken_utf16,
  unclosed_quote,
  field_too_long,
  row_too_long,
  too_many_columns,
  json_malformed,
  json_too_deep,
  json_duplicate_key,
  json_not_object,
  json_unfinished,
  json_nul,
  json_number,
  geojson_no_features,
  workbook_packed_size,
  workbook_unpacked_size,
  workbook_ratio,
  workbook_entries,
  workbook_unsafe_entry,
  workbook_twin_entry,
  workbook_wrong_size,
  workbook_damaged,
  workbook_encrypted,
  workbook_binary,
  workbook_hidden_macros,
  workbook_doctype,
  workbook_too_deep,
  workbook_xml,
  workbook_reference,
  workbook_strings,
  workbook_rows,
  workbook_repeats,
  workbook_sheets,
  workbook_no_sheet,
  workbook_no_table,
  is_document,
  reader_died,
  count_  ///< how many there are
};

[[nodiscard]] Problem problem_of(ReadFault fault, Where where = {});
[[nodiscard]] inline tl::unexpected<Problem> fail(ReadFault fault, Where where = {}) {
  return tl::unexpected<Problem>{problem_of(fault, std::move(where))};
}

/// The way back from a Problem to its number on the wire; nothing where it is not one of ours.
[[nodiscard]] std::optional<ReadFault> fault_of(Problem const& problem);

}  // namespace concordat::intake
