// SPDX-License-Identifier: Apache-2.0
// Records kept between runs, with the hub's own model: the pairs a run over what changed leaves are those of comparing everything.
#include <random>

#include "hub/linkage/engine/engine_scorer.h"
#include "hub/linkage/linkage_test_tools.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

using Ends = std::pair<std::int64_t, std::int64_t>;

class EngineIndex : public LinkageTest {
 protected:
  /// The hub's model, but that two records may share hardly a key before its rule is guarded.
  void use_narrow_guards() {
    auto const folder_of_them = folder() / "definitions" / "linkage";
    auto model = get(shipped_definitions() / "linkage" / "hub.yaml");
    auto const names = get(shipped_definitions() / "linkage" / "nicknames.yaml");
    for (auto const* most : {"most: 200", "most: 100", "most: 50", "most: 30", "most: 20"}) {
      for (auto at = model.find(most); at != std::string::npos; at = model.find(most)) model.replace(at, std::string_view{most}.size(), "most: 4");
    }
    fs::remove(folder_of_them);  // a link to what is shipped
    fs::create_directories(folder_of_them);
    put(folder_of_them / "nicknames.yaml", names);
    put(folder_of_them / "common_names.yaml", get(shipped_definitions() / "linkage" / "common_names.yaml"));
    put(folder_of_them / "hub.yaml", model);
  }
  void use_frequencies() {
    auto const folder_of_them = folder() / "definitions" / "linkage";
    auto const model = replaced(get(folder_of_them / "hub.yaml"), "when: {exact: postcode}, m:", "when: {exact: postcode}, frequency: postcode, m:");
    put(folder_of_them / "hub.yaml", model);
  }

  std::vector<Listed> some_people(std::mt19937_64& chance, char feed) {
    constexpr std::array families{"Featherstone", "Okonkwo", "Marchbanks", "Khan"};
    constexpr std::array givens{"Elizabeth", "Beth", "Ada", "Chidi", "Ben", "Mohammed"};
    std::vector<Listed> people;
    std::set<std::uint64_t> taken;
    for (auto more = 1 + chance() % 8; more > 0; --more) {
      auto const id = chance() % 40;
      if (!taken.insert(id).second) continue;
      Listed one{fmt::format("{}{}", feed, id), families[chance() % families.size()], givens[chance() % givens.size()]};
      one.born = fmt::format("0{}/0{}/201{}", 1 + chance() % 3, 1 + chance() % 2, chance() % 3);
      one.postcode = chance() % 2 == 0 ? "N15 4AA" : "N16 5BB";
      if (chance() % 9 == 0) one.nhs = chance() % 2 == 0 ? "9990000018" : "9990000026";
      people.push_back(one);
    }
    return people;
  }

  std::map<Ends, int> stored() {
    std::map<Ends, int> pairs;
    auto const read = hub().database().query("SELECT left_record, right_record, weight FROM link_pair",
                                             [&](store::Row const& row) { pairs[{row.integer(0), row.integer(1)}] = row.small(2); });
    EXPECT_EQ(code_of(read), "fine");
    return pairs;
  }
  std::map<Ends, int> of_everything() {
    auto scorer = links::make_scorer(hub());
    EXPECT_EQ(code_of(scorer), "fine");
    (*scorer)->begin();
    auto const opened = links::IdentityDesk::open_current(hub(), {[&](auto const& traits, auto const& processing) { (*scorer)->add(traits, processing); }, {}, false});
    EXPECT_EQ(code_of(opened), "fine");
    auto const scored = (*scorer)->compare();
    EXPECT_EQ(code_of(scored), "fine");
    std::map<Ends, int> pairs;
    for (auto const& pair : *scored) pairs[{opened->facts[pair.left].record, opened->facts[pair.right].record}] = pair.weight;
    return pairs;
  }
};
CONCORDAT_ON_BOTH_STORES(EngineIndex);

TEST_P(EngineIndex, LeavesThePairsOfComparingEverythingAlsoWhereGuardsComeAndGo) {
  use_narrow_guards();
  std::mt19937_64 chance{3};
  links::KeptRecords kept;
  int only_changed = 0;
  int others = 0;
  clock_.set(*parse_instant("2026-01-01T10:00:00Z"));
  for (int step = 0; step < 40; ++step) {
    auto const before = stored();
    constexpr std::array feeds{"school-people", "csp-people", "police-people"};
    auto const last = number_of("SELECT coalesce(max(id), 0) FROM source_record");
    if (step % 10 == 9) {
      clock_.set(clock_.now() + std::chrono::hours{24 * 130});
      ASSERT_EQ(code_of(run_retention(hub())), "fine");
    } else {
      auto const* const feed = feeds[chance() % feeds.size()];
      ASSERT_EQ(code_of(submit(feed, list(some_people(chance, feed[0])))), "fine");
    }
    auto const report = links::link_what_changed(hub(), &kept);
    ASSERT_EQ(code_of(report), "fine");
    only_changed += report->only_changed ? 1 : 0;
    auto const after = stored();
    ASSERT_EQ(after, of_everything()) << "step " << step;
    for (auto const& [ends, weight] : after) others += report->only_changed && ends.second <= last && !before.contains(ends) ? 1 : 0;
    for (auto const& [ends, weight] : before) others += report->only_changed && step % 10 != 9 && !after.contains(ends) ? 1 : 0;
  }
  EXPECT_GT(only_changed, 25);
  EXPECT_GT(others, 20) << "pairs of records that were there came and went, because a guard did";
}

TEST_P(EngineIndex, IsNotMadeWhereAWeightDependsOnHowCommonAValueIs) {
  use_narrow_guards();
  use_frequencies();
  links::KeptRecords kept;
  std::mt19937_64 chance{4};
  for (int step = 0; step < 3; ++step) {
    ASSERT_EQ(code_of(submit("school-people", list(some_people(chance, 's')))), "fine");
    auto const report = links::link_what_changed(hub(), &kept);
    ASSERT_EQ(code_of(report), "fine");
    EXPECT_FALSE(report->only_changed);
    EXPECT_EQ(kept.size(), 0U);
  }
}

TEST_P(EngineIndex, IsMadeAnewWhereItHoldsWordsOfARecordThatWasErased) {  // S31
  clock_.set(*parse_instant("2026-01-01T10:00:00Z"));
  send("school-people", {{"s1", "Featherstone", "Elizabeth"}, {"s2", "Okonkwo", "Ada"}});
  clock_.set(*parse_instant("2026-11-21T10:00:00Z"));
  send("csp-people", {{"c1", "Featherstone", "Elizabeth"}});
  links::KeptRecords kept;
  auto const link = [&] {
    auto const report = links::link_what_changed(hub(), &kept);
    EXPECT_EQ(code_of(report), "fine");
    return report ? *report : links::LinkReport{};
  };
  EXPECT_FALSE(link().only_changed);
  EXPECT_EQ(kept.facts().size(), 3U);
  clock_.set(*parse_instant("2027-01-20T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_TRUE(link().only_changed);
  EXPECT_EQ(kept.size(), 1U) << "they are found no more at once";
  EXPECT_EQ(kept.facts().size(), 3U);
  EXPECT_TRUE(link().nothing_new);
  EXPECT_EQ(kept.facts().size(), 1U) << "and the next time nothing has come, not a word of theirs is held";
}

}  // namespace
}  // namespace concordat::hub::proving
