// SPDX-License-Identifier: Apache-2.0
// The checkpoint that every answer carries to whoever is signed in, and what they can do with it.
#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "hub/witness/compare.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using hub::proving::code_of;

using CarriedCheckpoints = proving::SiteTest;
CONCORDAT_ON_BOTH_STORES(CarriedCheckpoints);

std::string carried(http::Response const& response) {
  auto const value = response.headers().find("concordat-checkpoint");
  return value ? std::string{*value} : std::string{};
}

TEST_P(CarriedCheckpoints, ComeWithEveryAnswerToASignedInReaderAndCompareByThemselves) {
  open_site();
  auto const token = sign_in("greta");
  auto const page = get("/requests", token);
  auto const json = get("/requests", token, true);
  auto const refused = get("/requests/0190a0a0-0000-7000-8000-000000000000", token, true);
  EXPECT_NE(status(refused), 200);
  EXPECT_EQ(carried(get("/sign-in", "nobody")), "") << "whoever is not signed in finds it at /tlog/checkpoint";
  auto const mistyped = get("/requests?nonsense=1", token, true);
  EXPECT_EQ(status(mistyped), 400);
  auto const no_right = get("/places", token, true);
  EXPECT_EQ(status(no_right), 403);
  auto const lost = get("/nowhere", token);
  EXPECT_EQ(status(lost), 404);
  std::string last;
  for (auto const* answer : {&page, &json, &refused, &mistyped, &no_right, &lost}) {
    last = carried(*answer);
    auto const note = crypto::from_base64(last);
    ASSERT_TRUE(note) << last;
    auto lease = hubs_->take();
    auto const opened = (**lease).log().open(*note);
    ASSERT_TRUE(opened) << *note;
    auto const compared = hub::compare_checkpoint(**lease, "concordat-checkpoint: " + last + "\n", {});
    ASSERT_EQ(code_of(compared), "fine");
    EXPECT_EQ(compared->agreement, hub::Agreement::agrees);
    EXPECT_TRUE(compared->is_signed);
    EXPECT_EQ(compared->shown_size, opened->head.size);
  }
  auto lease = hubs_->take();
  auto const alone = hub::compare_checkpoint(**lease, "They sent us:\n> " + last, {});
  ASSERT_EQ(code_of(alone), "fine");
  EXPECT_EQ(alone->agreement, hub::Agreement::agrees) << "without the header's name, in a mail";
  EXPECT_EQ(code_of(hub::compare_checkpoint(**lease, last.substr(0, last.size() / 2), {})), "compare.no-checkpoint");
}

}  // namespace
}  // namespace concordat::serve
