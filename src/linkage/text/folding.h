// SPDX-License-Identifier: Apache-2.0
// Names as they are compared: without what agencies write differently for one name.
//
// Everything takes UTF-8 and gives UTF-8; folding what is folded changes nothing. Scripts other than Latin
// keep their letters; Cyrillic and Greek have a Latin spelling for the phonetic keys (phonetic.h), all of them one in transliterated.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace concordat::linkage {

/// Lower case, without accents (Ø is o, ß is ss, Ł is l, Þ is th), apostrophes gone, hyphens, dots and any
/// other sign a space, single spaces. "O'Neill-Özil" is "oneill ozil". Digits stay.
[[nodiscard]] std::string folded(std::string_view utf8);

/// The words of a folded name. The views look into `name`.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view name);

/// A folded name without its particles (de, van der, bin, al, ...), which some records leave out; a name of
/// nothing but particles stays as it is. "al hassan" and "hassan" meet; "de la cruz" is "cruz".
[[nodiscard]] std::string without_particles(std::string_view name);
[[nodiscard]] bool is_particle(std::string_view word);

/// A folded name without spaces: "mac donald" and "macdonald" meet.
[[nodiscard]] std::string joined(std::string_view name);

/// The words in alphabetical order: "maria jose" and "jose maria" meet.
[[nodiscard]] std::string sorted_words(std::string_view name);

/// A folded name with its Cyrillic and Greek letters in Latin; everything else as it is.
[[nodiscard]] std::string in_latin(std::string_view name);

}  // namespace concordat::linkage
