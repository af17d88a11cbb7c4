// SPDX-License-Identifier: Apache-2.0
// What runs under an agreement stands still when it does, whoever or whatever stopped it.
#include "hub/agreements/monitor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/agreements/change.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TheMonitor : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree_on_figures();
  }
  StopReport look() {
    auto const report = stop_check(hub());
    EXPECT_EQ(code_of(report), "fine");
    return report.value_or(StopReport{});
  }
  std::set<std::string> still() { return *stopped_agreements(hub().database()); }
};
CONCORDAT_ON_BOTH_STORES(TheMonitor);

TEST_P(TheMonitor, StopsWhatRanOutAtTheFirstLookOfTheNewDay) {
  auto const release = release_of(csp_request());
  auto const before = *hub().log().size();
  EXPECT_TRUE(look().empty());
  EXPECT_EQ(*hub().log().size(), before) << "nothing new leaves no entry";
  clock_.set(*parse_instant("2027-12-30T23:59:59Z"));
  EXPECT_TRUE(look().empty());
  clock_.set(*parse_instant("2027-12-31T00:00:30Z"));
  EXPECT_THAT(look().stopped, ElementsAre(StopReport::Stopped{"isa.northshire.ed@1", "over", 1}, StopReport::Stopped{"isa.northshire.police@1", "over", 1}));
  EXPECT_EQ(*hub().log().size(), before + 2);
  EXPECT_EQ(leaves().back().event, ledger::Event::agreement);
  EXPECT_THAT(leaves().back().fields, ElementsAre("stopped"));
  EXPECT_THAT(leaves().back().why, ElementsAre("over"));
  EXPECT_THAT(*stopped_releases(hub().database()), ElementsAre(release.id()));
  EXPECT_TRUE(look().empty()) << "once";
  // A clock set back revives nothing.
  clock_.set(*parse_instant("2027-12-01T00:00:00Z"));
  EXPECT_TRUE(look().empty());
  EXPECT_EQ(ask(csp_request()), "R01 expired");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(TheMonitor, IsNotNeededWhereAPartyActs) {
  auto const release = release_of(csp_request());
  auto const reference = "isa.northshire.police@1";
  ASSERT_EQ(code_of(change_agreement(hub(), reference, AgreementChange::suspend, "paula", "A breach was found")), "fine");
  EXPECT_THAT(still(), ElementsAre(reference)) << "in the same transaction";
  EXPECT_THAT(*stopped_releases(hub().database()), ElementsAre(release.id()));
  EXPECT_TRUE(look().empty());
  for (auto const* by : {"paula", "greta"}) ASSERT_EQ(code_of(change_agreement(hub(), reference, AgreementChange::resume, by)), "fine");
  EXPECT_THAT(still(), IsEmpty());
  EXPECT_THAT(*stopped_releases(hub().database()), IsEmpty());
  EXPECT_EQ(release_of(csp_request()).id(), release.id());
  ASSERT_EQ(code_of(change_agreement(hub(), reference, AgreementChange::end, "greta", "It is over")), "fine");
  EXPECT_THAT(still(), ElementsAre(reference));
}

TEST_P(TheMonitor, StopsWhatWasChangedBehindTheHubsBackAndLetsItRunOnceItIsRight) {
  ASSERT_TRUE(hub().database().execute("UPDATE agreement SET state = 'nonsense' WHERE id = 'isa.northshire.ed'"));
  EXPECT_THAT(look().stopped, ElementsAre(StopReport::Stopped{"isa.northshire.ed@1", "suspended", 0}));
  ASSERT_TRUE(hub().database().execute("UPDATE agreement SET state = 'active'"));
  EXPECT_THAT(look().running_again, ElementsAre("isa.northshire.ed@1"));
  EXPECT_THAT(leaves().back().fields, ElementsAre("running-again"));
  EXPECT_THAT(still(), IsEmpty());
}

TEST_P(TheMonitor, LeavesAloneWhatNeverRan) {
  Terms terms;
  terms.id = "isa.northshire.later";
  terms.from = "2027-06-01";
  bring_into_force(agreement_text(terms));
  terms.id = "isa.northshire.waiting";
  ASSERT_EQ(code_of(add(agreement_text(terms))), "fine");
  EXPECT_TRUE(look().empty());
  ASSERT_EQ(code_of(change_agreement(hub(), "isa.northshire.later@1", AgreementChange::suspend, "paula", "Not to begin yet")), "fine");
  EXPECT_THAT(still(), IsEmpty());
}

}  // namespace
}  // namespace concordat::hub::proving
