// SPDX-License-Identifier: Apache-2.0
#include "hub/keeping/keeping.h"

#include <gtest/gtest.h>

#include "hub/act.h"
#include "hub/agreements/draft.h"
#include "hub/backup/backup.h"
#include "hub/backup/restore.h"
#include "hub/keeping/keeping_test_tools.h"
#include "hub/notice/outbox.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Keeping : public KeepingTest {};
CONCORDAT_ON_BOTH_STORES(Keeping);

TEST_P(Keeping, LeavesWhatHasNotReachedItsDay) {
  one_of_each();
  auto const before = sealed();
  auto const size = *hub().log().size();
  auto const report = kept();
  EXPECT_EQ(report.erased_in_all(), 0U);
  EXPECT_EQ(report.held(), 0U);
  for (auto const* kind : {"request", "refusal", "appeal", "may-i", "fact", "use", "glass", "sample", "acknowledgement"}) EXPECT_GT(held(report, kind, "day-not-come"), 0U) << kind;
  EXPECT_EQ(sealed(), before);
  EXPECT_EQ(*hub().log().size(), size) << "nothing happened, so nothing is written";
}

TEST_P(Keeping, DeletesEveryKindOnItsDayWithItsKeysAndSaysSo) {  // S31 S36
  one_of_each();
  auto const words = sealed();
  ASSERT_GT(words.size(), 12U);
  auto const had_keys = keys();
  ASSERT_GT(had_keys, 10);
  auto const all = everything();
  ASSERT_THAT(all, HasSubstr("carla"));
  at("2029-06-01");
  auto const report = kept();
  for (auto const* kind : {"request", "refusal", "appeal", "may-i", "fact", "use", "glass", "sample", "acknowledgement"}) EXPECT_GT(report.erased.contains(kind) ? report.erased.at(kind) : 0U, 0U) << kind;
  EXPECT_EQ(report.kept, (std::map<std::pair<std::string, std::string>, std::uint64_t>{{{"opening", "day-not-come"}, 1U}})) << "a year of them, for six";
  EXPECT_EQ(static_cast<std::int64_t>(report.keys), had_keys);
  EXPECT_EQ(keys(), 0) << "nothing but words was sealed here";
  EXPECT_TRUE(sealed().empty());
  EXPECT_EQ(number_of("SELECT count(*) FROM fact_record"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM may_i"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM agreement_acknowledgement"), 0);
  auto const left = everything();
  auto const mark = sharing::subject_of(hub(), "northshire-csp", matter);
  for (auto const& gone : {std::string{"carla"}, std::string{"paul"}, std::string{"greta"}, std::string{"lead-police"}, std::string{"chair"}, std::string{"Zebedee"}, mark}) EXPECT_THAT(left, Not(HasSubstr(gone)));
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::erase);
  EXPECT_THAT(leaf.fields, ::testing::ElementsAre("retention", "words"));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  auto const size = *hub().log().size();
  EXPECT_EQ(kept().erased_in_all(), 0U);
  EXPECT_EQ(*hub().log().size(), size);
}

TEST_P(Keeping, LeavesNothingInTheFreePagesTheIndexesOrTheJournal) {  // S31
  if (!is_sqlite()) GTEST_SKIP() << "the files of a server are the server's";
  one_of_each();
  auto const is_somewhere = [this](std::string const& needle) {
    auto const path = url().target();
    return get(path).find(needle) != std::string::npos || (fs::exists(path + "-wal") && get(path + "-wal").find(needle) != std::string::npos);
  };
  auto needles = std::vector{sharing::subject_of(hub(), "northshire-csp", matter)};
  for (auto const& words : sealed()) needles.push_back(words.substr(0, 40));
  auto const all = needles.size();
  std::erase_if(needles, [&](std::string const& needle) { return !is_somewhere(needle); });  // one may lie across two pages
  ASSERT_GT(needles.size() + 3, all) << "or this test finds nothing at all";
  at("2029-06-01");
  (void)kept();
  for (auto const& needle : needles) EXPECT_FALSE(is_somewhere(needle));
}

TEST_P(Keeping, CountsOnByCodeAndAgencyWhenTheWordsAreGone) {  // S31 S36
  one_of_each();
  (void)ask({"northshire-police", "conference-member", "immigration-enforcement", {"intel.threat_to_life"}, "personalised", "suspected", matter, "It is needed now"});
  auto const from = *parse_date("2026-11-01");
  auto const until = *parse_date("2027-01-01");
  auto const counts = [&] {
    auto all = *sharing::refusals(hub(), member("lead-police"), from, until);
    all.requests.clear();
    return sharing::to_json(all).canonical() + sharing::to_csv(all);
  };
  auto const uses = [&] {
    std::string text;
    auto const all = sharing::uses_of_own_data(hub(), member("lead-police"));
    for (auto const& use : *all) text += use.used_at + use.recipient + use.purpose + use.form + fmt::format("{}{}{};", fmt::join(use.fields, ","), fmt::join(use.rules, ","), use.ledger_index);
    return text;
  };
  auto const before = counts();
  auto const used = uses();
  ASSERT_THAT(before, HasSubstr("R10"));
  ASSERT_FALSE(used.empty());
  at("2029-06-01");
  ASSERT_GT(kept().erased_in_all(), 0U);
  EXPECT_EQ(counts(), before);
  EXPECT_EQ(uses(), used);
  EXPECT_TRUE(sharing::refusals(hub(), member("lead-police"), from, until)->requests.empty()) << "a list of single requests is no count";
}

TEST_P(Keeping, ShowsNothingOfWhatIsGoneAnyMore) {  // S31
  one_of_each();
  auto const id = *hub().database().query_one("SELECT id FROM sharing_request WHERE state = 'given'", [](store::Row const& row) { return row.string(0); }).value();
  ASSERT_EQ(code_of(sharing::find_request(hub(), member("greta"), id)), "fine");
  at("2029-06-01");
  (void)kept();
  EXPECT_EQ(code_of(sharing::find_request(hub(), member("greta"), id)), "request.unknown");
  EXPECT_TRUE(sharing::list_requests(hub(), member("greta"), sharing::Which::own_agency)->empty());
  EXPECT_TRUE(sharing::glasses(hub(), member("greta"))->empty());
  EXPECT_TRUE(sharing::appeals(hub(), member("greta"))->empty());
  EXPECT_TRUE(sharing::may_i_list(hub(), member("carla"))->empty());
  EXPECT_TRUE(sharing::recorded_questions(hub(), hub().database(), "2020-01-01")->questions.empty()) << "nor are they tried on new agreements";
  EXPECT_EQ(sharing::replay_requests(hub(), member("greta"))->same, 0U);
  EXPECT_TRUE(sharing::facts_of_matter(hub(), member("carla"), matter, {})->empty());
  EXPECT_EQ(code_of(sharing::facts_of_matter(hub(), member("carla"), {}, id)), "fact.no-matter");
}

TEST_P(Keeping, AnOpenAppealHoldsItsRequestAndNotForEver) {  // S31
  bring_into_force(conference_text());
  know_all();
  auto const appeal = appealed();
  at("2027-11-23");
  auto const report = kept();
  EXPECT_EQ(held(report, "request", "appeal-open"), 1U);
  EXPECT_EQ(held(report, "refusal", "appeal-open"), 1U);
  EXPECT_EQ(held(report, "appeal", "appeal-open"), 1U);
  EXPECT_EQ(code_of(sharing::find_request(hub(), member("carla"), appeal.request)), "fine");
  at("2028-11-23");
  auto const later = kept();
  EXPECT_EQ(later.held(), 0U);
  EXPECT_EQ(later.erased.at("appeal"), 1U);
  EXPECT_EQ(code_of(sharing::find_request(hub(), member("carla"), appeal.request)), "request.unknown");
  EXPECT_EQ(code_of(sharing::decide_appeal(hub(), member(appeal.decider), appeal.id, "upheld", "The source of it would be known")), "appeal.not-for-you");
}

TEST_P(Keeping, AnAppealThatWasDecidedBeginsThePeriodAnew) {
  bring_into_force(conference_text());
  know_all();
  auto const appeal = appealed();
  at("2027-03-01");
  decide(appeal);
  at("2027-12-01");
  EXPECT_EQ(held(kept(), "request", "day-not-come"), 1U);
  at("2028-03-01");
  EXPECT_EQ(kept().erased.count("appeal"), 1U);
}

TEST_P(Keeping, UnreviewedGlassHoldsWhatWasAskedUnderItAndNotForEver) {  // S31
  bring_into_force(conference_text());
  ASSERT_EQ(code_of(sharing::break_glass(hub(), member("carla"), matter, "life", "He was seen with a knife outside")), "fine");
  auto const made = ask();
  ASSERT_EQ(made.outcome, "emergency_disclose");
  ASSERT_EQ(code_of(sharing::decline(hub(), member("paul"), made.id, reasons())), "fine");
  at("2027-11-23");
  auto const report = kept();
  EXPECT_EQ(held(report, "glass", "glass-not-reviewed"), 1U);
  EXPECT_EQ(held(report, "request", "glass-not-reviewed"), 1U);
  ASSERT_EQ(code_of(sharing::review_glass(hub(), member("greta"), sharing::glasses(hub(), member("greta"))->front().id, "not-justified", "A call would have done")), "fine");
  EXPECT_EQ(kept().erased.at("glass"), 1U) << "it is closed, and its day is over";
  EXPECT_EQ(number_of("SELECT count(*) FROM break_glass WHERE danger = 'life' AND outcome = 'not-justified'"), 1) << "what is counted stays";
}

TEST_P(Keeping, GlassThatNobodyEverReviewedGoesAtTheStatedLimit) {
  ASSERT_EQ(code_of(sharing::break_glass(hub(), member("carla"), matter, "life", "He was seen with a knife outside")), "fine");
  at("2028-11-23");
  EXPECT_EQ(kept().erased.at("glass"), 1U);
}

TEST_P(Keeping, ARequestThatWaitsIsHeldAndThenWaitsNoMore) {
  auto const made = waiting();
  at("2027-11-23");
  auto const report = kept();
  EXPECT_EQ(held(report, "request", "waits-for-an-answer"), 1U);
  EXPECT_GT(held(report, "fact", "waits-for-an-answer"), 0U) << "it is decided by these";
  at("2028-11-23");
  (void)kept();
  EXPECT_EQ(code_of(sharing::give(hub(), member("paul"), made.id, {"in-writing"})), "request.not-yours-to-answer");
  auto const counted = sharing::refusals(hub(), member("lead-police"), *parse_date("2026-11-01"), *parse_date("2027-01-01"));
  EXPECT_EQ(counted->agencies.front().waiting, 0U);
  EXPECT_EQ(counted->agencies.front().asked, 3U) << "two of them to enter what is known";
}

TEST_P(Keeping, WhatWasGivenUnderAnAgreementGoesByItsOwnPeriodWhereThatEndsFirst) {  // S31
  bring_into_force(conference_text());
  know_all();
  auto const id = given();
  at("2026-12-20");
  auto closed = open_case();
  closed.answer = "closed";
  know("chair", closed);
  for (auto const* lead : {"greta", "lead-police"}) {
    auto const sample = sharing::audit_sample(hub(), member(lead));
    for (auto const& one : *sample) ASSERT_EQ(code_of(sharing::audit_done(hub(), member(lead), one.use.id, "in-order", "Looked up by its entry")), "fine");
  }
  at("2027-06-19");
  (void)kept();
  EXPECT_EQ(code_of(sharing::find_request(hub(), member("greta"), id)), "fine");
  at("2027-06-20");
  (void)kept();
  EXPECT_EQ(code_of(sharing::find_request(hub(), member("greta"), id)), "request.unknown") << "six months after the case was closed, as the rule says";
}

TEST_P(Keeping, WhatWasGivenIsKeptForTheHubsOwnPeriodWhereNoCaseWasClosed) {
  bring_into_force(conference_text());
  know_all();
  auto const id = given();
  at("2027-11-20");
  (void)kept();
  EXPECT_EQ(code_of(sharing::find_request(hub(), member("greta"), id)), "fine");
}

TEST_P(Keeping, UsesThatNobodyLookedThroughHoldTheirRequest) {
  bring_into_force(conference_text());
  know_all();
  (void)given();
  at("2027-11-23");
  EXPECT_EQ(held(kept(), "request", "sample-not-looked-at"), 1U);
}

TEST_P(Keeping, AMatterAboutAChildGoesSooner) {  // S31
  bring_into_force(conference_text());
  auto age = fact("age");
  age.number = 15;
  know("carla", age);
  (void)ask();
  auto of_child = question();
  of_child.age = 15;
  auto of_adult = question();
  of_adult.age = 18;
  ASSERT_TRUE(sharing::may_i(hub(), member("carla"), of_child));
  ASSERT_TRUE(sharing::may_i(hub(), member("carla"), of_adult));
  at("2027-05-20");
  EXPECT_EQ(kept().erased_in_all(), 0U);
  at("2027-05-21");
  auto const report = kept();
  EXPECT_EQ(report.erased.at("request"), 1U);
  EXPECT_EQ(report.erased.at("fact"), 1U);
  EXPECT_EQ(report.erased.at("may-i"), 1U);
  EXPECT_EQ(held(report, "may-i", "day-not-come"), 1U);
}

TEST_P(Keeping, ARequestThatWasAskedAboutAChildStaysOneAboutAChild) {
  bring_into_force(conference_text());
  auto age = fact("age");
  age.number = 15;
  auto const known = sharing::record_fact(hub(), member("carla"), age);
  ASSERT_EQ(code_of(known), "fine");
  (void)ask();
  ASSERT_EQ(code_of(sharing::withdraw_fact(hub(), member("carla"), known->id)), "fine");
  at("2027-05-21");
  EXPECT_EQ(kept().erased.at("request"), 1U) << "the question it was decided by says so";
}

TEST_P(Keeping, FactsOfAMatterGoTogetherFromTheLastOfThem) {
  bring_into_force(conference_text());
  know("carla", band(3));
  at("2027-08-01");
  know("carla", band(2));
  at("2027-12-01");
  EXPECT_EQ(kept().erased.count("fact"), 0U) << "renewed by new information";
  auto const version = number_of("SELECT version FROM fact_version");
  at("2028-08-01");
  EXPECT_EQ(kept().erased.at("fact"), 2U);
  EXPECT_EQ(number_of("SELECT version FROM fact_version"), version + 1) << "what is known has changed";
}

TEST_P(Keeping, NegotiationNotesGoAYearAfterTheLastOfThem) {  // S31
  auto const draft = add_draft(hub(), agreement_text({}), "draft.yaml", "greta");
  ASSERT_EQ(code_of(draft), "fine");
  at("2027-06-01");
  ASSERT_EQ(code_of(state_use(hub(), draft->id, {"figures", "police.count_by_cell", "Zebedee wants to see where violence is", {"anna", ""}})), "fine");
  DraftAnswer no;
  no.answer = {"figures", "police.count_by_cell", "", DraftVerdict::refuse};
  no.code = "R07";
  no.reason = "Zebedee has no need of the place";
  no.member = "paula";
  at("2027-07-01");
  ASSERT_EQ(code_of(answer_draft(hub(), draft->id, std::span{&no, 1})), "fine");
  at("2028-06-30");
  EXPECT_EQ(held(kept(), "draft", "day-not-come"), 1U);
  EXPECT_EQ(drafts_of(hub(), "northshire-police")->size(), 1U);
  at("2028-07-01");
  EXPECT_EQ(kept().erased.at("draft"), 1U);
  EXPECT_TRUE(drafts_of(hub(), "northshire-police")->empty());
  EXPECT_EQ(number_of("SELECT (SELECT count(*) FROM agreement_draft_use) + (SELECT count(*) FROM agreement_draft_answer)"), 0);
  EXPECT_EQ(leaves().back().event, ledger::Event::erase);
  if (is_sqlite()) {
    EXPECT_THAT(get(url().target()), Not(HasSubstr("Zebedee has no need")));
  }
  EXPECT_EQ(kept().erased_in_all(), 0U);
}

TEST_P(Keeping, OfMessagesItStaysThatTheyWereSentAndNotWhatTheySaid) {  // S31
  auto const write = [&](std::string const& words) {
    auto transaction = store::Transaction::write(hub().database());
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(hub().log().next_index(*transaction));
    ASSERT_EQ(code_of(put_message(hub(), *transaction, "reminder", {"feeds@police.example", "July is missing", words})), "fine");
    ASSERT_EQ(code_of(transaction->commit()), "fine");
  };
  write("It was due, says Zebedee");
  write("And this one never goes");
  ASSERT_TRUE(hub().database().execute("UPDATE outbox SET sent_at = '2026-12-24T10:00:00Z' WHERE id = 1"));
  at("2027-05-21");
  EXPECT_EQ(kept().erased.at("message"), 1U) << "the one that was never sent, from its writing";
  at("2027-06-24");
  EXPECT_EQ(kept().erased.at("message"), 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM outbox WHERE payload = '{}'"), 2);
  EXPECT_EQ(number_of("SELECT count(*) FROM outbox WHERE sent_at = '2026-12-24T10:00:00Z'"), 1);
  EXPECT_EQ(number_of("SELECT count(*) FROM outbox WHERE sent_at IS NULL"), 1) << "nobody was told, and nothing says so";
  if (is_sqlite()) {
    EXPECT_THAT(get(url().target()), Not(HasSubstr("says Zebedee")));
  }
  EXPECT_EQ(kept().erased_in_all(), 0U);
}

TEST_P(Keeping, WhatEntriesCommittedToGoesSixYearsAfterTheirYearAndTheLedgerVerifies) {  // S31 S36
  Act act;
  act.fields = {"feeds"};
  act.detail.set("why", "Zebedee asked");
  ASSERT_EQ(code_of(record_alone(hub(), std::move(act))), "fine");
  auto const entry = *hub().log().size() - 1;
  ASSERT_EQ(code_of(hub().log().opening(entry, 0)), "fine");
  auto const file = folder() / "keys" / "openings-2026.key";
  fs::create_hard_link(file, folder() / "a-second-name");
  auto const key = get(file);
  at("2032-12-31");
  EXPECT_EQ(kept().erased.count("opening"), 0U);
  EXPECT_TRUE(fs::exists(file));
  at("2033-01-01");
  auto const report = kept();
  EXPECT_EQ(report.erased.at("opening"), 1U);
  EXPECT_EQ(report.keys, 1U);
  EXPECT_FALSE(fs::exists(file));
  EXPECT_NE(get(folder() / "a-second-name"), key) << "overwritten, not only unlinked";
  EXPECT_EQ(code_of(hub().log().opening(entry, 0)), "ledger.opening-erased");
  EXPECT_EQ(number_of("SELECT count(*) FROM ledger_opening WHERE key_ref = 'openings-2026'"), 0);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  EXPECT_EQ(kept().erased_in_all(), 0U) << "once";
}

TEST_P(Keeping, OpeningsWhoseKeyACrashTookAwayGoAsWell) {
  Act act;
  act.fields = {"feeds"};
  act.detail.set("why", "Zebedee asked");
  ASSERT_EQ(code_of(record_alone(hub(), std::move(act))), "fine");
  fs::remove(folder() / "keys" / "openings-2026.key");
  at("2033-01-01");
  EXPECT_EQ(kept().erased.at("opening"), 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM ledger_opening WHERE key_ref = 'openings-2026'"), 0);
}

TEST_P(Keeping, GoesOnWhereACrashStoppedItBetweenTheKeysAndTheRows) {
  one_of_each();
  std::vector<std::int64_t> all;
  {
    auto connection = store::Connection::open(store::Url::sqlite((folder() / "keys" / "keys.db").string()));
    ASSERT_TRUE(connection->query("SELECT record FROM record_key", [&](store::Row const& row) { all.push_back(row.integer(0)); }));
  }
  at("2029-06-01");
  ASSERT_TRUE(hub().vault().erase(all));
  EXPECT_GT(kept().erased_in_all(), 0U);
  EXPECT_TRUE(sealed().empty());
}

TEST_P(Keeping, WaitsForAnotherRoundWhereTheKeyDatabaseIsLocked) {
  one_of_each();
  at("2029-06-01");
  auto impatient = options();
  impatient.patience = std::chrono::milliseconds{50};
  open_it(impatient);
  auto const words = sealed();
  auto const size = *hub().log().size();
  {
    auto other = store::Connection::open(store::Url::sqlite((folder() / "keys" / "keys.db").string()));
    auto holding = store::Transaction::write(*other);
    ASSERT_TRUE(holding);
    EXPECT_EQ(code_of(run_keeping(hub())), "store.locked");
    EXPECT_EQ(sealed(), words) << "no row without its words while their key is there";
    EXPECT_EQ(*hub().log().size(), size);
  }
  EXPECT_GT(kept().erased_in_all(), 0U);
  EXPECT_TRUE(sealed().empty());
}

TEST_P(Keeping, DeletesNothingByDefinitionsThatSayNothing) {
  bring_into_force(conference_text());
  (void)ask();
  at("2029-06-01");
  fs::remove(folder() / "definitions" / "retention.yaml");
  put(folder() / "definitions" / "retention.yaml", "kinds: []\n");
  EXPECT_EQ(code_of(run_keeping(hub())), "retention.no-rules");
  EXPECT_EQ(number_of("SELECT count(*) FROM sharing_request WHERE erased_on IS NULL"), 1);
}

TEST_P(Keeping, RunsWithTheRetentionOfRecordsAndDoubtsAClockThatLeaps) {
  take_in("police-incidents", police_month("2026-07", {3}));
  bring_into_force(conference_text());
  (void)ask();
  at("2028-01-01");
  EXPECT_EQ(code_of(run_round_by_itself(hub())), "retention.clock-leap");
  EXPECT_EQ(number_of("SELECT count(*) FROM sharing_request WHERE erased_on IS NULL"), 1);
  auto const round = run_round(hub());
  ASSERT_EQ(code_of(round), "fine");
  EXPECT_EQ(round->records.kept, 1U);
  EXPECT_EQ(round->words.erased.at("request"), 1U);
  EXPECT_THAT(to_json(round->words).canonical(), HasSubstr("\"erased\":{\"request\":1}"));
}

class KeptInBackups : public KeepingTest {
 protected:
  void SetUp() override {
    KeepingTest::SetUp();
    if (IsSkipped()) return;
    fs::create_directory(folder() / "offline");
    ASSERT_EQ(code_of(make_backup_key(folder() / "offline" / "backup.key", system_)), "fine");
    fs::copy_file(folder() / "offline" / "backup.key.pub", folder() / "keys" / "backup.pub");
  }
  void back_up() { ASSERT_EQ(code_of(make_backup(hub(), {folder() / "copies", folder() / "key-copies", {}})), "fine"); }
  [[nodiscard]] RestoreOptions into(std::string const& name) {
    RestoreOptions restore{folder() / "copies", folder() / "key-copies", folder() / "offline" / "backup.key", {}, {}, options()};
    auto const url = is_sqlite() ? store::Url::sqlite((folder() / (name + ".db")).string()) : another_url();
    restore.place.database = is_sqlite() ? "sqlite:" + url.target() : url.target();
    restore.place.keys = folder() / (name + "-keys");
    return restore;
  }
  void open_restored(RestoreOptions const& restore) {
    ASSERT_EQ(code_of(hub::restore(restore, shelf(), clock_, chance_)), "fine");
    open_it(restore.place);
  }
  SystemChance system_;
};
CONCORDAT_ON_BOTH_STORES(KeptInBackups);

TEST_P(KeptInBackups, WordsThatExpiredAreGoneFromTheNextBackupCycleAndOpenInNoOlderCopy) {  // S31
  one_of_each();
  back_up();
  auto const words = sealed();
  at("2029-06-01");
  ASSERT_GT(kept().erased_in_all(), 0U);
  back_up();
  hub_.reset();
  open_restored(into("next-cycle"));
  EXPECT_TRUE(sealed().empty());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  hub_.reset();
  auto old_rows = into("old-rows");
  old_rows.from = folder() / "copies" / "concordat-hub-20261202T100000Z.json";
  open_restored(old_rows);
  EXPECT_EQ(sealed(), words) << "the old copy of the database has the rows";
  auto const asked = sharing::list_requests(hub(), member("greta"), sharing::Which::own_agency);
  ASSERT_FALSE(asked->empty());
  EXPECT_EQ(code_of(sharing::find_request(hub(), member("greta"), asked->front().id)), "keys.erased") << "and no copy of the keys opens them";
  EXPECT_GT(kept().erased_in_all(), 0U) << "and they go again";
  EXPECT_TRUE(sealed().empty());
}

}  // namespace
}  // namespace concordat::hub::proving
