// SPDX-License-Identifier: Apache-2.0
#include "hub/notice/glass_notice.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "hub/sharing/break_glass.h"
#include "hub/sharing/sharing_test_tools.h"
#include "hub/timetable/chase.h"
#include "hub/timetable/outgoing.h"

namespace concordat::hub::proving {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class Notices : public RequestTest {
 protected:
  void SetUp() override {
    RequestTest::SetUp();
    if (IsSkipped()) return;
    fs::create_directory(folder() / "spool");
    bring_into_force(conference_text());
  }
  [[nodiscard]] std::string partnership() const override {
    auto text = RequestTest::partnership();
    auto const mailbox = [&](std::string const& member, std::string const& contact) { text = replaced(text, "{id: " + member + ",", "{id: " + member + ", contact: " + contact + ","); };
    mailbox("greta", "governance@csp.example");
    mailbox("strat-csp", "strategy@csp.example");
    mailbox("lead-police", "governance@police.example");
    mailbox("lead-police2", "governance@police.example");
    mailbox("strat-police", "strategy@police.example");
    return replaced(text, "name: \"Northshire School\"}", "name: \"Northshire School\", contact: office@school.example}");
  }
  [[nodiscard]] sharing::Glass broken(std::string_view who = "carla", std::string const& reference = matter, std::string const& reason = "He was seen with a knife outside the school") {
    auto const glass = sharing::break_glass(hub(), member(who), reference, "life", reason);
    EXPECT_EQ(code_of(glass), "fine");
    return glass ? *glass : sharing::Glass{};
  }
  [[nodiscard]] MailRoute route() const { return {"hub@northshire.example", folder() / "spool", {}}; }
  void wait(std::chrono::milliseconds time) { clock_.set(clock_.now() + time); }
  [[nodiscard]] std::vector<std::string> messages() {
    std::vector<std::string> all;
    EXPECT_TRUE(hub().database().query("SELECT payload FROM outbox WHERE kind = 'glass' ORDER BY id", [&](store::Row const& row) {
      auto const payload = Json::parse(row.text(0));
      all.push_back((*payload)["to"].string() + "\n" + (*payload)["subject"].string() + "\n" + (*payload)["text"].string());
    }));
    return all;
  }
  [[nodiscard]] std::size_t spooled() { return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder() / "spool"}, fs::directory_iterator{})); }
};
CONCORDAT_ON_BOTH_STORES(Notices);

TEST_P(Notices, TellTheSecondPersonAtOnceWithWhatTheyNeedAndNoMore) {  // S51
  auto const glass = broken();
  EXPECT_EQ(glass.second, "greta");
  auto const all = messages();
  ASSERT_EQ(all.size(), 1U) << "with the glass, not after it";
  EXPECT_THAT(all.front(), HasSubstr("governance@csp.example\n"));
  for (auto const* told : {"Northshire Community Safety Partnership", "2026-11-21 10:00 UTC", "2026-11-22 10:00 UTC", "/break-glass"}) EXPECT_THAT(all.front(), HasSubstr(told));
  EXPECT_THAT(all.front(), HasSubstr("matter number: " + glass.id));
  auto const written = leaves();
  auto const& send = written.at(written.size() - 2);
  EXPECT_EQ(send.event, ledger::Event::send) << "the glass's own entry is the last";
  EXPECT_EQ(send.to, "northshire-csp");
  EXPECT_THAT(send.fields, ::testing::ElementsAre("glass", "broken"));
  EXPECT_EQ(send.previous, glass.id);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Notices, TellTheLeadsOfWhoeverIsAskedUnderIt) {  // S51
  auto const glass = broken();
  auto const made = ask();
  ASSERT_EQ(made.outcome, "emergency_disclose") << made.told.pretty();
  auto all = messages();
  ASSERT_EQ(all.size(), 2U) << "two leads share one mailbox, and the strategic lead is told where there is no other";
  EXPECT_THAT(all.back(), HasSubstr("governance@police.example\n"));
  EXPECT_THAT(all.back(), HasSubstr("matter number: " + made.id));
  EXPECT_THAT(all.back(), HasSubstr("/requests"));
  EXPECT_THAT(all.back(), HasSubstr("2026-11-22 10:00 UTC"));
  (void)ask();
  EXPECT_EQ(messages().size(), 3U) << "another request is another matter to look at";
  wait(30min);
  EXPECT_EQ(ask().state, sharing::RequestState::refused);
  EXPECT_EQ(messages().size(), 3U) << "nothing is opened any more, so nobody is told";
}

TEST_P(Notices, RemindOfAnOverdueReviewOnceAndWhoeverCouldDoIt) {  // S51
  (void)broken();
  wait(24h - 1min);
  EXPECT_EQ(*remind_of_reviews(hub()), 0U);
  wait(1min);
  EXPECT_EQ(*remind_of_reviews(hub()), 2U) << "the two leads of the agency";
  auto const all = messages();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(all.back(), HasSubstr("overdue"));
  EXPECT_EQ(*remind_of_reviews(hub()), 0U);
  auto const size = *hub().log().size();
  EXPECT_EQ(*remind_of_reviews(hub()), 0U);
  EXPECT_EQ(*hub().log().size(), size) << "nothing was done, so nothing is written down";
}

TEST_P(Notices, RemindNobodyOfAReviewThatWasDone) {
  auto const glass = broken();
  wait(31min);
  ASSERT_EQ(code_of(sharing::review_glass(hub(), member("greta"), glass.id, "justified", "it was right")), "fine");
  wait(24h);
  EXPECT_EQ(*remind_of_reviews(hub()), 0U);
}

TEST_P(Notices, RemindNotWhoBrokeIt) {
  auto const glass = broken("greta");
  EXPECT_EQ(glass.second, "strat-csp");
  wait(24h);
  EXPECT_EQ(*remind_of_reviews(hub()), 1U);
  for (auto const& message : messages()) EXPECT_THAT(message, HasSubstr("strategy@csp.example\n"));
}

TEST_P(Notices, HoldNothingOfAPersonAndNothingThatAnybodyTyped) {  // S51
  (void)broken("carla", "CSP Zebedee Quillfeather 17", "Zebedee Quillfeather was seen with a knife");
  auto under = asked();
  under.reference = "CSP Zebedee Quillfeather 17";
  under.necessary = "Zebedee Quillfeather is in danger now";
  ASSERT_EQ(ask(under).outcome, "emergency_disclose");
  wait(24h);
  ASSERT_EQ(*remind_of_reviews(hub()), 2U);
  ASSERT_EQ(code_of(deliver_waiting(hub(), route())), "fine");
  std::string all;
  for (auto const& message : messages()) all += message;
  for (auto const& entry : fs::directory_iterator{folder() / "spool"}) all += get(entry.path());
  ASSERT_TRUE(hub().database().query("SELECT about, kind, agency, mailbox FROM glass_notice", [&](store::Row const& row) {
    for (int i = 0; i < 4; ++i) all += row.string(i) + "\n";
  }));
  EXPECT_EQ(spooled(), 4U);
  for (auto const* canary : {"Zebedee", "Quillfeather", "knife", "carla", "greta", "lead-police", "CSP ", "suspected", "threat"}) EXPECT_THAT(all, Not(HasSubstr(canary)));
}

TEST_P(Notices, StayUntilTheyCanGoOutAndGoOutOnce) {
  (void)broken();
  auto nowhere = route();
  nowhere.spool = folder() / "no-such-folder";
  auto const first = deliver_waiting(hub(), nowhere);
  ASSERT_EQ(code_of(first), "fine");
  EXPECT_EQ(first->waiting, 1U);
  EXPECT_TRUE(first->trouble);
  auto const second = deliver_waiting(hub(), route());
  ASSERT_EQ(code_of(second), "fine");
  EXPECT_EQ(second->delivered, 1U);
  EXPECT_EQ(deliver_waiting(hub(), route())->delivered, 0U);
  EXPECT_EQ(spooled(), 1U);
  EXPECT_EQ(code_of(deliver_waiting(hub(), {"hub", folder() / "spool", {}})), "chase.no-route");
}

TEST_P(Notices, GoOutWithTheRemindersOfLateFiles) {
  (void)broken();
  wait(24h);
  auto const report = chase(hub(), route());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->reviews, 2U);
  EXPECT_GE(report->delivered, 3U);
}

TEST_P(Notices, GoToTheAgencysMailboxWhereThePostHasNoneAndNowhereWhereThereIsNone) {
  (void)broken("nora");
  ASSERT_EQ(messages().size(), 1U) << "hanna has none, her school has";
  EXPECT_THAT(messages().front(), HasSubstr("office@school.example\n"));
  (void)broken("guard");
  EXPECT_EQ(messages().size(), 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM glass_notice WHERE mailbox = ''"), 1) << "that nobody could be written to is known";
}

TEST_P(Notices, TellNobodyOfAGlassThatWasNotBroken) {
  EXPECT_EQ(code_of(sharing::break_glass(hub(), member("carla"), matter, "money", "He was seen with a knife")), "break-glass.words");
  EXPECT_EQ(number_of("SELECT count(*) FROM glass_notice"), 0);
  EXPECT_TRUE(messages().empty());
}

TEST_P(Notices, TwoAtOnceRemindOnce) {
  (void)broken();
  wait(24h);
  auto const run = [this] {
    SystemChance chance;
    auto own = Hub::open(options(), shelf(), clock_, chance);
    ASSERT_EQ(code_of(own), "fine");
    EXPECT_EQ(code_of(remind_of_reviews(**own)), "fine");
  };
  std::thread one{run};
  std::thread other{run};
  one.join();
  other.join();
  EXPECT_EQ(messages().size(), 3U);
}

}  // namespace
}  // namespace concordat::hub::proving
