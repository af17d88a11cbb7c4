// SPDX-License-Identifier: Apache-2.0
// The life of an agreement on both stores: two people to bring it into force, one to stop it, both sides to lift that;
// how it stood at any earlier entry of the ledger.
#include "hub/agreements/change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/agreements/history.h"
#include "hub/hub_test_tools.h"
#include "hub/release/release.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;

constexpr auto police = "isa.northshire.police@1";

class LifeOfAnAgreement : public HubTest {
 protected:
  std::string change(AgreementChange what, std::string const& by, std::string const& reason = "There is a reason", std::string const& of = police) {
    auto const before = *hub().log().size();
    auto const changed = change_agreement(hub(), of, what, by, reason);
    EXPECT_EQ(*hub().log().size(), before + 1) << "done or refused, it is recorded";
    if (!changed) {
      EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
      return code_of(changed);
    }
    return std::string{name_of(changed->state).view()} + (changed->waits ? ", waits" : "");
  }
  std::string standing(std::string const& of = police) {
    auto const held = held_agreements(hub(), hub().database(), clock_.today());
    EXPECT_EQ(code_of(held), "fine");
    auto const* const one = held->find(of);
    return one == nullptr ? "not there" : std::string{agreements::name_of(held->standing_of(*one, clock_.today())).view()};
  }
  void set_members(std::string const& from, std::string const& to) {
    put(folder() / "partnership.yaml", replaced(get(folder() / "partnership.yaml"), from, to));
    ASSERT_EQ(code_of(init()), "fine");
    open_it();
  }
  /// What lets single people be seen, under conditions: the school's register to the police.
  std::string personal_text(std::string const& assessments) {
    Terms terms;
    terms.id = "isa.northshire.people";
    terms.retention = "      retention: {keep_for: P6M, from: received, then: delete}\n";
    auto text = replaced(agreement_text(terms), "form: aggregate", "form: personalised");
    text = replaced(text, "        - {field: police.count_by_area_quarter, as: count}\n        - {field: police.count_by_weekday_hour, as: count}\n        - {field: police.count_by_cell, as: count}\n",
                    "        - {field: person.name, as: value}\n");
    text = replaced(text, "      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}\n", "");
    text = replaced(text, "area: {incident_within: [northshire]}", "necessity: {stated: true}\n        case: {type: gang-conference, state: open, requester: member, subject: listed}");
    text = replaced(text, "gateway: not-personal-data", "gateway: cda1998-s115");
    return replaced(text, "  contact:", assessments + "  contact:");
  }
};
CONCORDAT_ON_BOTH_STORES(LifeOfAnAgreement);

TEST_P(LifeOfAnAgreement, BeginsOnlyWithTwoDifferentPeopleOfTwoParties) {  // S58
  take_in_a_quarter();
  bring_into_force(agreement_text(ed_terms()));
  ASSERT_EQ(code_of(add(agreement_text({}))), "fine");
  EXPECT_EQ(standing(), "not-activated");
  EXPECT_EQ(ask(csp_request()), "R01 not-activated");
  for (auto const* by : {"anna", "hanna", "edgar", "nobody", ""}) EXPECT_EQ(change(AgreementChange::activate, by), "agreement.not-a-lead") << by;
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "signed, waits");
  EXPECT_EQ(ask(csp_request()), "R01 not-activated");
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "agreement.needs-second-person");
  EXPECT_EQ(change(AgreementChange::activate, "paula"), "active");
  EXPECT_EQ(standing(), "in-force");
  EXPECT_EQ(ask(csp_request()), "permit");
  EXPECT_EQ(change(AgreementChange::activate, "paula"), "agreement.already-active");
  EXPECT_EQ(change(AgreementChange::activate, "greta", "", "isa.northshire.police@2"), "agreement.unknown");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(LifeOfAnAgreement, TakesASecondPersonOfTheSamePartyOnlyWhereNoOtherPartyHasALead) {  // S58
  set_members("    - {id: paula,", "    - {id: gerda, agency: northshire-csp, roles: [information-governance-lead], trained: []}\n    - {id: paula,");
  ASSERT_EQ(code_of(add(agreement_text({}))), "fine");
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "signed, waits");
  EXPECT_EQ(change(AgreementChange::activate, "gerda"), "agreement.needs-second-person") << "the police have a lead of their own";
  set_members("    - {id: paula, agency: northshire-police, roles: [information-governance-lead], trained: []}\n", "");
  EXPECT_EQ(change(AgreementChange::activate, "gerda"), "active");
}

TEST_P(LifeOfAnAgreement, IsToldAtOnceToHaveNobodyWhoCouldBringItIntoForce) {  // S58
  auto const added = [&] {
    auto const one = add(agreement_text({}));
    EXPECT_EQ(code_of(one), "fine");
    return one && !one->findings.empty() ? sentence(one->findings.front()) : std::string{};
  };
  EXPECT_EQ(added(), "");
  set_members("    - {id: paula, agency: northshire-police, roles: [information-governance-lead], trained: []}\n", "");
  auto const one_alone = added();
  EXPECT_THAT(one_alone, ::testing::HasSubstr("only greta of northshire-csp could"));
  EXPECT_THAT(one_alone, ::testing::HasSubstr("one person of one of these the role information-governance-lead too: northshire-police."));
  set_members("id: greta, agency: northshire-csp, roles: [information-governance-lead]", "id: greta, agency: northshire-csp, roles: [analyst]");
  auto const nobody = added();
  EXPECT_THAT(nobody, ::testing::HasSubstr("no party has an information-governance lead"));
  EXPECT_THAT(nobody, ::testing::HasSubstr("[too-few-leads]"));
}

TEST_P(LifeOfAnAgreement, IsToldThatTheLeadsOfTwoPartiesAreOnePerson) {  // S58
  one_account("greta", "paula");
  auto const alone = add(agreement_text({}));
  ASSERT_EQ(code_of(alone), "fine");
  ASSERT_FALSE(alone->findings.empty()) << "two posts, one person";
  EXPECT_EQ(alone->findings.front().code, "too-few-leads");
}

TEST_P(LifeOfAnAgreement, CountsWhoHasLeftForNothingAndOneAccountForOnePerson) {  // S58
  ASSERT_EQ(code_of(add(agreement_text({}))), "fine");
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "signed, waits");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE member SET active = 0 WHERE id = 'greta'")), "fine");
  EXPECT_EQ(change(AgreementChange::activate, "paula"), "signed, waits") << "greta has left: hers is no longer a yes";
  ASSERT_EQ(code_of(hub().database().execute("UPDATE member SET active = 1 WHERE id = 'greta'")), "fine");
  one_account("greta", "paula");
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "agreement.needs-second-person") << "whoever signs in as both is one person";
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM account_member WHERE member = 'paula'")), "fine");
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "active");
}

TEST_P(LifeOfAnAgreement, WaitsForEverySignatureAndNeverBeginsAfterItsEnd) {
  ASSERT_EQ(code_of(add(agreement_text({}), {"northshire-police"})), "fine");
  EXPECT_EQ(standing(), "not-signed");
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "agreement.not-signed");
  EXPECT_EQ(change(AgreementChange::suspend, "greta"), "agreement.not-active");
  ASSERT_EQ(code_of(add(agreement_text({}), {"northshire-police", "northshire-csp"})), "fine");
  EXPECT_EQ(standing(), "not-activated");
  clock_.set(*parse_instant("2028-01-01T00:00:00Z"));
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "agreement.over");
}

TEST_P(LifeOfAnAgreement, IsSuspendedByOneAloneAndLiftedOnlyByBothSides) {
  bring_into_force(agreement_text({}));
  EXPECT_EQ(change(AgreementChange::resume, "greta"), "agreement.not-suspended");
  for (auto const* const none : {" ", "no", "ok, done", "- - - -"}) EXPECT_EQ(change(AgreementChange::suspend, "paula", none), "agreement.no-reason") << none;
  EXPECT_EQ(change(AgreementChange::suspend, "paula", std::string(2'001, 'x')), "agreement.no-reason");
  EXPECT_EQ(change(AgreementChange::suspend, "paula"), "suspended");
  EXPECT_EQ(standing(), "suspended");
  EXPECT_EQ(change(AgreementChange::resume, "greta"), "suspended, waits") << "the recipient alone lifts nothing";
  EXPECT_EQ(standing(), "suspended");
  EXPECT_EQ(change(AgreementChange::resume, "greta"), "agreement.other-side-must-agree");
  EXPECT_EQ(change(AgreementChange::resume, "paula"), "active");
  EXPECT_EQ(standing(), "in-force");
  // What was agreed for one suspension does not count for the next.
  EXPECT_EQ(change(AgreementChange::suspend, "greta"), "suspended");
  EXPECT_EQ(change(AgreementChange::resume, "paula"), "suspended, waits");
  EXPECT_EQ(change(AgreementChange::suspend, "paula"), "suspended") << "now both have: both must agree anew";
  EXPECT_EQ(change(AgreementChange::resume, "greta"), "suspended, waits");
  EXPECT_EQ(change(AgreementChange::resume, "paula"), "active");
  EXPECT_EQ(change(AgreementChange::end, "greta", ""), "agreement.no-reason");
  EXPECT_EQ(change(AgreementChange::end, "greta"), "ended");
  EXPECT_EQ(change(AgreementChange::resume, "paula"), "agreement.ended");
}

TEST_P(LifeOfAnAgreement, KeepsWhyForThePartiesSealedBesideTheLedger) {
  bring_into_force(agreement_text({}));
  ASSERT_EQ(change(AgreementChange::suspend, "paula", "Laptops were lost in Zebulonia"), "suspended");
  auto const entry = hub().log().entry(*hub().log().size() - 1);
  EXPECT_EQ(entry->find("Zebulonia"), std::string::npos);
  auto const own = agreement_history(hub(), police, "northshire-csp");
  ASSERT_EQ(code_of(own), "fine");
  ASSERT_EQ(own->steps.size(), 4U);
  EXPECT_EQ(own->steps.back().reason, "Laptops were lost in Zebulonia");
  EXPECT_EQ(own->steps.back().change.by, (Actor{"paula", "northshire-police"}));
  auto const stranger = agreement_history(hub(), police, "northshire-school");
  ASSERT_EQ(code_of(stranger), "fine");
  EXPECT_EQ(stranger->steps.back().reason, "");
  EXPECT_EQ(stranger->steps.back().change.by, (Actor{"", "northshire-police"}));
  EXPECT_EQ(code_of(agreement_history(hub(), "isa.northshire.police@9", "")), "agreement.unknown");
}

TEST_P(LifeOfAnAgreement, CanBeToldAsItStoodAtAnyEntryOfTheLedger) {
  std::vector<std::pair<std::uint64_t, std::string>> seen;
  auto const note = [&] { seen.emplace_back(*hub().log().size() - 1, standing()); };
  ASSERT_EQ(code_of(add(agreement_text({}), {"northshire-police"})), "fine");
  note();
  ASSERT_EQ(code_of(add(agreement_text({}))), "fine");
  note();
  for (auto const& [what, by] : {std::pair{AgreementChange::activate, "greta"}, {AgreementChange::activate, "paula"}, {AgreementChange::suspend, "paula"},
                                 {AgreementChange::resume, "paula"}, {AgreementChange::resume, "greta"}}) {
    (void)change(what, by);
    note();
  }
  Terms later;
  later.version = 2;
  later.from = "2026-11-23";
  auto const first = held_agreements(hub(), hub().database(), clock_.today());
  auto const replaces = fmt::format("  replaces: {{version: 1, sha256: \"{}\"}}\n  contact:", first->find(police)->agreement.sha256);
  bring_into_force(replaced(agreement_text(later), "  contact:", replaces));
  note();
  clock_.set(*parse_instant("2026-11-23T08:00:00Z"));
  (void)change(AgreementChange::suspend, "anna");  // a refusal: an entry of the new day
  note();
  (void)change(AgreementChange::end, "paula");
  note();
  std::vector<std::string> told;
  for (auto const& [index, then] : seen) {
    auto const again = standing_at(hub(), police, index);
    ASSERT_EQ(code_of(again), "fine") << index;
    ASSERT_TRUE(*again) << index;
    told.emplace_back(agreements::name_of(**again).view());
    EXPECT_EQ(told.back(), then) << index;
  }
  EXPECT_THAT(told, ElementsAre("not-signed", "not-activated", "not-activated", "in-force", "suspended", "suspended", "in-force", "in-force", "superseded", "ended"));
  auto const before = standing_at(hub(), police, seen.front().first - 1);
  ASSERT_EQ(code_of(before), "fine");
  EXPECT_EQ(*before, std::nullopt) << "it was not there yet";
  EXPECT_EQ(code_of(standing_at(hub(), police, 1'000'000)), "ledger.no-such-entry");
}

TEST_P(LifeOfAnAgreement, OfPersonalDataWaitsForBothAssessments) {  // S40
  auto const reference = "isa.northshire.people@1";
  auto const added = add(personal_text("  dpia: {ref: \"DPIA-1\", approved: \"2026-10-01\"}\n"));
  ASSERT_EQ(code_of(added), "fine") << (added ? "" : sentence(added.error().findings.empty() ? Finding{} : added.error().findings.front()));
  auto const activate = [&](std::string const& by) { return change(AgreementChange::activate, by, "", reference); };
  EXPECT_EQ(activate("greta"), "agreement.needs-assessment") << "the one of the document names no owner";
  Date const day = *parse_date("2026-11-01");
  auto const assess = [&](NewAssessment const& assessment, std::string const& by = "greta", std::string const& of = "isa.northshire.people@1") {
    return code_of(assess_agreement(hub(), of, assessment, by));
  };
  EXPECT_EQ(assess({AssessmentKind::equality, " ", day, "strategic-lead"}), "agreement.assessment");
  EXPECT_EQ(assess({AssessmentKind::equality, "EIA-7", day, ""}), "agreement.assessment");
  EXPECT_EQ(assess({AssessmentKind::equality, "EIA-7", *parse_date("2026-11-22"), "strategic-lead"}), "agreement.assessment");
  EXPECT_EQ(assess({AssessmentKind::equality, "EIA-7", day, "strategic-lead"}, "anna"), "agreement.not-a-lead");
  EXPECT_EQ(assess({AssessmentKind::equality, "EIA-7", day, "strategic-lead"}, "greta", "isa.northshire.people@9"), "agreement.unknown");
  EXPECT_EQ(assess({AssessmentKind::equality, "EIA-7", day, "strategic-lead"}), "fine");
  EXPECT_EQ(activate("greta"), "agreement.needs-assessment");
  EXPECT_EQ(assess({AssessmentKind::data_protection, "DPIA-1", day, "data-protection-officer"}), "fine");
  EXPECT_EQ(leaves().back().event, ledger::Event::agreement);
  EXPECT_EQ(activate("greta"), "signed, waits");
  EXPECT_EQ(activate("paula"), "active");
  auto const held = held_agreements(hub(), hub().database(), clock_.today());
  EXPECT_TRUE(held->find(reference)->assessed);
  auto const all = assessments_of(hub().database(), held->find(reference)->agreement);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_TRUE(std::ranges::all_of(*all, &RecordedAssessment::is_whole));
  ASSERT_EQ(change(AgreementChange::end, "greta", "It is over", reference), "ended");
  EXPECT_EQ(assess({AssessmentKind::equality, "EIA-8", day, "strategic-lead"}), "agreement.ended");
}

TEST_P(LifeOfAnAgreement, NeverLosesASignatureByBeingAddedAgain) {
  bring_into_force(agreement_text({}));
  ASSERT_EQ(standing(), "in-force");
  auto const file = (folder() / "agreement1.yaml").string();
  auto sidecar = agreements::read_sidecar(get(agreements::sidecar_name(file)));
  ASSERT_TRUE(sidecar);
  for (auto& signature : sidecar->signatures) {
    if (signature.agency == "northshire-csp") signature.signature.front() = signature.signature.front() == 'A' ? 'B' : 'A';
  }
  put(agreements::sidecar_name(file), agreements::write_sidecar(*sidecar));
  EXPECT_EQ(code_of(add_agreement(hub(), file)), "fine");
  EXPECT_EQ(standing(), "in-force") << "a damaged signature of a recipient takes nothing away";
  sidecar->signatures.clear();
  put(agreements::sidecar_name(file), agreements::write_sidecar(*sidecar));
  (void)add_agreement(hub(), file);
  EXPECT_EQ(standing(), "in-force");
}

TEST_P(LifeOfAnAgreement, TakesSignaturesThatAreHandedInOneByOne) {
  ASSERT_EQ(code_of(add(agreement_text({}), {"northshire-police"})), "fine");
  auto const held = held_agreements(hub(), hub().database(), clock_.today());
  auto const own = agreements::sign(held->find(police)->agreement, {}, {"northshire-csp", "strategic-lead", clock_.now()}, signing_keys_.at("northshire-csp"));
  ASSERT_TRUE(own);
  EXPECT_EQ(code_of(add_signatures(hub(), "isa.northshire.police@9", agreements::write_sidecar(*own), {"greta", "northshire-csp"})), "agreement.unknown");
  EXPECT_EQ(code_of(add_signatures(hub(), police, "{}", {"greta", "northshire-csp"})), "agreements.sidecar-malformed");
  auto const added = add_signatures(hub(), police, agreements::write_sidecar(*own), {"greta", "northshire-csp"});
  ASSERT_EQ(code_of(added), "fine");
  EXPECT_EQ(added->state, LifeState::signed_by_all);
  EXPECT_EQ(standing(), "not-activated");
  auto other = *own;
  other.sha256 = std::string(64, 'a');
  EXPECT_EQ(code_of(add_signatures(hub(), police, agreements::write_sidecar(other), {"greta", "northshire-csp"})), "agreement.unsigned");
}

TEST_P(LifeOfAnAgreement, NoLongerHoldsWhereAKeyOrAnAgencyChangedAndOpensNothing) {
  take_in_a_quarter();
  agree_on_figures();
  auto const hash = held_agreements(hub(), hub().database(), clock_.today())->find(police)->agreement.sha256;
  Terms second;
  second.version = 2;
  bring_into_force(replaced(agreement_text(second), "  contact:", fmt::format("  replaces: {{version: 1, sha256: \"{}\"}}\n  contact:", hash)));
  auto const file = (folder() / "agreement3.yaml").string();
  constexpr auto newer = "isa.northshire.police@2";
  EXPECT_EQ(ask(csp_request()), "permit");
  EXPECT_TRUE(unsound_agreements(hub())->empty());

  // Another key of the agency: what it signed with the old one must be signed again.
  auto const published = folder() / "public" / "northshire-police.pub";
  auto key = crypto::SigningKey::generate(chance_);
  put(published, fmt::format("northshire-police {}\n", crypto::to_base64(key.public_key())));
  ASSERT_EQ(code_of(init()), "fine");
  open_it();
  EXPECT_EQ(standing(newer), "unsound");
  EXPECT_EQ(standing(), "superseded") << "what is replaced for good need not be signed again";
  EXPECT_EQ(ask(csp_request()), "R01 unsound");
  auto const found = unsound_agreements(hub());
  ASSERT_EQ(found->size(), 1U);
  EXPECT_THAT(found->back().misfits, ::testing::Contains(::testing::HasSubstr("'northshire-police' was not made with its key")));
  signing_keys_.erase("northshire-police");
  signing_keys_.emplace("northshire-police", std::move(key));
  auto const text = get(file);
  auto const loaded = agreements::load(text, file, hub().vocabulary(), clock_.today());
  auto const signature = agreements::sign(*loaded.agreement, {}, {"northshire-police", "strategic-lead", clock_.now()}, signing_keys_.at("northshire-police"));
  EXPECT_EQ(code_of(add_signatures(hub(), newer, agreements::write_sidecar(*signature), {"paula", "northshire-police"})), "fine");
  EXPECT_EQ(standing(newer), "in-force");
  EXPECT_EQ(standing(), "superseded");
  EXPECT_EQ(ask(csp_request()), "permit");

  // Another kind of the agency: the words no longer fit, and the version before does not come back.
  set_members("{id: northshire-csp, kind: local-authority", "{id: northshire-csp, kind: charity");
  EXPECT_EQ(standing(newer), "unsound");
  EXPECT_EQ(ask(csp_request()), "R01 unsound");
  EXPECT_EQ(change(AgreementChange::suspend, "greta", "It must be looked at", newer), "suspended") << "it can still be stopped";
}

TEST_P(LifeOfAnAgreement, IsNotActivatedWhereItNoLongerFits) {
  ASSERT_EQ(code_of(add(agreement_text({}))), "fine");
  set_members("{id: northshire-csp, kind: local-authority", "{id: northshire-csp, kind: charity");
  EXPECT_EQ(standing(), "not-activated");
  EXPECT_EQ(change(AgreementChange::activate, "greta"), "agreement.no-longer-fits");
}

TEST_P(LifeOfAnAgreement, WhatWasTakenOverWithoutASignatureNeverWasAgreed) {
  ASSERT_EQ(code_of(add(agreement_text({}), {"northshire-police"})), "fine");
  auto& database = hub().database();
  ASSERT_TRUE(database.execute("UPDATE agreement SET state = 'active'"));
  ASSERT_TRUE(database.execute("UPDATE agreement_change SET step = 'adopt', state = 'active', ledger_index = 0"));
  EXPECT_EQ(standing(), "not-signed");
}

TEST_P(LifeOfAnAgreement, NothingIsDecidedWhereAStoredOneCannotBeRead) {
  take_in_a_quarter();
  agree_on_figures();
  ASSERT_EQ(ask(csp_request()), "permit");
  ASSERT_TRUE(hub().database().execute("UPDATE agreement SET document = '{}' WHERE id = 'isa.northshire.police'"));
  EXPECT_EQ(code_of(held_agreements(hub(), hub().database(), clock_.today())), "agreement.unreadable");
  EXPECT_NE(ask(csp_request()), "permit");
  ASSERT_TRUE(hub().database().execute("UPDATE agreement SET document = 'no document' WHERE id = 'isa.northshire.police'"));
  EXPECT_EQ(code_of(held_agreements(hub(), hub().database(), clock_.today())), "agreement.unreadable");
  ASSERT_TRUE(hub().database().execute("UPDATE agreement SET state = 'ended' WHERE id = 'isa.northshire.police'"));
  EXPECT_EQ(code_of(held_agreements(hub(), hub().database(), clock_.today())), "fine") << "one that was ended forbids nothing";
}

TEST_P(LifeOfAnAgreement, ANewVersionNamesTheOneItReplaces) {
  bring_into_force(agreement_text({}));
  auto const held = held_agreements(hub(), hub().database(), clock_.today());
  auto const hash = held->find(police)->agreement.sha256;
  auto const version = [&](int number, int replaces, std::string const& sha256) {
    Terms terms;
    terms.version = number;
    return replaced(agreement_text(terms), "  contact:", fmt::format("  replaces: {{version: {}, sha256: \"{}\"}}\n  contact:", replaces, sha256));
  };
  Terms second;
  second.version = 2;
  EXPECT_EQ(code_of(add(agreement_text(second))), "agreement.replaces-other") << "it names none";
  EXPECT_EQ(code_of(add(version(2, 1, std::string(64, 'a')))), "agreement.replaces-other") << "other words";
  EXPECT_EQ(code_of(add(version(3, 2, hash))), "agreement.replaces-other") << "one that is not there";
  EXPECT_EQ(code_of(add(version(2, 1, hash))), "fine");
  EXPECT_EQ(standing(), "in-force") << "a version that nobody has activated replaces nothing";
  EXPECT_EQ(code_of(add(version(3, 1, hash))), "fine") << "version 2 was never in force";
  activate("isa.northshire.police@2");
  EXPECT_EQ(standing(), "superseded");
  EXPECT_EQ(code_of(add(version(4, 1, hash))), "agreement.replaces-other") << "version 2 lies between";
}

}  // namespace
}  // namespace concordat::hub::proving
