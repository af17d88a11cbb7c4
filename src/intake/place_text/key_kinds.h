// SPDX-License-Identifier: Apache-2.0
// Kinds of key places by their names: which shelter people, and which say what people believe or where they are from.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace concordat::intake {

/// Where people hide or are looked after: such places are a named group of people, in any number.
[[nodiscard]] inline bool is_sheltered(std::string_view kind) {
  constexpr std::array words{"refuge", "shelter", "child", "safe", "womens", "women's", "asylum", "hospice"};
  return std::ranges::any_of(words, [&](std::string_view word) { return kind.find(word) != std::string_view::npos; });
}

/// Who goes there says what they believe or where they are from: no feature of a place by which risk may be told.
[[nodiscard]] inline bool tells_of_people(std::string_view kind) {
  constexpr std::array words{"worship", "church", "chapel", "mosque", "temple", "synagogue", "gurdwara", "relig", "faith", "cultur", "ethnic", "languag", "hostel", "traveller"};
  return std::ranges::any_of(words, [&](std::string_view word) { return kind.find(word) != std::string_view::npos; });
}

}  // namespace concordat::intake
