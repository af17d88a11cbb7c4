// SPDX-License-Identifier: Apache-2.0
// An agreement negotiated field by field, on both stores; and the switch of Children Act 2004 s.16LA in both settings.
#include "hub/agreements/draft.h"

#include <gmock/gmock.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;

class Negotiation : public HubTest {
 protected:
  std::string draft(std::string const& text, std::string const& by = "greta") {
    auto const added = add_draft(hub(), text, "draft.yaml", by);
    EXPECT_EQ(code_of(added), "fine") << (added || added.error().findings.empty() ? "" : sentence(added.error().findings.front()));
    return added ? added->id : "";
  }
  std::string use(std::string const& id, std::string const& field, std::string const& by = "anna", std::string const& words = "To see where violence is") {
    auto const before = *hub().log().size();
    auto const done = state_use(hub(), id, {"figures", field, words, {by, ""}});
    EXPECT_EQ(*hub().log().size(), before + 1) << "done or refused, it is recorded";
    return code_of(done);
  }
  std::string answer(std::string const& id, DraftAnswer const& one) {
    auto const before = *hub().log().size();
    auto const done = answer_draft(hub(), id, std::span{&one, 1});
    EXPECT_EQ(*hub().log().size(), before + 1) << "done or refused, it is recorded";
    return code_of(done);
  }
  static DraftAnswer say(std::string const& field, DraftVerdict verdict, std::string const& by = "paula") {
    DraftAnswer one;
    one.answer = {"figures", field, "", verdict};
    one.member = by;
    return one;
  }
  void set_partnership(std::string const& from, std::string const& to) {
    put(folder() / "partnership.yaml", replaced(get(folder() / "partnership.yaml"), from, to));
    ASSERT_EQ(code_of(init()), "fine");
    open_it();
  }
  static constexpr auto quarter = "police.count_by_area_quarter";
  static constexpr auto hours = "police.count_by_weekday_hour";
  static constexpr auto cells = "police.count_by_cell";
};
CONCORDAT_ON_BOTH_STORES(Negotiation);

TEST_P(Negotiation, GoesFieldByFieldFromUseToAnswerToTheDocumentThatIsSigned) {
  auto const id = draft(agreement_text({}));
  EXPECT_EQ(answer(id, say(quarter, DraftVerdict::accept)), "draft.use-first");
  auto const waits = [&](std::string_view agency) {
    auto const work = work_in(*find_draft(hub(), id, "northshire-police"), agency);
    return fmt::format("{} to say, {} to answer", work.to_say, work.to_answer);
  };
  EXPECT_EQ(waits("northshire-csp"), "3 to say, 0 to answer");
  EXPECT_EQ(waits("northshire-police"), "0 to say, 0 to answer");
  for (auto const* field : {quarter, hours, cells}) ASSERT_EQ(use(id, field), "fine");
  EXPECT_EQ(waits("northshire-csp"), "0 to say, 0 to answer");
  EXPECT_EQ(waits("northshire-police"), "0 to say, 3 to answer");
  EXPECT_EQ(answer(id, say(quarter, DraftVerdict::accept)), "fine");
  EXPECT_EQ(waits("northshire-police"), "0 to say, 2 to answer");
  auto no = say(hours, DraftVerdict::refuse);
  EXPECT_EQ(answer(id, no), "draft.no-code");
  no.code = "R07";
  no.reason = "No.";
  EXPECT_EQ(answer(id, no), "draft.no-code") << "nobody learns anything from it";
  no.code = "R99";
  no.reason = "Nobody needs the hour";
  EXPECT_EQ(answer(id, no), "draft.no-code");
  no.code = "R07";
  EXPECT_EQ(answer(id, no), "fine");
  EXPECT_THAT(leaves().back().why, ElementsAre("R07"));
  EXPECT_THAT(leaves().back().fields, ElementsAre("draft-refuse", hours));
  auto narrow = say(cells, DraftVerdict::narrow);
  EXPECT_EQ(answer(id, narrow), "draft.not-narrower");
  narrow.answer.form = "personalised";
  EXPECT_EQ(answer(id, narrow), "draft.not-narrower") << "that would be more, not less";
  narrow.answer.form.clear();
  narrow.answer.condition = "office-hours";
  EXPECT_EQ(answer(id, narrow), "fine");
  auto const seen = find_draft(hub(), id, "northshire-police");
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_EQ(seen->uses.size(), 3U);
  EXPECT_EQ(seen->answers.size(), 3U);
  auto const outcome = outcome_of(hub(), *seen);
  EXPECT_EQ(outcome.open, 0U);
  EXPECT_FALSE(has_errors(outcome.findings));
  auto const document = agreements::load(outcome.yaml, "outcome", hub().vocabulary(), clock_.today());
  ASSERT_TRUE(document.agreement) << outcome.yaml;
  EXPECT_EQ(document.agreement->sha256, outcome.sha256);
  ASSERT_EQ(document.agreement->rules.size(), 2U);
  EXPECT_EQ(document.agreement->rules[0].item(hours), nullptr);
  EXPECT_NE(document.agreement->rules[0].item(quarter), nullptr);
  EXPECT_TRUE(document.agreement->rules[1].conditions.time);
  EXPECT_NE(document.agreement->rules[1].item(cells), nullptr);
  // What came out is what is signed and enforced.
  bring_into_force(outcome.yaml);
  take_in_a_quarter();
  bring_into_force(agreement_text(ed_terms()));
  EXPECT_EQ(ask(csp_request()), "permit");
  EXPECT_NE(ask(csp_request("violence-by-hour")), "permit");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Negotiation, GivesSeveralFieldsOneAnswerOrNone) {
  auto const id = draft(agreement_text({}));
  for (auto const* field : {quarter, hours}) ASSERT_EQ(use(id, field), "fine");
  auto const all = [&](std::vector<std::string> const& fields, DraftVerdict verdict) {
    std::vector<DraftAnswer> answers;
    for (auto const& field : fields) answers.push_back(say(field, verdict));
    return code_of(answer_draft(hub(), id, answers));
  };
  auto const before = *hub().log().size();
  EXPECT_EQ(all({quarter, hours, cells}, DraftVerdict::accept), "draft.use-first");
  EXPECT_EQ(*hub().log().size(), before + 1) << "one refusal";
  EXPECT_TRUE(find_draft(hub(), id, "northshire-police")->answers.empty());
  EXPECT_EQ(all({quarter, hours}, DraftVerdict::refuse), "draft.no-code");
  EXPECT_EQ(all({}, DraftVerdict::accept), "draft.no-field");
  auto no = say(quarter, DraftVerdict::refuse);
  no.code = "R07";
  no.reason = "It is more than is needed";
  no.signed_off_by = "Zebedee Quuxworth";
  EXPECT_EQ(answer(id, no), "draft.sign-off") << "words in the place of a member";
  EXPECT_EQ(all({quarter, hours}, DraftVerdict::accept), "fine");
  EXPECT_EQ(find_draft(hub(), id, "northshire-police")->answers.size(), 2U);
  auto const each = leaves();
  EXPECT_THAT(each[each.size() - 2].fields, ElementsAre("draft-accept", quarter)) << "each with its entry";
  EXPECT_THAT(each.back().fields, ElementsAre("draft-accept", hours));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Negotiation, IsForPartiesAndAnAnswerForWhoOwnsTheData) {
  EXPECT_EQ(code_of(add_draft(hub(), agreement_text({}), "draft.yaml", "hanna")), "draft.not-yours") << "a lead of no party";
  EXPECT_EQ(code_of(add_draft(hub(), agreement_text({}), "draft.yaml", "anna")), "draft.not-yours");
  EXPECT_EQ(code_of(add_draft(hub(), "agreement: [", "draft.yaml", "greta")), "agreement.has-errors");
  auto const id = draft(agreement_text({}));
  EXPECT_EQ(use(id, quarter, "dora"), "draft.unknown") << "of no party";
  EXPECT_EQ(use("01a20069-0000-7000-8000-000000000000", quarter), "draft.unknown");
  EXPECT_EQ(use(id, quarter, "bert"), "draft.no-field") << "the police give it and do not get it";
  EXPECT_EQ(use(id, "police.nothing"), "draft.no-field");
  EXPECT_EQ(use(id, quarter, "anna", " "), "draft.no-use");
  EXPECT_EQ(use(id, quarter, "anna", std::string(501, 'x')), "draft.no-use");
  ASSERT_EQ(use(id, quarter), "fine");
  EXPECT_EQ(answer(id, say(quarter, DraftVerdict::accept, "bert")), "draft.not-yours") << "an analyst";
  EXPECT_EQ(answer(id, say(quarter, DraftVerdict::accept, "greta")), "draft.no-field") << "a lead of who gets it";
  EXPECT_EQ(answer(id, say(quarter, DraftVerdict::accept, "hanna")), "draft.unknown");
  EXPECT_EQ(answer(id, say("police.nothing", DraftVerdict::accept)), "draft.no-field");
  EXPECT_EQ(drafts_of(hub(), "northshire-csp")->size(), 1U);
  EXPECT_TRUE(drafts_of(hub(), "northshire-school")->empty());
  EXPECT_EQ(code_of(find_draft(hub(), id, "northshire-school")), "draft.unknown");
  auto const seen = find_draft(hub(), id, "northshire-csp");
  EXPECT_EQ(outcome_of(hub(), *seen).open, 3U);
}

TEST_P(Negotiation, AnAnswerGoesWithTheUseThatItWasGivenTo) {
  auto const id = draft(agreement_text({}));
  for (auto const* field : {quarter, hours}) {
    ASSERT_EQ(use(id, field), "fine");
    ASSERT_EQ(answer(id, say(field, DraftVerdict::accept)), "fine");
  }
  auto const answered = [&] {
    std::vector<std::string> fields;
    auto const seen = find_draft(hub(), id, "northshire-police");
    EXPECT_EQ(code_of(seen), "fine");
    if (seen) std::ranges::transform(seen->answers, std::back_inserter(fields), [](DraftAnswer const& one) { return one.answer.field; });
    return fields;
  };
  EXPECT_EQ(use(id, quarter), "fine") << "the same words again";
  EXPECT_EQ(answered().size(), 2U);
  EXPECT_EQ(use(id, quarter, "anna", "To find who was there"), "fine");
  EXPECT_THAT(answered(), ElementsAre(hours)) << "nobody accepted that";
}

TEST_P(Negotiation, OfTwoAgenciesNeitherWritesOverWhatTheOtherSaid) {
  auto text = replaced(agreement_text({}), "recipient: [northshire-csp]", "recipient: [northshire-csp, northshire-school]");
  text = replaced(text, "  purposes:\n    - {id:", "    - {agency: northshire-school, kind: school, acts_as: [recipient]}\n  purposes:\n    - {id:");
  auto const id = draft(text);
  ASSERT_EQ(use(id, quarter), "fine");
  EXPECT_EQ(use(id, quarter, "dora", "For our own lessons"), "draft.use-taken");
  EXPECT_EQ(find_draft(hub(), id, "northshire-school")->uses.front().use, "To see where violence is");
  EXPECT_EQ(use(id, hours, "dora", "For our own lessons"), "fine");
}

TEST_P(Negotiation, OfWhatHasErrorsIsARefusalOnRecord) {
  auto const before = *hub().log().size();
  EXPECT_EQ(code_of(add_draft(hub(), "agreement: [", "draft.yaml", "greta")), "agreement.has-errors");
  EXPECT_EQ(*hub().log().size(), before + 1);
  EXPECT_THAT(leaves().back().why, ElementsAre("agreement.has-errors"));
}

TEST_P(Negotiation, ThatRefusesEverythingLeavesNothingToSign) {
  auto const id = draft(agreement_text({}));
  for (auto const* field : {quarter, hours, cells}) {
    ASSERT_EQ(use(id, field), "fine");
    auto no = say(field, DraftVerdict::refuse);
    no.code = "R07";
    no.reason = "Not needed for that";
    ASSERT_EQ(answer(id, no), "fine");
  }
  auto const outcome = outcome_of(hub(), *find_draft(hub(), id, "northshire-csp"));
  EXPECT_EQ(outcome.yaml, "");
  EXPECT_EQ(outcome.sha256, "");
}

/// Children Act 2004 s.16LA: what is a duty once it has commenced.
std::string under_the_duty() {
  Terms terms;
  terms.id = "isa.northshire.child";
  terms.retention = "      retention: {keep_for: P6M, from: received, then: delete}\n";
  terms.purpose = "safeguard-child";
  auto text = replaced(agreement_text(terms), "form: aggregate", "form: personalised");
  text = replaced(text, "        - {field: police.count_by_area_quarter, as: count}\n        - {field: police.count_by_weekday_hour, as: count}\n        - {field: police.count_by_cell, as: count}\n",
                  "        - {field: person.name, as: value}\n");
  text = replaced(text, "      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}\n", "");
  text = replaced(text, "area: {incident_within: [northshire]}", "necessity: {stated: true}\n        case: {type: gang-conference, state: open, requester: member, subject: listed}");
  text = replaced(text, "gateway: not-personal-data", "gateway: ca2004.s16LA");
  return replaced(text, "  contact:", "  dpia: {ref: \"DPIA-1\", approved: \"2026-10-01\", owner: data-protection-officer}\n  eia: {ref: \"EIA-1\", approved: \"2026-10-01\", owner: strategic-lead}\n  contact:");
}

TEST_P(Negotiation, UnderTheDutyToProtectChildrenBeforeItCommencesCarriesNothing) {  // S94: off
  auto const added = add_draft(hub(), under_the_duty(), "draft.yaml", "greta");
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().findings, ::testing::Contains(::testing::Field(&Finding::code, "gateway-not-in-force")));
  EXPECT_EQ(code_of(add(under_the_duty())), "agreement.has-errors");
}

TEST_P(Negotiation, UnderTheDutyToProtectChildrenIsRefusedWithR11AndASeniorSignOffOnly) {  // S94: on
  set_partnership("    - {id: paula,", "    - {id: petra, agency: northshire-police, roles: [strategic-lead], trained: []}\n    - {id: paula,");
  set_partnership("  synthetic: true\n", "  synthetic: true\n  commenced: [ca2004.s16LA]\n");
  auto const id = draft(under_the_duty());
  ASSERT_EQ(use(id, "person.name"), "fine");
  auto no = say("person.name", DraftVerdict::refuse);
  no.reason = "It would harm the child more";
  for (auto const& [code, senior] : {std::pair{"R07", "petra"}, {"R18", "petra"}, {"R11", ""}, {"R11", "paula"}, {"R11", "bert"}, {"R11", "greta"}, {"R11", "nobody"}}) {
    no.code = code;
    no.signed_off_by = senior;
    EXPECT_EQ(answer(id, no), "draft.duty-needs-r11") << code << ' ' << senior;
  }
  no.code = "R11";
  no.signed_off_by = "petra";
  EXPECT_EQ(answer(id, no), "fine");
  EXPECT_EQ(find_draft(hub(), id, "northshire-police")->answers.front().signed_off_by, "petra");
  // In force while the law is; switched off again it permits nothing.
  bring_into_force(under_the_duty());
  auto held = held_agreements(hub(), hub().database(), clock_.today());
  ASSERT_NE(held->find("isa.northshire.child@1"), nullptr);
  set_partnership("  commenced: [ca2004.s16LA]\n", "");
  held = held_agreements(hub(), hub().database(), clock_.today());
  auto const* const child = held->find("isa.northshire.child@1");
  ASSERT_NE(child, nullptr);
  EXPECT_EQ(held->standing_of(*child, clock_.today()), agreements::Standing::unsound);
}

}  // namespace
}  // namespace concordat::hub::proving
