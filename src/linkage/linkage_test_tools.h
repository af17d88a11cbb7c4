// SPDX-License-Identifier: Apache-2.0
// Small tables of made-up records for the tests of linkage.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/chance.h"
#include "linkage/model/model.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

using Rows = std::vector<std::vector<std::string>>;

inline Model model_from(std::string_view text) {
  auto read = read_model(text, "model.yaml");
  if (!read) {
    ADD_FAILURE() << sentence(read.error().front());
    return {};
  }
  return std::move(*read);
}

inline Table table_of(Model const& model, Rows const& rows, unsigned threads = 1, Loader::For use = Loader::For::batch, std::size_t first_file = 0) {
  Loader loader{model, threads, use};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (first_file > 0 && i == first_file) loader.begin_second_file();
    std::vector<std::string_view> cells{rows[i].begin(), rows[i].end()};
    loader.add(cells);
  }
  return loader.finish();
}

/// Forename, surname, birth date, postcode, phone: few different values, so that much agrees; some of it missing or mistyped.
inline Rows people_rows(std::size_t count, std::uint64_t seed) {
  SeededChance chance{seed};
  constexpr std::array forenames{"Amir", "Amira", "Beth", "Elizabeth", "Jakub", "Zoë", "J", "Tom", "Thomas", "Muhammad", "Mohammed"};
  constexpr std::array surnames{"Okafor", "Okafo", "Nowak", "Novak", "Smith", "Smith-Jones", "Khan", "Tom", "Li", "Lee"};
  Rows rows;
  auto const sometimes = [&](std::string value) { return chance.below(8) == 0 ? std::string{} : value; };
  for (std::size_t i = 0; i < count; ++i) {
    auto const day = std::to_string(1 + chance.below(12));
    auto const month = std::to_string(1 + chance.below(12));
    auto const two = [](std::string const& number) { return number.size() < 2 ? "0" + number : number; };
    rows.push_back({sometimes(forenames[chance.below(forenames.size())]), sometimes(surnames[chance.below(surnames.size())]),
                    sometimes("200" + std::to_string(chance.below(3)) + "-" + two(month) + "-" + two(day)),
                    sometimes("N" + std::to_string(1 + chance.below(3)) + " " + std::to_string(chance.below(4)) + "AB"),
                    sometimes("0700000000" + std::to_string(chance.below(10)))});
  }
  return rows;
}

/// For people_rows().
inline constexpr std::string_view people_model = R"(format: concordat-linkage/1
name: test
fields:
  - {field: forename, kind: forename}
  - {field: surname, kind: surname}
  - {field: dob, kind: date_of_birth}
  - {field: postcode, kind: postcode}
  - {field: phone, kind: phone}
candidates:
  - [surname, dob]
  - {key: [postcode], most: 12, split: [dob.year, surname.initial]}
  - {swapped: [forename, surname]}
  - {key: [phone], most: 20}
  - [forename.sound, dob.month_day]
comparisons:
  - name: name
    fields: [forename, surname]
    levels:
      - {level: exact, when: {exact: [forename, surname]}, frequency: [forename, surname]}
      - {level: swapped, when: {swapped: [forename, surname]}}
      - {level: near, when: {jaro_winkler: [forename, surname], at_least: 85}}
      - {level: surname, when: {exact: surname}, frequency: surname}
      - {level: short, when: {all: [{initial: forename}, {osa: surname, at_most: 2}]}}
      - {level: other}
  - name: dob
    fields: [dob]
    levels:
      - {level: exact, when: {exact: dob}, frequency: dob}
      - {level: near, when: {any: [{osa: dob, at_most: 1}, {day_month_swapped: dob}]}}
      - {level: within a month, when: {within_days: dob, at_most: 30}}
      - {level: other}
  - name: postcode
    fields: [postcode]
    levels:
      - {level: exact, when: {exact: postcode}, frequency: postcode}
      - {level: near, when: {osa: postcode, at_most: 1}, frequency: postcode}
      - {level: sector, when: {same_sector: postcode}}
      - {level: district, when: {same_district: postcode}}
      - {level: other}
  - name: phone
    fields: [phone]
    levels:
      - {level: exact, when: {exact: phone}}
      - {level: other}
prior: {rules: [[forename, surname, dob]], recall: 80}
learning: {sessions: [[dob], [postcode]], random_pairs: 20000, seed: 7}
thresholds: {keep: "0.0001", join: 90}
)";

}  // namespace concordat::linkage
