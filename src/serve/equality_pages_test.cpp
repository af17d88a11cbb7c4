// SPDX-License-Identifier: Apache-2.0
// S82: pages and JSON of equality monitoring, as every role asks for them: decision makers get a reason and a remedy, nobody a count that was sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/catalogue.h"
#include "hub/equality/equality.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class EqualityPages : public proving::SiteTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    std::string members;
    for (auto const& role : roles()) members += fmt::format("    - {{id: one.{}, agency: northshire-csp, roles: [{}], trained: []}}\n", role, role);
    return hub::proving::replaced(SiteTest::partnership(), "  feeds:\n", members + "  feeds:\n");
  }
  static std::vector<std::string> roles() {
    auto const loaded = catalogue::Catalogue::load(hub::proving::shipped_definitions().string());
    std::vector<std::string> all;
    for (auto const& role : loaded.catalogue.definitions().member_roles) all.push_back(role.id);
    return all;
  }
  static constexpr std::string_view counts =
      "measure,quarter,characteristic,group,count\nreferrals-made,2026-Q3,sex,female,73519\nreferrals-made,2026-Q3,sex,male,61843\nresidents,2026-Q3,sex,female,100000\n";
  http::Response send(std::string const& token, std::string_view bytes, bool json = true) {
    http::BytesBody body{"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"counts.csv\"\r\n\r\n" + std::string{bytes} + "\r\n--cut--\r\n"};
    auto request = http::make_request(http::Method::post, "/equality/counts", body);
    EXPECT_TRUE(request);
    request->host = "hub.example";
    request->peer.address = "192.0.2.1";
    request->headers.add("origin", "https://hub.example");
    request->headers.add("content-type", "multipart/form-data; boundary=cut");
    request->headers.add("accept", json ? "application/json" : "text/html");
    request->headers.add("x-concordat-csrf", csrf_of(token));
    request->headers.add("cookie", "__Host-cid=" + token);
    return site_->handle(*request);
  }
};
CONCORDAT_ON_BOTH_STORES(EqualityPages);

TEST_P(EqualityPages, LetOfficersSendAndMakeAndLeadsReadWhatIsShown) {
  open_site();
  auto const officer = sign_in("one.equality-monitoring-officer");
  auto const lead = sign_in("one.information-governance-lead");
  EXPECT_THAT(get("/", officer).text(), HasSubstr("href=\"/equality\">Equality monitoring"));
  EXPECT_THAT(get("/equality", officer).text(), HasSubstr("No counts have been sent yet."));
  auto const wrong = send(officer, "name,measure,quarter,characteristic,group,count\nJane Quill,referrals-made,2026-Q3,sex,female,9\n", false);
  EXPECT_THAT(wrong.text(), HasSubstr("Nothing of the file was kept"));
  EXPECT_THAT(wrong.text(), HasSubstr("Take the column out"));
  EXPECT_THAT(wrong.text(), Not(HasSubstr("Quill")));
  auto const sent = read(send(officer, counts));
  EXPECT_TRUE(sent["taken"].boolean()) << sent.pretty();
  EXPECT_THAT(get("/equality", lead).text(), HasSubstr("Not made yet"));
  EXPECT_THAT(get("/equality", lead).text(), Not(HasSubstr("action=\"/equality/counts\""))) << "a lead sends nothing";
  EXPECT_EQ(status(get("/equality/2026-Q3", lead)), 404);
  EXPECT_EQ(status(post("/equality/make", officer, "&quarter=2026-Q3")), 303);
  EXPECT_THAT(post("/equality/make", officer, "&quarter=2026-Q3").text(), HasSubstr("is made once"));
  EXPECT_THAT(post("/equality/make", officer, "&quarter=summer").text(), HasSubstr("That is no quarter."));
  EXPECT_THAT(send(officer, counts, false).text(), HasSubstr("The report of that quarter has been made"));
  for (auto const& who : {officer, lead, sign_in("one.strategic-lead")}) {
    auto const page = get("/equality/2026-Q3", who).text();
    EXPECT_THAT(page, HasSubstr("73520"));
    EXPECT_THAT(page, HasSubstr("735.2")) << "for each 1,000 residents";
    EXPECT_THAT(page, HasSubstr("Small groups are hidden"));
    EXPECT_THAT(page, Not(HasSubstr("73519")));
    EXPECT_EQ(read(get("/equality/2026-Q3", who, true))["report"]["quarter"].string(), "2026-Q3");
  }
}

TEST_P(EqualityPages, RefuseEveryRoleThatDecidesWithReasonAndRemedy) {
  open_site();
  auto const officer = sign_in("one.equality-monitoring-officer");
  ASSERT_TRUE(read(send(officer, counts))["taken"].boolean());
  ASSERT_EQ(status(post("/equality/make", officer, "&quarter=2026-Q3")), 303);
  std::size_t refused = 0;
  for (auto const& role : roles()) {
    if (role == "equality-monitoring-officer") continue;
    bool const lead = role == "information-governance-lead" || role == "strategic-lead";
    auto const token = sign_in("one." + role);
    std::vector<http::Response> answers;
    if (!lead) answers.push_back(get("/equality", token, true));
    if (!lead) answers.push_back(get("/equality/2026-Q3", token, true));
    answers.push_back(post("/equality/make", token, "&quarter=2026-Q3", true));
    answers.push_back(send(token, counts));
    for (auto const& answer : answers) {
      EXPECT_EQ(status(answer), 403) << role;
      auto const problem = read(answer);
      EXPECT_FALSE(problem["title"].string().empty() || problem["detail"].string().empty()) << role << ": " << answer.text();
      EXPECT_THAT(answer.text(), Not(HasSubstr("7351")));
      ++refused;
    }
    EXPECT_EQ(get("/", token).text().find("href=\"/equality\"") != std::string::npos, lead) << role;
  }
  EXPECT_GT(refused, 50U);
}

/// With an officer of a second agency, who has sent nothing.
class EqualityPagesOfTwo : public EqualityPages {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return hub::proving::replaced(EqualityPages::partnership(), "  feeds:\n", "    - {id: two.officer, agency: northshire-police, roles: [equality-monitoring-officer], trained: []}\n  feeds:\n");
  }
};
CONCORDAT_ON_BOTH_STORES(EqualityPagesOfTwo);

TEST_P(EqualityPagesOfTwo, AskBeforeAQuarterIsClosedAndSayWhoHasSentNothing) {
  open_site();
  auto const officer = sign_in("one.equality-monitoring-officer");
  EXPECT_EQ(status(get("/equality/2026-Q3/make", officer)), 404);
  ASSERT_TRUE(read(send(officer, counts))["taken"].boolean());
  EXPECT_THAT(get("/equality", officer).text(), HasSubstr("href=\"/equality/2026-Q3/make\""));
  auto const asked = get("/equality/2026-Q3/make", officer).text();
  EXPECT_THAT(asked, HasSubstr("name=\"without_missing\""));
  EXPECT_THAT(asked, HasSubstr("<li>Northshire Police</li>"));
  auto const again = post("/equality/make", officer, "&quarter=2026-Q3").text();
  EXPECT_THAT(again, HasSubstr("Tick the box"));
  EXPECT_EQ(status(post("/equality/make", officer, "&quarter=2026-Q3", true)), 409);
  EXPECT_EQ(status(post("/equality/make", officer, "&quarter=2026-Q3&without_missing=yes")), 303);
  EXPECT_EQ(status(get("/equality/2026-Q3/make", officer)), 303) << "it is made: here it is";
}

TEST_P(EqualityPages, SayThatAllHaveSentWhereTheyHave) {
  open_site();
  auto const officer = sign_in("one.equality-monitoring-officer");
  ASSERT_TRUE(read(send(officer, counts))["taken"].boolean());
  EXPECT_THAT(get("/equality/2026-Q3/make", officer).text(), HasSubstr("Nobody: every agency"));
}

TEST_P(EqualityPages, GiveOfficersTheWordsAndAFileToFillIn) {
  open_site();
  auto const officer = sign_in("one.equality-monitoring-officer");
  auto const page = get("/equality", officer).text();
  EXPECT_THAT(page, HasSubstr("/equality/words/counts.csv"));
  EXPECT_THAT(page, HasSubstr("<code class=\"app-code\">not-said</code>"));
  EXPECT_THAT(get("/equality/words/counts.csv", officer).text(), HasSubstr("measure,quarter,characteristic,group,count\nreferrals-made,2026-Q3,age-band,under-10,\n"));
  EXPECT_EQ(status(get("/equality/words/counts.csv", sign_in("one.information-governance-lead"))), 403);
}

/// Every address that takes no other word than a quarter, as the officer who sent the counts asks for it.
TEST_P(EqualityPages, HaveNoAddressThatAnswersWithACountThatWasSent) {
  open_site();
  auto const officer = sign_in("one.equality-monitoring-officer");
  ASSERT_TRUE(read(send(officer, counts))["taken"].boolean());
  ASSERT_EQ(status(post("/equality/make", officer, "&quarter=2026-Q3")), 303);
  auto const lead = sign_in("one.information-governance-lead");
  std::size_t asked = 0;
  for (auto const& route : site_->routes()) {
    if (route.method != http::Method::get) continue;
    auto address = route.pattern;
    if (auto const at = address.find("/:"); at != std::string::npos) address = address.substr(0, at) + "/2026-Q3";
    for (bool const json : {true, false}) {
      for (auto const& who : {officer, lead}) {
        auto const text = get(address, who, json).text();
        EXPECT_THAT(text, Not(HasSubstr("73519"))) << address;
        EXPECT_THAT(text, Not(HasSubstr("61843"))) << address;
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 100U);
}

}  // namespace
}  // namespace concordat::serve
