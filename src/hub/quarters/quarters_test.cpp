// SPDX-License-Identifier: Apache-2.0
// What counts in a quarter is settled when its figures first leave: nobody works out a hidden count by adding rows and asking again.
#include "hub/quarters/coverage.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/quarters/revising.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

constexpr auto quarter = "2026-Q3";

class Quarters : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree_on_figures();
  }
  [[nodiscard]] std::string by_area() { return content_of(release_of(csp_request()), "violence-by-area.csv"); }
  /// The row of that area in a released table of areas.
  [[nodiscard]] static std::string row_of(std::string_view csv, std::string_view area) {
    for (auto const line : text::split(csv, '\n')) {
      if (line.starts_with(area)) return std::string{line.substr(0, line.find_last_not_of('\r') + 1)};
    }
    ADD_FAILURE() << "no row of " << area;
    return {};
  }
  /// Invented rows of the police in an area, under references of their own.
  void invent(int area, int count, std::string const& mark, std::string_view month = "2026-08") {
    std::string text{police_header};
    for (int i = 0; i < count; ++i) text += police_row(fmt::format("{}/{}", mark, i), month, i, area);
    take_in("police-incidents", text);
  }
  [[nodiscard]] std::vector<Feed const*> feeds() { return *sources_of_violence(hub()); }
  [[nodiscard]] Member member(std::string const& id) { return **hub().member(id); }
  [[nodiscard]] std::string propose(std::string const& by, std::string const& what = quarter) {
    return code_of(propose_revision(hub(), member(by), what, RevisionReason::late_reports, feeds()));
  }
  [[nodiscard]] std::string confirm(std::string const& by, std::string const& what = quarter) { return code_of(confirm_revision(hub(), member(by), what, feeds())); }
  [[nodiscard]] std::string decline(std::string const& by, std::string const& what = quarter) { return code_of(decline_revision(hub(), member(by), what)); }
  void pass(int days) { clock_.set(clock_.now() + std::chrono::days{days}); }
  void edit(store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine"); }
};
CONCORDAT_ON_BOTH_STORES(Quarters);

TEST_P(Quarters, TellNoHiddenCountToWhoAddsRowsAndAsksAgain) {
  take_in("ed-istv", ed_month("2026-07", {{0, 9}, {1, 1}, {3, 3}}));  // three of the department in the last area, where the police have none
  auto const before = by_area();
  ASSERT_EQ(row_of(before, "A4,"), "A4,Square 4,*,*");
  std::vector<std::pair<std::string, std::string>> const asked{{"violence-picture", "violence-by-area.csv"}, {"violence-rates", "violence-rates.csv"}, {"violence-patterns", "violence-completeness.csv"}, {"violence-scan", "summary.txt"}};
  for (std::size_t round = 0; round < asked.size(); ++round) {
    invent(3, 8, fmt::format("round-{}", round));  // each time more than enough to show by themselves
    EXPECT_EQ(by_area(), before) << round;
    auto const first_asked = release_of(csp_request(asked[round].first));
    ASSERT_FALSE(first_asked.served_again());
    auto const text = content_of(first_asked, asked[round].second);
    if (round < 2) {
      EXPECT_EQ(row_of(text, "A4,").substr(0, 14), "A4,Square 4,*,") << asked[round].first;
    } else if (round == 2) {
      EXPECT_NE(text.find("Police,2026-Q3,65,"), std::string::npos) << text;
    }
  }
}

TEST_P(Quarters, TellASupplierNothingOfFewReportsOfOthersWhateverItPlanted) {  // S74
  auto const file_of = [&](std::string const& table, std::string const& file) { return content_of(release_of({table, "northshire-police", "bert", "analyst", "violence-hotspot-analysis"}), file); };
  auto terms = ed_terms();
  terms.id = "isa.northshire.ed-to-police";
  terms.recipient = "northshire-police";
  terms.recipient_kind = "police";
  bring_into_force(agreement_text(terms));
  // The last two areas differ for the department alone: none there, and six.
  take_in("ed-istv", ed_month("2026-07", {{0, 9}, {3, 6}}));
  invent(2, 7, "planted there");
  invent(3, 7, "planted here");
  auto const told = file_of("violence-by-area", "violence-by-area.csv");
  EXPECT_EQ(row_of(told, "A3,").substr(2), ",Square 3,*,*");
  EXPECT_EQ(row_of(told, "A4,").substr(2), ",Square 4,*,*");
  EXPECT_EQ(row_of(told, "A1,"), "A1,Square 1,70,70") << "where the others reported eight or more";
  EXPECT_EQ(row_of(file_of("violence-rates", "violence-rates.csv"), "A4,").substr(0, 14), "A4,Square 4,*,");
  auto const scanned = file_of("violence-scan", "violence-scan.csv");
  EXPECT_EQ(scanned.find("In a group"), std::string::npos) << "what is hidden is not taken for a quiet area: " << scanned;
  EXPECT_NE(file_of("violence-scan", "summary.txt").find("hidden from your agency"), std::string::npos);
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,15,15") << "who reported nothing is told by the whole number";
}

TEST_P(Quarters, CountAReportInItsOwnMonthWhateverFileItCameIn) {
  clock_.set(*parse_instant("2027-01-05T10:00:00Z"));
  for (auto const* month : {"2026-10", "2026-11", "2026-12"}) take_in("police-incidents", police_month(month, {20, 0, 0, 0}));
  auto late = ed_month("2026-10", {{0, 1}});
  for (int i = 0; i < 9; ++i) late += fmt::format("2026-10-01,2026-09-30 {:02}:30,S1,L1,by the bridge,{},{}\n", i, corner_easting + 3 * area_side + 1000, corner_northing + 1000);
  take_in("ed-istv", late);
  for (auto const* month : {"2026-11", "2026-12"}) take_in("ed-istv", ed_month(month, {{0, 1}}));
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,10,0,10");
  EXPECT_EQ(row_of(content_of(release_of(csp_request("violence-rates"), quarter), "violence-rates.csv"), "A4,").substr(0, 15), "A4,Square 4,10,") << "by itself as beside the next quarter";
}

TEST_P(Quarters, GoOnWithTheirOwnSourcesWhereOneJoins) {
  (void)by_area();
  auto two = feeds();
  auto const find = [&](std::string_view id) { return &*std::ranges::find(hub().feeds(), id, &Feed::id); };
  auto three = two;
  three.push_back(find("school-people"));
  Quarter const closed = *parse_quarter(quarter);
  auto const with = coverage_of(hub(), three);
  ASSERT_EQ(code_of(with), "fine");
  EXPECT_TRUE(with->complete(closed)) << "what counts in it is settled";
  EXPECT_TRUE(with->counts(closed, two.front()->number));
  EXPECT_FALSE(with->counts(closed, three.back()->number));
  EXPECT_FALSE(with->alike(closed, closed.next())) << "it stands beside none in which the new one counts";
  auto const one = coverage_of(hub(), std::vector<Feed const*>{two.front()});
  EXPECT_FALSE(one->complete(closed));
  EXPECT_EQ(one->barred.at(closed), Unusable::source_gone);
  pass(days_between_revisions + 1);
  EXPECT_EQ(code_of(propose_revision(hub(), member("anna"), quarter, RevisionReason::source_added, three)), "quarter.not-complete") << "the new one has delivered nothing of it";
}

TEST_P(Quarters, KeepNothingByWhichADeletedReportCouldBeTriedOut) {
  (void)by_area();
  EXPECT_GT(number_of("SELECT count(*) FROM closed_source WHERE salt IS NOT NULL"), 0);
  clock_.set(*parse_instant("2040-01-01T00:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));
  EXPECT_EQ(number_of("SELECT count(*) FROM event"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM closed_source WHERE salt IS NOT NULL"), 0);
  EXPECT_EQ(to_json(see_quarters(hub(), member("anna"), feeds())->front()).canonical().find("fingerprint"), std::string::npos);
}

TEST_P(Quarters, CountTheSameReportsInTheFirstTableAndInOneAskedForLater) {
  auto const first = release_of(csp_request());
  auto const rates_of_then = "A1,Square 1,70,1000";
  invent(0, 40, "late");
  take_in("ed-istv", ed_month("2026-08", {{2, 30}}));  // in place of the file of August
  auto const rates = release_of(csp_request("violence-rates"));
  EXPECT_FALSE(rates.served_again());
  EXPECT_EQ(row_of(content_of(rates, "violence-rates.csv"), "A1,").substr(0, 19), rates_of_then);
  EXPECT_EQ(row_of(content_of(rates, "violence-rates.csv"), "A3,").substr(0, 15), "A3,Square 3,25,");
  EXPECT_NE(content_of(rates, "violence-rates.csv").find("2026-Q3@2026-11-21 lsoa-2021:"), std::string::npos) << "the version of the data";
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

TEST_P(Quarters, AreOpenUntilTheirFiguresLeave) {
  invent(3, 12, "in time");
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,10,10");
}

TEST_P(Quarters, EachIsClosedByItself) {
  (void)by_area();
  clock_.set(*parse_instant("2027-01-05T10:00:00Z"));
  for (auto const* month : {"2026-10", "2026-11", "2026-12"}) {
    take_in("police-incidents", police_month(month, {20, 0, 0, 0}));
    take_in("ed-istv", ed_month(month, {{0, 1}}));
  }
  invent(0, 40, "late");
  auto const after = release_of(csp_request());
  EXPECT_EQ(after.period(), "2026-Q3 to 2026-Q4");
  EXPECT_EQ(row_of(content_of(after, "violence-by-area.csv"), "A1,"), "A1,Square 1,70,65,135");
  EXPECT_NE(content_of(after, "violence-by-area.csv").find("2026-Q3@2026-11-21 2026-Q4@2027-01-05 lsoa-2021:"), std::string::npos);
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

TEST_P(Quarters, AreClosedAnewByTwoPeopleOfTwoAgencies) {
  (void)by_area();
  invent(3, 12, "late");
  pass(days_between_revisions + 1);
  EXPECT_EQ(propose("anna"), "fine");
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,0,0") << "one is not enough";
  EXPECT_EQ(confirm("greta"), "quarter.second-person") << "of the same agency";
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"quarter.second-person"});
  EXPECT_EQ(confirm("bert"), "fine");
  auto const revised = by_area();
  EXPECT_EQ(row_of(revised, "A4,"), "A4,Square 4,10,10");
  EXPECT_NE(revised.find(":2 lsoa-2021:"), std::string::npos) << "the revision is in the version of the data";
  EXPECT_EQ(propose("anna"), "quarter.revised-lately");
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

TEST_P(Quarters, AreNotRevisedAtATime) {
  EXPECT_EQ(propose("anna"), "quarter.not-closed");
  (void)by_area();
  EXPECT_EQ(propose("anna", "spring"), "quarter.unknown");
  EXPECT_EQ(confirm("bert", "2026"), "quarter.unknown");
  EXPECT_EQ(propose("anna"), "quarter.revised-lately") << "closed today";
  pass(days_between_revisions + 1);
  EXPECT_EQ(propose("emil"), "quarter.not-yours") << "a mentor";
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"quarter.not-yours"});
  EXPECT_EQ(code_of(see_quarters(hub(), member("emil"), feeds())), "quarter.not-yours");
  EXPECT_EQ(confirm("bert"), "quarter.no-proposal");
  EXPECT_EQ(propose("anna"), "fine");
  EXPECT_EQ(propose("cleo"), "quarter.proposed-already");
  pass(days_a_proposal_stands + 1);
  EXPECT_EQ(confirm("bert"), "quarter.no-proposal") << "lapsed";
  EXPECT_EQ(propose("cleo"), "fine");
  EXPECT_EQ(decline("bert"), "fine");
  EXPECT_EQ(confirm("anna"), "quarter.no-proposal") << "declined";
  EXPECT_EQ(propose("anna"), "fine");
  EXPECT_EQ(confirm("cleo"), "fine");
  EXPECT_EQ(propose("anna"), "quarter.proposed-already") << "agreed, and not closed anew yet";
  invent(3, 12, "late");
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,10,10");
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

TEST_P(Quarters, AreNotRevisedForWhoeverLeft) {
  (void)by_area();
  pass(days_between_revisions + 1);
  EXPECT_EQ(propose("anna"), "fine");
  edit("UPDATE member SET active = 0 WHERE id = 'anna'");
  EXPECT_EQ(confirm("bert"), "quarter.no-proposal") << "nobody is left who answers for it";
  EXPECT_TRUE(revisions_to_answer(hub(), member("paula"))->empty());
  EXPECT_FALSE(see_quarters(hub(), member("paula"), feeds())->front().proposal);
  EXPECT_EQ(propose("greta"), "fine") << "it stands in nobody's way";
  EXPECT_EQ(confirm("bert"), "fine");
  edit("UPDATE member SET active = 1 WHERE id = 'anna'");  // taken out past the hub, which is found
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

TEST_P(Quarters, StayAsTheyAreWhereNoReleaseFollowsAConfirmation) {
  (void)by_area();
  pass(days_between_revisions + 1);
  EXPECT_EQ(propose("anna"), "fine");
  EXPECT_EQ(confirm("bert"), "fine");
  invent(3, 12, "late");
  EXPECT_EQ(see_quarters(hub(), member("anna"), feeds())->front().unusable, Unusable::reopened);
  pass(days_a_confirmation_stands);
  EXPECT_EQ(see_quarters(hub(), member("anna"), feeds())->front().unusable, Unusable::no) << "lapsed";
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,0,0");
  EXPECT_EQ(propose("anna"), "fine") << "and can be proposed again";
  EXPECT_EQ(confirm("bert"), "fine");
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,10,10");
  pass(days_a_confirmation_stands + 1);
  EXPECT_EQ(row_of(by_area(), "A4,"), "A4,Square 4,10,10") << "what was closed anew stays";
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

TEST_P(Quarters, AreNotRevisedByOnePersonInTwoPosts) {
  (void)by_area();
  pass(days_between_revisions + 1);
  EXPECT_EQ(propose("anna"), "fine");
  one_account("anna", "bert");
  EXPECT_EQ(confirm("bert"), "quarter.second-person");
}

TEST_P(Quarters, SayWhoSentFilesSinceAndWhoProposed) {
  (void)by_area();
  invent(3, 1, "late");
  auto const closed_today = see_quarters(hub(), member("paula"), feeds());
  EXPECT_FALSE(closed_today->front().may_propose);
  EXPECT_EQ(closed_today->front().propose_from, "2026-12-20");
  pass(days_between_revisions + 1);
  EXPECT_TRUE(see_quarters(hub(), member("paula"), feeds())->front().may_propose);
  EXPECT_EQ(propose("anna"), "fine");
  auto const police = feeds().front()->number;
  EXPECT_EQ(*published_quarters(hub().database(), police, Month::of(2026, 1), Month::of(2026, 8)), std::vector<Quarter>{*parse_quarter(quarter)});
  EXPECT_TRUE(published_quarters(hub().database(), police, Month::of(2026, 1), Month::of(2026, 6))->empty());
  EXPECT_TRUE(published_quarters(hub().database(), police + 100, Month::of(2026, 1), Month::of(2026, 8))->empty());
  EXPECT_EQ(*revisions_to_answer(hub(), member("paula")), std::vector<Quarter>{*parse_quarter(quarter)});
  EXPECT_TRUE(revisions_to_answer(hub(), member("greta"))->empty()) << "of the agency that proposed it";
  EXPECT_TRUE(revisions_to_answer(hub(), member("emil"))->empty()) << "a mentor";
  auto const seen = see_quarters(hub(), member("paula"), feeds());
  ASSERT_EQ(code_of(seen), "fine");
  ASSERT_EQ(seen->size(), 1U);
  auto const json = to_json(seen->front());
  EXPECT_EQ(json["quarter"].string(), quarter);
  EXPECT_EQ(seen->front().feeds, (std::vector<std::string>{"police-incidents", "ed-istv"}));
  EXPECT_EQ(seen->front().later, std::vector<std::string>{"police-incidents"});
  EXPECT_TRUE(json["usable"].boolean());
  EXPECT_EQ(json["proposal"]["agency"].string(), "northshire-csp");
  EXPECT_EQ(json["proposal"]["lapses"].string(), "2027-01-03");
  EXPECT_EQ(leaves().back().fields, std::vector<std::string>{"quarters"}) << "a look is written down";
}

TEST_P(Quarters, GiveNoFiguresWhereTheirReportsAreNotWhatTheyWere) {
  (void)by_area();
  edit("DELETE FROM event WHERE id = (SELECT min(id) FROM event)");
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-rates"), {}})), "quarter.reports-differ");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "the alarm is written down";
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Quarters, GiveNoFiguresWhereAReportWasMadeCurrentAgain) {
  (void)by_area();
  take_in("ed-istv", ed_month("2026-08", {{2, 30}}));
  edit("UPDATE event SET is_current = 1, ended_by = NULL");
  auto const rates = release(hub(), {csp_request("violence-rates"), {}});
  EXPECT_EQ(code_of(rates), "fine") << "the rows of then are current, and those of later came later";
  edit("UPDATE event SET ended_by = NULL, is_current = 0");
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-hotspots"), {}})), "quarter.reports-differ");
}

TEST_P(Quarters, AreGoneWhereReportsThatCountHaveBeenDeleted) {
  (void)by_area();
  edit("UPDATE submission SET state = 'erased' WHERE number = 1");
  auto const answer = release(hub(), {csp_request("violence-rates"), {}});
  EXPECT_EQ(code_of(answer), "release.quarter-changed");
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-map"), quarter})), "release.quarter-changed");
  auto const seen = see_quarters(hub(), member("anna"), feeds());
  EXPECT_EQ(seen->front().unusable, Unusable::deleted);
  EXPECT_FALSE(seen->front().may_propose) << "the page does not offer what is refused";
  EXPECT_EQ(seen->front().propose_from, "");
  EXPECT_EQ(propose("anna"), "quarter.not-complete") << "and what is left of it is not the whole";
}

TEST_P(Quarters, GiveNoFiguresInOtherBoundariesAndOtherRatesWithOtherPopulations) {
  auto const rates = content_of(release_of(csp_request("violence-rates")), "violence-rates.csv");
  put(folder() / "population.csv", "code,residents\nA1,2000\nA2,2000\nA3,1500\nA4,500\n");
  ASSERT_EQ(code_of(init()), "fine");
  open_it();
  auto const others = release_of(csp_request("violence-rates"));
  EXPECT_FALSE(others.served_again());
  EXPECT_EQ(row_of(content_of(others, "violence-rates.csv"), "A1,").substr(0, 19), "A1,Square 1,70,2000");
  EXPECT_EQ(row_of(rates, "A1,").substr(0, 19), "A1,Square 1,70,1000");
  put(folder() / "areas.geojson", areas_geojson() + "\n");
  ASSERT_EQ(code_of(init()), "fine");
  open_it();
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-rates"), {}})), "release.quarter-changed");
  EXPECT_EQ(see_quarters(hub(), member("anna"), feeds())->front().unusable, Unusable::other_boundaries);
  EXPECT_EQ(propose("anna"), "fine");
  EXPECT_EQ(confirm("bert"), "fine");
  EXPECT_EQ(row_of(by_area(), "A1,"), "A1,Square 1,70,70");
}

TEST_P(Quarters, AreFoundByVerifyWhereSomebodyOpenedThem) {
  (void)by_area();
  pass(days_between_revisions + 1);
  edit("INSERT INTO quarter_revision (quarter, revision, reason, proposed_by, proposed_for, proposed_at, answer, answered_by, answered_for, answered_at, ledger_index, answer_index) "
       "VALUES (8106, 2, 'late-reports', 'anna', 'northshire-csp', '2026-11-21T10:00:00Z', 'confirmed', 'bert', 'northshire-police', '2026-11-21T10:00:00Z', 3, 4)");
  auto const revised = differences();
  ASSERT_EQ(revised.size(), 2U) << "neither proposal nor answer";
  EXPECT_EQ(revised.front().of, "quarter 2026-Q3, revision 2");
  EXPECT_EQ(revised.front().ledger, "nothing of a revision");
  edit("DELETE FROM quarter_revision");
  edit("UPDATE closed_source SET last_submission = last_submission + 1");
  EXPECT_EQ(differences().size(), 1U) << "more would count";
  edit("DELETE FROM closed_source");
  EXPECT_EQ(differences().size(), 1U) << "it no longer says what counts";
  edit("DELETE FROM closed_quarter");
  auto const opened = differences();
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened.front().database, "open");
}

TEST_P(Quarters, AreFoundByVerifyWhereAnAnswerWasTakenAway) {
  (void)by_area();
  pass(days_between_revisions + 1);
  EXPECT_EQ(propose("anna"), "fine");
  edit("UPDATE quarter_revision SET proposed_at = '2027-06-01T10:00:00.000Z'");
  EXPECT_EQ(differences().size(), 1U) << "it would stand longer";
  edit("UPDATE quarter_revision SET proposed_at = '2026-12-20T10:00:00.000Z'");
  EXPECT_EQ(confirm("bert"), "fine");
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  edit("UPDATE quarter_revision SET answered_for = 'northshire-school', answered_by = 'dora'");
  EXPECT_EQ(differences().size(), 1U);
  edit("UPDATE quarter_revision SET answered_for = 'northshire-police', answered_by = 'bert', reason = 'source-added'");
  EXPECT_EQ(differences().size(), 1U) << "proposed for another reason";
  edit("UPDATE quarter_revision SET reason = 'late-reports', revision = 3");
  EXPECT_EQ(differences().size(), 2U) << "both were of the second revision";
  edit("DELETE FROM quarter_revision");
  auto const found = differences();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found.front().database, "no such row");
}

}  // namespace
}  // namespace concordat::hub::proving
