// SPDX-License-Identifier: Apache-2.0
// Records that have several values of a field, with the days on which they held.
#include "linkage/table/several.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "linkage/live/live_index.h"
#include "linkage/live/live_test_tools.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view several_model = R"(format: concordat-linkage/1
name: several
fields:
  - {field: forename, kind: forename}
  - {field: surname, kind: surname, several: true, separator: ";"}
  - {field: dob, kind: date_of_birth}
  - {field: postcode, column: [postcode], kind: postcode, several: true, separator: ";", from: [since], to: [until]}
  - {field: phone, kind: phone, several: true, separator: ";"}
candidates:
  - [surname, dob]
  - {key: [postcode], most: 12, split: [dob.year, surname.initial]}
  - {swapped: [forename, surname]}
  - {key: [phone], most: 9, split: [surname]}
comparisons:
  - name: name
    fields: [forename, surname]
    levels:
      - {level: exact, when: {exact: [forename, surname]}, frequency: [forename, surname]}
      - {level: swapped, when: {swapped: [forename, surname]}}
      - {level: near, when: {jaro_winkler: [forename, surname], at_least: 85}}
      - {level: surname, when: {exact: surname}, frequency: surname}
      - {level: other}
  - name: dob
    fields: [dob]
    levels:
      - {level: exact, when: {exact: dob}, frequency: dob}
      - {level: other}
  - name: postcode
    fields: [postcode]
    levels:
      - {level: exact, when: {exact: postcode}, frequency: postcode}
      - {level: district, when: {same_district: postcode}}
      - {level: other}
  - name: phone
    fields: [phone]
    levels:
      - {level: two, when: {shares: phone, at_least: 2}}
      - {level: one, when: {shares: phone}}
      - {level: other}
prior: {rules: [[forename, surname, dob]], recall: 80}
learning: {sessions: [[dob], [postcode]], random_pairs: 20000, seed: 7}
thresholds: {keep: "0.0001", join: 90}
)";

std::string cell(std::vector<std::string> const& values) {
  std::string made;
  for (auto const& value : values) append_value(made, value);
  return made;
}

std::string dated(std::string const& value, std::string const& from, std::string const& to) {
  std::string made;
  append_value(made, value, from, to);
  return made;
}

unsigned level_between(std::vector<std::string> const& left, std::vector<std::string> const& right, std::size_t comparison) {
  auto const model = model_from(several_model);
  Linker const linker{model, table_of(model, {left, right}), nullptr, 1};
  auto const there = level_of(linker.compare(0, 1), comparison);
  EXPECT_EQ(there, level_of(linker.compare(1, 0), comparison)) << "seen from the other side";
  return there;
}

constexpr std::size_t of_names = 0;
constexpr std::size_t of_postcodes = 2;
constexpr std::size_t of_phones = 3;

std::vector<std::string> person(std::string surnames, std::string postcodes = {}, std::string phones = {}) {
  return {"Amira", std::move(surnames), "2001-02-03", std::move(postcodes), std::move(phones)};
}

TEST(SeveralValues, AFormerNameAgreesAsWellAsThePresentOne) {
  EXPECT_EQ(level_between(person(cell({"Khan", "Okafor"})), person("Okafor"), of_names), 1U);
  EXPECT_EQ(level_between(person(cell({"Khan", "Okafor"})), person(cell({"Nowak", "Okafor"})), of_names), 1U);
  EXPECT_EQ(level_between(person(cell({"Khan", "Okafo"})), person("Okafor"), of_names), 3U);
  EXPECT_EQ(level_between(person(cell({"Khan", "Li"})), person("Okafor"), of_names), 5U);
}

TEST(SeveralValues, AreCountedWhereTheyAreShared) {
  EXPECT_EQ(level_between(person("Khan", "", cell({"1", "2", "3"})), person("Khan", "", cell({"3", "4", "1"})), of_phones), 1U);
  EXPECT_EQ(level_between(person("Khan", "", cell({"1", "2"})), person("Khan", "", "2"), of_phones), 2U);
  EXPECT_EQ(level_between(person("Khan", "", cell({"1", "1", "1"})), person("Khan", "", cell({"1", "1"})), of_phones), 2U) << "one number, however often it is written";
  EXPECT_EQ(level_between(person("Khan", "", cell({"1", "2"})), person("Khan", "", "5"), of_phones), 3U);
  EXPECT_EQ(level_between(person("Khan", "", cell({"1", "2"})), person("Khan", "", ""), of_phones), 0U);
}

TEST(SeveralValues, ThatHeldAtDifferentTimesAreNoEvidenceAgainst) {
  auto const before = dated("N1 1AB", "2010-01-01", "2012-06-30");
  EXPECT_EQ(level_between(person("Khan", before), person("Khan", dated("SE5 7QT", "2012-07-01", "")), of_postcodes), 0U);
  EXPECT_EQ(level_between(person("Khan", before), person("Khan", dated("SE5 7QT", "2012-06-30", "")), of_postcodes), 3U) << "one day together";
  EXPECT_EQ(level_between(person("Khan", before), person("Khan", "SE5 7QT"), of_postcodes), 3U) << "no days: it may have been then";
  EXPECT_EQ(level_between(person("Khan", before), person("Khan", dated("N1 1AB", "2015-01-01", "")), of_postcodes), 1U) << "an old address agrees";
  EXPECT_EQ(level_between(person("Khan", dated("N1 1AB", "2015-01-01", "2014-01-01")), person("Khan", dated("SE5 7QT", "2016-01-01", "")), of_postcodes), 3U)
      << "a period that ends before it begins says nothing of when";
}

TEST(SeveralValues, BeyondTheMostAreCountedAndLeftOut) {
  auto const model = model_from(several_model);
  std::vector<std::string> many;
  for (int i = 0; i < 70; ++i) many.push_back(std::to_string(1000 + i));
  auto const table = table_of(model, {person("Khan", "", cell(many))});
  EXPECT_EQ(table.values_left_out, 6U);
  Held one;
  EXPECT_EQ(table.several.back().of(table.at(0), one).size(), most_values);
}

/// People with up to three of everything.
Rows several_rows(std::size_t count, std::uint64_t seed) {
  auto rows = people_rows(count, seed);
  auto const others = people_rows(count, seed + 100);
  SeededChance chance{seed};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t const field : {1U, 3U, 4U}) {
      std::vector<std::string> values{rows[i][field]};
      for (auto more = chance.below(3); more > 0; --more) values.push_back(others[chance.below(count)][field]);
      rows[i][field] = cell(values);
      if (field == 3 && chance.below(2) == 0) append_value(rows[i][field], others[i][field], "201" + std::to_string(chance.below(9)) + "-01-01", "");
    }
  }
  return rows;
}

/// What each rule says of two records, from their values alone.
class Slowly {
 public:
  explicit Slowly(Rows const& rows) {
    for (auto const& row : rows) {
      std::vector<std::vector<std::string>> values;
      for (auto const& text : row) {
        values.emplace_back();
        for (auto const& value : values_in(text)) values.back().emplace_back(value.text);
      }
      people_.push_back(std::move(values));
    }
  }
  bool surname_and_birth(std::size_t a, std::size_t b) const { return any(a, b, 1, 1) && any(a, b, 2, 2); }
  bool swapped(std::size_t a, std::size_t b) const { return any(a, b, 0, 1) && any(a, b, 1, 0); }

 private:
  bool any(std::size_t a, std::size_t b, std::size_t field, std::size_t of_other) const {
    for (auto const& value : people_[a][field]) {
      for (auto const& other : people_[b][of_other]) {
        if (value == other) return true;
      }
    }
    return false;
  }
  std::vector<std::vector<std::vector<std::string>>> people_;
};

TEST(SeveralValues, EveryPairThatSharesAnyKeyIsLookedAtOnce) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto const rows = several_rows(120, seed);
    auto const model = model_from(several_model);
    auto const table = table_of(model, rows);
    ValueFacts facts{model, table, nullptr};
    Candidates candidates{model.candidates, model, table, facts, 2};
    std::map<std::pair<Record, Record>, std::size_t> found;  // by which rule
    for (std::size_t rule = 0; rule < candidates.rules(); ++rule) {
      auto const groups = candidates.groups(rule);
      for (std::size_t piece = 0; piece < groups.pieces.size(); ++piece) {
        candidates.each_pair(groups, piece, [&](Record left, Record right) { EXPECT_TRUE(found.insert({std::minmax(left, right), rule}).second) << "twice"; });
      }
    }
    Slowly const slowly{rows};
    for (Record a = 0; a < rows.size(); ++a) {
      for (Record b = a + 1; b < rows.size(); ++b) {
        auto const at = found.find({a, b});
        EXPECT_EQ(at != found.end() && at->second == 0, slowly.surname_and_birth(a, b)) << seed << ": " << a << ' ' << b;
        bool const later = at == found.end() || at->second > 2;
        EXPECT_FALSE(later && slowly.swapped(a, b)) << seed << ": " << a << ' ' << b;
      }
    }
    EXPECT_GT(found.size(), 50U);
  }
}

TEST(SeveralValues, AnswersDoNotDependOnThreadsOrParts) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    auto const rows = several_rows(300, seed);
    auto const model = trained_on(rows, several_model);
    auto whole = Linker{model, table_of(model, rows), nullptr, 1}.find().edges;
    auto threads = Linker{model, table_of(model, rows, 3), nullptr, 3}.find().edges;
    EXPECT_EQ(whole, threads) << seed;
    std::vector<Edge> parts;
    for (std::uint32_t part = 0; part < 3; ++part) {
      auto const found = Linker{model, table_of(model, rows), nullptr, 1}.find({part, 3}).edges;
      parts.insert(parts.end(), found.begin(), found.end());
    }
    sort_edges(whole);
    sort_edges(parts);
    EXPECT_EQ(whole, parts) << seed;
    EXPECT_GT(whole.size(), 30U);
  }
}

TEST(SeveralValues, OfOneEachGiveWhatAModelWithoutListsGives) {
  std::string single{several_model};
  for (std::string_view const word : {", several: true", ", separator: \";\"", ", from: [since]", ", to: [until]"}) {
    for (auto at = single.find(word); at != std::string::npos; at = single.find(word)) single.erase(at, word.size());
  }
  auto const rows = people_rows(300, 4);
  auto const one = trained_on(rows, single);
  auto const several = trained_on(rows, several_model);
  auto const without = Linker{one, table_of(one, rows), nullptr, 1}.find().edges;
  EXPECT_EQ(without, (Linker{several, table_of(several, rows), nullptr, 1}.find().edges));
  EXPECT_GT(without.size(), 100U);
}

TEST(SeveralValues, TheLiveIndexAnswersAsAWholeRun) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    auto const rows = several_rows(200, seed);
    auto const model = trained_on(rows, several_model);
    LiveIndex index{model, table_of(model, {rows.begin(), rows.begin() + 120}, 1, Loader::For::live), nullptr};
    for (std::size_t i = 120; i < rows.size(); ++i) {
      (void)index.match({rows[i].begin(), rows[i].end()});  // asking leaves nothing behind
      (void)index.add({rows[i].begin(), rows[i].end()});
    }
    std::set<Record> gone;
    for (Record record = 0; record < rows.size(); record += 7) {
      index.remove(record);
      gone.insert(record);
    }
    Rows left;
    std::vector<Record> names;
    for (Record record = 0; record < rows.size(); ++record) {
      if (gone.contains(record)) continue;
      left.push_back(rows[record]);
      names.push_back(record);
    }
    std::map<std::pair<Record, Record>, Bits> live;
    for (auto const record : names) {
      for (auto const& match : index.match(record)) live[std::minmax(record, match.record)] = match.weight;
    }
    std::map<std::pair<Record, Record>, Bits> batch;
    for (auto const& edge : Linker{model, table_of(model, left), nullptr, 1}.find().edges) batch[std::minmax(names[edge.left], names[edge.right])] = edge.weight;
    EXPECT_EQ(live, batch) << seed;
    EXPECT_GT(live.size(), 15U);
  }
}

TEST(SeveralValues, NameEveryRecordThatMatchesOthersBecauseAGuardCameOrWent) {
  std::size_t tipped = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    auto const rows = several_rows(140, seed);
    auto text = without_frequencies(several_model);
    text.replace(text.find("most: 12"), 8, "most: 4");
    text.replace(text.find("most: 9"), 7, "most: 3");
    tipped += expect_every_tipped_one_named(trained_on(rows, text), rows, seed);
  }
  EXPECT_GT(tipped, 50U);
}

}  // namespace
}  // namespace concordat::linkage
