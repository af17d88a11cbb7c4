// SPDX-License-Identifier: Apache-2.0
// Any bytes as the XML of a worksheet: as a whole, and as what stands among its rows.
#include "intake/workbook/workbook_source.h"
#include "intake/workbook/workbook_test_files.h"
#include "reading.h"

namespace {

void read(std::string rows) {
  namespace testing = concordat::intake::testing;
  concordat::intake::ReadOptions options;
  options.limits.columns = 50;
  options.limits.field_bytes = 2000;
  options.limits.rows = 2000;
  auto parts = testing::xlsx_parts({.sheets = {{.name = "S", .rows = std::move(rows)}},
                                    .strings = "<si><t>one</t></si><si><t>two</t></si>",
                                    .formats = "<numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy hh:mm\"/>",
                                    .cell_formats = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"46\"/>"});
  static_cast<void>(concordat::fuzz::story_of(
      concordat::intake::WorkbookSource::open(concordat::fuzz::file_of(testing::zip_of(parts)), options)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const bytes{reinterpret_cast<char const*>(data), size};
  read(bytes);
  read("<row><c t=\"inlineStr\"><is><t>name</t></is></c><c t=\"inlineStr\"><is><t>when</t></is></c></row>" + bytes);
  return 0;
}
