// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "linkage/text/folding.h"
#include "linkage/text/letters.h"
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

}  // namespace concordat::linkage
