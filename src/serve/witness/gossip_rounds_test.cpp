// SPDX-License-Identifier: Apache-2.0
// Two witnesses as services, a host with two histories between them, and servers that misbehave.
#include "serve/witness/gossip_rounds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/date.h"
#include "http/http_test_client.h"
#include "http/router.h"
#include "http/server/ask.h"
#include "ledger/witness/witness_test_tools.h"
#include "serve/witness/witness_service.h"
#include "support/temporary_folder.h"

namespace concordat::serve {
namespace {

using namespace std::chrono_literals;

class GossipOverHttp : public testing::Test {
 protected:
  void SetUp() override {
    log_.grow(30);
    other_.log = log_.log;
    log_.grow(35);
    other_.grow(35, "rewritten");
  }
  std::unique_ptr<WitnessService> begin(std::string const& name, std::vector<std::string> peers = {}) {
    EXPECT_TRUE(ledger::create_witness(folder_.path() / name, name + ".example/witness", chance_));
    auto witness = ledger::Witness::open(folder_.path() / name, {log_.verifier});
    WitnessSetup setup{.log = [this](std::string_view line) {
      std::lock_guard const turn{mutex_};
      lines_.emplace_back(line);
      said_.notify_all();
    }};
    if (!peers.empty()) setup.gossip = GossipSetup{.route = {std::move(peers)}, .every = 50ms, .patience = {500ms, 1'000ms}};
    auto started = WitnessService::start(std::move(*witness), std::move(setup), clock_);
    EXPECT_TRUE(started);
    return std::move(*started);
  }
  [[nodiscard]] static std::string url_of(WitnessService const& service) { return fmt::format("http://127.0.0.1:{}", service.port()); }
  void show(WitnessService const& service, ledger::TestLog const& log) {
    EXPECT_EQ(http::post({.url = url_of(service) + "/add-checkpoint", .body = log.question(0)})->status, 200);
  }
  [[nodiscard]] bool comes(std::string_view part) {
    std::unique_lock lock{mutex_};
    return said_.wait_for(lock, 60s, [&] { return std::ranges::any_of(lines_, [&](auto const& line) { return line.find(part) != std::string::npos; }); });
  }

  test_support::TemporaryFolder folder_;
  SeededChance chance_{11};
  FixedClock clock_{Instant{std::chrono::seconds{1'800'000'000}}};
  ledger::TestLog log_{chance_};
  ledger::TestLog other_ = log_.fork();
  std::mutex mutex_;
  std::condition_variable said_;
  std::vector<std::string> lines_;
};

TEST_F(GossipOverHttp, FindsTwoHistoriesAndSaysSoLoudly) {
  auto const police = begin("police");
  show(*police, log_);
  auto const health = begin("health", {url_of(*police)});
  EXPECT_TRUE(comes("\"gossip\":\"not-comparable\"")) << "it saw nothing itself yet";
  show(*health, other_);
  EXPECT_TRUE(comes("\"note\":\"split-view\""));
  http::test::Client client{health->port()};
  EXPECT_EQ(client.ask(http::test::get("/healthz"))->status, 503);
  EXPECT_NE(client.ask(http::test::get("/"))->body.find("TWO HISTORIES of " + log_.verifier.name()), std::string::npos);
  auto const proof = client.ask(http::test::get("/" + ledger::name_of_log(log_.verifier.name()) + "/split-view"));
  ASSERT_EQ(proof->status, 200);
  EXPECT_TRUE(ledger::check_split_view(*ledger::parse_split_view(proof->body), std::vector{log_.verifier}));
  other_.grow(36, "rewritten");
  EXPECT_EQ(http::post({.url = url_of(*health) + "/add-checkpoint", .body = other_.question(35)})->status, 403);
  EXPECT_TRUE(comes("\"note\":\"stopped\""));
  EXPECT_TRUE(health->witness().stopped());
  EXPECT_TRUE(health->stop(5s));
}

TEST_F(GossipOverHttp, IsHeldUpByNobodyAndAlarmedByNoLiar) {
  auto const police = begin("police");
  show(*police, log_);
  // One that sends more than anybody needs, one that sends nothing for as long as it is let, and one that takes no connection.
  http::Router router;
  std::mutex gate;
  gate.lock();
  router.add(http::Method::get, "/huge/:log/checkpoint", [](http::Request&) { return http::plain(std::string(1 << 22, 'x')); });
  router.add(http::Method::get, "/silent/:log/checkpoint", [&](http::Request&) {
    std::lock_guard const wait{gate};
    return http::plain("late");
  });
  router.add(http::Method::get, "/garbage/:log/checkpoint", [](http::Request&) { return http::plain("garbage"); });
  auto options = http::serve(router);
  options.workers = 4;
  auto server = http::Server::start(std::move(options));
  ASSERT_TRUE(server);
  auto const liar = fmt::format("http://127.0.0.1:{}", (*server)->port());
  ASSERT_TRUE(ledger::create_witness(folder_.path() / "school", "school.example/witness", chance_));
  auto const school = ledger::Witness::open(folder_.path() / "school", {log_.verifier});
  ASSERT_EQ((*school)->add_checkpoint(log_.question(0), clock_.now()).status, 200);
  ledger::GossipRoute const route{{liar + "/huge", liar + "/silent", liar + "/garbage", liar + "/nowhere", "http://127.0.0.1:1", "no address", url_of(*police)}};
  auto const report = ledger::gossip(**school, route, ask_peers_over_http({3s, 6s}), clock_.now());
  gate.unlock();
  std::vector<std::string> heard;
  for (auto const& one : report.heard) heard.emplace_back(ledger::name_of(one.standing));
  ASSERT_EQ(heard.size(), 7U);
  EXPECT_EQ(heard[0], "no-answer");
  EXPECT_EQ(heard[1], "no-answer");
  EXPECT_EQ(heard[2], "nonsense");
  EXPECT_EQ(heard[3], "nothing");
  EXPECT_EQ(heard[4], "no-answer");
  EXPECT_EQ(heard[5], "no-answer");
  EXPECT_EQ(heard[6], "same");
  EXPECT_FALSE((*school)->stopped());
  (*server)->stop(5s);
}

TEST_F(GossipOverHttp, SaysEachHourThatNobodyCanCompare) {
  auto const police = begin("police");
  show(*police, log_);
  ASSERT_TRUE(ledger::create_witness(folder_.path() / "school", "school.example/witness", chance_));
  auto const school = *ledger::Witness::open(folder_.path() / "school", {log_.verifier});
  GossipSetup const setup{.route = {{url_of(*police)}}, .every = 50ms, .patience = {5s, 10s}};
  auto const log = [this](std::string_view line) {
    std::lock_guard const turn{mutex_};
    lines_.emplace_back(line);
    said_.notify_all();
  };
  auto const since = clock_.now();
  {
    GossipRounds const rounds{*school, setup, log, clock_};
    ASSERT_TRUE(comes("\"gossip\":\"not-comparable\""));
  }
  EXPECT_TRUE(std::ranges::none_of(lines_, [](auto const& line) { return line.find("\"note\":\"not-comparable\"") != std::string::npos; })) << "which is no delay yet";
  clock_.set(since + 1h + 50ms);
  GossipRounds const rounds{*school, setup, log, clock_};
  ASSERT_TRUE(comes("\"note\":\"not-comparable\""));
  EXPECT_TRUE(comes("\"since\":\"" + format_instant(since) + "\""));
}

TEST_F(GossipOverHttp, GivesAServerItsTimeAndNoMore) {
  auto const police = begin("police");
  auto const ask = ask_peers_over_http({5'000ms, 0ms});
  auto const answer = ask(url_of(*police) + "/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code.view(), "http.no-answer");
  EXPECT_TRUE(ask_peers_over_http()(url_of(*police) + "/"));
}

}  // namespace
}  // namespace concordat::serve
