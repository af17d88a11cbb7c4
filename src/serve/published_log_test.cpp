// SPDX-License-Identifier: Apache-2.0
#include "serve/published_log.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "http/http_test_client.h"
#include "hub/hub_test_tools.h"
#include "hub/witness/look.h"
#include "ledger/witness/gossip.h"
#include "ledger/witness/witness_test_tools.h"
#include "serve/serving.h"

namespace concordat::serve {
namespace {

class PublishedLog : public hub::proving::HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    hubs_ = std::make_unique<pages::HubPool>([this] { return hub::Hub::open(options(), shelf(), clock_, chance_); }, 2);
  }
  void TearDown() override {
    hubs_.reset();
    HubTest::TearDown();
  }
  void grow() { ASSERT_TRUE(hub::look_at_state(hub())); }
  [[nodiscard]] ledger::GossipFetch fetch() {
    return [this](std::string const& url) -> Result<ledger::GossipAnswer> {
      auto const path = url.substr(std::string_view{"http://hub/tlog/"}.size());
      auto answer = published_log(*hubs_, path);
      return ledger::GossipAnswer{http::number_of(answer.status()), answer.text()};
    };
  }
  [[nodiscard]] int status(std::string_view path) { return http::number_of(published_log(*hubs_, path).status()); }

  std::unique_ptr<pages::HubPool> hubs_;
};
CONCORDAT_ON_BOTH_STORES(PublishedLog);

TEST_P(PublishedLog, LetsAWitnessSeeForItselfThatOneCheckpointContinuesAnother) {
  auto const key = *hub().log().verifier();
  ASSERT_TRUE(ledger::create_witness(folder() / "w", "police.example/witness", chance_));
  auto const witness = *ledger::Witness::open(folder() / "w", {key});
  for (int times = 0; times < 5; ++times) grow();
  auto const early = **hub().log().note();
  ASSERT_EQ(witness->add_checkpoint(ledger::write_add_checkpoint({0, {}, early}), clock_.now()).status, 200);
  for (int times = 0; times < 300; ++times) grow();
  auto const report = ledger::gossip(*witness, {{}, {"http://hub/tlog"}}, fetch(), clock_.now());
  ASSERT_EQ(report.heard.size(), 1U);
  EXPECT_EQ(ledger::name_of(report.heard.front().standing), "ahead");
  EXPECT_EQ(report.heard.front().size, *hub().log().size());
  EXPECT_FALSE(witness->stopped());
}

TEST_P(PublishedLog, IsServedToAnybodyAndNothingThatChangesIsKeptByCaches) {
  grow();
  hubs_.reset();
  hub_.reset();
  serve::Setup setup{options(), shelf(), std::filesystem::path{CONCORDAT_BINARY_DIR} / "web", "127.0.0.1", 0, {}, {}, 2, 4, {}, {}, {}, {}};
  auto const serving = Serving::start(std::move(setup), clock_);
  ASSERT_EQ(hub::proving::code_of(serving), "fine");
  http::test::Client client{(*serving)->port()};
  auto const checkpoint = client.ask(http::test::get("/tlog/checkpoint"));
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->status, 200) << "signed in or not";
  EXPECT_EQ(checkpoint->header("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(checkpoint->header("cache-control"), "no-store") << "the next is another";
  EXPECT_EQ(checkpoint->header("x-content-type-options"), "nosniff");
  EXPECT_EQ(checkpoint->header("set-cookie"), "");
  auto const key = ledger::VerifierKey::parse(text::trim(hub::proving::get(folder() / "keys" / "signer.vkey")));
  ASSERT_TRUE(key);
  auto const opened = ledger::open_checkpoint(checkpoint->body, *key);
  ASSERT_TRUE(opened) << checkpoint->body;
  auto const tile = client.ask(http::test::get(fmt::format("/tlog/tile/0/000.p/{}", opened->head.size)));
  ASSERT_TRUE(tile);
  EXPECT_EQ(tile->status, 200);
  EXPECT_EQ(tile->header("content-type"), "application/octet-stream");
  EXPECT_EQ(tile->header("cache-control"), "public, max-age=300") << "a restore may bring other ones";
  EXPECT_EQ(tile->body.size(), opened->head.size * ledger::hash_size);
  EXPECT_EQ(client.ask(http::test::get("/tlog/tile/entries/000"))->status, 404) << "never an entry";
  EXPECT_EQ(client.ask(http::test::get(fmt::format("/tlog/tile/0/000.p/{}", opened->head.size + 1)))->status, 404);
  EXPECT_TRUE((*serving)->stop(std::chrono::seconds{10}));
}

TEST_P(PublishedLog, ShowsHashesAndNothingElse) {
  grow();
  EXPECT_EQ(status("checkpoint"), 200);
  auto const size = *hub().log().size();
  EXPECT_EQ(status("tile/0/000.p/1"), 200);
  EXPECT_EQ(status(fmt::format("tile/0/000.p/{}", size)), 200);
  EXPECT_EQ(status(fmt::format("tile/0/000.p/{}", size + 1)), 404) << "more than was signed";
  for (std::string_view const path : {"tile/0/000", "tile/1/000.p/1", "tile/0/001.p/1", "tile/entries/000", "tile/entries/000.p/1", "tile/0/../vkey", "tile/0", "", "tile/9/000.p/1", "tile/63/000.p/1", "vkey"}) {
    EXPECT_EQ(status(path), 404) << path;
  }
}

}  // namespace
}  // namespace concordat::serve
