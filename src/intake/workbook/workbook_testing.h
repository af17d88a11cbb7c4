// SPDX-License-Identifier: Apache-2.0
// Help for the tests of this module: a workbook in memory, read at once.
#pragma once

#include "intake/read/read_testing.h"
#include "intake/workbook/workbook_source.h"
#include "intake/workbook/workbook_test_files.h"

namespace concordat::intake::testing {

inline Table read_book(std::string_view bytes, ReadOptions const& options = {}) {
  return drain(WorkbookSource::open(file_of(bytes), options));
}

}  // namespace concordat::intake::testing
