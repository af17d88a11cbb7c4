// SPDX-License-Identifier: Apache-2.0
#include "intake/map/suggestion.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "intake/map/test_catalogue.h"

namespace concordat::intake {
namespace {

ColumnSuggestion suggest_one(std::string const& header, std::vector<std::string> const& values = {},
                             SuggestionContext const& context = {}) {
  auto sample = SampleTable{{header}, {}};
  for (auto const& value : values) sample.rows.push_back({value});
  return suggest_columns(sample, context, test_catalogue()).at(0);
}

std::string best(ColumnSuggestion const& suggestion) {
  return suggestion.fields.empty() ? "" : test_catalogue().fields()[suggestion.fields.front().field].id;
}

struct Case {
  std::string header;
  std::vector<std::string> values;
  std::string supplier;
  std::string feed;
  std::string field;
};

// Every header that stands for several fields, with what decides it.
std::vector<Case> const& deciding_cases() {
  static std::vector<Case> const all{
      {"CRN", {"X123456", "E000123"}, "", "", "delius_crn"},
      {"CRN", {"23000123456", "22000999/19"}, "", "", "crime_ref"},
      {"CRN", {}, "probation", "", "delius_crn"},
      {"CRN", {}, "police", "", "crime_ref"},
      {"URN", {"01AB1234526", "52CC0001226"}, "", "", "ptiurn"},
      {"URN", {"123456", "100001"}, "", "", "school_urn"},
      {"URN", {"INT-2026-001", "INT-2026-002"}, "", "", "intel_urn"},
      {"X", {"-1.344909", "-1.13"}, "", "", "longitude"},
      {"X", {"445000", "461234.5"}, "", "", "easting"},
      {"Y", {"52.997720", "52.6"}, "", "", "latitude"},
      {"Y", {"305123", "312000"}, "", "", "northing"},
      {"N", {"305123", "312000"}, "", "", "northing"},
      {"N", {"3", "12"}, "", "", "count"},
      {"district", {"LE1", "LE11"}, "", "", "outward_postcode"},
      {"district", {"Charnwood", "Blaby"}, "", "", "lad_code"},
      {"district", {"E07000129"}, "", "", "lad_code"},
      {"RoSH", {"High", "Low"}, "youth-justice", "", "assetplus_rosh"},
      {"RoSH", {"High", "Low"}, "probation", "", "oasys_rosh"},
      {"location", {"High Street", "Kings Head"}, "", "", "location_text"},
      {"location", {"LEI", "WHI"}, "", "", "establishment"},
      {"location of assault", {"o/s pub"}, "nhs-provider", "ed_istv", "istv_location_text"},
      {"location of assault", {"o/s pub"}, "ambulance", "ambulance_calls", "location_text"},
      {"assault location type", {"L1"}, "nhs-provider", "ed_istv", "istv_location_type"},
      {"assault location type", {"10"}, "police", "police_incidents", "location_type"},
      {"assault method", {"S1"}, "nhs-provider", "ed_istv", "istv_assault_method"},
      {"assault method", {"knife"}, "police", "police_incidents", "weapon"},
      {"weapon", {"knife"}, "nhs-provider", "ed_istv", "istv_assault_method"},
      {"weapon", {"knife"}, "police", "police_incidents", "weapon"},
      {"alcohol", {"Y"}, "police", "police_incidents", "alcohol_flag"},
      {"alcohol", {"in treatment"}, "voluntary", "", "substance_misuse_flag"},
      {"category", {"Violence"}, "local-authority", "", "incident_category"},
      {"concern", {"seen with older men"}, "nhs-provider", "health_admissions", "health_visitor_concern"},
      {"concern", {"worried"}, "voluntary", "intelligence", "soft_observation"},
      {"concern", {"worried"}, "childrens-social-care", "care_list", "referral_reason"},
      {"conditions", {"A1", "S2"}, "", "", "intel_conditions"},
      {"conditions", {"not to enter the town centre"}, "", "", "licence_conditions"},
      {"CRD", {"21/03/2027", "01/09/2026"}, "", "", "release_date"},
      {"CRD", {"eight months custody"}, "", "", "sentence"},
      {"disposal", {"community resolution"}, "police", "police_incidents", "crime_outcome"},
      {"disposal", {"referral order"}, "youth-justice", "youth_justice_list", "sentence"},
      {"estab", {"LEI", "GHI"}, "", "", "establishment"},
      {"estab", {"856/4001", "8554002"}, "", "", "school_laestab"},
      {"from date", {"01/02/2026"}, "social-landlord", "housing_list", "address_from"},
      {"from date", {"01/02/2026 21:10"}, "police", "police_incidents", "event_start"},
      {"to date", {"01/02/2026"}, "social-landlord", "housing_list", "address_to"},
      {"to date", {"01/02/2026 21:10"}, "police", "police_incidents", "event_end"},
      {"NFA", {}, "housing-authority", "housing_list", "homeless_status"},
      {"NFA", {}, "youth-justice", "person_list", "address_type"},
      {"order", {}, "youth-justice", "youth_justice_list", "sentence"},
      {"order", {}, "local-authority", "", "court_order"},
      {"outcome", {"Conveyed"}, "ambulance", "", "call_outcome"},
      {"outcome", {"Charged"}, "police", "", "crime_outcome"},
      {"placement", {}, "childrens-social-care", "care_list", "cla_status"},
      {"placement", {}, "police", "person_list", "address_type"},
      {"provider", {"RWE01", "RX101"}, "", "", "istv_site_code"},
      {"provider", {"Northshire Academy"}, "school", "school_list", "school_name"},
      {"provider", {"Youth Aid"}, "voluntary", "intelligence", "source_agency"},
      {"RAG", {}, "police", "probation_list", "iom_cohort"},
      {"RAG", {}, "childrens-social-care", "care_list", "action_ref"},
      {"reason", {"PP", "OW"}, "", "", "exclusion_reason"},
      {"reason", {"worried about friends"}, "", "", "referral_reason"},
      {"SEND", {"N", "K"}, "", "", "sen_status"},
      {"SEND", {"dyslexia"}, "", "", "disability"},
      {"source", {"officer"}, "police", "police_incidents", "report_source"},
      {"source", {"housing"}, "voluntary", "intelligence", "source_agency"},
      {"tag", {}, "voluntary", "", "alias_names"},
      {"tag", {"worn day and night"}, "probation", "probation_list", "licence_conditions"},
  };
  return all;
}

TEST(Suggestion, DecidesEveryAmbiguousHeaderByValuesSupplierOrFeed) {
  for (auto const& example : deciding_cases()) {
    auto const suggestion = suggest_one(example.header, example.values, {example.supplier, example.feed});
    EXPECT_EQ(best(suggestion), example.field) << example.header << " " << example.supplier << " " << example.feed;
    EXPECT_FALSE(suggestion.ask) << example.header << " for " << example.field << ": " << suggestion.remark;
  }
}

TEST(Suggestion, AsksAboutEveryAmbiguousHeaderWhenNothingDecides) {
  auto covered = std::set<std::string>{};
  for (auto const& example : deciding_cases()) covered.insert(catalogue::fold_header(example.header));
  auto ambiguous = std::map<std::string, std::set<FieldIndex>>{};
  for (auto const& field : test_catalogue().fields()) {
    for (auto const& synonym : field.synonyms) {
      if (auto const key = catalogue::fold_header(synonym); !key.empty()) ambiguous[key].insert(field.index);
    }
  }
  auto count = 0;
  for (auto const& [header, fields] : ambiguous) {
    if (fields.size() < 2) continue;
    ++count;
    EXPECT_TRUE(covered.contains(header)) << "no case decides " << header;
    auto const suggestion = suggest_one(header);
    EXPECT_TRUE(suggestion.ask) << header;
    EXPECT_GE(suggestion.fields.size(), 2U) << header;
    EXPECT_TRUE(suggestion.remark.starts_with("Ask the supplier")) << suggestion.remark;
  }
  EXPECT_EQ(count, 31);
}

TEST(Suggestion, IsSureOfAKnownHeaderWithFittingValues) {
  auto const suggestion = suggest_one("D.O.B.", {"05/06/2008", "2008-11-21", "1 Jan 2009"}, {"police", "person_list"});
  EXPECT_EQ(best(suggestion), "date_of_birth");
  EXPECT_FALSE(suggestion.ask);
  EXPECT_GT(suggestion.fields.front().confidence, 0.8);
  EXPECT_EQ(suggestion.fields.front().reason,
            "The header is a known spelling of it. The values look like it. Files of this kind usually have it.");
}

TEST(Suggestion, DoubtsAKnownHeaderWithOtherValues) {
  auto const suggestion = suggest_one("NHS no", {"green", "blue"});
  EXPECT_TRUE(suggestion.fields.empty() || suggestion.ask);
}

TEST(Suggestion, FindsTellingValuesUnderAnyHeader) {
  struct Telling {
    std::string value;
    std::string field;
  };
  for (auto const& telling : {
           Telling{"999 000 0018", "nhs_number"}, Telling{"E000999999001", "upn"}, Telling{"1999/9999999V", "pnc_id"},
           Telling{"999999/99A", "cro_number"}, Telling{"A1234BC", "noms_number"}, Telling{"LE1 6TF", "postcode"},
           Telling{"a.b@example.org", "email"}, Telling{"07700 900123", "phone"}, Telling{"E01032613", "lsoa_code"},
           Telling{"2020-02", "period"}, Telling{"SK 584 046", "os_gridref"},
       }) {
    auto const suggestion = suggest_one("column 7", {telling.value, telling.value});
    EXPECT_EQ(best(suggestion), telling.field);
    EXPECT_TRUE(suggestion.ask) << "values alone never decide: " << telling.field;
  }
}

TEST(Suggestion, UnderstandsAHeaderThatEndsInAKnownOne) {
  EXPECT_EQ(best(suggest_one("Victim Surname", {"SMITH"})), "family_name");
  EXPECT_EQ(best(suggest_one("Aggrieved Date of Birth", {"05/06/2008"})), "date_of_birth");
}

TEST(Suggestion, SaysThatAColumnMapsToNothing) {
  auto const suggestion = suggest_one("Shoe size", {"42", "9"});
  EXPECT_TRUE(suggestion.fields.empty());
  EXPECT_EQ(suggestion.remark,
            "Maps to nothing: neither the header nor the values are known. It will be left out.");
}

TEST(Suggestion, SaysThatEthnicityWouldBeDropped) {
  auto const suggestion = suggest_one("Self-defined ethnicity", {"A1"}, {"police", "stop_and_search"});
  EXPECT_EQ(best(suggestion), "ethnicity_self");
  EXPECT_NE(suggestion.fields.front().reason.find("dropped at intake"), std::string::npos);
}

TEST(Suggestion, NeverQuotesAValue) {
  for (auto const* const value : {"Zebulon Quax", "LE1 6TF", "07700 900123", "1999/9999999V"}) {
    for (auto const* const header : {"Name", "Postcode", "Telephone", "thing", "CRN"}) {
      auto const suggestion = suggest_one(header, {value});
      EXPECT_EQ(suggestion.remark.find(value), std::string::npos);
      for (auto const& field : suggestion.fields) EXPECT_EQ(field.reason.find(value), std::string::npos);
    }
  }
}

TEST(Suggestion, StandsOddSamples) {
  EXPECT_TRUE(suggest_columns({}, {}, test_catalogue()).empty());
  auto const ragged = SampleTable{{"DOB", "Surname"}, {{"05/06/2008"}, {}, {"", "", "x"}}};
  EXPECT_EQ(suggest_columns(ragged, {"no such supplier", "no such feed"}, test_catalogue()).size(), 2U);
  EXPECT_TRUE(suggest_one("").fields.empty());
}

SampleTable street_sample() {
  return {{"Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
           "LSOA name", "Crime type", "Last outcome category", "Context"},
          {{std::string(64, 'a'), "2020-02", "Leicestershire Police", "Leicestershire Police", "-1.344909", "52.997720",
            "On or near Sports/Recreation Area", "E01032613", "Amber Valley 017E", "Violence and sexual offences",
            "Status update unavailable", ""}}};
}

TEST(ProfileSuggestion, KnowsAFileByItsColumns) {
  auto const suggestions = suggest_profiles(street_sample(), {"police", ""}, test_profiles(), test_catalogue());
  ASSERT_FALSE(suggestions.empty());
  EXPECT_EQ(suggestions[0].profile, "police-uk-street");
  EXPECT_GT(suggestions[0].confidence, 0.9);
  EXPECT_EQ(suggestions[0].reason,
            "12 of 12 columns have a known spelling. Nothing that the profile needs is missing. Such a supplier sends "
            "such files.");
  ASSERT_GT(suggestions.size(), 1U);
  EXPECT_LT(suggestions[1].confidence, suggestions[0].confidence - 0.1);
}

TEST(ProfileSuggestion, KnowsEachSyntheticExport) {
  struct File {
    std::string profile;
    std::vector<std::string> columns;
  };
  for (auto const& file : {
           File{"police-incidents", {"Crime Number", "Date Reported", "Offence Date", "Offence Time", "Offence Type",
                                     "Location", "Easting", "Northing", "Beat", "Outcome"}},
           File{"ed-istv", {"Site Code", "Period Start", "Period End", "Arrival Date/Time", "Assault Date/Time",
                            "Assault Method", "Assault Method Other", "Assault Location Type",
                            "Assault Location Description"}},
           File{"ambulance-calls", {"call_id", "call_time", "lat", "lon", "location", "outward_postcode",
                                    "nature_of_call", "disposition"}},
           File{"school-list", {"UPN", "SURNAME", "Forename", "DoB", "Year", "School", "Post Code", "Contact Tel",
                                "Att %", "Role", "As At"}},
           File{"police-uk-stop-and-search", {"Type", "Date", "Latitude", "Longitude", "Gender", "Age range",
                                              "Legislation", "Object of search", "Outcome"}},
           File{"person-list", {"Record ID", "Surname", "Forename", "DOB", "Role", "Address", "Mobile"}},
       }) {
    auto const suggestions = suggest_profiles({file.columns, {}}, {}, test_profiles(), test_catalogue());
    ASSERT_FALSE(suggestions.empty()) << file.profile;
    EXPECT_EQ(suggestions[0].profile, file.profile);
  }
}

// --- with the profile known ------------------------------------------------------------------------------------------

std::vector<ColumnSuggestion> suggest_for_istv(SampleTable const& sample) {
  return suggest_columns(sample, {"nhs-provider", "ed_istv", test_profiles().find("ed-istv")}, test_catalogue());
}

TEST(SuggestionForAProfile, KnowsTheProfilesOwnSpellings) {
  auto const all = suggest_for_istv({{"AssaultLocDesc"}, {{"o/s the Kings Head"}}});
  EXPECT_EQ(best(all.at(0)), "istv_location_text");
  EXPECT_FALSE(all.at(0).ask) << all.at(0).remark;
}

TEST(SuggestionForAProfile, ProposesTheOneDateThatIsStillWithoutAColumn) {
  auto const moment = std::string{"21/07/2026 22:30"};
  auto const all = suggest_for_istv({{"Period Start", "Period End", "Arrived", "Assault Date", "Assault Time", "When it happened"},
                                     {{"01/07/2026", "31/07/2026", moment, "21/07/2026", "22:30", moment}}});
  EXPECT_EQ(best(all.at(5)), "istv_assault_at");
  EXPECT_FALSE(all.at(5).ask) << all.at(5).remark;
  EXPECT_EQ(all.at(5).looks, "dates with a time");
  EXPECT_NE(all.at(5).fields.at(0).reason.find("No other field of the profile"), std::string::npos);
}

TEST(SuggestionForAProfile, AsksWhereSeveralDatesAreWithoutAColumn) {
  auto const all = suggest_for_istv({{"When it happened"}, {{"21/07/2026 22:30"}}});
  EXPECT_TRUE(all.at(0).ask);
  EXPECT_GT(all.at(0).fields.size(), 1U);
}

TEST(SuggestionForAProfile, NeverTellsADateOfBirthByDatesAlone) {
  auto const suggest = [](std::vector<std::string> columns) {
    return suggest_columns({std::move(columns), {{"31/10/2026", "30/09/2026"}}}, {"education", "school_attendance", test_profiles().find("school-attendance")},
                           test_catalogue());
  };
  auto const open = suggest({"Taken on"});
  EXPECT_TRUE(open.at(0).ask) << "it may be the day of the extract";
  EXPECT_GT(open.at(0).fields.size(), 1U);
  EXPECT_TRUE(suggest({"Taken on", "As At"}).at(0).ask) << "even where nothing else is left";
  auto const sure = suggest({"Taken on", "DOB"});
  EXPECT_FALSE(sure.at(0).ask) << "only the extract is left";
  EXPECT_EQ(best(sure.at(0)), "extract_at");
}

TEST(SuggestionForAProfile, AsksAboutAKnownNameWhoseValuesDoNotFit) {
  auto const all = suggest_columns({{"Pupil UPN", "Possible"}, {{"A801234500001", "100"}}}, {"education", "school_attendance", test_profiles().find("school-attendance")},
                                   test_catalogue());
  EXPECT_EQ(best(all.at(0)), "upn");
  EXPECT_TRUE(all.at(0).ask);
  EXPECT_EQ(all.at(1).fields.front().reason.find("other suppliers"), std::string::npos) << "a trust of schools holds what schools hold";
}

TEST(SuggestionForAProfile, NeverProposesAFieldThatIsDropped) {
  for (auto const& one : suggest_columns({{"Group"}, {{"IC3"}, {"IC1"}}}, {"police", "", test_profiles().find("person-list")}, test_catalogue())) {
    for (auto const& field : one.fields) {
      auto const& said = test_catalogue().fields()[field.field];
      EXPECT_TRUE(said.storage != catalogue::Storage::dropped || field.reason.find("dropped at intake") != std::string::npos) << said.id;
    }
  }
}

TEST(ProfileSuggestion, FitsNothingToAFileOfSomethingElse) {
  auto const sample = SampleTable{{"Shoe size", "Colour", "Price"}, {{"42", "red", "9.99"}}};
  EXPECT_TRUE(suggest_profiles(sample, {}, test_profiles(), test_catalogue()).empty());
}

TEST(Draft, IsRefusedUntilAPersonConfirmsItAndThenMapsAsDrafted) {
  auto sample = street_sample();
  sample.columns[1] = "Reporting \"month\": #1";
  sample.columns[11] = "Notes\nhere";
  auto const& profile = *test_profiles().find("police-uk-street");
  auto const suggestions = suggest_columns(sample, {"police", "police_street"}, test_catalogue());
  auto draft = draft_mapping(profile, sample, suggestions, {}, test_catalogue());
  auto const refused = map_by_file(draft, "draft.yaml", profile, sample.columns, test_catalogue());
  EXPECT_FALSE(refused.mapping);
  ASSERT_FALSE(refused.findings.empty());
  EXPECT_EQ(refused.findings[0].code, "not-confirmed") << sentence(refused.findings[0]);

  auto const replace = [&](std::string_view from, std::string_view to) {
    draft.replace(draft.find(from), from.size(), to);
  };
  replace("confirmed: false", "confirmed: true");
  replace("confirmed_by: \"\"", "confirmed_by: analyst.csp");
  if (draft.find("field: period") == std::string::npos) {
    replace("{header: \"Reporting \\\"month\\\": #1\"}", "{header: \"Reporting \\\"month\\\": #1\", field: period}");
  }
  auto const confirmed = map_by_file(draft, "draft.yaml", profile, sample.columns, test_catalogue());
  ASSERT_TRUE(confirmed.mapping) << draft << sentence(confirmed.findings[0]);
  EXPECT_EQ(confirmed.mapping->columns.size(), 11U);
  EXPECT_EQ(confirmed.mapping->confirmed_by, "analyst.csp");
}

}  // namespace
}  // namespace concordat::intake
