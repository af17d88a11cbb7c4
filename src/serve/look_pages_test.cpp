// SPDX-License-Identifier: Apache-2.0
// The pages of an analyst's looks: what the release says, after the gate, under an entry of the ledger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "base/markup.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class LookPages : public proving::SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
  }
  static hub::Member anna() {
    hub::Member member;
    member.id = "anna";
    member.agency = "northshire-csp";
    return member;
  }
  static std::string address(std::string_view look) { return fmt::format("/places/{}?purpose=violence-hotspot-analysis", look); }
};
CONCORDAT_ON_BOTH_STORES(LookPages);

TEST_P(LookPages, ShowMapTableAndWhatWasFound) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  for (auto const* look : {"patterns", "hotspots", "contrast", "near-repeat", "scan", "around", "space-time", "funnel"}) {
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

TEST_P(LookPages, LeadToTheDisclosureControlReportThatLeftWithThem) {
  agree_on_figures();
  auto const made = release_of(hub::proving::csp_request("violence-hotspots"));
  auto barred = hub::proving::csp_request();
  barred.purpose = "immigration-enforcement";
  auto const refused = hub::release(hub(), {barred, {}});
  ASSERT_TRUE(refused && std::holds_alternative<hub::Refusal>(*refused));
  open_site();
  auto const token = sign_in("anna");
  auto const page = "/releases/" + made.id();
  EXPECT_THAT(get(page, token).text(), HasSubstr(page + "/report"));
  auto const model = read(get(page + "/report", token, true));
  auto const file = *Json::parse(content_of(made, "disclosure-control.json"));
  for (auto const* part : {"title", "release", "done", "attacks", "limits"}) EXPECT_EQ(model[part], file[part]) << part;
  auto const html = get(page + "/report", token).text();
  EXPECT_THAT(html, HasSubstr("What an attacker tried, and got"));
  for (auto const& line : file["attacks"].array()) EXPECT_THAT(html, HasSubstr(line["result"].string()));
  EXPECT_EQ(status(get(page + "/report", sign_in("bert"), true)), 404) << "another agency's";
  auto const why = get("/releases/" + std::get<hub::Refusal>(*refused).id + "/report", token).text();
  EXPECT_THAT(why, HasSubstr("Nothing was released"));
  EXPECT_THAT(why, HasSubstr("Refused with R03"));
}

TEST_P(LookPages, AskWhatItIsForBeforeAnythingIsAskedOfTheGate) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  for (auto const* look : {"patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time", "funnel", "signals", "forecast"}) {
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
  for (auto const* look : {"patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time", "funnel", "signals", "forecast"}) {
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
  auto const together = read(get(address("hotspots") + "&only=daytime%2Bweekend", token, true));
  EXPECT_EQ(together["only"].string(), "weekend+daytime") << "in either order";
  EXPECT_THAT(together["period"].string(), HasSubstr("only weekend+daytime"));
  EXPECT_THAT(get(address("hotspots") + "&only=weekend%2Bnight", token).text(), HasSubstr("<option value=\"weekend+night\" selected>"));
  EXPECT_THAT(get(address("hotspots") + "&only=sharp%2Bweekend", token).text(), HasSubstr("Time of day with Means")) << "the refusal says which pairs are";
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
  auto const& trend = model["panels"].array()[3]["trend"];
  EXPECT_EQ(trend["of"].string(), "sources");
  EXPECT_FALSE(entries.contains(trend["ledger_index"].integer())) << "and so is what the line is made of";
  ASSERT_EQ(trend["quarters"].array().size(), 1U);
  EXPECT_EQ(trend["quarters"].array().front()["standing"].string(), "no-band");
  EXPECT_TRUE(trend["picture"].string().starts_with("data:image/svg+xml;base64,"));
  auto const html = get(address("workbench"), token).text();
  for (auto const* told : {"Reports by quarter, all sources together", "No square may be shown"}) EXPECT_THAT(html, HasSubstr(told));
  std::size_t warnings = 0;
  for (auto const& panel : model["panels"].array()) {
    for (auto const& finding : panel["findings"].array()) {
      if (!finding["warning"].boolean()) continue;
      ++warnings;
      EXPECT_THAT(html, HasSubstr(escape_markup(finding["text"].string()))) << "what a look warns of stands beside it";
    }
  }
  EXPECT_GT(warnings, 0U);
  auto const night = read(get(address("workbench") + "&only=night", token, true));
  EXPECT_TRUE(night["panels"].array()[0]["instead"].is_null());
  auto const part = night["panels"].array()[0]["part"];
  EXPECT_THAT(part["period"].string(), HasSubstr("2026-Q3, Time of day: 22:00 to 06:00")) << "titles and no ids";
  for (auto const& row : part["table"]["rows"].array()) EXPECT_THAT(row.array().back().string(), Not(HasSubstr("1 ("))) << "what is not found to be hot is not listed";
  EXPECT_THAT(get("/places/workbench?purpose=violence-hotspot-analysis&quarter=2031-Q1", token).text(), Not(HasSubstr("--quarter")));
  EXPECT_THAT(night["panels"].array()[1]["instead"]["why"].string(), HasSubstr("hours"));
}

/// Cells of the table of each panel, row by row.
std::vector<std::set<std::string>> rows_of_panels(Json const& model) {
  std::vector<std::set<std::string>> all;
  for (auto const& panel : model["panels"].array()) {
    all.emplace_back();
    for (auto const& row : panel["part"]["table"]["rows"].array()) all.back().insert(row.canonical());
  }
  return all;
}

TEST_P(LookPages, OfAnAreaSayNoMoreThanThoseOfAllAreas) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  auto const everywhere = read(get(address("workbench"), token, true));
  auto const releases = read(get("/releases", token, true))["releases"].array().size();
  auto const here = read(get(address("workbench") + "&area=A2", token, true));
  EXPECT_EQ(here["area_name"].string(), "Square 2");
  auto const all = rows_of_panels(everywhere);
  auto const some = rows_of_panels(here);
  ASSERT_EQ(all.size(), some.size());
  for (std::size_t panel = 0; panel < all.size(); ++panel) EXPECT_TRUE(std::ranges::includes(all[panel], some[panel])) << panel << ": nothing is told of an area that was not told in the whole";
  EXPECT_EQ(some[1], all[1]) << "the clock has no areas";
  EXPECT_FALSE(all[1].empty());
  EXPECT_LT(some[0].size(), all[0].size() + 1) << "squares of the area alone";
  ASSERT_EQ(some[3].size(), 1U) << "its one row";
  EXPECT_THAT(*some[3].begin(), HasSubstr("\"A2\""));
  auto const& trend = here["panels"].array()[3]["trend"];
  EXPECT_EQ(trend["of"].string(), "area");
  EXPECT_THAT(*some[3].begin(), HasSubstr(std::to_string(trend["quarters"].array().front()["reports"].integer())));
  EXPECT_EQ(read(get("/releases", token, true))["releases"].array().size(), releases) << "the same files, and no release of an area";
  auto const html = get(address("workbench") + "&area=A2", token).text();
  EXPECT_THAT(html, HasSubstr("<option value=\"A2\" selected>"));
  EXPECT_NE(here["panels"].array()[3]["part"]["picture"].string(), everywhere["panels"].array()[3]["part"]["picture"].string()) << "the still map is nearer";
  EXPECT_THAT(get("/places/workbench?area=A2&only=night", token).text(), AllOf(HasSubstr("name=\"area\" value=\"A2\""), HasSubstr("name=\"only\" value=\"night\""))) << "what was chosen is kept while it is asked what for";
  EXPECT_EQ(status(get(address("workbench") + "&area=A9", token)), 400);
  EXPECT_EQ(read(get(address("workbench") + "&area=A9", token, true))["code"].string(), "view.unknown-area");
}

TEST_P(LookPages, KeepTwoPartsTogetherInOneOrder) {
  agree_on_figures();
  open_site();
  auto const token = sign_in("anna");
  EXPECT_EQ(status(post("/places/workbench/views", token, "&purpose=violence-hotspot-analysis&only=sharp%2Bweekend")), 400) << "no pair of the list";
  EXPECT_EQ(status(post("/places/workbench/views", token, "&purpose=violence-hotspot-analysis&only=night%2Bsharp")), 303);
  auto const pair = read(get("/places/workbench", token, true))["saved"].array().front();
  EXPECT_THAT(pair["href"].string(), HasSubstr("only=sharp%2Bnight"));
  EXPECT_THAT(pair["only_title"].string(), HasSubstr("; Time of day: 22:00 to 06:00"));
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
  EXPECT_EQ(status(post("/places/workbench/views", token, "&purpose=violence-hotspot-analysis&area=" + std::string(200, 'A'))), 400) << "and not saved as all areas";
  EXPECT_EQ(status(post("/places/workbench/views", token, "&purpose=violence-hotspot-analysis&area=A2")), 303);
  auto const both = read(get("/places/workbench", token, true))["saved"].array();
  auto const of_area = std::ranges::find_if(both, [](Json const& one) { return !one["area_name"].string().empty(); });
  ASSERT_NE(of_area, both.end());
  EXPECT_EQ((*of_area)["area_name"].string(), "Square 2");
  EXPECT_THAT((*of_area)["href"].string(), HasSubstr("&area=A2"));
}

/// As long work would: asks its watch until it is let go, then for the release itself.
class LongWork {
 public:
  hub::LookDesk::Ask ask() {
    return [this](hub::Hub& hub, hub::ReleaseRequest const& request) -> Result<hub::ReleaseAnswer> {
      while (held_.contains(request.gate.table)) {
        if (!request.watch->go_on("hot squares", 45, 100)) return tl::unexpected<Problem>{stopped_work()};
        is_asked_ = true;
        is_asked_.notify_all();
        if (is_let_go_) break;
        std::this_thread::yield();
      }
      return hub::release(hub, request);
    };
  }
  void hold(std::string table) { held_.insert(std::move(table)); }
  void let_go() { is_let_go_ = true; }
  void wait_until_asked() { is_asked_.wait(false); }

 private:
  std::set<std::string> held_;
  std::atomic<bool> is_asked_ = false;
  std::atomic<bool> is_let_go_ = false;
};

class LongLookPages : public LookPages {
 protected:
  void open_with(std::set<std::string> const& held) {
    agree_on_figures();
    leaves_before_ = leaves().size();
    for (auto const& table : held) work_.hold(table);
    ask_of_looks_ = work_.ask();
    open_site();
    services_->settings.look_grace = std::chrono::milliseconds{0};
  }
  std::string sent_to(http::Response const& response) {
    EXPECT_EQ(status(response), 303) << response.text().substr(0, 300);
    return std::string{response.headers().find("location").value_or("")};
  }
  /// The entries of looks since then, without those that say what was closed.
  std::vector<std::string> entries() {
    looks_.reset();
    hubs_.reset();
    open_it();
    std::vector<std::string> told;
    auto const all = leaves();
    for (auto at = leaves_before_; at < all.size(); ++at) {
      if (all[at].fields.front().starts_with("violence-")) told.push_back(all[at].fields.front() + (all[at].event == ledger::Event::disclose ? " disclosed" : " again"));
    }
    return told;
  }
  LongWork work_;
  std::size_t leaves_before_ = 0;
};
CONCORDAT_ON_BOTH_STORES(LongLookPages);

TEST_P(LongLookPages, SayHowFarItIsAndShowItWhenItIsDoneUnderOneEntry) {
  open_with({"violence-hotspots"});
  auto const token = sign_in("anna");
  auto const progress = sent_to(get(address("hotspots"), token));
  ASSERT_TRUE(progress.starts_with("/places/working/")) << progress;
  work_.wait_until_asked();
  auto const html = get(progress, token).text();
  for (auto const* told : {"Squares that stay hot", "45 % of this part", "http-equiv=\"refresh\"", "Stop this", "app-job"}) EXPECT_THAT(html, HasSubstr(told));
  auto const model = read(get(progress, token, true));
  EXPECT_EQ(model["state"].string(), "working");
  EXPECT_EQ(model["percent"].integer(), 45);
  EXPECT_EQ(sent_to(get(address("hotspots"), token)), progress) << "asking again joins the one that is under way";
  EXPECT_EQ(status(get(progress, sign_in("bert"))), 404) << "another's";
  work_.let_go();
  ASSERT_TRUE(looks_->wait(anna(), progress.substr(16), std::chrono::hours{1}));
  EXPECT_EQ(sent_to(post(progress + "/stop", token, "")), progress) << "which leads to what it found";
  auto const late = post(progress + "/stop", token, "", true);
  EXPECT_EQ(status(late), 409);
  EXPECT_THAT(late.text(), HasSubstr("worked out before it could be stopped"));
  auto const page = sent_to(get(progress, token));
  EXPECT_THAT(page, HasSubstr("/places/hotspots?purpose=violence-hotspot-analysis"));
  auto const shown = get(page, token);
  EXPECT_EQ(status(shown), 200);
  EXPECT_THAT(shown.text(), HasSubstr("/ledger/entries/"));
  EXPECT_EQ(entries(), (std::vector<std::string>{"violence-hotspots disclosed"})) << "as of a look that was there at once";
}

TEST_P(LongLookPages, AreStoppedWithAButtonAndNothingIsWritten) {
  open_with({"violence-hotspots"});
  auto const token = sign_in("anna");
  auto const progress = sent_to(get(address("hotspots"), token));
  work_.wait_until_asked();
  EXPECT_EQ(sent_to(post(progress + "/stop", token, "")), progress);
  ASSERT_TRUE(looks_->wait(anna(), progress.substr(16), std::chrono::hours{1}));
  auto const html = get(progress, token).text();
  EXPECT_THAT(html, HasSubstr("nothing was written into the ledger"));
  EXPECT_THAT(html, HasSubstr("Begin again"));
  EXPECT_THAT(html, Not(HasSubstr("http-equiv=\"refresh\"")));
  EXPECT_EQ(status(post("/places/working/no-such-look/stop", token, "")), 404);
  EXPECT_TRUE(entries().empty());
}

TEST_P(LongLookPages, OfTheWorkbenchAreWaitedForBeforeAnyPanelIsAsked) {
  open_with({"violence-hotspots"});
  auto const token = sign_in("anna");
  auto const progress = sent_to(get(address("workbench"), token));
  EXPECT_THAT(progress, HasSubstr("?from=workbench"));
  work_.wait_until_asked();
  EXPECT_THAT(get(progress, token).text(), HasSubstr("name=\"from\" value=\"workbench\""));
  work_.let_go();
  services_->settings.look_grace = std::chrono::hours{1};
  ASSERT_TRUE(looks_->wait(anna(), progress.substr(16, 36), std::chrono::hours{1}));
  auto const page = sent_to(get(progress, token));
  EXPECT_TRUE(page.starts_with("/places/workbench?purpose=")) << page;
  auto const panels = read(get(page, token, true))["panels"];
  EXPECT_FALSE(panels.array()[0]["part"].is_null()) << "the map";
  auto const told = entries();
  EXPECT_EQ(std::ranges::count(told, "violence-hotspots disclosed"), 1);
  EXPECT_EQ(std::ranges::count(told, "violence-hotspots again"), 0);
}

TEST_P(LongLookPages, SayWhenThereAreTooMany) {
  open_with({"violence-hotspots", "violence-scan", "violence-near-repeat"});
  auto const token = sign_in("anna");
  for (auto const* look : {"hotspots", "scan", "near-repeat"}) EXPECT_THAT(sent_to(get(address(look), token)), HasSubstr("/places/working/"));
  auto const response = get(address("space-time"), token);
  EXPECT_EQ(status(response), 503);
  EXPECT_THAT(response.text(), HasSubstr("As many looks as one member may have at once"));
  work_.let_go();
}

TEST_P(LookPages, AreForThoseWhoMaySeePlaces) {
  agree_on_figures();
  open_site();
  EXPECT_EQ(status(get(address("hotspots"), sign_in("dora"))), 403) << "an administrator sees no picture";
}

}  // namespace
}  // namespace concordat::serve
