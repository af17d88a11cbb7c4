// SPDX-License-Identifier: Apache-2.0
#include "linkage/model/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/findings.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view small = R"(format: concordat-linkage/1
name: small
fields:
  - {field: forename, kind: forename}
  - {field: surname, column: [surname, family name], kind: surname, standard: true}
  - {field: dob, kind: date_of_birth}
  - {field: postcode, kind: postcode}
candidates:
  - [surname, dob]
  - {name: swapped, key: [dob], swapped: [forename, surname], most: 50, split: [postcode.sector]}
comparisons:
  - name: name
    fields: [forename, surname]
    levels:
      - {level: exact, when: {exact: [forename, surname]}, frequency: [forename, surname]}
      - {level: near, when: {any: [{swapped: [forename, surname]}, {all: [{exact: surname}, {jaro_winkler: forename, at_least: "0.885"}]}]}}
      - {level: other, m: "0.01", m_fixed: true}
  - name: dob
    fields: [dob]
    levels:
      - {level: exact, when: {exact: dob}}
      - {level: near, when: {any: [{osa: dob, at_most: 1}, {day_month_swapped: dob}]}}
      - {level: other}
prior:
  rules: [[forename, surname, dob]]
  recall: 80
learning:
  sessions: [[dob], [forename, surname]]
  random_pairs: 5000
thresholds: {keep: "0.001", join: 95}
)";

std::string with(std::string_view from, std::string_view to) { return test_support::with(std::string{small}, from, to); }

std::vector<std::string> codes_of(std::string const& text) { return test_support::codes_of(read_model(text, "model.yaml")); }

TEST(LinkageModel, ReadsEverythingItSays) {
  auto const read = read_model(small, "model.yaml");
  ASSERT_TRUE(read) << sentence(read.error().front());
  EXPECT_EQ(read->fields[1].columns, (std::vector<std::string>{"surname", "family name"}));
  EXPECT_TRUE(read->fields[1].standard);
  EXPECT_EQ(read->candidates[0].name, "surname + dob");
  EXPECT_EQ(read->candidates[1].most, 50U);
  EXPECT_EQ(read->candidates[1].split, (std::vector{KeyPart{3, Part::sector}}));
  auto const& near = read->comparisons[0].levels[2];
  ASSERT_EQ(near.any_of.size(), 2U);
  EXPECT_EQ(near.any_of[0], (std::vector{Atom{0, 1, Check::exact, 0}, Atom{1, 0, Check::exact, 0}}));
  EXPECT_EQ(near.any_of[1], (std::vector{Atom{1, 1, Check::exact, 0}, Atom{0, 0, Check::jaro_winkler, 885}}));
  EXPECT_TRUE(read->comparisons[0].levels[3].m.fixed);
  EXPECT_EQ(read->comparisons[0].levels[0].name, "missing");
  EXPECT_DOUBLE_EQ(read->prior.recall, 0.8);
  EXPECT_DOUBLE_EQ(read->join, 0.95);
  EXPECT_FALSE(read->trained());
}

TEST(LinkageModel, WrittenAndReadAgainIsTheSame) {
  auto const read = read_model(small, "model.yaml");
  ASSERT_TRUE(read);
  auto model = *read;
  model.prior.probability = 1.0 / 3;
  model.comparisons[1].levels[1].u.value = 1e-5;
  auto const text = write_model(model);
  auto const again = read_model(text, "again.yaml");
  ASSERT_TRUE(again) << sentence(again.error().front()) << "\n" << text;
  EXPECT_EQ(write_model(*again), text);
  EXPECT_EQ(again->prior.probability, model.prior.probability);
  EXPECT_EQ(again->comparisons[0].levels[2].any_of, model.comparisons[0].levels[2].any_of);
}

TEST(LinkageModel, TakesNoColumnThatDescribesPeople) {
  for (auto const* const kind : {"ethnicity", "nationality", "religion", "country_of_birth", "language", "gender_identity"}) {
    EXPECT_EQ(codes_of(with("kind: forename}", std::string{"kind: "} + kind + "}")), (std::vector<std::string>{"linkage.not-allowed"})) << kind;
  }
  // the list of kinds, so that a new one is thought about
  EXPECT_THAT(kind_names(), testing::ElementsAre("forename", "middle_name", "surname", "date_of_birth", "sex", "postcode", "street_number",
                                                 "street", "town", "county", "phone", "email", "nhs_number", "identifier"));
}

TEST(LinkageModel, WhatIsUnknownDoesNotLoad) {
  using testing::Contains;
  EXPECT_THAT(codes_of(with("concordat-linkage/1", "concordat-linkage/2")), Contains("linkage.format"));
  EXPECT_THAT(codes_of(with("recall: 80", "recal: 80")), Contains("unknown-key"));
  EXPECT_THAT(codes_of(with("  - [surname, dob]", "  - [surname, born]")), Contains("linkage.no-such-field"));
  EXPECT_THAT(codes_of(with("postcode.sector", "postcode.street")), Contains("linkage.no-such-part"));
  EXPECT_THAT(codes_of(with("postcode.sector", "dob.sector")), Contains("linkage.no-such-part"));
  EXPECT_THAT(codes_of(with("{exact: dob}", "{same: dob}")), Contains("linkage.no-such-test"));
  EXPECT_THAT(codes_of(with("{exact: dob}", "{within_days: postcode, at_most: 1}")), Contains("linkage.test-for-kind"));
  EXPECT_THAT(codes_of(with("{exact: dob}", "{exact: postcode}")), Contains("linkage.other-field"));
  EXPECT_THAT(codes_of(with("at_least: \"0.885\"", "at_least: 885")), Contains("linkage.not-a-fraction"));
  EXPECT_THAT(codes_of(with("osa: dob, at_most: 1", "osa: dob, at_most: -1")), Contains("linkage.bad-amount"));
  EXPECT_THAT(codes_of(with("swapped: [forename, surname], most", "swapped: [forename, dob], most")), Contains("linkage.bad-swap"));
  EXPECT_THAT(codes_of(with("most: 50", "most: -5")), Contains("linkage.bad-guard"));
  EXPECT_THAT(codes_of(with("{name: swapped, key: [dob], swapped: [forename, surname],", "{name: swapped,")), Contains("linkage.no-key"));
  EXPECT_THAT(codes_of(with("{level: other}", "{level: other, when: {exact: dob}}")), Contains("linkage.last-level"));
  EXPECT_THAT(codes_of(with("join: 95", "join: \"0.0001\"")), Contains("linkage.thresholds"));
  EXPECT_THAT(codes_of(with("random_pairs: 5000", "random_pairs: 5")), Contains("linkage.bad-learning"));
  EXPECT_THAT(codes_of(with("{field: dob, kind", "{field: surname, kind")), Contains("linkage.twice"));
  EXPECT_THAT(codes_of(with("  - [surname, dob]", "  - [1, 2]")), Contains("linkage.not-a-name"));
  EXPECT_THAT(codes_of(with("{field: dob, kind", "{field: dob, separator: \";\", kind")), Contains("linkage.not-several"));
  EXPECT_THAT(codes_of(with("prior:", "borne_together: [dob]\nprior:")), Contains("linkage.not-two"));
  EXPECT_THAT(codes_of(with("{field: dob, kind", "{field: dob, several: true, from: [since, then], kind")), Contains("linkage.days-of-columns"));
  EXPECT_THAT(codes_of(with("{exact: dob}", "{shares: dob, at_least: 0}")), Contains("linkage.bad-amount"));
  EXPECT_THAT(codes_of(with("{exact: dob}", "{missing: dob}")), Contains("linkage.only-missing"));
}

TEST(LinkageModel, FieldsOfSeveralValuesAreReadAndWritten) {
  auto const read = read_model(with("{field: dob, kind", "{field: dob, column: [dob, other], several: true, separator: \";\", from: [a, b], to: [c, d], kind"), "model.yaml");
  ASSERT_TRUE(read) << sentence(read.error().front());
  auto const field = read->fields[*read->field_named("dob")];
  EXPECT_TRUE(field.several);
  EXPECT_EQ(field.separator, ";");
  EXPECT_EQ(field.from, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(field.to, (std::vector<std::string>{"c", "d"}));
  auto const again = read_model(write_model(*read), "again.yaml");
  ASSERT_TRUE(again) << sentence(again.error().front());
  EXPECT_EQ(write_model(*again), write_model(*read));
  auto const shares = read_model(with("{exact: dob}", "{shares: dob, at_least: 2}"), "model.yaml");
  ASSERT_TRUE(shares) << sentence(shares.error().front());
  EXPECT_EQ(write_model(*read_model(write_model(*shares), "again.yaml")), write_model(*shares));
}

TEST(LinkageModel, WhatMayBeMissingIsReadAndWritten) {
  auto const text = test_support::with(with("{exact: dob}", "{any: [{exact: dob}, {all: [{missing: dob}, {exact: dob}]}]}"), "kind: date_of_birth}", "kind: date_of_birth, optional: true}");
  auto const read = read_model(text, "model.yaml");
  ASSERT_TRUE(read) << sentence(read.error().front());
  EXPECT_TRUE(read->fields[2].optional);
  EXPECT_FALSE(read->fields[1].optional);
  EXPECT_THAT(write_model(*read), testing::AllOf(testing::HasSubstr("optional: true"), testing::HasSubstr("missing")));
  EXPECT_EQ(write_model(*read_model(write_model(*read), "again.yaml")), write_model(*read));
}

TEST(LinkageModel, HowGroupsAreHeldIsReadAndWritten) {
  auto const held = [](std::string_view how) { return read_model(with("join: 95", "join: 95, groups: " + std::string{how}), "model.yaml"); };
  for (auto const& [how, by_evidence, collective] : {std::tuple{"connected", false, false}, {"evidence", true, false}, {"collective", true, true}}) {
    auto const read = held(how);
    ASSERT_TRUE(read) << how;
    EXPECT_EQ(read->by_evidence, by_evidence) << how;
    EXPECT_EQ(read->collective, collective) << how;
    EXPECT_THAT(write_model(*read), testing::HasSubstr("groups: " + std::string{how}));
    EXPECT_EQ(write_model(*read_model(write_model(*read), "again.yaml")), write_model(*read));
  }
  EXPECT_THAT(codes_of(with("join: 95", "join: 95, groups: all")), testing::Contains("linkage.groups"));
}

TEST(LinkageModel, AComparisonThatAsksTooMuchDoesNotLoad) {
  std::string many = "{any: [{exact: dob}";
  for (int days = 1; days < 20; ++days) many += ", {within_days: dob, at_most: " + std::to_string(days) + "}";
  EXPECT_THAT(codes_of(with("{exact: dob}", many + "]}")), testing::Contains("linkage.too-many"));
}

TEST(LinkageModel, PartsOfPostcodes) {
  struct Case {
    std::string_view code, sector, district, area;
  };
  for (auto const& [code, sector, district, area] :
       {Case{"N15 4AB", "N15 4", "N15", "N"}, Case{"EC1A 1BB", "EC1A 1", "EC1A", "EC"}, Case{"M1 1AE", "M1 1", "M1", "M"},
        Case{"N15", "", "N15", "N"}, Case{"", "", "", ""}, Case{"12345", "", "", ""}, Case{"LE", "", "", "LE"}}) {
    EXPECT_EQ(postcode_part(Part::sector, code), sector) << code;
    EXPECT_EQ(postcode_part(Part::district, code), district) << code;
    EXPECT_EQ(postcode_part(Part::area, code), area) << code;
  }
}

TEST(LinkageModel, EveryModelThatComesWithUsLoads) {
  std::size_t models = 0;
  for (auto const* const folder : {"/bench/models", "/definitions/linkage"}) {
    auto const path = std::string{CONCORDAT_SOURCE_DIR} + folder;
    if (!std::filesystem::exists(path)) continue;
    for (auto const& file : std::filesystem::directory_iterator{path}) {
      std::stringstream text;
      text << std::ifstream{file.path()}.rdbuf();
      if (text.str().find("format: concordat-linkage/1") == std::string::npos) continue;
      auto const read = read_model(text.str(), file.path().string());
      EXPECT_TRUE(read) << sentence(read.error().front());
      if (!read) continue;
      EXPECT_TRUE(read_model(write_model(*read), "again.yaml")) << file.path();
      ++models;
    }
  }
  EXPECT_GE(models, 3U);
}

}  // namespace
}  // namespace concordat::linkage
