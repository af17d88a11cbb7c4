// SPDX-License-Identifier: Apache-2.0
// Names of people. Capitals change only where the supplier wrote a whole word (or the whole cell) in one
// case: a name in mixed case was somebody's choice. MAC stays Mac: whether it is Macdonald or MacDonald only
// its owner knows.
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "intake/standardise/person_name.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake {
namespace {

using namespace std::string_view_literals;
using writing::hold;
using writing::mark;

constexpr std::array titles{"mr"sv, "mrs"sv, "ms"sv,  "miss"sv, "mx"sv,
                            "dr"sv, "rev"sv, "sir"sv, "prof"sv, "mstr"sv};
// Written small inside a name; each is too rare as a first name or surname of its own to be mistaken before a
// word.
constexpr std::array particles{"de"sv, "del"sv, "della"sv, "von"sv, "dos"sv,   "da"sv,
                               "du"sv, "bin"sv, "binti"sv, "ibn"sv, "ferch"sv, "ap"sv};
constexpr std::array after_particle{"la"sv, "las"sv, "los"sv, "der"sv, "den"sv, "de"sv, "le"sv};
constexpr std::array could_be_blank{"null"sv, "none"sv, "na"sv, "nan"sv, "nil"sv,
                                    "test"sv, "x"sv,    "xx"sv, "xxx"sv};
constexpr std::size_t longest_name = 120;

bool is_one_of(std::string_view word, auto const& words) {
  return std::ranges::any_of(
      words, [word](std::string_view known) { return text::equal_ignoring_case(known, word); });
}

struct Letter {
  utf8proc_int32_t value = 0;
  std::size_t size = 1;
};

Letter letter_at(std::string_view text) {
  if (writing::is_ascii(text.front())) return {text.front(), 1};
  Letter letter;
  auto const size = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &letter.value);
  letter.size = size > 0 ? static_cast<std::size_t>(size) : 1;
  return letter;
}

bool is_upper(utf8proc_int32_t c) {
  return c < 0x80 ? writing::is_upper(static_cast<char>(c)) : utf8proc_tolower(c) != c;
}
bool is_lower(utf8proc_int32_t c) {
  return c < 0x80 ? writing::is_lower(static_cast<char>(c)) : utf8proc_toupper(c) != c;
}

struct Capitals {
  int upper = 0;
  int lower = 0;
  int other = 0;  ///< letters of scripts without capitals count here, with everything else
  [[nodiscard]] bool one_case() const { return (upper == 0) != (lower == 0); }
  [[nodiscard]] bool all_upper() const { return upper > 0 && lower == 0; }
};

Capitals capitals_of(std::string_view text) {
  Capitals out;
  while (!text.empty()) {
    auto const letter = letter_at(text);
    auto const up = is_upper(letter.value);
    auto const low = is_lower(letter.value);
    out.upper += up ? 1 : 0;
    out.lower += low ? 1 : 0;
    out.other += !up && !low ? 1 : 0;
    text.remove_prefix(letter.size);
  }
  return out;
}

void append(std::string& out, utf8proc_int32_t c) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  auto const size = utf8proc_encode_char(c, bytes.data());
  out.append(reinterpret_cast<char const*>(bytes.data()), static_cast<std::size_t>(size));
}

/// "TJ", "AJ": initials that people use as a name and write in capitals.
bool is_initials(std::string_view word) {
  return word.size() == 2 && writing::to_upper(word[1]) == 'J' && writing::is_letter(word[0]);
}

void append_word(std::string& out, std::string_view word) {
  if (is_initials(word)) {
    out.push_back(writing::to_upper(word[0]));
    out.push_back('J');
    return;
  }
  bool capital = true;
  std::size_t in_part = 0;  // letters since the last hyphen, apostrophe or dot
  for (auto rest = word; !rest.empty();) {
    auto const letter = letter_at(rest);
    if (letter.value == '-' || letter.value == '.' || (letter.value == '\'' && in_part == 1)) {
      capital = true;
      in_part = 0;
      append(out, letter.value);
    } else if (in_part == 0 && !is_upper(letter.value) && !is_lower(letter.value)) {
      append(out, letter.value);  // the capital is for the first letter
    } else {
      append(out, capital ? utf8proc_totitle(letter.value) : utf8proc_tolower(letter.value));
      ++in_part;
      // "Mc" before at least two more letters: McKay, but Mca stays
      bool const after_mc = in_part == 2 && out.ends_with("Mc") && rest.size() > 2 &&
                            writing::is_letter(rest[1]) && writing::is_letter(rest[2]);
      capital = after_mc;
    }
    rest.remove_prefix(letter.size);
  }
}

/// Words in title case, particles small. `first_is_name`: the first word cannot be a particle.
std::string recased(std::string_view text, bool first_is_name) {
  std::string out;
  auto const words = text::split(text, ' ');
  bool after = false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (at > 0) out.push_back(' ');
    bool const last = at + 1 == words.size();
    bool const van =
        !last && text::equal_ignoring_case(words[at], "van") && is_one_of(words[at + 1], after_particle);
    bool const small =
        !last && (at > 0 || !first_is_name) &&
        (van || is_one_of(words[at], particles) || (after && is_one_of(words[at], after_particle)));
    if (small) {
      out += text::ascii_lower(words[at]);
    } else {
      append_word(out, words[at]);
    }
    after = small;
  }
  if (!writing::compose(out)) return std::string{text};
  return out;
}

/// Only the words of three letters or more that stand in capitals among others: "Ann SMITH".
std::string with_shouted_words_recased(std::string_view text) {
  std::string out;
  for (auto const word : text::split(text, ' ')) {
    if (!out.empty()) out.push_back(' ');
    auto const capitals = capitals_of(word);
    if (capitals.all_upper() && capitals.upper > 2) {
      append_word(out, word);
    } else {
      out += word;
    }
  }
  if (!writing::compose(out)) return std::string{text};
  return out;
}

bool holds_two_people(std::string_view text) {
  if (text.find_first_of("&/;+|") != std::string_view::npos) return true;
  for (auto const half : text::split(text, ',')) {
    for (auto const word : text::split(half, ' ')) {
      if (text::equal_ignoring_case(word, "and") || text::equal_ignoring_case(word, "or")) return true;
    }
  }
  return false;
}

/// "Smith - Jones" is one name.
void join_hyphens(std::string& text, Value& out) {
  for (auto at = text.find('-'); at != std::string::npos; at = text.find('-', at + 1)) {
    if (at > 0 && text[at - 1] == ' ') text.erase(--at, 1), mark(out, Change::spaces);
    while (at + 1 < text.size() && text[at + 1] == ' ') text.erase(at + 1, 1), mark(out, Change::spaces);
  }
}

void hold_as_blank(Value& out) {
  hold(out, "name.could-be-blank",
       "Leave the cell empty where the name is not known; keep it if it is the name.");
}

bool holds_letters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return writing::is_letter(c) || !writing::is_ascii(c); });
}

void refuse_without_letters(Value& out) {
  writing::refuse(out, "name.no-letters", "Leave the cell empty where the name is not known.");
}

/// What is left without title and comma may say nothing: "Mr Unknown".
void finish_name(Value& out) {
  if (writing::is_placeholder(out.text, writing::Blanks::names)) return writing::placeholder(out);
  if (!holds_letters(out.text)) return refuse_without_letters(out);
  if (is_one_of(out.text, could_be_blank)) hold_as_blank(out);
  writing::finish(out);
}

/// Tidies raw into out.text and holds what is no plain name. False when the cell is done.
bool prepare(std::string_view raw, Value& out) {
  if (!writing::begin(raw, out, writing::Blanks::names)) return false;
  if (!writing::tidy(raw, {.straight_quotes = true, .keep_lines = false}, out)) return false;
  if (out.text.empty()) {
    out.verdict = Verdict::missing;
    out.changes = 0;
    return false;
  }
  if (writing::is_placeholder(out.text, writing::Blanks::names)) {
    writing::placeholder(out);
    return false;
  }
  if (out.text.find_first_of("0123456789@") != std::string::npos) {
    hold(out, "name.digits", "A name holds no digits: move numbers and references to their own column.");
    return false;
  }
  if (!holds_letters(out.text)) {
    refuse_without_letters(out);
    return false;
  }
  if (holds_two_people(out.text)) {
    hold(out, "name.two-people", "Give each person a row of their own.");
    return false;
  }
  if (out.text.find_first_of("()[]{}<>\"") != std::string::npos) {
    hold(out, "name.brackets", "Give other names in the column for aliases.");
    return false;
  }
  if (out.text.size() > longest_name) {
    hold(out, "name.long", "Check that the cell holds one name only.");
    return false;
  }
  if (is_one_of(out.text, could_be_blank)) {
    hold_as_blank(out);
    return false;
  }
  join_hyphens(out.text, out);
  return true;
}

void set_text(Value& out, std::string text) {
  if (text == out.text) return;
  mark(out, Change::case_changed);
  out.text = std::move(text);
}

std::string recase_if_one_case(std::string_view text, bool first_is_name) {
  if (capitals_of(text).one_case()) return recased(text, first_is_name);
  return std::string{text};
}

/// Removes a leading title with its dot and gives it back in title case.
std::string take_title(std::string_view& text) {
  auto const space = text.find(' ');
  if (space == std::string_view::npos) return {};
  auto word = text.substr(0, space);
  if (word.ends_with('.')) word.remove_suffix(1);
  if (!is_one_of(word, titles)) return {};
  text = text::trim(text.substr(space));
  std::string title;
  append_word(title, word);
  if (auto const next = take_title(text); !next.empty()) title += " " + next;
  return title;
}

struct Halves {
  std::string title;
  std::string family;  // with the case as given
  std::string given;
};

/// "SMITH, Mr John"; nothing when there is not exactly one comma with words on both sides.
std::optional<Halves> halves_at_comma(std::string_view text) {
  auto const comma = text.find(',');
  if (comma == std::string_view::npos || text.find(',', comma + 1) != std::string_view::npos)
    return std::nullopt;
  auto family = text::trim(text.substr(0, comma));
  auto given = text::trim(text.substr(comma + 1));
  Halves out;
  out.title = take_title(family);
  if (auto const behind = take_title(given); out.title.empty()) out.title = behind;
  auto const bare = given.ends_with('.') ? given.substr(0, given.size() - 1) : given;
  if (is_one_of(bare, titles)) return std::nullopt;
  if (family.empty() || given.empty()) return std::nullopt;
  out.family = family;
  out.given = given;
  return out;
}

std::string recase_half(std::string_view half, bool first_is_name) {
  auto const capitals = capitals_of(half);
  if (capitals.one_case() && (capitals.lower > 0 || capitals.upper > 2)) return recased(half, first_is_name);
  return std::string{half};
}

}  // namespace

namespace standardise {

void name(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!prepare(raw, out)) return;
  if (out.text.find(',') != std::string::npos) {
    return hold(out, "name.comma", "Give family name and given name in columns of their own.");
  }
  std::string_view rest = out.text;
  if (!take_title(rest).empty()) {
    mark(out, Change::prefix);
    out.text = std::string{rest};
  }
  set_text(out, recase_if_one_case(out.text, false));
  finish_name(out);
}

void full_name(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!prepare(raw, out)) return;
  if (out.text.find(',') != std::string::npos) {
    auto const halves = halves_at_comma(out.text);
    if (!halves) return hold(out, "name.comma", "Write the name as SMITH, Ann or as Ann Smith.");
    mark(out, Change::reordered);
    if (!halves->title.empty()) mark(out, Change::prefix);
    // both halves in one case: the whole cell was shouted, so short words change too
    bool const shouted = capitals_of(out.text).one_case();
    auto const given = shouted ? recased(halves->given, true) : recase_half(halves->given, true);
    auto const family = shouted ? recased(halves->family, false) : recase_half(halves->family, false);
    if (given != halves->given || family != halves->family) mark(out, Change::case_changed);
    out.text = given + " " + family;
    join_hyphens(out.text, out);
    bool const still_one_case = capitals_of(out.text).one_case();
    set_text(out, still_one_case ? recased(out.text, true) : with_shouted_words_recased(out.text));
    return finish_name(out);
  }
  std::string_view rest = out.text;
  bool const titled = !take_title(rest).empty();
  std::string const text{rest};
  if (titled) mark(out, Change::prefix);
  out.text = text;
  set_text(out, capitals_of(text).one_case() ? recased(text, true) : with_shouted_words_recased(text));
  finish_name(out);
}

}  // namespace standardise

PersonName split_full_name(std::string_view raw) {
  PersonName out;
  Value value;
  if (!prepare(raw, value)) {
    out.two_people = value.code == FixedText{"name.two-people"};
    return out;
  }
  if (auto const halves = halves_at_comma(value.text)) {
    out.title = halves->title;
    bool const shouted = capitals_of(value.text).one_case();
    out.given = shouted ? recased(halves->given, true) : recase_half(halves->given, true);
    out.family = shouted ? recased(halves->family, false) : recase_half(halves->family, false);
    out.certain = true;
    return out;
  }
  if (value.text.find(',') != std::string::npos) return out;
  std::string_view rest = value.text;
  out.title = take_title(rest);
  auto const words = text::split(rest, ' ');
  // "Ann SMITH JONES": the words in capitals at the end are the family name
  auto first_family = words.size();
  while (first_family > 0 && capitals_of(words[first_family - 1]).all_upper() &&
         words[first_family - 1].size() > 1) {
    --first_family;
  }
  out.certain = first_family > 0 && first_family < words.size();
  if (!out.certain) first_family = words.size() - 1;
  if (words.size() == 1) {
    out.given = recase_if_one_case(rest, true);
    return out;
  }
  auto const given_size = static_cast<std::size_t>(words[first_family].data() - rest.data());
  auto const given = text::trim(rest.substr(0, given_size));
  auto const family = rest.substr(given_size);
  bool const shouted = capitals_of(rest).one_case();
  out.given = shouted ? recased(given, true) : std::string{given};
  out.family = shouted || out.certain ? recased(family, false) : std::string{family};
  return out;
}

}  // namespace concordat::intake
