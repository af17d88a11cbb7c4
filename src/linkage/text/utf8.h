// SPDX-License-Identifier: Apache-2.0
// One code point to UTF-8.
#pragma once

#include <string>

namespace concordat::linkage {

/// REQUIRES a code point that UTF-8 can hold.
inline void append_utf8(std::string& out, char32_t letter) {
  auto const tail = [&out, letter](unsigned shift) {
    out.push_back(static_cast<char>(0x80U | ((letter >> shift) & 0x3FU)));
  };
  if (letter < 0x80) {
    out.push_back(static_cast<char>(letter));
  } else if (letter < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (letter >> 6U)));
    tail(0);
  } else if (letter < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (letter >> 12U)));
    tail(6), tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0U | (letter >> 18U)));
    tail(12), tail(6), tail(0);
  }
}

}  // namespace concordat::linkage
