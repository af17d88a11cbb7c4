// SPDX-License-Identifier: Apache-2.0
#include <unicode/translit.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

#include "base/text.h"
#include "linkage/text/folding.h"
#include "linkage/text/letters.h"
#include "linkage/text/transliterated.h"
#include "linkage/text/utf8.h"

namespace concordat::linkage {
namespace {

struct Spelt {
  char32_t letter;
  std::string_view latin;
};

/// As passports and visas write them, more or less; in order of code points. Folding has taken the marks off
/// before (й is и, ё is е, ї is і), so that these are all.
constexpr std::array spellings{
    Spelt{U'α', "a"},    Spelt{U'β', "v"},  Spelt{U'γ', "g"},  Spelt{U'δ', "d"},  Spelt{U'ε', "e"},
    Spelt{U'ζ', "z"},    Spelt{U'η', "i"},  Spelt{U'θ', "th"}, Spelt{U'ι', "i"},  Spelt{U'κ', "k"},
    Spelt{U'λ', "l"},    Spelt{U'μ', "m"},  Spelt{U'ν', "n"},  Spelt{U'ξ', "x"},  Spelt{U'ο', "o"},
    Spelt{U'π', "p"},    Spelt{U'ρ', "r"},  Spelt{U'ς', "s"},  Spelt{U'σ', "s"},  Spelt{U'τ', "t"},
    Spelt{U'υ', "y"},    Spelt{U'φ', "f"},  Spelt{U'χ', "ch"}, Spelt{U'ψ', "ps"}, Spelt{U'ω', "o"},
    Spelt{U'а', "a"},    Spelt{U'б', "b"},  Spelt{U'в', "v"},  Spelt{U'г', "g"},  Spelt{U'д', "d"},
    Spelt{U'е', "e"},    Spelt{U'ж', "zh"}, Spelt{U'з', "z"},  Spelt{U'и', "i"},  Spelt{U'й', "i"},
    Spelt{U'к', "k"},    Spelt{U'л', "l"},  Spelt{U'м', "m"},  Spelt{U'н', "n"},  Spelt{U'о', "o"},
    Spelt{U'п', "p"},    Spelt{U'р', "r"},  Spelt{U'с', "s"},  Spelt{U'т', "t"},  Spelt{U'у', "u"},
    Spelt{U'ф', "f"},    Spelt{U'х', "kh"}, Spelt{U'ц', "ts"}, Spelt{U'ч', "ch"}, Spelt{U'ш', "sh"},
    Spelt{U'щ', "shch"}, Spelt{U'ъ', ""},   Spelt{U'ы', "y"},  Spelt{U'ь', ""},   Spelt{U'э', "e"},
    Spelt{U'ю', "yu"},   Spelt{U'я', "ya"}, Spelt{U'ђ', "dj"}, Spelt{U'є', "ye"}, Spelt{U'і', "i"},
    Spelt{U'ј', "j"},    Spelt{U'љ', "lj"}, Spelt{U'њ', "nj"}, Spelt{U'ћ', "c"},  Spelt{U'џ', "dz"},
    Spelt{U'ґ', "g"},
};
static_assert(std::ranges::is_sorted(spellings, {}, &Spelt::letter));

/// Nothing where the machine's ICU lacks its tables: then names stay in their script.
class ToLatin {
 public:
  ToLatin() {
    auto error = U_ZERO_ERROR;
    rules_.reset(icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, error));
    if (U_FAILURE(error)) rules_.reset();
  }
  std::string operator()(std::string const& name) {
    if (!rules_) return name;
    std::lock_guard const lock{mutex_};
    auto text = icu::UnicodeString::fromUTF8(name);
    rules_->transliterate(text);
    std::string out;
    text.toUTF8String(out);
    return out;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<icu::Transliterator> rules_;
};

bool leaves_vowels_out(std::uint8_t script) { return script == USCRIPT_ARABIC || script == USCRIPT_HEBREW || script == USCRIPT_SYRIAC; }

/// Between two consonants somebody says a vowel, which these scripts do not write, or write as w or y; without it hsn (Hassan) would look
/// like a Chinese hs. Of roots no more is left than that there was one.
std::string with_vowels(std::string_view name) {
  constexpr std::string_view ain = "\u02bf";
  constexpr std::string_view vowels = "aeiou";
  auto const is_consonant = [&](std::size_t at) { return at < name.size() && name[at] >= 'a' && name[at] <= 'z' && vowels.find(name[at]) == std::string_view::npos; };
  auto const is_half = [&](std::size_t at) { return at < name.size() && (name[at] == 'w' || name[at] == 'y'); };
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    bool const begins = at == 0 || name[at - 1] == ' ';
    if (begins && name.substr(at).starts_with(ain)) {
      out += 'a';
      at += ain.size() - 1;
      continue;
    }
    bool const before_vowel = at + 1 < name.size() && vowels.find(name[at + 1]) != std::string_view::npos;
    if (is_half(at) && !begins && !before_vowel) {
      out += name[at] == 'w' ? 'u' : 'i';
      continue;
    }
    out += name[at];
    bool const digraph = at + 1 < name.size() && name[at + 1] == 'h' && std::string_view{"kstdg"}.find(name[at]) != std::string_view::npos;
    if (is_consonant(at) && is_consonant(at + 1) && !is_half(at + 1) && !digraph) out += 'a';
  }
  return out;
}

}  // namespace

std::string in_latin(std::string_view name) {
  Letters const letters{name};
  auto const view = letters.view();
  std::string out;
  for (std::size_t at = 0; at < view.size(); ++at) {
    auto const found = std::ranges::lower_bound(spellings, view[at], {}, &Spelt::letter);
    if (found != spellings.end() && found->letter == view[at]) {
      out += found->latin;
    } else {
      append_utf8(out, view[at]);
    }
  }
  return out;
}

std::uint8_t other_script_of(std::string_view utf8) {
  if (text::is_ascii(utf8)) return 0;
  Letters const letters{utf8};
  auto const view = letters.view();
  for (std::size_t at = 0; at < view.size(); ++at) {
    auto error = U_ZERO_ERROR;
    auto const script = uscript_getScript(static_cast<UChar32>(view[at]), &error);
    if (U_SUCCESS(error) && script != USCRIPT_LATIN && script > USCRIPT_INHERITED) return static_cast<std::uint8_t>(script);
  }
  return 0;
}

std::string transliterated(std::string_view folded_name) {
  if (other_script_of(folded_name) == 0) return std::string{folded_name};
  auto const spelt = in_latin(folded_name);
  if (other_script_of(spelt) == 0) return spelt;
  static ToLatin to_latin;
  auto const latin = to_latin(spelt);
  return folded(leaves_vowels_out(other_script_of(folded_name)) ? with_vowels(latin) : latin);
}

}  // namespace concordat::linkage
