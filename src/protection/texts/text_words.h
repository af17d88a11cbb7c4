// SPDX-License-Identifier: Apache-2.0
// Inside the module: a text as words that remember how they were written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protection/texts/personal_text.h"

namespace concordat::protection::texts {

struct TextWord {
  std::string folded;        ///< small letters and digits, without accents and apostrophes
  bool capital = false;      ///< begins with a capital letter
  bool opens = false;        ///< first of its phrase: at the beginning, after a comma, a full stop, a bracket
  bool owns = false;         ///< written with 's
  std::uint16_t use = 0;     ///< as intake/place_text knows it
};
[[nodiscard]] std::vector<TextWord> text_words(std::string_view text);

[[nodiscard]] bool tells_name(std::vector<TextWord> const& words);

struct Letter {
  char32_t code = 0;
  std::size_t bytes = 1;
};
/// The letter at the beginning of a text; a byte that begins none stands for itself.
[[nodiscard]] Letter first_letter(std::string_view text);

/// The text as it looks: letters that look like Latin ones as these, and `gap` where something stands that nobody sees.
[[nodiscard]] std::string as_it_looks(std::string_view utf8, std::string_view gap);

/// Whether a letter is there that is not Latin.
[[nodiscard]] bool has_other_script(std::string_view utf8);
/// Whether the text begins with a Latin capital, with or without a sign on it.
[[nodiscard]] bool begins_with_capital(std::string_view utf8);
/// What folding leaves of Latin letters that no accent makes: ł as l, ø as o, ß as ss.
[[nodiscard]] std::string without_strokes(std::string_view folded);

/// Of a folded text.
void find_numbers(std::string_view folded, PersonalMarks& marks);
[[nodiscard]] bool tells_postcode(std::string_view folded);
/// A unique pupil number with the check letter it has to have, or after "UPN" whatever looks like one.
[[nodiscard]] bool tells_pupil_number(std::string_view folded);

}  // namespace concordat::protection::texts
