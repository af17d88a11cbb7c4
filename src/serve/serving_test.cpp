// SPDX-License-Identifier: Apache-2.0
// The whole site over a hub with data: every route, every role, every page's template. Numbers are those of the list of
// attacks in the security design.
#include "serve/serving.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "base/text.h"
#include "hub/hub_test_tools.h"
#include "pages/house/house.h"
#include "pages/plain.h"
#include "serve/all_pages.h"
#include "template/templates.h"

namespace concordat::serve {
namespace {

using hub::proving::code_of;

constexpr std::string_view absent_id = "01a20069-0000-7000-8000-000000000000";

std::filesystem::path web_folder() { return std::filesystem::path{CONCORDAT_BINARY_DIR} / "web"; }

class TheSite : public hub::proving::HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    give_roles();
    take_in_a_quarter();
    agree_on_figures();
    release_ = release_of(hub::proving::csp_request("violence-picture")).id();
    hub_.reset();
    shelf_ = std::make_unique<hub::Shelf>(shelf());
    auto templates = page_template::Templates::load(web_folder() / "templates.json");
    ASSERT_EQ(code_of(templates), "fine");
    templates_ = std::make_unique<page_template::Templates>(std::move(*templates));
    auto assets = pages::Assets::read(web_folder());
    ASSERT_EQ(code_of(assets), "fine");
    assets_ = std::move(*assets);
    auto open = [this]() { return hub::Hub::open(options(), shelf(), clock_, chance_); };
    hubs_ = std::make_unique<pages::HubPool>(open, 1);
    uploads_ = std::make_unique<hub::UploadDesk>(hub::UploadDesk::Tools{*shelf_, options().reader, open, clock_}, hub::UploadDesk::Options{});
    services_ = std::make_unique<pages::Services>(pages::Services{
        *hubs_, *uploads_, *shelf_, assets_, clock_, {}, templates_->words("en"),
        [this](std::string_view page, Json const& context, pages::Services::Markup const& markup) {
          return templates_->render(page, context, {.markup = markup});
        }});
    services_->settings.origin = "https://hub.example";
    services_->settings.secure = true;
    site_ = std::make_unique<pages::Site>(*services_);
    add_all_pages(*site_);
    pages::add_plain_routes(*site_, *services_, metrics_);
  }
  void TearDown() override {
    uploads_.reset();
    hubs_.reset();
    HubTest::TearDown();
  }

  /// The upload once it has been looked at and `good` holds of what was seen.
  template <class Good>
  hub::UploadView settled_look(std::string const& id, Good const& good) {
    hub::UploadOwner const bert{"northshire-police", "bert"};
    for (int i = 0; i < 3000; ++i) {
      auto view = uploads_->find(bert, id);
      if (view && view->report != nullptr && good(*view->report)) return std::move(*view);
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ADD_FAILURE() << "the upload was never looked at";
    return {};
  }
  hub::UploadView looked_at(std::string_view bytes) {
    auto const id = uploads_->begin({{"northshire-police", "bert"}, "", "", "police", "odd.csv"}, hub::proving::file_of(bytes));
    EXPECT_EQ(code_of(id), "fine");
    return settled_look(id ? *id : std::string{}, [](auto const&) { return true; });
  }

  void give_roles() {
    struct Given {
      std::string_view member;
      std::string_view roles;
    };
    for (auto const& given : {Given{"bert", R"(["feed-supplier"])"}, Given{"cleo", R"(["information-governance-lead"])"},
                              Given{"dora", R"(["administrator"])"}, Given{"fritz", R"(["hub-operator"])"}}) {
      ASSERT_EQ(code_of(hub().database().execute("UPDATE member SET roles = ? WHERE id = ?", given.roles, given.member)), "fine");
    }
  }
  static constexpr std::array everybody{"anna", "bert", "cleo", "dora", "emil", "fritz"};

  http::Response get(std::string const& target, std::string const& token, bool json = false) {
    http::BytesBody body{""};
    auto request = http::make_request(http::Method::get, target, body);
    EXPECT_TRUE(request) << target;
    request->host = "hub.example";
    request->peer.address = "192.0.2.1";
    if (!token.empty()) request->headers.add("cookie", "__Host-cid=" + token);
    request->headers.add("accept", json ? "application/json" : "text/html");
    return site_->handle(*request);
  }
  http::Response post(std::string const& target, std::string const& token, std::string const& fields = {}) {
    http::BytesBody body{"csrf=" + csrf_of(token) + fields};
    auto request = http::make_request(http::Method::post, target, body);
    EXPECT_TRUE(request) << target;
    request->host = "hub.example";
    request->peer.address = "192.0.2.1";
    request->headers.add("origin", "https://hub.example");
    request->headers.add("content-type", "application/x-www-form-urlencoded");
    request->headers.add("cookie", "__Host-cid=" + token);
    return site_->handle(*request);
  }
  struct Sending {
    std::string key = {};        ///< Idempotency-Key; empty: none
    std::string more = {};       ///< parts before the file
    std::size_t cut = std::string::npos;
    std::string name = "july.csv";
  };
  static std::string part(std::string_view name, std::string_view value) {
    return "--cut\r\ncontent-disposition: form-data; name=\"" + std::string{name} + "\"\r\n\r\n" + std::string{value} + "\r\n";
  }
  /// Hands a file over as a program does.
  static std::string form_of(std::string_view bytes, Sending const& how) {
    return how.more + "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + how.name + "\"\r\n\r\n" + std::string{bytes} + "\r\n--cut--\r\n";
  }
  http::Response post_file(std::string const& target, std::string const& token, std::string_view bytes, Sending const& how) {
    http::BytesBody body{form_of(bytes, how).substr(0, how.cut)};
    auto request = http::make_request(http::Method::post, target, body);
    EXPECT_TRUE(request) << target;
    request->host = "hub.example";
    request->peer.address = "192.0.2.1";
    request->headers.add("origin", "https://hub.example");
    request->headers.add("content-type", "multipart/form-data; boundary=cut");
    request->headers.add("accept", "application/json");
    request->headers.add("x-concordat-csrf", csrf_of(token));
    request->headers.add("cookie", "__Host-cid=" + token);
    if (!how.key.empty()) request->headers.add("idempotency-key", how.key);
    return site_->handle(*request);
  }
  /// The upload's model once nothing runs any more.
  Json settled(std::string const& id, std::string const& token) {
    for (int i = 0; i < 3000; ++i) {
      auto const model = Json::parse(get("/uploads/" + id, token, true).text());
      if (model && (*model)["over"].is_bool() && (*model)["over"].boolean()) return *model;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ADD_FAILURE() << "it never settled";
    return {};
  }
  std::string sign_in(std::string const& member) {
    auto lease = hubs_->take();
    auto const link = hub::make_sign_in_link(**lease, member);
    EXPECT_EQ(code_of(link), "fine");
    auto const token = hub::Accounts{**lease}.sign_in_by_link(link->expose());
    EXPECT_EQ(code_of(token), "fine");
    return token->expose();
  }
  std::string stepped_up(std::string const& token, std::string const& member) {
    auto lease = hubs_->take();
    auto const link = hub::make_sign_in_link(**lease, member);
    EXPECT_EQ(code_of(link), "fine");
    auto const fresh = hub::Accounts{**lease}.step_up_by_link(token, link->expose());
    EXPECT_EQ(code_of(fresh), "fine");
    return fresh->expose();
  }
  std::string csrf_of(std::string const& token) {
    auto lease = hubs_->take();
    auto const who = hub::Accounts{**lease}.session(token);
    return who && *who ? (*who)->csrf : "";
  }
  /// The pattern with each name replaced: by something that is there and another agency's, or by nothing there is.
  [[nodiscard]] std::string filled(std::string const& pattern, bool there) const {
    std::string path;
    for (auto const segment : text::split(std::string_view{pattern}.substr(1), '/')) {
      path += '/';
      if (segment == ":release") path += there ? release_ : std::string{absent_id};
      else if (segment == ":feed") path += there ? "police-incidents" : "no-such-feed";
      else if (segment == ":file") path += "report.html";
      else if (segment == ":index") path += there ? "0" : "999999";
      else if (segment == ":reference") path += there ? "isa.northshire.police@1" : "isa.none@9";
      else if (segment == ":kind") path += there ? "fields" : "none";
      else if (segment.starts_with(":")) path += absent_id;
      else path += segment;
    }
    return path;
  }

  std::string release_;
  std::unique_ptr<hub::Shelf> shelf_;
  std::unique_ptr<page_template::Templates> templates_;
  pages::Assets assets_;
  pages::Metrics metrics_;
  std::unique_ptr<pages::HubPool> hubs_;
  std::unique_ptr<hub::UploadDesk> uploads_;
  std::unique_ptr<pages::Services> services_;
  std::unique_ptr<pages::Site> site_;
};
CONCORDAT_ON_BOTH_STORES(TheSite);

int status(http::Response const& response) { return http::number_of(response.status()); }

/// The page without the address it was asked by, which stands in no sentence but may stand in a link, and without its
/// form's token.
std::string without_address(std::string text, std::string const& path) {
  for (auto at = text.find(path); at != std::string::npos; at = text.find(path)) text.erase(at, path.size());
  return text;
}

TEST_P(TheSite, DescribesEveryRouteItHasAndNoOther) {
  auto const description = pages::open_api(*site_, services_->settings);
  std::set<std::string> described;
  for (auto const& [path, methods] : description["paths"].object()) {
    for (auto const& [method, operation] : methods.object()) {
      described.insert(text::ascii_upper(method) + " " + path);
      EXPECT_FALSE(operation["summary"].string().empty()) << path;
    }
  }
  std::set<std::string> routes;
  std::set<std::string> const plain{"GET /assets/{name}", "GET /assets/{folder}/{name}", "GET /healthz", "GET /metrics"};
  for (auto const& route : site_->router().routes()) {
    std::string path;
    for (auto const segment : text::split(std::string_view{route.pattern}.substr(1), '/')) {
      path += segment.starts_with(":") ? "/{" + std::string{segment.substr(1)} + "}" : "/" + std::string{segment};
    }
    routes.insert(std::string{http::name_of(route.method)} + " " + path);
  }
  for (auto const& one : plain) EXPECT_EQ(routes.erase(one), 1u) << one;
  EXPECT_EQ(described, routes);
}

TEST_P(TheSite, Attack13NoRoleLearnsWhetherAnotherAgencysThingIsThere) {
  // What every member may see of each other by the partnership's own agreement: feeds' timetable, agreements, ledger.
  std::set<std::string> const shared{"/feeds/:feed", "/feeds/:feed/template", "/ledger/entries/:index", "/agreements/:reference", "/agreements/:reference/papers", "/agreements/:reference/print", "/definitions/:kind"};
  for (auto const* member : everybody) {
    if (std::string_view{member} == "anna" || std::string_view{member} == "bert") continue;  // whose things they are
    auto const token = sign_in(member);
    for (auto const& route : site_->routes()) {
      if (route.pattern.find(':') == std::string::npos || shared.contains(route.pattern) || route.need == pages::Need::anybody) continue;
      // a lead of the department whose reports are counted in the release (docs/decisions/026)
      if (std::string_view{member} == "cleo" && route.pattern == "/uses/:release/report") continue;
      bool const looks = route.method == http::Method::get;
      auto const there = looks ? get(filled(route.pattern, true), token) : post(filled(route.pattern, true), token);
      auto const absent = looks ? get(filled(route.pattern, false), token) : post(filled(route.pattern, false), token);
      EXPECT_EQ(status(there), status(absent)) << member << ' ' << route.pattern;
      EXPECT_GE(status(there), 300) << member << ' ' << route.pattern;
      EXPECT_EQ(without_address(there.text(), filled(route.pattern, true)), without_address(absent.text(), filled(route.pattern, false)))
          << member << ' ' << route.pattern;
    }
  }
}

TEST_P(TheSite, EveryPageThatNeedsNothingIsThereAndTheSameAsJson) {
  auto const token = sign_in("anna");
  for (auto const& route : site_->routes()) {
    if (route.method != http::Method::get || route.pattern == "/openapi.json" || route.pattern.ends_with("/events")) continue;
    auto const path = filled(route.pattern, true);
    auto const page = get(path, token);
    auto const model = get(path, token, true);
    EXPECT_NE(status(page), 500) << path << '\n' << page.text();
    if (status(page) == 303 || path.find("/files/") != std::string::npos || path.ends_with("/template") || path.ends_with(".csv")) continue;
    EXPECT_EQ(status(page), status(model)) << path;
    EXPECT_TRUE(page.text().find("</html>") != std::string::npos) << path;
    EXPECT_EQ(page.text().find("style=\""), std::string::npos) << path << ": a style that the policy would refuse";
    EXPECT_EQ(page.text().find("<script>"), std::string::npos) << path;
    EXPECT_TRUE(Json::parse(model.text()).has_value()) << path;
  }
}

TEST_P(TheSite, NothingOfAnybodyIsOnAnyPage) {
  for (auto const* member : everybody) {
    auto const token = sign_in(member);
    for (auto const& route : site_->routes()) {
      if (route.method != http::Method::get || route.pattern.ends_with("/events")) continue;
      auto const response = get(filled(route.pattern, true), token);
      EXPECT_EQ(response.text().find("canary"), std::string::npos) << member << ' ' << route.pattern;
    }
  }
}

TEST_P(TheSite, EveryLookAtDataIsALeaf) {
  auto const token = sign_in("anna");
  auto const entries = [&] {
    auto lease = hubs_->take();
    return (**lease).log().size().value_or(0);
  };
  for (auto const* path : {"/", "/feeds", "/feeds/police-incidents", "/places?purpose=violence-hotspot-analysis", "/releases", "/agreements", "/ledger", "/ledger/entries/0", "/may-i/records", "/requests", "/appeals", "/uses", "/refusals", "/break-glass", "/agreements/who", "/agreements/what", "/agreements/overlap", "/agreements/coverage", "/agreements/calendar", "/agreements/diff", "/agreements/simulate", "/agreements/register", "/agreements/register/print", "/agreements/isa.northshire.police@1/papers", "/agreements/isa.northshire.police@1/print"}) {
    auto const before = entries();
    EXPECT_EQ(status(get(path, token)), 200) << path;
    EXPECT_GT(entries(), before) << path;
  }
}

TEST_P(TheSite, ALeadStopsAnAgreementAfterAStepUpAndBothSidesLiftIt) {
  std::string const page = "/agreements/isa.northshire.police@1";
  auto const state = [&] { return (*Json::parse(get(page, sign_in("anna"), true).text()))["state"].string(); };
  auto greta = sign_in("greta");
  EXPECT_EQ(status(post(page + "/suspend", greta, "&suspend_reason=A+breach+was+found")), 403) << "without a step-up";
  EXPECT_EQ(status(post(page + "/suspend", sign_in("anna"), "&suspend_reason=A+breach+was+found")), 403) << "without the right";
  EXPECT_NE(get(page, greta).text().find("/step-up?next=" + page), std::string::npos);
  greta = stepped_up(greta, "greta");
  EXPECT_NE(get(page, greta).text().find("suspend_reason"), std::string::npos);
  auto const without = post(page + "/suspend", greta);
  EXPECT_EQ(status(without), 400);
  EXPECT_NE(without.text().find("Enter why."), std::string::npos);
  EXPECT_EQ(status(post(page + "/suspend", greta, "&suspend_reason=Laptops%0D%0Awere+lost")), 303);
  EXPECT_EQ(state(), "suspended");
  auto const paula = stepped_up(sign_in("paula"), "paula");
  EXPECT_NE(get(page, paula).text().find("Laptops"), std::string::npos) << "the other party reads why";
  EXPECT_EQ(get(page, sign_in("cleo")).text().find("Laptops"), std::string::npos) << "and nobody else";
  EXPECT_EQ(status(post(page + "/resume", paula)), 303);
  EXPECT_EQ(state(), "suspended");
  EXPECT_NE(post(page + "/resume", paula).text().find("Only both sides together"), std::string::npos);
  EXPECT_EQ(status(post(page + "/resume", greta)), 303);
  EXPECT_EQ(state(), "in-force");
  auto const anna = sign_in("anna");
  EXPECT_EQ(status(post(page + "/acknowledge", anna)), 303);
  EXPECT_TRUE((*Json::parse(get(page, anna, true).text()))["life"]["acknowledgements"]["done"].boolean());
  EXPECT_NE(post(page + "/signatures", greta, "&sidecar=%7B%7D").text().find("govuk-error"), std::string::npos);
  EXPECT_EQ(status(post(page + "/end", greta, "&end_reason=It+is+over")), 303);
  EXPECT_EQ(state(), "ended");
}

TEST_P(TheSite, ADraftIsNegotiatedOnItsPage) {
  auto const greta = stepped_up(sign_in("greta"), "greta");
  EXPECT_NE(post("/drafts", greta, "&document=agreement%3A+%5B").text().find("govuk-error"), std::string::npos);
  hub::proving::Terms terms;
  terms.id = "isa.northshire.new";
  EXPECT_EQ(status(post("/drafts", greta, "&document=" + http::percent_encode(hub::proving::agreement_text(terms)))), 303);
  auto const anna = sign_in("anna");
  auto const list = Json::parse(get("/drafts", anna, true).text());
  ASSERT_EQ((*list)["drafts"].array().size(), 1u);
  auto const page = "/drafts/" + (*list)["drafts"].array().front()["id"].string();
  std::string const which = "&rule=figures&field=police.count_by_cell";
  EXPECT_NE(get(page + "?rule=figures&field=police.count_by_cell", anna).text().find("name=\"use\""), std::string::npos);
  EXPECT_EQ(status(post(page + "/use", anna, which + "&use=To+plan+where+officers+walk")), 303);
  auto const paula = stepped_up(sign_in("paula"), "paula");
  EXPECT_NE(get(page + "?rule=figures&field=police.count_by_cell", paula).text().find("name=\"answer\""), std::string::npos);
  EXPECT_NE(post(page + "/answer", paula, which + "&answer=refuse").text().find("A refusal needs a code"), std::string::npos);
  EXPECT_EQ(status(post(page + "/answer", paula, which + "&answer=refuse&code=R07&reason=Not+needed+for+that")), 303);
  auto const model = Json::parse(get(page, anna, true).text());
  EXPECT_EQ((*model)["open"].integer(), 2);
  EXPECT_EQ((*model)["yaml"].string().find("count_by_cell"), std::string::npos);
  EXPECT_EQ((*model)["sha256"].string().size(), 64u);
  EXPECT_NE(get(page, anna).text().find("To plan where officers walk"), std::string::npos);
  for (auto const* field : {"police.count_by_area_quarter", "police.count_by_weekday_hour"}) {
    EXPECT_EQ(status(post(page + "/use", anna, std::string{"&rule=figures&field="} + field + "&use=To+see+where+violence+is")), 303);
  }
  auto const waiting = Json::parse(get(page, paula, true).text());
  EXPECT_EQ((*waiting)["alike"]["items"].array().size(), 2u) << "what has its answer is not asked again";
  std::string const both = "&item=figures%2Fpolice.count_by_area_quarter&item=figures%2Fpolice.count_by_weekday_hour";
  EXPECT_NE(post(page + "/answers", paula, "&answer=accept").text().find("Tick the data items"), std::string::npos);
  EXPECT_NE(post(page + "/answers", paula, both + "&answer=refuse").text().find("checked"), std::string::npos) << "what was ticked stays so";
  EXPECT_EQ(status(post(page + "/answers", paula, both + "&item=figures%2Fpolice.none&answer=accept")), 400) << "all or none";
  EXPECT_NE(post(page + "/answers", paula, both + "&item=figures&answer=accept").text().find("One of these is no data item"), std::string::npos);
  EXPECT_EQ((*Json::parse(get(page, anna, true).text()))["open"].integer(), 2);
  EXPECT_EQ(status(post(page + "/answers", paula, both + "&answer=accept")), 303);
  EXPECT_EQ((*Json::parse(get(page, anna, true).text()))["open"].integer(), 0);
  EXPECT_EQ(status(get(page, sign_in("cleo"))), 404) << "of no party";
}

TEST_P(TheSite, SaysWhatIsNotThere) {
  auto const code = [&](std::string const& path, std::string const& member) {
    auto const json = Json::parse(get(path, sign_in(member), true).text());
    return json ? (*json)["code"].string() : std::string{"no JSON"};
  };
  EXPECT_EQ(code("/agreements/isa.none@9", "anna"), "agreement.unknown");
  EXPECT_EQ(code("/definitions/none", "anna"), "definitions.unknown");
  EXPECT_EQ(code("/releases/" + release_ + "/files/none.csv", "anna"), "release.no-such-file");
  EXPECT_EQ(code("/feeds/ed-istv/upload", "bert"), "feed.not-yours");
  EXPECT_EQ(code("/feeds/none/upload", "bert"), "feed.not-yours");
}

TEST_P(TheSite, TheUnitOfAColumnIsAskedWhereItsNumbersLeaveADoubt) {
  auto const token = sign_in("bert");
  auto const looked = looked_at(
      "Crime No,Date From,Offence Type,Easting,Northing\n"
      "A/1,03/07/2026 21:00,Violence,458.123,304.5\nA/2,04/07/2026 22:00,Violence,458.2,304.6\nA/3,05/07/2026 23:00,Violence,458.3,304.7\n");
  EXPECT_FALSE(looked.report->readable);
  auto const page = "/uploads/" + looked.id + "/mapping";
  auto const model = Json::parse(get(page, token, true).text());
  ASSERT_TRUE(model);
  auto const& units = (*model)["columns"].array().at(3)["units"].array();
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(units.at(1)["answer"].string(), "4:kilometres");
  EXPECT_TRUE(units.at(1)["chosen"].boolean()) << "proposed; nothing is applied before somebody confirms it";
  EXPECT_NE(get(page, token).text().find("column-4-unit"), std::string::npos);

  auto const answer = [&](std::string const& unit) {
    return post(page, token, "&field=crime_ref&field=event_start&field=offence_class&field=easting&field=northing&unit=4%3A" + unit + "&unit=5%3A" + unit);
  };
  EXPECT_EQ(status(post(page, token, "&field=crime_ref&field=event_start&field=offence_class&field=easting&field=northing&unit=99%3Akilometres")), 400);
  EXPECT_EQ(status(answer("kilometres")), 303);
  auto const settled = settled_look(looked.id, [](hub::PreflightReport const& report) { return report.readable; });
  ASSERT_TRUE(settled.report->readable);
  EXPECT_EQ(settled.report->units, (std::vector<std::size_t>{0, 0, 0, 1, 1}));
  EXPECT_EQ(settled.report->tally.accepted, 3U);
}

TEST_P(TheSite, AFileThatNoProfileFitsIsNotMapped) {
  auto const token = sign_in("bert");
  auto const id = std::optional{looked_at("zzz,qqq\n1,2\n").id};
  auto const json = Json::parse(get("/uploads/" + *id + "/mapping", token, true).text());
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["code"].string(), "profile.none-fits");
}

TEST_P(TheSite, ARefusalIsAPageWithReasonsAndWhatHelps) {
  auto const token = sign_in("anna");
  auto const response = get("/places?purpose=immigration-enforcement", token);
  EXPECT_EQ(status(response), 403);
  EXPECT_NE(response.text().find("R03"), std::string::npos);
  auto const json = Json::parse(get("/places?purpose=immigration-enforcement", token, true).text());
  ASSERT_TRUE(json);
  EXPECT_FALSE((*json)["reasons"].array().empty());
  EXPECT_FALSE((*json)["reasons"].array().front()["remedy"].string().empty());
}

constexpr std::string_view ways_in = "/feeds/police-incidents/upload";

TEST_P(TheSite, AProgramSendsAFileAtOnceAndAgainWithoutDoingItTwice) {
  auto const token = sign_in("bert");
  auto const file = hub::proving::police_month("2026-10", {5});
  Sending const sending{.key = "4b8e2a52-1", .more = part("send", "yes")};
  auto const first = post_file(std::string{ways_in}, token, file, sending);
  ASSERT_EQ(status(first), 200) << first.text();
  auto const job = (*Json::parse(first.text()))["job"].string();
  auto const model = settled(job, token);
  EXPECT_EQ(model["state"].string(), "done");
  EXPECT_EQ(model["tally"]["accepted"].integer(), 5);
  auto const again = post_file(std::string{ways_in}, token, file, sending);
  EXPECT_EQ(status(again), 200);
  EXPECT_EQ(again.text(), first.text()) << "the same answer, byte for byte";
  auto const other = post_file(std::string{ways_in}, token, hub::proving::police_month("2026-10", {6}), sending);
  EXPECT_EQ(status(other), 409);
  EXPECT_NE(other.text().find("idempotency.other-request"), std::string::npos);
  auto const looked_at = post_file(std::string{ways_in}, token, file, {.key = "4b8e2a52-1"});
  EXPECT_EQ(status(post_file(std::string{ways_in}, token, file, {.key = "4b8e2a52-1", .more = part("send", "yes") + part("sheet", "2")})), 409) << "another sheet";
  EXPECT_EQ(status(looked_at), 409) << "to look is another request than to send";
  EXPECT_EQ(status(post_file(std::string{ways_in}, token, file, {.key = "two words"})), 400);
  auto lease = hubs_->take();
  EXPECT_EQ(*(**lease).database().query_integer("SELECT count(*) FROM submission WHERE period_from = 24321 AND state = 'accepted'"), 1);
}

TEST_P(TheSite, Attack96AFileCutAnywhereIsNeverHalfTakenIn) {
  auto const token = sign_in("bert");
  auto const file = hub::proving::police_month("2026-10", {3});
  auto const count = [&] {
    auto lease = hubs_->take();
    return (**lease).database().query_integer("SELECT count(*) FROM submission")->value_or(-1);
  };
  auto const before = count();
  Sending sending{.more = part("send", "yes")};
  std::size_t const whole = form_of(file, sending).size() - 2;  // the last line end says nothing any more
  for (sending.cut = 0; sending.cut < whole; sending.cut += 10) {
    auto const response = post_file(std::string{ways_in}, token, file, sending);
    EXPECT_EQ(status(response), 400) << sending.cut << '\n' << response.text();
    EXPECT_TRUE(uploads_->open_ones({"northshire-police", "bert"}).empty()) << sending.cut;
  }
  EXPECT_EQ(count(), before);
}

TEST_P(TheSite, TellsProgramsOfTheirKey) {
  auto const description = pages::open_api(*site_, services_->settings);
  auto const& operation = description["paths"]["/feeds/{feed}/upload"]["post"];
  auto const& parameters = operation["parameters"].array();
  EXPECT_TRUE(std::ranges::any_of(parameters, [](Json const& one) { return one["name"].string() == "Idempotency-Key" && one["in"].string() == "header"; }));
  EXPECT_TRUE(operation["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]["send"].is_object());
}

}  // namespace
}  // namespace concordat::serve
