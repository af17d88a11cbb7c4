// SPDX-License-Identifier: Apache-2.0
#include "intake/map/spelling.h"

#include <algorithm>

#include "catalogue/catalogue.h"

namespace concordat::intake {
namespace {

using catalogue::fold_header;

constexpr std::size_t least_letters = 6;  // shorter ones are too often another word

std::set<std::string_view> words_of(std::string_view folded) {
  std::set<std::string_view> words;
  while (!folded.empty()) {
    auto const gap = std::min(folded.find(' '), folded.size());
    // "of", "the", "at" and the like say nothing.
    if (gap > 2 && folded.substr(0, gap) != "the") words.insert(folded.substr(0, gap));
    folded.remove_prefix(std::min(gap + 1, folded.size()));
  }
  return words;
}

/// One letter replaced, left out or one too many.
bool one_slip(std::string_view left, std::string_view right) {
  if (left.size() > right.size()) std::swap(left, right);
  if (right.size() < least_letters || right.size() - left.size() > 1) return false;
  auto const [at, other] = std::mismatch(left.begin(), left.end(), right.begin());
  auto const rest = right.substr(static_cast<std::size_t>(other - right.begin()) + 1);
  auto const same_length = left.size() == right.size();
  return at == left.end() || left.substr(static_cast<std::size_t>(at - left.begin()) + (same_length ? 1 : 0)) == rest;
}

bool resembles(std::string_view header, std::string_view known) {
  if (one_slip(header, known)) return true;
  auto const left = words_of(header);
  auto const right = words_of(known);
  auto const shared = static_cast<std::size_t>(std::ranges::count_if(left, [&](auto word) { return right.contains(word); }));
  return shared > 0 && shared * 2 >= std::max(left.size(), right.size());
}

}  // namespace

KnownSpellings::KnownSpellings(Profile const& profile) {
  for (auto const& column : profile.columns) {
    for (auto const& header : column.headers) known_.emplace(fold_header(header), column.field);
  }
  for (auto const& header : profile.ignored) ignored_.insert(fold_header(header));
}

MaybeField KnownSpellings::find(std::string_view header) const {
  auto const found = known_.find(fold_header(header));
  return found == known_.end() ? std::nullopt : MaybeField{found->second};
}

bool KnownSpellings::ignores(std::string_view header) const {
  return ignored_.contains(fold_header(header));
}

std::set<FieldIndex> KnownSpellings::near(std::string_view header) const {
  std::set<FieldIndex> fields;
  auto const folded = fold_header(header);
  for (auto const& [known, field] : known_) {
    if (resembles(folded, known)) fields.insert(field);
  }
  return fields;
}

}  // namespace concordat::intake
