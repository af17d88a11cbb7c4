// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/meant_by.h"

#include <algorithm>

#include "base/file.h"
#include "hub/linkage/engine/engine_scorer.h"
#include "hub/linkage/review/review_test_tools.h"
#include "linkage/model/model.h"

namespace concordat::hub::proving {
namespace {

TEST(MeantBy, KnowsEveryFieldThatAComparisonOfTheShippedModelLooksAt) {  // S56
  auto const text = read_file(shipped_definitions() / "linkage" / "hub.yaml", std::uint64_t{1} << 20);
  ASSERT_TRUE(text);
  auto const model = linkage::read_model(*text, "hub.yaml");
  ASSERT_TRUE(model);
  for (auto const& comparison : model->comparisons) {
    auto const meant = links::meant_by(comparison.name);
    auto looked_at = comparison.fields;
    looked_at.insert(looked_at.end(), comparison.also.begin(), comparison.also.end());
    for (auto const index : looked_at) {
      auto const& field = model->fields[index].name;
      bool const known = field == links::field_of(meant.trait) || std::ranges::any_of(meant.also, [&](Trait trait) { return field == links::field_of(trait); });
      EXPECT_TRUE(known) << comparison.name << " looks at " << field;
      bool const name = field == "given_name" || field == "family_name";
      EXPECT_TRUE(!name || std::ranges::find(meant.also, Trait::alias_names) != meant.also.end()) << comparison.name << " looks at other names";
    }
  }
}

class ToldByTheShippedModel : public ReviewTest {
 protected:
  void link_now() { ASSERT_EQ(code_of(links::link_what_changed(hub())), "fine"); }
  [[nodiscard]] static int sum_of(links::PairTold const& pair) {
    int sum = pair.prior + pair.household + pair.withheld;
    for (auto const& level : pair.levels) sum += level.weight;
    return sum;
  }
  [[nodiscard]] static links::LevelTold level_of(links::PairTold const& pair, std::string_view label) {
    auto const found = std::ranges::find(pair.levels, label, &links::LevelTold::label);
    return found == pair.levels.end() ? links::LevelTold{} : *found;
  }
};
CONCORDAT_ON_BOTH_STORES(ToldByTheShippedModel);

TEST_P(ToldByTheShippedModel, TheStepsOfAPairInOnesOwnListsAddUp) {
  send("csp-people", {{"c1", "Featherstone", "Ada", "05/06/2012", "N17 6DD"}, {"c2", "Featherstone", "Ida", "05/06/2012", "N17 6DD"}});
  link_now();
  auto const pair = links::show_pair(hub(), member("rita"), pair_of(1, 2));
  ASSERT_EQ(code_of(pair), "fine");
  EXPECT_LT(pair->household, 0) << "of one home";
  EXPECT_EQ(pair->withheld, 0) << "nothing of one's own is";
  EXPECT_EQ(sum_of(*pair), pair->row.weight);
  for (auto const& level : pair->levels) EXPECT_FALSE(level.withheld) << level.label;
}

TEST_P(ToldByTheShippedModel, ThePostcodeAloneSaysNothingOfTheHouseNorANameOfTheOthers) {
  agree_on_review({"person.postcode"});
  send("school-people", {{"s1", "Marchbanks", "Zephyrine", "03/04/2011", "N16 5BB"}, {"s2", "Featherstone", "Elizabeth", "01/02/2010", "N15 4AA"}});
  send("csp-people", {{"c1", "Marchbanks", "Zephyrine", "03/04/2011", "N16 5BB"}, {"c2", "Featherstone", "Beth", "01/02/2010", "N15 4AA"}});
  link_now();
  auto const first = links::explain_records(hub(), member("rita"), 1, 3);
  ASSERT_EQ(code_of(first), "fine");
  auto const same = level_of(*first, "first name");
  EXPECT_FALSE(same.withheld) << "both are seen, and are one";
  EXPECT_EQ(same.level, "exact");
  auto const address = level_of(*first, "address");
  EXPECT_TRUE(address.withheld) << "how much it weighs would tell whether the house agrees";
  EXPECT_EQ(address.agreement, "agrees");
  EXPECT_EQ(address.level, "");
  auto const second = links::explain_records(hub(), member("rita"), 2, 4);
  ASSERT_EQ(code_of(second), "fine");
  auto const other = level_of(*second, "first name");
  EXPECT_TRUE(other.withheld) << "the middle names and other names, which it may rest on, are not seen";
  EXPECT_EQ(other.agreement, "differs") << "as the two values do";
  EXPECT_EQ(other.level, "");
  EXPECT_EQ(sum_of(*second), second->row.weight);
}

}  // namespace
}  // namespace concordat::hub::proving
