// SPDX-License-Identifier: Apache-2.0
// The pages of an analyst's looks: what the release says, after the gate, under an entry of the ledger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LookPages : public proving::SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
  }
  static std::string address(std::string_view look) { return fmt::format("/places/{}?purpose=violence-hotspot-analysis", look); }
};
CONCORDAT_ON_BOTH_STORES(LookPages);

TEST_P(LookPages, ShowMapTableAndWhatWasFound) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  for (auto const* look : {"patterns", "hotspots", "contrast", "near-repeat", "scan", "around", "space-time"}) {
    auto const response = get(address(look), token, true);
    ASSERT_EQ(status(response), 200) << look << ' ' << response.text().substr(0, 300);
    auto const model = read(response);
    EXPECT_FALSE(model["findings"].array().empty()) << look;
    ASSERT_FALSE(model["parts"].array().empty()) << look;
    for (auto const& part : model["parts"].array()) {
      EXPECT_FALSE(part["table"]["heading"].array().empty()) << look;
      EXPECT_TRUE(part["file"].string().starts_with("/releases/")) << look;
    }
    auto const html = get(address(look), token).text();
    for (auto const& finding : model["findings"].array()) EXPECT_THAT(html, HasSubstr(finding["text"].string()));
    EXPECT_THAT(html, HasSubstr(fmt::format("/ledger/entries/{}", model["ledger_index"].integer()))) << look;
  }
  auto const hotspots = read(get(address("hotspots"), token, true));
  EXPECT_TRUE(hotspots["parts"].array().front()["picture"].string().starts_with("data:image/svg+xml;base64,"));
}

TEST_P(LookPages, AskWhatItIsForBeforeAnythingIsAskedOfTheGate) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  for (auto const* look : {"patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time"}) {
    auto const html = get("/places/" + std::string{look}, token).text();
    EXPECT_THAT(html, HasSubstr("action=\"/places/" + std::string{look} + "\"")) << look;
    EXPECT_THAT(html, Not(HasSubstr("Square 1"))) << look;
  }
}

TEST_P(LookPages, SayWhyNotAndWhatHelps) {
  hub::proving::Terms terms;
  bring_into_force(hub::proving::agreement_text(terms));  // the police's figures and not the hospital's
  open_site();
  auto const token = sign_in("anna");
  for (auto const* look : {"patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time"}) {
    auto const response = get(address(look), token, true);
    EXPECT_EQ(status(response), 403) << look;
    auto const model = read(response);
    EXPECT_FALSE(model["reasons"].array().front()["remedy"].string().empty()) << look;
  }
}

TEST_P(LookPages, ShowAPartOfTheReportsAndSayWhichNot) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  auto const all = read(get(address("hotspots"), token, true));
  EXPECT_FALSE(all["filters"].array().empty());
  auto const night = read(get(address("hotspots") + "&only=night", token, true));
  EXPECT_EQ(night["only_title"].string(), "Time of day: 22:00 to 06:00");
  EXPECT_THAT(night["period"].string(), HasSubstr("only night"));
  EXPECT_NE(night["release_href"].string(), all["release_href"].string());
  EXPECT_THAT(get(address("hotspots") + "&only=night", token).text(), HasSubstr("<option value=\"night\" selected>"));
  EXPECT_EQ(status(get(address("contrast") + "&only=night", token, true)), 403);
  EXPECT_EQ(status(get(address("hotspots") + "&only=gang", token, true)), 403);
}

TEST_P(LookPages, StandSideBySideOnTheWorkbench) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  EXPECT_THAT(get("/places/workbench", token).text(), HasSubstr("action=\"/places/workbench\""));
  auto const model = read(get(address("workbench"), token, true));
  ASSERT_EQ(model["panels"].array().size(), 4U);
  std::set<std::int64_t> entries;
  for (auto const& panel : model["panels"].array()) {
    if (panel["name"].string() != "change") {
      entries.insert(panel["ledger_index"].integer());
      continue;
    }
    EXPECT_FALSE(panel["instead"]["remedy"].string().empty()) << "one quarter only is here, and the others stand";
  }
  EXPECT_EQ(entries.size(), 3U) << "each asked and recorded by itself";
  auto const night = read(get(address("workbench") + "&only=night", token, true));
  EXPECT_TRUE(night["panels"].array()[0]["instead"].is_null());
  auto const part = night["panels"].array()[0]["part"];
  EXPECT_THAT(part["period"].string(), HasSubstr("2026-Q3, Time of day: 22:00 to 06:00")) << "titles and no ids";
  for (auto const& row : part["table"]["rows"].array()) EXPECT_THAT(row.array().back().string(), Not(HasSubstr("1 ("))) << "what is not found to be hot is not listed";
  EXPECT_THAT(get("/places/workbench?purpose=violence-hotspot-analysis&quarter=2031-Q1", token).text(), Not(HasSubstr("--quarter")));
  EXPECT_THAT(night["panels"].array()[1]["instead"]["why"].string(), HasSubstr("hours"));
}

TEST_P(LookPages, KeepWhatAMemberChoseAndNobodyElseSeesIt) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  EXPECT_EQ(status(post("/places/workbench/views", token, "&purpose=violence-hotspot-analysis&quarter=2026-Q3&only=night")), 303);
  auto const saved = read(get("/places/workbench", token, true))["saved"];
  ASSERT_EQ(saved.array().size(), 1U);
  EXPECT_EQ(saved.array().front()["only_title"].string(), "Time of day: 22:00 to 06:00");
  auto const html = get(saved.array().front()["href"].string(), token).text();
  EXPECT_THAT(html, HasSubstr("<option value=\"night\" selected>"));
  EXPECT_THAT(html, HasSubstr("Time of day: 22:00 to 06:00, 2026-Q3, "));
  auto const gone = "/places/workbench/views/" + saved.array().front()["id"].string() + "/delete";
  EXPECT_TRUE(read(get("/places/workbench", sign_in("bert"), true))["saved"].array().empty());
  EXPECT_EQ(status(post(gone, sign_in("bert"), "")), 404);
  EXPECT_EQ(status(post(gone, token, "")), 303);
  EXPECT_TRUE(read(get("/places/workbench", token, true))["saved"].array().empty());
  EXPECT_EQ(status(post("/places/workbench/views", token, "&purpose=the+Smith+family")), 400);
}

TEST_P(LookPages, AreForThoseWhoMaySeePlaces) {
  agree_on_figures();
  open_site();
  EXPECT_EQ(status(get(address("hotspots"), sign_in("dora"))), 403) << "an administrator sees no picture";
}

}  // namespace
}  // namespace concordat::serve
