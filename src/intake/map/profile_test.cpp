// SPDX-License-Identifier: Apache-2.0
#include "intake/map/profile.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "intake/map/test_catalogue.h"

namespace concordat::intake {
namespace {

namespace fs = std::filesystem;

std::string shipped_text(std::string_view id) {
  auto text = std::stringstream{};
  text << std::ifstream{fs::path{CONCORDAT_SOURCE_DIR} / fmt::format("definitions/profiles/{}.yaml", id)}.rdbuf();
  return text.str();
}

std::string sentences(Findings const& findings) {
  auto out = std::string{};
  for (auto const& finding : findings) out += sentence(finding) + "\n";
  return out;
}

TEST(Profiles, TheShippedOnesAreWhole) {
  auto const& all = test_profiles();
  EXPECT_TRUE(all.findings.empty()) << sentences(all.findings);
  auto ids = std::vector<std::string>{};
  for (auto const& profile : all.profiles) ids.push_back(profile.id);
  EXPECT_EQ(ids, (std::vector<std::string>{
                     "adult-social-care", "ambulance-calls", "annex-a-child-protection", "annex-a-children-in-need",
                     "annex-a-contacts", "annex-a-looked-after", "annex-a-referrals", "annex-a-section-47",
                     "children-social-care", "ed-istv", "fire-incidents", "hospital-admissions", "housing",
                     "injury-attendances", "jobcentre-counts", "person-list", "police-incidents", "police-uk-outcomes",
                     "police-uk-stop-and-search", "police-uk-street", "prison", "probation", "s17a-ambulance",
                     "s17a-council", "s17a-fire", "s17a-health", "s17a-police", "school-attainment", "school-attendance",
                     "school-exclusions", "school-list", "ssda903-episodes", "ssda903-header", "ssda903-missing",
                     "treatment-counts", "voluntary-sector", "youth-justice"}));
  for (auto const& profile : all.profiles) {
    EXPECT_EQ(profile.file, (fs::path{CONCORDAT_SOURCE_DIR} / "definitions/profiles" / (profile.id + ".yaml")).string());
    EXPECT_GT(profile.retention, Period{}) << profile.id;
    EXPECT_TRUE(profile.refuse_future) << profile.id;
  }
  EXPECT_EQ(all.find("nothing"), nullptr);
}

TEST(Profiles, WhatPoliceFoundBySearchingIsDiscoveredAndNeverViolence) {
  auto const* const profile = test_profiles().find("police-uk-stop-and-search");
  ASSERT_NE(profile, nullptr);
  EXPECT_TRUE(profile->discovered);
  ASSERT_TRUE(profile->category);
  EXPECT_EQ(profile->category->constant, "search");
  EXPECT_TRUE(profile->category->violence.empty());
  for (auto const& other : test_profiles().profiles) EXPECT_EQ(other.discovered, other.id == profile->id) << other.id;
}

TEST(Profiles, NoRuleRestsOnEthnicity) {
  for (auto const& profile : test_profiles().profiles) {
    auto used = profile.key.fields;
    for (auto const& group : profile.needs) used.insert(used.end(), group.begin(), group.end());
    for (auto const field : used) {
      EXPECT_NE(test_catalogue().fields()[field].storage, catalogue::Storage::dropped) << profile.id;
    }
  }
}

TEST(Profiles, FilesAboutPeopleNeedARoleAndSealWhatNamesThem) {
  for (auto const* const id : {"person-list", "school-list"}) {
    auto const* const profile = test_profiles().find(id);
    ASSERT_NE(profile, nullptr);
    ASSERT_TRUE(profile->person) << id;
    ASSERT_TRUE(profile->person->role) << id;
    EXPECT_TRUE(profile->column_of(*profile->person->role)->required) << id;
    EXPECT_FALSE(profile->published) << id;
    for (auto const& word : profile->person->words) EXPECT_NE(word.from, "offender") << "that is no role";
  }
}

/// Those that came before terms could be written have none.
bool has_terms(Profile const& profile) { return profile.timetable.has_value(); }

TEST(Profiles, SayWhatIsAskedWhenAndByWhichLaw) {
  auto with_terms = 0;
  for (auto const& profile : test_profiles().profiles) {
    if (!has_terms(profile)) continue;
    ++with_terms;
    EXPECT_TRUE(profile.quality.quarantined_at_most) << profile.id;
    EXPECT_FALSE(profile.quality.fields.empty()) << profile.id;
    EXPECT_FALSE(profile.why.empty()) << profile.id;
    EXPECT_FALSE(profile.gateways.empty()) << profile.id;
  }
  EXPECT_EQ(with_terms, 34);
}

TEST(Profiles, WhatIsNoInputHasNoColumnThatIsKept) {
  for (auto const* const id : {"ethnicity_self", "nationality", "religion", "immigration_status", "sexual_orientation", "gender_identity"}) {
    EXPECT_EQ(test_catalogue().field(id)->storage, catalogue::Storage::dropped) << id;
  }
  // The words of such a column stand under a dropped field wherever a profile knows them.
  for (auto const& profile : test_profiles().profiles) {
    for (auto const& column : profile.columns) {
      for (auto const& header : column.headers) {
        auto const folded = catalogue::fold_header(header);
        if (folded.find("ethnic") == std::string::npos && folded.find("religion") == std::string::npos &&
            folded.find("nationality") == std::string::npos && folded.find("uasc") == std::string::npos) {
          continue;
        }
        EXPECT_EQ(test_catalogue().fields()[column.field].storage, catalogue::Storage::dropped) << profile.id << ": " << header;
      }
    }
  }
}

TEST(Profiles, JudgementsOfPeopleComeWithWhatTheyRestOn) {
  for (auto const* const id : {"exploitation_concern", "cuckooing_concern", "assetplus_rosh", "oasys_rosh", "mappa_level", "iom_cohort", "assetplus_sw", "assetplus_likelihood", "non_associations", "soft_observation"}) {
    auto const field = test_catalogue().field(id)->index;
    auto found = 0;
    for (auto const& profile : test_profiles().profiles) {
      if (profile.column_of(field) == nullptr) continue;
      ++found;
      auto const label = std::find_if(profile.labels.begin(), profile.labels.end(), [&](LabelRule const& rule) { return rule.field == field; });
      ASSERT_NE(label, profile.labels.end()) << profile.id << ": " << id;
      for (auto const* const ground : {"assertion_source", "assertion_grade", "assessed_on", "review_by"}) {
        auto const needed = test_catalogue().field(ground)->index;
        EXPECT_NE(std::find(label->with.begin(), label->with.end(), needed), label->with.end()) << profile.id << ": " << id << " without " << ground;
      }
    }
    EXPECT_GT(found, 0) << id;
  }
}

TEST(Profiles, OfHealthAndWorkOutsideAgreementsAreCountsOrNameNobody) {
  for (auto const* const id : {"treatment-counts", "jobcentre-counts", "injury-attendances", "hospital-admissions", "s17a-health"}) {
    auto const* const profile = test_profiles().find(id);
    ASSERT_NE(profile, nullptr);
    EXPECT_FALSE(profile->person) << id;
    for (auto const& column : profile->columns) EXPECT_FALSE(test_catalogue().fields()[column.field].identifies()) << id;
  }
}

TEST(Profiles, PoliceStreetRowsWithoutAnIdStandForTheirMonth) {
  auto const* const profile = test_profiles().find("police-uk-street");
  ASSERT_NE(profile, nullptr);
  ASSERT_EQ(profile->key.fields.size(), 1U);
  EXPECT_EQ(test_catalogue().fields()[profile->key.fields[0]].id, "published_crime_id");
  EXPECT_EQ(profile->key.without, WithoutKey::by_period);
  EXPECT_EQ(profile->key.repeat, Repeat::skipped);
  EXPECT_EQ(profile->place.area_vintage, 2011);
  EXPECT_TRUE(profile->time.month.has_value());
  EXPECT_FALSE(profile->time.at.has_value());
  auto const& words = profile->category->words;
  auto const violence = std::find_if(words.begin(), words.end(), [](WordMap const& word) {
    return word.from == "violence and sexual offences";
  });
  ASSERT_NE(violence, words.end());
  EXPECT_EQ(violence->to, "violence");
}

struct Broken {
  std::string_view profile;
  std::string_view from;
  std::string_view to;
  std::string_view code;
};

TEST(Profiles, RefuseWhatTheyDoNotKnowWithItsLine) {
  for (auto const& broken : {
           Broken{"ed-istv", "version: 1", "version: 1\ncolour: red", "unknown-key"},
           Broken{"ed-istv", "version: 1", "version: 0", "bad-version"},
           Broken{"ed-istv", "version: 1", "version: 1\nversion: 2", "yaml-duplicate-key"},
           Broken{"ed-istv", "format: concordat-profile/1", "format: concordat-profile/9", "unknown-format"},
           Broken{"ed-istv", "feed_kind: ed_istv", "feed_kind: ed_ictv", "unknown-feed-kind"},
           Broken{"ed-istv", "suppliers: [nhs_provider]", "suppliers: [hospitals]", "unknown-body"},
           Broken{"ed-istv", "{field: istv_site_code,", "{field: istv_sight_code,", "unknown-field"},
           Broken{"ed-istv", "{field: istv_site_code,", "{field: istv_assault_method,", "duplicate-field"},
           Broken{"ed-istv", "\"ODS Code\"", "\"period  START\"", "duplicate-header"},
           Broken{"ed-istv", "\"ODS Code\"", "\"///\"", "empty-header"},
           Broken{"ed-istv", "[\"Assault Date\", \"Date of Assault\", \"AssaultDate\"]", "[]", "no-headers"},
           Broken{"ed-istv", "[istv_assault_method, synthetic_assault_method]", "[isvt]", "unknown-code-list"},
           Broken{"ed-istv", "method: istv_assault_method", "method: weapon", "field-without-column"},
           Broken{"ed-istv", "category: {constant: violence,", "category: {constant: brawl,", "unknown-category"},
           Broken{"ed-istv", "category: {constant: violence,", "category: {", "category-source"},
           Broken{"ed-istv", "grain: month", "grain: week", "unknown-grain"},
           Broken{"ed-istv", "future: refused", "future: maybe", "unknown-future-rule"},
           Broken{"ed-istv", "retention: P3Y", "retention: forever", "bad-retention"},
           Broken{"ed-istv", "retention: P3Y", "retention: P0D", "bad-retention"},
           Broken{"ed-istv", "repeat: kept", "repeat: often", "unknown-key-rule"},
           Broken{"ed-istv", "without: by_period", "without: quarantined", "key-nothing"},
           Broken{"ed-istv", "date: event_date, time", "time", "time-without-date"},
           Broken{"police-uk-street", "area_vintage: 2011, ", "", "vintage-missing"},
           Broken{"police-uk-street", "area_vintage: 2011", "area_vintage: 11", "bad-vintage"},
           Broken{"police-uk-street", "longitude: longitude, ", "", "half-a-point"},
           Broken{"police-uk-street", "to: robbery", "to: rob", "unknown-category"},
           Broken{"police-uk-street", "[\"Robbery\"]", "[\"Drugs\"]", "duplicate-word"},
           Broken{"police-uk-stop-and-search", "key: {fields: []", "key: {fields: [ethnicity_self]", "dropped-field"},
           Broken{"school-list", "to: at_risk_child", "to: offender", "unknown-role"},
           Broken{"school-list", "  role: subject_role", "  constant: nominal", "unknown-role"},
           Broken{"school-list", "  role: subject_role\n", "", "role-source"},
           Broken{"person-list", "person:", "persona:", "person-missing"},
           Broken{"fire-incidents", "due_within: P15D", "due_within: soon", "bad-timetable"},
           Broken{"fire-incidents", "quarantined_at_most: 3", "quarantined_at_most: 300", "bad-share"},
           Broken{"fire-incidents", "{field: fire_incident_type, blank_at_most: 0}", "{field: fire_incident_type}", "term-asks-nothing"},
           Broken{"fire-incidents", "{field: fire_incident_type, blank_at_most: 0}", "{field: location_type, blank_at_most: 0}", "duplicate-term"},
           Broken{"fire-incidents", "{field: fire_incident_type, blank_at_most: 0}", "{field: postcode, blank_at_most: 0}", "field-without-column"},
           Broken{"fire-incidents", "or: [os_gridref]", "or: [postcode]", "field-without-column"},
           Broken{"fire-incidents", "si2007.1831, cda", "si2007, cda", "unknown-gateway"},
           Broken{"youth-justice", "  - {field: assetplus_rosh, with: [assertion_source", "  - {field: assetplus_rosh, with: [ethnicity_self", "dropped-field"},
           Broken{"s17a-fire", "return: {id: s17a", "return: {id: s17b", "unknown-return"},
           Broken{"hospital-admissions", "from: X85, until: Y09", "from: Y85, until: X09", "bad-range"},
           Broken{"hospital-admissions", "until: Y09, to: violence", "until: Y09, to: brawl", "unknown-category"},
           Broken{"prison", "\"LED\"], future: accepted", "\"LED\"], future: perhaps", "unknown-future-rule"},
           Broken{"ambulance-calls", "headers: [\"lat\", \"latitude\"]", "headers: [\"lat\"], date_order: american",
                  "unknown-date-order"},
       }) {
    auto text = shipped_text(broken.profile);
    auto const at = text.find(broken.from);
    ASSERT_NE(at, std::string::npos) << broken.profile << ": " << broken.from;
    text.replace(at, broken.from.size(), broken.to);
    auto const line = static_cast<std::uint32_t>(1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    auto const loaded = read_profile(text, "p.yaml", test_catalogue());
    EXPECT_FALSE(loaded.profile) << broken.to;
    auto const found = std::find_if(loaded.findings.begin(), loaded.findings.end(),
                                    [&](Finding const& finding) { return finding.code == broken.code; });
    ASSERT_NE(found, loaded.findings.end()) << broken.to << "\n" << sentences(loaded.findings);
    EXPECT_EQ(found->file, "p.yaml");
    EXPECT_FALSE(found->remedy.empty());
    if (broken.code == "person-missing") continue;  // stands at the document
    EXPECT_GE(found->line + 1, line) << sentence(*found);
    EXPECT_LE(found->line, line + 7) << "at the second of two, else at the change itself: " << sentence(*found);
    EXPECT_GT(found->column, 0U) << sentence(*found);
  }
}

TEST(Profiles, AnUnknownKeyIsShownExactlyWhereItStands) {
  auto const loaded = read_profile(shipped_text("ed-istv") + "colour: red\n", "p.yaml", test_catalogue());
  auto const text = shipped_text("ed-istv");
  auto const line = 1 + std::count(text.begin(), text.end(), '\n');
  ASSERT_EQ(loaded.findings.size(), 1U) << sentences(loaded.findings);
  EXPECT_EQ(loaded.findings[0].line, line);
  EXPECT_EQ(loaded.findings[0].column, 1U);
  EXPECT_EQ(loaded.findings[0].message, "the profile has no key 'colour'.");
}

TEST(Profiles, TwoOfOneIdAreRefused) {
  auto const folder = fs::path{testing::TempDir()} / "profiles_twice";
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (auto const* const name : {"a.yaml", "b.yaml"}) std::ofstream{folder / name} << shipped_text("ed-istv");
  auto const loaded = load_profiles(folder.string(), test_catalogue());
  fs::remove_all(folder);
  EXPECT_EQ(loaded.profiles.size(), 1U);
  ASSERT_EQ(loaded.findings.size(), 1U);
  EXPECT_EQ(loaded.findings[0].code, "duplicate-id");
}

TEST(Profiles, AFolderThatIsNotThereIsAFinding) {
  auto const loaded = load_profiles("no/such/folder", test_catalogue());
  ASSERT_EQ(loaded.findings.size(), 1U);
  EXPECT_EQ(loaded.findings[0].code, "cannot-read");
}

}  // namespace
}  // namespace concordat::intake
