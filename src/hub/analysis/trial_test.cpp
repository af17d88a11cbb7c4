// SPDX-License-Identifier: Apache-2.0
// A version tried on what was really asked, on both stores.
#include "hub/analysis/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/check.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"
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
  /// With the case on record, and no joint assessment.
  void ask() {
    sharing::NewFact known;
    known.kind = "case";
    known.reference = "CSP/2026/17";
    known.answer = "open";
    known.word = "gang-conference";
    known.members = {"carla"};
    sharing::NewRequest const request{"northshire-police", "conference-member", "prevent-serious-violence", {"intel.threat_to_life", "person.role_in_concern"},
                                      "personalised",      "suspected",         "CSP/2026/17",              "A threat was reported on Monday"};
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("chair"), known)), "fine");
    ASSERT_EQ(code_of(sharing::ask_agency(hub(), member("carla"), request)), "fine");
    // The police confirm the case by a request of an earlier day.
    ASSERT_TRUE(hub().database().query("SELECT id FROM sharing_request", [&](store::Row const& row) { known.request = row.string(0); }));
    known.reference.clear();
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("lead-police"), known)), "fine");
    ASSERT_TRUE(hub().database().execute("UPDATE sharing_request SET asked_at = '2026-10-01T10:00:00.000Z'"));
    ASSERT_EQ(code_of(sharing::ask_agency(hub(), member("carla"), request)), "fine");
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

TEST_P(Trials, SaysWhatAVersionWouldAllowOfWhatWasRefused) {
  bring_into_force(conference_text());
  ask();
  auto const same = tried(version(conference_text()));
  EXPECT_EQ(same.questions, 1U);
  EXPECT_EQ(same.would_refuse, 1U);
  EXPECT_EQ(same.opened + same.closed, 0U);
  auto const wider = tried(version(easier()));
  EXPECT_EQ(wider.would_allow, 1U);
  EXPECT_EQ(wider.opened, 1U);
  ASSERT_EQ(wider.own.size(), 1U);
  EXPECT_EQ(wider.own.front().today, "refuse");
  EXPECT_EQ(wider.own.front().then, "disclose");
  EXPECT_THAT(wider.own.front().opened, ElementsAre("intel.threat_to_life", "person.role_in_concern"));
  EXPECT_EQ(tried(version(easier()), "lead-police", "2026-11-22").questions, 0U) << "only what was asked since";
}

TEST_P(Trials, ADraftCountsAsSignedAssessedAndInForceOnTheDayOfTheQuestion) {
  bring_into_force(conference_text());
  ask();
  auto later = replaced(replaced(easier(), "status: signed", "status: draft"), "from: \"2026-05-01\"", "from: \"2027-01-01\"");
  later = replaced(later, "  dpia: {ref: \"DPIA-1\", approved: \"2026-04-02\", owner: data-protection-officer}\n  eia: {ref: \"EIA-1\", approved: \"2026-04-02\", owner: information-governance-lead}\n", "");
  EXPECT_EQ(tried(version(later)).would_allow, 1U);
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
