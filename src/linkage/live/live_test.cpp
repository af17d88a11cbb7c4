// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "linkage/live/live_index.h"
#include "linkage/live/live_test_tools.h"

namespace concordat::linkage {
namespace {

std::vector<std::string_view> cells_of(std::vector<std::string> const& row) { return {row.begin(), row.end()}; }

using Weights = std::map<std::pair<std::size_t, std::size_t>, Bits>;

/// `names`: what the test calls the records of the index.
Weights weights_of(LiveIndex& index, std::map<Record, std::size_t> const& names) {
  Weights found;
  for (auto const& [record, name] : names) {
    for (auto const& match : index.match(record)) {
      auto const pair = std::minmax(name, names.at(match.record));
      auto const [at, fresh] = found.insert({pair, match.weight});
      EXPECT_EQ(at->second, match.weight) << "a pair weighs differently seen from the other side";
    }
  }
  return found;
}

Weights batch_weights(Model const& model, Rows const& rows, std::vector<std::size_t> const& names) {
  Weights found;
  for (auto const& edge : Linker{model, table_of(model, rows), nullptr, 1}.find().edges) {
    found[std::minmax(names[edge.left], names[edge.right])] = edge.weight;
  }
  return found;
}

TEST(LiveIndex, AnswersWhatAWholeRunOverTheSameRecordsGives) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    auto const rows = people_rows(260, seed);
    auto const model = trained_on(rows);
    SeededChance chance{seed};
    Rows const start{rows.begin(), rows.begin() + 150};
    LiveIndex index{model, table_of(model, start, 1, Loader::For::live), nullptr};
    std::map<Record, std::size_t> names;  // record of the index to row of `now`
    Rows now = start;
    for (Record record = 0; record < start.size(); ++record) names[record] = record;
    for (std::size_t i = 150; i < rows.size(); ++i) {
      now.push_back(rows[i]);
      names[index.add(cells_of(rows[i]))] = now.size() - 1;
      if (chance.below(3) == 0) {  // somebody goes
        auto at = std::next(names.begin(), static_cast<std::ptrdiff_t>(chance.below(names.size())));
        index.remove(at->first);
        EXPECT_FALSE(index.holds(at->first));
        names.erase(at);
      }
      if (chance.below(3) == 0) {  // somebody's record is corrected
        auto at = std::next(names.begin(), static_cast<std::ptrdiff_t>(chance.below(names.size())));
        auto const& other = rows[chance.below(rows.size())];
        auto const record = index.change(at->first, cells_of(other));
        now.push_back(other);
        names.erase(at);
        names[record] = now.size() - 1;
      }
    }
    EXPECT_EQ(index.size(), names.size());
    Rows left;
    std::vector<std::size_t> left_names;
    for (auto const& [record, name] : names) {
      left.push_back(now[name]);
      left_names.push_back(name);
    }
    auto const live = weights_of(index, names);
    EXPECT_EQ(live, batch_weights(model, left, left_names)) << seed;
    EXPECT_GT(live.size(), 20U);
  }
}

TEST(LiveIndex, AskingLeavesNothingBehind) {
  auto const rows = people_rows(200, 3);
  auto const model = trained_on(rows);
  LiveIndex index{model, table_of(model, rows, 1, Loader::For::live), nullptr};
  std::map<Record, std::size_t> names;
  for (Record record = 0; record < rows.size(); ++record) names[record] = record;
  auto const before = weights_of(index, names);
  for (std::size_t i = 0; i < 50; ++i) {
    auto const number = std::to_string(i);
    auto const strange = std::vector<std::string>{"Quentin" + number, "Okafor" + number, "1987-06-0" + number.substr(0, 1), "N1 1AB", "0700000000" + number};
    (void)index.match(cells_of(strange));
  }
  EXPECT_EQ(weights_of(index, names), before);
  EXPECT_EQ(index.size(), rows.size());
}

TEST(LiveIndex, ARecordAskedForMatchesAsOneThatIsAdded) {
  auto const rows = people_rows(300, 5);
  auto const model = trained_on(rows);
  Rows const start{rows.begin(), rows.begin() + 250};
  for (std::size_t i = 250; i < rows.size(); ++i) {
    LiveIndex index{model, table_of(model, start, 1, Loader::For::live), nullptr};
    std::set<Record> asked;
    for (auto const& match : index.match(cells_of(rows[i]))) asked.insert(match.record);
    std::set<Record> added;
    auto const record = index.add(cells_of(rows[i]));
    for (auto const& match : index.match(record)) {
      // a pair may cross the model's `keep` as its values become one more frequent
      if (match.weight > weight_of(1e-6)) added.insert(match.record);
    }
    for (auto const match : added) EXPECT_TRUE(asked.contains(match)) << i;
  }
}

TEST(LiveIndex, NamesEveryRecordThatMatchesOthersBecauseAGuardCameOrWent) {
  std::size_t tipped = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    auto const rows = people_rows(160, seed);
    auto text = without_frequencies(people_model);
    text.replace(text.find("most: 12"), 8, "most: 4");
    text.replace(text.find("most: 20"), 8, "most: 3");
    tipped += expect_every_tipped_one_named(trained_on(rows, text), rows, seed);
  }
  EXPECT_GT(tipped, 50U);
}

TEST(LiveIndex, SaysWhetherAPairMayComeToWeighSomethingElse) {
  auto const rows = people_rows(100, 1);
  auto const model = trained_on(rows);
  EXPECT_FALSE(weights_stay(model));
  EXPECT_TRUE(weights_stay(trained_on(rows, without_frequencies(people_model))));
  auto together = trained_on(rows, without_frequencies(people_model));
  together.borne_together = std::pair{FieldIndex{0}, FieldIndex{1}};
  EXPECT_FALSE(weights_stay(together));
}

TEST(LiveIndex, AnswersForManyAsForEach) {
  auto const rows = people_rows(700, 4);
  auto const model = trained_on(rows);
  LiveIndex index{model, table_of(model, rows, 1, Loader::For::live), nullptr};
  index.remove(7);
  std::vector<Record> all;
  for (Record record = 0; record < rows.size(); ++record) all.push_back(record);
  auto const many = index.match_all(all, 3);
  ASSERT_EQ(many.size(), all.size());
  std::size_t found = 0;
  for (auto const record : all) {
    auto const one = index.match(record);
    ASSERT_EQ(many[record].size(), one.size()) << record;
    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(many[record][i].record, one[i].record);
      EXPECT_EQ(many[record][i].weight, one[i].weight);
      EXPECT_EQ(many[record][i].rule, one[i].rule);
    }
    found += one.size();
  }
  EXPECT_GT(found, 100U);
  EXPECT_TRUE(many[7].empty());
}

}  // namespace
}  // namespace concordat::linkage
