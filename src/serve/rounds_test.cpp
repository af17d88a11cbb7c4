// SPDX-License-Identifier: Apache-2.0
#include "serve/rounds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <thread>

#include "hub/act.h"
#include "hub/hub_test_tools.h"
#include "hub/sharing/break_glass.h"
#include "ledger/witness/witness.h"
#include "serve/witness/witness_service.h"
#include "serve/witness_round.h"

namespace concordat::serve {
namespace {

namespace fs = std::filesystem;

using hub::proving::code_of;

class RoundsOfAServer : public hub::proving::HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    hub_.reset();
    fs::create_directories(in());
    fs::create_directory(folder() / "spool");
  }
  [[nodiscard]] std::string partnership() const override {
    auto const text = hub::proving::replaced(std::string{hub::proving::partnership_yaml}, "title: \"People\",", "title: \"People\", contact: feeds@school.example,");
    return hub::proving::replaced(text, "{id: greta,", "{id: greta, contact: governance@csp.example,");
  }
  [[nodiscard]] fs::path in() const { return folder() / "drop" / "northshire-police" / "police-incidents"; }
  [[nodiscard]] Rounds::Tools tools() {
    Rounds::Tools made{[this] { return hub::Hub::open(options(), shelf(), clock_, chance_); }, clock_,
                       [this](std::string_view line) {
                         std::lock_guard const lock{mutex_};
                         lines_.emplace_back(line);
                       }};
    made.mail = hub::MailRoute{"hub@northshire.example", folder() / "spool", {}};
    made.drop = DropRound{{folder() / "drop", std::chrono::seconds{0}}, std::chrono::seconds{1}};
    return made;
  }
  [[nodiscard]] static bool comes(std::function<bool()> const& what) {
    for (int i = 0; i < 6000 && !what(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return what();
  }
  [[nodiscard]] static std::size_t files_in(fs::path const& where) {
    std::error_code error;
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{where, error}, fs::directory_iterator{}));
  }
  [[nodiscard]] bool said(std::string_view part) {
    std::lock_guard const lock{mutex_};
    return std::ranges::any_of(lines_, [&](std::string const& line) { return line.find(part) != std::string::npos; });
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;
};
CONCORDAT_ON_BOTH_STORES(RoundsOfAServer);

TEST_P(RoundsOfAServer, HaveSignedWhatAKillLeftUnsignedAndSaySo) {
  open_it();
  {
    auto transaction = store::Transaction::write(hub().database());
    ASSERT_TRUE(transaction);
    ASSERT_EQ(code_of(hub::record(hub(), *transaction, hub::Act{.fields = {"feeds"}})), "fine");
    ASSERT_EQ(code_of(transaction->commit()), "fine");
  }
  auto const size = *hub().log().size();
  hub_.reset();
  clock_.set(clock_.now() + std::chrono::minutes{10});
  {
    Rounds const rounds{tools()};
    EXPECT_TRUE(comes([&] { return said("\"round\":\"ledger\",\"signed_late\":1"); }));
  }
  open_it();
  EXPECT_GE(hub().log().open(**hub().log().note())->head.size, size);
}

TEST_P(RoundsOfAServer, SayThatTheHeadOfTheLedgerWasChanged) {
  open_it();
  ASSERT_EQ(code_of(hub::record_alone(hub(), hub::Act{.fields = {"feeds"}})), "fine");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE ledger_head SET size = size - 1")), "fine");
  hub_.reset();
  Rounds const rounds{tools()};
  EXPECT_TRUE(comes([&] { return said("\"problem\":\"ledger.head-differs\""); }));
}

TEST_P(RoundsOfAServer, TakeInWhatIsDroppedAndRemindOnce) {
  {
    Rounds const rounds{tools()};
    EXPECT_TRUE(comes([&] { return files_in(folder() / "spool") == 1; }));
    hub::proving::put(in() / "july.csv", hub::proving::police_month("2026-07", {9}));
    EXPECT_TRUE(comes([&] { return files_in(in() / "done") == 2; }));
    hub::proving::put(in() / "wrong.csv", "colour\nred\n");
    EXPECT_TRUE(comes([&] { return files_in(in() / "failed") == 2; })) << "it goes on after a file that failed";
  }
  { Rounds const again{tools()}; }  // as after a restart: nobody is reminded twice
  EXPECT_EQ(files_in(folder() / "spool"), 1U);
  EXPECT_TRUE(said("\"round\":\"chase\""));
  EXPECT_TRUE(said("\"failed\":1"));
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'accepted'"), 1);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(RoundsOfAServer, TellOfABrokenGlassAndDeleteWordsOnTheirDay) {  // S31 S51
  open_it();
  ASSERT_TRUE(hub::sharing::break_glass(hub(), **hub().member("anna"), "CSP/1", "life", "He was seen with a knife outside"));
  ASSERT_EQ(number_of("SELECT count(*) FROM outbox WHERE kind = 'glass' AND sent_at IS NULL"), 1);
  hub_.reset();
  {
    Rounds const rounds{tools()};
    EXPECT_TRUE(comes([&] { return said("\"round\":\"notices\""); }));
  }
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM outbox WHERE kind = 'glass' AND sent_at IS NULL"), 0);
  hub_.reset();
  clock_.set(*parse_instant("2029-06-01T10:00:00Z"));
  auto only_that = tools();
  only_that.mail.reset();
  only_that.drop.reset();
  {
    Rounds const rounds{std::move(only_that)};
    EXPECT_TRUE(comes([&] { return said("\"erased\":{\"glass\":1,"); })) << "nobody asked";
  }
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM break_glass WHERE length(reason_sealed) > 0"), 0);
}

TEST_P(RoundsOfAServer, StopWhatRunsUnderAnAgreementThatRanOut) {
  open_it();
  take_in_a_quarter();
  agree_on_figures();
  hub_.reset();
  clock_.set(*parse_instant("2027-12-31T00:00:01Z"));
  auto only_that = tools();
  only_that.mail.reset();
  only_that.drop.reset();
  {
    Rounds const rounds{std::move(only_that)};
    EXPECT_TRUE(comes([&] { return said("\"round\":\"stop-check\""); }));
  }
  EXPECT_TRUE(said("\"stopped\":[\"isa.northshire.ed@1\",\"isa.northshire.police@1\"]"));
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM agreement_stop WHERE running_at IS NULL"), 2);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(RoundsOfAServer, ThatCannotBeMadeSayWhyAndEndAtOnce) {
  auto broken = tools();
  broken.drop->options.folder = folder() / "nowhere";
  Rounds const rounds{std::move(broken)};
  EXPECT_TRUE(comes([&] { return said("\"problem\":\"drop.no-folder\""); }));
}

TEST_P(RoundsOfAServer, AskTheLedgersWitnessesOverHttp) {
  auto const key = ledger::create_witness(folder() / "w", "police.example/w", chance_);
  ASSERT_TRUE(key);
  open_it();
  auto witness = ledger::Witness::open(folder() / "w", {*hub().log().verifier()});
  ASSERT_TRUE(witness);
  auto const service = WitnessService::start(std::move(*witness), {}, clock_);
  ASSERT_TRUE(service);
  ASSERT_TRUE(hub::set_witness_policy(hub(), {fmt::format("witness police {} http://127.0.0.1:{}\nquorum police\n", key->text(), (*service)->port())}));
  hub_.reset();
  {
    auto its = tools();
    its.mail.reset();
    its.drop.reset();
    its.witnesses = ask_over_http();
    Rounds const rounds{its};
    EXPECT_TRUE(comes([&] { return said("\"cosigned\":1"); }));
  }
  open_it();
  EXPECT_EQ(hub::words_of(*hub::witness_state(hub()), clock_.now()), "last witnessed 0 s ago by 1 of 1");
  (*service)->stop(std::chrono::seconds{1});
  auto const away = witness_round(hub(), ask_over_http(std::chrono::milliseconds{300}));
  ASSERT_TRUE(away);
  EXPECT_TRUE(away->is_null()) << "nothing grew, nobody is asked";
  clock_.set(clock_.now() + std::chrono::hours{2});
  EXPECT_NE(witness_round(hub(), ask_over_http(std::chrono::milliseconds{300}))->canonical().find("witness.no-answer"), std::string::npos);
}

}  // namespace
}  // namespace concordat::serve
