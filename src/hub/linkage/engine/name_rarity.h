// SPDX-License-Identifier: Apache-2.0
// Inside the module: what it adds or takes that two records share a rare or a common name.
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
  /// log2(u / share) of the level that says "exact", where both records' own names are that name; of one that says "near" what the
  /// commoner takes off. 0 for every other level. That a home bears a rare family name says nothing for one person: where the two
  /// are as likely of one home (`household`, as in Evidence), it adds nothing.
  [[nodiscard]] static int bits(Level const& level, int household, RareNames const& left, RareNames const& right);
  /// No pair gains more.
  [[nodiscard]] int most() const;

 private:
  std::array<double, 2> by_chance_ = {1, 1};  ///< u of "exact"
  linkage::CommonNames common_;
};

}  // namespace concordat::hub::links
