// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/chance.h"
#include "hub/hub_test_tools.h"
#include "hub/records/record_release.h"
#include "hub/records/record_rows.h"
#include "hub/records/records_test_tools.h"
#include "hub/records/stored_records.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view purpose = "violence-hotspot-analysis";

class Records : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    SeededChance chance{5};
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", police_month(month, {14, 20, 6, 4}));
      take_in("ed-istv", ed_records(month, 150, chance));
    }
  }
  static RecordsAsked by_police() { return {{"northshire-general-ed", "northshire-police", "bert", "analyst", std::string{purpose}}, "2026-Q3"}; }
  static RecordsAsked by_partnership() { return {{"northshire-general-ed", "northshire-csp", "anna", "analyst", std::string{purpose}}, "2026-Q3"}; }
  /// "given", the codes of the refusal, or the code of the problem.
  std::string outcome(RecordsAsked const& asked) {
    auto const answer = release_records_of(hub(), asked);
    if (!answer) return code_of(answer);
    auto const* refusal = std::get_if<Refusal>(&*answer);
    if (refusal == nullptr) return "given";
    std::set<std::string> codes;
    for (auto const& reason : refusal->reasons) {
      codes.insert(reason.code + " " + reason.reason);
      EXPECT_FALSE(reason.why.empty() || reason.remedy.empty()) << reason.code;
    }
    return fmt::format("{}", fmt::join(codes, ", "));
  }
  Release given(RecordsAsked const& asked) {
    auto answer = release_records_of(hub(), asked);
    if (!answer || !std::holds_alternative<Release>(*answer)) {
      ADD_FAILURE() << code_of(answer);
      if (answer) {
        for (auto const& reason : std::get<Refusal>(*answer).reasons) ADD_FAILURE() << reason.code << ' ' << reason.why;
      }
      std::abort();  // nothing of what follows would mean anything
    }
    return std::get<Release>(std::move(*answer));
  }
  static std::vector<std::vector<std::string>> rows_of(Release const& release) {
    std::vector<std::vector<std::string>> rows;
    auto const csv = content_of(release, "records.csv");
    for (auto const line : text::split(csv, '\n')) {
      if (line.empty()) continue;
      rows.emplace_back();
      for (auto const cell : text::split(line, ',')) rows.back().emplace_back(cell);
    }
    return rows;
  }
};
CONCORDAT_ON_BOTH_STORES(Records);

TEST_P(Records, LeaveUnderNoAgreementThatDoesNotAllowEveryItemAsRows) {
  EXPECT_EQ(outcome(by_police()), "R01 no-agreement");
  bring_into_force(agreement_text(ed_terms()));
  EXPECT_THAT(outcome(by_partnership()), ::testing::StartsWith("R0")) << "figures are no records";
  auto three = RecordTerms{};
  three.items.pop_back();
  bring_into_force(records_agreement(three));
  EXPECT_THAT(outcome(by_police()), ::testing::StartsWith("R0")) << "three items of four";
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::refuse);
  EXPECT_EQ(leaf.fields.front(), "records");
  EXPECT_EQ(leaf.form, "depersonalised");
  EXPECT_EQ(number_of("SELECT count(*) FROM refusal WHERE table_name = 'records'"), 3);
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 0);
}

TEST_P(Records, AreAskedForByWhoTheAgreementNamesAndOfASourceThatHasThem) {
  bring_into_force(records_agreement({}));
  auto const with = [&](auto const& change) {
    auto asked = by_police();
    change(asked);
    return outcome(asked);
  };
  EXPECT_EQ(with([](auto& asked) { asked.gate.purpose = "immigration-enforcement"; }), "R03 barred-purpose");
  EXPECT_EQ(with([](auto& asked) { asked.gate.purpose = "strategic-assessment"; }), "R02 purpose");
  EXPECT_EQ(with([](auto& asked) { asked.gate.member = "anna"; }), "R16 role");
  EXPECT_EQ(with([](auto& asked) { asked.gate.recipient = "somebody"; }), "R01 no-agreement");
  EXPECT_EQ(with([](auto& asked) { asked.gate.supplier = "northshire-police"; }), "R12 not-held") << "its own, and of no kind of place";
  EXPECT_EQ(with([](auto& asked) { asked.gate.supplier = "northshire-school"; }), "R12 not-held");
  EXPECT_EQ(with([](auto& asked) { asked.quarter = "2026-Q2"; }), "release.quarter-incomplete");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "asked and allowed, and still an entry";
}

TEST_P(Records, ForAHolderOfNamedIncidentsAreCoarseAndAttackedFirst) {
  bring_into_force(records_agreement({}));
  auto const release = given(by_police());
  auto const rows = rows_of(release);
  EXPECT_EQ(rows.front(), (std::vector<std::string>{"record", "place", "period", "part_of_week", "hours", "method", "place_type"}));
  std::map<std::vector<std::string>, std::vector<std::vector<std::string>>> alike;
  std::set<std::string> ids;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ids.insert(rows[i][0]);
    alike[{rows[i].begin() + 1, rows[i].begin() + 5}].push_back({rows[i][5], rows[i][6]});
    EXPECT_THAT((std::set<std::string>{"A2", "northshire", "any", "unknown"}), ::testing::Contains(rows[i][1])) << "only A2 has 2,000 residents";
    EXPECT_THAT((std::set<std::string>{"body-part", "weapon", "unknown"}), ::testing::Contains(rows[i][5]));
    EXPECT_THAT((std::set<std::string>{"public", "not-public"}), ::testing::Contains(rows[i][6]));
    EXPECT_TRUE(rows[i][6] == "public" || rows[i][1] != "A2") << "what is no public place is told by the whole partnership";
  }
  EXPECT_GE(rows.size() - 1, 405U) << "at most a tenth is withheld";
  EXPECT_EQ(ids.size(), rows.size() - 1);
  for (auto const& [known, learned] : alike) {
    EXPECT_GE(learned.size(), 5U);
    std::set<std::string> methods, kinds;
    for (auto const& one : learned) {
      methods.insert(one[0]);
      kinds.insert(one[1]);
    }
    EXPECT_GE(methods.size(), 2U);
    EXPECT_GE(kinds.size(), 2U);
  }
  auto const report = Json::parse(content_of(release, "disclosure-control.json"));
  ASSERT_TRUE(report);
  std::map<std::string, std::string> tried;
  for (auto const& one : (*report)["attacks"].array()) tried.emplace(one["what"].string(), one["result"].string());
  std::size_t attacks = 0;
  for (auto const& [what, result] : tried) {
    if (!what.starts_with("Naming records from ")) continue;
    ++attacks;
    EXPECT_THAT(result, HasSubstr("rightly named (limit 1 %)"));
  }
  EXPECT_EQ(attacks, 2U) << "made-up incidents, and the police's own (two readings of them tell the same twice where a kind of place is missing)";
  EXPECT_THAT(content_of(release, "disclosure-control.json"), HasSubstr("the agreement does not say, so it is taken to hold named incidents"));
  EXPECT_THAT(content_of(release, "disclosure-control.html"), HasSubstr("Delete by"));
  EXPECT_THAT(content_of(release, "disclosure-control.html"), HasSubstr("What is left to see in the column"));
  EXPECT_THAT(content_of(release, "disclosure-control.html"), HasSubstr("Left out: their place is not known to lie in the area"));
  EXPECT_THAT(content_of(release, "disclosure-control.html"), HasSubstr("2027-11-21"));
}

TEST_P(Records, ForWhoHoldsNoneMayBeFinerAndAreNotAttacked) {
  bring_into_force(records_agreement(for_partnership()));
  auto const release = given(by_partnership());
  EXPECT_THAT(content_of(release, "disclosure-control.json"), HasSubstr("not tried: the agreement says that the recipient holds none"));
  EXPECT_THAT(content_of(release, "disclosure-control.json"), HasSubstr("must not be passed on to one who does"));
  for (auto const& row : rows_of(release)) {
    if (row.back() != "dwelling") continue;
    EXPECT_THAT((std::set<std::string>{"northshire", "any"}), ::testing::Contains(row[1])) << "any home may be one of violence at home";
  }
}

TEST_P(Records, WhatTheAgreementDoesNotSayIsTakenForYes) {
  bring_into_force(records_agreement(for_partnership("profile: istv-rows, min_group: 5, on_fail: suppress")));
  EXPECT_THAT(content_of(given(by_partnership()), "disclosure-control.json"), HasSubstr("Naming records from made-up incidents"));
}

TEST_P(Records, SayNothingOfWhatIsDropped) {
  bring_into_force(records_agreement({}));
  auto const release = given(by_police());
  for (auto const& file : release.files()) {
    for (auto const* word : {"Aster", "Mill Street", "2026-07-", "2026-08-", "2026-09-", "S1,", "L3", "home,"}) {
      if (file.name != "records.csv" && std::string_view{word}.starts_with("2026")) continue;  // the report has its own day
      EXPECT_THAT(file.content, Not(HasSubstr(word))) << file.name;
    }
  }
  for (auto const& row : rows_of(release)) {
    for (auto const& cell : row) EXPECT_FALSE(cell.starts_with("45") && cell.size() == 6) << "an easting";
  }
}

TEST_P(Records, LeaveOnceAndTheSameBytesHoweverOftenTheyAreAskedFor) {
  bring_into_force(records_agreement({}));
  auto const first = given(by_police());
  EXPECT_FALSE(first.served_again());
  EXPECT_EQ(first.period(), "2026-Q3 of ed-istv");
  EXPECT_THAT(first.rules(), ::testing::ElementsAre("isa.northshire.records@1#rows"));
  for (int i = 0; i < 20; ++i) {
    auto const again = given(by_police());
    EXPECT_TRUE(again.served_again());
    EXPECT_EQ(again.id(), first.id());
    EXPECT_EQ(again.ledger_index(), first.ledger_index());
    for (auto const& file : first.files()) ASSERT_EQ(content_of(again, file.name), file.content) << file.name;
  }
  SeededChance chance{6};
  take_in("ed-istv", ed_records("2026-10", 12, chance));
  EXPECT_EQ(content_of(given(by_police()), "records.csv"), content_of(first, "records.csv"));
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 1);
}

TEST_P(Records, DoNotLeaveInAnotherCoarsenessOrToAnybodyElse) {
  bring_into_force(records_agreement({}));
  (void)given(by_police());
  auto other = for_partnership();
  other.id = "isa.northshire.records-csp";
  bring_into_force(records_agreement(other));
  EXPECT_EQ(outcome(by_partnership()), "records.left-before");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Records, AreEnteredInTheLedgerAndProvedByTheirBytes) {
  bring_into_force(records_agreement({}));
  auto const release = given(by_police());
  auto const leaf = leaves().at(release.ledger_index());
  EXPECT_EQ(leaf.event, ledger::Event::disclose);
  EXPECT_EQ(leaf.verdict, ledger::Verdict::permit);
  EXPECT_EQ(leaf.form, "depersonalised");
  EXPECT_EQ(leaf.to, "northshire-police");
  EXPECT_THAT(leaf.fields, ::testing::ElementsAre("records", "istv.assault_at", "istv.assault_place", "istv.assault_location_type", "istv.assault_method"));
  for (auto const& file : release.files()) {
    auto const proof = prove_file(hub(), file.content);
    ASSERT_EQ(code_of(proof), "fine") << file.name;
    EXPECT_EQ(proof->release, release.id());
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  for (auto const& one : differences()) ADD_FAILURE() << one.of << ": " << one.ledger << " / " << one.database;
  EXPECT_EQ(number_of("SELECT count(*) FROM data_use WHERE supplier = 'northshire-general-ed' AND recipient = 'northshire-police' AND form = 'depersonalised'"), 1) << "the supplier sees it";
  auto const listed = stored_releases(hub(), **hub().member("bert"));
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().table, "records");
  EXPECT_EQ(code_of(reopen_release(hub(), **hub().member("bert"), "analyst", release.id())), "release.records-again");
}

TEST_P(Records, AreOpenedAgainByWhoeverTheyWereForAndWithTheirReport) {
  bring_into_force(records_agreement({}));
  auto const release = given(by_police());
  auto const bert = **hub().member("bert");
  auto const before = leaves().size();
  auto const again = reopen_any_release(hub(), bert, "analyst", release.id());
  ASSERT_TRUE(again && std::holds_alternative<Release>(*again)) << code_of(again);
  auto const& opened = std::get<Release>(*again);
  EXPECT_EQ(opened.id(), release.id());
  EXPECT_TRUE(opened.served_again());
  for (auto const& file : release.files()) EXPECT_EQ(content_of(opened, file.name), file.content) << file.name;
  EXPECT_EQ(leaves().size(), before + 1);
  EXPECT_EQ(leaves().back().event, ledger::Event::access);
  auto const report = any_control_report(hub(), bert, "analyst", release.id());
  ASSERT_TRUE(report && std::holds_alternative<render::DisclosureReport>(*report)) << code_of(report);
  EXPECT_EQ(render::json_of(std::get<render::DisclosureReport>(*report)).canonical() + "\n", content_of(release, "disclosure-control.json"));
  auto const anna = **hub().member("anna");
  EXPECT_EQ(code_of(reopen_any_release(hub(), anna, "analyst", release.id())), "release.unknown") << "another agency's";
  EXPECT_EQ(code_of(any_control_report(hub(), anna, "analyst", release.id())), "release.unknown");
  ASSERT_TRUE(hub().database().execute("UPDATE release SET period = '2026-Q3 of no-feed'"));
  EXPECT_EQ(code_of(any_control_report(hub(), bert, "analyst", release.id())), "records.no-source");
  ASSERT_TRUE(hub().database().execute("UPDATE release SET period = '2026-Q3 of ed-istv'"));
  ASSERT_EQ(code_of(change_agreement(hub(), "isa.northshire.records@1", AgreementChange::suspend, "edgar", "a breach was found")), "fine");
  auto const refused = any_control_report(hub(), bert, "analyst", release.id());
  ASSERT_TRUE(refused) << code_of(refused);
  EXPECT_TRUE(std::holds_alternative<Refusal>(*refused)) << "the gate is asked of the agreements as they are today";
}

TEST_P(Records, AndTablesHaveReportsThatLeadsOfBothSidesMayRead) {
  agree_on_figures();
  auto const table = release_of(csp_request());
  auto const lead = [&](char const* id) { return **hub().member(id); };
  for (auto const* reader : {"greta", "paula", "edgar"}) {  // of who got it, and of both whose reports are counted
    auto const before = leaves().size();
    auto const report = report_for_lead(hub(), lead(reader), table.id());
    ASSERT_TRUE(report) << reader << code_of(report);
    EXPECT_EQ(render::json_of(*report).canonical() + "\n", content_of(table, "disclosure-control.json")) << reader;
    ASSERT_EQ(leaves().size(), before + 1) << reader;
    EXPECT_EQ(leaves().back().event, ledger::Event::access);
    auto const listed = reports_for_lead(hub(), lead(reader));
    ASSERT_EQ(code_of(listed), "fine");
    ASSERT_EQ(listed->size(), 1U) << reader;
    EXPECT_EQ(listed->front().id, table.id());
    EXPECT_EQ(listed->front().recipient, "northshire-csp");
    EXPECT_EQ(leaves().size(), before + 2) << "the list is a look too";
    auto const again = any_control_report(hub(), lead(reader), "information-governance-lead", table.id());
    ASSERT_TRUE(again && std::holds_alternative<render::DisclosureReport>(*again)) << reader << code_of(again);
  }
  EXPECT_EQ(code_of(report_for_lead(hub(), lead("hanna"), table.id())), "release.unknown") << "a school has no part in it";
  EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse) << "nobody tries numbers unseen";
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"release.unknown"});
  EXPECT_EQ(code_of(report_for_lead(hub(), lead("bert"), table.id())), "release.not-lead") << "an analyst of a supplier";
  EXPECT_EQ(code_of(report_for_lead(hub(), lead("greta"), "none")), "release.unknown");
  EXPECT_TRUE(reports_for_lead(hub(), lead("hanna"))->empty());
  EXPECT_EQ(code_of(reports_for_lead(hub(), lead("bert"))), "release.not-lead");
  EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse);
  EXPECT_EQ(code_of(reopen_any_release(hub(), lead("edgar"), "information-governance-lead", table.id())), "release.unknown") << "the report and not the release";
  ASSERT_TRUE(hub().database().execute("DELETE FROM release_file WHERE name = 'disclosure-control.html'"));
  EXPECT_EQ(code_of(report_for_lead(hub(), lead("edgar"), table.id())), "release.file-not-in-ledger");
  ASSERT_TRUE(hub().database().execute("DELETE FROM ledger_opening"));
  EXPECT_EQ(code_of(report_for_lead(hub(), lead("edgar"), table.id())), "release.file-not-in-ledger") << "what opens the entry was taken away, and its key is there";
}

TEST_P(Records, HaveAReportThatALeadOfTheSupplierMayRead) {
  bring_into_force(records_agreement({}));
  auto const release = given(by_police());
  for (auto const* reader : {"edgar", "paula"}) {
    auto const report = report_for_lead(hub(), **hub().member(reader), release.id());
    ASSERT_TRUE(report) << reader << code_of(report);
    EXPECT_EQ(render::json_of(*report).canonical() + "\n", content_of(release, "disclosure-control.json"));
  }
  EXPECT_EQ(code_of(report_for_lead(hub(), **hub().member("greta"), release.id())), "release.unknown");
}

/// Notes what it is told, and says stop at a part.
class NotingWatch final : public Watch {
 public:
  explicit NotingWatch(std::string_view stop_at = {}) : stop_at_{stop_at} {}
  bool go_on(FixedText part, std::uint64_t, std::uint64_t) override {
    parts.insert(std::string{part.view()});
    return part.view() != stop_at_;
  }
  std::set<std::string> parts;

 private:
  std::string_view stop_at_;
};

TEST_P(Records, AreWorkedOutBeforeAnythingIsWrittenAndStoppedWithoutATrace) {
  bring_into_force(records_agreement({}));
  auto const before = leaves().size();
  for (auto const* part : {"reading the ledger", "reading the reports", "coarsening and attacking the records", "laying them beside what was told", "asking the agreements again", "writing the entry"}) {
    NotingWatch stop{part};
    auto asked = by_police();
    asked.watch = &stop;
    EXPECT_EQ(outcome(asked), "work.stopped") << part;
  }
  EXPECT_EQ(leaves().size(), before) << "not the closing of its quarter either";
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM refusal"), 0);
  NotingWatch watch;
  auto asked = by_police();
  asked.watch = &watch;
  (void)given(asked);
  EXPECT_EQ(watch.parts, (std::set<std::string>{"reading the ledger", "reading the reports", "coarsening and attacking the records", "laying them beside what was told", "asking the agreements again", "writing the entry"}));
  NotingWatch second;
  asked.watch = &second;
  EXPECT_TRUE(given(asked).served_again());
  EXPECT_EQ(second.parts, std::set<std::string>{"writing the entry"}) << "what left before is not worked out again";
}

TEST_P(Records, AreThoseOfADepartmentThatIsNotTheAskersOwn) {
  auto const names = [&](std::string const& agency) {
    std::vector<std::string> all;
    auto const found = agencies_with_records(hub(), agency);
    EXPECT_EQ(code_of(found), "fine");
    for (auto const& one : *found) all.push_back(one.id);
    return all;
  };
  EXPECT_EQ(names("northshire-csp"), (std::vector<std::string>{"northshire-general-ed"})) << "the police tell no kinds of place";
  EXPECT_TRUE(names("northshire-general-ed").empty());
}

TEST_P(Records, ChangedInTheDatabaseDoNotLeaveAgain) {
  bring_into_force(records_agreement({}));
  (void)given(by_police());
  ASSERT_TRUE(hub().database().execute("CREATE TABLE kept AS SELECT * FROM release_file WHERE name = 'records.csv'"));
  ASSERT_TRUE(hub().database().execute("DELETE FROM release_file WHERE name = 'records.csv'"));
  EXPECT_EQ(outcome(by_police()), "records.not-in-ledger") << "not without one of its files";
  ASSERT_TRUE(hub().database().execute("INSERT INTO release_file SELECT * FROM kept"));
  auto const forged = std::string{"Anna Aster, 1 Mill Street\n"};
  ASSERT_TRUE(hub().database().execute("UPDATE release_file SET content = ? WHERE name = 'records.csv'", store::ByteView{crypto::bytes_of(forged)}));
  EXPECT_EQ(outcome(by_police()), "records.not-in-ledger");
  ASSERT_TRUE(hub().database().execute("DELETE FROM release_file WHERE name <> 'records.csv'"));
  ASSERT_TRUE(hub().database().execute("UPDATE release_file SET sha256 = ?", std::string(64, '0')));
  EXPECT_NE(outcome(by_police()), "given");
}

TEST_P(Records, ReportsAreReadByThoseThatTheEntryHasAndNotByThoseOfTheRows) {
  agree_on_figures();
  auto const table = release_of(csp_request());
  auto const read_by = [&](std::string const& who) { return code_of(report_for_lead(hub(), **hub().member(who), table.id())); };
  ASSERT_EQ(read_by("edgar"), "fine") << "a lead of the department, whose reports are in it";
  ASSERT_EQ(read_by("hanna"), "release.unknown") << "a lead of a school, which has no part in it";
  auto const edit = [&](store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine"); };
  edit("UPDATE data_use SET supplier = 'northshire-school' WHERE supplier = 'northshire-general-ed'");
  EXPECT_EQ(read_by("hanna"), "release.file-not-in-ledger");
  edit("UPDATE data_use SET supplier = 'northshire-general-ed' WHERE supplier = 'northshire-school'");
  EXPECT_EQ(read_by("edgar"), "fine");
  edit("UPDATE release SET recipient = 'northshire-school'");
  EXPECT_EQ(read_by("hanna"), "release.file-not-in-ledger");
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"release.file-not-in-ledger"});
}

TEST_P(Records, LeaveNoSecondTimeOnceTheirRowIsGoneOrIsAnother) {
  bring_into_force(records_agreement({}));
  auto other = for_partnership();
  other.id = "isa.northshire.records-csp";
  bring_into_force(records_agreement(other));
  (void)given(by_police());
  auto const edit = [&](store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine"); };
  edit("UPDATE release SET recipient = 'northshire-csp'");
  EXPECT_NE(outcome(by_partnership()), "given") << "what was made for another";
  EXPECT_EQ(outcome(by_police()), "records.left-before");
  edit("UPDATE release SET recipient = 'northshire-police'");
  EXPECT_EQ(outcome(by_police()), "given");
  edit("UPDATE release SET period = '2026-Q2 of ed-istv'");
  EXPECT_EQ(outcome(by_police()), "records.row-missing");
  NotingWatch watch;
  auto watched = by_police();
  watched.watch = &watch;
  EXPECT_EQ(outcome(watched), "records.row-missing");
  EXPECT_EQ(outcome(by_partnership()), "records.row-missing") << "nor for another";
  edit("DELETE FROM ledger_opening WHERE leaf = (SELECT leaf_index FROM release)");
  EXPECT_EQ(outcome(by_police()), "records.row-missing") << "nor with what lies sealed beside the entry";
  edit("UPDATE release SET table_name = 'violence-by-area', period = '2026-Q3 of ed-istv'");
  EXPECT_EQ(outcome(by_police()), "records.row-missing");
  edit("DELETE FROM release_file");
  edit("DELETE FROM release");
  EXPECT_EQ(outcome(by_police()), "records.row-missing");
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 0);
}

TEST_P(Records, LeaveNoSecondTimeUnderAnotherNameOfTheirSource) {
  bring_into_force(records_agreement({}));
  (void)given(by_police());
  ASSERT_EQ(code_of(hub().database().execute("UPDATE feed SET id = 'ed-new' WHERE id = 'ed-istv'")), "fine");
  open_it();
  EXPECT_EQ(outcome(by_police()), "records.feed-renamed");
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 1);
  ASSERT_EQ(code_of(hub().database().execute("UPDATE feed SET id = 'ed-istv' WHERE id = 'ed-new'")), "fine");
  open_it();
  EXPECT_EQ(outcome(by_police()), "given") << "again, the same files";
  // Two that change names with each other: both are known.
  for (auto const sql : {store::Sql{"UPDATE feed SET id = 'x' WHERE id = 'ed-istv'"}, store::Sql{"UPDATE feed SET id = 'ed-istv' WHERE id = 'police-incidents'"}, store::Sql{"UPDATE feed SET id = 'police-incidents' WHERE id = 'x'"}}) {
    ASSERT_EQ(code_of(hub().database().execute(sql)), "fine");
  }
  open_it();
  EXPECT_NE(outcome(by_police()), "given");
}

TEST_P(Records, LeaveNoSecondTimeOnceTheirEntryIsAnother) {
  bring_into_force(records_agreement({}));
  auto const index = given(by_police()).ledger_index();
  for (auto const sql : {store::Sql{"DELETE FROM release_file"}, store::Sql{"DELETE FROM release"}}) ASSERT_TRUE(hub().database().execute(sql));
  ASSERT_TRUE(hub().database().execute(hub().database().backend() == store::Backend::sqlite ? store::Sql{"DROP TRIGGER ledger_leaf_no_update"} : store::Sql{"ALTER TABLE ledger_leaf DISABLE TRIGGER ALL"}));
  auto const other = *hub().log().entry(index - 1);
  ASSERT_EQ(code_of(hub().database().execute("UPDATE ledger_leaf SET entry = ? WHERE i = ?", store::ByteView{crypto::bytes_of(other)}, index)), "fine");
  EXPECT_EQ(outcome(by_police()), "ledger.entry-changed");
  // Nor where the newest checkpoint is made to be one from before that entry.
  auto const old = hub().database().query_one("SELECT note FROM ledger_checkpoint ORDER BY size LIMIT 1", [](store::Row const& row) { return row.string(0); });
  ASSERT_EQ(code_of(hub().database().execute("INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (1000000, ?, 'x')", **old)), "fine");
  EXPECT_EQ(outcome(by_police()), "ledger.checkpoint-differs");
}

TEST_P(Records, StandStillWithTheirAgreement) {
  bring_into_force(records_agreement({}));
  (void)given(by_police());
  ASSERT_EQ(code_of(change_agreement(hub(), "isa.northshire.records@1", AgreementChange::suspend, "edgar", "a breach was found")), "fine");
  EXPECT_NE(outcome(by_police()), "given");
}

TEST_P(Records, OfWhichThereAreTooFewDoNotLeave) {
  RecordTerms terms;
  terms.control = "profile: istv-rows, min_group: 500, on_fail: suppress";
  bring_into_force(records_agreement(terms));
  auto const why = outcome(by_police());
  EXPECT_TRUE(why == "generalise.cannot" || why == "recipient.named" || why == "records.too-few") << why;
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 0);
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Records, OfElsewhereDoNotLeave) {
  for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
    take_in("police-incidents", police_month(month, {14, 20, 6, 4}));
    take_in("ed-istv", ed_month(month, {{40, 150}}));
  }
  bring_into_force(records_agreement({}));
  auto asked = by_police();
  asked.quarter = "2026-Q2";
  EXPECT_EQ(outcome(asked), "records.none") << "the agreement is for what happened in the partnership";
}

TEST_P(Records, TellNoPlaceThatTheAgreementTakesOut) {
  auto terms = for_partnership();
  terms.more_conditions = "        suppress_when: [{field: istv.assault_location_type, is: [home, education], items: [istv.assault_place]}]\n";
  bring_into_force(records_agreement(terms));
  for (auto const& row : rows_of(given(by_partnership()))) {
    if (row.back() != "dwelling" && row.back() != "school") continue;
    EXPECT_THAT((std::set<std::string>{"unknown", "any"}), ::testing::Contains(row[1]));
  }
}

}  // namespace
}  // namespace concordat::hub::proving
