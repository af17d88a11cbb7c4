// SPDX-License-Identifier: Apache-2.0
// The names of the gazetteer that stand in a text, as runs of its words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "intake/place_text/name_index.h"
#include "intake/place_text/words.h"

namespace concordat::intake::place_text {

constexpr std::size_t most_hits = 64;
constexpr std::size_t most_near = 8;

/// A name found in words [first, last).
struct Hit {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  NodeId name = nothing;
  std::uint8_t slips = 0;
  bool by_ear = true;  ///< every slip sounds alike
};

/// A word of the text as words of the gazetteer.
struct WordReading {
  WordId word = nothing;
  std::uint8_t near_count = 0;
  std::array<NearWord, most_near> near = {};
  WordId left = nothing;  ///< of two words run together
  WordId right = nothing;
};

/// Room for one text.
struct Workspace {
  Words words;
  std::array<std::uint16_t, most_bytes / 2 + 1> uses;
  std::array<bool, most_bytes / 2 + 1> named;
  std::array<WordReading, most_bytes / 2 + 1> readings;
  std::array<Hit, most_hits> hits;
  std::size_t hit_count = 0;

  void wipe() noexcept;
};

/// Fills `hits`: in the order of the text, none within a stronger one. First as typed, where a word nobody
/// knows may be a slip; where that finds nothing, any word may be.
void find_names(GazetteerIndex const& index, Workspace& room);

}  // namespace concordat::intake::place_text
