// SPDX-License-Identifier: Apache-2.0
#include "catalogue/catalogue.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "catalogue/csv.h"
#include "catalogue/law.h"

namespace concordat::catalogue {
namespace {

namespace fs = std::filesystem;

fs::path shipped() { return fs::path{CONCORDAT_SOURCE_DIR} / "definitions"; }

Catalogue const& catalogue() {
  static auto const loaded = Catalogue::load(shipped().string());
  return loaded.catalogue;
}

std::string all_sentences(Findings const& findings) {
  auto out = std::string{};
  for (auto const& finding : findings) out += sentence(finding) + "\n";
  return out;
}

/// The shipped definitions in a folder of their own, with one text in one file replaced.
class Changed {
 public:
  Changed(std::string const& file, std::string const& from, std::string const& to) {
    auto const* const test = testing::UnitTest::GetInstance()->current_test_info();
    static auto number = 0;
    folder_ = fs::path{testing::TempDir()} / fmt::format("catalogue_{}_{}", test->name(), ++number);
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "code_lists");
    for (auto const& entry : fs::directory_iterator{shipped()}) {
      if (entry.is_regular_file()) fs::copy_file(entry.path(), folder_ / entry.path().filename());
    }
    for (auto const& entry : fs::directory_iterator{shipped() / "code_lists"}) {
      fs::copy_file(entry.path(), folder_ / "code_lists" / entry.path().filename());
    }
    auto text = std::stringstream{};
    text << std::ifstream{folder_ / file}.rdbuf();
    auto changed = text.str();
    auto const at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << "the test's text is not in " << file << ": " << from;
    if (at != std::string::npos) changed.replace(at, from.size(), to);
    line_ = static_cast<std::uint32_t>(1 + std::count(changed.begin(), changed.begin() + static_cast<long>(at), '\n'));
    std::ofstream{folder_ / file} << changed;
  }
  ~Changed() { fs::remove_all(folder_); }
  Changed(Changed const&) = delete;
  Changed& operator=(Changed const&) = delete;

  [[nodiscard]] LoadedCatalogue load() const { return Catalogue::load(folder_.string()); }
  [[nodiscard]] std::uint32_t line() const { return line_; }
  [[nodiscard]] fs::path const& folder() const { return folder_; }

 private:
  fs::path folder_;
  std::uint32_t line_ = 0;
};

TEST(Definitions, TheShippedOnesAreWhole) {
  auto const report = check(shipped().string());
  EXPECT_TRUE(report.findings.empty()) << all_sentences(report.findings);
  EXPECT_GE(report.counts.at("fields"), 173U);
  EXPECT_GE(report.counts.at("synonyms"), 719U);
  EXPECT_EQ(report.counts.at("ambiguous synonyms"), 31U);
  EXPECT_EQ(report.counts.at("gateways"), 89U) << "85 of the reference and 4 that agreements name";
  EXPECT_EQ(report.counts.at("bodies"), 72U);
  EXPECT_EQ(report.counts.at("subject roles"), 11U);
  EXPECT_EQ(report.counts.at("refusal codes"), 19U);
  EXPECT_EQ(report.counts.at("forms"), 4U);
  EXPECT_EQ(report.counts.at("identifier test vectors"), 56U);
}

TEST(Fields, AreFoundByIdAndByEveryAlias) {
  auto const* const field = catalogue().field("istv.assault_at");
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(field->id, "istv_assault_at");
  EXPECT_EQ(field, catalogue().field("istv_assault_at"));
  EXPECT_EQ(&catalogue().fields()[field->index], field);
  EXPECT_EQ(catalogue().field("istv.nothing"), nullptr);
  EXPECT_EQ(catalogue().field(""), nullptr);
}

TEST(Fields, EveryOneTheExampleAgreementsNameIsThere) {
  for (auto const* const id :
       {"istv.reporting_period_start", "istv.reporting_period_end", "istv.site_code", "istv.assault_at", "istv.arrival_at",
        "istv.assault_method", "istv.assault_method_other", "istv.assault_location_type", "istv.assault_place",
        "istv.assault_location_description", "istv.count_by_cell_hour_method", "person.name", "person.date_of_birth",
        "person.role_in_concern", "person.contact", "offence.violence_last_24m", "intel.threat_to_life",
        "intel.gang_link", "school.attendance_12w", "school.exclusions_12m", "school.safeguarding_concern",
        "health.assault_injury_band", "health.attendance_for_assault_at", "health.known_to_mental_health",
        "referral.goal", "police.violence_at", "police.violence_place", "police.violence_category",
        "police.count_by_area_quarter", "ambulance.call_at", "ambulance.call_place", "ambulance.call_category",
        "ambulance.count_by_area_quarter", "published_crime_id"}) {
    EXPECT_NE(catalogue().field(id), nullptr) << id;
  }
}

TEST(Fields, WhatNamesAPersonIsNeverOpenAndEveryOneHasADottedId) {
  for (auto const& field : catalogue().fields()) {
    if (field.identifies()) {
      EXPECT_NE(field.storage, Storage::open) << field.id;
    }
    if (field.sensitivity == Sensitivity::special) {
      EXPECT_NE(field.storage, Storage::open) << field.id;
    }
    if (field.form == FieldForm::depersonalised) {
      EXPECT_FALSE(field.identifies()) << field.id;
    }
    if (field.domain == "istv") {
      EXPECT_TRUE(field.dotted().starts_with("istv.")) << field.id;
    }
    if (field.domain == "health") {
      EXPECT_TRUE(field.dotted().starts_with("health.")) << field.id;
    }
    if (field.domain == "person") {
      EXPECT_TRUE(field.dotted().starts_with("person.")) << field.id;
    }
    EXPECT_EQ(std::count(field.dotted().begin(), field.dotted().end(), '.'), 1) << field.id;
  }
}

TEST(Fields, EthnicityAndItsLikeAreDroppedNotKept) {
  for (auto const* const id : {"ethnicity_self", "ethnicity_officer", "nationality", "immigration_status", "religion",
                               "sexual_orientation", "gender_identity", "biometric_ref"}) {
    auto const* const field = catalogue().field(id);
    ASSERT_NE(field, nullptr) << id;
    EXPECT_EQ(field->storage, Storage::dropped) << id;
    EXPECT_EQ(field->standardiser, "dropped") << id;
    EXPECT_EQ(field->linkage, Linkage::none) << id;
  }
}

TEST(Fields, HealthDetailsAreMarkedAsPatientInformation) {
  for (auto const& field : catalogue().fields()) {
    if (field.domain != "health") continue;
    EXPECT_NE(std::find(field.categories.begin(), field.categories.end(), "patient-information"),
              field.categories.end())
        << field.id;
  }
}

TEST(Headers, AreFoldedBeforeTheyAreCompared) {
  EXPECT_EQ(fold_header("  D.O.B. "), "d o b");
  EXPECT_EQ(fold_header("DOB (dd/mm/yyyy)"), "dob dd mm yyyy");
  EXPECT_EQ(fold_header("\xEF\xBB\xBF" "Crime ID"), "crime id") << "a byte order mark inside a header does not count";
  EXPECT_EQ(fold_header("///"), "");
  auto const fields = catalogue().fields_for_header("Person Birth Date");
  ASSERT_EQ(fields.size(), 1U);
  EXPECT_EQ(catalogue().fields()[fields[0]].id, "date_of_birth");
  EXPECT_EQ(catalogue().fields_for_header("CRN").size(), 2U);
  EXPECT_TRUE(catalogue().fields_for_header("shoe size").empty());
}

TEST(Bodies, AreFoundUnderTheNamesThatAgreementsUse) {
  auto const expected = std::map<std::string, std::string>{
      {"nhs-provider", "nhs_provider"}, {"local-authority", "local_authority"}, {"police", "police"},
      {"childrens-social-care", "childrens_services"}, {"youth-justice", "yjs"}, {"education", "education"},
      {"voluntary", "vcs"}, {"ambulance", "ambulance"}, {"nhs-commissioner", "icb_or_lhb"}, {"fire", "fire_rescue"},
      {"prison", "prisons"}, {"probation", "probation"}, {"gp", "gp"}};
  for (auto const& [alias, id] : expected) {
    ASSERT_NE(catalogue().body(alias), nullptr) << alias;
    EXPECT_EQ(catalogue().body(alias)->id, id);
  }
}

struct Cover {
  std::vector<std::string> listed;
  std::string_view kind;
  bool covered;
};

TEST(Bodies, StandWhereAStatuteListsTheirClassOrWhatTheyArePartOf) {
  for (auto const& cover : {
           Cover{{"police"}, "police", true},
           Cover{{"police"}, "local-authority", false},
           Cover{{"any_person"}, "voluntary", true},
           Cover{{"s115_relevant_authority"}, "local-authority", true},
           Cover{{"s115_relevant_authority"}, "childrens-social-care", true},
           Cover{{"s115_relevant_authority"}, "voluntary", false},
           Cover{{"local_authority"}, "childrens-social-care", true},
           Cover{{"childrens_services"}, "local-authority", false},
           Cover{{"school", "college"}, "education", true},
           Cover{{"school"}, "education", false},
           Cover{{"health"}, "nhs-provider", true},
           Cover{{"csp"}, "local-authority", true},
           Cover{{"prescribed_person"}, "voluntary", false},
           Cover{{}, "police", false},
           Cover{{"police"}, "no such kind", false},
       }) {
    EXPECT_EQ(catalogue().covers(cover.listed, cover.kind), cover.covered) << cover.kind;
  }
  EXPECT_FALSE(catalogue().kinds_covered({"any_controller"}).has_value());
  auto const kinds = catalogue().kinds_covered({"csp"});
  ASSERT_TRUE(kinds);
  EXPECT_NE(std::find(kinds->begin(), kinds->end(), "local-authority"), kinds->end());
  EXPECT_EQ(std::find(kinds->begin(), kinds->end(), "voluntary"), kinds->end());
}

TEST(Gateways, CarryTheNamesAndBarsThatAgreementsRelyOn) {
  auto const* const plain = catalogue().gateway("not-personal-data");
  ASSERT_NE(plain, nullptr);
  EXPECT_EQ(plain->forms, (std::vector<Form>{Form::aggregate, Form::depersonalised}));
  EXPECT_EQ(plain->needs, std::vector<std::string>{"disclosure_control"});
  auto const* const violence = catalogue().gateway("pcsca2022-s16");
  ASSERT_NE(violence, nullptr);
  EXPECT_EQ(violence->id, "pcsc2022.s16");
  ASSERT_EQ(violence->never.size(), 4U);
  EXPECT_EQ(violence->never[0].categories, std::vector<std::string>{"patient-information"});
  EXPECT_EQ(violence->never[1].categories, std::vector<std::string>{"social-care-information"});
  EXPECT_TRUE(catalogue().covers(violence->never[2].discloser_kinds, "nhs-provider"));
  EXPECT_EQ(violence->never[2].form, Form::personalised);
  EXPECT_FALSE(catalogue().covers(violence->disclosers, "nhs-provider"));
  for (auto const* const id : {"cda1998-s17A", "cda1998-s115", "children-act-safeguarding", "consent-and-duty-of-care",
                               "overriding-public-interest", "nhs.istv"}) {
    ASSERT_NE(catalogue().gateway(id), nullptr) << id;
    EXPECT_TRUE(catalogue().gateway(id)->can_carry()) << id;
  }
  EXPECT_FALSE(catalogue().gateway("cda1998.s17")->can_carry()) << "a duty to have regard discloses nothing";
  EXPECT_EQ(format_date(catalogue().gateway("pcsc2022.s16")->in_force_from.value()), "2023-01-31");
  EXPECT_EQ(catalogue().gateway("overriding-public-interest")->retention_cap, parse_period("P6M"));
  EXPECT_FALSE(plain->retention_cap) << "the cap is on data about people";
  EXPECT_EQ(catalogue().definitions().under_18_retention_cap, parse_period("P6M"));
}

TEST(Gateways, SayWhichLawTheyAreWithoutTheSignForNone) {
  EXPECT_EQ(law_of(*catalogue().gateway("children-act-safeguarding")), "Children Act 1989; Children Act 2004, ss.17, 47; ss.10-11");
  EXPECT_EQ(law_of(*catalogue().gateway("cl.police")), "Common law (R (Catt) v ACPO [2015] UKSC 9 and earlier cases)");
  for (auto const& gateway : catalogue().definitions().gateways) EXPECT_FALSE(law_of(gateway).ends_with(" -") || law_of(gateway).starts_with("-")) << gateway.id;
  Gateway none;
  none.statute = none.section = "-";
  EXPECT_EQ(law_of(none), "");
}

TEST(Words, OfPurposesRolesRefusalsAndForms) {
  EXPECT_EQ(catalogue().purpose("violence-hotspot-analysis")->part_of, "serious_violence_prevention");
  EXPECT_EQ(catalogue().purpose("strategic-assessment")->id, "strategic_assessment");
  EXPECT_TRUE(catalogue().purpose("immigration-enforcement")->barred);
  EXPECT_FALSE(catalogue().purpose("safeguard-child")->barred);
  EXPECT_TRUE(catalogue().subject_role("victim")->protective);
  EXPECT_FALSE(catalogue().subject_role("suspected")->protective);
  EXPECT_EQ(catalogue().subject_role("nominal"), nullptr);
  EXPECT_NE(catalogue().member_role("analyst"), nullptr);
  EXPECT_NE(catalogue().member_role("neighbourhood-supervisor"), nullptr);
  for (auto number = 0; number <= 18; ++number) {
    auto const* const refusal = catalogue().refusal(fmt::format("R{:02}", number));
    ASSERT_NE(refusal, nullptr) << number;
    EXPECT_TRUE(refusal->reason.ends_with('.')) << number;
    EXPECT_TRUE(refusal->remedy.ends_with('.')) << number;
  }
  ASSERT_NE(catalogue().control_profile("istv-rows"), nullptr);
  EXPECT_EQ(catalogue().control_profile("istv-rows")->smallest_group, 3);
  EXPECT_TRUE(catalogue().event_category("violence")->violence);
  EXPECT_NE(catalogue().feed_kind("ed_istv"), nullptr);
  EXPECT_LT(Form::aggregate, Form::personalised);
}

TEST(CodeLists, NationalOnesAreEmptyUntilVerifiedAndSyntheticOnesSaySo) {
  for (auto const* const id : {"istv_assault_method", "istv_assault_location_type"}) {
    ASSERT_NE(catalogue().code_list(id), nullptr);
    EXPECT_TRUE(catalogue().code_list(id)->codes.empty()) << "no national code may be invented";
    EXPECT_FALSE(catalogue().code_list(id)->verified);
    EXPECT_FALSE(catalogue().code_list(id)->source.empty());
  }
  auto const* const synthetic = catalogue().code_list("synthetic_assault_method");
  ASSERT_NE(synthetic, nullptr);
  EXPECT_TRUE(synthetic->synthetic);
  ASSERT_NE(synthetic->find("S2"), nullptr);
  EXPECT_EQ(synthetic->find("S2")->meaning, "sharp_object");
  EXPECT_EQ(synthetic->find("01"), nullptr);
  auto const* const places = catalogue().code_list("ae_incident_location_type");
  ASSERT_NE(places, nullptr);
  EXPECT_EQ(places->find("60")->meaning, "public_place");
  for (auto const& list : catalogue().definitions().code_lists) {
    if (list.synthetic || list.codes.empty() || list.source.find("NHS") == std::string::npos) continue;
    for (auto const& code : list.codes) {
      EXPECT_TRUE(std::all_of(code.code.begin(), code.code.end(), [](char letter) { return letter >= '0' && letter <= '9'; }))
          << "a national two-digit code cannot be mistaken for a synthetic one";
    }
  }
}

TEST(Definitions, SayWhichFiltersMayBeTakenTogetherWithoutAWayRound) {
  auto const& pairs = catalogue().definitions().crossed_filters;
  EXPECT_GE(pairs.size(), 4U);
  EXPECT_FALSE(closes_ring(pairs));
  using Pairs = std::vector<FilterPair>;
  EXPECT_FALSE(closes_ring(Pairs{}));
  EXPECT_FALSE(closes_ring(Pairs{{"a", "b"}, {"c", "d"}, {"b", "c"}, {"e", "b"}}));
  EXPECT_TRUE(closes_ring(Pairs{{"a", "b"}, {"c", "d"}, {"b", "c"}, {"d", "a"}}));
  EXPECT_TRUE(closes_ring(Pairs{{"a", "b"}, {"b", "a"}})) << "the same pair twice";
  EXPECT_TRUE(closes_ring(Pairs{{"a", "a"}}));
}

struct Broken {
  std::string file;
  std::string from;
  std::string to;
  std::string code;
};

TEST(Definitions, RefuseWhateverTheyDoNotKnowWithItsPlaceAndRemedy) {
  for (auto const& broken : {
           Broken{"gateways.yaml", "    status: \"in_force\"", "    status: \"repealed\"", "unknown-status"},
           Broken{"gateways.yaml", "    kind: \"duty\"", "    kind: \"custom\"", "unknown-kind"},
           Broken{"gateways.yaml", "    authority: \"none\"", "    authority: \"some\"", "unknown-authority"},
           Broken{"gateways.yaml", "    checked: \"read\"", "    checked: \"guessed\"", "unknown-checked"},
           Broken{"gateways.yaml", "    section: \"s.115\"", "    clause: \"s.115\"", "unknown-key"},
           Broken{"gateways.yaml", "    section: \"s.115\"", "    section: \"s.115\"\n    section: \"s.116\"",
                  "yaml-duplicate-key"},
           Broken{"gateways.yaml", "forms: [\"aggregate\", \"depersonalised\"]", "forms: [\"anonymous\"]",
                  "unknown-form"},
           Broken{"gateways.yaml", "in_force_from: \"2007-08-01\"", "in_force_from: \"1 August 2007\"", "bad-date"},
           Broken{"gateways.yaml", "retention_cap: \"P1Y\"", "retention_cap: \"a year\"", "bad-period"},
           Broken{"gateways.yaml", "under_18_retention_cap: \"P6M\"", "under_18_retention_cap: \"P0D\"", "bad-period"},
           Broken{"forms.yaml", "{id: counts,", "{id: counts, smallest_group: 0,", "out-of-range"},
           Broken{"purposes.yaml", "part_of: law_enforcement", "part_of: revenge", "unknown-purpose"},
           Broken{"purposes.yaml", "  - id: emergencies", "  - id: domestic_abuse", "duplicate-id"},
           Broken{"roles.yaml", "id: witness", "id: victim", "duplicate-id"},
           Broken{"forms.yaml", "id: aggregate", "id: anonymous", "unknown-form"},
           Broken{"event_categories.yaml", "violence: true", "violence: \"yes\"", "wrong-kind"},
           Broken{"filters.yaml", "by: hour", "by: moon", "unknown-filter"},
           Broken{"filters.yaml", "by: hour", "by: weekday", "duplicate-id"},
           Broken{"filters.yaml", "id: daytime", "id: night", "duplicate-id"},
           Broken{"filters.yaml", "is: [\"22-06\"]", "is: [\"22-06\", \"05-07\"]", "part-twice"},
           Broken{"filters.yaml", "is: [\"22-06\"]", "is: [\"10pm\"]", "unknown-part"},
           Broken{"filters.yaml", "is: [\"0-24\"]", "is: [\"0-24\", \"24-30\"]", "part-twice"},
           Broken{"filters.yaml", "is: [\"0-24\"]", "is: [\"24-0\"]", "unknown-part"},
           Broken{"filters.yaml", "is: [\"0-24\"]", "is: [\"0-121\"]", "unknown-part"},
           Broken{"filters.yaml", "is: [\"0-24\"]", "is: [young]", "unknown-part"},
           Broken{"filters.yaml", "is: [fri, sat, sun]", "is: [fri, sat, sunday]", "unknown-part"},
           Broken{"filters.yaml", "title: \"06:00 to 22:00, or time not known\"", "title: \"06:00 to 22:00\", is: [\"06-22\"]", "filter-parts"},
           Broken{"filters.yaml", "id: weekend", "id: week+end", "filter-id"},
           Broken{"filters.yaml", "filters: [time, week]", "filters: [time, moon]", "pair-unknown"},
           Broken{"filters.yaml", "filters: [time, week]", "filters: [time, time]", "pair-of-itself"},
           Broken{"filters.yaml", "filters: [time, week]", "filters: [time, week, means]", "pair-of-two"},
           Broken{"filters.yaml", "filters: [time, week]", "filters: [time, source]", "pair-uncounted"},
           Broken{"filters.yaml", "filters: [time, week]", "filters: [means, time]", "pair-ring"},
           Broken{"filters.yaml", "filters: [time, week]", "filters: [means, offence]", "pair-ring"},
           Broken{"filters.yaml", "  - filters: [time, age]", "  - filters: [week, age]\n  - filters: [age, means]", "pair-ring"},
           Broken{"filters.yaml", "crossed:", "crossings:", "unknown-key"},
           Broken{"feed_kinds.yaml", "suppliers: [police], domains: [event, location, police]",
                  "suppliers: [polis], domains: [event, location, police]", "unknown-body"},
           Broken{"feed_kinds.yaml", "domains: [istv]", "domains: [isstv]", "unknown-domain"},
           Broken{"feed_kinds.yaml", "whole_from_percent: 60", "whole_from_percent: 0", "whole-from-percent"},
           Broken{"feed_kinds.yaml", "whole_because: \"Thousands", "title_of_it: \"Thousands", "whole-from-percent"},
           Broken{"returns.yaml", "fields: [incident_category, ambulance_category]", "fields: [incident_categories]", "unknown-field"},
           Broken{"returns.yaml", "holders: [fire_rescue]", "holders: [fire_brigade]", "unknown-body"},
           Broken{"returns.yaml", "elements: [category, time, date, location]", "elements: [category, hour, date, location]", "unknown-element"},
           Broken{"returns.yaml", "id: PI02b, number: \"2(b)\"", "id: PI02b, number: \"2(a)\"", "duplicate-id"},
           Broken{"units.yaml", "fields: [exclusion_days]", "fields: [exclusion_dayz]", "unknown-field"},
           Broken{"units.yaml", "fields: [exclusion_days]", "fields: [sessions_missed]", "duplicate-id"},
           Broken{"units.yaml", "by: 2", "by: 0", "bad-unit"},
           Broken{"units.yaml", "title: \"school days\",", "title: \"school days\", times: 2,", "bad-unit"},
           Broken{"units.yaml", "times: 5", "factor: 5", "unknown-key"},
           Broken{"refusals.yaml", "code: R01", "code: R02", "duplicate-id"},
           Broken{"code_lists/istv_assault_method.yaml", "verified: false", "verified: perhaps", "wrong-kind"},
           Broken{"code_lists/synthetic_assault_method.yaml", "code: S2", "code: S1", "duplicate-id"},
           Broken{"fields.csv", "\nfamily_name,", "\nfamily_name,surname,", "csv-row-length"},
           Broken{"fields.csv", "id,aliases,domain", "id,aliasses,domain", "csv-header"},
           Broken{"fields.csv", "identifier,personalised,all,surname", "secret,personalised,all,surname",
                  "unknown-sensitivity"},
           Broken{"fields.csv", "primary,name,sealed", "primary,name,buried", "unknown-storage"},
           Broken{"fields.csv", "primary,name,sealed", "primary,name,open", "identifier-open"},
           Broken{"fields.csv", "primary,name,sealed", "primary,nom,sealed", "unknown-standardiser"},
           Broken{"fields.csv", "primary,name,sealed", "primary,dropped,sealed", "dropped-mismatch"},
           Broken{"fields.csv", "person.family_name", "person.given_name", "duplicate-id"},
           Broken{"fields.csv", "personalised,all,surname", "personalised,everyone,surname", "unknown-body"},
           Broken{"bodies.csv", "police,,Police force,body", "police,,Police force,bodie", "unknown-kind"},
           Broken{"bodies.csv", ",local_authority,ukgdpr,part of council", ",councils,ukgdpr,part of council",
                  "unknown-body"},
           Broken{"identifier_test_vectors.csv", "nhs_number,999 000 0018,yes", "nhs_number,999 000 0018,maybe",
                  "unknown-valid"},
       }) {
    auto const changed = Changed{broken.file, broken.from, broken.to};
    auto const loaded = changed.load();
    auto const found = std::find_if(loaded.findings.begin(), loaded.findings.end(),
                                    [&](Finding const& finding) { return finding.code == broken.code; });
    ASSERT_NE(found, loaded.findings.end()) << broken.file << ": " << broken.to << "\n"
                                            << all_sentences(loaded.findings);
    auto const& finding = *found;
    EXPECT_EQ(finding.file, (changed.folder() / broken.file).string());
    EXPECT_GE(finding.line, changed.line()) << sentence(finding);
    EXPECT_LE(finding.line, changed.line() + 1) << sentence(finding);
    EXPECT_GT(finding.column, 0U) << sentence(finding);
    EXPECT_FALSE(finding.remedy.empty());
    EXPECT_TRUE(loaded.catalogue.fields().empty()) << "a catalogue with errors is not used";
  }
}

TEST(Definitions, AnUnknownStatusIsShownAtItsValue) {
  auto const changed = Changed{"gateways.yaml", "    status: \"in_force\"", "    status: \"repealed\""};
  auto const findings = changed.load().findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(sentence(findings[0]),
            fmt::format("{}:{}:13: error: 'status' of the gateway cannot be 'repealed'. Use in_force, partly, "
                        "verify_commencement or enabling_only. [unknown-status]",
                        (changed.folder() / "gateways.yaml").string(), changed.line()));
}

TEST(Definitions, AMissingFolderIsManyClearFindings) {
  auto const loaded = Catalogue::load("no/such/folder");
  ASSERT_TRUE(has_errors(loaded.findings));
  EXPECT_EQ(loaded.findings.front().code, "cannot-read");
}

TEST(Csv, ReadsQuotesAndKeepsPlaces) {
  auto const table = read_csv("a,b\n1,\"x, \"\"y\"\"\nz\"\r\n,2", "t.csv", {"a", "b"});
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[0][1].text, "x, \"y\"\nz");
  EXPECT_EQ(table->rows[0][1].line, 2U);
  EXPECT_EQ(table->rows[0][1].column, 3U);
  EXPECT_EQ(table->rows[1][0].text, "");
  EXPECT_EQ(table->rows[1][1].line, 4U);
}

TEST(Csv, RefusesWhatIsNotWhole) {
  auto const code = [](std::string_view text) {
    auto const table = read_csv(text, "t.csv", {"a", "b"});
    return table ? std::string{"read"} : fmt::format("{} {}:{}", table.error().code, table.error().line,
                                                     table.error().column);
  };
  EXPECT_EQ(code("a,b\n1,\"x"), "csv-syntax 2:3");
  EXPECT_EQ(code("a,b\n1,\"x\"y\n"), "csv-syntax 2:7");
  EXPECT_EQ(code("a,b\n1,x\"y\n"), "csv-syntax 2:4");
  EXPECT_EQ(code("a,b\n1\n"), "csv-row-length 2:1");
  EXPECT_EQ(code("a\n1\n"), "csv-header 1:1");
  EXPECT_EQ(code("a,b,c\n"), "csv-header 1:5");
  EXPECT_EQ(code("a,\xFF\n"), "csv-syntax 1:1");
  EXPECT_EQ(code(""), "csv-syntax 1:1");
  EXPECT_EQ(code("a,b\n"), "read");
}

}  // namespace
}  // namespace concordat::catalogue
