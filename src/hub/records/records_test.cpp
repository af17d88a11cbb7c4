// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/chance.h"
#include "hub/hub_test_tools.h"
#include "hub/records/record_release.h"
#include "hub/records/record_rows.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view purpose = "violence-hotspot-analysis";

/// Records of the department to one agency, as its rule lets them leave.
struct RecordTerms {
  std::string id = "isa.northshire.records";
  int version = 1;
  std::string recipient = "northshire-police";
  std::string recipient_kind = "police";
  std::string control = "profile: istv-rows, min_group: 5, on_fail: suppress";
  std::string form = "depersonalised";
  std::vector<std::string> items = {"{field: istv.assault_at, as: hour}", "{field: istv.assault_place, as: cell}", "{field: istv.assault_location_type, as: code}", "{field: istv.assault_method, as: code}"};
  std::string more_conditions = {};
};

std::string records_agreement(RecordTerms const& terms) {
  std::string items;
  for (auto const& item : terms.items) items += fmt::format("        - {}\n", item);
  return fmt::format(R"(agreement:
  format: concordat-agreement/1
  id: {0}
  version: {6}
  title: Records
  summary: Records of assaults with nobody in them.
  status: signed
  in_force: {{from: "2026-01-01", until: "2027-12-31"}}
  review_by: "2026-12-31"
  contact: {{agency: northshire-general-ed, role: information-governance-lead}}
  parties:
    - {{agency: northshire-general-ed, kind: nhs-provider, acts_as: [discloser]}}
    - {{agency: {1}, kind: {2}, acts_as: [recipient]}}
  purposes:
    - {{id: violence-hotspot-analysis, because: "To find where violence happens"}}
  rules:
    - id: rows
      discloser: [northshire-general-ed]
      recipient: [{1}]
      recipient_roles: [analyst]
      purposes: [violence-hotspot-analysis]
      gateway: not-personal-data
      form: {3}
      items:
{4}      conditions:
        area: {{incident_within: [northshire]}}
{7}      disclosure_control: {{{5}}}
      retention: {{keep_for: P1Y, from: received, then: delete}}
      onward: none
      why: An analyst plans by when and where
)",
                     terms.id, terms.recipient, terms.recipient_kind, terms.form, items, terms.control, terms.version, terms.more_conditions);
}

std::string ed_records(std::string_view month, int count, SeededChance& chance) {
  std::string text{ed_header};
  for (int i = 0; i < count; ++i) {
    auto const kind = chance.below(10);
    auto const area = chance.below(4);
    text += fmt::format("{0}-01,{0}-{1:02} {2:02}:{3:02},{4},{5},Anna Aster of 1 Mill Street,{6},{7}\n", month, 1 + chance.below(28), chance.below(24), chance.below(60),
                        chance.below(5) < 3 ? "S1" : "S2", kind < 6 ? "L1" : kind < 8 ? "L2" : kind < 9 ? "L3" : "L4", static_cast<int>(corner_easting + static_cast<double>(area) * area_side + 100 + static_cast<double>(chance.below(1800))),
                        static_cast<int>(corner_northing + 100 + static_cast<double>(chance.below(1800))));
  }
  return text;
}

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
  static RecordTerms for_partnership(std::string control = "profile: istv-rows, min_group: 5, on_fail: suppress, recipient_holds_named_incidents: false") {
    RecordTerms terms;
    terms.recipient = "northshire-csp";
    terms.recipient_kind = "local-authority";
    terms.control = std::move(control);
    return terms;
  }
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
