// SPDX-License-Identifier: Apache-2.0
// Inside the module: what a comparison of the model is about, so that no level is told to whom a value it rests on may not be shown.
#pragma once

#include <span>
#include <string_view>

#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

struct Meant {
  std::string_view label;
  Trait trait;                     ///< that it is named after
  std::span<Trait const> also;     ///< that it looks at as well
  bool same_says_all = false;      ///< where both values of the trait are the same, the others say nothing more
};
/// By a part of the model's name of it. One that is not known is taken for a number.
[[nodiscard]] Meant meant_by(std::string_view comparison);

}  // namespace concordat::hub::links
