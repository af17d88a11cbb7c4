// SPDX-License-Identifier: Apache-2.0
// A version tried on what was really asked, on both stores.
#include "hub/analysis/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/check.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/request_rows.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/sharing_test_tools.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Trials : public SharingTest {
 protected:
  agreements::Agreement version(std::string const& text) {
    auto loaded = agreements::load(text, "version.yaml", hub().vocabulary(), clock_.today());
    for (auto const& finding : loaded.findings) {
      if (finding.severity == Severity::error) ADD_FAILURE() << sentence(finding);
    }
    return loaded.agreement.value_or(agreements::Agreement{});
  }
  /// The case, and no joint assessment.
  void know_the_case(std::string const& reference = "CSP/2026/17") {
    sharing::NewFact known;
    known.kind = "case";
    known.reference = reference;
    known.answer = "open";
    known.word = "gang-conference";
    known.members = {"carla"};
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("chair"), known)), "fine");
    // The police confirm the case by a request of an earlier day.
    auto const asked = sharing::ask_agency(hub(), member("carla"), about(reference));
    ASSERT_EQ(code_of(asked), "fine");
    known.request = asked->id;
    known.reference.clear();
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("lead-police"), known)), "fine");
    ASSERT_TRUE(hub().database().execute("UPDATE sharing_request SET asked_at = '2026-10-01T10:00:00.000Z' WHERE id = ?", asked->id));
  }
  static sharing::NewRequest about(std::string const& reference) {
    return {"northshire-police", "conference-member", "prevent-serious-violence", {"intel.threat_to_life", "person.role_in_concern"},
            "personalised",      "suspected",         reference,                  "A threat was reported on Monday"};
  }
  void ask(std::string const& reference = "CSP/2026/17") {
    ASSERT_EQ(code_of(sharing::ask_agency(hub(), member("carla"), about(reference))), "fine");
  }
  /// Each of a matter of its own.
  void ask_about_enough() {
    for (std::uint64_t number = 1; number <= fewest_about_people; ++number) {
      know_the_case(fmt::format("CSP/2026/{}", number));
      ask(fmt::format("CSP/2026/{}", number));
    }
  }
  Trial tried(agreements::Agreement const& with, std::string_view who = "lead-police", std::string_view since = "2026-10-22") {
    auto const before = *hub().log().size();
    auto const made = try_version(hub(), member(who), with, *parse_date(since));
    EXPECT_EQ(code_of(made), "fine");
    EXPECT_EQ(*hub().log().size(), before + 1) << "one leaf";
    return made ? *made : Trial{};
  }
  static std::string easier() {
    ConferenceTerms terms;
    terms.conditions = "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n        necessity: {stated: true}\n";
    return conference_text(terms);
  }
};
CONCORDAT_ON_BOTH_STORES(Trials);

/// The tally of questions about people: allow, part, refuse, unknown of all.
std::string people_of(Trial const& trial) {
  auto const& people = trial.people;
  return people.shown ? fmt::format("{} {} {} {} of {}", people.would_allow, people.would_allow_part, people.would_refuse, people.unknown, people.questions) : "too few";
}

TEST_P(Trials, CountsWhatAVersionWouldAllowOfQuestionsAboutPeople) {
  bring_into_force(conference_text());
  ask_about_enough();
  EXPECT_EQ(people_of(tried(version(conference_text()))), "0 0 8 0 of 8");
  auto const wider = tried(version(easier()));
  EXPECT_EQ(people_of(wider), "8 0 0 0 of 8");
  EXPECT_THAT(wider.own, IsEmpty()) << "no outcome of one question";
  EXPECT_EQ(people_of(tried(version(easier()), "lead-police", "2026-11-22")), "too few") << "only what was asked since";
}

TEST_P(Trials, ADraftCountsAsSignedAssessedAndInForceOnTheDayOfTheQuestion) {
  bring_into_force(conference_text());
  ask_about_enough();
  auto later = replaced(replaced(easier(), "status: signed", "status: draft"), "from: \"2026-05-01\"", "from: \"2027-01-01\"");
  later = replaced(later, "  dpia: {ref: \"DPIA-1\", approved: \"2026-04-02\", owner: data-protection-officer}\n  eia: {ref: \"EIA-1\", approved: \"2026-04-02\", owner: information-governance-lead}\n", "");
  EXPECT_EQ(people_of(tried(version(later))), "8 0 0 0 of 8");
}

TEST_P(Trials, TellsNoWriterOfADraftWhatIsTrueOfAPerson) {  // as P10: one secret fact changed, and nothing that is told may change
  bring_into_force(conference_text());
  know_the_case();
  for (std::uint64_t times = 0; times <= fewest_about_people; ++times) ask();
  auto const at_age = [](int years) {
    ConferenceTerms terms;
    terms.conditions = fmt::format("        case: {{type: gang-conference, state: open, requester: member, subject: listed}}\n        age: {{from: {}, to: {}}}\n        necessity: {{stated: true}}\n", years, years);
    return conference_text(terms);
  };
  sharing::NewFact age;
  age.kind = "age";
  age.reference = "CSP/2026/17";
  age.number = 15;
  ASSERT_EQ(code_of(sharing::record_fact(hub(), member("carla"), age)), "fine");
  ask();  // and all of them of one matter: many times the same tells no less than once
  for (auto const* who : {"lead-police", "greta"}) {
    for (int years = 10; years < 18; ++years) {
      auto const trial = tried(version(at_age(years)), who);
      EXPECT_EQ(people_of(trial), "too few") << years;
      EXPECT_EQ(trial.questions + trial.would_allow + trial.would_refuse + trial.opened + trial.closed + trial.elsewhere + trial.unknown, 0U) << years;
      EXPECT_THAT(trial.own, IsEmpty()) << years;
    }
  }
}

TEST_P(Trials, CountAQuestionThatCannotBeReadForItsPartiesAlone) {
  bring_into_force(conference_text());
  ask_about_enough();
  ASSERT_EQ(code_of(hub().database().execute("UPDATE sharing_request SET asker = 'northshire-school' WHERE id = (SELECT min(id) FROM sharing_request WHERE asked_at > '2026-10-22')")), "fine");
  std::vector<std::string> ids;
  ASSERT_TRUE(hub().database().query("SELECT id FROM sharing_request WHERE asked_at > '2026-10-22' ORDER BY id", [&](store::Row const& row) { ids.push_back(row.string(0)); }));
  for (auto const& id : ids) {
    auto const nonsense = sharing::seal_words(hub(), sharing::spot_of_question(id, "northshire-police"), Json{}.set("colour", "red"));
    ASSERT_TRUE(hub().database().execute("UPDATE sharing_request SET question_sealed = ? WHERE id = ?", *nonsense, id));
  }
  EXPECT_EQ(people_of(tried(version(conference_text()))), "too few") << "seven between the parties";
  ask("CSP/2026/99");
  EXPECT_EQ(people_of(tried(version(conference_text()))), "0 0 1 7 of 8");
}

TEST_P(Trials, IsForALeadOfAPartyAndARefusalIsRecorded) {
  bring_into_force(conference_text());
  auto const with = version(conference_text());
  for (auto const* who : {"paul", "hanna", "audit-police", "strat-csp"}) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(try_version(hub(), member(who), with, *parse_date("2026-10-22"))), "trial.not-yours") << who;
    EXPECT_EQ(*hub().log().size(), before + 1) << who;
  }
}

TEST_P(Trials, AsksAgainForTheFiguresThatWereReleased) {
  take_in_a_quarter();
  agree_on_figures();
  (void)release_of(csp_request("violence-by-area"));
  auto narrower = Terms{};
  narrower.fields = {"police.count_by_cell"};
  auto const trial = tried(version(agreement_text(narrower)));
  EXPECT_EQ(trial.questions, 1U) << "the department's figures are no matter of this agreement";
  EXPECT_EQ(trial.would_refuse, 1U);
  EXPECT_EQ(trial.closed, 1U);
  ASSERT_EQ(trial.own.size(), 1U);
  EXPECT_TRUE(trial.own.front().release);
  EXPECT_THAT(trial.own.front().closed, ElementsAre("police.count_by_area_quarter"));
  EXPECT_FALSE(trial.own.front().why.empty());
  // Whose post is gone cannot be asked again.
  ASSERT_EQ(code_of(hub().database().execute("UPDATE data_use SET member = 'gone'")), "fine");
  auto const gone = tried(version(agreement_text(narrower)));
  EXPECT_EQ(gone.unknown, 1U);
  EXPECT_THAT(gone.own, IsEmpty());
}

TEST_P(Trials, CountsWhatItsProhibitionsCloseBetweenOthers) {
  take_in_a_quarter();
  agree_on_figures();
  (void)release_of(csp_request("violence-by-area"));
  auto const barring = agreement_text({}) + "  prohibitions:\n    - {id: never, purposes: [violence-hotspot-analysis], items: [\"istv.*\"], why: \"A trial\"}\n";
  auto const trial = tried(version(barring));
  EXPECT_EQ(trial.elsewhere, 1U);
  EXPECT_EQ(trial.would_allow, 1U);
  EXPECT_EQ(trial.own.size(), 1U) << "what others asked shows as a number only";
}

}  // namespace
}  // namespace concordat::hub::proving
