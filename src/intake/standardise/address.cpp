// SPDX-License-Identifier: Apache-2.0
// Postcodes, and addresses taken apart at their own commas.
#include "intake/standardise/address.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake {
namespace {

using namespace std::string_view_literals;
using writing::begin;
using writing::hold;
using writing::is_digit;
using writing::is_letter;
using writing::is_upper;
using writing::mark;
using writing::refuse;

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

/// The catalogue's grammar: A9, A99, A9A, AA9, AA99, AA9A with the letters that each place may hold.
bool is_outward(std::string_view text) {
  if (text.size() < 2 || text.size() > 4 || !is_upper(text[0]) || is_one_of(text[0], "QVX")) return false;
  if (is_digit(text[1])) {
    if (text.size() == 2) return true;
    return text.size() == 3 && (is_digit(text[2]) || is_one_of(text[2], "ABCDEFGHJKPSTUW"));
  }
  if (!is_upper(text[1]) || is_one_of(text[1], "IJZ") || text.size() < 3 || !is_digit(text[2])) return false;
  return text.size() == 3 || is_digit(text[3]) || is_one_of(text[3], "ABEHMNPRVWXY");
}

bool is_inward(std::string_view text) {
  return text.size() == 3 && is_digit(text[0]) && is_upper(text[1]) && is_upper(text[2]) &&
         !is_one_of(text[1], "CIKMOV") && !is_one_of(text[2], "CIKMOV");
}

/// Of the text in capitals without a space.
bool is_full_postcode(std::string_view text) {
  if (text == "GIR0AA") return true;
  return text.size() >= 5 && text.size() <= 7 && is_inward(text.substr(text.size() - 3)) &&
         is_outward(text.substr(0, text.size() - 3));
}

/// ZZ99 and a number: the NHS's codes for no fixed abode, abroad, not known.
bool is_pseudo(std::string_view text) {
  return text.size() == 7 && text.starts_with("ZZ99") && is_digit(text[4]);
}

bool is_standard_postcode(std::string_view raw) {
  if (raw.size() < 6 || raw.size() > 8 || raw[raw.size() - 4] != ' ') return false;
  return is_inward(raw.substr(raw.size() - 3)) && is_outward(raw.substr(0, raw.size() - 4));
}

struct Packed {
  std::array<char, 10> buffer{};
  std::string_view text;
};

Packed pack(std::string_view raw) {
  Packed out;
  std::uint32_t ignored = 0;
  auto const size = writing::squeeze(raw, out.buffer.data(), out.buffer.size(), ignored);
  if (size <= out.buffer.size()) out.text = {out.buffer.data(), size};
  return out;
}

void set_postcode(std::string_view raw, std::string_view packed, Value& out) {
  std::array<char, 11> spaced{};
  auto const outward = packed.size() - 3;
  std::ranges::copy(packed.substr(0, outward), spaced.begin());
  spaced[outward] = ' ';
  std::ranges::copy(packed.substr(outward), spaced.begin() + static_cast<std::ptrdiff_t>(outward) + 1);
  writing::settle(out, raw, {spaced.data(), packed.size() + 1});
  if (out.text != raw && out.changes == 0) mark(out, Change::spaces);
}

/// The letter O where a digit stands, or the digit 0 where a letter stands.
bool would_fit_with_other_zeros(std::string_view packed) {
  if (packed.size() < 5 || packed.size() > 7) return false;
  std::array<char, 7> swapped{};
  std::ranges::copy(packed, swapped.begin());
  for (std::size_t at = 0; at < packed.size(); ++at) {
    if (packed[at] != 'O' && packed[at] != '0') continue;
    swapped[at] = packed[at] == 'O' ? '0' : 'O';
    if (is_full_postcode({swapped.data(), packed.size()})) return true;
    swapped[at] = packed[at];
  }
  return false;
}

constexpr std::array flat_words{"flat"sv, "apartment"sv,  "apt"sv,   "unit"sv,
                                "room"sv, "maisonette"sv, "studio"sv};

bool is_word(std::string_view text, auto const& words) {
  return std::ranges::any_of(words,
                             [text](std::string_view each) { return text::equal_ignoring_case(each, text); });
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find(' '));
}

/// "14", "14A", "14-16", "14/2"
bool is_house_number(std::string_view word) {
  if (word.empty() || !is_digit(word.front()) || word.size() > 9) return false;
  std::size_t letters = 0;
  for (char const c : word) {
    if (is_letter(c)) ++letters;
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '/') return false;
  }
  return letters <= 1 && (letters == 0 || is_letter(word.back()));
}

/// Takes a postcode off the end; standard form, or empty when there is none.
std::string take_postcode(std::string_view& rest) {
  while (rest.ends_with(',') || rest.ends_with(' ')) rest.remove_suffix(1);
  for (int words = 2; words >= 1; --words) {
    std::size_t start = rest.size();
    for (int back = 0; back < words && start != 0; ++back) {
      auto const found = rest.find_last_of(" ,", start == rest.size() ? start : start - 2);
      start = found == std::string_view::npos || start < 2 ? 0 : found + 1;
    }
    auto const tail = rest.substr(start);
    if (tail.empty() || tail.size() > 8 || tail.find(',') != std::string_view::npos) continue;
    // "LE1 12AA" is not put right in silence: the space must stand where it belongs
    if (words == 2 && (tail.size() < 4 || tail[tail.size() - 4] != ' ')) continue;
    auto const packed = pack(tail);
    if (!is_full_postcode(packed.text)) continue;
    rest = text::trim(rest.substr(0, start));
    while (rest.ends_with(',') || rest.ends_with(' ')) rest.remove_suffix(1);
    return std::string{packed.text.substr(0, packed.text.size() - 3)} + " " +
           std::string{packed.text.substr(packed.text.size() - 3)};
  }
  return {};
}

bool has_lower(std::string_view text) {
  return std::ranges::any_of(text, writing::is_lower);
}

/// Words of a shouted address in title case; "14A", "1ST" and other words that begin with a digit aside.
void append_titled(std::string& out, std::string_view part) {
  bool first = true;
  bool digit_word = false;
  for (char const c : part) {
    bool const breaks = c == ' ' || c == '-' || c == '/' || c == '(' || c == '.';
    if (breaks) {
      first = true;
      digit_word = false;
      out.push_back(c);
      continue;
    }
    if (first) digit_word = is_digit(c);
    out.push_back(first || digit_word ? writing::to_upper(c) : writing::to_lower(c));
    first = false;
  }
}

struct Pieces {
  std::vector<std::string> parts;  ///< between the commas, tidied
  std::string postcode;
};

/// Tidies into `out` and takes the pieces. False when the cell is done.
bool take_pieces(std::string_view raw, Value& out, Pieces& pieces) {
  if (!begin(raw, out, writing::Blanks::usual)) return false;
  if (!writing::tidy(raw, {.straight_quotes = true, .keep_lines = true}, out)) return false;
  std::string whole = out.text;
  std::ranges::replace(whole, '\n', ',');
  std::string_view rest = whole;
  pieces.postcode = take_postcode(rest);
  bool const shouted = !has_lower(rest);
  for (auto const part : text::split(rest, ',')) {
    auto const trimmed = text::trim(part);
    if (trimmed.empty()) continue;
    std::string piece;
    if (shouted) {
      append_titled(piece, trimmed);
    } else {
      piece = trimmed;
    }
    pieces.parts.push_back(std::move(piece));
  }
  return true;
}

/// "14 High Street": number and street, or all street.
void set_street(std::string_view part, Address& out) {
  auto const word = first_word(part);
  if (is_house_number(word) && word.size() < part.size()) {
    out.number = word;
    out.street = text::trim(part.substr(word.size()));
  } else {
    out.street = part;
  }
}

}  // namespace

Address split_address(std::string_view raw) {
  Address out;
  Value value;
  Pieces pieces;
  if (!take_pieces(raw, value, pieces)) return out;
  out.postcode = pieces.postcode;
  auto& parts = pieces.parts;
  out.certain = parts.size() > 1;
  std::size_t at = 0;
  if (at < parts.size() && is_word(first_word(parts[at]), flat_words)) {
    // "Flat 2 14 High Street": without a comma only the flat's own number is sure
    auto const end = parts[at].find(' ', std::min(parts[at].size(), parts[at].find(' ') + 1));
    bool const alone = end == std::string::npos;
    out.flat = alone ? parts[at] : parts[at].substr(0, end);
    if (alone) {
      ++at;
    } else {
      parts[at] = parts[at].substr(end + 1);
    }
  }
  auto const left = parts.size() - at;
  bool const named_house = left >= 3 && !is_house_number(first_word(parts[at])) && at + 1 < parts.size() &&
                           is_house_number(first_word(parts[at + 1]));
  if (named_house) out.building = parts[at++];
  // "14, High Street": some systems keep the number in a line of its own
  bool const lone_number = at + 1 < parts.size() && is_house_number(parts[at]);
  if (lone_number) {
    out.number = parts[at++];
    out.street = parts[at++];
  } else if (at < parts.size()) {
    set_street(parts[at++], out);
  }
  if (at < parts.size()) {
    out.town = parts.back();
    for (; at + 1 < parts.size(); ++at) {
      if (!out.locality.empty()) out.locality += ", ";
      out.locality += parts[at];
    }
  }
  return out;
}

namespace standardise {

void postcode(std::string_view raw, Context const& /*context*/, Value& out) {
  if (is_standard_postcode(raw)) {
    if (writing::open(raw, out)) out.text.assign(raw);
    return;
  }
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const packed = pack(raw);
  if (is_full_postcode(packed.text)) {
    set_postcode(raw, packed.text, out);
    return writing::finish(out);
  }
  if (is_pseudo(packed.text)) {
    set_postcode(raw, packed.text, out);
    return hold(out, "postcode.pseudo",
                "This stands for no fixed abode, abroad or not known: it is no place on a map.");
  }
  if (is_outward(packed.text)) {
    return refuse(out, "postcode.first-half-only",
                  "Give the whole postcode, or map the column to the postcode district.");
  }
  if (would_fit_with_other_zeros(packed.text)) {
    return refuse(out, "postcode.letter-o", "Check whether the letter O and the digit 0 changed places.");
  }
  refuse(out, "postcode.grammar", "Give a postcode such as LE1 1AA.");
}

void outward_postcode(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const packed = pack(raw);
  if (is_outward(packed.text) && raw.find(' ') == std::string_view::npos) {
    writing::settle(out, raw, packed.text);
    return writing::finish(out);
  }
  if (is_full_postcode(packed.text) || is_pseudo(packed.text)) {
    // S.I. 2007/1831 asks for the first half only: cutting it here would hide that the supplier sends too
    // much
    return refuse(out, "outward_postcode.full", "Send the first half of the postcode only.");
  }
  refuse(out, "outward_postcode.grammar", "Give the first half of a postcode, such as LE1.");
}

void address(std::string_view raw, Context const& /*context*/, Value& out) {
  Pieces pieces;
  auto const trimmed = text::trim(raw);
  if (!take_pieces(raw, out, pieces)) return;
  auto const tidied = out.text;
  out.text.clear();
  for (auto const& part : pieces.parts) {
    if (!out.text.empty()) out.text += ", ";
    out.text += part;
  }
  if (!pieces.postcode.empty()) {
    if (!out.text.empty()) out.text += ", ";
    out.text += pieces.postcode;
  }
  if (out.text.empty() || writing::is_placeholder(out.text, writing::Blanks::usual))
    return writing::placeholder(out);
  if (out.text != tidied) {
    mark(out, text::equal_ignoring_case(out.text, tidied) ? Change::case_changed : Change::punctuation);
    if (has_lower(out.text) != has_lower(tidied)) mark(out, Change::case_changed);
  }
  if (text::equal_ignoring_case(out.text, "nfa") || text::equal_ignoring_case(out.text, "no fixed abode")) {
    constexpr auto standard = "No fixed abode"sv;
    out.changes = trimmed == standard ? 0 : static_cast<std::uint32_t>(Change::mapped);
    out.text.assign(standard);
    return hold(out, "address.no-fixed-abode",
                "Keep the meaning: the person has no address to find on a map.");
  }
  bool const has_number = std::ranges::any_of(out.text, is_digit);
  if (pieces.parts.size() < 2 && pieces.postcode.empty() && !has_number) {
    return hold(out, "address.incomplete", "Give number, street, town and postcode, separated by commas.");
  }
  if (trimmed != out.text && out.changes == 0) mark(out, Change::punctuation);
  writing::finish(out);
}

}  // namespace standardise
}  // namespace concordat::intake
