// SPDX-License-Identifier: Apache-2.0
// Two records side by side, and nothing else: not what they weigh, whether they are linked, or what people decided about them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "hub/linkage/review/desk.h"

namespace concordat::hub::links {

struct SideBySide {
  SideTold left, right;            ///< without the persons they are of
  std::vector<TraitRow> rows;
  std::vector<std::string> rules;  ///< by which others' values show
};

/// Whether somebody can say of these records whether they are of one person: both names and the date of birth may be seen of each.
[[nodiscard]] bool sees_enough(SeenPair const& seen);
/// As the sights allow. No leaf: whoever shows it writes one about both records. What `before_people` says against it is passed on.
[[nodiscard]] Result<SideBySide> side_by_side(Hub& hub, store::Connection& connection, Member const& member, SeenPair const& seen);
[[nodiscard]] Json to_json(SideBySide const& pair);

}  // namespace concordat::hub::links
