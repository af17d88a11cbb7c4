// SPDX-License-Identifier: Apache-2.0
// Any bytes as the sheets of an OpenDocument spreadsheet, and as the rows of one.
#include "intake/workbook/workbook_source.h"
#include "intake/workbook/workbook_test_files.h"
#include "reading.h"

namespace {

void read(std::string const& body) {
  concordat::intake::ReadOptions options;
  options.limits.columns = 50;
  options.limits.field_bytes = 2000;
  options.limits.rows = 2000;
  static_cast<void>(concordat::fuzz::story_of(concordat::intake::WorkbookSource::open(
      concordat::fuzz::file_of(concordat::intake::testing::ods_of(body)), options)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const bytes{reinterpret_cast<char const*>(data), size};
  read(bytes);
  read(concordat::intake::testing::ods_sheet("S", concordat::intake::testing::ods_row({"name", "when"}) + bytes));
  return 0;
}
