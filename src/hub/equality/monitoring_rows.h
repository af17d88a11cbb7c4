// SPDX-License-Identifier: Apache-2.0
// Inside the module: the rows of one file, read strictly. A cell that is none of the closed words is never repeated, in no fault either.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "hub/equality/equality.h"
#include "hub/equality/words.h"
#include "intake/read/row_source.h"

namespace concordat::hub {

struct MonitoringRow {
  std::string measure;
  std::string characteristic;
  std::string group;
  std::int64_t count = 0;
};

struct MonitoringFile {
  Quarter quarter = {};
  std::vector<MonitoringRow> rows;
  std::vector<MonitoringFault> faults;  ///< with one of them nothing is kept
};

/// A problem where the file cannot be read at all. REQUIRES: words without an error.
[[nodiscard]] Result<MonitoringFile> read_monitoring(intake::RowSource& source, EqualityWords const& words, Date today);

/// As it is sealed, and back. "equality.rows" where it was sealed by something else.
[[nodiscard]] Json sealed_form(std::vector<MonitoringRow> const& rows);
[[nodiscard]] Result<std::vector<MonitoringRow>> rows_of(Json const& sealed);

}  // namespace concordat::hub
