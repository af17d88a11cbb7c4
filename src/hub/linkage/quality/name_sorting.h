// SPDX-License-Identifier: Apache-2.0
// Inside the module: which names go together, to see whether links are equally good for all names (S72: nothing that compares
// records asks). Learned from the names alone while a sample is closed; nothing of it is kept but counts of judged pairs by group.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "hub/linkage/identities.h"

namespace concordat::hub::links {

struct NameSorting {
  std::map<Record, std::size_t> group_of;  ///< 0 has most records; records without a name are in none
  std::vector<std::uint64_t> records;      ///< by group
};
/// Opens every current record that tells of a person, and looks at names only.
[[nodiscard]] Result<NameSorting> sort_names(Hub& hub);

}  // namespace concordat::hub::links
