// SPDX-License-Identifier: Apache-2.0
// Undoing restores the exact earlier state, whatever was decided in whatever order.
#include <random>

#include "hub/linkage/review/review_test_tools.h"

namespace concordat::hub::proving {
namespace {

class UndoProperty : public ReviewTest {};
CONCORDAT_ON_BOTH_STORES(UndoProperty);

TEST_P(UndoProperty, OfManyDecisionsBackwardsRestoresEveryStateOnTheWay) {
  std::vector<Listed> school;
  std::vector<Listed> csp;
  std::mt19937_64 chance{11};
  for (int i = 0; i < 12; ++i) {
    auto const family = fmt::format("Fam{}", chance() % 3);
    auto const given = fmt::format("Giv{}", chance() % 2);
    auto const born = fmt::format("0{}/04/2010", 1 + chance() % 2);
    auto const postcode = chance() % 2 == 0 ? "N15 4AA" : "E1 1BB";
    auto& list = i % 2 == 0 ? school : csp;
    list.push_back({fmt::format("r{}", i), family, given, born, postcode, chance() % 5 == 0 ? "Suspect" : "Victim"});
  }
  send("school-people", school);
  send("csp-people", csp);
  link();
  std::vector<std::pair<std::string, std::string>> done;  // a decision, and everything before it
  constexpr std::array outcomes{"link", "not-same", "twins", "cannot-tell"};
  for (int i = 0; i < 30; ++i) {
    auto const before = everything();
    auto const pairs = number_of("SELECT count(*) FROM link_pair");
    ASSERT_GT(pairs, 5) << "or this test decides nothing";
    auto const act = chance() % 6;
    Result<links::Decided> decided = tl::unexpected<Problem>{Problem{}};
    if (act < 4) {
      decided = decide("rita", static_cast<std::int64_t>(1 + chance() % static_cast<std::uint64_t>(pairs)), outcomes[chance() % outcomes.size()]);
    } else if (act == 4) {
      auto const record = static_cast<links::Record>(1 + chance() % 12);
      decided = links::split_person(hub(), member("rita"), person_of(record), {record}, because);
    } else {
      auto const one = static_cast<links::Record>(1 + chance() % 12);
      decided = links::merge_persons(hub(), member("rita"), person_of(one), person_of(static_cast<links::Record>(1 + chance() % 12)), because);
    }
    if (decided && decided->state == "waiting") decided = links::second_decision(hub(), member("rolf"), decided->id, chance() % 4 != 0, because);
    if (!decided) {
      ASSERT_EQ(everything(), before) << "what was refused changed nothing: " << code_of(decided);
      continue;
    }
    if (decided->state == "done") done.emplace_back(decided->id, before);
    else ASSERT_EQ(everything(), before) << decided->state;
  }
  ASSERT_GT(done.size(), 8U);
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  while (!done.empty()) {
    ASSERT_EQ(code_of(links::undo_decision(hub(), member("rita"), done.back().first, because)), "fine") << done.size();
    ASSERT_EQ(everything(), done.back().second) << done.size();
    done.pop_back();
  }
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

}  // namespace
}  // namespace concordat::hub::proving
