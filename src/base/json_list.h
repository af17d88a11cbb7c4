// SPDX-License-Identifier: Apache-2.0
// Words as a JSON list.
#pragma once

#include "base/json.h"

namespace concordat {

/// One text for each, in their order.
template <class Texts>
[[nodiscard]] Json list_of(Texts const& texts) {
  Json list{Json::Array{}};
  for (auto const& text : texts) list.push(Json{text});
  return list;
}

}  // namespace concordat
