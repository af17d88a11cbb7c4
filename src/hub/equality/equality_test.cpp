// SPDX-License-Identifier: Apache-2.0
// Counts by characteristic come in sealed, and leave once a quarter as what disclosure control leaves of them.
#include "hub/equality/equality.h"

#include <thread>

#include "hub/equality/equality_test_tools.h"
#include "hub/equality/monitoring_rows.h"
#include "hub/keeping/keeping.h"
#include "hub/settings/changing.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Equality : public EqualityTest {};
CONCORDAT_ON_BOTH_STORES(Equality);

TEST_P(Equality, TakesCountsOfAQuarterThatIsOver) {
  auto const taken = send("erika", by_sex(60, 40));
  ASSERT_EQ(code_of(taken), "fine");
  EXPECT_THAT(taken->faults, IsEmpty());
  EXPECT_EQ(taken->quarter, "2026-Q3");
  EXPECT_EQ(taken->rows, 3U);
  EXPECT_FALSE(taken->replaced);
  auto const entry = leaves().at(taken->ledger_index);
  EXPECT_EQ(entry.event, ledger::Event::admin);
  EXPECT_THAT(entry.fields, ElementsAre("equality-submission", "2026-Q3"));
  EXPECT_EQ(entry.to, "northshire-csp");
  EXPECT_TRUE(entry.bundle);
  EXPECT_FALSE(entry.count) << "nothing of what was counted";
  auto const listed = list_monitoring(hub(), member("stella"));
  ASSERT_EQ(code_of(listed), "fine");
  ASSERT_THAT(*listed, SizeIs(1));
  EXPECT_EQ(listed->front().agencies.front().agency, "northshire-csp");
  EXPECT_TRUE(listed->front().made_at.empty());
  EXPECT_THAT(leaves().back().fields, ElementsAre("equality-report", "list"));
  EXPECT_THAT(differences(), IsEmpty());
}

struct Refused {
  std::string_view what;
  std::string text;
  std::string_view code;
  std::uint64_t row;
  std::string_view field;
};

TEST_P(Equality, RefusesWhateverIsNoCountWithRowFieldAndRemedy) {
  std::string const good = "referrals-made,2026-Q3,sex,female,60";
  for (auto const& one : std::vector<Refused>{
           {"a name", "name,measure,quarter,characteristic,group,count\nJane Quill,referrals-made,2026-Q3,sex,female,1\n", "equality.column", 1, ""},
           {"a date of birth", "measure,quarter,characteristic,group,count,Date of Birth\nreferrals-made,2026-Q3,sex,female,1,01/02/2009\n", "equality.column", 1, ""},
           {"a postcode", "measure,quarter,characteristic,group,count,Postcode\nreferrals-made,2026-Q3,sex,female,1,N15 4AB\n", "equality.column", 1, ""},
           {"an area", "measure,quarter,characteristic,group,count,ward\nreferrals-made,2026-Q3,sex,female,1,E05000001\n", "equality.column", 1, ""},
           {"no count", "measure,quarter,characteristic,group\nreferrals-made,2026-Q3,sex,female\n", "equality.column-missing", 1, "count"},
           {"a name for a measure", counts_csv({good, "Jane Quill,2026-Q3,sex,female,60"}), "equality.measure", 3, "measure"},
           {"a name for a characteristic", counts_csv({"referrals-made,2026-Q3,Jane Quill,female,60"}), "equality.characteristic", 2, "characteristic"},
           {"a name for a group", counts_csv({"referrals-made,2026-Q3,sex,Jane Quill,60"}), "equality.group", 2, "group"},
           {"a group of another characteristic", counts_csv({"referrals-made,2026-Q3,sex,disabled,60"}), "equality.group", 2, "group"},
           {"words for a count", counts_csv({"referrals-made,2026-Q3,sex,female,Jane Quill"}), "equality.count", 2, "count"},
           {"less than none", counts_csv({"referrals-made,2026-Q3,sex,female,-1"}), "equality.count", 2, "count"},
           {"a day for a quarter", counts_csv({"referrals-made,2026-09-12,sex,female,60"}), "equality.quarter", 2, "quarter"},
           {"a quarter that is not over", counts_csv({"referrals-made,2026-Q4,sex,female,60"}), "equality.quarter-not-over", 2, "quarter"},
           {"two quarters", counts_csv({good, "referrals-made,2026-Q2,sex,male,60"}), "equality.quarters", 3, "quarter"},
           {"a group twice", counts_csv({good, good}), "equality.twice", 3, "group"},
           {"a row too short", counts_csv({good, "referrals-made,2026-Q3,sex"}), "equality.row", 3, ""},
           {"sums that differ", counts_csv({good, "referrals-made,2026-Q3,disability,disabled,59"}), "equality.totals", 2, "count"},
           {"nothing", counts_csv({}), "equality.no-rows-in-file", 0, ""},
       }) {
    auto const taken = send("erika", one.text);
    if (!taken) {
      EXPECT_EQ(one.what, "nothing") << code_of(taken) << ": the reader alone says that a file is empty";
      continue;
    }
    ASSERT_FALSE(taken->faults.empty()) << one.what;
    auto const& fault = taken->faults.front();
    EXPECT_EQ(fault.code.view(), one.code) << one.what;
    EXPECT_EQ(fault.row, one.row) << one.what;
    EXPECT_EQ(fault.field, one.field) << one.what;
    EXPECT_FALSE(fault.remedy.empty()) << one.what;
    EXPECT_TRUE(taken->id.empty()) << one.what;
    EXPECT_THAT(to_json(*taken).canonical(), Not(HasSubstr("Quill"))) << "what a cell says is nowhere repeated";
    EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse) << one.what;
    EXPECT_THAT(leaves().back().why, ElementsAre(std::string{one.code})) << one.what;
  }
  EXPECT_EQ(number_of("SELECT count(*) FROM equality_submission"), 0);
}

TEST_P(Equality, NamesTheRowsWhoseSumsDifferAndNoSum) {
  auto const taken = send("erika", counts_csv({"referrals-made,2026-Q3,sex,female,41017", "referrals-made,2026-Q3,disability,disabled,20000", "referrals-made,2026-Q3,sex,male,30",
                                               "referrals-made,2026-Q3,disability,not-said,21048"}));
  ASSERT_EQ(code_of(taken), "fine");
  ASSERT_THAT(taken->faults, SizeIs(1));
  EXPECT_EQ(taken->faults.front().about, "referrals-made: sex (rows 2, 4) adds up to fewer than disability (rows 3, 5).");
  EXPECT_EQ(to_json(*taken)["faults"].array().front()["about"].string(), taken->faults.front().about);
  EXPECT_THAT(to_json(*taken).canonical(), Not(HasSubstr("410")));
}

TEST_P(Equality, ClosesNoQuarterForAnAgencyThatSentNothingUnlessItIsTold) {
  sent("erika", by_sex(60, 50));
  auto const stopped = make_equality_report(hub(), member("erika"), "2026-Q3");
  EXPECT_EQ(code_of(stopped), "equality.missing");
  EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse);
  auto const listed = list_monitoring(hub(), member("stella"));
  ASSERT_EQ(code_of(listed), "fine");
  EXPECT_THAT(listed->front().missing, ElementsAre("northshire-police")) << "otto is its officer";
  sent("otto", by_sex(61, 51)) ;
  EXPECT_THAT(list_monitoring(hub(), member("stella"))->front().missing, IsEmpty());
  EXPECT_EQ(code_of(make_equality_report(hub(), member("erika"), "2026-Q3")), "fine");
  EXPECT_THAT(list_monitoring(hub(), member("stella"))->front().missing, IsEmpty()) << "nobody can send any more";
}

TEST_P(Equality, MissesWhoSentAnotherQuarterAndHasNoOfficerNow) {
  sent("otto", by_sex(61, 51, 0, "referrals-made", "2026-Q2"));
  edit("UPDATE member SET active = 0 WHERE id = 'otto'");
  sent("erika", by_sex(60, 50));
  EXPECT_EQ(code_of(make_equality_report(hub(), member("erika"), "2026-Q3")), "equality.missing");
  EXPECT_EQ(code_of(make_equality_report(hub(), member("erika"), "2026-Q3", MissingSenders::go_without)), "fine");
}

TEST_P(Equality, GivesAFileToFillInWithEveryWord) {
  auto const words = load_equality_words(shipped_definitions().string());
  auto filled = blank_counts(words, "2026-Q3");
  EXPECT_THAT(filled, HasSubstr("referrals-made,2026-Q3,sex,female,\n"));
  EXPECT_THAT(filled, HasSubstr("residents,2026-Q3,disability,not-said,\n"));
  for (std::size_t at = 0; (at = filled.find(",\n", at)) != std::string::npos; at += 3) filled.insert(at + 1, "0");
  sent("erika", filled);
}

TEST_P(Equality, RefusesMoreRowsThanThereAreGroups) {
  std::string text = counts_csv({});
  for (int i = 0; i < 5'001; ++i) text += "referrals-made,2026-Q3,sex,female,1\n";
  auto const taken = send("erika", text);
  ASSERT_EQ(code_of(taken), "fine");
  EXPECT_THAT(taken->faults, SizeIs(most_monitoring_faults)) << "no more are told";
  text = counts_csv({}) + std::string(5'100, '\n') + "referrals-made,2026-Q3,sex,female,9\n";
  EXPECT_THAT(send("erika", text)->faults, IsEmpty()) << "blank lines are no rows";
}

TEST_P(Equality, LetsALaterFileTakeThePlaceOfTheEarlierOne) {
  sent("erika", by_sex(60, 40));
  sent("otto", by_sex(100, 100));
  store::Bytes sealed;
  std::string id;
  ASSERT_EQ(code_of(hub().database().query("SELECT id, rows_sealed FROM equality_submission WHERE agency = 'northshire-csp'", [&](store::Row const& row) {
    id = row.string(0);
    sealed = row.bytes(1);
  })), "fine");
  auto const taken = send("erika", by_sex(80, 40));
  ASSERT_EQ(code_of(taken), "fine");
  EXPECT_TRUE(taken->replaced);
  EXPECT_EQ(code_of(sharing::open_words(hub(), {"equality_submission", "rows_sealed", id, "northshire-csp"}, sealed)), "keys.erased") << "in no copy either";
  EXPECT_EQ(number_of("SELECT count(*) FROM equality_submission WHERE length(rows_sealed) > 0"), 2) << "one an agency";
  EXPECT_THAT(figures(made(), "sex"), ElementsAre("180", "140", "0", "320"));
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Equality, ReportHidesSmallGroupsAndWhatWouldGiveThemAway) {
  sent("erika", counts_csv({"referrals-made,2026-Q3,age-band,under-10,3", "referrals-made,2026-Q3,age-band,10-to-17,21", "referrals-made,2026-Q3,age-band,18-to-24,33",
                            "referrals-made,2026-Q3,age-band,25-to-64,102", "referrals-made,2026-Q3,age-band,65-and-over,0"}));
  auto const report = made();
  auto const shown = figures(report, "age-band");
  ASSERT_THAT(shown, SizeIs(7));
  EXPECT_EQ(shown[0], "*");
  EXPECT_GE(std::ranges::count(std::span{shown}.first(6), "*"), 2) << "one hidden figure alone follows from the true total of the measure";
  EXPECT_EQ(shown[3], "100") << "rounded, and the largest stays";
  EXPECT_EQ(shown[4], "0");
  std::int64_t sum = 0;
  for (auto const& one : std::span{shown}.first(6)) sum += text::parse_integer(one).value_or(0);
  EXPECT_EQ(shown[6], std::to_string(sum)) << "totals add up what is shown";
  EXPECT_THAT(report["notes"].array().front().string(), HasSubstr("Small groups are hidden"));
  EXPECT_EQ(report["method"].string(), "Counts of 1 to 7 are hidden (*); other counts are rounded to the nearest 5.");
}

TEST_P(Equality, ReportHidesAllOfAMeasureOfAFewPeople) {
  sent("erika", by_sex(3, 0) + "interventions-offered,2026-Q3,sex,female,3\ninterventions-offered,2026-Q3,sex,male,9\ninterventions-offered,2026-Q3,sex,not-said,30\n"
                               "conferences-held,2026-Q3,sex,female,0\n");
  auto const report = made();
  EXPECT_THAT(figures(report, "sex", 0), ElementsAre("*", "*", "*", "*")) << "where there are none would tell who the three are";
  EXPECT_THAT(figures(report, "sex", 1), ElementsAre("0", "0", "0", "0")) << "nobody at all is told";
  EXPECT_THAT(figures(report, "sex", 2), ElementsAre("*", "*", "30", "30")) << "42 in all, less 30 and 10, would tell the three";
}

TEST_P(Equality, ReportHidesZerosTooWhereNothingElseCouldHideSmallGroups) {
  sent("erika", by_sex(6, 6));
  EXPECT_THAT(figures(made(), "sex"), ElementsAre("*", "*", "*", "*"));
}

TEST_P(Equality, ReportHidesWhatOneAgencyCouldTakeItsOwnPartOff) {
  sent("erika", by_sex(50, 120) + "interventions-offered,2026-Q3,sex,female,50\n");
  sent("otto", by_sex(3, 140) + "interventions-offered,2026-Q3,sex,female,40\n");
  auto const report = made();
  EXPECT_THAT(figures(report, "sex", 0), ElementsAre("*", "*", "0", "*")) << "53 less the 50 of its own would tell the council a count of 3, and so would 313 less 260";
  EXPECT_THAT(figures(report, "sex", 1), ElementsAre("90", "0", "0", "90"));
}

TEST_P(Equality, ReportIsUnderTheSettingsOfTheHub) {
  ASSERT_EQ(code_of(set_setting(hub(), member("greta"), "smallest-group", 43, SettingReason::advice)), "fine");
  sent("erika", by_sex(60, 40));
  auto const report = made();
  EXPECT_THAT(figures(report, "sex"), ElementsAre("*", "*", "0", "*")) << "100 less 60 would tell the 40";
  EXPECT_THAT(report["settings"].string(), HasSubstr("smallest-group 43"));
}

TEST_P(Equality, RatesAreOfResidentsAndOnlyWhereTheCountIsShown) {
  sent("erika", counts_csv({"referrals-made,2026-Q3,age-band,under-10,7", "referrals-made,2026-Q3,age-band,10-to-17,98", "referrals-made,2026-Q3,age-band,18-to-24,12", "referrals-made,2026-Q3,age-band,not-said,30",
                            "residents,2026-Q3,age-band,under-10,8951", "residents,2026-Q3,age-band,10-to-17,50000"}));
  auto const report = made();
  EXPECT_THAT(figures(report, "age-band"), ElementsAre("*", "100", "*", "0", "0", "30", "130"));
  auto const& rates = report["characteristics"].array().front()["rates"].array();
  ASSERT_THAT(rates, SizeIs(1)) << "none of the residents themselves";
  auto const& rows = rates.front()["rows"].array();
  EXPECT_EQ(rows[0]["rate"].string(), "*") << "no rate where the count is hidden";
  EXPECT_EQ(rows[0]["low"].string(), "*");
  EXPECT_EQ(rows[0]["residents"].string(), "9000") << "8951 to the nearest hundred";
  EXPECT_EQ(rows[1]["rate"].string(), "2.0") << "of the count as it is shown";
  EXPECT_EQ(rows[5]["rate"].string(), "not available") << "whoever gave no answer is no group of residents";
}

TEST_P(Equality, ResidentsOfASmallGroupAreToldToNobody) {
  sent("erika", counts_csv({"referrals-made,2026-Q3,age-band,under-10,100", "referrals-made,2026-Q3,age-band,10-to-17,98", "residents,2026-Q3,age-band,under-10,1", "residents,2026-Q3,age-band,10-to-17,999"}));
  auto const rates = made()["characteristics"].array().front()["rates"].array();
  ASSERT_THAT(rates, SizeIs(1));
  for (auto const& row : rates.front()["rows"].array()) EXPECT_EQ(row["rate"].string(), "not available");
  EXPECT_EQ(rates.front().canonical().find("999"), std::string::npos);
}

TEST_P(Equality, ReportIsMadeOnceAndItsQuarterClosesWithIt) {
  EXPECT_EQ(code_of(make("erika", "summer")), "equality.quarter");
  EXPECT_EQ(code_of(make()), "equality.no-rows");
  EXPECT_EQ(code_of(read("greta")), "equality.no-report");
  EXPECT_THAT(leaves().back().why, ElementsAre("equality.no-report"));
  sent("erika", by_sex(60, 40));
  auto const report = make();
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_THAT(leaves().at(report->ledger_index).fields, ElementsAre("equality-report", "2026-Q3"));
  EXPECT_EQ(leaves().at(report->ledger_index).bundle, crypto::sha256(report->bytes));
  EXPECT_EQ(code_of(make("otto")), "equality.made-already");
  EXPECT_EQ(code_of(send("otto", by_sex(9, 9))), "equality.closed") << "beside it a second report would tell the nine";
  EXPECT_EQ(code_of(send("erika", by_sex(61, 40))), "equality.closed");
  EXPECT_THAT(leaves().back().why, ElementsAre("equality.closed"));
  ASSERT_EQ(code_of(set_setting(hub(), member("greta"), "smallest-group", 43, SettingReason::advice)), "fine");
  for (auto const* by : {"greta", "stella", "paula", "erika", "otto"}) {
    auto const seen = read(by);
    ASSERT_EQ(code_of(seen), "fine") << by;
    EXPECT_EQ(seen->bytes, report->bytes) << by << ": as it was stored";
    EXPECT_EQ(leaves().back().event, ledger::Event::access);
    EXPECT_THAT(leaves().back().fields, ElementsAre("equality-report", "2026-Q3"));
  }
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Equality, ReportIsServedOnlyAsItsEntryHasIt) {
  sent("erika", by_sex(60, 40));
  ASSERT_EQ(code_of(make()), "fine");
  edit("UPDATE equality_report SET content = '{}'");
  EXPECT_EQ(code_of(read("greta")), "equality.changed");
  auto const found = differences();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.front().of, "equality report of 2026-Q3");
}

struct Edit {
  store::Sql change;
  store::Sql back;
};

TEST_P(Equality, LedgerTellsWhatWasChangedInTheTables) {
  sent("erika", by_sex(60, 40));
  sent("erika", by_sex(60, 45));
  sent("otto", by_sex(60, 40));
  ASSERT_EQ(code_of(make()), "fine");
  ASSERT_THAT(differences(), IsEmpty());
  for (auto const& [change, back] : std::vector<Edit>{
           {"UPDATE equality_submission SET submitted_by = 'greta' WHERE agency = 'northshire-police'", "UPDATE equality_submission SET submitted_by = 'otto' WHERE agency = 'northshire-police'"},
           {"UPDATE equality_submission SET quarter = '2026-Q2' WHERE agency = 'northshire-police'", "UPDATE equality_submission SET quarter = '2026-Q3' WHERE agency = 'northshire-police'"},
           {"UPDATE equality_report SET made_for = 'northshire-police'", "UPDATE equality_report SET made_for = 'northshire-csp'"},
           {"UPDATE equality_submission SET replaced = 0 WHERE replaced = 1", "UPDATE equality_submission SET replaced = 1 WHERE length(rows_sealed) = 0"},
           {"UPDATE equality_submission SET erased_on = '2026-11-21' WHERE replaced = 1", "UPDATE equality_submission SET erased_on = NULL"},
       }) {
    edit(change);
    EXPECT_THAT(differences(), Not(IsEmpty()));
    edit(back);
    ASSERT_THAT(differences(), IsEmpty());
  }
  edit("UPDATE equality_submission SET rows_sealed = (SELECT s.rows_sealed FROM equality_submission s WHERE s.agency = 'northshire-police') WHERE agency = 'northshire-csp' AND replaced = 0");
  EXPECT_THAT(differences(), SizeIs(1)) << "other counts";
  edit("DELETE FROM equality_submission WHERE agency = 'northshire-police'");
  EXPECT_THAT(differences(), SizeIs(2));
  edit("DELETE FROM equality_report");
  EXPECT_THAT(differences(), SizeIs(3));
}

TEST_P(Equality, ReportIsMadeNoSecondTimeOnceItsRowIsGone) {
  sent("erika", by_sex(60, 40));
  sent("otto", by_sex(60, 40));
  ASSERT_EQ(code_of(make()), "fine");
  edit("DELETE FROM equality_report");
  EXPECT_EQ(code_of(send("erika", by_sex(60, 41))), "equality.closed") << "what came later would tell what the first hides";
  EXPECT_EQ(code_of(make()), "equality.report-missing");
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"equality.report-missing"});
  std::thread{[&] { EXPECT_EQ(code_of(make()), "equality.report-missing") << "nor by one that reads the ledger anew"; }}.join();
  EXPECT_EQ(number_of("SELECT count(*) FROM equality_report"), 0);
}

TEST_P(Equality, CountsGoOnTheirDayAndTheReportStays) {  // S31
  sent("erika", by_sex(60, 40));
  sent("erika", by_sex(70, 40));
  auto const report = make();
  ASSERT_EQ(code_of(report), "fine");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM equality_submission WHERE erased_on IS NULL"), 2) << "not yet";
  clock_.set(*parse_instant("2027-02-22T10:00:00Z"));
  auto const kept = run_keeping(hub());
  ASSERT_EQ(code_of(kept), "fine");
  EXPECT_EQ(kept->erased.at("monitoring"), 2U);
  EXPECT_EQ(number_of("SELECT count(*) FROM equality_submission WHERE length(rows_sealed) > 0 OR submitted_by <> ''"), 0);
  EXPECT_EQ(read("greta")->bytes, report->bytes);
  EXPECT_THAT(differences(), IsEmpty());
  edit("UPDATE equality_submission SET erased_on = '2027-02-20' WHERE replaced = 0");
  EXPECT_THAT(differences(), Not(IsEmpty())) << "on a day on which nothing went";
}

TEST_P(Equality, StandsStillWhereTheDefinitionsAreWrong) {
  fs::remove(folder() / "definitions" / "equality.yaml");
  put(folder() / "definitions" / "equality.yaml", "measures:\n  - {id: Referrals Made, title: \"x\"}\ncharacteristics: []\n");
  EXPECT_EQ(code_of(send("erika", by_sex(60, 40))), "equality.words");
}

TEST(EqualityRows, ThatWereSealedAsSomethingElseAreNoCounts) {
  EXPECT_EQ(code_of(rows_of(*Json::parse(R"({"rows":[["referrals-made","sex","female"]]})"))), "equality.rows");
  auto const rows = rows_of(sealed_form({{"referrals-made", "sex", "female", 12}}));
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().count, 12);
}

TEST(EqualityWordsFile, IsReadWithEveryCharacteristicsGap) {
  auto const words = load_equality_words(shipped_definitions().string());
  EXPECT_THAT(words.findings, IsEmpty());
  EXPECT_THAT(words.measures, SizeIs(5));
  for (auto const& one : words.characteristics) EXPECT_EQ(one.groups.back().id, "not-said") << one.id;
  test_support::TemporaryFolder folder;
  auto const codes_in = [&](std::string_view text) {
    put(folder / "equality.yaml", text);
    std::vector<std::string> codes;
    for (auto const& finding : load_equality_words(folder.path().string()).findings) {
      EXPECT_FALSE(finding.remedy.empty());
      codes.push_back(finding.code);
    }
    return codes;
  };
  constexpr std::string_view sex = "characteristics:\n  - {id: sex, title: Sex, groups: [{id: female, title: Female}]}\n";
  EXPECT_THAT(codes_in("measures: [{id: residents, title: x}]\n" + std::string{sex}), ElementsAre("twice")) << "taken";
  EXPECT_THAT(codes_in("measures: [{id: a, title: x}, {id: a, title: x}]\n" + std::string{sex}), ElementsAre("twice"));
  EXPECT_THAT(codes_in("measures: []\n" + std::string{sex}), ElementsAre("empty-list"));
  EXPECT_THAT(codes_in("measures: [{id: A b, title: x}]\n" + std::string{sex}), ElementsAre("bad-id"));
  EXPECT_THAT(codes_in("measures: [{id: a, title: x}]\nscores: []\n" + std::string{sex}), ElementsAre("unknown-key"));
}

}  // namespace
}  // namespace concordat::hub::proving
