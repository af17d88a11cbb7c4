// SPDX-License-Identifier: Apache-2.0
// The page of words for places: for those who send the feed, and by keyboard as any form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/init_rows.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PlaceTextPages : public proving::SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    {
      auto transaction = store::Transaction::write(hub().database());
      ASSERT_TRUE(transaction);
      using hub::proving::corner_easting;
      using hub::proving::corner_northing;
      ASSERT_EQ(hub::proving::code_of(hub::store_key_places(*transaction, {{"pub", "The Kings Head", {corner_easting + 500, corner_northing + 500}},
                                                                           {"shop", "Corner Shop", {corner_easting + 900, corner_northing + 900}},
                                                                           {"shop", "Corner Shop", {corner_easting + 5000, corner_northing + 5000}}})),
                "fine");
      ASSERT_EQ(hub::proving::code_of(transaction->commit()), "fine");
    }
    open_it();
    take_in("ed-istv", "Period Start,Assault At,Method,Location Type,Location,Easting,Northing\n"
                       "01/07/2026,05/07/2026 21:15,,,zorbly corner,,\n01/07/2026,06/07/2026 21:15,,,zorbly corner,,\n01/07/2026,07/07/2026 21:15,,,quonset yard,,\n");
    open_site();
  }
  [[nodiscard]] std::string partnership() const override {
    return hub::proving::replaced(SiteTest::partnership(), "{id: cleo, agency: northshire-general-ed, roles: [analyst]", "{id: cleo, agency: northshire-general-ed, roles: [analyst, feed-supplier]");
  }
};
CONCORDAT_ON_BOTH_STORES(PlaceTextPages);

constexpr auto page = "/feeds/ed-istv/place-texts";

TEST_P(PlaceTextPages, ListWordsOnceAndRememberWhatTheyMean) {  // M31
  auto const supplier = sign_in("cleo");
  auto const model = read(get(page, supplier, true));
  ASSERT_EQ(model["waiting"].array().size(), 2U);
  EXPECT_EQ(model["next"]["words"].string(), "zorbly corner") << "those that most rows say come first";
  EXPECT_EQ(model["next"]["rows"].integer(), 2);
  EXPECT_THAT(get("/feeds/ed-istv", supplier).text(), HasSubstr(page));
  auto const html = get(page, supplier).text();
  for (auto const* part : {"zorbly corner", "quonset yard", "id=\"means\"", "name=\"place\"", "What do these words mean?"}) EXPECT_THAT(html, HasSubstr(part));
  auto const first = "&text=" + std::to_string(model["next"]["text"].integer());
  auto const done = post(page, supplier, first + "&means=place&place=the+kings+head&at=");
  EXPECT_EQ(status(done), 303);
  auto const after = read(get(page, supplier, true));
  ASSERT_EQ(after["waiting"].array().size(), 1U);
  EXPECT_EQ(after["next"]["words"].string(), "quonset yard") << "the next stands there to be answered";
  EXPECT_EQ(after["meanings"].array()[0]["place"].string(), "The Kings Head (pub)");
  EXPECT_THAT(get(page, supplier).text(), Not(HasSubstr("zorbly")));
  EXPECT_EQ(status(post(std::string{page} + "/forget", supplier, "&meaning=1")), 303);
  EXPECT_TRUE(read(get(page, supplier, true))["meanings"].array().empty());
  EXPECT_EQ(status(post(std::string{page} + "/forget", supplier, "&meaning=1")), 404);
}

TEST_P(PlaceTextPages, SayBesideTheFieldWhatCannotBeTaken) {
  auto const supplier = sign_in("cleo");
  auto const text = "&text=" + std::to_string(read(get(page, supplier, true))["next"]["text"].integer());
  auto const twice = post(page, supplier, text + "&means=place&place=Corner+Shop");
  EXPECT_EQ(status(twice), 400);
  for (auto const* part : {"Several places bear that name", "value=\"Corner Shop\"", "#at"}) EXPECT_THAT(twice.text(), HasSubstr(part));
  EXPECT_THAT(post(page, supplier, text + "&means=place&place=Nowhere+Inn").text(), HasSubstr("The partnership names no place like that"));
  EXPECT_THAT(post(page, supplier, text + "&means=place").text(), HasSubstr("#place"));
  EXPECT_EQ(status(post(page, supplier, text)), 400) << "nothing was chosen";
  EXPECT_EQ(status(post(page, supplier, "&text=999999&means=home")), 404);
  EXPECT_EQ(status(post(page, supplier, text + "&means=home&place=Corner+Shop")), 303) << "a name that was typed before another choice was made says nothing";
  EXPECT_EQ(read(get(page, supplier, true))["waiting"].array().size(), 1U);
}

TEST_P(PlaceTextPages, AreForThoseWhoSendTheFeedAlone) {
  for (auto const* other : {"anna", "edgar"}) {
    auto const response = get(page, sign_in(other));
    EXPECT_GE(status(response), 400) << other;
    EXPECT_THAT(response.text(), Not(HasSubstr("zorbly"))) << other;
  }
}

}  // namespace
}  // namespace concordat::serve
