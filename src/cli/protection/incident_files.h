// SPDX-License-Identifier: Apache-2.0
// The files of a release of incidents: the records, the published points, who lives where, what the recipient holds. Their
// columns are in docs/protection.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/files/table.h"
#include "protection/recipient/earlier_points.h"
#include "protection/recipient/release_records.h"

namespace concordat::cli {

struct IncidentFile {
  std::vector<protection::IncidentRow> rows = {};
  std::vector<std::string> ids = {};      ///< blank where a row has none; empty without such a column
  std::vector<std::string> dropped = {};  ///< columns that are in the file and never leave
};
/// Refuses a column that is neither one of an incident nor in `drop` nor one that is always dropped ("protect.undeclared"), and
/// words and codes that are none ("incidents.place-kind", "incidents.yes-no", "incidents.method-group", "incidents.code",
/// "incidents.time").
[[nodiscard]] Tried<IncidentFile> read_incidents(std::string const& path, std::string const& id, std::string const& drop, bool any_column = false);

/// Columns id, x, y, addresses, la, and lsoa and msoa.
[[nodiscard]] Tried<protection::PublishedPoints> read_points(std::string const& path);
/// Columns residents and lsoa, msoa or la, and age and sex.
[[nodiscard]] Tried<std::vector<protection::ResidentRow>> read_residents(std::string const& path);

struct HeldFile {
  std::vector<protection::NamedIncident> held = {};
  bool truth_known = false;  ///< ids of the two files agree somewhere
};
[[nodiscard]] Tried<HeldFile> read_held(std::string const& path, std::string const& id, IncidentFile const& records);

/// An earlier release as it was written: columns place and period.
[[nodiscard]] Tried<std::vector<protection::ShownRecord>> read_earlier(std::string const& path);

}  // namespace concordat::cli
