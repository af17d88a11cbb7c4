// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/name_rarity.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "linkage/text/folding.h"

namespace concordat::hub::links {
namespace {

constexpr std::array traits{Trait::given_name, Trait::family_name};

}  // namespace

NameRarity::NameRarity(linkage::Model const& model, linkage::CommonNames common) : common_{std::move(common)} {
  for (std::size_t i = 0; i < traits.size(); ++i) {
    for (auto const& comparison : model.comparisons) {
      if (comparison.name != field_of(traits[i])) continue;
      auto const exact = std::ranges::find(comparison.levels, "exact", &linkage::Level::name);
      if (exact != comparison.levels.end() && exact->u.value) by_chance_[i] = *exact->u.value;
    }
  }
}

RareNames NameRarity::of(Traits const& values) const {
  RareNames names;
  for (std::size_t i = 0; i < traits.size(); ++i) {
    auto const name = linkage::folded(values[static_cast<std::size_t>(traits[i])]);
    if (name.empty()) continue;
    names.name[i] = std::hash<std::string>{}(name);
    auto const share = i == 0 ? common_.given(name) : common_.family(name);
    // A name that is not listed is not known to be rare: lists know some communities' names better than others'.
    names.worth[i] = std::min(0, static_cast<int>(std::lround(std::log2(by_chance_[i] / share) * one_bit)));
  }
  return names;
}

int NameRarity::bits(Level const& level, RareNames const& left, RareNames const& right) {
  for (std::size_t i = 0; i < traits.size(); ++i) {
    if (level.comparison != field_of(traits[i])) continue;
    if (level.level == "exact" && left.name[i] == right.name[i]) return left.worth[i];
    if (level.level == "near") return std::min(left.worth[i], right.worth[i]);
  }
  return 0;
}

}  // namespace concordat::hub::links
