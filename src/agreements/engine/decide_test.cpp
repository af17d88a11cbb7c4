// SPDX-License-Identifier: Apache-2.0
#include "agreements/engine/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/engine/testing.h"

namespace concordat::agreements {
namespace {

using testing::clean_text;
using testing::day;
using ::testing::ElementsAre;
using testing::facts;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::personalised_text;
using testing::rows_request;

class Deciding : public ::testing::Test {
 protected:
  Decision ask(Request const& request, Facts const& known = facts()) const {
    return decide(request, held, known, vocabulary);
  }
  /// The reasons for the only field.
  std::vector<Reason> reasons(Request const& request, Facts const& known = facts()) const {
    auto const decision = ask(request, known);
    return decision.refusals.empty() ? std::vector<Reason>{} : decision.refusals.front().reasons;
  }

  Vocabulary vocabulary = testing::vocabulary();
  Agreement ed = testing::agreement(clean_text);
  Agreement conference = testing::agreement(personalised_text);
  std::vector<InForce> held{{.agreement = &ed, .signatures = SignatureState::complete}};
};

TEST_F(Deciding, PermitsWhatARuleAllowsAndSaysHow) {
  auto request = rows_request();
  request.fields = {"istv.assault_at", "istv.assault_place"};
  auto const decision = ask(request);
  ASSERT_TRUE(decision.all_permitted());
  auto const& at = *decision.permit("istv.assault_at");
  EXPECT_EQ(at.as, Transform::hour);
  EXPECT_EQ(at.rule, "isa.testshire.ed@4#rows-to-analysts");
  EXPECT_EQ(at.gateway, "not-personal-data");
  EXPECT_EQ(at.control->min_group, 3);
  EXPECT_EQ(at.retention->keep_for, "P3Y");
  EXPECT_THAT(at.areas, ElementsAre("testshire"));
  EXPECT_TRUE(at.suppress_when.empty());
  EXPECT_EQ(decision.permit("istv.assault_place")->suppress_when.size(), 1U);
}

TEST_F(Deciding, SaysWhatTheRecipientHoldsAndGoesByTheWorse) {
  EXPECT_THAT(to_json(ask(rows_request())).canonical(), Not(HasSubstr("recipient_holds_named_incidents"))) << "what the agreement does not say is not said for it";
  ed.rules.front().control->recipient_holds_named_incidents = false;
  EXPECT_THAT(to_json(ask(rows_request())).canonical(), HasSubstr("\"recipient_holds_named_incidents\":false"));
  for (bool const first : {true, false}) {
    auto rule = ed.rules.front();
    rule.id.text = first ? "a-rule" : "z-rule";
    rule.control->recipient_holds_named_incidents = true;
    auto both = ed;
    both.rules.insert(first ? both.rules.begin() : both.rules.end(), rule);
    std::vector<InForce> const two{{.agreement = &both, .signatures = SignatureState::complete}};
    auto const decision = decide(rows_request(), two, facts(), vocabulary);
    ASSERT_TRUE(decision.all_permitted());
    EXPECT_TRUE(decision.permits.front().control->holder()) << rule.id.text;
  }
}

TEST_F(Deciding, PermitsNothingByDefault) {
  held.clear();
  auto const decision = ask(rows_request());
  EXPECT_EQ(decision.outcome, Outcome::refuse);
  EXPECT_THAT(decision.refusals.front().reasons, ElementsAre(Reason::no_agreement));
  EXPECT_EQ(name_of(decision.refusals.front().code), "R01");
  EXPECT_THAT(decision.refusals.front().remedies.front().act, HasSubstr("information-governance leads"));
}

TEST_F(Deciding, RefusesAnAgencyThatIsNoParty) {
  auto request = rows_request();
  request.asker = "testshire-schools";
  EXPECT_THAT(reasons(request), ElementsAre(Reason::no_agreement));
}

TEST_F(Deciding, AnswersFieldByField) {
  auto request = rows_request();
  request.fields = {"istv.assault_at", "istv.arrival_at"};
  auto const decision = ask(request);
  EXPECT_EQ(decision.outcome, Outcome::disclose_part);
  EXPECT_NE(decision.permit("istv.assault_at"), nullptr);
  EXPECT_THAT(decision.refusal("istv.arrival_at")->reasons, ElementsAre(Reason::field_not_covered));
}

TEST_F(Deciding, GivesEveryReasonOfTheNearestRuleAtOnce) {
  auto request = rows_request();
  request.roles = {"mentor"};
  request.purpose = "enforcement-tasking";
  request.fields = {"person.role_in_concern"};
  request.areas = {};
  auto const found = reasons(request, {.today = day("2025-01-01"), .trained = {}});
  EXPECT_THAT(found, ElementsAre(Reason::not_yet, Reason::purpose, Reason::role, Reason::area,
                                 Reason::training, Reason::field_not_covered));
}

TEST_F(Deciding, ARuleOfTheAskedPurposeIsNearerThanOneOfAnotherHoweverMuchItAsks) {
  auto request = rows_request();
  request.purpose = "violence-hotspot-analysis";
  request.areas = {};
  ASSERT_THAT(reasons(request, {.today = facts().today, .trained = {}}), ElementsAre(Reason::area, Reason::training));
  auto easier = ed;
  easier.id.text = "isa.testshire.another";
  for (auto& rule : easier.rules) {
    rule.purposes = {Word{.text = "enforcement-tasking"}};
    rule.conditions = {};
  }
  easier.prohibitions.clear();
  held.push_back({.agreement = &easier, .signatures = SignatureState::complete});
  auto const decision = ask(request, {.today = facts().today, .trained = {}});
  ASSERT_EQ(decision.refusals.size(), 1U);
  auto const& refusal = decision.refusals.front();
  EXPECT_THAT(refusal.reasons, ElementsAre(Reason::area, Reason::training));
  EXPECT_EQ(name_of(refusal.code), "R07");
  EXPECT_THAT(refusal.remedies.front().then, HasSubstr("isa.testshire.ed"));
}

struct Turned {
  char const* name;
  void (*turn)(Request&, Facts&, InForce&, Agreement&);
  Reason reason;
  char const* code;
};

class OneThingWrong : public Deciding, public ::testing::WithParamInterface<Turned> {};

TEST_P(OneThingWrong, RefusesWithThatReasonAndARemedy) {
  auto request = rows_request();
  auto known = facts();
  ASSERT_TRUE(ask(request, known).all_permitted());
  GetParam().turn(request, known, held.front(), ed);
  auto const decision = ask(request, known);
  EXPECT_EQ(decision.outcome, Outcome::refuse);
  ASSERT_EQ(decision.refusals.size(), 1U);
  auto const& refusal = decision.refusals.front();
  EXPECT_THAT(refusal.reasons, ElementsAre(GetParam().reason));
  EXPECT_EQ(name_of(refusal.code), GetParam().code);
  EXPECT_THAT(refusal.why, HasSubstr(std::string{sentence_of(GetParam().reason)}));
  ASSERT_FALSE(refusal.remedies.empty());
  EXPECT_FALSE(refusal.remedies.front().act.empty());
  EXPECT_EQ(refusal.never, is_never(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(Deciding, OneThingWrong,
                         ::testing::Values(Turned{"role",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.roles = {"mentor"};
                                                  },
                                                  Reason::role, "R16"},
                                           Turned{"no_role",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.roles = {};
                                                  },
                                                  Reason::role, "R16"},
                                           Turned{"purpose",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.purpose = "prevent-serious-violence";
                                                  },
                                                  Reason::purpose, "R02"},
                                           Turned{"unknown_purpose",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.purpose = "curiosity";
                                                  },
                                                  Reason::unknown_purpose, "R02"},
                                           Turned{"immigration",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.purpose = "immigration-enforcement";
                                                  },
                                                  Reason::barred_purpose, "R03"},
                                           Turned{"prohibition",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.purpose = "enforcement-tasking";
                                                  },
                                                  Reason::prohibited, "R03"},
                                           Turned{
                                               "form",
                                               [](Request& request, Facts&, InForce&, Agreement& agreement) {
                                                 request.form = Form::depersonalised;
                                                 agreement.rules.front().form = Form::aggregate;
                                               },
                                               Reason::form, "R04"},
                                           Turned{"names",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.form = Form::personalised;
                                                  },
                                                  Reason::form, "R04"},
                                           Turned{"pseudonyms",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.form = Form::pseudonymised;
                                                  },
                                                  Reason::form, "R04"},
                                           Turned{"unknown_field",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.fields = {"john smith"};
                                                  },
                                                  Reason::unknown_field, "R04"},
                                           Turned{"dropped_field",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.fields = {"monitoring.dropped"};
                                                  },
                                                  Reason::dropped_field, "R04"},
                                           Turned{"nothing_asked",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.fields = {};
                                                  },
                                                  Reason::nothing_asked, "R07"},
                                           Turned{"other_area",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.areas = {"elsewhere"};
                                                  },
                                                  Reason::area, "R07"},
                                           Turned{"partly_other_area",
                                                  [](Request& request, Facts&, InForce&, Agreement&) {
                                                    request.areas.emplace_back("elsewhere");
                                                  },
                                                  Reason::area, "R07"},
                                           Turned{"unknown_area",
                                                  [](Request& request, Facts&, InForce&,
                                                     Agreement&) { request.areas = {}; },
                                                  Reason::area, "R07"},
                                           Turned{"training_unknown",
                                                  [](Request&, Facts& known, InForce&, Agreement&) {
                                                    known.trained.reset();
                                                  },
                                                  Reason::training, "R16"},
                                           Turned{
                                               "never_trained",
                                               [](Request&, Facts& known, InForce&, Agreement&) {
                                                 known.trained->clear();
                                               },
                                               Reason::training, "R16"},
                                           Turned{"training_lapsed",
                                                  [](Request&, Facts& known, InForce&, Agreement&) {
                                                    (*known.trained)["information-handling"] =
                                                        day("2025-05-31");
                                                  },
                                                  Reason::training, "R16"},
                                           Turned{"training_to_come",
                                                  [](Request&, Facts& known, InForce&, Agreement&) {
                                                    (*known.trained)["information-handling"] =
                                                        day("2026-06-02");
                                                  },
                                                  Reason::training, "R16"},
                                           Turned{"clock_unknown",
                                                  [](Request&, Facts& known,
                                                     InForce&, Agreement&) { known.today.reset(); },
                                                  Reason::no_clock, "R00"},
                                           Turned{"not_yet",
                                                  [](Request&, Facts& known, InForce&, Agreement&) {
                                                    known.today = day("2026-03-31");
                                                  },
                                                  Reason::not_yet, "R01"},
                                           Turned{"expired",
                                                  [](Request&, Facts& known, InForce&, Agreement& agreement) {
                                                    known.today = day("2026-06-01");
                                                    agreement.until = day("2026-06-01");
                                                  },
                                                  Reason::expired, "R01"},
                                           Turned{"unsigned",
                                                  [](Request&, Facts&, InForce& held, Agreement&) {
                                                    held.signatures = SignatureState::draft;
                                                  },
                                                  Reason::draft, "R01"},
                                           Turned{"recipient_unsigned",
                                                  [](Request&, Facts&, InForce& held, Agreement&) {
                                                    held.signatures = SignatureState::proposed;
                                                  },
                                                  Reason::draft, "R01"},
                                           Turned{"signatures_unknown",
                                                  [](Request&, Facts&, InForce& held, Agreement&) {
                                                    held.signatures = SignatureState::unknown;
                                                  },
                                                  Reason::draft, "R01"},
                                           Turned{"says_draft",
                                                  [](Request&, Facts&, InForce&, Agreement& agreement) {
                                                    agreement.status = Status::draft;
                                                  },
                                                  Reason::draft, "R01"},
                                           Turned{"suspended",
                                                  [](Request&, Facts&, InForce& held, Agreement&) {
                                                    held.suspended = true;
                                                  },
                                                  Reason::suspended, "R01"},
                                           Turned{"unsound",
                                                  [](Request&, Facts&, InForce& held, Agreement&) {
                                                    held.signatures = SignatureState::draft;
                                                    held.unsound = true;
                                                  },
                                                  Reason::unsound, "R01"},
                                           Turned{"ended",
                                                  [](Request&, Facts&, InForce& held,
                                                     Agreement&) { held.ended = true; },
                                                  Reason::ended, "R01"},
                                           Turned{"necessity",
                                                  [](Request&, Facts&, InForce&, Agreement& agreement) {
                                                    agreement.rules.front().conditions.necessity = true;
                                                  },
                                                  Reason::necessity, "R07"},
                                           Turned{"gateway",
                                                  [](Request&, Facts&, InForce&, Agreement& agreement) {
                                                    agreement.rules.front().gateway.text = "repealed";
                                                  },
                                                  Reason::gateway, "R03"}),
                         [](auto const& one) { return std::string{one.param.name}; });

TEST_F(Deciding, KeepsTheFirstAndLastDayRight) {
  Facts known = facts();
  known.trained = std::map<std::string, Date, std::less<>>{{"information-handling", day("2026-04-01")}};
  known.today = day("2026-04-01");
  EXPECT_TRUE(ask(rows_request(), known).all_permitted());
  known.today = day("2027-03-31");
  EXPECT_TRUE(ask(rows_request(), known).all_permitted());
  known.today = day("2027-04-01");
  EXPECT_THAT(reasons(rows_request(), known), ElementsAre(Reason::expired));
}

TEST_F(Deciding, NeverRepeatsWordsItDoesNotKnow) {
  auto request = rows_request();
  request.fields = {"John Smith 1 Mill St"};
  request.purpose = "find John Smith";
  request.asker = "John Smith's uncle";
  request.roles = {"uncle of John Smith"};
  EXPECT_THAT(to_json(ask(request)).canonical(), Not(HasSubstr("Smith")));
  request.purpose = "strategic-assessment";
  request.fields.emplace_back("istv.assault_at");
  EXPECT_THAT(to_json(ask(request)).canonical(), Not(HasSubstr("Smith")));
}

TEST_F(Deciding, AskingForALessIdentifyingFormIsAlwaysFine) {
  auto request = rows_request();
  request.form = Form::aggregate;
  auto const decision = ask(request);
  ASSERT_TRUE(decision.all_permitted());
  EXPECT_EQ(decision.permits.front().form, Form::aggregate);
  EXPECT_EQ(decision.permits.front().as, Transform::hour);
}

TEST_F(Deciding, KnowsFieldsAndPurposesByAllTheirNames) {
  auto request = rows_request();
  request.purpose = "violence_hotspot_analysis";
  EXPECT_TRUE(ask(request).all_permitted());
  request.fields = {"full_name"};
  EXPECT_EQ(ask(request).refusals.front().field, "person.name");
}

TEST_F(Deciding, RefusesToJoinRowsWithAPerson) {
  auto request = rows_request();
  request.joined_with = {"full_name"};
  auto const decision = ask(request);
  EXPECT_THAT(decision.refusals.front().reasons, ElementsAre(Reason::prohibited));
  EXPECT_FALSE(decision.refusals.front().never);
  EXPECT_THAT(decision.refusals.front().why, HasSubstr("isa.testshire.ed@4#no-reidentification"));
  request.joined_with = {"something nobody knows"};
  EXPECT_THAT(reasons(request), ElementsAre(Reason::prohibited));
  request.joined_with = {"istv.site_code"};
  EXPECT_TRUE(ask(request).all_permitted());
}

TEST_F(Deciding, HoldsProhibitionsOnWhileAnAgreementIsSuspended) {
  auto other = ed;
  other.id.text = "isa.testshire.other";
  other.prohibitions.clear();
  held.push_back({.agreement = &other, .signatures = SignatureState::complete});
  held.front().suspended = true;
  EXPECT_TRUE(ask(rows_request()).all_permitted());
  auto request = rows_request();
  request.purpose = "enforcement-tasking";
  EXPECT_THAT(reasons(request), ElementsAre(Reason::prohibited));
}

TEST_F(Deciding, HoldsProhibitionsOnWhereAnAgreementIsUnsound) {
  auto other = ed;
  other.id.text = "isa.testshire.other";
  other.prohibitions.clear();
  held.push_back({.agreement = &other, .signatures = SignatureState::complete});
  auto& clause = ed.prohibitions.emplace_back();
  clause.id.text = "no-place";
  clause.items = {Word{.text = rows_request().fields.front()}};
  clause.any_purpose = true;
  clause.recipient_kinds = {"kind-of-yesterday"};
  EXPECT_TRUE(ask(rows_request()).all_permitted());
  held.front().unsound = true;
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::prohibited)) << "a kind that nobody knows bars all";
  clause.recipient_kinds = {"youth-justice"};
  EXPECT_THAT(reasons(rows_request()), ElementsAre()) << "a kind that is known bars itself";
  clause.recipient_kinds.clear();
  clause.any_purpose = false;
  clause.purposes = {Word{.text = "purpose-of-yesterday"}};
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::prohibited));
  clause.any_purpose = true;
  clause.items = {Word{.text = "istv.place_of_yesterday"}};
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::prohibited)) << "it may go by another name of its family now";
  clause.items = {Word{.text = "health.diagnosis_of_yesterday"}};
  EXPECT_THAT(reasons(rows_request()), ElementsAre()) << "another family";
  clause.items = {Word{.text = "place_of_yesterday"}};
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::prohibited)) << "of no family: it may be any field";
  clause.items = {Word{.text = "family_of_yesterday.place"}};
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::prohibited)) << "of a family that is gone";
  clause.items = {Word{.text = "family_of_yesterday.*"}};
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::prohibited));
  clause.items = {Word{.text = "health.diagnosis_of_yesterday"}};
  ed.never_together.push_back({.items = {Word{.text = rows_request().fields.front()}, Word{.text = "istv.of_yesterday"}}, .unless_form = {}, .why = "w"});
  auto two = rows_request();
  two.fields = {"istv.assault_at", "istv.site_code"};
  EXPECT_THAT(reasons(two), ElementsAre(Reason::never_together));
  held.front().unsound = false;
  EXPECT_TRUE(ask(two).all_permitted());
  held.front().unsound = true;
  ed.never_together.clear();
  ed.prohibitions.pop_back();
  EXPECT_TRUE(ask(rows_request()).all_permitted());
  auto request = rows_request();
  request.purpose = "enforcement-tasking";
  held.front().signatures = SignatureState::draft;
  EXPECT_THAT(reasons(request), ElementsAre(Reason::prohibited));
}

TEST_F(Deciding, ProhibitionsOnUnknownFactsFire) {
  held.push_back({.agreement = &conference, .signatures = SignatureState::complete});
  auto request = rows_request();
  request.form = Form::aggregate;
  request.purpose = "enforcement-tasking";
  request.fields = {"person.role_in_concern"};
  request.subjects = 1;
  EXPECT_THAT(reasons(request), ElementsAre(Reason::not_allowed_subject));
  EXPECT_FALSE(ask(request).refusals.front().never);
  request.subject_role = "at_risk_child";
  EXPECT_TRUE(ask(request).refusals.front().never);
  request.subject_role = "suspected";
  request.subjects.reset();
  EXPECT_THAT(reasons(request),
              ElementsAre(Reason::prohibited));  // the bulk clause: number of people not known
  request.subjects = 2;
  EXPECT_TRUE(ask(request).refusals.front().never);
  request.subjects = 1;
  EXPECT_THAT(reasons(request), Not(ElementsAre(Reason::prohibited)));
}

TEST_F(Deciding, AFieldIsCompanyToTheSameFieldOfOtherDataButNotToItself) {
  auto spoilt = parse(testing::replaced(std::string{testing::clean_text}, R"(combined_with: ["person.*"])", R"(combined_with: ["istv.assault_at"])"), "spoilt.yaml");
  ASSERT_TRUE(spoilt.agreement);
  held = {{.agreement = &*spoilt.agreement, .signatures = SignatureState::complete}};
  auto request = rows_request();
  EXPECT_TRUE(ask(request).all_permitted());
  request.joined_with = {"istv.assault_at"};
  EXPECT_THAT(reasons(request), ElementsAre(Reason::prohibited));
}

TEST_F(Deciding, OnePersonsRecordDoesNotSayWhoIsInTheFigures) {
  held.push_back({.agreement = &conference, .signatures = SignatureState::complete});
  auto request = rows_request();
  request.form = Form::aggregate;
  request.purpose = "enforcement-tasking";
  request.fields = {"person.role_in_concern"};
  request.subjects = 1;
  auto known = testing::facts();
  known.person.role = "suspected";
  auto const decision = decide(request, held, known, vocabulary);
  ASSERT_EQ(decision.refusals.size(), 1U);
  EXPECT_THAT(decision.refusals.front().reasons, ElementsAre(Reason::not_allowed_subject));
}

TEST_F(Deciding, TakesTheWholeSetOutThatMayNeverGoTogether) {
  auto& items = ed.rules.front().items;
  items.push_back({.field = {"istv.arrival_at"}, .as = Transform::hour});
  items.push_back({.field = {"istv.assault_method_other"}, .as = Transform::code});
  auto request = rows_request();
  request.fields = {"istv.arrival_at", "istv.assault_at", "istv.assault_method_other"};
  auto const decision = ask(request);
  EXPECT_NE(decision.permit("istv.assault_at"), nullptr);
  EXPECT_THAT(decision.refusal("istv.arrival_at")->reasons, ElementsAre(Reason::never_together));
  EXPECT_THAT(decision.refusal("istv.assault_method_other")->reasons, ElementsAre(Reason::never_together));
  request.form = Form::aggregate;
  EXPECT_TRUE(ask(request).all_permitted());
  request.form = Form::depersonalised;
  request.fields = {"istv.arrival_at"};
  EXPECT_TRUE(ask(request).all_permitted());
}

TEST_F(Deciding, RefusesWhatMayNotGoAlone) {
  ed.must_go_together.push_back(
      {.items = {{"istv.assault_at"}}, .with = {{"istv.site_code"}}, .except_rules = {}, .why = "x"});
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::must_go_together));
  auto request = rows_request();
  request.fields.emplace_back("istv.site_code");
  EXPECT_TRUE(ask(request).all_permitted());
  ed.must_go_together.front().except_rules = {{"rows-to-analysts"}};
  EXPECT_TRUE(ask(rows_request()).all_permitted());
}

TEST_F(Deciding, LetsALaterSignedVersionReplaceTheEarlierForGood) {
  auto later = ed;
  later.version = 5;
  later.rules.front().recipient_roles = {{"mentor"}};
  held.push_back({.agreement = &later, .signatures = SignatureState::draft});
  EXPECT_TRUE(ask(rows_request()).all_permitted());
  held.back().signatures = SignatureState::complete;
  EXPECT_THAT(reasons(rows_request()), ElementsAre(Reason::role));
  held.back().ended = true;
  EXPECT_EQ(ask(rows_request()).outcome, Outcome::refuse);
}

TEST_F(Deciding, TellsInOneWordWhatAnAgreementIsWorthToday) {
  auto const today = ed.from;
  auto const word = [&](InForce const& one, Date day) { return std::string{name_of(standing_of(one, held, day)).view()}; };
  held = {{.agreement = &ed, .signatures = SignatureState::complete}};
  EXPECT_EQ(word(held.front(), today), "in-force");
  EXPECT_EQ(word(held.front(), today - std::chrono::days{1}), "not-yet");
  EXPECT_EQ(word(held.front(), ed.until), "over");
  auto later = ed;
  later.version = ed.version + 1;
  held.push_back({.agreement = &later, .signatures = SignatureState::complete});
  EXPECT_EQ(word(held.front(), today), "superseded");
  EXPECT_EQ(word(held.back(), today), "in-force");
  held.front().suspended = true;
  EXPECT_EQ(word(held.front(), today), "suspended");
  held.front().ended = true;
  EXPECT_EQ(word(held.front(), today), "ended");
  held.front().signatures = SignatureState::draft;
  EXPECT_EQ(word(held.front(), today), "not-signed");
}

TEST_F(Deciding, ShowsAnAgencyFiguresOfItsOwnDataOnly) {
  held.clear();
  auto request = rows_request();
  request.asker = request.discloser;
  request.form = Form::aggregate;
  EXPECT_THAT(reasons(request), ElementsAre(Reason::no_agreement));
  auto known = facts();
  known.own_figures = true;
  auto const decision = ask(request, known);
  ASSERT_TRUE(decision.all_permitted());
  EXPECT_EQ(decision.permits.front().rule, "own-data");
  EXPECT_EQ(decision.permits.front().as, Transform::count);
  request.form = Form::depersonalised;
  EXPECT_THAT(reasons(request, known), ElementsAre(Reason::no_agreement));
  request.form = Form::aggregate;
  request.purpose = "immigration";
  EXPECT_THAT(reasons(request, known), ElementsAre(Reason::barred_purpose));
}

TEST_F(Deciding, ListsAtMostThreeWaysAndTheAskersFirst) {
  std::vector<Agreement> others(5, ed);
  for (std::size_t index = 0; index < others.size(); ++index) {
    others[index].id.text = "isa.other." + std::to_string(index);
    if (index % 2 == 0) others[index].rules.front().conditions.trained->course = "another";
    others[index].rules.front().recipient_roles = {{"mentor"}};
    held.push_back({.agreement = &others[index], .signatures = SignatureState::complete});
  }
  held.front().ended = true;
  auto const decision = ask(rows_request());
  auto const& remedies = decision.refusals.front().remedies;
  ASSERT_LE(remedies.size(), 3U);
  EXPECT_EQ(remedies.front().who, "you");
  EXPECT_EQ(remedies.back().who, "testshire-csp");
}

TEST(Suppression, HitsTheNamedValuesAndTheUnknown) {
  auto const suppression = testing::agreement(clean_text).rules.front().conditions.suppress_when.front();
  EXPECT_TRUE(is_suppressed(suppression, "home"));
  EXPECT_TRUE(is_suppressed(suppression, std::nullopt));
  EXPECT_TRUE(is_suppressed(suppression, ""));
  EXPECT_FALSE(is_suppressed(suppression, "street"));
}

}  // namespace
}  // namespace concordat::agreements
