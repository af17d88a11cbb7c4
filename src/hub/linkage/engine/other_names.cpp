// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/other_names.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "intake/standardise/person_name.h"

namespace concordat::hub::links {
namespace {

/// Each pair of records compares every name of the one with every name of the other.
constexpr std::size_t most_other_names = 8;

/// What stands between two names or before one, as a word of its own.
bool introduces(std::string_view word) {
  constexpr std::array words{"aka", "a.k.a.", "a.k.a", "nee", "née", "formerly", "previously", "or", "alias"};
  auto const folded = text::fold(word);
  return std::ranges::any_of(words, [&](std::string_view known) { return folded == text::fold(known); });
}

/// What people write where there is no other name.
bool says_none(std::string_view name) {
  constexpr std::array words{"none", "none known", "no alias", "no aliases", "no other", "no other name", "no other names", "nil", "n/a", "na", "n/k", "nk", "not known", "unknown", "not applicable", "no", "-", "."};
  auto const folded = text::fold(name);
  return std::ranges::any_of(words, [&](std::string_view known) { return folded == known; });
}

/// Before a family name that somebody bore before.
bool says_before(std::string_view word) {
  constexpr std::array words{"nee", "née", "formerly", "previously"};
  auto const folded = text::fold(word);
  return std::ranges::any_of(words, [&](std::string_view known) { return folded == text::fold(known); });
}

struct Name {
  std::string text;
  bool is_former = false;
};

std::vector<Name> names_in(std::string_view text) {
  std::vector<Name> names{{}};
  std::string word;
  auto const end_word = [&] {
    if (word.empty()) return;
    if (introduces(word)) {
      names.push_back({{}, says_before(word)});
    } else {
      if (!names.back().text.empty()) names.back().text += ' ';
      names.back().text += word;
    }
    word.clear();
  };
  for (auto const sign : text) {
    bool const between = sign == ';' || sign == '/' || sign == '|' || sign == '\n';
    if (between || sign == ' ' || sign == '\t' || sign == '"' || sign == '(' || sign == ')') end_word();
    else word += sign;
    if (between) names.emplace_back();
  }
  end_word();
  std::erase_if(names, [](Name const& name) { return name.text.empty(); });
  return names;
}

}  // namespace

OtherNames other_names(std::string_view alias_names) {
  OtherNames found;
  if (says_none(text::trim(alias_names))) return found;
  for (auto const& name : names_in(alias_names)) {
    if (says_none(name.text)) continue;
    if (std::max(found.given.size(), found.family.size()) == most_other_names) break;
    if (name.text.find_first_of(" ,") == std::string::npos) {
      (name.is_former ? found.family : found.given).push_back(name.text);
      continue;
    }
    auto parts = intake::split_full_name(name.text);
    if (!parts.given.empty()) found.given.push_back(std::move(parts.given));
    if (!parts.family.empty()) found.family.push_back(std::move(parts.family));
  }
  return found;
}

}  // namespace concordat::hub::links
