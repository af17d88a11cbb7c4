// SPDX-License-Identifier: Apache-2.0
#include "linkage/model/model.h"

#include <algorithm>

namespace concordat::linkage {

std::optional<FieldIndex> Model::field_named(std::string_view field) const {
  auto const found = std::ranges::find(fields, field, &Field::name);
  if (found == fields.end()) return std::nullopt;
  return static_cast<FieldIndex>(found - fields.begin());
}

bool Model::trained() const {
  if (!prior.probability || (households && !household_share)) return false;
  return std::ranges::all_of(comparisons, [&](Comparison const& comparison) {
    return std::all_of(comparison.levels.begin() + 1, comparison.levels.end(), [&](Level const& level) {
      return level.m.value && level.u.value && (!households || level.household.value);
    });
  });
}

}  // namespace concordat::linkage
