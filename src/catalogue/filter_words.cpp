// SPDX-License-Identifier: Apache-2.0
// The words by which filters take reports apart: days, hours, ages.
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "catalogue/catalogue.h"

namespace concordat::catalogue {

std::span<std::string_view const> weekday_words() {
  static constexpr std::array<std::string_view, 7> words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return words;
}

std::optional<std::pair<int, int>> hours_in(std::string_view text) {
  auto const digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 99; };
  if (text.size() != 5 || text[2] != '-') return {};
  std::pair const hours{digit(0) * 10 + digit(1), digit(3) * 10 + digit(4)};
  if (hours.first > 23 || hours.second > 23 || hours.first == hours.second) return {};
  return hours;
}

std::optional<std::pair<int, int>> ages_in(std::string_view text) {
  auto const dash = text.find('-');
  if (dash == std::string_view::npos) return {};
  auto const from = text::parse_integer(text.substr(0, dash));
  auto const to = text::parse_integer(text.substr(dash + 1));
  if (!from || !to || *from < 0 || *to < *from || *to > oldest_age) return {};
  return std::pair{static_cast<int>(*from), static_cast<int>(*to)};
}

}  // namespace concordat::catalogue
