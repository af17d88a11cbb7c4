// SPDX-License-Identifier: Apache-2.0
// The page of what this hub hides: seen by whoever sees agreements, changed by leads alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ProtectionPages : public proving::SiteTest {
 protected:
  [[nodiscard]] std::int64_t value(std::string const& token, std::size_t number) { return read(get("/protection", token, true))["settings"].array()[number]["value"].integer(); }
};
CONCORDAT_ON_BOTH_STORES(ProtectionPages);

TEST_P(ProtectionPages, AreTightenedByOneLeadAndLoosenedByTheLeadOfAnotherAgency) {
  open_site();
  auto const lead = stepped_up(sign_in("greta"), "greta");
  auto const other = stepped_up(sign_in("paula"), "paula");
  EXPECT_THAT(get("/", lead).text(), HasSubstr("href=\"/protection\">What this hub hides")) << "a door on the start page";
  EXPECT_THAT(get("/", sign_in("anna")).text(), Not(HasSubstr("href=\"/protection\">"))) << "an analyst sets nothing";
  EXPECT_THAT(get("/protection", lead).text(), HasSubstr("Nobody has changed a setting."));
  EXPECT_EQ(status(post("/protection", lead, "&setting=map-support&value=23&reason=attack")), 303);
  EXPECT_EQ(value(lead, 1), 23);
  EXPECT_THAT(get("/protection", lead).text(), HasSubstr("8 to 23, tightened by Northshire Community Safety Partnership"));
  auto const proposed = post("/protection", lead, "&setting=map-support&value=13&reason=too-little", true);
  EXPECT_TRUE(read(proposed)["proposed"].boolean()) << proposed.text();
  EXPECT_EQ(value(lead, 1), 23) << "one is not enough";
  auto const own = post("/protection/answer", lead, "&setting=map-support&answer=confirm");
  EXPECT_THAT(own.text(), HasSubstr("Whoever proposed it, or is of the same agency, does not confirm it."));
  EXPECT_THAT(get("/protection", lead).text(), Not(HasSubstr("Confirm: Reports near a square")));
  EXPECT_THAT(get("/", other).text(), HasSubstr("/protection#s-map-support"));
  EXPECT_THAT(get("/", lead).text(), Not(HasSubstr("/protection#s-map-support")));
  EXPECT_THAT(get("/protection", other).text(), HasSubstr("Confirm: Reports near a square 13"));
  EXPECT_EQ(status(post("/protection/answer", other, "&setting=map-support&answer=confirm")), 303);
  EXPECT_EQ(value(lead, 1), 13);
  EXPECT_THAT(get("/", other).text(), Not(HasSubstr("/protection#s-map-support")));
  EXPECT_EQ(status(post("/protection/answer", other, "&setting=map-support&answer=withdraw")), 404) << "nothing waits any more";
}

TEST_P(ProtectionPages, SayBesideTheFormWhatIsAmissAndChangeNothing) {
  open_site();
  auto const lead = stepped_up(sign_in("greta"), "greta");
  auto const loose = post("/protection", lead, "&setting=map-support&value=2&reason=agreed");
  EXPECT_THAT(loose.text(), HasSubstr("No hub is looser than that"));
  EXPECT_THAT(loose.text(), HasSubstr("value=\"2\"")) << "what was typed stays";
  EXPECT_THAT(post("/protection", lead, "&setting=map-support&value=99999&reason=agreed").text(), HasSubstr("Beyond that nothing would be left to show."));
  EXPECT_THAT(post("/protection", lead, "&setting=map-support&value=8&reason=agreed").text(), HasSubstr("It is set so already."));
  EXPECT_EQ(status(post("/protection", lead, "&setting=map-support&value=much&reason=attack")), 400);
  EXPECT_EQ(status(post("/protection", lead, "&setting=map-support&value=23&reason=luck")), 400);
  EXPECT_EQ(status(post("/protection", lead, "&setting=luck&value=23&reason=attack")), 400);
  EXPECT_EQ(value(lead, 1), 8);
}

TEST_P(ProtectionPages, AreReadByOthersAndChangedByNoneOfThem) {
  open_site();
  auto const analyst = sign_in("anna");
  auto const seen = get("/protection", analyst);
  EXPECT_EQ(status(seen), 200);
  EXPECT_THAT(seen.text(), HasSubstr("In your role you see the settings."));
  EXPECT_THAT(seen.text(), Not(HasSubstr("<form method=\"post\" action=\"/protection\"")));
  EXPECT_EQ(status(post("/protection", analyst, "&setting=map-support&value=23&reason=attack")), 403);
  EXPECT_EQ(status(post("/protection/answer", analyst, "&setting=map-support&answer=withdraw")), 403);
  EXPECT_EQ(status(get("/protection", sign_in("emil"))), 403) << "a mentor";
  EXPECT_EQ(value(analyst, 1), 8);
}

}  // namespace
}  // namespace concordat::serve
