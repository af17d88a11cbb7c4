// SPDX-License-Identifier: Apache-2.0
#include "serve/published_log.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/witness/look.h"
#include "ledger/witness/gossip.h"
#include "ledger/witness/witness_test_tools.h"

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
