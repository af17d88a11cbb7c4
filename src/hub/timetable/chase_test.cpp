// SPDX-License-Identifier: Apache-2.0
#include "hub/timetable/chase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sys/stat.h>
#include <sys/wait.h>

#include <thread>

#include "hub/feeds.h"
#include "hub/hub_test_tools.h"
#include "hub/timetable/outgoing.h"

namespace concordat::hub::proving {
namespace {

class Chasing : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    clock_.set(*parse_instant("2026-10-20T10:00:00Z"));
    fs::create_directory(folder() / "spool");
  }
  [[nodiscard]] std::string partnership() const override {
    auto text = replaced(std::string{partnership_yaml}, "title: \"People\",", "title: \"People\", contact: feeds@school.example,");
    return replaced(text, "title: \"Assaults\",", "title: \"Assaults\", contact: feeds@general.example,");
  }
  [[nodiscard]] MailRoute route() const { return {"hub@northshire.example", folder() / "spool", {}}; }
  [[nodiscard]] std::vector<std::string> spooled() {
    std::vector<std::string> all;
    for (auto const& entry : fs::directory_iterator{folder() / "spool"}) all.push_back(get(entry.path()));
    return all;
  }
  [[nodiscard]] std::string message_to(std::string_view mailbox) {
    for (auto& text : spooled()) {
      if (text.find(fmt::format("\r\nTo: {}\r\n", mailbox)) != std::string::npos) return text;
    }
    return {};
  }
  /// A program in place of sendmail, which keeps what it was given.
  [[nodiscard]] fs::path program_that(std::string_view script) {
    auto const path = folder() / "sendmail";
    put(path, fmt::format("#!/bin/sh\n{}\n", script));
    ::chmod(path.c_str(), 0755);
    return path;
  }
};
CONCORDAT_ON_BOTH_STORES(Chasing);

TEST_P(Chasing, WritesToEachMailboxOnceForEachLateMonthWithItsLeaf) {
  auto const before = *hub().log().size();
  auto const first = chase(hub(), route());
  ASSERT_EQ(code_of(first), "fine");
  ASSERT_EQ(first->written.size(), 2U);
  EXPECT_EQ(first->delivered, 2U);
  EXPECT_THAT(first->without_contact, ::testing::ElementsAre("police-incidents"));
  auto const after = leaves();
  // The hub was made at the machine's time; a clock that stands before that has an entry of its own.
  auto const sent = std::count_if(after.begin() + static_cast<std::ptrdiff_t>(before), after.end(),
                                  [](ledger::Leaf const& leaf) { return leaf.event == ledger::Event::send; });
  ASSERT_EQ(sent, 2);
  EXPECT_EQ(after.back().event, ledger::Event::send);
  EXPECT_EQ(after.back().from, "northshire");
  EXPECT_EQ(after.back().to, "northshire-school");
  EXPECT_THAT(after.back().fields, ::testing::ElementsAre("chaser", "school-people"));
  EXPECT_EQ(after.back().count, 3U);  // July, August, September
  auto const text = message_to("feeds@school.example");
  EXPECT_NE(text.find("2026-07: was due by 2026-08-16, 65 days ago."), std::string::npos) << text;
  EXPECT_NE(text.find("Two months or more in a row have not come."), std::string::npos) << text;
  for (auto const* somebody : {"dora", "hanna", "anna"}) EXPECT_EQ(text.find(somebody), std::string::npos) << somebody;

  auto const again = chase(hub(), route());
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_TRUE(again->written.empty());
  EXPECT_EQ(again->delivered, 0U);
  EXPECT_EQ(*hub().log().size(), after.size()) << "nothing was done, so nothing is written down";

  clock_.set(*parse_instant("2026-11-20T10:00:00Z"));
  auto const later = chase(hub(), route());
  ASSERT_EQ(code_of(later), "fine");
  ASSERT_EQ(later->written.size(), 2U);
  EXPECT_EQ(later->written.front().months, 1U) << "of the months before, it was written already";
  EXPECT_EQ(spooled().size(), 4U);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Chasing, IsSilentAboutWhatIsDueOrHere) {
  clock_.set(*parse_instant("2026-08-16T10:00:00Z"));
  take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,\n");
  for (auto const* month : {"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"}) take_in("ed-istv", ed_month(month, {{0, 2}}));
  auto const report = chase(hub(), route());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_TRUE(report->written.empty());
  EXPECT_TRUE(spooled().empty());
}

TEST_P(Chasing, KeepsAMessageThatCouldNotGoOutAndTriesItAgain) {
  auto nowhere = route();
  nowhere.spool = folder() / "no-such-folder";
  auto const first = chase(hub(), nowhere);
  ASSERT_EQ(code_of(first), "fine");
  EXPECT_EQ(first->written.size(), 2U);
  EXPECT_EQ(first->waiting, 2U);
  ASSERT_TRUE(first->trouble);
  auto const second = chase(hub(), route());
  ASSERT_EQ(code_of(second), "fine");
  EXPECT_TRUE(second->written.empty());
  EXPECT_EQ(second->delivered, 2U);
  EXPECT_EQ(spooled().size(), 2U);
}

TEST_P(Chasing, ClearsWhatAKilledWriteLeftInTheSpoolAndNothingElse) {
  for (auto const* const name : {"3f.eml.a1B2c3", "3f.eml", "letter.eml.old", "notes.a1B2c3"}) put(folder() / "spool" / name, "words");
  ASSERT_EQ(code_of(deliver_waiting(hub(), route())), "fine");
  EXPECT_FALSE(fs::exists(folder() / "spool" / "3f.eml.a1B2c3"));
  EXPECT_EQ(spooled().size(), 3U);
}

TEST_P(Chasing, SendsNothingWhoseWordsWereDeletedBeforeItCouldGo) {
  auto nowhere = route();
  nowhere.spool = folder() / "no-such-folder";
  ASSERT_EQ(chase(hub(), nowhere)->waiting, 2U);
  ASSERT_TRUE(hub().database().execute("UPDATE outbox SET payload = '{}' WHERE id = 1"));
  auto const done = deliver_waiting(hub(), route());
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->delivered, 1U);
  EXPECT_EQ(done->waiting, 0U);
  EXPECT_EQ(spooled().size(), 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM outbox WHERE sent_at IS NULL"), 1) << "nobody was told";
}

TEST_P(Chasing, HandsTheMessageToTheMailProgramWithoutAShell) {
  MailRoute const sending{"hub@northshire.example", {}, program_that("echo \"$*\" >> " + (folder() / "words").string() + "; cat >> " + (folder() / "sent").string())};
  auto const report = chase(hub(), sending);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->delivered, 2U);
  EXPECT_EQ(get(folder() / "words"), "-i -f hub@northshire.example -- feeds@general.example\n-i -f hub@northshire.example -- feeds@school.example\n");
  auto const sent = get(folder() / "sent");
  EXPECT_NE(sent.find("\r\nTo: feeds@school.example\r\n"), std::string::npos);
  EXPECT_NE(sent.find("\r\nAuto-Submitted: auto-generated\r\n"), std::string::npos);
  for (std::size_t at = sent.find('\n'); at != std::string::npos; at = sent.find('\n', at + 1)) EXPECT_EQ(sent[at - 1], '\r');
}

TEST_P(Chasing, SaysWhenTheMailProgramIsNotThereOrRefuses) {
  auto const absent = chase(hub(), {"hub@northshire.example", {}, folder() / "nothing"});
  ASSERT_EQ(code_of(absent), "fine");
  ASSERT_TRUE(absent->trouble);
  EXPECT_EQ(absent->trouble->code.view(), "mail.no-program");
  auto const refusing = chase(hub(), {"hub@northshire.example", {}, program_that("exit 75")});
  ASSERT_EQ(code_of(refusing), "fine");
  ASSERT_TRUE(refusing->trouble);
  EXPECT_EQ(refusing->trouble->code.view(), "mail.refused");
  EXPECT_EQ(refusing->waiting, 2U);
}

TEST_P(Chasing, NeedsAWayOutAndASender) {
  EXPECT_EQ(code_of(chase(hub(), {"hub@northshire.example", {}, {}})), "chase.no-route");
  EXPECT_EQ(code_of(chase(hub(), {"hub", folder() / "spool", {}})), "chase.no-route");
}

TEST_P(Chasing, TwoAtOnceWriteNothingTwice) {
  auto run = [this] {
    SystemChance chance;
    auto own = Hub::open(options(), shelf(), clock_, chance);
    ASSERT_EQ(code_of(own), "fine");
    EXPECT_EQ(code_of(chase(**own, route())), "fine");
  };
  std::thread one{run};
  std::thread other{run};
  one.join();
  other.join();
  EXPECT_EQ(spooled().size(), 2U);
  EXPECT_EQ(number_of("SELECT count(*) FROM outbox"), 2);
}

TEST_P(Chasing, KilledAnywhereItLosesNoReminderAndWritesNoneTwice) {
  hub_.reset();
  auto const with = options();
  for (int round = 0; round < 6; ++round) {
    auto const child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto const quiet = ::open("/dev/null", O_WRONLY);
      ::dup2(quiet, 1);
      ::dup2(quiet, 2);
      ::execl(program().c_str(), "concordat", "chase", "--database", with.database.c_str(), "--keys", with.keys.c_str(), "--definitions",
              with.definitions.c_str(), "--from", "hub@northshire.example", "--spool", (folder() / "spool").c_str(), "--now",
              "2026-10-20T10:00:00Z", static_cast<char*>(nullptr));
      ::_exit(127);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{20 * (round + 1)});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  open_it();
  ASSERT_EQ(code_of(chase(hub(), route())), "fine");
  EXPECT_EQ(spooled().size(), 2U) << "the same message has the same name";
  EXPECT_EQ(number_of("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL"), 2);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Chasing, DaysLateAndSilenceAreCountedByTheClock) {
  auto const school = [this] {
    auto const all = read_feed_status(hub());
    EXPECT_EQ(code_of(all), "fine");
    return all->back();
  };
  clock_.set(*parse_instant("2026-09-15T00:00:00Z"));
  EXPECT_FALSE(school().silent);
  EXPECT_EQ(school().missed, 1U);
  EXPECT_EQ(school().open.front().days_late, 30);
  EXPECT_EQ(school().open.back().days_late, 0);
  clock_.set(*parse_instant("2026-09-17T00:00:00Z"));
  EXPECT_TRUE(school().silent);
  EXPECT_EQ(school().missed, 2U);
}

}  // namespace
}  // namespace concordat::hub::proving
