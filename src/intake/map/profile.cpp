// SPDX-License-Identifier: Apache-2.0
#include "intake/map/profile.h"

#include <algorithm>

namespace concordat::intake {

ProfileColumn const* Profile::column_of(FieldIndex field) const {
  auto const found = std::find_if(columns.begin(), columns.end(),
                                  [&](ProfileColumn const& column) { return column.field == field; });
  return found == columns.end() ? nullptr : &*found;
}

Profile const* LoadedProfiles::find(std::string_view id) const {
  auto const found =
      std::find_if(profiles.begin(), profiles.end(), [&](Profile const& profile) { return profile.id == id; });
  return found == profiles.end() ? nullptr : &*found;
}

}  // namespace concordat::intake
