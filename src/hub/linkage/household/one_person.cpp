// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/household/one_person.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "hub/linkage/review/desk.h"

namespace concordat::hub::links {
namespace {

std::vector<std::string> words_of_name(std::string_view name) {
  std::vector<std::string> words;
  auto const folded = text::fold(name);
  for (std::size_t at = 0; at < folded.size();) {
    auto const end = std::min(folded.find(' ', at), folded.size());
    if (end > at) words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  std::ranges::sort(words);
  return words;
}

}  // namespace

std::string name_in(std::string_view identity) {
  auto const traits = traits_in(identity);
  auto const& given = traits[static_cast<std::size_t>(Trait::given_name)];
  auto const& family = traits[static_cast<std::size_t>(Trait::family_name)];
  return given.empty() || family.empty() ? given + family : given + ' ' + family;
}

bool bear_one_name(std::string_view one, std::string_view other) {
  auto const words = words_of_name(one);
  return words.size() > 1 && words == words_of_name(other);
}

Result<std::set<Person>> waits_in_queue(store::Connection& connection, Sights& sights, Person person) {
  auto const records = records_of(connection, person);
  if (!records) return fail(records);
  auto const pairs = pairs_with(connection, *records);
  if (!pairs) return fail(pairs);
  std::set<Person> waits;
  for (auto const& pair : *pairs) {
    if (pair.state != "waiting") continue;
    auto const seen = seen_pair(connection, sights, pair);
    if (!seen) return fail(seen);
    if (!*seen || (*seen)->left_sight.nothing() || (*seen)->right_sight.nothing()) continue;
    auto const other = (*seen)->left_person == person ? (*seen)->right_person : (*seen)->left_person;
    if (other != person) waits.insert(other);
  }
  return waits;
}

}  // namespace concordat::hub::links
