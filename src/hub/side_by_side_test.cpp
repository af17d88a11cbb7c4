// SPDX-License-Identifier: Apache-2.0
// Several hubs open on one database: the threads of a server, and a verb beside it.
#include <set>
#include <thread>

#include "hub/act.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class SideBySide : public HubTest {
 protected:
  [[nodiscard]] std::unique_ptr<Hub> another(Chance& chance) {
    auto opened = Hub::open(options(), shelf(), clock_, chance);
    EXPECT_EQ(code_of(opened), "fine");
    return opened ? std::move(*opened) : nullptr;
  }
  static std::string look(Hub& hub) {
    Act act;
    act.fields = {"feeds"};
    return code_of(record_alone(hub, std::move(act)));
  }
};
CONCORDAT_ON_BOTH_STORES(SideBySide);

TEST_P(SideBySide, TwoHubsTakeTurns) {
  auto const before = *hub().log().size();
  SeededChance chance{2};
  auto const second = another(chance);
  for (int round = 0; round < 5; ++round) {
    EXPECT_EQ(look(hub()), "fine");
    EXPECT_EQ(look(*second), "fine");
  }
  EXPECT_EQ(*hub().log().size(), before + 10);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SideBySide, FourThreadsRecordEachOnItsOwnHub) {
  constexpr int each = 50;
  constexpr std::uint64_t threads = 4;
  auto const before = *hub().log().size();
  std::vector<std::multiset<std::string>> outcomes(threads);
  std::vector<std::thread> running;
  for (std::uint64_t i = 0; i < threads; ++i) {
    running.emplace_back([this, i, &mine = outcomes[i]] {
      SeededChance chance{100 + i};
      auto const own = another(chance);
      for (int time = 0; own && time < each; ++time) mine.insert(look(*own));
    });
  }
  for (auto& thread : running) thread.join();
  for (auto const& mine : outcomes) EXPECT_EQ(mine.count("fine"), std::size_t{each}) << *mine.begin();
  EXPECT_EQ(*hub().log().size(), before + threads * each);
  EXPECT_EQ(number_of("SELECT count(*) FROM ledger_leaf"), number_of("SELECT max(i) + 1 FROM ledger_leaf")) << "dense";
  EXPECT_EQ(number_of("SELECT max(size) FROM ledger_checkpoint"), number_of("SELECT size FROM ledger_head"));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SideBySide, WhoAskForTheSameAtTheSameMomentGetTheSameFiles) {
  take_in_a_quarter();
  agree_on_figures();
  std::vector<std::string> ids(3);
  std::vector<std::thread> asking;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    asking.emplace_back([this, i, &id = ids[i]] {
      SeededChance chance{200 + i};
      auto const own = another(chance);
      if (!own) return;
      auto const answer = release(*own, {csp_request(), {}});
      id = answer ? std::holds_alternative<Release>(*answer) ? std::get<Release>(*answer).id() : "refused" : code_of(answer);
    });
  }
  for (auto& thread : asking) thread.join();
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1U) << ids[0] << ' ' << ids[1] << ' ' << ids[2];
  EXPECT_EQ(ids[0].size(), 36U) << ids[0];
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 1);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SideBySide, AFileComesInWhileOthersLook) {
  SeededChance chance{3};
  std::string outcome;
  std::thread looking{[&] {
    auto const own = another(chance);
    for (int time = 0; own && time < 20 && (outcome.empty() || outcome == "fine"); ++time) outcome = look(*own);
  }};
  for (auto const* month : {"2026-07", "2026-08", "2026-09"}) take_in("police-incidents", police_month(month, {14, 2, 6, 0}));
  looking.join();
  EXPECT_EQ(outcome, "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM submission"), 3);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

}  // namespace
}  // namespace concordat::hub::proving
