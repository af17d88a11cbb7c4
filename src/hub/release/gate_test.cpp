// SPDX-License-Identifier: Apache-2.0
#include "hub/release/gate.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/release/tables.h"

namespace concordat::hub::proving {
namespace {

class GateTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in("police-incidents", police_month("2026-07", {3}));
  }
  [[nodiscard]] std::string ask_with(std::string GateRequest::*part, std::string value) {
    auto request = csp_request();
    request.*part = std::move(value);
    return ask(request);
  }
};
CONCORDAT_ON_BOTH_STORES(GateTest);

TEST_P(GateTest, WithoutAnAgreementNothingIsPermittedToAnybody) {
  for (auto const& table : release_tables()) {
    EXPECT_EQ(ask(csp_request(std::string{table.id.view()})), "R01 no-agreement");
  }
  EXPECT_EQ(ask({"violence-map", "northshire-school", "dora", "analyst", "violence-hotspot-analysis"}), "R01 no-agreement");
}

TEST_P(GateTest, EveryReasonToRefuseHasItsCode) {
  bring_into_force(agreement_text({}));
  EXPECT_EQ(ask(csp_request()), "permit");
  EXPECT_EQ(ask_with(&GateRequest::recipient, "somebody"), "R01 no-agreement");
  EXPECT_EQ(ask_with(&GateRequest::purpose, "strategic-assessment"), "R02 purpose");
  EXPECT_EQ(ask_with(&GateRequest::purpose, "curiosity"), "R02 unknown-purpose");
  EXPECT_EQ(ask_with(&GateRequest::purpose, "immigration"), "R03 barred-purpose");
  EXPECT_EQ(ask_with(&GateRequest::purpose, "immigration-enforcement"), "R03 barred-purpose");
  EXPECT_EQ(ask_with(&GateRequest::member, "nobody"), "R16 role");
  EXPECT_EQ(ask_with(&GateRequest::member, "bert"), "R16 role") << "of another agency";
  EXPECT_EQ(ask_with(&GateRequest::role, "mentor"), "R16 role") << "a role she does not hold";
  auto mentor = csp_request();
  mentor.member = "emil";
  mentor.role = "mentor";
  EXPECT_EQ(ask(mentor), "R16 role") << "a role the agreement does not name";
}

TEST_P(GateTest, NoTableButTheFixedOnesCanBeAskedFor) {  // S11
  bring_into_force(agreement_text({}));
  for (auto const* table : {"*", "violence-*", "%", "person", "source_record", "quarantine", "people", "violence-by-area,person", "VIOLENCE-MAP", "",
                            "violence-by-area; DROP TABLE person", "../violence-by-area"}) {
    EXPECT_EQ(ask(csp_request(table)), "R04 unknown-table") << table;
  }
  std::vector<std::string> names;
  for (auto const& table : release_tables()) names.emplace_back(table.id.view());
  EXPECT_THAT(names, ::testing::ElementsAre("violence-by-area", "violence-rates", "violence-by-hour", "violence-map", "violence-picture", "violence-patterns",
        "violence-hotspots", "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-around", "violence-space-time", "violence-funnel", "violence-signals", "violence-forecast"));
}

TEST_P(GateTest, ATableAsksForCountsOnlyAndNeverForAPerson) {  // S11, S74
  for (auto const& table : release_tables()) {
    for (auto const* kind : {"police_incidents", "police_street", "ed_istv", "ambulance_calls"}) {
      for (auto const& fields : {count_fields(kind, table.kind), row_fields(kind, table.kind)}) {
        EXPECT_FALSE(fields.empty()) << kind;
        for (auto const& field : fields) {
          auto const* known = hub().catalogue().field(field);
          ASSERT_NE(known, nullptr) << field;
          EXPECT_EQ(field.find("person."), std::string::npos) << field;
          EXPECT_NE(known->storage, catalogue::Storage::sealed) << field;
        }
      }
    }
    EXPECT_TRUE(count_fields("person_list", table.kind).empty());
    EXPECT_TRUE(count_fields("school_list", table.kind).empty());
  }
}

TEST_P(GateTest, PeopleAreNoSourceOfAnyTable) {
  take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,\n");
  auto const sources = sources_of_violence(hub());
  ASSERT_TRUE(sources);
  ASSERT_EQ(sources->size(), 1U);
  EXPECT_EQ(sources->front()->id, "police-incidents");
}

TEST_P(GateTest, AnAgreementHoldsOnItsDaysOnlyAndAClockSetBackRevivesNone) {
  Terms terms;
  terms.from = "2026-11-01";
  terms.until = "2026-12-01";
  clock_.set(*parse_instant("2026-10-20T10:00:00Z"));
  bring_into_force(agreement_text(terms));
  EXPECT_EQ(ask(csp_request()), "R01 not-yet");
  auto const at = [&](std::string const& day) {
    clock_.set(*parse_instant(day + "T10:00:00Z"));
    auto transaction = store::Transaction::write(hub().database());
    auto const answer = Gate{hub(), *transaction}.ask(csp_request());
    EXPECT_TRUE(transaction->commit());
    if (!answer) return code_of(answer);
    return *answer ? std::string{"permit"} : answer->error().reasons.front().reason;
  };
  EXPECT_EQ(at("2026-11-01"), "permit");
  EXPECT_EQ(at("2026-11-30"), "permit");
  EXPECT_EQ(at("2026-12-01"), "expired");
  EXPECT_EQ(at("2026-11-20"), "expired") << "the clock was set back";
}

TEST_P(GateTest, AnUnsignedAgreementIsNotBroughtIn) {
  EXPECT_EQ(code_of(add(agreement_text({}), {"northshire-csp"})), "agreement.unsigned");
  EXPECT_EQ(ask(csp_request()), "R01 no-agreement");
  // signed by the discloser, not yet by the recipient: held, and not in force
  auto const half = add(agreement_text({}), {"northshire-police"});
  ASSERT_EQ(code_of(half), "fine");
  EXPECT_EQ(half->signatures, agreements::SignatureState::proposed);
}

TEST_P(GateTest, SignaturesAreCheckedAtEachUse) {
  bring_into_force(agreement_text({}));
  ASSERT_EQ(ask(csp_request()), "permit");
  ASSERT_TRUE(hub().database().execute("UPDATE agreement SET document = replace(document, 'P3Y', 'P9Y')"));
  EXPECT_NE(ask(csp_request()), "permit") << "other words than were signed";
  ASSERT_TRUE(hub().database().execute("UPDATE agreement SET document = replace(document, 'P9Y', 'P3Y')"));
  ASSERT_EQ(ask(csp_request()), "permit");
  ASSERT_TRUE(hub().database().execute("UPDATE agency SET public_key = NULL WHERE id = 'northshire-police'"));
  EXPECT_EQ(ask(csp_request()), "R01 unsound");
}

TEST_P(GateTest, SuspendedAndEndedAgreementsPermitNothing) {
  bring_into_force(agreement_text({}));
  for (auto const& [state, answer] : {std::pair{"suspended", "R01 suspended"}, {"ended", "R01 ended"}}) {
    ASSERT_TRUE(hub().database().execute("UPDATE agreement SET state = ?", state));
    EXPECT_EQ(ask(csp_request()), answer);
  }
}

TEST_P(GateTest, AnAgreementWithAnItemWithoutRetentionIsRefused) {  // S30
  Terms terms;
  terms.retention.clear();
  auto const added = add(agreement_text(terms));
  EXPECT_EQ(code_of(added), "agreement.has-errors");
  ASSERT_FALSE(added);
  std::string said;
  for (auto const& finding : added.error().findings) said += sentence(finding) + "\n";
  EXPECT_NE(said.find("retention"), std::string::npos) << said;
  EXPECT_EQ(number_of("SELECT count(*) FROM agreement"), 0);
}

TEST_P(GateTest, ALeadSuspendsResumesAndEndsAnAgreementFromTheNextRequestOn) {
  take_in_a_quarter();
  agree_on_figures();
  std::string const reference = "isa.northshire.police@1";
  auto const first = release_of(csp_request());
  auto const change = [&](AgreementChange what, std::string const& by = "greta", std::string const& of = "isa.northshire.police@1") {
    auto const before = *hub().log().size();
    auto const changed = change_agreement(hub(), of, what, by, "For this test");
    EXPECT_EQ(*hub().log().size(), before + 1) << "done or refused, it is recorded";
    return code_of(changed);
  };
  EXPECT_EQ(change(AgreementChange::suspend), "fine");
  EXPECT_EQ(leaves().back().event, ledger::Event::agreement);
  EXPECT_EQ(leaves().back().agreement, reference);
  EXPECT_FALSE(leaves().back().actor.empty());
  EXPECT_EQ(ask(csp_request()), "R01 suspended");
  auto const again = release(hub(), {csp_request(), {}});
  ASSERT_TRUE(again);
  EXPECT_TRUE(std::holds_alternative<Refusal>(*again)) << "the stored release is not served either";
  EXPECT_EQ(change(AgreementChange::resume), "fine");
  EXPECT_EQ(ask(csp_request()), "R01 suspended") << "one side alone does not lift it";
  EXPECT_EQ(change(AgreementChange::resume, "paula"), "fine");
  EXPECT_EQ(release_of(csp_request()).id(), first.id());
  EXPECT_EQ(change(AgreementChange::end), "fine");
  EXPECT_EQ(ask(csp_request()), "R01 ended");
  for (auto const what : {AgreementChange::resume, AgreementChange::suspend, AgreementChange::end}) {
    EXPECT_EQ(change(what), "agreement.ended");
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  }
  bring_into_force(agreement_text({}));
  EXPECT_EQ(ask(csp_request()), "R01 ended") << "nor does adding the same version again";
  for (auto const* by : {"anna", "hanna", "nobody", ""}) EXPECT_EQ(change(AgreementChange::suspend, by, "isa.northshire.ed@1"), "agreement.not-a-lead") << by;
  EXPECT_EQ(change(AgreementChange::suspend, "greta", "isa.northshire.ed@2"), "agreement.unknown");
  EXPECT_EQ(change(AgreementChange::suspend, "greta", "Zebulonia"), "agreement.unknown");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(GateTest, AVersionNeverChangesItsWords) {
  bring_into_force(agreement_text({}));
  Terms other;
  other.until = "2028-12-31";
  EXPECT_EQ(code_of(add(agreement_text(other))), "agreement.version-taken");
  auto const again = add(agreement_text({}));
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_TRUE(again->was_there);
  EXPECT_EQ(number_of("SELECT count(*) FROM agreement"), 1);
}

TEST_P(GateTest, AnAgreementFileThatIsNoneIsRefused) {
  EXPECT_EQ(code_of(add("agreement: [")), "agreement.has-errors");
  EXPECT_EQ(code_of(add_agreement(hub(), (folder() / "nowhere.yaml").string())), "file.not-found");
  auto const file = folder() / "unsigned.yaml";
  put(file, agreement_text({}));
  EXPECT_EQ(code_of(add_agreement(hub(), file.string())), "agreement.unsigned");
  put(folder() / "unsigned.yaml.sig", "{}");
  EXPECT_EQ(code_of(add_agreement(hub(), file.string())), "agreements.sidecar-malformed");
}

TEST_P(GateTest, WithoutAnyDataTheAnswerSaysSo) {
  bring_into_force(agreement_text({}));
  ASSERT_TRUE(hub().database().execute("UPDATE submission SET state = 'erased'"));
  EXPECT_EQ(ask(csp_request()), "R12 not-held");
}

/// A table rests on every source: where one of them refuses, nothing leaves.
TEST_P(GateTest, OneSourceWithoutAnAgreementHoldsTheTableBack) {
  take_in("ed-istv", ed_month("2026-07", {{0, 3}}));
  bring_into_force(agreement_text({}));
  EXPECT_EQ(ask(csp_request()), "R01 no-agreement");
  bring_into_force(agreement_text(ed_terms()));
  EXPECT_EQ(ask(csp_request()), "permit");
}

class GateProperty : public HubTest {};
CONCORDAT_ON_BOTH_STORES(GateProperty);

/// What the agreements of this test allow, and what is an agency's own, said again without the module that decides.
struct Allowed {
  std::string recipient, member, role, purpose;
  std::vector<std::string> tables;
};

TEST_P(GateProperty, RandomRequestsNeverLeaveTheAgreements) {  // S10, S12
  take_in("police-incidents", police_month("2026-07", {3}));
  bring_into_force(agreement_text({}));
  Terms school;
  school.id = "isa.northshire.school";
  school.recipient = "northshire-school";
  school.recipient_kind = "school";
  school.purpose = "strategic-assessment";
  school.fields = {"police.count_by_area_quarter"};
  bring_into_force(agreement_text(school));
  std::vector<Allowed> const allowed{
      {"northshire-csp", "anna", "analyst", "violence-hotspot-analysis",
       {"violence-by-area", "violence-rates", "violence-by-hour", "violence-map", "violence-picture", "violence-patterns",
        "violence-hotspots", "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-around", "violence-space-time", "violence-funnel", "violence-forecast"}},
      {"northshire-csp", "fritz", "analyst", "violence-hotspot-analysis",
       {"violence-by-area", "violence-rates", "violence-by-hour", "violence-map", "violence-picture", "violence-patterns",
        "violence-hotspots", "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-around", "violence-space-time", "violence-funnel", "violence-forecast"}},
      {"northshire-school", "dora", "analyst", "strategic-assessment", {"violence-by-area", "violence-rates", "violence-change", "violence-contrast", "violence-scan", "violence-funnel"}},
  };
  std::set<std::string> const known_purposes{"violence-hotspot-analysis", "strategic-assessment", "enforcement-tasking"};
  std::vector<std::string> const tables{"violence-by-area", "violence-rates", "violence-by-hour", "violence-map", "violence-picture", "violence-patterns",
        "violence-hotspots", "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-around", "violence-space-time", "violence-funnel", "violence-signals", "violence-forecast", "*", "person"};
  std::vector<std::string> const agencies{"northshire-csp", "northshire-police", "northshire-general-ed", "northshire-school", "nobody"};
  std::vector<std::string> const members{"anna", "bert", "cleo", "dora", "emil", "fritz", "nobody"};
  std::vector<std::string> const roles{"analyst", "mentor", "neighbourhood-supervisor", "admin"};
  std::vector<std::string> const purposes{"violence-hotspot-analysis", "strategic-assessment", "immigration-enforcement", "enforcement-tasking", "anything"};
  SeededChance dice{11};
  auto const pick = [&](std::vector<std::string> const& from) { return from[dice.below(from.size())]; };
  auto transaction = store::Transaction::write(hub().database());
  ASSERT_TRUE(transaction);
  int permitted = 0;
  for (int i = 0; i < 2'500; ++i) {
    auto request = GateRequest{pick(tables), pick(agencies), pick(members), pick(roles), pick(purposes)};
    if (dice.below(3) == 0) request = {pick(tables), allowed[dice.below(3)].recipient, pick(members), "analyst", pick(purposes)};
    Gate gate{hub(), *transaction};
    auto const answer = gate.ask(request);
    ASSERT_EQ(code_of(answer), "fine");
    bool const own = request.recipient == "northshire-police" && request.member == "bert" && request.role == "analyst" &&
                     known_purposes.contains(request.purpose) && release_table(request.table) != nullptr;
    bool expected = own;
    for (auto const& one : allowed) {
      expected = expected || (one.recipient == request.recipient && one.member == request.member && one.role == request.role &&
                              one.purpose == request.purpose &&
                              std::find(one.tables.begin(), one.tables.end(), request.table) != one.tables.end());
    }
    ASSERT_EQ(answer->has_value(), expected)
        << request.table << ' ' << request.recipient << ' ' << request.member << ' ' << request.role << ' ' << request.purpose;
    if (!expected) {
      for (auto const& reason : answer->error().reasons) {
        ASSERT_FALSE(reason.code.empty() || reason.reason.empty() || reason.why.empty() || reason.remedy.empty());
      }
      continue;
    }
    ++permitted;
    // exactly the fields that the table asks for, under the one rule that names them
    auto const& granted = **answer;
    ASSERT_EQ(granted.sources.size(), 1U);
    std::vector<std::string> fields;
    for (auto const& permit : granted.sources.front().permits) fields.push_back(permit.field);
    auto asked = count_fields("police_incidents", granted.table->kind);
    // How many reports have a means is told besides, where the rule releases the count by means: never instead.
    if (tells_means(granted.table->kind) && fields.size() > asked.size()) asked.emplace_back("police.count_by_method");
    ASSERT_EQ(fields, asked);
    auto const* const rule = own ? "own-data" : request.recipient == "northshire-csp" ? "isa.northshire.police@1#figures" : "isa.northshire.school@1#figures";
    ASSERT_THAT(granted.rules, ::testing::ElementsAre(rule));
  }
  EXPECT_GT(permitted, 30);
}

class ExampleAgreement : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    auto const* shared = std::getenv("CONCORDAT_SHARED");
    auto const file = (shared != nullptr ? fs::path{shared} : fs::path{CONCORDAT_SOURCE_DIR} / ".." / "shared") / "examples" /
                      "agreements" / "isa-ed-istv.yaml";
    if (!fs::exists(file)) GTEST_SKIP() << "the example agreements are not here";
    text_ = get(file);
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("ed-istv", ed_month(month, {{0, 20, "L1"}, {1, 20, "L3"}, {2, 20, "unheard of"}}));
    }
    bring_into_force(text_);
  }
  std::string text_;
};
CONCORDAT_ON_BOTH_STORES(ExampleAgreement);

TEST_P(ExampleAgreement, IsEnforced) {
  EXPECT_EQ(ask(csp_request("violence-map")), "permit");
  auto untrained = csp_request("violence-map");
  untrained.member = "fritz";
  EXPECT_EQ(ask(untrained), "R16 training");
  EXPECT_EQ(ask({"violence-map", "northshire-police", "bert", "analyst", "violence-hotspot-analysis"}), "permit")
      << "through the partnership's rule on counts";
  EXPECT_EQ(ask({"violence-map", "northshire-police", "bert", "analyst", "strategic-assessment"}), "R01 no-agreement");
  EXPECT_EQ(ask({"violence-map", "northshire-school", "dora", "analyst", "violence-hotspot-analysis"}), "R01 no-agreement");
  auto immigration = csp_request("violence-map");
  immigration.purpose = "immigration-enforcement";
  EXPECT_EQ(ask(immigration), "R03 barred-purpose");
}

TEST_P(ExampleAgreement, AssaultsAtHomeAndAtPlacesOfUnknownKindHaveNoPlaceOnAnyMap) {
  for (auto const& request : {csp_request("violence-map"), GateRequest{"violence-map", "northshire-police", "bert", "analyst", "violence-hotspot-analysis"}}) {
    auto const map = content_of(release_of(request), "violence-map.csv");
    int first = 0;
    int others = 0;
    for (auto const line : text::split(map, '\n')) {
      auto const cells = text::split(line, ',');
      auto const easting = cells.size() < 3 ? std::nullopt : text::parse_decimal(cells[0]);
      if (!easting) continue;
      ++(*easting < corner_easting + area_side - 300 ? first : others);
    }
    EXPECT_GT(first, 0) << request.recipient << '\n' << map.substr(0, 600);
    EXPECT_EQ(others, 0) << request.recipient << '\n' << map.substr(0, 600);
  }
}

}  // namespace
}  // namespace concordat::hub::proving
