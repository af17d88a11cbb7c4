// SPDX-License-Identifier: Apache-2.0
// The distances by tables: for texts of which both are over 64 letters, and for Damerau's.
#pragma once

#include <cstdint>

#include "linkage/text/letters.h"
#include "linkage/text/score.h"

namespace concordat::linkage::tables {

[[nodiscard]] JaroCounts jaro(LettersView left, LettersView right);
// Time is the product of the lengths; memory is three rows of the shorter text.
[[nodiscard]] std::uint32_t levenshtein(LettersView left, LettersView right, std::uint32_t bound);
[[nodiscard]] std::uint32_t osa(LettersView left, LettersView right, std::uint32_t bound);
[[nodiscard]] std::uint32_t damerau(LettersView left, LettersView right, std::uint32_t bound);

}  // namespace concordat::linkage::tables
