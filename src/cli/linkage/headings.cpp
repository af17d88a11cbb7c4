// SPDX-License-Identifier: Apache-2.0
// Which headings name what describes people. The list is wider than the catalogue's own words for the fields that it drops; a
// test holds that it lacks none of them.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/linkage/input.h"

namespace concordat::cli {
namespace {

using namespace std::string_view_literals;

/// Anywhere, where they are long enough not to be part of another word; else at the beginning of one.
constexpr std::array beginnings{
    "ethnic"sv, "ethnos"sv, "nationalit"sv, "citizen"sv, "religio"sv, "faith"sv, "belief"sv, "immigra"sv, "asylum"sv, "imm status"sv, "leave to remain"sv,
    "birth country"sv, "country of birth"sv, "country of origin"sv, "birth place"sv, "place of birth"sv, "birthplace"sv, "skin"sv, "complexion"sv, "race"sv, "racial"sv,
    "ancestry"sv, "heritage"sv, "caste"sv, "tribe"sv, "language"sv, "mother tongue"sv, "dialect"sv, "interpreter"sv, "disab"sv, "impairment"sv, "sexual orientation"sv,
    "sexuality"sv, "gender id"sv, "trans status"sv, "migrant"sv, "visa"sv, "nrpf"sv, "pregnan"sv, "fingerprint"sv, "biometric"sv, "mugshot"sv, "custody image"sv, "photo"sv,
    "face template"sv, "deportation"sv, "pronoun"sv, "uasc"sv, "visor"sv, "mappa"sv, "mapps"sv};
/// Only as a word of their own.
constexpr std::array whole_words{"ic"sv, "sde"sv, "eth"sv, "eal"sv, "dna"sv, "tongue"sv};
/// Only by themselves: beside others these words mean something else ("Nat Ins No", "Date of appearance").
constexpr std::array wholes{"nat"sv, "nat code"sv, "ode"sv, "16 1"sv, "16+1"sv, "18 1"sv, "18+1"sv, "appearance"sv, "visual appearance"sv, "physical appearance"sv, "origin"sv, "orientation"sv, "lang"sv, "first lang"sv, "home lang"sv, "picture"sv};

bool is_word_in(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    auto const end = at + word.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
  }
  return false;
}

bool begins_a_word_in(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (at == 0 || text[at - 1] == ' ' || word.size() > 5) return true;
  }
  return false;
}

}  // namespace

bool names_what_describes(std::string_view heading) {
  auto folded = text::fold(heading);
  std::ranges::replace_if(folded, [](char c) { return c == '_' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')'; }, ' ');
  auto const plain = std::string{text::trim(folded)};
  return std::ranges::any_of(beginnings, [&](std::string_view word) { return begins_a_word_in(plain, word); }) ||
         std::ranges::any_of(whole_words, [&](std::string_view word) { return is_word_in(plain, word); }) || std::ranges::find(wholes, plain) != wholes.end();
}

}  // namespace concordat::cli
