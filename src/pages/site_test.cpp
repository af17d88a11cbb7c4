// SPDX-License-Identifier: Apache-2.0
// The door, with pages made for the test: who is let in, and what turns a request away. Numbers are those of the list of
// attacks in the security design.
#include "pages/site.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "hub/hub_test_tools.h"
#include "pages/plain.h"

namespace concordat::pages {
namespace {

using hub::proving::code_of;

class TheDoor : public hub::proving::HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    hub_.reset();
    shelf_ = std::make_unique<hub::Shelf>(shelf());
    auto open = [this]() { return hub::Hub::open(options(), shelf(), clock_, chance_); };
    hubs_ = std::make_unique<HubPool>(open, 1);
    uploads_ = std::make_unique<hub::UploadDesk>(hub::UploadDesk::Tools{*shelf_, options().reader, open, clock_}, hub::UploadDesk::Options{});
    services_ = std::make_unique<Services>(Services{*hubs_, *uploads_, *shelf_, assets_, clock_, {}, Json{},
                                                    [](std::string_view page, Json const& context, Services::Markup const&) { return Result<std::string>{std::string{page} + "\n" + context.pretty()}; }});
    services_->settings.origin = "https://hub.example";
    services_->settings.secure = true;
    site_ = std::make_unique<Site>(*services_);
    add_pages();
    add_plain_routes(*site_, *services_, metrics_);
  }
  void TearDown() override {
    uploads_.reset();
    hubs_.reset();
    HubTest::TearDown();
  }

  void add_pages() {
    auto const echo = [](Visit& visit) -> Result<Answer> {
      View view{"echo"};
      view.model.set("name", visit.input.text("name")).set("member", visit.who ? visit.who->member : "");
      return view;
    };
    std::vector<InputField> const inputs{{.name = "name", .label = "a name", .required = true, .longest = 10}};
    site_->add({.pattern = "/open", .summary = "s", .need = Need::anybody, .page = echo});
    site_->add({.pattern = "/closed", .summary = "s", .page = echo});
    site_->add({.pattern = "/places", .summary = "s", .need = Need::right, .right = hub::Right::release, .page = echo});
    site_->add({.pattern = "/people", .summary = "s", .need = Need::right, .right = hub::Right::manage_accounts_own_agency, .page = echo});
    site_->add({.method = http::Method::post, .pattern = "/closed", .summary = "s", .inputs = inputs, .page = echo});
    site_->add({.method = http::Method::post, .pattern = "/leave", .summary = "s", .page = [](Visit& visit) -> Result<Answer> {
                  visit.end_session = true;
                  return Go{"/open"};
                }});
    site_->add({.pattern = "/throws", .summary = "s", .need = Need::anybody, .page = [](Visit&) -> Result<Answer> { throw std::runtime_error{"canary"}; }});
  }

  struct Asking {
    http::Method method = http::Method::get;
    std::string target;
    std::vector<http::NameValue> headers = {};
    std::string body = {};
  };
  http::Response ask(Asking const& asking) {
    http::BytesBody body{asking.body};
    auto request = http::make_request(asking.method, asking.target, body);
    if (!request) return http::problem(request.error());
    request->host = "hub.example";
    request->secure = true;
    request->peer.address = "192.0.2.1";
    for (auto const& header : asking.headers) request->headers.add(header.name, header.value);
    return site_->handle(*request);
  }
  std::string sign_in(std::string const& member) {
    auto lease = hubs_->take();
    EXPECT_TRUE(lease);
    auto const link = hub::make_sign_in_link(**lease, member);
    EXPECT_EQ(code_of(link), "fine");
    auto const token = hub::Accounts{**lease}.sign_in_by_link(link->expose());
    EXPECT_EQ(code_of(token), "fine");
    return token->expose();
  }
  std::string csrf_of(std::string const& token) {
    auto lease = hubs_->take();
    auto const who = hub::Accounts{**lease}.session(token);
    EXPECT_TRUE(who && *who);
    return who && *who ? (*who)->csrf : "";
  }
  static http::NameValue cookie(std::string const& token) { return {"cookie", "__Host-cid=" + token}; }
  static std::vector<http::NameValue> form(std::string const& token) {
    return {cookie(token), {"origin", "https://hub.example"}, {"content-type", "application/x-www-form-urlencoded"}};
  }

  std::unique_ptr<hub::Shelf> shelf_;
  std::unique_ptr<HubPool> hubs_;
  std::unique_ptr<hub::UploadDesk> uploads_;
  Assets assets_;
  Metrics metrics_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<Site> site_;
};
CONCORDAT_ON_BOTH_STORES(TheDoor);

int status(http::Response const& response) { return http::number_of(response.status()); }
std::string header(http::Response const& response, std::string_view name) { return std::string{response.headers().find(name).value_or("")}; }

TEST_P(TheDoor, SendsWhoIsNotSignedInToTheFormAndAProgramAway) {
  EXPECT_EQ(status(ask({.target = "/open"})), 200);
  auto const page = ask({.target = "/closed?a=1"});
  EXPECT_EQ(status(page), 303);
  EXPECT_EQ(header(page, "location"), "/sign-in?next=%2Fclosed%3Fa%3D1");
  auto const program = ask({.target = "/closed", .headers = {{"accept", "application/json"}}});
  EXPECT_EQ(status(program), 401);
  EXPECT_EQ(Json::parse(program.text())->operator[]("code").string(), "request.not-signed-in");
}

TEST_P(TheDoor, LetsASessionInAndOnlyAWholeOne) {
  auto const token = sign_in("anna");
  EXPECT_EQ(status(ask({.target = "/closed", .headers = {cookie(token)}})), 200);
  EXPECT_EQ(status(ask({.target = "/closed", .headers = {cookie(token + "x")}})), 303);
  EXPECT_EQ(status(ask({.target = "/closed", .headers = {{"cookie", "cid=" + token}}})), 303) << "the cookie of another origin's kind";
  EXPECT_EQ(status(ask({.target = "/closed", .headers = {{"cookie", "__Host-cid=x; __Host-cid=" + token}}})), 303) << "two: nobody knows whose";
}

TEST_P(TheDoor, Attack04AMembershipThatEndedIsOverAtTheNextRequest) {
  auto const token = sign_in("anna");
  ASSERT_EQ(status(ask({.target = "/places", .headers = {cookie(token)}})), 200);
  {
    auto lease = hubs_->take();
    ASSERT_EQ(code_of((**lease).database().execute("UPDATE member SET roles = '[\"mentor\"]' WHERE id = 'anna'")), "fine");
  }
  EXPECT_EQ(status(ask({.target = "/places", .headers = {cookie(token)}})), 403) << "a right that was taken away";
  {
    auto lease = hubs_->take();
    ASSERT_EQ(code_of((**lease).database().execute("UPDATE member SET active = 0 WHERE id = 'anna'")), "fine");
  }
  EXPECT_EQ(status(ask({.target = "/closed", .headers = {cookie(token)}})), 303);
}

TEST_P(TheDoor, Attack05ASessionLeftAloneEnds) {
  auto const token = sign_in("anna");
  clock_.set(clock_.now() + std::chrono::minutes{15} + std::chrono::seconds{1});
  EXPECT_EQ(status(ask({.target = "/closed", .headers = {cookie(token)}})), 303);
}

TEST_P(TheDoor, Attack12WhatNeedsARecentSignInIsNotReachedByGoingStraight) {
  {
    auto lease = hubs_->take();
    ASSERT_EQ(code_of((**lease).database().execute("UPDATE member SET roles = '[\"administrator\"]' WHERE id = 'fritz'")), "fine");
  }
  auto const token = sign_in("fritz");
  clock_.set(clock_.now() + std::chrono::minutes{11});
  auto const page = ask({.target = "/people", .headers = {cookie(token)}});
  EXPECT_EQ(status(page), 303);
  EXPECT_EQ(header(page, "location"), "/step-up?next=%2Fpeople");
  EXPECT_EQ(status(ask({.target = "/people", .headers = {cookie(token), {"accept", "application/json"}}})), 403);
}

TEST_P(TheDoor, Attack13ARightIsAskedBeforeThePageKnowsOfAnything) {
  auto const token = sign_in("emil");  // a mentor
  auto const refused = ask({.target = "/places", .headers = {cookie(token)}});
  EXPECT_EQ(status(refused), 403);
  EXPECT_NE(refused.text().find("request.no-right"), std::string::npos);
}

TEST_P(TheDoor, Attack20FieldsThatWereNotDeclaredRefuseTheRequest) {
  auto const token = sign_in("anna");
  auto const csrf = csrf_of(token);
  auto const post = [&](std::string const& body) { return status(ask({http::Method::post, "/closed", form(token), body})); };
  EXPECT_EQ(post("csrf=" + csrf + "&name=anna"), 200);
  EXPECT_EQ(post("csrf=" + csrf + "&name=anna&role=administrator"), 400);
  EXPECT_EQ(post("csrf=" + csrf + "&name=anna&agency=northshire-police"), 400);
  EXPECT_EQ(status(ask({.target = "/closed?role=administrator", .headers = {cookie(token)}})), 400);
}

TEST_P(TheDoor, Attack21OnlyListedMethodsAnswer) {
  auto const token = sign_in("anna");
  for (auto const method : {http::Method::head, http::Method::options, http::Method::trace, http::Method::put, http::Method::del, http::Method::patch}) {
    EXPECT_EQ(status(ask({method, "/closed", form(token)})), 405);
  }
  EXPECT_EQ(status(ask({.target = "/open", .headers = {{"x-http-method-override", "DELETE"}}})), 200);
}

TEST_P(TheDoor, Attack30WhatChangesSomethingComesFromAPageOfOurs) {
  auto const token = sign_in("anna");
  auto const csrf = csrf_of(token);
  auto const body = "csrf=" + csrf + "&name=anna";
  auto const with = [&](std::vector<http::NameValue> headers, std::string const& sent) {
    headers.push_back(cookie(token));
    return status(ask({http::Method::post, "/closed", std::move(headers), sent}));
  };
  http::NameValue const type{"content-type", "application/x-www-form-urlencoded"};
  EXPECT_EQ(with({type, {"origin", "https://hub.example"}}, body), 200);
  EXPECT_EQ(with({type, {"origin", "https://evil.example"}}, body), 403);
  EXPECT_EQ(with({type, {"origin", "null"}}, body), 403);
  EXPECT_EQ(with({type}, body), 403) << "silence";
  EXPECT_EQ(with({type, {"sec-fetch-site", "cross-site"}}, body), 403);
  EXPECT_EQ(with({type, {"origin", "https://hub.example"}}, "name=anna"), 403) << "without the form's token";
  EXPECT_EQ(with({type, {"origin", "https://hub.example"}}, "csrf=" + csrf_of(sign_in("bert")) + "&name=anna"), 403) << "another session's";
  EXPECT_EQ(with({{"content-type", "text/plain"}, {"origin", "https://hub.example"}}, "{\"name\":\"anna\"}"), 400);
}

TEST_P(TheDoor, TakesJsonFromAProgramWithTheTokenInAHeader) {
  auto const token = sign_in("anna");
  std::vector<http::NameValue> headers{cookie(token), {"origin", "https://hub.example"}, {"content-type", "application/json"},
                                       {"accept", "application/json"}, {"x-concordat-csrf", csrf_of(token)}};
  auto const good = ask({http::Method::post, "/closed", headers, R"({"name":"anna"})"});
  EXPECT_EQ(status(good), 200);
  EXPECT_EQ(Json::parse(good.text())->operator[]("name").string(), "anna");
  EXPECT_EQ(status(ask({http::Method::post, "/closed", headers, R"({"name":{"$ne":1}})"})), 400);
  EXPECT_EQ(status(ask({http::Method::post, "/closed", headers, R"({"name":"anna","__proto__":{"role":"x"}})"})), 400);
  auto const faulty = ask({http::Method::post, "/closed", headers, R"({"name":"much too long a name"})"});
  EXPECT_EQ(status(faulty), 400);
  EXPECT_EQ(Json::parse(faulty.text())->operator[]("errors").array().size(), 1u);
}

TEST_P(TheDoor, Attack31EveryAnswerCarriesItsHeaders) {
  for (auto const* target : {"/open", "/closed", "/nowhere", "/assets/none.css"}) {
    auto const response = ask({.target = target});
    EXPECT_NE(header(response, "content-security-policy").find("frame-ancestors 'none'"), std::string::npos) << target;
    EXPECT_EQ(header(response, "content-security-policy").find("unsafe"), std::string::npos) << target;
    EXPECT_EQ(header(response, "x-content-type-options"), "nosniff") << target;
    EXPECT_EQ(header(response, "cache-control"), "no-store") << target;
    EXPECT_EQ(header(response, "referrer-policy"), "no-referrer") << target;
    EXPECT_NE(header(response, "strict-transport-security"), "") << target;
  }
}

TEST_P(TheDoor, Attack38LeavingMakesTheBrowserForget) {
  auto const token = sign_in("anna");
  auto const response = ask({http::Method::post, "/leave", form(token), "csrf=" + csrf_of(token)});
  EXPECT_EQ(status(response), 303);
  EXPECT_NE(header(response, "clear-site-data").find("cache"), std::string::npos);
  EXPECT_NE(header(response, "set-cookie").find("__Host-cid="), std::string::npos);
}

TEST_P(TheDoor, SaysWhatItReadsWhereItIsSentSomethingElse) {
  auto const token = sign_in("anna");
  auto headers = form(token);
  headers.back().value = "text/csv";
  headers.push_back({"accept", "application/json"});
  auto const response = ask({http::Method::post, "/closed", headers, "a,b"});
  EXPECT_EQ(Json::parse(response.text())->operator[]("code").string(), "request.media-type");
}

TEST_P(TheDoor, LendsOneHubToOneRequestAtATime) {
  auto const first = hubs_->take();
  ASSERT_TRUE(first);
  EXPECT_EQ(code_of(hubs_->take(std::chrono::milliseconds{20})), "hub.busy");
}

TEST(TheAssets, SayWhatToDoWhereThePagesWereNotBuilt) {
  EXPECT_EQ(code_of(Assets::read("/nowhere")), "assets.missing");
}

TEST_P(TheDoor, SaysNothingOfWhatWentWrongInside) {
  auto const response = ask({.target = "/throws"});
  EXPECT_EQ(status(response), 500);
  EXPECT_EQ(response.text().find("canary"), std::string::npos);
}

TEST_P(TheDoor, ShowsItsCountsToThisMachineOnly) {
  EXPECT_EQ(status(ask({.target = "/metrics"})), 404);
  EXPECT_EQ(status(ask({.target = "/healthz"})), 200);
}

TEST(SafePaths, Attack11LeadNowhereElse) {
  EXPECT_EQ(safe_path("/feeds/ed-istv?a=1"), "/feeds/ed-istv?a=1");
  for (auto const* path : {"//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "feeds", "/a b", "/a\r\nset-cookie: x", "/\xc3\xa9"}) {
    EXPECT_EQ(safe_path(path), "/") << path;
  }
}

}  // namespace
}  // namespace concordat::pages
