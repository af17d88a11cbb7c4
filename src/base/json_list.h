// SPDX-License-Identifier: Apache-2.0
// Words as a JSON list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace concordat {

/// One text for each, in their order.
template <class Texts>
[[nodiscard]] Json list_of(Texts const& texts) {
  Json list{Json::Array{}};
  for (auto const& text : texts) list.push(Json{text});
  return list;
}

/// The texts of a JSON list; none where it is none.
[[nodiscard]] inline std::vector<std::string> texts_in(std::string_view json) {
  std::vector<std::string> texts;
  if (auto const list = Json::parse(json)) {
    for (auto const& one : list->array()) texts.push_back(one.string());
  }
  return texts;
}

}  // namespace concordat
