// SPDX-License-Identifier: Apache-2.0
// A text as words in one form: folded, without articles, "o/s" as one word. Names of the gazetteer go the
// same way.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace concordat::intake::place_text {

constexpr std::size_t most_bytes = 1024;  ///< of a text; an emergency care data set allows 255 characters

struct Word {
  std::uint16_t start = 0;
  std::uint16_t length = 0;
  bool opens = false;      ///< first of its phrase: after a comma, a bracket, a line end
  bool after_the = false;  ///< an article stood before it
};

/// INVARIANT: every word is a non-empty run of a-z and 0-9 in `letters`.
struct Words {
  std::array<char, most_bytes> letters;
  std::array<Word, most_bytes / 2 + 1> words;
  std::size_t count = 0;
  std::size_t used = 0;  ///< of letters

  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    return {letters.data() + words[i].start, words[i].length};
  }
  /// Whether words i and i+1 stand in one phrase.
  [[nodiscard]] bool joined(std::size_t i) const { return i + 1 < count && !words[i + 1].opens; }
  void wipe() noexcept;
};

void split_words(std::string_view text, Words& out);

/// "rd" is "road"; "st", "street" and "saint" are all "street". Whatever is no abbreviation is itself.
[[nodiscard]] std::string_view written_out(std::string_view word);
struct Abbreviation {
  std::string_view word;  ///< as it is abbreviated
  std::string_view whole;
};
/// Each abbreviation once.
[[nodiscard]] std::span<Abbreviation const> abbreviations();

/// What a word is for, beside being part of a name. Bits.
enum Use : std::uint16_t {
  no_use = 0,
  street_type = 1,      ///< road, lane, close
  venue_type = 2,       ///< pub, inn, school
  position = 4,         ///< outside, near, junction: says how, not where
  nothing_told = 8,     ///< unknown, nk
  beside_nothing = 16,  ///< adds nothing to "unknown": location, patient, where
  owner = 32,           ///< whose home: pts, friends, own
  dwelling = 64,        ///< house, flat, address
  going = 128,          ///< walking, way: "home" is then where somebody was bound
  common = 256,         ///< of no name by itself: assaulted, car, town
  bearing = 512,        ///< upper, new: makes another street of a street's name
};
[[nodiscard]] std::uint16_t use_of(std::string_view word);

}  // namespace concordat::intake::place_text
