// SPDX-License-Identifier: Apache-2.0
// The check digit by weights and modulo 11 that several ten-digit numbers have.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace concordat {

/// Sum of the first nine digits times 10, 9, ... 2, modulo 11. REQUIRES: nine digits at the front.
[[nodiscard]] constexpr int mod_11_remainder(std::string_view digits) {
  int sum = 0;
  for (std::size_t at = 0; at < 9; ++at) sum += (digits[at] - '0') * static_cast<int>(10 - at);
  return sum % 11;
}

/// The tenth digit that makes the sum a multiple of 11; nothing where none does. REQUIRES: nine digits at the front.
[[nodiscard]] constexpr std::optional<int> mod_11_check_digit(std::string_view digits) {
  int const check = (11 - mod_11_remainder(digits)) % 11;
  return check == 10 ? std::nullopt : std::optional{check};
}

}  // namespace concordat
