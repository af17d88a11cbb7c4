// SPDX-License-Identifier: Apache-2.0
// Invariants of decide() on made-up agreements: many small worlds in which most things nearly fit.
#include <gtest/gtest.h>

#include <algorithm>

#include "agreements/engine/question_json.h"
#include "agreements/engine/testing.h"
#include "base/chance.h"

namespace concordat::agreements {
namespace {

/// The full suite tries 100,000 of each (ctest: agreements_engine_cases).
int const cases = testing::cases_or(5'000);

std::string const fields[] = {"f.one", "f.two", "g.three", "g.four"};
std::string const agencies[] = {"north", "south", "east"};
std::string const purposes[] = {"plan", "study"};
std::string const roles[] = {"analyst", "mentor"};
std::string const areas[] = {"hill", "dale"};

struct World {
  std::vector<Agreement> agreements;
  std::vector<InForce> held;
  Request request;
  Facts facts;
};

class Properties : public ::testing::Test {
 protected:
  Properties() {
    for (auto const& field : fields) vocabulary.add_field(field);
    for (auto const& purpose : purposes) vocabulary.add_purpose(purpose);
    auto& open = vocabulary.gateways["open"];
    open.forms = {Form::aggregate, Form::depersonalised};
    vocabulary.gateways["close"].forms = {Form::aggregate, Form::depersonalised, Form::pseudonymised, Form::personalised};
    vocabulary.protective_roles = {"victim"};
  }

  bool often() { return chance.below(4) != 0; }
  bool seldom() { return chance.below(6) == 0; }

  template <std::size_t N>
  std::string one(std::string const (&from)[N]) {
    return from[chance.below(N)];
  }

  template <std::size_t N>
  Words some(std::string const (&from)[N]) {
    Words out;
    for (auto const& text : from) {
      if (often()) out.push_back({text});
    }
    if (out.empty()) out.push_back({from[0]});
    return out;
  }

  Date about(std::string_view date) {
    return testing::day(date) + std::chrono::days{chance.below(3)} - std::chrono::days{1};
  }

  void ask_about_people(Conditions& conditions) {
    if (often()) conditions.case_terms = CaseTerms{.type = "panel", .open = true, .requester_is_member = true, .subject_is_listed = true};
    if (seldom()) conditions.consent = ConsentTerms{"subject-or-parent", "this-purpose", {.months = 6, .days = 0}};
    if (seldom()) conditions.decision_recorded = DecisionTerms{"guardian", "discloser", {.months = 0, .days = 14}};
    if (seldom()) conditions.concern = ConcernTerms{"joint", 3, {.months = 3, .days = 0}};
    if (seldom()) conditions.age = AgeTerms{10, 17};
    if (seldom()) conditions.handling_codes = {"P"};
    if (seldom()) conditions.subject_linked_to = some(areas);
    if (seldom()) conditions.time = TimeTerms{.from_minute = 480, .until_minute = 1080, .days = {}};
    if (seldom()) conditions.approvals = ApprovalTerms{2, {"mentor"}, "discloser", {.months = 0, .days = 7}};
  }

  PersonFacts person(std::string const& purpose, std::string const& discloser) {
    PersonFacts out;
    if (often()) out.cases = {{.type = seldom() ? "other" : "panel", .open = often(), .requester_is_member = often(), .subject_is_listed = often()}};
    if (often()) out.consents = {{seldom() ? "parent" : "subject", {purpose}, about("2026-05-01"), seldom()}};
    if (often()) out.decisions = {{"guardian", discloser, about("2026-05-25"), often()}};
    if (often()) out.concerns = {{"joint", static_cast<int>(chance.below(5)), about("2026-05-01")}};
    if (often()) out.age = static_cast<int>(chance.below(30));
    if (often()) out.areas = {one(areas)};
    if (often()) out.handling = {seldom() ? "C" : "P"};
    if (often()) out.role = chance.below(2) == 0 ? "victim" : "suspected";
    return out;
  }

  Rule rule(int number) {
    Rule out;
    out.id = {"r" + std::to_string(number)};
    out.disclosers = some(agencies);
    out.recipients = some(agencies);
    out.recipient_roles = some(roles);
    out.purposes = some(purposes);
    auto const close = chance.below(3) == 0;
    out.gateway = {close ? "close" : "open"};
    out.form = close ? Form::personalised : often() ? Form::depersonalised : Form::aggregate;
    for (auto const& field : some(fields))
      out.items.push_back({field, chance.below(2) == 0 ? Transform::hour : Transform::value});
    if (seldom()) out.conditions.incident_within = some(areas);
    if (seldom()) out.conditions.trained = Training{"course", {.months = 12, .days = 0}};
    if (seldom()) out.conditions.necessity = true;
    if (close) ask_about_people(out.conditions);
    out.control = DisclosureControl{{"counts"}, static_cast<int>(3 + chance.below(3)), OnFail::suppress};
    out.retention.period = {.months = 12, .days = 0};
    return out;
  }

  Prohibition prohibition() {
    Prohibition out;
    out.id = {"p"};
    out.any_purpose = chance.below(2) == 0;
    out.purposes = {{one(purposes)}};
    out.items = {{chance.below(2) == 0 ? "f.*" : one(fields)}};
    if (seldom()) out.combined_with = {{"g.*"}};
    if (seldom()) out.bulk_over = 5;
    if (seldom()) out.when_subject_is = {"victim"};
    out.why = "w";
    return out;
  }

  Agreement agreement(int number, bool with_bars) {
    Agreement out;
    out.id = {"isa." + std::to_string(number)};
    out.version = 1;
    out.status = seldom() ? static_cast<Status>(chance.below(5)) : Status::agreed;
    out.from = about("2026-01-01");
    out.until = seldom() ? about("2026-02-01") : about("2027-01-01");
    if (often()) out.dpia = out.eia = Assessment{"A", testing::day("2025-12-01"), "lead"};
    for (auto const& agency : agencies) out.parties.push_back({{agency}, {"police"}, true, true});
    for (auto count = chance.below(3) + 1; count > 0; --count)
      out.rules.push_back(rule(static_cast<int>(count)));
    if (with_bars && seldom()) out.prohibitions.push_back(prohibition());
    if (with_bars && seldom())
      out.never_together.push_back({.items = some(fields), .unless_form = {}, .why = "w"});
    if (with_bars && seldom()) {
      out.must_go_together.push_back(
          {.items = {{one(fields)}}, .with = {{one(fields)}}, .except_rules = {}, .why = "w"});
    }
    return out;
  }

  InForce standing(Agreement const& agreement) {
    return {.agreement = &agreement,
            .signatures = seldom() ? static_cast<SignatureState>(chance.below(4)) : SignatureState::complete,
            .suspended = seldom(),
            .ended = seldom() && seldom()};
  }

  Request request() {
    Request out;
    out.asker = one(agencies);
    do out.discloser = one(agencies);
    while (out.discloser == out.asker);
    out.roles = {one(roles)};
    out.purpose = one(purposes);
    out.form = chance.below(3) == 0 ? Form::personalised : often() ? Form::aggregate : Form::depersonalised;
    for (auto const& field : fields) {
      if (chance.below(2) == 0) out.fields.push_back(field);
    }
    if (out.fields.empty()) out.fields.push_back(one(fields));
    if (often()) out.areas.push_back(one(areas));
    if (often()) out.necessity_stated = chance.below(2) == 0;
    if (often()) out.subjects = static_cast<std::int64_t>(chance.below(10));
    if (often()) out.subject_role = chance.below(2) == 0 ? "victim" : "suspected";
    return out;
  }

  World world(bool with_bars = true) {
    World out;
    auto const count = chance.below(4) + 1;
    for (std::uint64_t number = 0; number < count; ++number) {
      out.agreements.push_back(agreement(static_cast<int>(number), with_bars));
    }
    for (auto const& each : out.agreements) out.held.push_back(standing(each));
    out.request = request();
    if (often()) out.facts.today = about("2026-06-01");
    if (seldom()) out.facts.today = about(chance.below(2) == 0 ? "2026-01-01" : "2027-01-01");
    if (often()) {
      out.facts.trained.emplace();
      if (often()) (*out.facts.trained)["course"] = about("2025-06-01");
    }
    if (often()) out.facts.minute = static_cast<int>(chance.below(1440));
    if (often()) out.facts.person = person(out.request.purpose, out.request.discloser);
    if (often()) out.facts.approvals = {{"a", "mentor", out.request.discloser, about("2026-05-30")}, {"b", "mentor", out.request.discloser, about("2026-05-30")}};
    out.facts.break_glass = seldom() && seldom();
    return out;
  }

  Decision ask(World const& world) { return decide(world.request, world.held, world.facts, vocabulary); }

  SeededChance chance{20261121};
  Vocabulary vocabulary = {};
};

bool permits_all_of(Decision const& more, Decision const& less) {
  return std::all_of(less.permits.begin(), less.permits.end(),
                     [&](FieldPermit const& permit) { return more.permit(permit.field) != nullptr; });
}

TEST_F(Properties, NothingIsPermittedWithoutAgreements) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    trial.held.clear();
    ASSERT_TRUE(ask(trial).permits.empty());
  }
}

TEST_F(Properties, EveryPermitCitesARuleThatAlonePermitsIt) {
  auto permits = 0;
  for (auto round = 0; round < cases; ++round) {
    auto const trial = world();
    for (auto const& permit : ask(trial).permits) {
      ++permits;
      auto const hash = permit.rule.find('#');
      auto alone = std::vector<InForce>{};
      auto single = Agreement{};
      for (auto const& held : trial.held) {
        if (held.agreement->reference() != permit.rule.substr(0, hash)) continue;
        single = *held.agreement;
        single.rules = {*single.rule(permit.rule.substr(hash + 1))};
        alone.push_back(held);
        alone.back().agreement = &single;
      }
      ASSERT_EQ(alone.size(), 1U);
      auto request = trial.request;
      auto const decision = decide(request, alone, trial.facts, vocabulary);
      // Alone it may lack a companion that another agreement gives; that clause is not the rule's.
      if (single.must_go_together.empty()) {
        ASSERT_NE(decision.permit(permit.field), nullptr);
        ASSERT_EQ(decision.permit(permit.field)->rule, permit.rule);
      }
    }
  }
  EXPECT_GT(permits, cases / 10);  // the worlds must not be hopeless
}

TEST_F(Properties, AMatchingProhibitionAlwaysRefuses) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    auto barrier = agreement(99, false);
    barrier.status = Status::agreed;
    barrier.from = testing::day("2020-01-01");
    barrier.until = testing::day("2030-01-01");
    barrier.prohibitions = {
        Prohibition{.id = {"never"}, .any_purpose = true, .items = {{"f.*"}}, .why = "w"}};
    trial.held.push_back(
        {.agreement = &barrier, .signatures = SignatureState::complete, .suspended = seldom()});
    for (auto const& permit : ask(trial).permits) ASSERT_NE(permit.field.substr(0, 2), "f.");
  }
}

TEST_F(Properties, OrderAndRepetitionOfAgreementsChangeNothing) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    auto const before = to_json(ask(trial)).canonical();
    for (auto last = trial.held.size(); last > 1; --last)
      std::swap(trial.held[last - 1], trial.held[chance.below(last)]);
    trial.held.push_back(trial.held[chance.below(trial.held.size())]);
    ASSERT_EQ(to_json(ask(trial)).canonical(), before);
  }
}

TEST_F(Properties, AddingAnAgreementWithoutBarsTakesNothingAway) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    auto const before = ask(trial);
    auto const added = agreement(50, false);
    trial.held.push_back(standing(added));
    ASSERT_TRUE(permits_all_of(ask(trial), before));
  }
}

TEST_F(Properties, AddingAProhibitionGivesNothing) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    auto const before = ask(trial);
    auto const at = chance.below(trial.agreements.size());
    trial.agreements[at].prohibitions.push_back(prohibition());
    ASSERT_TRUE(permits_all_of(before, ask(trial)));
  }
}

TEST_F(Properties, AskingForLessIsAllowed) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    for (auto& each : trial.agreements) each.must_go_together.clear();
    auto const whole = ask(trial);
    auto less = trial;
    less.held = trial.held;
    less.request.form = Form::aggregate;
    ASSERT_TRUE(permits_all_of(ask(less), whole));
    less.request = trial.request;
    auto& asked = less.request.fields;
    if (asked.size() > 1)
      asked.erase(asked.begin() + static_cast<std::ptrdiff_t>(chance.below(asked.size())));
    auto const part = ask(less);
    for (auto const& permit : whole.permits) {
      if (std::find(asked.begin(), asked.end(), permit.field) == asked.end()) continue;
      ASSERT_NE(part.permit(permit.field), nullptr);
    }
  }
}

TEST_F(Properties, NothingIsPermittedOutsideItsDates) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    trial.facts.today = testing::day("2025-12-01") + std::chrono::days{chance.below(500)};
    for (auto const& permit : ask(trial).permits) {
      auto const cited = std::find_if(
          trial.agreements.begin(), trial.agreements.end(),
          [&](Agreement const& each) { return permit.rule.starts_with(each.reference() + "#"); });
      ASSERT_NE(cited, trial.agreements.end());
      ASSERT_LE(cited->from, *trial.facts.today);
      ASSERT_LT(*trial.facts.today, cited->until);
    }
  }
}

TEST_F(Properties, AnUnknownFactIsNeverMorePermissiveThanAKnownOne) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    auto const known = ask(trial);
    auto unknown = trial;
    switch (chance.below(14)) {
      case 6:
        unknown.facts.minute.reset();
        break;
      case 7:
        unknown.facts.approvals.reset();
        break;
      case 8:
        unknown.facts.person.cases.reset();
        break;
      case 9:
        unknown.facts.person.consents.reset();
        break;
      case 10:
        unknown.facts.person.decisions.reset();
        break;
      case 11:
        unknown.facts.person.concerns.reset();
        break;
      case 12:
        unknown.facts.person.age.reset();
        unknown.facts.person.areas.reset();
        unknown.facts.person.handling.reset();
        break;
      case 13:
        unknown.facts.person = {};
        // Of rows and figures the request says what people are in them.
        if (unknown.request.form <= Form::depersonalised) unknown.request.subject_role.reset();
        break;
      case 0:
        unknown.facts.today.reset();
        break;
      case 1:
        unknown.facts.trained.reset();
        break;
      case 2:
        unknown.request.areas.clear();
        break;
      case 3:
        unknown.request.subjects.reset();
        break;
      case 4:
        // Of a single person the records say it, and the asker's word is no fact.
        if (unknown.request.form <= Form::depersonalised) {
          unknown.request.subject_role.reset();
        } else {
          unknown.facts.person.role.reset();
        }
        break;
      default:
        unknown.request.necessity_stated.reset();
        break;
    }
    unknown.held = trial.held;
    ASSERT_TRUE(permits_all_of(known, ask(unknown)));
  }
}

TEST_F(Properties, EveryAskedFieldIsAnsweredAndEveryRefusalHasReasonAndRemedy) {
  for (auto round = 0; round < cases; ++round) {
    auto const trial = world();
    auto const decision = ask(trial);
    ASSERT_EQ(decision.permits.size() + decision.refusals.size(), trial.request.fields.size());
    for (auto const& refusal : decision.refusals) {
      ASSERT_FALSE(refusal.reasons.empty());
      ASSERT_FALSE(refusal.why.empty());
      ASSERT_FALSE(refusal.remedies.empty());
      for (auto const& remedy : refusal.remedies) ASSERT_FALSE(remedy.who.empty() || remedy.act.empty());
      ASSERT_EQ(refusal.code, code_of(refusal.reasons.front()));
    }
  }
}

/// A person about whom everything is as the rule wants it.
PersonFacts person_for(Rule const& rule, Request const& request, Date today) {
  PersonFacts person;
  person.cases = {{.type = "panel", .open = true, .requester_is_member = true, .subject_is_listed = true}};
  person.consents = {{"subject", {request.purpose}, today, false}};
  person.decisions = {{"guardian", request.discloser, today, true}};
  person.concerns = {{"joint", 4, today}};
  person.age = 15;
  person.handling = {"P"};
  person.areas = {areas[0]};
  if (!rule.conditions.subject_linked_to.empty()) person.areas = {rule.conditions.subject_linked_to.front().text};
  return person;
}

/// Does what the remedy's rule asks of the asker and the parties; what only time or law can change stays.
bool follow(World& trial, Remedy const& remedy) {
  auto const hash = remedy.then.find('#');
  if (hash == std::string::npos) return false;
  for (std::size_t at = 0; at < trial.agreements.size(); ++at) {
    auto& each = trial.agreements[at];
    if (each.reference() != remedy.then.substr(0, hash)) continue;
    auto const rule = std::find_if(each.rules.begin(), each.rules.end(), [&](Rule const& candidate) {
      return candidate.id.text == remedy.then.substr(hash + 1);
    });
    trial.held[at] = {.agreement = &each, .signatures = SignatureState::complete};
    each.status = Status::agreed;
    trial.facts.today = testing::day("2026-06-15");
    each.from = testing::day("2026-01-01");
    each.until = testing::day("2027-01-01");
    trial.facts.trained = {{"course", testing::day("2026-06-01")}};
    each.dpia = each.eia = Assessment{"A", testing::day("2025-12-01"), "lead"};
    trial.facts.minute = 600;
    trial.facts.approvals = {{"a", "mentor", trial.request.discloser, testing::day("2026-06-14")}, {"b", "mentor", trial.request.discloser, testing::day("2026-06-14")}};
    trial.request.purpose = rule->purposes.front().text;
    trial.request.form = std::min(trial.request.form, rule->form);
    trial.request.roles = {rule->recipient_roles.front().text};
    trial.request.areas = {areas[0]};
    if (!rule->conditions.incident_within.empty())
      trial.request.areas = {rule->conditions.incident_within.front().text};
    trial.request.necessity_stated = true;
    trial.facts.person = person_for(*rule, trial.request, *trial.facts.today);
    for (auto const& field : trial.request.fields) {
      if (rule->item(field) == nullptr) rule->items.push_back({{field}, Transform::value});
    }
    return true;
  }
  return false;
}

/// What an outsider reads of a field that is refused depends on nothing that is true of the person.
TEST_F(Properties, AnOutsiderReadsTheSameWhateverIsTrueOfThePerson) {
  auto compared = 0;
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    trial.request.form = chance.below(2) == 0 ? Form::personalised : Form::pseudonymised;
    auto const stranger = [&] {
      auto facts = person(trial.request.purpose, trial.request.discloser);
      if (facts.cases) facts.cases->front().requester_is_member = false;
      return facts;
    };
    trial.facts.person = stranger();
    auto const here = ask(trial);
    trial.facts.person = seldom() ? PersonFacts{} : stranger();
    auto const there = ask(trial);
    auto const words = [](FieldRefusal const& refusal) {
      Decision only;
      only.refusals = {refusal};
      return to_json(only).canonical();
    };
    for (auto const& refusal : here.refusals) {
      auto const* const other = there.refusal(refusal.field);
      if (other == nullptr) continue;
      ++compared;
      ASSERT_EQ(words(refusal), words(*other));
    }
  }
  EXPECT_GT(compared, cases / 2);
}

TEST_F(Properties, BreakingTheGlassLiftsNoBarAndNoSignature) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    trial.request.form = Form::personalised;
    trial.facts.break_glass = true;
    auto const decision = ask(trial);
    for (auto const& permit : decision.permits) {
      auto const cited = std::find_if(trial.held.begin(), trial.held.end(),
                                      [&](InForce const& held) { return permit.rule.starts_with(held.agreement->reference() + "#"); });
      ASSERT_NE(cited, trial.held.end());
      ASSERT_TRUE(is_agreed(*cited));
      ASSERT_FALSE(cited->suspended || cited->ended);
    }
    trial.facts.break_glass = false;
    ASSERT_TRUE(permits_all_of(decision, ask(trial)));
  }
}

TEST_F(Properties, AQuestionComesBackFromItsRecordAndIsDecidedTheSame) {
  for (auto round = 0; round < cases; ++round) {
    auto trial = world();
    auto const before = to_json(ask(trial), Telling::full).canonical();
    auto const back = question_from(*Json::parse(to_json(trial.request, trial.facts).canonical()), {});
    ASSERT_TRUE(back.value) << (back.faults.empty() ? "" : back.faults.front().key + back.faults.front().message);
    trial.request = back.value->request;
    trial.facts = back.value->facts;
    ASSERT_EQ(to_json(ask(trial), Telling::full).canonical(), before);
  }
}

TEST_F(Properties, FollowingARemedyOpensTheField) {
  auto followed = 0;
  for (auto round = 0; round < cases; ++round) {
    auto trial = world(false);
    auto const decision = ask(trial);
    if (decision.refusals.empty()) continue;
    auto const& refusal = decision.refusals.front();
    auto after = World{trial.agreements, {}, trial.request, trial.facts};
    for (std::size_t at = 0; at < trial.held.size(); ++at) {
      after.held.push_back(trial.held[at]);
      after.held.back().agreement = &after.agreements[at];
    }
    if (!follow(after, refusal.remedies.front())) continue;
    ++followed;
    ASSERT_NE(ask(after).permit(refusal.field), nullptr);
  }
  EXPECT_GT(followed, cases / 10);
}

}  // namespace
}  // namespace concordat::agreements
