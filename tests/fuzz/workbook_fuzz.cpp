// SPDX-License-Identifier: Apache-2.0
// Any bytes as a workbook: the archive, its directory and what is found in it.
#include "intake/workbook/workbook_source.h"
#include "intake/workbook/workbook_test_files.h"
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  namespace intake = concordat::intake;
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  intake::ReadOptions options;
  options.limits.rows = 2000;
  intake::ArchiveLimits limits;
  limits.unpacked_bytes = std::uint64_t{4} << 20;
  auto const once = concordat::fuzz::story_of(intake::WorkbookSource::open(concordat::fuzz::file_of(bytes), options, limits));
  concordat::fuzz::check(once == concordat::fuzz::story_of(intake::WorkbookSource::open(concordat::fuzz::file_of(bytes), options, limits)));
  return 0;
}
