// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/other_names.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "intake/standardise/person_name.h"

namespace concordat::hub::links {
namespace {

/// What stands between two names or before one, as a word of its own.
bool introduces(std::string_view word) {
  constexpr std::array words{"aka", "a.k.a.", "a.k.a", "nee", "née", "formerly", "previously", "or", "alias"};
  auto const folded = text::fold(word);
  return std::ranges::any_of(words, [&](std::string_view known) { return folded == text::fold(known); });
}

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names{{}};
  std::string word;
  auto const end_word = [&] {
    if (word.empty()) return;
    if (introduces(word)) {
      names.emplace_back();
    } else {
      if (!names.back().empty()) names.back() += ' ';
      names.back() += word;
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
  std::erase_if(names, [](std::string const& name) { return name.empty(); });
  return names;
}

}  // namespace

OtherNames other_names(std::string_view alias_names) {
  OtherNames found;
  for (auto const& name : names_in(alias_names)) {
    if (name.find_first_of(" ,") == std::string::npos) {
      found.given.push_back(name);
      found.family.push_back(name);
      continue;
    }
    auto parts = intake::split_full_name(name);
    if (!parts.given.empty()) found.given.push_back(std::move(parts.given));
    if (!parts.family.empty()) found.family.push_back(std::move(parts.family));
  }
  return found;
}

}  // namespace concordat::hub::links
