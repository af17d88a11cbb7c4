// SPDX-License-Identifier: Apache-2.0
// What somebody gets who has encodings and no key, but knows how common each surname is: the encodings in order of how often
// they come are laid beside the names in order of how common they are. The figures stand in docs/linkage.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/file.h"
#include "linkage/encoded/encoded_test_tools.h"
#include "linkage/encoded/exchange.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t name_count = 200;
constexpr std::size_t people_count = 20'000;
constexpr std::size_t years = 90;

struct Named {
  std::size_t name;  ///< place in the order of how common they are
  int year;
  unsigned month, day;
  std::string forename;
};

std::string letters(SeededChance& chance, std::size_t size) {
  std::string text;
  while (text.size() < size) text.push_back(static_cast<char>('a' + chance.below(26)));
  return text;
}

/// Surnames as common as one over their place, as in most countries.
std::vector<Named> population(SeededChance& chance) {
  std::vector<double> up_to;
  double sum = 0;
  for (std::size_t at = 0; at < name_count; ++at) up_to.push_back(sum += 1.0 / static_cast<double>(at + 1));
  std::vector<Named> people;
  for (std::size_t at = 0; at < people_count; ++at) {
    auto const name = static_cast<std::size_t>(std::ranges::lower_bound(up_to, chance.unit() * sum) - up_to.begin());
    people.push_back({std::min(name, name_count - 1), static_cast<int>(1930 + chance.below(years)), static_cast<unsigned>(1 + chance.below(12)),
                      static_cast<unsigned>(1 + chance.below(28)), letters(chance, 5)});
  }
  return people;
}

/// The share of records that are given their true name, where each name is laid beside so many of the most frequent encodings.
template <class Encoding>
double rightly_named(std::vector<Encoding> const& encodings, std::vector<Named> const& people, std::size_t of_a_name) {
  std::map<Encoding, std::vector<std::size_t>> records;
  for (std::size_t at = 0; at < encodings.size(); ++at) records[encodings[at]].push_back(at);
  std::vector<std::vector<std::size_t> const*> order;
  for (auto const& [encoding, held] : records) order.push_back(&held);
  std::ranges::stable_sort(order, std::ranges::greater{}, [](auto const* held) { return held->size(); });
  std::size_t right = 0;
  for (std::size_t rank = 0; rank < std::min(order.size(), name_count * of_a_name); ++rank) {
    for (auto const at : *order[rank]) right += people[at].name == rank / of_a_name ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(people.size());
}

/// Who knows that names are salted expects as many encodings of a name as there are years of birth.
template <class Encoding>
double rightly_named(std::vector<Encoding> const& encodings, std::vector<Named> const& people) {
  return std::max(rightly_named(encodings, people, 1), rightly_named(encodings, people, years));
}

/// Without any encoding: everybody is given the commonest name.
double guessed(std::vector<Named> const& people) {
  return static_cast<double>(std::ranges::count(people, std::size_t{0}, &Named::name)) / static_cast<double>(people.size());
}

struct World {
  std::vector<std::string> names;
  std::vector<Named> people;
};

World made_up() {
  SeededChance chance{77};
  World world;
  for (std::size_t at = 0; at < name_count; ++at) world.names.push_back(letters(chance, 7));
  world.people = population(chance);
  return world;
}

double filters_attacked(World const& world, std::vector<ClkField> fields, ClkOptions options, bool whole_record) {
  auto const enclave = test::enclave();
  auto encoder = ClkEncoder::of(enclave, LinkKey{test::key_of(1), "ISA-014", "2026-11"}, {std::move(fields), options}).value();
  std::vector<std::array<std::uint64_t, filter_bits / 64>> encodings;
  for (auto const& person : world.people) {
    auto const born = std::to_string(person.year) + std::to_string(100 + person.month) + std::to_string(100 + person.day);
    std::vector<std::string_view> values{world.names[person.name]};
    if (whole_record) values = {person.forename, world.names[person.name], born, "F", ""};
    encodings.push_back(encoder.encode(values, person.year).words);
  }
  return rightly_named(encodings, world.people);
}

double tokens_attacked(World const& world) {
  auto const pair = test::party_key("police").pair_with(test::party_key("housing").card()).value();
  Tokeniser const tokeniser{pair.key};
  std::vector<Token> tokens;
  for (auto const& person : world.people) {
    for (auto const& one : tokeniser.tokens({person.forename, world.names[person.name], TokenFields::Date{person.year, person.month, person.day}, "F"})) {
      if (one.kind == TokenKind::surname_sound) tokens.push_back(one.token);
    }
  }
  return rightly_named(tokens, world.people);
}

std::string percent(double share) {
  auto const tenths = std::to_string(std::lround(share * 1'000));
  return (tenths.size() < 2 ? "0" : tenths.substr(0, tenths.size() - 1)) + "." + tenths.back() + " %";
}

TEST(FrequencyAttack, GetsFiltersOfOneNameAndLittleOfWholeRecords) {
  auto const world = made_up();
  std::vector<ClkField> const surname{{"surname", ClkField::Cut::bigrams, 200, true}};
  double const plain = filters_attacked(world, surname, {.salt_with_year = false, .fold = false}, false);
  double const folded = filters_attacked(world, surname, {.salt_with_year = false, .fold = true}, false);
  double const salted = filters_attacked(world, surname, {.salt_with_year = true, .fold = true}, false);
  double const record = filters_attacked(world, people_schema().fields, {}, true);
  double const tokens = tokens_attacked(world);
  EXPECT_GT(plain, 0.5) << "what the enclave is for: a key alone does not hide how often a name comes";
  EXPECT_NEAR(folded, plain, 0.01) << "folding hides single positions, not whole patterns";
  EXPECT_LT(salted, plain) << "more encodings of each name, and fewer records of each";
  EXPECT_GT(salted, guessed(world.people)) << "the salt alone is no protection";
  EXPECT_LT(record, 0.02);
  EXPECT_LT(tokens, 0.02);
  auto const page = read_file(CONCORDAT_SOURCE_DIR "/docs/linkage.md", 1 << 20).value();
  for (auto const& [what, share] : {std::pair{"a guess without any of them: everybody has the commonest name", guessed(world.people)}, {"filters of the surname alone, keyed", plain}, {"the same, folded", folded}, {"the same, folded and salted", salted},
                                    {"filters of whole records, as `encode filters` makes them", record}, {"tokens of the surname's sound and the date of birth", tokens}}) {
    auto const line = "| " + std::string{what} + " | " + percent(share) + " |";
    EXPECT_NE(page.find(line), std::string::npos) << "docs/linkage.md does not say: " << line;
  }
}

TEST(FrequencyAttack, FindsNoFrequenciesInAListOfTokens) {
  auto const world = made_up();
  auto const pair = test::party_key("police").pair_with(test::party_key("housing").card()).value();
  Tokeniser const tokeniser{pair.key};
  std::vector<KindToken> tokens;
  // one person 500 times, the others once
  for (std::size_t at = 0; at < 1'500; ++at) {
    auto const& person = world.people[at < 1'000 ? at : 0];
    for (auto const& one : tokeniser.tokens({person.forename, world.names[person.name], TokenFields::Date{person.year, person.month, person.day}, "F"})) tokens.push_back(one);
  }
  SeededChance chance{5};
  for (auto const& set : padded(tokens, chance)) {
    EXPECT_EQ(std::ranges::adjacent_find(set), set.end()) << "a token comes twice";
    EXPECT_EQ(set.size(), 1'000U);
  }
}

}  // namespace
}  // namespace concordat::linkage
