// SPDX-License-Identifier: Apache-2.0
// Reasons that the law or the partnership wants in writing. "No" and "ok" fill a field and tell nobody anything: whoever
// reviews, appeals or audits has to be able to follow it.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

namespace concordat::hub {

constexpr int fewest_words_of_a_reason = 3;

/// Three words or more, of letters or figures.
[[nodiscard]] inline bool says_why(std::string_view reason) {
  auto const counts = [](char letter) {
    auto const byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z');
  };
  int words = 0;
  bool within = false;
  for (char const letter : reason) {
    bool const blank = letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
    if (!blank && !within && counts(letter)) {
      ++words;
      within = true;
    }
    within = within && !blank;
  }
  return words >= fewest_words_of_a_reason;
}

/// "reason.too-short"
[[nodiscard]] inline Problem no_reason() {
  return {Fault::malformed, "reason.too-short", "That is too short to be a reason: it has fewer than three words.",
          "Write a sentence that somebody who was not there can follow: what happened, or what stands in the way. Name no person in it.", {}};
}

}  // namespace concordat::hub
