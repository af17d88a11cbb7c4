// SPDX-License-Identifier: Apache-2.0
// The table of rights, against a second writing of it, and what a password must be.
#include "hub/accounts/rights.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "catalogue/catalogue.h"
#include "hub/accounts/password_rules.h"

namespace concordat::hub {
namespace {

using Rights = std::set<std::string_view>;

Rights rights_of(std::vector<std::string> const& roles) {
  Rights names;
  for (auto const right : all_rights) {
    if (allowed(right, roles)) names.insert(name_of(right).view());
  }
  return names;
}

TEST(Rights, AreThoseOfTheRole) {
  EXPECT_EQ(rights_of({"analyst"}), (Rights{"see-feeds", "see-quality-own", "see-places", "release", "see-agreements", "see-ledger", "ask-share", "see-link-report"}));
  EXPECT_EQ(rights_of({"feed-supplier"}), (Rights{"see-feeds", "submit-files", "see-quality-own", "see-quarantine-own", "improve-quality", "confirm-mapping", "see-agreements", "see-ledger", "see-link-report"}));
  EXPECT_EQ(rights_of({"information-governance-lead"}), (Rights{"see-feeds", "see-quality-own", "improve-quality", "see-agreements", "govern-agreements", "see-ledger", "ask-share", "answer-requests", "see-link-report", "see-equality"}));
  EXPECT_EQ(rights_of({"auditor"}), (Rights{"see-agreements", "see-ledger", "see-link-report"}));
  EXPECT_EQ(rights_of({"linkage-reviewer"}), (Rights{"review-links", "see-link-report", "see-agreements"})) << "and nobody else may see a pair";
  EXPECT_EQ(rights_of({"data-protection-officer"}), (Rights{"see-feeds", "see-agreements", "see-ledger", "ask-share", "answer-requests", "see-link-report"}));
  EXPECT_EQ(rights_of({"strategic-lead"}), (Rights{"see-places", "release", "see-agreements", "see-ledger", "ask-share", "answer-requests", "see-equality"}));
  for (auto const* role : {"practitioner", "mentor", "neighbourhood-supervisor"}) EXPECT_EQ(rights_of({role}), (Rights{"ask-share"})) << role;
  for (auto const* role : {"conference-member", "conference-chair", "caldicott-guardian"}) EXPECT_EQ(rights_of({role}), (Rights{"ask-share", "answer-requests"})) << role;
  EXPECT_EQ(rights_of({"administrator"}), (Rights{"manage-accounts-own-agency"}));
  EXPECT_EQ(rights_of({"hub-operator"}), (Rights{"manage-hub"})) << "who runs the hub sees no data";
  EXPECT_EQ(rights_of({"equality-monitoring-officer"}), (Rights{"monitor-equality", "see-equality"})) << "and nothing of anybody";
}

TEST(Rights, OfSeveralRolesOfOneMemberAddUp) {
  EXPECT_EQ(rights_of({"administrator", "hub-operator"}), (Rights{"manage-accounts-own-agency", "manage-hub"}));
}

TEST(Rights, AreNoneForARoleThatIsNotInTheTable) {
  for (auto const* role : {"", "Analyst", "analyst ", "root", "Mentor", "Auditor", "chair", "release"}) {
    EXPECT_EQ(rights_of({role}), Rights{}) << role;
  }
  EXPECT_EQ(rights_of({}), Rights{});
}

TEST(Rights, BelongToRolesThatTheDefinitionsKnow) {
  auto const loaded = catalogue::Catalogue::load(std::string{CONCORDAT_SOURCE_DIR} + "/definitions");
  for (auto const* role : {"analyst", "feed-supplier", "information-governance-lead", "administrator", "hub-operator", "linkage-reviewer", "equality-monitoring-officer"}) {
    EXPECT_NE(loaded.catalogue.member_role(role), nullptr) << role;
  }
}

TEST(Rights, ThatChangeWhoMayWhatNeedAStepUp) {
  for (auto const right : all_rights) {
    EXPECT_EQ(needs_step_up(right), right == Right::manage_accounts_own_agency || right == Right::manage_hub || right == Right::govern_agreements) << name_of(right).view();
  }
}

struct PasswordCase {
  std::string password;
  std::string_view expected;
};

TEST(PasswordRules, AskForLengthAndForNothingThatEverybodyTakes) {
  std::string const long_one = "seventeen green bicycles ";
  std::string longest;
  while (longest.size() < 256) longest += long_one;
  longest.resize(256);
  for (auto const& [password, expected] : std::vector<PasswordCase>{
           {"seventeen green bicycles", "fine"},
           {"justfifteenchar", "fine"},
           {"fourteen chars", "password.too-short"},
           {"", "password.too-short"},
           {longest, "fine"},
           {longest + "x", "password.too-long"},
           {"\xFF\xFE not text at all, not text", "password.too-long"},
           {"éüøé short é", "password.too-short"},
           {"passwordpassword", "password.common"},
           {"PASSWORDpassword", "password.common"},
           {"password password", "password.common"},
           {"correct horse battery staple", "password.common"},
           {"123456789012345", "password.common"},
           {"98765432109876543", "password.common"},
           {"abcdefghijklmnop", "password.common"},
           {"qwertyuiopasdfg", "password.common"},
           {"aaaaaaaaaaaaaaaa", "password.common"},
           {"abababababababab", "password.common"},
           {"aabbaabbabbabaab", "password.common"},
           {"Manchester United", "password.common"},
           {"analyst.csp-login1", "password.own-name"},
           {"Northshire Hub 1", "password.own-name"},
           {"Northshire Hub and the seventeen bicycles", "fine"},
       }) {
    auto const checked = accounts::check_password(password, "analyst.csp-login", "Northshire Hub");
    EXPECT_EQ(checked ? "fine" : checked.error().code.view(), expected) << password;
  }
  EXPECT_TRUE(accounts::check_password("no names to compare", "", ""));
}

}  // namespace
}  // namespace concordat::hub
