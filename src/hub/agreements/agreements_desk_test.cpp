// SPDX-License-Identifier: Apache-2.0
// What is not brought in leaves its entry as well, on both stores.
#include "hub/agreements/agreements_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;

class BroughtIn : public HubTest {
 protected:
  /// The code, with one entry for it that says so and names the agreement.
  template <class Bring>
  void refused(std::string const& code, std::string const& reference, Bring bring) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(bring()), code);
    ASSERT_EQ(*hub().log().size(), before + 1) << code;
    auto const leaf = leaves().back();
    EXPECT_EQ(leaf.event, ledger::Event::refuse) << code;
    EXPECT_THAT(leaf.why, ElementsAre(code));
    EXPECT_EQ(leaf.agreement, reference);
    last_ = leaf;
  }
  ledger::Leaf last_;
};
CONCORDAT_ON_BOTH_STORES(BroughtIn);

TEST_P(BroughtIn, EachRefusalOfAFileIsRecorded) {
  refused("agreement.has-errors", "", [&] {
    put(folder() / "broken.yaml", "agreement: [");
    return add_agreement(hub(), (folder() / "broken.yaml").string());
  });
  refused("agreement.unsigned", "isa.northshire.police@1", [&] {
    put(folder() / "bare.yaml", agreement_text({}));
    return add_agreement(hub(), (folder() / "bare.yaml").string());
  });
  refused("agreement.unsigned", "isa.northshire.police@1", [&] { return add(agreement_text({}), {"northshire-csp"}); });
  bring_into_force(agreement_text({}));
  refused("agreement.version-taken", "isa.northshire.police@1", [&] { return add(replaced(agreement_text({}), "title: Figures", "title: Other figures")); });
  refused("agreement.replaces-other", "isa.northshire.police@2", [&] { return add(replaced(agreement_text({}), "version: 1", "version: 2")); });
}

TEST_P(BroughtIn, ARefusalOfSignaturesNamesWhoBroughtThem) {
  bring_into_force(agreement_text({}));
  auto const sidecar = get(agreements::sidecar_name((folder() / "agreement1.yaml").string()));
  Actor const by{"paula", "northshire-police"};
  refused("agreement.unknown", "", [&] { return add_signatures(hub(), "isa.none@1", sidecar, by); });
  EXPECT_EQ(last_.to, "northshire-police");
  EXPECT_EQ(last_.actor, hub().actor("northshire-police", "paula"));
  auto const before = *hub().log().size();
  EXPECT_NE(code_of(add_signatures(hub(), "isa.northshire.police@1", "no sidecar", by)), "fine");
  EXPECT_EQ(*hub().log().size(), before + 1);
  EXPECT_EQ(last_.to, "northshire-police");
}

}  // namespace
}  // namespace concordat::hub::proving
