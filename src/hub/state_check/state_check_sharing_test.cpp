// SPDX-License-Identifier: Apache-2.0
// Whoever writes past the hub to what was asked, given, corrected and acknowledged is found; what the hub itself did is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/agreements/acknowledgement.h"
#include "hub/disclosures/disclosures_test_tools.h"
#include "hub/keeping/keeping.h"
#include "hub/release/ledger_desk.h"
#include "hub/state_check/state_check.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;

class SharingChecks : public DisclosureTest {
 protected:
  /// One of each: given in the hub, opened, corrected, answered; taken back; declined, appealed and open again; refused.
  void one_of_each() {
    first_ = given();
    ASSERT_EQ(opened(first_), "fine");
    disclosures::Correction correction;
    correction.reference = "NSP-77";
    correction.kind = "corrected";
    correction.fields = {"person.date_of_birth"};
    correction.because = "The passport says another day";
    correction.values = {{"person.date_of_birth", "2011-05-06"}};
    auto const told = disclosures::correct(hub(), member("paul"), correction);
    ASSERT_EQ(code_of(told), "fine");
    ASSERT_EQ(code_of(disclosures::acknowledge(hub(), member("carla"), told->notices.front(), "own-copy-corrected")), "fine");
    auto const back = ask(who_is_it()).id;
    ASSERT_EQ(code_of(disclosures::give(hub(), member("paul"), back, ann())), "fine");
    ASSERT_EQ(code_of(disclosures::take_back(hub(), member("paul"), back, "It was about somebody else")), "fine");
    auto const declined = ask(who_is_it()).id;
    ASSERT_EQ(code_of(sharing::decline(hub(), member("paul"), declined, reasons())), "fine");
    auto const again = ask(who_is_it()).id;
    ASSERT_EQ(code_of(sharing::decline(hub(), member("lead-police"), again, reasons())), "fine");
    auto const appeal = sharing::appeal(hub(), member("carla"), again, "The danger is greater than was known");
    ASSERT_EQ(code_of(appeal), "fine");
    ASSERT_EQ(code_of(sharing::decide_appeal(hub(), member(appeal->decider), appeal->id, "overturned", "The law allows it here")), "fine");
    auto barred = who_is_it();
    barred.purpose = "immigration-enforcement";
    EXPECT_EQ(ask(barred).state, sharing::RequestState::refused);
    ASSERT_EQ(code_of(acknowledge_agreement(hub(), "isa.northshire.conference@1", "carla")), "fine");
  }
  [[nodiscard]] std::string found() {
    std::string all;
    for (auto const& one : differences()) all += fmt::format("{}: {} | {}\n", one.of, one.ledger, one.database);
    return all;
  }
  void edit(store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine") << sql.view(); }

  std::string first_;
};
CONCORDAT_ON_BOTH_STORES(SharingChecks);

TEST_P(SharingChecks, FindNothingInWhatTheHubItselfDid) {
  one_of_each();
  EXPECT_EQ(found(), "");
  at("2027-01-15");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  EXPECT_EQ(found(), "") << "what was given is destroyed on its day";
  at("2029-06-01");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  EXPECT_EQ(found(), "") << "posts and words are gone too";
  at("2034-01-02");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  EXPECT_EQ(found(), "") << "and what the entries committed to";
}

struct Tampering {
  store::Sql edit;
  store::Sql undo;
  char const* of;
};

TEST_P(SharingChecks, FindEachColumnThatWasChanged) {
  one_of_each();
  Tampering const all[] = {
      {"UPDATE sharing_request SET asker = 'northshire-school' WHERE state = 'given'", "UPDATE sharing_request SET asker = 'northshire-csp'", "request "},
      {"UPDATE sharing_request SET discloser = 'northshire-general-ed' WHERE state = 'given'", "UPDATE sharing_request SET discloser = 'northshire-police'", "request "},
      {"UPDATE sharing_request SET member = 'chair' WHERE state = 'given'", "UPDATE sharing_request SET member = 'carla'", "request "},
      {"UPDATE sharing_request SET purpose = 'safeguard-child' WHERE state = 'given'", "UPDATE sharing_request SET purpose = 'prevent-serious-violence' WHERE state = 'given'", "request "},
      {"UPDATE sharing_request SET form = 'aggregate' WHERE state = 'given'", "UPDATE sharing_request SET form = 'personalised'", "request "},
      {"UPDATE sharing_request SET codes = '[\"R05\"]' WHERE state = 'given'", "UPDATE sharing_request SET codes = '[]' WHERE state = 'given'", "request "},
      {"UPDATE sharing_request SET facts_version = facts_version + 1 WHERE state = 'given'", "UPDATE sharing_request SET facts_version = facts_version - 1 WHERE state = 'given'", "request "},
      {"UPDATE sharing_request SET asked_at = '2026-11-20T10:00:00.000Z' WHERE state = 'given'", "UPDATE sharing_request SET asked_at = '2026-11-21T10:00:00.000Z'", "request "},
      {"UPDATE sharing_request SET answered_by = 'lead-police' WHERE state = 'given'", "UPDATE sharing_request SET answered_by = 'paul' WHERE state = 'given'", "request "},
      {"UPDATE sharing_request SET how = 'verbally' WHERE state = 'given'", "UPDATE sharing_request SET how = 'in-hub' WHERE state = 'given'", "given in-hub | given verbally"},
      {"UPDATE sharing_request SET state = 'refused' WHERE state = 'waiting'", "UPDATE sharing_request SET state = 'waiting' WHERE state = 'refused' AND outcome <> 'refuse'", "request "},
      {"UPDATE sharing_request SET decline_code = 'R11' WHERE state = 'declined'", "UPDATE sharing_request SET decline_code = 'R10' WHERE state = 'declined'", "request "},
      {"UPDATE human_refusal SET code = 'R18' WHERE declined_by = 'paul'", "UPDATE human_refusal SET code = 'R10'", "refusal of request "},
      {"UPDATE human_refusal SET declined_by = 'lead-police2' WHERE declined_by = 'paul'", "UPDATE human_refusal SET declined_by = 'paul' WHERE declined_by = 'lead-police2'", "refusal of request "},
      {"UPDATE data_use SET supplier = 'northshire-school'", "UPDATE data_use SET supplier = 'northshire-police'", "use of northshire-school data"},
      {"UPDATE data_use SET recipient = 'northshire-school'", "UPDATE data_use SET recipient = 'northshire-csp'", "use of "},
      {"UPDATE data_use SET used_at = '2026-10-21T10:00:00.000Z'", "UPDATE data_use SET used_at = '2026-11-21T10:00:00.000Z'", "use of "},
      {"UPDATE data_use SET fields = '[\"person.shoe\"]'", "UPDATE data_use SET fields = '[\"person.name\",\"person.date_of_birth\",\"person.role_in_concern\"]'", "uses in request "},
      {"UPDATE data_use SET onward = 1 - onward", "UPDATE data_use SET onward = 1 - onward", "uses in request "},
      {"UPDATE data_use SET erased_on = '2026-11-21'", "UPDATE data_use SET erased_on = NULL", "who asked is gone from it on its day, and on no other"},
      {"UPDATE data_use SET member = ''", "UPDATE data_use SET member = 'carla'", "who asked is gone, and no day of it"},
      {"UPDATE data_use SET member = '', erased_on = '2026-11-21'", "UPDATE data_use SET member = 'carla', erased_on = NULL", "uses that were forgotten on 2026-11-21: none | 2"},
      {"UPDATE disclosure SET recipient = 'northshire-school'", "UPDATE disclosure SET recipient = 'northshire-csp'", "disclosure "},
      {"UPDATE disclosure SET fields = '[\"person.shoe\"]' WHERE taken_back_at IS NOT NULL",
       "UPDATE disclosure SET fields = '[\"person.name\",\"person.date_of_birth\",\"person.role_in_concern\"]'", "disclosure "},
      {"UPDATE disclosure SET member = 'chair'", "UPDATE disclosure SET member = 'carla'", "disclosure "},
      {"UPDATE disclosure SET supplier = 'northshire-school'", "UPDATE disclosure SET supplier = 'northshire-police'", "disclosure "},
      {"UPDATE disclosure SET taken_back_by = 'lead-police' WHERE taken_back_at IS NOT NULL", "UPDATE disclosure SET taken_back_by = 'paul' WHERE taken_back_at IS NOT NULL", "by somebody else"},
      {"UPDATE disclosure SET open_until = '2027-12-31' WHERE taken_back_at IS NULL", "UPDATE disclosure SET open_until = '2026-12-21'", "disclosure "},
      {"UPDATE disclosure SET version = 1 WHERE taken_back_at IS NULL", "UPDATE disclosure SET version = 2 WHERE taken_back_at IS NULL", "disclosure "},
      {"UPDATE disclosure_opening SET opened_at = '2026-10-21T10:00:00.000Z'", "UPDATE disclosure_opening SET opened_at = '2026-11-21T10:00:00.000Z'", "disclosure "},
      {"UPDATE disclosure_notice SET kind = 'deleted' WHERE kind = 'corrected'", "UPDATE disclosure_notice SET kind = 'corrected' WHERE kind = 'deleted'", "correction "},
      {"UPDATE disclosure_notice SET done = 'no-copy-held' WHERE done IS NOT NULL", "UPDATE disclosure_notice SET done = 'own-copy-corrected' WHERE done IS NOT NULL", "correction "},
      {"UPDATE agreement_acknowledgement SET member = 'chair'", "UPDATE agreement_acknowledgement SET member = 'carla'", "acknowledgement of isa.northshire.conference@1"},
      {"UPDATE agreement_acknowledgement SET at = '2026-10-21T10:00:00.000Z'", "UPDATE agreement_acknowledgement SET at = '2026-11-21T10:00:00.000Z'", "acknowledgement of isa.northshire.conference@1"},
  };
  for (auto const& one : all) {
    edit(one.edit);
    EXPECT_THAT(found(), HasSubstr(one.of)) << one.edit.view();
    edit(one.undo);
    ASSERT_EQ(found(), "") << one.undo.view();
  }
}

TEST_P(SharingChecks, FindAUseWhoseDayWasMoved) {
  one_of_each();
  at("2034-01-02");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  ASSERT_EQ(found(), "");
  edit("UPDATE data_use SET erased_on = '2033-01-02'");
  EXPECT_THAT(found(), HasSubstr("uses that were forgotten on 2033-01-02: none | 2"));
  EXPECT_THAT(found(), HasSubstr("uses that were forgotten on 2034-01-02: 2 | 0"));
}

TEST_P(SharingChecks, FindAnOlderValueInTheNewOnesPlace) {
  auto const request = given();
  auto const before = hub().database().query_one("SELECT values_sealed FROM disclosure", [](store::Row const& row) { return row.bytes(0); });
  ASSERT_TRUE(before && *before);
  disclosures::Correction correction;
  correction.request = request;
  correction.kind = "corrected";
  correction.fields = {"person.date_of_birth"};
  correction.because = "The passport says another day";
  correction.values = {{"person.date_of_birth", "2011-05-06"}};
  ASSERT_EQ(code_of(disclosures::correct(hub(), member("paul"), correction)), "fine");
  ASSERT_EQ(found(), "");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE disclosure SET values_sealed = ?", **before)), "fine");
  EXPECT_THAT(found(), HasSubstr("these are not those that were given, or corrected last"));
}

TEST_P(SharingChecks, FindWhatWasGivenGoneBeforeItsDayAndAUseThatIsThereTwice) {
  (void)given();
  edit("INSERT INTO data_use (id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index) SELECT "
       "'01a1fd8c-6900-7000-8000-000000000001', used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index FROM data_use");
  EXPECT_THAT(found(), HasSubstr("one use | a second row of it"));
  edit("UPDATE disclosure SET values_sealed = NULL");
  EXPECT_THAT(found(), HasSubstr("can be opened until 2026-12-21 | what was given is gone"));
}

TEST_P(SharingChecks, FindRowsThatWereTakenAway) {
  one_of_each();
  edit("DELETE FROM data_use");
  EXPECT_THAT(found(), HasSubstr("use in request " + first_ + ": northshire-police to northshire-csp | no such use"));
  edit("DELETE FROM disclosure_opening");
  EXPECT_THAT(found(), HasSubstr("request " + first_ + ": an opening | no such row"));
  edit("UPDATE disclosure SET taken_back_at = NULL, taken_back_index = NULL, taken_back_by = NULL");
  EXPECT_THAT(found(), HasSubstr("taken back | no such row"));
  edit("UPDATE disclosure_notice SET done = NULL, done_by = NULL, done_at = NULL, done_index = NULL");
  EXPECT_THAT(found(), HasSubstr("an answer to a correction | no such row"));
  edit("DELETE FROM disclosure_notice");
  EXPECT_THAT(found(), HasSubstr("a correction | no such row"));
  EXPECT_THAT(found(), HasSubstr("word of what was taken back | no such row"));
  edit("DELETE FROM disclosure");
  EXPECT_THAT(found(), HasSubstr("what was given | no such row"));
  edit("DELETE FROM appeal");
  edit("DELETE FROM human_refusal");
  EXPECT_THAT(found(), HasSubstr("R10 | no such refusal"));
  edit("DELETE FROM sharing_request");
  EXPECT_THAT(found(), HasSubstr("northshire-csp asked northshire-police | no such request"));
}

TEST_P(SharingChecks, FindAnAnswerThatNobodyGave) {
  one_of_each();
  edit("UPDATE sharing_request SET state = 'given', how = 'verbally', answered_by = 'paul', answered_at = asked_at WHERE state = 'waiting'");
  EXPECT_THAT(found(), HasSubstr(": waiting | given"));
}

}  // namespace
}  // namespace concordat::hub::proving
