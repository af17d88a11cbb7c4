// SPDX-License-Identifier: Apache-2.0
// S82: each verb of equality monitoring, run by a member of each role: decision makers are refused with reason and remedy, and no verb says a count that was sent.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "cli/sharing/sharing_verbs.h"
#include "hub/equality/equality_test_tools.h"

namespace concordat::cli {
namespace {

using hub::proving::code_of;
using ::testing::HasSubstr;
using ::testing::Not;

class EqualityVerbs : public hub::proving::EqualityTest {
 protected:
  void SetUp() override {
    EqualityTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(write_file(folder() / "counts.csv", hub::proving::by_sex(73'519, 61'843, 0)));
    arguments_.values_file = (folder() / "counts.csv").string();
    arguments_.quarter = "2026-Q3";
  }
  [[nodiscard]] Result<Shown> run(std::string_view name, hub::Member const& who) {
    auto const verbs = sharing_verbs();
    auto const verb = std::ranges::find(verbs, name, &SharingVerb::full);
    EXPECT_NE(verb, verbs.end()) << name;
    return run_verb(*verb, hub(), who, arguments_);
  }
  SharingArguments arguments_;
};
CONCORDAT_ON_BOTH_STORES(EqualityVerbs);

TEST_P(EqualityVerbs, SendMakeAndReadWhatIsShown) {
  auto const erika = member("erika");
  EXPECT_THAT(run("equality list", erika)->text, HasSubstr("No counts have been sent"));
  auto const sent = run("equality submit", erika);
  ASSERT_EQ(code_of(sent), "fine");
  EXPECT_FALSE(sent->refused);
  EXPECT_THAT(sent->text, HasSubstr("3 counts taken in and sealed"));
  EXPECT_THAT(run("equality submit", erika)->text, HasSubstr("what your agency sent before is destroyed"));
  EXPECT_THAT(run("equality list", member("greta"))->text, HasSubstr("2026-Q3  no report yet; counts from northshire-csp"));
  auto const asked = run("equality make", erika);
  ASSERT_EQ(code_of(asked), "fine");
  EXPECT_TRUE(asked->refused);
  EXPECT_THAT(asked->text, HasSubstr("Counts from northshire-csp; none from northshire-police."));
  EXPECT_THAT(asked->text, HasSubstr("--without-missing"));
  EXPECT_THAT(run("equality list", erika)->text, HasSubstr("no report yet; counts from northshire-csp; none from northshire-police"));
  arguments_.away = true;
  auto const made = run("equality make", erika);
  ASSERT_EQ(code_of(made), "fine");
  auto const seen = run("equality report", member("greta"));
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_EQ(seen->json, made->json);
  EXPECT_THAT(seen->text, HasSubstr("73520"));
  EXPECT_THAT(seen->text, HasSubstr("Small groups are hidden"));
  arguments_.csv = true;
  auto const csv = run("equality report", member("stella"));
  EXPECT_TRUE(csv->is_csv);
  EXPECT_THAT(csv->text, HasSubstr("sex,female,referrals-made,73520,,,,\n"));
  for (auto const* text : {&sent->text, &made->text, &seen->text, &csv->text}) EXPECT_THAT(*text, Not(HasSubstr("73519")));
}

TEST_P(EqualityVerbs, NameFileRowFieldAndRemedyOfWhatIsNoCount) {
  ASSERT_TRUE(write_file(folder() / "counts.csv", "Name,measure,quarter,characteristic,group,count\nJane Quill,referrals-made,2026-Q3,sex,female,1\n"));
  auto const refused = run("equality submit", member("erika"));
  ASSERT_EQ(code_of(refused), "fine");
  EXPECT_TRUE(refused->refused);
  EXPECT_THAT(refused->text, HasSubstr("counts.csv, row 1, column 1: A column is none of the five"));
  EXPECT_THAT(refused->text, HasSubstr("[equality.column]"));
  ASSERT_TRUE(write_file(folder() / "counts.csv", "measure,quarter,characteristic,group,count\nreferrals-made,2026-Q3,sex,Jane Quill,1\n"));
  auto const worded = run("equality submit", member("erika"));
  EXPECT_THAT(worded->text, HasSubstr("counts.csv, row 2, column 4 (group): The group is none of its characteristic."));
  EXPECT_THAT(worded->text + worded->json.pretty() + refused->text, Not(HasSubstr("Quill")));
}

TEST_P(EqualityVerbs, AreRefusedToEveryRoleThatDecides) {
  ASSERT_EQ(code_of(run("equality submit", member("erika"))), "fine");
  arguments_.away = true;
  ASSERT_EQ(code_of(run("equality make", member("erika"))), "fine");
  std::size_t refused = 0;
  for (auto const& role : hub().catalogue().definitions().member_roles) {
    if (role.id == "equality-monitoring-officer") continue;
    auto who = member("emil");
    who.roles = {role.id};
    for (auto const& verb : sharing_verbs()) {
      if (verb.group != "equality") continue;
      bool const reads = verb.name == "report" || verb.name == "list";
      bool const lead = role.id == "information-governance-lead" || role.id == "strategic-lead";
      auto const before = leaves().size();
      auto const shown = run_verb(verb, hub(), who, arguments_);
      EXPECT_EQ(leaves().size(), before + 1) << "each look and each refusal is an entry";
      if (lead && reads) {
        EXPECT_EQ(code_of(shown), "fine") << role.id << ' ' << verb.full();
        continue;
      }
      ASSERT_FALSE(shown) << role.id << ' ' << verb.full();
      EXPECT_EQ(shown.error().code.view(), "request.no-right");
      EXPECT_FALSE(shown.error().title.empty() || shown.error().remedy.empty());
      EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse);
      ++refused;
    }
  }
  EXPECT_GT(refused, 50U);
}

}  // namespace
}  // namespace concordat::cli
