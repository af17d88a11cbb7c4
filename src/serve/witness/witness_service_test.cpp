// SPDX-License-Identifier: Apache-2.0
#include "serve/witness/witness_service.h"

#include <gtest/gtest.h>

#include <mutex>
#include <vector>

#include "base/text.h"
#include "base/file.h"
#include "http/http_test_client.h"
#include "http/server/ask.h"
#include "ledger/witness/witness_test_tools.h"
#include "support/temporary_folder.h"

namespace concordat::serve {
namespace {

class WitnessServices : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(ledger::create_witness(folder_.path() / "w", "police.example/witness", chance_));
    auto witness = ledger::Witness::open(folder_.path() / "w", {log_.verifier});
    ASSERT_TRUE(witness);
    key_ = (*witness)->key();
    auto started = WitnessService::start(std::move(*witness), {.log = [this](std::string_view line) { take(line); }}, clock_);
    ASSERT_TRUE(started) << sentence(started.error());
    service_ = std::move(*started);
  }
  void take(std::string_view line) {
    std::lock_guard const lock{mutex_};
    lines_.emplace_back(line);
  }
  Result<http::Answered> ask(std::string body) {
    return http::post({.url = fmt::format("http://127.0.0.1:{}/add-checkpoint", service_->port()), .body = std::move(body)});
  }

  test_support::TemporaryFolder folder_;
  SeededChance chance_{11};
  FixedClock clock_{Instant{std::chrono::seconds{1'800'000'000}}};
  ledger::TestLog log_{chance_};
  std::optional<ledger::VerifierKey> key_;
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::unique_ptr<WitnessService> service_;
};

TEST_F(WitnessServices, SpeakTheProtocolOverHttp) {
  log_.grow(300);
  auto const first = ask(log_.question(0));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->status, 200);
  auto const note = ledger::parse_note(log_.note() + first->body);
  ASSERT_TRUE(note) << "the answer put behind the checkpoint is a note";
  EXPECT_EQ(ledger::find_cosignature(*note, *key_)->at, clock_.now());
  auto const behind = ask(log_.question(7));
  ASSERT_TRUE(behind);
  EXPECT_EQ(behind->status, 409);
  EXPECT_EQ(behind->content_type, "text/x.tlog.size");
  EXPECT_EQ(behind->body, "300\n");
  EXPECT_EQ(ask("x")->status, 400);
  EXPECT_EQ(ask(std::string(100'000, 'x'))->status, 413);
}

TEST_F(WitnessServices, ShowWhatTheySawAndSayWhatTheyForgot) {
  log_.grow(12);
  ASSERT_EQ(ask(log_.question(0))->status, 200);
  auto const log = ledger::name_of_log(log_.verifier.name());
  auto const last = [&] { return http::get({.url = fmt::format("http://127.0.0.1:{}/{}/checkpoint", service_->port(), log)}); };
  EXPECT_EQ(last()->status, 200);
  EXPECT_TRUE(last()->body.starts_with(log_.note()));
  http::test::Client client{service_->port()};
  EXPECT_EQ(client.ask(http::test::get("/" + log + "/checkpoint/12"))->status, 200);
  EXPECT_EQ(client.ask(http::test::get("/" + log + "/checkpoint/11"))->status, 404);
  EXPECT_EQ(client.ask(http::test::get("/" + log + "/split-view"))->status, 404);
  EXPECT_EQ(client.ask(http::test::get("/healthz"))->status, 200);
  EXPECT_EQ(client.ask(http::test::get("/"))->body.find("is lost"), std::string::npos);
  std::filesystem::remove_all(folder_.path() / "w/state");
  std::filesystem::create_directory(folder_.path() / "w/state");
  EXPECT_NE(client.ask(http::test::get("/"))->body.find(log_.verifier.name() + " is lost"), std::string::npos);
  EXPECT_EQ(client.ask(http::test::get("/healthz"))->status, 503);
  EXPECT_EQ(last()->status, 404);
  EXPECT_EQ(ask(log_.question(0))->status, 200);
  EXPECT_TRUE(service_->stop(std::chrono::seconds{5}));
  std::lock_guard const lock{mutex_};
  auto const told = std::count_if(lines_.begin(), lines_.end(), [](auto const& line) { return line.find("\"note\":\"state-lost\"") != std::string::npos; });
  EXPECT_EQ(told, 1);
}

TEST_F(WitnessServices, SayOfAStateThatCannotBeReadThatNothingIsCosignedOnIt) {
  log_.grow(12);
  ASSERT_EQ(ask(log_.question(0))->status, 200);
  http::test::Client client{service_->port()};
  auto const name = log_.verifier.name();
  ASSERT_EQ(client.ask(http::test::get("/"))->body.find("cannot be read"), std::string::npos);
  ASSERT_TRUE(write_file(folder_.path() / "w/state" / ledger::name_of_log(name), "torn"));
  auto const home = client.ask(http::test::get("/"))->body;
  EXPECT_NE(home.find(name + " cannot be read: nothing of it is cosigned."), std::string::npos);
  EXPECT_EQ(home.find("begun anew"), std::string::npos);
  EXPECT_EQ(client.ask(http::test::get("/healthz"))->status, 503);
  EXPECT_EQ(ask(log_.question(0))->status, 500);
}

TEST_F(WitnessServices, GiveTheirKeyAndLogNothingOfWhatCame) {
  http::test::Client client{service_->port()};
  auto const home = client.ask(http::test::get("/"));
  ASSERT_TRUE(home);
  EXPECT_NE(home->body.find(key_->text()), std::string::npos);
  EXPECT_EQ(client.ask(http::test::get("/add-checkpoint"))->status, 405);
  EXPECT_EQ(client.ask(http::test::post("/add-checkpoint?canary-in-the-query", "canary-in-the-body"))->status, 400);
  EXPECT_TRUE(service_->stop(std::chrono::seconds{5}));
  std::lock_guard const lock{mutex_};
  EXPECT_EQ(lines_.size(), 3U);
  for (auto const& line : lines_) EXPECT_EQ(line.find("canary"), std::string::npos) << line;
}

}  // namespace
}  // namespace concordat::serve
