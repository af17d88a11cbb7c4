// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/folding.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "linkage/text/letters.h"
#include "linkage/text/utf8.h"

namespace concordat::linkage {
namespace {

using namespace std::string_view_literals;

struct Respelt {
  char32_t letter;
  std::string_view as;
};
/// What case folding and the removal of marks leave: letters of their own that other spellings write plainly,
/// and letters of Arabic script that keyboards offer in several forms.
constexpr std::array respelt{
    Respelt{U'æ', "ae"}, Respelt{U'ð', "d"}, Respelt{U'ø', "o"}, Respelt{U'þ', "th"}, Respelt{U'đ', "d"},
    Respelt{U'ħ', "h"},  Respelt{U'ı', "i"}, Respelt{U'ł', "l"}, Respelt{U'ŋ', "ng"}, Respelt{U'œ', "oe"},
    Respelt{U'ŧ', "t"},  Respelt{U'ə', "a"}, Respelt{U'ɓ', "b"}, Respelt{U'ɗ', "d"},  Respelt{U'ƙ', "k"},
    Respelt{U'ƴ', "y"},  Respelt{U'ة', "ه"}, Respelt{U'ى', "ي"}, Respelt{U'ک', "ك"},  Respelt{U'ی', "ي"},
};

/// Marks that are left out in one spelling of a name and written in another. Vowel signs of Indic and
/// South-East Asian scripts are not among them: without them other names come out.
bool is_loose_mark(char32_t c) {
  struct Range {
    char32_t first, last;
  };
  constexpr std::array ranges{Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5C7},
                              Range{0x610, 0x61A},   Range{0x640, 0x640},   Range{0x64B, 0x65F},
                              Range{0x670, 0x670},   Range{0x6D6, 0x6ED},   Range{0x1AB0, 0x1AFF},
                              Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20FF}, Range{0xFE20, 0xFE2F}};
  return std::ranges::any_of(ranges, [c](Range range) { return c >= range.first && c <= range.last; });
}

/// Signs inside one word: O'Neill, Sa’ad, Ka`ahumanu. The last are spacing accents typed for an apostrophe.
bool is_apostrophe(char32_t c) {
  constexpr std::u32string_view apostrophes = U"'`´ʹʻʼʽʾʿˈ‘’‚‛′＇";
  return apostrophes.find(c) != std::u32string_view::npos;
}

bool is_of_words(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
      return true;
    default:
      return c == 0xFFFD;
  }
}

std::string mapped(std::string const& utf8, int options) {
  utf8proc_uint8_t* out = nullptr;
  auto const size =
      utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(utf8.data()),
                   static_cast<utf8proc_ssize_t>(utf8.size()), &out, static_cast<utf8proc_option_t>(options));
  if (size < 0) return utf8;
  std::string text{reinterpret_cast<char*>(out), static_cast<std::size_t>(size)};
  std::free(out);  // NOLINT(cppcoreguidelines-no-malloc): utf8proc allocates with malloc
  return text;
}

void append_space(std::string& out) {
  if (!out.empty() && out.back() != ' ') out.push_back(' ');
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string folded_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char const c : text) {
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (is_of_words(static_cast<std::uint8_t>(c))) {
      out.push_back(c);
    } else if (c != '\'' && c != '`') {
      append_space(out);
    }
  }
  return trimmed(std::move(out));
}

/// The letters with apostrophes taken out before compatibility mapping turns some of them into spaces.
std::string without_apostrophes(std::string_view utf8) {
  std::string out;
  Letters const letters{utf8};
  auto const view = letters.view();
  for (std::size_t at = 0; at < view.size(); ++at) {
    if (!is_apostrophe(view[at])) append_utf8(out, view[at]);
  }
  return out;
}

void append_folded(std::string& out, char32_t c) {
  if (is_loose_mark(c) || is_apostrophe(c)) return;
  auto const found = std::ranges::find(respelt, c, &Respelt::letter);
  if (found != respelt.end()) {
    out += found->as;
  } else if (is_of_words(c)) {
    append_utf8(out, c);
  } else {
    append_space(out);
  }
}

constexpr std::array particles{"af"sv,  "al"sv,  "ap"sv,  "av"sv,    "bin"sv, "bint"sv, "binti"sv, "da"sv,
                               "dal"sv, "das"sv, "de"sv,  "degli"sv, "dei"sv, "del"sv,  "della"sv, "den"sv,
                               "der"sv, "des"sv, "di"sv,  "do"sv,    "dos"sv, "du"sv,   "el"sv,    "ferch"sv,
                               "ibn"sv, "la"sv,  "las"sv, "le"sv,    "les"sv, "lo"sv,   "los"sv,   "op"sv,
                               "ten"sv, "ter"sv, "ul"sv,  "ur"sv,    "van"sv, "ver"sv,  "verch"sv, "von"sv,
                               "zu"sv,  "zum"sv, "zur"sv};

}  // namespace

std::string folded(std::string_view utf8) {
  if (text::is_ascii(utf8)) return folded_ascii(utf8);
  constexpr int apart =
      UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE;
  constexpr int together = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
  Letters const letters{mapped(without_apostrophes(utf8), apart)};
  auto const view = letters.view();
  std::string out;
  for (std::size_t at = 0; at < view.size(); ++at) append_folded(out, view[at]);
  return trimmed(mapped(out, together));
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  for (auto const word : text::split(name, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

bool is_particle(std::string_view word) {
  return std::ranges::find(particles, word) != particles.end();
}

std::string without_particles(std::string_view name) {
  std::string out;
  for (auto const word : words_of(name)) {
    if (is_particle(word)) continue;
    if (!out.empty()) out.push_back(' ');
    out += word;
  }
  return out.empty() ? std::string{name} : out;
}

std::string joined(std::string_view name) {
  std::string out;
  std::ranges::copy_if(name, std::back_inserter(out), [](char c) { return c != ' '; });
  return out;
}

std::string sorted_words(std::string_view name) {
  auto words = words_of(name);
  std::ranges::sort(words);
  std::string out;
  for (auto const word : words) {
    if (!out.empty()) out.push_back(' ');
    out += word;
  }
  return out;
}

}  // namespace concordat::linkage
