// SPDX-License-Identifier: Apache-2.0
// A column of days or times as people send it: 2026-03-28 or 28/03/2026, some mistyped. What cannot be read is told by its row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "cli/files/table.h"
#include "cli/places/places_verbs.h"

namespace concordat::cli {

/// By the clock on the wall in Great Britain, in whatever zone it was written.
[[nodiscard]] std::int64_t wall_minutes(Moment const& moment);
[[nodiscard]] Date day_in(Moment const& moment);

/// Cells that hold no day that can be true. Never holds their values.
struct DaysSetAside {
  std::vector<Problem> cells;  ///< each with its row and field
  void add(DaysSetAside const& others);
  /// Into what a verb answers, where there are any.
  void tell(FileAnswer& answer) const;
};

struct DayColumn {
  std::vector<std::optional<Moment>> moments;  ///< one a row; nothing where it is blank or was set aside
  std::vector<std::uint8_t> aside;             ///< 1 where it was set aside
  DaysSetAside set_aside;
};

/// Sets aside what is no day, lies before 1900 or is yet to come, where that is at most one cell in twenty; else refuses the
/// file. Days with slashes are dd/mm/yyyy where --day-first says so, or where one has a day above 12 and none a second number
/// above 12; else nobody can tell, and the file is refused. A whole number stands for itself.
[[nodiscard]] Tried<DayColumn> read_days(PlacesArguments const& arguments, Table const& table, std::string const& column);

}  // namespace concordat::cli
