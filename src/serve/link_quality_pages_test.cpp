// SPDX-License-Identifier: Apache-2.0
// The page of how good links are: a sample drawn, judged blind and closed by reviewers, and its figures for whoever may see the report.
#include <gtest/gtest.h>

#include "hub/linkage/engine/engine_scorer.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using hub::proving::code_of;
using hub::proving::replaced;
using ::testing::HasSubstr;
using ::testing::Not;

class LinkQualityPages : public proving::SiteTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    auto const text = replaced(SiteTest::partnership(), "  feeds:\n", "    - {id: rita, agency: northshire-csp, roles: [linkage-reviewer], trained: []}\n  feeds:\n");
    return replaced(text, "  areas:\n", "    - {id: csp-people, agency: northshire-csp, title: \"People\", profile: person-list, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n  areas:\n");
  }
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    take_in("csp-people", "Record ID,Surname,Forename,Date of Birth,Postcode,Role\nc1,Featherstone,Elizabeth,01/02/2010,N15 4AA,Victim\nc2,Featherstone,Elizabeth,01/02/2010,N15 4AA,Victim\n"
                          "c3,Marchbanks,Ben,03/04/2011,N16 5BB,Victim\nc4,Marchbanks,Ben,03/04/2011,N16 5BB,Victim\n");
    ASSERT_EQ(code_of(hub::links::link_what_changed(hub())), "fine");
    open_site();
  }
};
CONCORDAT_ON_BOTH_STORES(LinkQualityPages);

TEST_P(LinkQualityPages, TakeASampleFromItsDrawingToItsFigures) {
  auto const rita = sign_in("rita");
  auto const anna = sign_in("anna");
  EXPECT_THAT(get("/links/quality", rita).text(), HasSubstr("No sample has been judged yet"));
  EXPECT_THAT(get("/links/quality", rita).text(), HasSubstr("Draw the pairs"));
  EXPECT_THAT(get("/links/quality", anna).text(), Not(HasSubstr("Draw the pairs")));
  EXPECT_EQ(status(post("/links/samples", anna, "&size=10&days=30")), 403);
  EXPECT_EQ(status(post("/links/samples", rita, "&size=many&days=30")), 400);
  EXPECT_EQ(status(post("/links/samples", rita, "&size=1&days=30")), 400);
  auto const drawn = read(post("/links/samples", rita, "&size=10&days=30", true));
  ASSERT_EQ(drawn["drawn"].integer(), 2);
  auto const sample = "/links/samples/" + drawn["id"].string();
  EXPECT_THAT(get("/links/quality", anna).text(), HasSubstr("0 of 2 judgements are made."));
  EXPECT_EQ(status(get(sample, anna)), 403);
  for (int i = 0; i < 2; ++i) {
    auto const page = get(sample, rita).text();
    EXPECT_THAT(page, HasSubstr("Judge by what you see here alone"));
    for (auto const* told : {"bits", "app-waterfall", "As it stands", "/persons/"}) EXPECT_THAT(page, Not(HasSubstr(told)));
    EXPECT_EQ(status(post(sample + "/judge", rita, "&pair=1")), 400) << "nothing chosen";
    auto const place = read(get(sample, rita, true))["place"].integer();
    EXPECT_EQ(status(post(sample + "/judge", rita, "&outcome=same&pair=" + std::to_string(place))), 303);
  }
  EXPECT_THAT(get(sample, rita).text(), HasSubstr("No pair of this sample is left that you can judge."));
  EXPECT_TRUE(read(get(sample, rita, true))["none_left"].boolean());
  EXPECT_EQ(status(post(sample + "/close", rita, "")), 303);
  auto const page = get("/links/quality", anna).text();
  EXPECT_THAT(page, HasSubstr("100.0 % (100.0 % to 100.0 %)"));
  EXPECT_THAT(page, HasSubstr("<img src=\"data:image/svg+xml;base64,"));
  EXPECT_THAT(page, Not(HasSubstr("Featherstone")));
  EXPECT_EQ(read(get("/links/quality", anna, true))["samples"].array().front()["figures"]["settled"].integer(), 2);
  EXPECT_EQ(read(get(sample, rita, true))["code"].string(), "sample.over");
}

}  // namespace
}  // namespace concordat::serve
