// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "intake/standardise/cases_for_test.h"

namespace concordat::intake {
namespace {

using enum Verdict;

TEST(Standardisers, AreKnownByTheCataloguesNames) {
  for (auto const* name : {"text",       "name",       "full_name",
                           "date",       "time",       "datetime",
                           "month",      "postcode",   "outward_postcode",
                           "address",    "phone",      "email",
                           "nhs_number", "upn",        "uln",
                           "pnc",        "cro",        "asn",
                           "ptiurn",     "school_urn", "nino",
                           "noms",       "crn",        "uprn",
                           "gridref",    "easting",    "northing",
                           "latitude",   "longitude",  "area_code",
                           "sex",        "role",       "code",
                           "integer",    "decimal",    "boolean",
                           "free_text", "place_words"}) {
    EXPECT_NE(standardiser(name), nullptr) << name;
  }
  EXPECT_EQ(standardiser("ethnicity"), nullptr);
  EXPECT_EQ(standardiser(""), nullptr);
  EXPECT_EQ(standardiser_names().size(), 38U);
}

TEST(Standardisers, SayMissingForEmptyCells) {
  for (auto const name : standardiser_names()) {
    for (auto const* const raw : {"", " ", "\t \xc2\xa0"}) {
      auto const value = standardise_one(name, raw);
      EXPECT_EQ(value.verdict, missing) << name;
      EXPECT_TRUE(value.text.empty());
      EXPECT_EQ(value.number, name == "code" ? -1 : 0) << name;
    }
  }
}

TEST(Standardisers, KnowPlaceholders) {
  for (auto const name : standardiser_names()) {
    for (auto const* const raw : {"N/K", "n/k", "UNK", " TBC ", "-", ".", "--", "Not known", "#N/A", "N/A"}) {
      if (name == "role" || name == "sex") continue;  // both have a value for not known
      auto const value = standardise_one(name, raw);
      EXPECT_EQ(value.verdict, placeholder) << name << " of " << raw;
      EXPECT_EQ(value.code.view(), "placeholder");
    }
  }
  expect_cases(std::array{
      Case{"date", "0", placeholder, "", "placeholder"},
      Case{"postcode", "0", placeholder, "", "placeholder"},
      Case{"nhs_number", "0000000000", placeholder, "", "placeholder"},
      Case{"nhs_number", "999 999 9999", placeholder, "", "placeholder"}, Case{"integer", "0", ok, "0"},
      Case{"code", "0", ok, "0"}, Case{"text", "No Location", placeholder, "", "placeholder"},
      Case{"latitude", "0.000000", placeholder, "", "placeholder"},
      Case{"easting", "0", placeholder, "", "placeholder"}, Case{"role", "-", placeholder, "", "placeholder"},
      Case{"sex", "-", placeholder, "", "placeholder"}});
}

TEST(Texts, AreTidiedButNotRewritten) {
  expect_cases(std::array{
      Case{"text", "On or near Lowland Avenue", ok, "On or near Lowland Avenue"},
      Case{"text", "  Mill  St ", changed, "Mill St", "", bit(Change::trimmed) | bit(Change::spaces)},
      Case{"text", "one\r\ntwo", changed, "one two", "", bit(Change::characters)},
      Case{"text",
           "a\x01"
           "b",
           changed, "ab", "", bit(Change::characters)},
      Case{"text", "Caf\xc3\xa9", ok, "Caf\xc3\xa9"},
      Case{"text", "Cafe\xcc\x81", changed, "Caf\xc3\xa9", "", bit(Change::characters)},
      Case{"text", "the King\xe2\x80\x99s Head", ok, "the King\xe2\x80\x99s Head"},
      Case{"text", "Caf\xef\xbf\xbd", review, "Caf\xef\xbf\xbd", "text.lost-characters"},
      Case{"text", "Caf\xe9", invalid, "", "text.not-utf8"}, Case{"text", "eight by  ", changed, "eight by"},
      Case{"text", "1234567 8", ok, "1234567 8"}, Case{"text", "1234567  8", changed, "1234567 8"},
      Case{"free_text", "o/s Kings Head\r\npt\xe2\x80\x99s friend", changed,
           "o/s Kings Head\npt\xe2\x80\x99s friend", "", bit(Change::characters)},
      Case{"free_text", "one\n\n\n\ntwo", changed, "one\n\ntwo", "", bit(Change::spaces)},
      Case{"free_text", "one\ntwo", ok, "one\ntwo"}});
}

TEST(Roles, MapOnlyWordsThatLeaveNoDoubt) {
  expect_cases(std::array{
      Case{"role", "victim", ok, "victim"}, Case{"role", "IP", changed, "victim", "", bit(Change::mapped)},
      Case{"role", "Aggrieved", changed, "victim"},
      Case{"role", "VICTIM", changed, "victim", "", bit(Change::case_changed)},
      Case{"role", "Suspect", changed, "suspected"}, Case{"role", "Defendant", changed, "charged"},
      Case{"role", "at_risk_child", ok, "at_risk_child"},
      Case{"role", "Child at risk", changed, "at_risk_child"},
      Case{"role", "Vulnerable Adult", changed, "at_risk_adult"}, Case{"role", "Mother", changed, "family"},
      Case{"role", "social worker", changed, "professional"}, Case{"role", "N/K", changed, "unknown"},
      Case{"role", "Offender", review, "", "role.ambiguous"},
      Case{"role", "perp", review, "", "role.ambiguous"},
      Case{"role", "Nominal", review, "", "role.ambiguous"}, Case{"role", "V", review, "", "role.ambiguous"},
      Case{"role", "at risk", review, "", "role.ambiguous"},
      Case{"role", "wizard", invalid, "", "role.unknown"}});
  for (auto const* role : {"victim", "witness", "suspected", "charged", "convicted", "at_risk_child",
                           "at_risk_adult", "family", "associate", "professional", "unknown"}) {
    EXPECT_EQ(standardise_one("role", role).verdict, ok) << role;
  }
}

TEST(Sexes, FollowIso5218) {
  expect_cases(std::array{Case{"sex", "1", ok, "1"}, Case{"sex", "F", changed, "2", "", bit(Change::mapped)},
                          Case{"sex", "male", changed, "1"}, Case{"sex", "Not known", changed, "0"},
                          Case{"sex", "not specified", changed, "9"},
                          Case{"sex", "Other", review, "9", "sex.not-a-sex"},
                          Case{"sex", "7", invalid, "", "sex.unknown-code"}});
  EXPECT_EQ(standardise_one("sex", "F").number, 2);
}

TEST(Codes, MustStandInTheirList) {
  std::array<std::string_view, 3> const codes{"OW", "PP", "N/A"};
  auto context = context_of_2026();
  context.codes = codes;
  expect_cases(std::array{Case{"code", "OW", ok, "OW"},
                          Case{"code", " ow ", changed, "OW", "", bit(Change::case_changed)},
                          Case{"code", "N/A", ok, "N/A"}, Case{"code", "OT", invalid, "", "code.unknown"},
                          Case{"code", "TBC", placeholder, "", "placeholder"}},
               context);
  EXPECT_EQ(standardise_one("code", "pp", context).number, 1);
  EXPECT_EQ(standardise_one("code", "OT", context).number, -1);
  expect_cases(std::array{Case{"code", "Violence and sexual offences", ok, "Violence and sexual offences"},
                          Case{"code", "Bicycle  theft", changed, "Bicycle theft"},
                          Case{"code", "none", ok, "none"}});
  EXPECT_EQ(standardise_one("code", "Robbery").number, -1);
}

TEST(Numbers, AreReadWithoutGuessing) {
  expect_cases(std::array{Case{"integer", "42", ok, "42"},
                          Case{"integer", "-5", ok, "-5"},
                          Case{"integer", "1,234", changed, "1234", "", bit(Change::punctuation)},
                          Case{"integer", "007", changed, "7", "", bit(Change::zeros)},
                          Case{"integer", "12.0", changed, "12"},
                          Case{"integer", "+3", changed, "3"},
                          Case{"integer", "12.5", invalid, "", "integer.fraction"},
                          Case{"integer", "1e3", invalid, "", "integer.grammar"},
                          Case{"integer", "1,2", invalid, "", "integer.grammar"},
                          Case{"integer", "12,34,567", invalid, "", "integer.grammar"},
                          Case{"integer", "twelve", invalid, "", "integer.grammar"},
                          Case{"integer", "1234567890123456", invalid, "", "integer.too-large"},
                          Case{"integer", "-0", changed, "0"},
                          Case{"decimal", "93.4", ok, "93.4"},
                          Case{"decimal", "93.40", ok, "93.40"},
                          Case{"decimal", ".5", changed, "0.5"},
                          Case{"decimal", "93%", changed, "93", "", bit(Change::punctuation)},
                          Case{"decimal", "1,234.5", changed, "1234.5"},
                          Case{"decimal", "5.", changed, "5"},
                          Case{"decimal", "0,5", invalid, "", "decimal.grammar"},
                          Case{"decimal", "1.2.3", invalid, "", "decimal.grammar"},
                          Case{"decimal", "nan", placeholder, "", "placeholder"},
                          Case{"decimal", "0x1p3", invalid, "", "decimal.grammar"},
                          Case{"decimal", "-0.0", changed, "0.0"}});
  EXPECT_EQ(standardise_one("integer", "-1,234").number, -1234);
  EXPECT_DOUBLE_EQ(standardise_one("decimal", "-1,234.5").decimal, -1234.5);
}

TEST(Booleans, TakeTheUsualWords) {
  expect_cases(std::array{Case{"boolean", "true", ok, "true"}, Case{"boolean", "Y", changed, "true"},
                          Case{"boolean", "No", changed, "false"}, Case{"boolean", "FALSE", changed, "false"},
                          Case{"boolean", "0", changed, "false"},
                          Case{"boolean", "NA", placeholder, "", "placeholder"},
                          Case{"boolean", "maybe", invalid, "", "boolean.unknown-word"}});
  EXPECT_EQ(standardise_one("boolean", "yes").number, 1);
}

TEST(Changes, HaveWords) {
  EXPECT_TRUE(words_for(0).empty());
  auto const words = words_for(bit(Change::trimmed) | bit(Change::characters));
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].view(), "space at the ends removed");
  EXPECT_EQ(words_for(0xffffffffU).size(), 16U);
}

TEST(Kinds, OfAreasGoByName) {
  EXPECT_EQ(area_kind("lsoa"), AreaKind::lsoa);
  EXPECT_EQ(area_kind("borough"), std::nullopt);
  EXPECT_EQ(name_of(AreaKind::police_force).view(), "police_force");
  EXPECT_EQ(name_of(Precision::minute).view(), "minute");
}

}  // namespace
}  // namespace concordat::intake
