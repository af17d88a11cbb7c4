// SPDX-License-Identifier: Apache-2.0
// What lists say to criteria: evidence by records that may be seen, nothing by any other, and nothing counted or decided.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/criteria/criteria_test_tools.h"
#include "hub/linkage/criteria/evidence_gate.h"

namespace concordat::hub::proving {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CriteriaOf : public CriteriaTest {
 protected:
  /// The shipped file with one line of evidence changed: the first that begins so.
  void define(std::string const& begins, std::string const& from, std::string const& to) {
    auto const file = folder() / "definitions" / "criteria.yaml";
    auto text = *read_file(fs::path{CONCORDAT_SOURCE_DIR} / "definitions" / "criteria.yaml", 1U << 20U);
    auto const at = text.find(begins);
    ASSERT_NE(at, std::string::npos);
    auto const end = text.find('\n', at);
    auto const line = text.substr(at, end - at);
    text = text.substr(0, at) + replaced(line, from, to) + text.substr(end);
    fs::remove(file);
    put(file, text);
  }
};
CONCORDAT_ON_BOTH_STORES(CriteriaOf);

std::vector<std::string> const school_fields{"person.role_in_concern", "person.given_name", "person.family_name", "school.attendance_pct"};

TEST_P(CriteriaOf, StandEachBesideTheRecordsThatSpeakToThem) {
  auto const told = check("rita", 1);
  ASSERT_EQ(code_of(told), "fine");
  auto const& cost = of(*told, "local-high-cost");
  EXPECT_EQ(cost.state, "found");
  ASSERT_EQ(cost.found.size(), 1U) << "not of next door";
  auto const& one = cost.found.front();
  EXPECT_EQ(one.whose, "Basil Aster");
  EXPECT_EQ(one.agency_name, hub().agency("northshire-csp")->name);
  EXPECT_EQ(one.list, "Homes");
  EXPECT_EQ(one.role, "family");
  EXPECT_EQ(one.on, "2026-10-03");
  EXPECT_FALSE(one.on_is_of_file);
  EXPECT_EQ(one.counts_until, "2027-10-03") << "the review date in the row is of another statement";
  ASSERT_EQ(one.says.size(), 1U);
  EXPECT_EQ(one.says.front().second, "Prevention");
  EXPECT_TRUE(one.graded.empty()) << "and so is who said it";
  EXPECT_EQ(of(*told, "out-of-work-benefit").state, "not-held");
  EXPECT_EQ(of(*told, "crime-asb").state, "not-held");
  auto const& school = of(*told, "not-in-school");
  EXPECT_EQ(school.state, "withheld");
  ASSERT_FALSE(school.withheld.empty());
  EXPECT_EQ(school.withheld.front().list, "Absence");
  EXPECT_EQ(school.withheld.front().about, hub().catalogue().field("attendance_pct")->label);
  EXPECT_THAT(school.withheld.front().answer.canonical(), HasSubstr("\"code\""));
  auto const text = links::to_json(*told).canonical();
  for (auto const* word : {"score", "rank", "total", "tier", "Cobb", "Carl", "\"meets\"", "70"}) EXPECT_THAT(text, Not(HasSubstr(word))) << word;
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::search);
  EXPECT_EQ(leaf.verdict, ledger::Verdict::partial);
  EXPECT_EQ(leaf.fields, std::vector<std::string>{"criteria"});
  EXPECT_FALSE(leaf.count) << "nothing is counted";
  EXPECT_EQ(number_of("SELECT count(*) FROM criteria_judgement"), 0) << "and nothing is decided";
}

TEST_P(CriteriaOf, TellAnotherAgencysRecordOnlyAsItsAgreementGivesIt) {
  agree("absence", "northshire-school", "northshire-csp", school_fields);
  auto told = check("rita", 1);
  EXPECT_EQ(of(*told, "not-in-school").state, "withheld") << "its guardian has not decided";
  EXPECT_THAT(of(*told, "not-in-school").withheld.front().answer.canonical(), HasSubstr("R06"));
  EXPECT_TRUE(sharing::uses_of_own_data(hub(), member("rolf"))->empty());
  decide("rita", "northshire-school", "guard", "CSP/7", "school.attendance_pct");
  told = check("rita", 1);
  auto const& school = of(*told, "not-in-school");
  EXPECT_EQ(school.state, "found");
  ASSERT_EQ(school.found.size(), 1U);
  EXPECT_EQ(school.found.front().whose, "Anna Aster");
  EXPECT_EQ(school.found.front().list, "Absence");
  EXPECT_EQ(school.found.front().says.front().second, "70");
  EXPECT_TRUE(school.found.front().on_is_of_file);
  EXPECT_FALSE(school.found.front().looked_at);
  auto const uses = sharing::uses_of_own_data(hub(), member("rolf"));
  ASSERT_EQ(code_of(uses), "fine");
  ASSERT_EQ(uses->size(), 1U);
  EXPECT_EQ(uses->front().kind, "criteria");
  EXPECT_THAT(uses->front().rules, ::testing::ElementsAre("isa.northshire.absence@1#lists"));
  EXPECT_THAT(uses->front().fields, ::testing::Contains("school.attendance_pct"));
}

TEST_P(CriteriaOf, TellNothingWithoutAName) {
  agree("nameless", "northshire-school", "northshire-csp", {"person.role_in_concern", "person.given_name", "school.attendance_pct"});
  decide("rita", "northshire-school", "guard", "CSP/7", "school.attendance_pct");
  auto const told = check("rita", 1);
  ASSERT_EQ(code_of(told), "fine");
  EXPECT_EQ(of(*told, "not-in-school").state, "withheld");
}

TEST_P(CriteriaOf, TellNothingWithoutTheRole) {
  agree("roleless", "northshire-school", "northshire-csp", {"person.family_name", "person.given_name", "school.attendance_pct"});
  decide("rita", "northshire-school", "guard", "CSP/7", "school.attendance_pct");
  auto const told = check("rita", 1);
  ASSERT_EQ(code_of(told), "fine");
  EXPECT_EQ(of(*told, "not-in-school").state, "withheld");
  EXPECT_TRUE(sharing::uses_of_own_data(hub(), member("rolf"))->empty());
}

TEST_P(CriteriaOf, ReadAlikeWhereSomethingIsWithheldWhetherOrNotAnybodyIsThere) {
  agree("absence", "northshire-school", "northshire-csp", school_fields);
  auto const withheld = [&](links::Record record) {
    auto const json = links::to_json(*check("rita", record));
    for (auto const& one : json["criteria"].array()) {
      if (one["id"].string() == "not-in-school") return one["state"].string() + one["withheld"].canonical();
    }
    return std::string{};
  };
  EXPECT_THAT(withheld(1), HasSubstr("R06"));
  EXPECT_EQ(withheld(1), withheld(3)) << "the school holds nobody of next door";
}

TEST_P(CriteriaOf, SayWhichListsWereAskedInVain) {
  took("csp-exclusions", "UPN,Surname,Forename,DOB,Start Date,Category\nP207000016049,Dill,Dora,07/08/2008,02/11/2026,Suspension\n");
  link();
  auto const told = check("rita", 1);
  auto const& school = of(*told, "not-in-school");
  EXPECT_EQ(school.state, "nothing-found") << "and the school's list is withheld beside it";
  ASSERT_EQ(school.asked.size(), 1U);
  EXPECT_EQ(school.asked.front().list, "Exclusions");
  EXPECT_EQ(school.asked.front().up_to, "2026-11-21");
  EXPECT_FALSE(school.withheld.empty());
}

TEST_P(CriteriaOf, CountNothingOlderThanTheirWindow) {
  clock_.set(*parse_instant("2027-10-03T10:00:00Z"));
  EXPECT_EQ(of(*check("rita", 3), "local-high-cost").state, "found");
  clock_.set(*parse_instant("2027-10-05T10:00:00Z"));
  EXPECT_EQ(of(*check("rita", 3), "local-high-cost").state, "nothing-found");
}

TEST_P(CriteriaOf, TellAWordThatNobodyHereKnowsAsThatAndAsEvidenceOfNothing) {
  took("csp-homes", "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported,Homelessness Duty\nH2,Cobb,Carl,05/06/1990,Household member,\"14 Mill Lane, Northshire\",N15 4AA,05/10/2026,S195 triage\n");
  link();
  auto told = check("rita", 3);
  ASSERT_EQ(code_of(told), "fine");
  auto cost = of(*told, "local-high-cost");
  EXPECT_EQ(cost.state, "not-known");
  ASSERT_EQ(cost.found.size(), 1U);
  EXPECT_TRUE(cost.found.front().not_known);
  EXPECT_EQ(cost.found.front().says.front().second, "S195 triage");
  took("csp-homes", "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported,Homelessness Duty\nH2,Cobb,Carl,05/06/1990,Household member,\"14 Mill Lane, Northshire\",N15 4AA,06/10/2026,No duty\n");
  link();
  told = check("rita", 3);
  EXPECT_EQ(of(*told, "local-high-cost").state, "nothing-found");
}

TEST_P(CriteriaOf, AreNothingOfAListThatNobodyAnswersFor) {  // S44
  ASSERT_EQ(code_of(lists::name_owner(hub(), member("greta"), "csp-homes", "")), "fine");
  auto const told = check("rita", 1);
  auto const& cost = of(*told, "local-high-cost");
  EXPECT_EQ(cost.state, "withheld");
  EXPECT_TRUE(cost.withheld.front().out_of_use);
  EXPECT_THAT(links::to_json(*told).canonical(), Not(HasSubstr("Prevention")));
}

TEST_P(CriteriaOf, AreHeldForSupportAloneAndByWhoMayAsk) {
  auto const code = [&](std::string_view who, auto change) {
    auto question = about(1);
    change(question);
    auto const result = code_of(links::check_criteria(hub(), member(who), question));
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
    return result;
  };
  for (auto const* purpose : {"law-enforcement", "enforcement-tasking", "benefit-fraud", "immigration-enforcement", "strategic-assessment"}) {
    EXPECT_EQ(code("rita", [&](auto& q) { q.household.purpose = purpose; }), "household.enforcement") << purpose;
  }
  EXPECT_EQ(code("rita", [](auto& q) { q.household.purpose = "health-care"; }), "criteria.purpose");
  EXPECT_EQ(code("rita", [](auto& q) { q.programme = "everybody"; }), "criteria.unknown");
  EXPECT_EQ(code("rita", [](auto& q) { q.household.necessary = " "; }), "household.words");
  EXPECT_EQ(code("rita", [](auto& q) { q.household.person = 999; }), "link.unknown");
  EXPECT_EQ(code("ruth", [](auto&) {}), "link.unknown") << "the police hold no record of her";
  EXPECT_EQ(code("emil", [](auto&) {}), "link.not-a-reviewer");
}

TEST_P(CriteriaOf, AskForTheQuorumOfWitnessesBeforeAnythingOfAnothersIsShown) {
  agree("absence", "northshire-school", "northshire-csp", school_fields);
  decide("rita", "northshire-school", "guard", "CSP/7", "school.attendance_pct");
  auto with = options();
  with.before_people = [](Hub&) -> Result<void> { return fail(Fault::refused, "ledger.not-witnessed", "Not yet.", "Wait."); };
  open_it(with);
  EXPECT_EQ(code_of(check("rita", 1)), "ledger.not-witnessed");
}

TEST_P(CriteriaOf, LetOthersWriteWhileWhoLivesTogetherIsLookedFor) {
  agree("homes", "northshire-school", "northshire-csp", {"person.role_in_concern", "person.address_text", "person.postcode", "person.family_name", "person.given_name"});
  decide("rita", "northshire-school", "guard", "CSP/7", "person.address_text");
  auto with = options();
  std::vector<std::string> wrote;
  with.before_people = [&](Hub&) -> Result<void> {
    if (!wrote.empty()) return {};  // later, of the few records of one household, it holds the turn itself
    auto other = store::Connection::open(url());
    EXPECT_EQ(code_of(other), "fine");
    wrote.push_back(code_of(store::Transaction::write(*other)));
    return {};
  };
  open_it(with);
  EXPECT_EQ(code_of(check("rita", 1)), "fine");
  EXPECT_EQ(wrote, std::vector<std::string>{"fine"});
}

TEST_P(CriteriaOf, CannotBeAskedWhileTheirFileIsWrong) {
  fs::remove(folder() / "definitions" / "criteria.yaml");
  put(folder() / "definitions" / "criteria.yaml", "programmes: []\nscore: 1\n");
  EXPECT_EQ(code_of(check("rita", 1)), "criteria.unreadable");
}

TEST_P(CriteriaOf, SayNothingOfWhatAChildUnderTenIsSaidToHaveDone) {  // S92
  define("{fields: [homeless_status], ", "roles: [at_risk_adult, family, unknown]", "roles: [suspected]");
  int number = 9;
  auto const homes = [&](std::string_view born, std::string_view reported = "03/11/2026") {
    took("csp-homes", fmt::format("Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported,Homelessness Duty\nH{0},Fern{0},Fay,{1},Alleged,{0} Low Road,N16 5BB,{2},Relief\n", number++, born, reported));
    link();
    return of(*check("rita", hub().database().query_integer("SELECT max(source_record) FROM link")->value_or(0)), "local-high-cost").state;
  };
  EXPECT_EQ(homes("01/01/2018"), "nothing-found");
  EXPECT_EQ(homes("01/01/2016"), "found");
  EXPECT_EQ(homes("15/11/2016"), "nothing-found") << "nine on the day, ten by now";
  EXPECT_EQ(homes("15/11/2016", "16/11/2026"), "found");
  EXPECT_EQ(homes(""), "nothing-found") << "nobody knows how old they were";
}

TEST_P(CriteriaOf, TakeABirthDateFromAnyRecordOfThePerson) {  // S92
  define("{fields: [homeless_status], ", "roles: [at_risk_adult, family, unknown]", "roles: [suspected]");
  took("csp-homes", "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported,Homelessness Duty\nH9,Fern,Fay,,Alleged,5 Low Road,N16 5BB,03/11/2026,Relief\n");
  link();
  auto const accused = hub().database().query_integer("SELECT max(source_record) FROM link")->value_or(0);
  took("csp-people", "Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role\nc9,Fern,Fay,01/01/2010,\"5 Low Road, Northshire\",N16 5BB,Child at risk\n");
  link();
  EXPECT_EQ(of(*check("rita", accused), "local-high-cost").state, "nothing-found");
  auto const other = hub().database().query_integer("SELECT max(source_record) FROM link")->value_or(0);
  ASSERT_TRUE(hub().database().execute("UPDATE link SET person = ? WHERE source_record = ?", person_of(accused), other));
  EXPECT_EQ(of(*check("rita", accused), "local-high-cost").state, "found") << "sixteen on the day";
}

TEST_P(CriteriaOf, TellWhoSaysALabelAndUntilWhenBesideThatLabelAlone) {  // S33
  define("{fields: [homeless_status], values: [", "fields: [homeless_status], values: [", "fields: [cuckooing_concern], values: [\"Suspected\", ");
  took("csp-homes",
       "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported,Cuckooing,Raised By,Confidence,Assessed,Review By\n"
       "H7,Aster,Basil,03/04/1980,Household member,\"12 Mill Lane, Northshire\",N15 4AA,03/10/2026,Suspected,Housing officer,Certain,04/10/2026,01/03/2027\n");
  link();
  auto const told = check("rita", 1);
  auto const& cost = of(*told, "local-high-cost");
  ASSERT_EQ(cost.found.size(), 1U);
  EXPECT_EQ(cost.found.front().counts_until, "2027-03-01") << "its own review date comes before the window's end";
  EXPECT_EQ(cost.found.front().graded.size(), 4U) << "who, how sure, when, until when";
  clock_.set(*parse_instant("2027-03-02T10:00:00Z"));
  EXPECT_EQ(of(*check("rita", 1), "local-high-cost").state, "nothing-found") << "whoever said it wanted it looked at again by then";
}

TEST_P(CriteriaOf, NameNobodyWhoseNameTheHouseholdWithholds) {
  took("school-people", "Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role\ns1,Dill,Dora,07/08/1988,\"12 Mill Lane, Northshire\",N15 4AA,Family\n");
  took("csp-homes", "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported,Homelessness Duty\nH8,Dill,Dora,07/08/1988,Household member,\"80 Far Road, Northshire\",N15 4AA,03/10/2026,Main\n");
  link();
  agree("addresses", "northshire-school", "northshire-csp", {"person.role_in_concern", "person.address_text", "person.postcode"});
  decide("rita", "northshire-school", "guard", "CSP/7", "person.address_text");
  auto const home = links::household(hub(), member("rita"), about(1).household);
  ASSERT_EQ(code_of(home), "fine");
  ASSERT_EQ(home->others.size(), 2U);
  EXPECT_EQ(home->others.back().name, "");
  auto const told = check("rita", 1);
  ASSERT_EQ(code_of(told), "fine");
  EXPECT_THAT(links::to_json(*told).canonical(), AllOf(Not(HasSubstr("Dill")), Not(HasSubstr("Main"))));
  EXPECT_TRUE(told->nameless);
  EXPECT_EQ(of(*told, "local-high-cost").found.size(), 1U) << "Basil's alone";
}

TEST_P(CriteriaOf, StandInTheLedgerWithWhoWasAskedAboutWhereNothingIsFound) {
  clock_.set(*parse_instant("2027-10-05T10:00:00Z"));
  auto const told = check("rita", 3);
  ASSERT_EQ(code_of(told), "fine");
  EXPECT_EQ(of(*told, "local-high-cost").state, "nothing-found");
  EXPECT_EQ(leaves().back().subjects.size(), 1U);
}

class CriteriaOfChildren : public CriteriaTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(CriteriaTest::partnership(), "    - {id: csp-homes,", "    - {id: csp-care, agency: northshire-csp, title: \"Care\", profile: children-social-care, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n    - {id: csp-homes,");
  }
};
CONCORDAT_ON_BOTH_STORES(CriteriaOfChildren);

TEST_P(CriteriaOfChildren, ReadACodeAsItsOwnColumnMeansIt) {
  took("csp-care", "LCS ID,Surname,Forename,DOB,Address,Postcode,CIN,CP,CLA,As At\n4711,Aster,Anna,01/02/2010,\"12 Mill Lane, Northshire\",N15 4AA,Yes,N,N,31/10/2026\n");
  link();
  auto const told = check("rita", 1);
  ASSERT_EQ(code_of(told), "fine");
  auto const& cost = of(*told, "local-high-cost");
  EXPECT_EQ(cost.state, "found") << "what nobody knows in one column takes nothing from the next";
  std::string all;
  for (auto const& one : cost.found) {
    if (one.list != "Care") continue;
    ASSERT_EQ(one.says.size(), 1U);
    all += fmt::format("{}: {}{}\n", one.says.front().first, one.says.front().second, one.not_known ? " (not known)" : "");
  }
  EXPECT_EQ(all, fmt::format("{}: Yes\n{}: N (not known)\n", hub().catalogue().field("cin_status")->label, hub().catalogue().field("cp_plan")->label)) << "and looked after she is not";
}

class CriteriaByNumbers : public CriteriaTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(CriteriaTest::partnership(), "    - {id: csp-homes,", "    - {id: csp-need, agency: northshire-csp, title: \"Need\", profile: annex-a-children-in-need, every: P3M, due_within: P15D, first_period: \"2026-07\"}\n    - {id: csp-homes,");
  }
};
CONCORDAT_ON_BOTH_STORES(CriteriaByNumbers);

TEST_P(CriteriaByNumbers, AreSaidToBeHeldAndNotShown) {
  took("csp-need", "Child Unique ID,Gender,Date of Birth,CIN Start Date,Primary Need Code,Case Status\n77001,b) Female,01/02/2010,01/10/2026,N1 - Abuse or neglect,Open\n");
  auto question = about(1);
  question.programme = "families-2015";
  auto const told = links::check_criteria(hub(), member("rita"), question);
  ASSERT_EQ(code_of(told), "fine");
  auto const& need = of(*told, "children-who-need-help");
  EXPECT_EQ(need.state, "held-under-numbers");
  ASSERT_EQ(need.numbered.size(), 1U);
  EXPECT_EQ(need.numbered.front().list, "Need");
  EXPECT_TRUE(need.found.empty());
}

TEST(Evidence, OfAKindIsToldOnlyWhereTheFieldIsGivenThatTellsTheKind) {
  links::EvidenceList list{1, "northshire-police", "Police", "Incidents", "2026-11-21", {"offence_class", "incident_category"}, true, "offence_class", {}};
  catalogue::CriterionEvidence const evidence{{"offence_class", "incident_category"}, {"suspected"}, {.months = 12, .days = 0}, {"asb"}};
  links::EvidenceSight sight{false, true, {"incident_category"}, {}, {}};
  EXPECT_FALSE(links::EvidenceGate::fits(list, evidence, sight));
  sight.fields.insert("offence_class");
  EXPECT_TRUE(links::EvidenceGate::fits(list, evidence, sight));
}

TEST(Evidence, OfALabelIsToldOnlyWithWhoSaysItAndUntilWhen) {
  links::EvidenceList list{1, "northshire-csp", "Council", "Homes", "2026-11-21", {"cuckooing_concern"}, true, "", {{"cuckooing_concern", {"assertion_source", "review_by"}}}};
  catalogue::CriterionEvidence const evidence{{"cuckooing_concern"}, {"family"}, {.months = 12, .days = 0}};
  links::EvidenceSight sight{false, true, {"cuckooing_concern", "assertion_source"}, {}, {}};
  EXPECT_FALSE(links::EvidenceGate::fits(list, evidence, sight));
  sight.fields.insert("review_by");
  EXPECT_TRUE(links::EvidenceGate::fits(list, evidence, sight));
}

}  // namespace
}  // namespace concordat::hub::proving
