// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

#include <array>

namespace concordat {

std::string uuid7(Instant now, Chance& chance) {
  std::array<std::byte, 16> bytes{};
  chance.fill(bytes);
  auto const millis = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::byte>(millis >> (40U - 8U * i));
  bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x70};
  bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    auto const value = static_cast<unsigned>(bytes[i]);
    text += digits[value >> 4U];
    text += digits[value & 15U];
  }
  return text;
}

}  // namespace concordat
