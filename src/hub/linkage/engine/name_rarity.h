// SPDX-License-Identifier: Apache-2.0
// Inside the module: what it takes off that two records share a common name.
#pragma once

#include <array>
#include <cstdint>

#include "hub/linkage/scorer.h"
#include "linkage/model/model.h"
#include "linkage/text/common_names.h"

namespace concordat::hub::links {

/// Of one record: its own first and family name, as a number each, and what each is worth in thousandths of a bit.
struct RareNames {
  std::array<std::size_t, 2> name = {};
  std::array<int, 2> worth = {};
};

class NameRarity {
 public:
  NameRarity(linkage::Model const& model, linkage::CommonNames common);
  [[nodiscard]] RareNames of(Traits const& traits) const;
  /// log2(u / share) of the level that says "exact", where both records' own names are that name, and of one that says "near" for the
  /// commoner; 0 for every other level, and for a name that is rarer than names are on the average: no name adds anything.
  [[nodiscard]] static int bits(Level const& level, RareNames const& left, RareNames const& right);

 private:
  std::array<double, 2> by_chance_ = {1, 1};  ///< u of "exact"
  linkage::CommonNames common_;
};

}  // namespace concordat::hub::links
