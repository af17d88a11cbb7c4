// SPDX-License-Identifier: Apache-2.0
#include "intake/map/mapping.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "intake/map/suggestion.h"
#include "intake/map/test_catalogue.h"

namespace concordat::intake {
namespace {

namespace fs = std::filesystem;

Profile const& profile(std::string_view id) { return *test_profiles().find(id); }

std::vector<std::string> street_headers() {
  return {"Crime ID", "Month",    "Reported by", "Falls within", "Longitude",             "Latitude",
          "Location", "LSOA code", "LSOA name",  "Crime type",   "Last outcome category", "Context"};
}

std::string field_of(Mapping const& mapping, std::size_t column) {
  for (auto const& mapped : mapping.columns) {
    if (mapped.column == column) return test_catalogue().fields()[mapped.field].id;
  }
  return {};
}

TEST(MapByHeaders, MapsEveryKnownSpellingAndSaysWhatItLeavesOut) {
  auto headers = street_headers();
  headers.emplace_back("Shoe size");
  auto const compiled = map_by_headers(profile("police-uk-street"), headers, test_catalogue());
  ASSERT_TRUE(compiled.mapping);
  EXPECT_EQ(compiled.mapping->columns.size(), 11U);
  EXPECT_EQ(field_of(*compiled.mapping, 0), "published_crime_id");
  EXPECT_EQ(field_of(*compiled.mapping, 9), "offence_class");
  EXPECT_EQ(compiled.mapping->unmapped, (std::vector<std::size_t>{11, 12}));
  ASSERT_EQ(compiled.findings.size(), 1U) << "Context is known to map to nothing; the other is remarked on";
  EXPECT_EQ(compiled.findings[0].code, "column-unmapped");
  EXPECT_EQ(compiled.findings[0].severity, Severity::note);
  EXPECT_EQ(compiled.findings[0].column, 13U);
  EXPECT_EQ(to_json(*compiled.mapping, profile("police-uk-street"), test_catalogue()).canonical().find("Shoe"), std::string::npos) << "kept by number only";
  EXPECT_TRUE(compiled.mapping->confirmed_by.empty());
  for (auto const& mapped : compiled.mapping->columns) {
    EXPECT_EQ(profile("police-uk-street").columns[mapped.profile_column].field, mapped.field);
  }
}

TEST(MapByHeaders, TakesSpellingsWhateverTheirCapitalsSpacesAndMarks) {
  auto headers = street_headers();
  headers[0] = "\xEF\xBB\xBF crime  id ";
  headers[1] = "MONTH";
  headers[9] = "Crime_Type";
  EXPECT_TRUE(map_by_headers(profile("police-uk-street"), headers, test_catalogue()).mapping);
}

TEST(MapByHeaders, ColumnsMayStandInAnyOrder) {
  auto headers = street_headers();
  std::reverse(headers.begin(), headers.end());
  auto const compiled = map_by_headers(profile("police-uk-street"), headers, test_catalogue());
  ASSERT_TRUE(compiled.mapping);
  EXPECT_EQ(field_of(*compiled.mapping, 11), "published_crime_id");
}

TEST(MapByHeaders, RefusesAFileWithoutARequiredColumn) {
  auto headers = street_headers();
  headers.erase(headers.begin() + 9);
  auto const compiled = map_by_headers(profile("police-uk-street"), headers, test_catalogue());
  EXPECT_FALSE(compiled.mapping);
  ASSERT_EQ(compiled.findings.size(), 1U);
  EXPECT_EQ(compiled.findings[0].code, "column-missing");
  EXPECT_NE(compiled.findings[0].message.find("'Offence group'"), std::string::npos);
}

TEST(MapByHeaders, RefusesAFileWithoutAnyOfTheColumnsARowNeeds) {
  std::vector<std::string> const headers{"Site Code", "Assault Method"};
  auto const compiled = map_by_headers(profile("ed-istv"), headers, test_catalogue());
  EXPECT_FALSE(compiled.mapping);
  ASSERT_EQ(compiled.findings.size(), 1U);
  EXPECT_NE(compiled.findings[0].message.find("'Assault date and time'"), std::string::npos);
}

TEST(MapByHeaders, RefusesTwoColumnsOfOneField) {
  auto headers = street_headers();
  headers.emplace_back("LSOA Code");
  auto const compiled = map_by_headers(profile("police-uk-street"), headers, test_catalogue());
  EXPECT_FALSE(compiled.mapping);
  ASSERT_EQ(compiled.findings.size(), 1U);
  EXPECT_EQ(compiled.findings[0].code, "column-twice");
  EXPECT_EQ(compiled.findings[0].column, 13U);
  EXPECT_NE(compiled.findings[0].message.find("columns 8 and 13"), std::string::npos);
}

TEST(MapByHeaders, KnowsOneDepartmentsOwnColumnNames) {
  std::vector<std::string> const headers{"ArrivalDateTime",     "AssaultDateTime", "AssaultMethod", "AssaultMethodDesc",
                                         "AssaultLocationType", "AssaultLocDesc",  "ViolentIncident"};
  auto const compiled = map_by_headers(profile("ed-istv"), headers, test_catalogue());
  ASSERT_TRUE(compiled.mapping);
  EXPECT_TRUE(compiled.findings.empty());
  EXPECT_EQ(field_of(*compiled.mapping, 4), "istv_location_type");
  EXPECT_EQ(field_of(*compiled.mapping, 5), "istv_location_text");
}

TEST(MapByHeaders, KnowsTheColumnsThatTheSyntheticPartnershipSends) {
  struct File {
    std::string_view profile;
    std::vector<std::string> headers;
  };
  for (auto const& file : {
           File{"police-incidents",
                {"Crime Number", "Date Reported", "Offence Date", "Offence Time", "Offence Type", "Location", "Easting",
                 "Northing", "Beat", "Outcome"}},
           File{"police-incidents",
                {"Crime No.", "Date Reported", "Offence Date", "Offence Time", "Offence Type", "Location", "Grid Ref",
                 "Beat", "Outcome"}},
           File{"ed-istv",
                {"Site Code", "Period Start", "Period End", "Arrival Date/Time", "Assault Date/Time", "Assault Method",
                 "Assault Method Other", "Assault Location Type", "Assault Location Description"}},
           File{"ambulance-calls",
                {"call_id", "call_time", "lat", "lon", "location", "outward_postcode", "nature_of_call", "disposition"}},
           File{"school-list",
                {"UPN", "SURNAME", "Forename", "DoB", "Year", "School", "Post Code", "Contact Tel", "Att %", "Role",
                 "As At"}},
       }) {
    auto const compiled = map_by_headers(profile(file.profile), file.headers, test_catalogue());
    ASSERT_TRUE(compiled.mapping) << file.profile << (compiled.findings.empty() ? "" : sentence(compiled.findings[0]));
    EXPECT_TRUE(compiled.mapping->unmapped.empty()) << file.profile;
    EXPECT_TRUE(compiled.findings.empty()) << file.profile;
  }
}

/// The first line of a gzipped file; gzip is on every Debian.
std::string first_line(fs::path const& path) {
  auto const command = fmt::format("gzip -dc '{}' 2>/dev/null", path.string());
  auto* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  auto line = std::string{};
  for (auto letter = std::fgetc(pipe); letter != EOF && letter != '\n'; letter = std::fgetc(pipe)) {
    if (letter != '\r') line += static_cast<char>(letter);
  }
  pclose(pipe);
  return line;
}

TEST(MapByHeaders, MapsEveryRealPoliceFileExactly) {
  auto const* const named = std::getenv("CONCORDAT_SHARED");
  auto const folder = (named != nullptr ? fs::path{named} : fs::path{CONCORDAT_SOURCE_DIR} / "../shared") / "data/police";
  if (!fs::exists(folder)) GTEST_SKIP() << "the published police files are not here";
  auto files = 0;
  for (auto const& entry : fs::recursive_directory_iterator{folder}) {
    auto const name = entry.path().filename().string();
    if (!name.ends_with(".csv.gz")) continue;
    auto const* const id = name.find("-street") != std::string::npos     ? "police-uk-street"
                           : name.find("-outcomes") != std::string::npos ? "police-uk-outcomes"
                                                                         : "police-uk-stop-and-search";
    auto headers = std::vector<std::string>{};
    auto const line = first_line(entry.path());
    for (auto const cell : text::split(line, ',')) headers.emplace_back(cell);
    auto const compiled = map_by_headers(profile(id), headers, test_catalogue());
    ASSERT_TRUE(compiled.mapping) << name;
    EXPECT_TRUE(compiled.findings.empty()) << name;
    ++files;
  }
  EXPECT_EQ(files, 33);
}

std::string mapping_text(std::string_view change_from = "", std::string_view change_to = "") {
  auto text = std::string{
      "format: concordat-mapping/1\n"
      "profile: ed-istv\n"
      "profile_version: 1\n"
      "confirmed: true\n"
      "confirmed_by: analyst.csp\n"
      "columns:\n"
      "  - {header: \"When hurt\", field: istv_assault_at}\n"
      "  - {header: \"With what\", field: istv_assault_method}\n"
      "  - {header: \"Clerk\"}\n"};
  if (!change_from.empty()) text.replace(text.find(change_from), change_from.size(), change_to);
  return text;
}

CompiledMapping map_odd_file(std::string const& yaml) {
  static std::vector<std::string> const headers{"Clerk", "With what", "When hurt", "Bed"};
  return map_by_file(yaml, "m.yaml", profile("ed-istv"), headers, test_catalogue());
}

TEST(MapByFile, AppliesWhatAPersonConfirmed) {
  auto const compiled = map_odd_file(mapping_text());
  ASSERT_TRUE(compiled.mapping) << sentence(compiled.findings[0]);
  EXPECT_EQ(compiled.mapping->confirmed_by, "analyst.csp");
  EXPECT_EQ(field_of(*compiled.mapping, 2), "istv_assault_at");
  EXPECT_EQ(field_of(*compiled.mapping, 1), "istv_assault_method");
  EXPECT_EQ(compiled.mapping->unmapped, (std::vector<std::size_t>{0, 3}));
  ASSERT_EQ(compiled.findings.size(), 1U) << "Clerk was left out by a person; nobody spoke of Bed";
  EXPECT_EQ(compiled.findings[0].code, "column-unmapped");
  EXPECT_EQ(compiled.findings[0].column, 4U);
  auto const json = to_json(*compiled.mapping, profile("ed-istv"), test_catalogue());
  EXPECT_EQ(json["columns"].array().size(), 2U);
  EXPECT_EQ(json["columns"].array()[1]["field"].string(), "istv_assault_at");
  EXPECT_EQ(json["confirmed_by"].string(), "analyst.csp");
}

TEST(MapByFile, TakesWhatAPersonSaidOfWordsAndOfTheHeading) {
  std::vector<std::string> const headers{"When hurt", "With \"what\""};
  auto const& istv = profile("ed-istv");
  auto const at = test_catalogue().field("istv_assault_at")->index;
  auto const method = test_catalogue().field("istv_assault_method")->index;
  std::vector<MaybeField> const fields{at, method};
  std::vector<MappedWord> const words{{method, "hit with a \"glass\"", "S1"}};
  Reading const reading{"Data", 3, 2};
  auto const text = confirmed_mapping(istv, {headers, fields, words, reading, "analyst.csp"}, test_catalogue());
  EXPECT_EQ(reading_of(text), reading);
  auto const compiled = map_by_file(text, "m.yaml", istv, headers, test_catalogue());
  ASSERT_TRUE(compiled.mapping) << sentence(compiled.findings[0]);
  EXPECT_EQ(compiled.mapping->words, words);
  EXPECT_EQ(compiled.mapping->reading, reading);
  auto const json = to_json(*compiled.mapping, profile("ed-istv"), test_catalogue());
  EXPECT_EQ(json["words"].integer(), 1) << "counted; the words themselves are the supplier's";
  EXPECT_EQ(json.canonical().find("glass"), std::string::npos);
}

TEST(MapByFile, TakesTheUnitAPersonSaidBeforeThatOfTheHeading) {
  std::vector<std::string> const headers{"UPN", "Name", "Possible", "Missed (days)", "As At"};
  auto const& attendance = profile("school-attendance");
  std::vector<MaybeField> fields;
  for (auto const* id : {"upn", "full_name", "sessions_possible", "sessions_missed", "extract_at"}) {
    fields.emplace_back(test_catalogue().field(id)->index);
  }
  auto const unit_of_missed = [&](std::vector<std::string> const& units) {
    auto const text = confirmed_mapping(attendance, {.headers = headers, .fields = fields, .member = "ann", .units = units}, test_catalogue());
    auto const compiled = map_by_file(text, "m.yaml", attendance, headers, test_catalogue());
    EXPECT_TRUE(compiled.mapping) << text;
    return compiled.mapping ? std::optional{std::pair{compiled.mapping->columns[3].unit, compiled.mapping->columns[2].unit_told}} : std::nullopt;
  };
  EXPECT_EQ(unit_of_missed({}), (std::pair{std::size_t{1}, false})) << "the heading says days; that of 'Possible' says nothing";
  EXPECT_EQ(unit_of_missed({"", "", "sessions", "sessions", ""}), (std::pair{std::size_t{0}, true}));
}

TEST(MapByFile, RefusesAHeadingTwiceAUnitLeftOpenAndWhatTheHubNeverTakesIn) {
  auto const code_of = [](std::string_view lines) {
    auto const text = fmt::format("format: concordat-mapping/1\nprofile: school-attendance\nprofile_version: 1\nconfirmed: true\nconfirmed_by: ann\ncolumns:\n{}", lines);
    std::vector<std::string> const headers{"A", "Pupil's ethnic group code", "Missed in the last 30 days", "Ethnicity"};
    auto const findings = map_by_file(text, "m.yaml", profile("school-attendance"), headers, test_catalogue()).findings;
    auto const wrong = std::ranges::find(findings, Severity::error, &Finding::severity);
    return wrong == findings.end() ? std::string{} : wrong->code;
  };
  EXPECT_EQ(code_of("  - {header: A, field: upn}\n  - {header: A, field: postcode}\n"), "header-twice");
  EXPECT_EQ(code_of("  - {header: \"Pupil's ethnic group code\", field: school_name}\n"), "never-taken");
  EXPECT_EQ(code_of("  - {header: Ethnicity, field: school_name}\n"), "never-taken") << "the profile knows it, as what is dropped";
  EXPECT_EQ(code_of("  - {header: Missed in the last 30 days, field: sessions_missed}\n"), "unit-unsaid");
  EXPECT_EQ(code_of("  - {header: Missed in the last 30 days, field: sessions_missed, unit: sessions}\n"), "column-missing") << "said";
}

TEST(MapByHeaders, RepeatsNothingOfAFirstRowThatIsNoHeading) {
  std::vector<std::string> const headers{"A801234500001", "SMITH", "Ann", "03/04/2011"};
  auto const compiled = map_by_headers(profile("school-list"), headers, test_catalogue());
  ASSERT_EQ(compiled.findings.size(), 1U);
  EXPECT_EQ(compiled.findings.front().code, "heading-unknown");
  EXPECT_EQ(compiled.findings.front().message.find("SMITH"), std::string::npos);
}

TEST(MapByFile, KeepsInTheOpenOnlyHeadingsThatAreKnownAndIdsOfPosts) {
  auto text = mapping_text();
  constexpr std::string_view post = "confirmed_by: analyst.csp";
  text.replace(text.find(post), post.size(), "confirmed_by: \"Mary Jones\"");
  auto const compiled = map_odd_file(text);
  ASSERT_TRUE(compiled.mapping);
  auto const json = to_json(*compiled.mapping, profile("ed-istv"), test_catalogue());
  EXPECT_EQ(json.canonical().find("Mary"), std::string::npos);
  EXPECT_EQ(json.canonical().find("When hurt"), std::string::npos) << "a heading of the supplier's own";
}

TEST(MapByFile, RefusesAUnitThatTheFieldHasNot) {
  auto const code_of = [](std::string_view field, std::string_view unit) {
    auto const text = fmt::format("format: concordat-mapping/1\nprofile: school-attendance\nprofile_version: 1\nconfirmed: true\n"
                                  "confirmed_by: ann\ncolumns:\n  - {{header: X, field: {}, unit: {}}}\n", field, unit);
    std::vector<std::string> const headers{"X"};
    auto const compiled = map_by_file(text, "m.yaml", profile("school-attendance"), headers, test_catalogue());
    return compiled.findings.front().code;
  };
  EXPECT_EQ(code_of("sessions_missed", "weeks"), "unknown-unit");
  EXPECT_EQ(code_of("upn", "days"), "unknown-unit");
  EXPECT_EQ(code_of("sessions_missed", "days"), "column-missing") << "the unit is fine; other columns lack";
}

TEST(MapByFile, SaysNothingOfTheHeadingWhereThereIsNothingToSay) {
  EXPECT_EQ(reading_of(mapping_text()), Reading{});
  EXPECT_EQ(reading_of("not: [a mapping"), Reading{});
  EXPECT_EQ(reading_of("reading: {header_row: 0, header_rows: 2}"), Reading{});
}

TEST(Meanings, AreCodesCategoriesRolesOrTheProfilesOwnWords) {
  auto const has = [](Profile const& one, std::string_view field, std::string_view to) {
    auto const meanings = meanings_of(*one.column_of(test_catalogue().field(field)->index), one, test_catalogue());
    return std::ranges::find(meanings, to, &Meaning::to) != meanings.end();
  };
  EXPECT_TRUE(has(profile("ed-istv"), "istv_assault_method", "S1"));
  EXPECT_TRUE(has(profile("police-incidents"), "offence_class", "violence"));
  EXPECT_TRUE(has(profile("person-list"), "subject_role", "victim"));
  EXPECT_FALSE(has(profile("ed-istv"), "istv_site_code", "S1")) << "takes any value";
}

TEST(MapByFile, RefusesWhatNobodyConfirmedAndWhatFitsAnotherFile) {
  struct Refused {
    std::string_view from;
    std::string_view to;
    std::string_view code;
    std::uint32_t line;
  };
  for (auto const& refused : {
           Refused{"confirmed: true", "confirmed: false", "not-confirmed", 4},
           Refused{"confirmed_by: analyst.csp", "confirmed_by: \"\"", "not-confirmed", 4},
           Refused{"profile: ed-istv", "profile: school-list", "other-profile", 2},
           Refused{"profile_version: 1", "profile_version: 2", "other-version", 3},
           Refused{"format: concordat-mapping/1", "format: concordat-mapping/2", "unknown-format", 1},
           Refused{"\"When hurt\"", "\"When\"", "header-not-in-file", 7},
           Refused{"field: istv_assault_at", "field: person_name", "unknown-field", 7},
           Refused{"field: istv_assault_at", "field: family_name", "unknown-field", 7},
           Refused{"field: istv_assault_at", "sure: true", "unknown-key", 7},
           Refused{"field: istv_assault_method", "field: istv_assault_at", "column-twice", 0},
           Refused{"  - {header: \"When hurt\", field: istv_assault_at}\n", "", "column-missing", 0},
           Refused{"columns:\n", "words:\n  - {field: istv_assault_method, from: glassed, to: no_such_code}\ncolumns:\n", "unknown-meaning", 7},
           Refused{"columns:\n", "words:\n  - {field: family_name, from: glassed, to: S1}\ncolumns:\n", "unknown-field", 7},
           Refused{"columns:\n", "reading: {header_row: 0, header_rows: 2}\ncolumns:\n", "bad-row", 6},
           Refused{"columns:\n", "reading: {header_row: 2, header_rows: 5}\ncolumns:\n", "bad-heading", 6},
           Refused{"columns:\n", "reading: {header_rows: 2}\ncolumns:\n", "bad-heading", 6},
       }) {
    auto const compiled = map_odd_file(mapping_text(refused.from, refused.to));
    EXPECT_FALSE(compiled.mapping) << refused.to;
    auto const found = std::find_if(compiled.findings.begin(), compiled.findings.end(),
                                    [&](Finding const& finding) { return finding.code == refused.code; });
    ASSERT_NE(found, compiled.findings.end()) << refused.code;
    EXPECT_EQ(found->line, refused.line) << sentence(*found);
    EXPECT_FALSE(found->remedy.empty());
  }
}

}  // namespace
}  // namespace concordat::intake
