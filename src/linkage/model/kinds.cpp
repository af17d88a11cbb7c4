// SPDX-License-Identifier: Apache-2.0
#include "linkage/model/kinds.h"

#include <algorithm>
#include <array>

namespace concordat::linkage {
namespace {

constexpr std::array<std::string_view, kinds> kind_words{
    "forename", "middle_name", "surname", "date_of_birth", "sex",   "postcode",   "street_number",
    "street",   "town",        "county",  "phone",         "email", "nhs_number", "identifier"};

constexpr std::array<std::string_view, name_parts> part_words{"whole",    "initial", "sound", "root",      "full_name", "sector",
                                                      "district", "area",    "year",  "month_day", "user",      "latin"};

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of the outward part at the beginning: one or two letters, a digit, perhaps a letter or a digit; 0 for none.
std::size_t outward_length(std::string_view code, std::size_t letters) {
  if (letters == 0 || letters >= code.size() || !is_digit(code[letters])) return 0;
  auto const more = letters + 1 < code.size() && (is_digit(code[letters + 1]) || is_letter(code[letters + 1]));
  return letters + (more ? 2 : 1);
}

}  // namespace

std::string_view name_of(Kind kind) { return kind_words[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_named(std::string_view name) {
  auto const* const found = std::ranges::find(kind_words, name);
  if (found == kind_words.end()) return std::nullopt;
  return static_cast<Kind>(found - kind_words.begin());
}

std::vector<std::string> kind_names() { return {kind_words.begin(), kind_words.end()}; }

bool is_name(Kind kind) { return kind == Kind::forename || kind == Kind::middle_name || kind == Kind::surname; }

Space space_of(Kind kind) { return static_cast<Space>(is_name(kind) ? Kind::forename : kind); }

std::string_view name_of(Part part) { return part_words[static_cast<std::size_t>(part)]; }

std::optional<Part> part_named(std::string_view name) {
  auto const* const found = std::ranges::find(part_words, name);
  if (found == part_words.end()) return std::nullopt;
  return static_cast<Part>(found - part_words.begin());
}

bool part_fits(Part part, Kind kind) {
  switch (part) {
    case Part::whole:
      return true;
    case Part::initial:
      return is_name(kind) || kind == Kind::town || kind == Kind::street;
    case Part::sound:
    case Part::root:
      return is_name(kind) || kind == Kind::town || kind == Kind::street;
    case Part::full_name:
    case Part::latin:
      return is_name(kind);
    case Part::sector:
    case Part::district:
    case Part::area:
      return kind == Kind::postcode;
    case Part::year:
    case Part::month_day:
      return kind == Kind::date_of_birth;
    case Part::user:
      return kind == Kind::email;
  }
  return false;
}

std::string postcode_part(Part part, std::string_view postcode) {
  std::size_t letters = 0;
  while (letters < 2 && letters < postcode.size() && is_letter(postcode[letters])) ++letters;
  if (part == Part::area) return std::string{postcode.substr(0, letters)};
  auto outward = outward_length(postcode, letters);
  if (part == Part::district || outward == 0) return std::string{postcode.substr(0, outward)};
  // "AB1 2CD": the second sign after the letters may be the inward digit's neighbour only behind a blank
  auto const space = postcode.find(' ');
  if (space == std::string_view::npos || space != outward || space + 1 >= postcode.size() || !is_digit(postcode[space + 1])) return {};
  return std::string{postcode.substr(0, space + 2)};
}

}  // namespace concordat::linkage
