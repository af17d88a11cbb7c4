// SPDX-License-Identifier: Apache-2.0
// The verbs of how good links are: what they say in text is what they say in JSON.
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/sharing/sharing_verbs.h"
#include "hub/linkage/quality/sample_test_tools.h"

namespace concordat::cli {
namespace {

using hub::proving::code_of;
using ::testing::HasSubstr;
using ::testing::Not;

class LinkQualityVerbs : public hub::proving::SampleTest {
 protected:
  [[nodiscard]] Result<Shown> run(std::string_view name, std::string_view who, SharingArguments const& arguments = {}) {
    auto const verbs = sharing_verbs();
    auto const verb = std::ranges::find(verbs, name, &SharingVerb::full);
    EXPECT_NE(verb, verbs.end()) << name;
    return run_verb(*verb, hub(), member(who), arguments);
  }
};
CONCORDAT_ON_BOTH_STORES(LinkQualityVerbs);

TEST_P(LinkQualityVerbs, DrawJudgeCloseAndTell) {
  agree_on_review();
  EXPECT_THAT(run("link quality", "anna")->text, HasSubstr("how good the links are is not known"));
  SharingArguments a;
  a.number = "many";
  a.until = "2026-12-20";
  EXPECT_EQ(code_of(run("link-sample draw", "rita", a)), "sample.words");
  a.number = "27";
  a.seed = "7";
  a.twice = "0";
  EXPECT_EQ(code_of(run("link-sample draw", "anna", a)), "request.no-right");
  auto const drawn = run("link-sample draw", "rita", a);
  ASSERT_EQ(code_of(drawn), "fine");
  EXPECT_THAT(drawn->text, HasSubstr("27 pairs drawn on 2026-11-21, judged until 2026-12-20; 0 of 27 judgements; seed 7"));
  EXPECT_THAT(drawn->text, HasSubstr("dead-band, not linked: 5 of 5 pairs"));
  a.id = drawn->json["id"].string();
  for (int i = 0; i < 27; ++i) {
    auto const next = run("link-sample next", "rita", a);
    ASSERT_EQ(code_of(next), "fine");
    EXPECT_THAT(next->text, Not(HasSubstr("bits")));
    a.number = std::to_string(next->json["place"].integer());
    a.outcome = "same";
    EXPECT_THAT(run("link-sample judge", "rita", a)->text, HasSubstr("pair " + a.number + ": same"));
  }
  EXPECT_EQ(code_of(run("link-sample next", "rita", a)), "sample.none-left");
  auto const closed = run("link-sample close", "rita", a);
  ASSERT_EQ(code_of(closed), "fine");
  EXPECT_THAT(closed->text, HasSubstr("settled 27, nobody can tell 0, not judged 0"));
  EXPECT_THAT(closed->text, HasSubstr("precision 100.0 % (100.0 to 100.0), recall 81.5 % (81.5 to 81.5); 27 judged"));
  EXPECT_THAT(closed->text, HasSubstr("northshire-csp / northshire-school"));
  EXPECT_EQ(run("link-sample list", "audit")->json.array().size(), 1U);
  auto const quality = run("link quality", "anna");
  ASSERT_EQ(code_of(quality), "fine");
  EXPECT_THAT(quality->text, HasSubstr("recall 81.5 %"));
  EXPECT_THAT(quality->text, HasSubstr("takes 100 of them in two runs"));
  EXPECT_EQ(quality->json["samples"].array().front()["figures"]["settled"].integer(), 27);
  EXPECT_EQ(quality->json["runs"].array().size(), 1U);
}

}  // namespace
}  // namespace concordat::cli
