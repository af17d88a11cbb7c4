// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/distance.h"

#include <array>
#include <cstring>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "linkage/text/bit_parallel.h"
#include "linkage/text/tables.h"

namespace concordat::linkage {
namespace {

/// Masks of a pattern whose letters are all below U+0100.
struct NarrowMasks {
  std::uint64_t const* table;
  std::uint64_t operator()(std::uint8_t letter) const { return table[letter]; }
  std::uint64_t operator()(char32_t letter) const { return letter <= 0xFF ? table[letter] : 0; }
};

/// Masks of any pattern: 64 letters in 128 places, so a free place is always found.
struct WideMasks {
  static constexpr std::size_t places = 128;
  std::array<std::uint64_t, places> masks{};
  std::array<char32_t, places> letters{};

  [[nodiscard]] std::size_t place_of(char32_t letter) const {
    std::size_t place = (letter * 0x9E3779B1U) >> 25U;
    while (masks[place] != 0 && letters[place] != letter) place = (place + 1) % places;
    return place;
  }
  void add(LettersView pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      auto const place = place_of(pattern[at]);
      letters[place] = pattern[at];
      masks[place] |= std::uint64_t{1} << at;
    }
  }
  std::uint64_t operator()(char32_t letter) const { return masks[place_of(letter)]; }
};

/// All zero between two calls: setting and clearing the letters of one name costs less than clearing 2 KB.
thread_local std::array<std::uint64_t, 256> scratch{};

class ScratchMasks {
 public:
  explicit ScratchMasks(LettersView pattern) : pattern_{pattern} {
    for (std::size_t at = 0; at < pattern.size(); ++at)
      scratch[pattern.narrow()[at]] |= std::uint64_t{1} << at;
  }
  ScratchMasks(ScratchMasks const&) = delete;
  ScratchMasks& operator=(ScratchMasks const&) = delete;
  ~ScratchMasks() {
    for (std::size_t at = 0; at < pattern_.size(); ++at) scratch[pattern_.narrow()[at]] = 0;
  }
  [[nodiscard]] NarrowMasks masks() const { return {scratch.data()}; }

 private:
  LettersView pattern_;
};

#if defined(__SSE2__)
/// A pattern of up to 16 letters in a register, asked letter by letter. Filling and clearing a table are
/// loops of a length that the processor cannot foresee; for short names that costs more than the comparing.
struct ShortMasks {
  static constexpr std::size_t longest = 16;
  __m128i pattern;
  std::uint32_t valid;

  explicit ShortMasks(LettersView letters) : pattern{load(letters)}, valid{(1U << letters.size()) - 1} {}
  std::uint64_t operator()(std::uint8_t letter) const {
    __m128i const equal = _mm_cmpeq_epi8(pattern, _mm_set1_epi8(static_cast<char>(letter)));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(equal)) & valid;
  }
  std::uint64_t operator()(char32_t letter) const {
    return letter <= 0xFF ? (*this)(static_cast<std::uint8_t>(letter)) : 0;
  }

 private:
  /// Never reads behind the end: two overlapping words make any length.
  static __m128i load(LettersView letters) {
    auto const* const from = letters.narrow();
    std::size_t const size = letters.size();
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (size >= 8) {
      std::memcpy(&low, from, 8);
      std::memcpy(&high, from + size - 8, 8);
      high = size == 8 ? 0 : high >> (8 * (16 - size));
    } else if (size >= 4) {
      std::uint32_t first = 0;
      std::uint32_t last = 0;
      std::memcpy(&first, from, 4);
      std::memcpy(&last, from + size - 4, 4);
      low = first | (std::uint64_t{last} << (8 * (size - 4)));
    } else if (size > 0) {
      low = from[0] | (std::uint64_t{from[size / 2]} << (8 * (size / 2))) |
            (std::uint64_t{from[size - 1]} << (8 * (size - 1)));
    }
    return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
  }
};
#endif

/// Calls `run(masks, letters of the text)`.
template <class Masks, class Run>
auto on_text(Masks const& masks, LettersView text, Run const& run) {
  return text.is_narrow() ? run(masks, text.narrow()) : run(masks, text.wide());
}

template <class Run>
auto on_pair(LettersView pattern, LettersView text, Run const& run) {
#if defined(__SSE2__)
  if (pattern.is_narrow() && pattern.size() <= ShortMasks::longest)
    return on_text(ShortMasks{pattern}, text, run);
#endif
  if (pattern.is_narrow()) {
    ScratchMasks const set{pattern};
    return on_text(set.masks(), text, run);
  }
  WideMasks masks;
  masks.add(pattern);
  return on_text(masks, text, run);
}

struct Jaro {
  std::size_t pattern_size, text_size;
  JaroCounts operator()(auto const& masks, auto const* text) const {
    return jaro_counts(masks, pattern_size, text, text_size);
  }
};
struct Levenshtein {
  std::size_t pattern_size, text_size;
  std::uint32_t bound;
  std::uint32_t operator()(auto const& masks, auto const* text) const {
    return levenshtein_bits(masks, pattern_size, text, text_size, bound);
  }
};
struct Osa {
  std::size_t pattern_size, text_size;
  std::uint32_t bound;
  std::uint32_t operator()(auto const& masks, auto const* text) const {
    return osa_bits(masks, pattern_size, text, text_size, bound);
  }
};

/// Puts the pattern first: the shorter text, whose masks cost more the longer it is; but where both fit into
/// a register, the longer, for then each letter of the other is what costs.
void choose_pattern(LettersView& left, LettersView& right) {
  bool pattern_is_right = left.size() > right.size();
#if defined(__SSE2__)
  auto const& longer = pattern_is_right ? left : right;
  pattern_is_right = pattern_is_right != (longer.size() <= ShortMasks::longest && longer.is_narrow());
#endif
  // looked up and not branched on: which of two names is longer is anybody's guess, the processor's too
  std::array<LettersView, 2> const both{left, right};
  left = both[pattern_is_right ? 1 : 0];
  right = both[pattern_is_right ? 0 : 1];
}

JaroCounts count(LettersView left, LettersView right) {
  if (left.empty() || right.empty()) return {};
  choose_pattern(left, right);
  if (left.size() > longest_pattern) return tables::jaro(left, right);
  return on_pair(left, right, Jaro{left.size(), right.size()});
}

std::size_t difference(std::size_t left, std::size_t right) {
  return left > right ? left - right : right - left;
}

/// Larger bounds would overflow when one is added.
std::uint32_t sane(std::uint32_t bound) {
  return std::min(bound, no_bound);
}

template <class Bits, class Slow>
std::uint32_t edits(LettersView left, LettersView right, std::uint32_t bound, Slow const& slow) {
  bound = sane(bound);
  if (difference(left.size(), right.size()) > bound) return bound + 1;
  if (left.empty() || right.empty()) return static_cast<std::uint32_t>(left.size() + right.size());
  choose_pattern(left, right);
  if (left.size() > longest_pattern) return slow(left, right, bound);
  return on_pair(left, right, Bits{left.size(), right.size(), bound});
}

/// A distance of two or less is the same with and without editing swapped letters again. And each swap whose
/// letters are edited again counts for two edits or more and costs one more without: where the restricted
/// distance is over the bound and half of it, no table is needed.
template <class Osa>
std::uint32_t damerau_by_osa(LettersView left, LettersView right, std::uint32_t bound,
                             Osa const& restricted) {
  bound = sane(bound);
  if (difference(left.size(), right.size()) > bound) return bound + 1;
  std::uint32_t const enough = bound > no_bound / 2 ? no_bound : bound + bound / 2;
  std::uint32_t const above = restricted(enough);
  if (above <= 2 || bound <= 1) return std::min(above, bound + 1);
  if (above > enough) return bound + 1;
  return tables::damerau(left, right, bound);
}

}  // namespace

double jaro(LettersView left, LettersView right) {
  return jaro_score(count(left, right), left.size(), right.size());
}

double jaro_winkler(LettersView left, LettersView right) {
  return jaro_winkler_score(count(left, right), left.size(), right.size());
}

std::uint32_t levenshtein(LettersView left, LettersView right, std::uint32_t bound) {
  return edits<Levenshtein>(left, right, bound, tables::levenshtein);
}

std::uint32_t osa(LettersView left, LettersView right, std::uint32_t bound) {
  return edits<Osa>(left, right, bound, tables::osa);
}

std::uint32_t damerau(LettersView left, LettersView right, std::uint32_t bound) {
  return damerau_by_osa(left, right, bound, [&](std::uint32_t enough) { return osa(left, right, enough); });
}

double jaro_winkler_utf8(std::string_view left, std::string_view right) {
  return jaro_winkler(Letters{left}, Letters{right});
}

std::uint32_t levenshtein_utf8(std::string_view left, std::string_view right, std::uint32_t bound) {
  return levenshtein(Letters{left}, Letters{right}, bound);
}

struct Prepared::Masks {
  bool narrow = true;
  std::array<std::uint64_t, 256> table{};
  WideMasks wide;

  explicit Masks(LettersView left) : narrow{left.is_narrow()} {
    if (!narrow) wide.add(left);
    for (std::size_t at = 0; narrow && at < left.size(); ++at)
      table[left.narrow()[at]] |= std::uint64_t{1} << at;
  }
  template <class Run>
  [[nodiscard]] auto on(LettersView text, Run const& run) const {
    return narrow ? on_text(NarrowMasks{table.data()}, text, run) : on_text(wide, text, run);
  }
};

Prepared::Prepared(LettersView left) : left_{left} {
  if (left.size() <= longest_pattern && !left.empty()) masks_ = std::make_unique<Masks>(left_.view());
}

Prepared::Prepared(Prepared&&) noexcept = default;
Prepared& Prepared::operator=(Prepared&&) noexcept = default;
Prepared::~Prepared() = default;

double Prepared::jaro_winkler(LettersView right) const {
  if (masks_ == nullptr || right.empty()) return linkage::jaro_winkler(left_, right);
  auto const counts = masks_->on(right, Jaro{left_.size(), right.size()});
  return jaro_winkler_score(counts, left_.size(), right.size());
}

std::uint32_t Prepared::levenshtein(LettersView right, std::uint32_t bound) const {
  if (masks_ == nullptr) return linkage::levenshtein(left_, right, bound);
  bound = sane(bound);
  if (difference(left_.size(), right.size()) > bound) return bound + 1;
  return masks_->on(right, Levenshtein{left_.size(), right.size(), bound});
}

std::uint32_t Prepared::osa(LettersView right, std::uint32_t bound) const {
  if (masks_ == nullptr) return linkage::osa(left_, right, bound);
  bound = sane(bound);
  if (difference(left_.size(), right.size()) > bound) return bound + 1;
  return masks_->on(right, Osa{left_.size(), right.size(), bound});
}

std::uint32_t Prepared::damerau(LettersView right, std::uint32_t bound) const {
  return damerau_by_osa(left_, right, bound, [&](std::uint32_t enough) { return osa(right, enough); });
}

}  // namespace concordat::linkage
