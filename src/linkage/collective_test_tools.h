// SPDX-License-Identifier: Apache-2.0
// A model with numbers and made-up records for the tests of collective evidence.
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "linkage/collective.h"
#include "linkage/linkage_test_tools.h"

namespace concordat::linkage {

/// For people_rows() with an NHS number behind: rarities, names borne together and households, so that every part counts.
inline constexpr std::string_view collective_text = R"(format: concordat-linkage/1
name: test
fields:
  - {field: forename, kind: forename}
  - {field: surname, kind: surname}
  - {field: dob, kind: date_of_birth}
  - {field: postcode, kind: postcode}
  - {field: phone, kind: phone}
  - {field: nhs_number, kind: nhs_number}
candidates: [[surname], [dob], [postcode]]
comparisons:
  - name: forename
    fields: [forename]
    levels:
      - {level: exact, when: {exact: forename}, frequency: forename, m: "0.8", u: "0.1", household: "0.1"}
      - {level: near, when: {jaro_winkler: forename, at_least: 80}, m: "0.1", u: "0.1", household: "0.1"}
      - {level: other, m: "0.1", u: "0.8", household: "0.8"}
  - name: surname
    fields: [surname]
    levels:
      - {level: exact, when: {exact: surname}, frequency: surname, m: "0.9", u: "0.1", household: "0.7"}
      - {level: other, m: "0.1", u: "0.9", household: "0.3"}
  - name: dob
    fields: [dob]
    levels:
      - {level: exact, when: {exact: dob}, m: "0.9", u: "0.01", household: "0.02"}
      - {level: near, when: {osa: dob, at_most: 1}, m: "0.05", u: "0.09", household: "0.08"}
      - {level: other, m: "0.05", u: "0.9", household: "0.9"}
  - name: postcode
    fields: [postcode]
    levels:
      - {level: exact, when: {exact: postcode}, frequency: postcode, m: "0.7", u: "0.1", household: "0.9"}
      - {level: other, m: "0.3", u: "0.9", household: "0.1"}
  - name: phone
    fields: [phone]
    levels:
      - {level: exact, when: {exact: phone}, m: "0.7", u: "0.05", household: "0.2"}
      - {level: other, m: "0.3", u: "0.95", household: "0.8"}
borne_together: [forename, surname]
prior: {rules: [[forename, surname, dob]], recall: 80, probability: "0.02", household_share: "0.01"}
learning: {sessions: [[dob]], random_pairs: 20000, seed: 7, households: true}
thresholds: {keep: "0.01", join: 90, groups: collective}
)";

/// About three records a person, each of which leaves out what it does not know; some NHS numbers are mistaken.
inline Rows collective_rows(std::size_t count, std::uint64_t seed) {
  auto const people = people_rows(count / 3 + 1, seed);
  SeededChance chance{seed + 1};
  constexpr std::array numbers{"9990000018", "9990000026", "9990000028"};  // the last does not check
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    auto const who = chance.below(people.size());
    auto row = people[who];
    row.emplace_back(chance.below(2) == 0 ? numbers[chance.below(3) == 0 ? chance.below(3) : who % 2] : "");
    for (auto& value : row) {
      if (chance.below(4) == 0) value.clear();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Groups of a few records each, some of them alone, by chance; no two different valid numbers in one.
inline std::vector<Record> groups_by_chance(Rows const& rows, std::uint64_t seed) {
  SeededChance chance{seed};
  std::vector<Record> of(rows.size());
  std::iota(of.begin(), of.end(), Record{0});
  for (Record record = 1; record < of.size(); ++record) {
    auto const other = of[chance.below(record)];
    if (chance.below(2) == 0 && rows[record].back().empty()) of[record] = other;
  }
  return of;
}

inline std::vector<Record> members(std::vector<Record> const& of, Record one) {
  std::vector<Record> made;
  for (Record record = 0; record < of.size(); ++record) {
    if (of[record] == of[one]) made.push_back(record);
  }
  return made;
}

}  // namespace concordat::linkage
