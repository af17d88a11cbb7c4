// SPDX-License-Identifier: Apache-2.0
// A program asks for a table and comes back for it: begun, followed, stopped, refused, and handed over once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "hub/records/stored_records.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view asked_for_hotspots = "&table=violence-hotspots&purpose=violence-hotspot-analysis&quarter=2026-Q3";

class ReleaseApi : public proving::SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    // Held until it is let go, so that a test says when it is done.
    ask_of_looks_ = [this](hub::Hub& hub, hub::ReleaseRequest const& request) -> Result<hub::ReleaseAnswer> {
      while (is_held_) {
        if (!request.watch->go_on("hot squares", 1, 4)) return tl::unexpected<Problem>{stopped_work()};
        is_asked_ = true;
        is_asked_.notify_all();
        std::this_thread::yield();
      }
      return hub::answer_request(hub, request);
    };
  }
  http::Response begin(std::string const& token, std::string_view fields = asked_for_hotspots, std::string const& prefer = "respond-async") {
    return ask(http::Method::post, "/releases", token, std::string{fields}, true, prefer);
  }
  static std::string there(http::Response const& response) { return std::string{response.headers().find("location").value_or("")}; }
  void wait_for(Json const& begun) {
    hub::Member anna;
    anna.id = "anna";
    anna.agency = "northshire-csp";
    ASSERT_TRUE(looks_->wait(anna, begun["id"].string(), std::chrono::hours{1}));
  }
  std::atomic<bool> is_held_{true};
  std::atomic<bool> is_asked_{false};
};
CONCORDAT_ON_BOTH_STORES(ReleaseApi);

TEST_P(ReleaseApi, IsComeBackFor) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  auto const begun = begin(token, asked_for_hotspots, "wait=5, Respond-Async;x=1");
  ASSERT_EQ(status(begun), 202) << begun.text();
  EXPECT_EQ(begun.headers().find("preference-applied").value_or(""), "respond-async");
  auto const page = there(begun);
  auto const model = read(begun);
  EXPECT_EQ(model["page"].string(), page);
  EXPECT_THAT(page, StartsWith("/places/working/" + model["id"].string()));
  is_asked_.wait(false);
  auto const progress = read(get(page, token, true));
  EXPECT_FALSE(progress["over"].boolean());
  EXPECT_EQ(progress["state"].string(), "working");
  EXPECT_EQ(progress["percent"].integer(), 25);
  EXPECT_EQ(progress["href"].string(), page) << "where to look again";
  EXPECT_THAT(progress["stop_href"].string(), HasSubstr("/stop"));
  EXPECT_EQ(status(get(page, sign_in("bert"), true)), 404) << "it is nobody else's";
  EXPECT_EQ(there(begin(token)), page) << "asked_for_hotspots again while it is under way it is the same";
  is_held_ = false;
  wait_for(model);
  auto const made = read(get(page, token, true));
  EXPECT_EQ(made["period"].string(), "2026-Q3");
  EXPECT_GT(made["ledger_index"].integer(), 0);
  EXPECT_EQ(made["page"].string(), "/releases/" + made["release"].string());
  EXPECT_EQ(status(get(made["page"].string(), token, true)), 200);
  EXPECT_EQ(read(get(page, token, true))["page"].string(), "/releases") << "it is handed over once; then it is asked_for_hotspots for again";
}

TEST_P(ReleaseApi, SaysWhyNot) {
  open_site();
  is_held_ = false;
  auto const token = sign_in("anna");
  auto const refused = begin(token);
  EXPECT_EQ(status(refused), 403) << "what the gate refuses need not be come back for";
  EXPECT_FALSE(read(refused)["reasons"].array().empty());
  EXPECT_FALSE(refused.headers().find("preference-applied"));
}

TEST_P(ReleaseApi, SaysThatItWasRefusedHoweverOftenItIsComeBackFor) {
  open_site();
  services_->settings.look_grace = std::chrono::milliseconds{0};
  auto const token = sign_in("anna");
  auto const begun = begin(token);
  ASSERT_EQ(status(begun), 202) << "nobody waits for the gate here";
  is_held_ = false;
  wait_for(read(begun));
  auto const refused = get(there(begun), token, true);
  EXPECT_EQ(status(refused), 403);
  EXPECT_FALSE(read(refused)["reasons"].array().empty());
  auto const again = get(there(begun), token, true);
  EXPECT_EQ(status(again), 403);
  EXPECT_EQ(read(again)["reasons"].canonical(), read(refused)["reasons"].canonical());
}

TEST_P(ReleaseApi, HasPagesThatNameTheTableItsPeriodAndWhomItIsFor) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  auto const made = read(begin(token, "&table=violence-by-area&purpose=violence-hotspot-analysis", ""));
  auto const there = made["page"].string();
  auto const heading = read(get(there, token, true))["heading"].string();
  EXPECT_THAT(heading, HasSubstr(made["period"].string()));
  for (auto const& page : {get(there, token).text(), get(there + "/report", token).text()}) {
    EXPECT_THAT(page, HasSubstr(made["period"].string() + " – ")) << "in the title too";
    EXPECT_THAT(page, HasSubstr("Released to Northshire Community Safety Partnership."));
  }
  auto const lead = sign_in("paula");
  for (auto const* list : {"/uses", "/uses/reports"}) {
    auto const page = get(list, lead).text();
    EXPECT_THAT(page, HasSubstr("Violence by area and quarter")) << list;
    EXPECT_THAT(page, HasSubstr(made["period"].string())) << list;
    EXPECT_THAT(page, HasSubstr("/uses/" + made["release"].string() + "/report")) << list;
  }
  EXPECT_EQ(status(get("/uses/reports", token)), 403) << "an analyst opens the release instead";
}

TEST_P(ReleaseApi, SaysThatThereIsNothingToRelease) {
  agree_on_figures();
  open_site();
  is_held_ = false;
  auto const token = sign_in("anna");
  auto const said = begin(token, "&table=violence-hotspots&purpose=violence-hotspot-analysis&quarter=2025-Q4");
  EXPECT_GE(status(said), 400) << said.text();
  EXPECT_FALSE(read(said)["code"].string().empty());
}

TEST_P(ReleaseApi, IsStopped) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  auto const begun = begin(token);
  ASSERT_EQ(status(begun), 202);
  auto const progress = read(get(there(begun), token, true));
  is_asked_.wait(false);
  EXPECT_EQ(read(post(progress["stop_href"].string(), token, "&from=releases", true))["page"].string(), there(begun));
  wait_for(read(begun));
  auto const stopped = read(get(there(begun), token, true));
  EXPECT_EQ(stopped["state"].string(), "cancelled");
  EXPECT_TRUE(read(get("/releases", token, true))["releases"].array().empty());
}

TEST_P(ReleaseApi, AnswersAtOnceWhereNobodyWouldRatherComeBack) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  for (auto const* prefer : {"", "return=minimal", "respond-asynchronously"}) {
    auto const answer = begin(token, "&table=violence-by-area&purpose=violence-hotspot-analysis", prefer);
    EXPECT_EQ(status(answer), 200) << prefer;
    EXPECT_FALSE(read(answer)["release"].string().empty()) << prefer;
  }
}

}  // namespace
}  // namespace concordat::serve
