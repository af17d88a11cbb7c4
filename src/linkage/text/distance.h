// SPDX-License-Identifier: Apache-2.0
// How far two texts are apart. Case, accents and hyphens are the caller's business (folding.h).
//
// All are symmetric to the bit, depend on nothing but the two texts, and give the same on every machine and
// path. Up to 64 code points on the shorter side they are bit-parallel (Jaro, Myers 1999, Hyyro 2003);
// beyond, tables.
//
// Thread safety: every function from any thread; a Prepared may be read from many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include "linkage/text/letters.h"

namespace concordat::linkage {

constexpr std::uint32_t no_bound = std::numeric_limits<std::uint32_t>::max() - 1;

/// 0 to 1. Two empty texts are alike (1), one empty text is like nothing (0). Half transpositions round down.
[[nodiscard]] double jaro(LettersView left, LettersView right);
/// Jaro, and where that is above 0.7, a tenth of what is missing for each of up to four equal first letters.
[[nodiscard]] double jaro_winkler(LettersView left, LettersView right);

// Edits in code points. A distance over `bound` comes back as bound + 1 (and may cost less).

/// Insertions, deletions, substitutions: a metric.
[[nodiscard]] std::uint32_t levenshtein(LettersView left, LettersView right, std::uint32_t bound = no_bound);
/// As well neighbours swapped, no letter edited twice (optimal string alignment): no metric, the triangle may
/// fail.
[[nodiscard]] std::uint32_t osa(LettersView left, LettersView right, std::uint32_t bound = no_bound);
/// Swapped neighbours may be edited further (Damerau-Levenshtein): a metric, never above osa().
[[nodiscard]] std::uint32_t damerau(LettersView left, LettersView right, std::uint32_t bound = no_bound);

// The same for UTF-8, for callers who compare once.

[[nodiscard]] double jaro_winkler_utf8(std::string_view left, std::string_view right);
[[nodiscard]] std::uint32_t levenshtein_utf8(std::string_view left, std::string_view right,
                                             std::uint32_t bound = no_bound);

/// The left side with its bit masks, for one against many: half the price of a pair. About 2 KB.
class Prepared {
 public:
  explicit Prepared(LettersView left);
  Prepared(Prepared&&) noexcept;
  Prepared& operator=(Prepared&&) noexcept;
  ~Prepared();

  [[nodiscard]] LettersView left() const { return left_; }
  [[nodiscard]] double jaro_winkler(LettersView right) const;
  [[nodiscard]] std::uint32_t levenshtein(LettersView right, std::uint32_t bound = no_bound) const;
  [[nodiscard]] std::uint32_t osa(LettersView right, std::uint32_t bound = no_bound) const;
  [[nodiscard]] std::uint32_t damerau(LettersView right, std::uint32_t bound = no_bound) const;

 private:
  struct Masks;
  Letters left_;
  std::unique_ptr<Masks> masks_;  ///< none where left is over 64 code points
};

}  // namespace concordat::linkage
