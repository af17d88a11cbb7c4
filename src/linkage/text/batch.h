// SPDX-License-Identifier: Apache-2.0
// One text against many at a time: 32 (AVX-512) or 16 (AVX2) distances side by side in lanes of 16 bits.
//
// Lanes hold texts of up to 16 letters out of the 63 commonest of the packed texts; whatever is longer or
// rarer goes through Prepared, one by one, with the same result. Whole columns of distinct names are what
// this is for.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "linkage/text/distance.h"
#include "linkage/text/path.h"

namespace concordat::linkage {

/// Many texts, put in order of length so that lanes end together. About 40 bytes a short text.
class PackedTexts {
 public:
  static constexpr std::size_t lane_letters = 16;
  static constexpr std::size_t block_texts = 32;
  static constexpr std::size_t alphabet_letters = 63;

  explicit PackedTexts(std::span<LettersView const> texts);

  [[nodiscard]] std::size_t size() const { return order_.size(); }
  /// Position in results -> index among the texts given. Put weights in this order once rather than results
  /// each time.
  [[nodiscard]] std::span<std::uint32_t const> order() const { return order_; }
  /// The texts from this position on do not fit into lanes.
  [[nodiscard]] std::size_t in_lanes() const { return in_lanes_; }
  [[nodiscard]] LettersView text(std::size_t position) const;

  // For the kernels.
  /// 1 to 63, or 0 for a letter that no text in a lane has.
  [[nodiscard]] std::uint8_t code_of(char32_t letter) const;
  [[nodiscard]] std::uint8_t const* block(std::size_t number) const {
    return codes_.data() + number * block_texts * lane_letters;
  }
  [[nodiscard]] std::uint8_t const* lengths(std::size_t number) const {
    return lengths_.data() + number * block_texts;
  }
  /// The greatest of a block's lengths: the last text's, for they are in order.
  [[nodiscard]] unsigned longest_in(std::size_t number) const {
    return lengths_[std::min((number + 1) * block_texts, in_lanes_) - 1];
  }
  /// All codes are below this: 16, 32, 48 or 64.
  [[nodiscard]] unsigned code_limit() const { return code_limit_; }

 private:
  struct Place {
    std::uint32_t begin;
    std::uint32_t size;
    bool narrow;
  };

  void take_alphabet(std::vector<char32_t> const& letters);
  [[nodiscard]] bool fits_lane(LettersView text) const;
  void keep(LettersView text);
  void put_in_lane(std::size_t position, LettersView text);

  std::vector<std::uint32_t> order_;
  std::vector<Place> places_;  ///< of the texts themselves, in packed order
  std::vector<std::uint8_t> narrow_;
  std::u32string wide_;
  std::vector<std::uint8_t> codes_;    ///< block by block, letter by letter, then text by text
  std::vector<std::uint8_t> lengths_;  ///< of texts in lanes
  std::vector<char32_t> alphabet_;     ///< sorted
  std::vector<std::uint8_t> alphabet_codes_;
  std::array<std::uint8_t, 256> narrow_codes_{};
  std::size_t in_lanes_ = 0;
  unsigned code_limit_ = 16;
};

/// A run of positions in packed order. `end` beyond the size means up to the last.
struct PackedRange {
  std::size_t begin = 0;
  std::size_t end = std::numeric_limits<std::size_t>::max();
};

// out[i] is the distance to the text at position range.begin + i. REQUIRES room for every position of the
// range.

void jaro_winkler(Prepared const& left, PackedTexts const& rights, std::span<double> out,
                  PackedRange range = {}, Path path = best_path());
/// Distances over 65,535 come back as 65,535.
void levenshtein(Prepared const& left, PackedTexts const& rights, std::span<std::uint16_t> out,
                 PackedRange range = {}, Path path = best_path());
void osa(Prepared const& left, PackedTexts const& rights, std::span<std::uint16_t> out,
         PackedRange range = {}, Path path = best_path());

/// Which of some Jaro-Winkler thresholds are met, without a floating-point number a pair: the way to count
/// levels over all pairs of distinct names.
class JaroWinklerLevels {
 public:
  /// REQUIRES up to 255 thresholds, highest first.
  explicit JaroWinklerLevels(std::span<double const> thresholds);

  /// How many thresholds are above this similarity: 0 where the highest is met, thresholds.size() where none
  /// is.
  [[nodiscard]] std::uint8_t level(double similarity) const;
  [[nodiscard]] std::uint8_t const* table(std::size_t left_size, std::size_t right_size) const;

 private:
  std::vector<double> thresholds_;
  std::vector<std::uint8_t> tables_;
};

void jaro_winkler_levels(Prepared const& left, PackedTexts const& rights, JaroWinklerLevels const& levels,
                         std::span<std::uint8_t> out, PackedRange range = {}, Path path = best_path());

}  // namespace concordat::linkage
