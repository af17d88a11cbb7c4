// SPDX-License-Identifier: Apache-2.0
// Any bytes as the shared texts of a workbook, as its formats and as its list of sheets: three parts, divided by "\n---\n".
#include "intake/workbook/workbook_source.h"
#include "intake/workbook/workbook_test_files.h"
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  namespace testing = concordat::intake::testing;
  std::string_view left{reinterpret_cast<char const*>(data), size};
  auto const take = [&left] {
    auto const end = left.find("\n---\n");
    std::string part{left.substr(0, end)};
    left = end == std::string_view::npos ? std::string_view{} : left.substr(end + 5);
    return part;
  };
  concordat::intake::ReadOptions options;
  options.limits.columns = 50;
  options.limits.field_bytes = 2000;
  options.limits.rows = 2000;
  testing::XlsxParts book{.sheets = {{.name = "S",
                                      .rows = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"
                                              "<row><c s=\"0\"><v>46025.5</v></c><c s=\"1\"><v>0.25</v></c></row>"}}};
  book.strings = take();
  book.cell_formats = take();
  book.book = take();
  static_cast<void>(concordat::fuzz::story_of(
      concordat::intake::WorkbookSource::open(concordat::fuzz::file_of(testing::xlsx_of(book)), options)));
  return 0;
}
