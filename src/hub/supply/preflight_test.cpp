// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/preflight.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class PrivateLook : public HubTest {
 protected:
  [[nodiscard]] Result<PreflightReport> look(std::string_view text, PreflightRequest const& request = {}) {
    return preflight(shelf(), request, file_of(text), options().reader, clock_);
  }
};
CONCORDAT_ON_BOTH_STORES(PrivateLook);

TEST_P(PrivateLook, StoresAndSendsNothing) {
  auto const names_then = [&] {
    std::set<std::string> names;
    for (auto const& entry : fs::recursive_directory_iterator{folder().path()}) names.insert(entry.path().string());
    return names;
  };
  auto const count = [&] { return number_of("SELECT (SELECT count(*) FROM submission) + (SELECT count(*) FROM ledger_leaf) + (SELECT count(*) FROM quarantine)"); };
  auto const rows = count();
  if (is_sqlite()) hub_.reset();
  auto const names = names_then();
  auto const bytes = is_sqlite() ? get(url().target()) : std::string{};
  auto const report = look(police_month("2026-07", {3}) + "bad/1,31/06/2026,10:00,Common assault,451000,301000,,none\n", {.profile = "police-incidents", .mapping = {}, .mapping_name = {}, .supplier_kind = {}});
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->tally.accepted, 3U);
  EXPECT_EQ(names_then(), names);
  if (is_sqlite()) {
    EXPECT_EQ(get(url().target()), bytes);
    open_it();
  }
  EXPECT_EQ(count(), rows);
}

TEST_P(PrivateLook, ProposesTheProfileAndExplainsEachFault) {
  auto const report = look(police_month("2026-07", {3}) + "bad/1,31/06/2026,10:00,Common assault,451000,301000,,none\n");
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->profile, "police-incidents");
  EXPECT_TRUE(report->profile_proposed);
  EXPECT_FALSE(report->profile_reason.empty());
  EXPECT_TRUE(report->readable);
  EXPECT_EQ(report->tally.quarantined, 1U);
  ASSERT_FALSE(report->faults.empty());
  EXPECT_EQ(report->faults.front().row, 5U);
  EXPECT_EQ(report->faults.front().column, 2U);
  EXPECT_FALSE(report->faults.front().code.empty() || report->faults.front().remedy.empty());
}

TEST_P(PrivateLook, DraftsAMappingWhereTheColumnsDoNotFit) {
  auto const report = look("Ref of crime,When,What\n1/26,02/07/2026,Common assault\n", {.profile = "police-incidents", .mapping = {}, .mapping_name = {}, .supplier_kind = "police"});
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_FALSE(report->readable);
  EXPECT_TRUE(has_errors(report->mapping_findings));
  EXPECT_FALSE(report->draft_mapping.empty());
  EXPECT_EQ(report->suggestions.size(), 3U);
}

TEST_P(PrivateLook, RefusesWhatSubmitWouldRefuse) {
  EXPECT_EQ(code_of(look("")), "file.empty");
  EXPECT_EQ(code_of(look("a,b\n1,2\n", {.profile = "no-such-profile", .mapping = {}, .mapping_name = {}, .supplier_kind = {}})), "profile.unknown");
}

}  // namespace
}  // namespace concordat::hub::proving
