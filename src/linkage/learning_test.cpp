// SPDX-License-Identifier: Apache-2.0
// What learning makes of few records, and what it says of itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "linkage/linkage_test_tools.h"
#include "linkage/linker.h"

namespace concordat::linkage {
namespace {

LearnReport learn_from(Linker& linker) {
  Counts counts;
  linker.count_prior(counts);
  linker.count_random(counts);
  linker.count_sessions(counts);
  return linker.learn(counts);
}

double bits_of_level(Model const& model, std::size_t comparison, std::size_t level) {
  auto const& one = model.comparisons[comparison].levels[level];
  return as_double(bits_of(std::log2(*one.m.value / *one.u.value)));
}

TEST(LinkageLearning, ALevelThatThreeRecordsDoNotShowIsNotImpossible) {
  auto const model = model_from(people_model);
  Rows const rows{{"Amir", "Okafor", "2001-02-03", "N1 1AB", "07000000001"}, {"Amir", "Okafor", "2001-02-03", "N1 1AB", "07000000001"}, {"Tom", "Li", "2003-11-23", "SE5 7QT", "07000000002"}};
  Linker linker{model, table_of(model, rows), nullptr, 1};
  (void)learn_from(linker);
  for (std::size_t c = 0; c < model.comparisons.size(); ++c) {
    for (std::size_t level = 1; level < model.comparisons[c].levels.size(); ++level) {
      EXPECT_GT(bits_of_level(linker.model(), c, level), -5) << model.comparisons[c].name << " " << model.comparisons[c].levels[level].name;
    }
  }
}

bool has_remark(LearnReport const& report, std::string_view words) {
  return std::ranges::any_of(report.remarks, [&](std::string const& remark) { return remark.find(words) != std::string::npos; });
}

TEST(LinkageLearning, SaysWhereALikeValueCameToWeighMoreThanTheSame) {
  auto const model = model_from(people_model);
  auto linker = Linker{model, table_of(model, people_rows(40, 3)), nullptr, 1};
  auto const report = learn_from(linker);
  bool any = false;
  for (std::size_t c = 0; c < model.comparisons.size(); ++c) {
    for (std::size_t level = 2; level < model.comparisons[c].levels.size(); ++level) {
      auto const& comparison = model.comparisons[c];
      bool const more = bits_of_level(linker.model(), c, level) > bits_of_level(linker.model(), c, 1);
      auto const told = "'" + comparison.name + ": " + comparison.levels[level].name + "' weighs more than '" + comparison.levels[1].name + "'";
      EXPECT_EQ(has_remark(report, told), more) << told;
      any = any || more;
    }
  }
  EXPECT_TRUE(any) << "forty records that are too few";
}

TEST(LinkageLearning, SaysWhereTooFewPatternsTellTooManyNumbers) {
  auto const model = model_from(people_model);
  Rows const rows{{"Amir", "Okafor", "2001-02-03", "N1 1AB", "07000000001"}, {"Amir", "Okafor", "2001-02-03", "N1 1AB", "07000000001"}, {"Tom", "Li", "2003-11-23", "SE5 7QT", "07000000002"}};
  Linker few{model, table_of(model, rows), nullptr, 1};
  auto const report = learn_from(few);
  EXPECT_TRUE(has_remark(report, "the session 'dob' shows 1 different patterns for 11 numbers"));
  EXPECT_TRUE(has_remark(report, "the session 'dob' found hardly a pair that is not of one person"));
  Linker strangers{model, table_of(model, {rows[0], rows[2]}), nullptr, 1};
  EXPECT_TRUE(has_remark(learn_from(strangers), "the session 'dob' has no pairs: it taught nothing"));
  auto many = people_rows(1500, 3);
  for (std::size_t i = 0; i < 300; ++i) many.push_back(many[i]);
  Linker enough{model, table_of(model, many), nullptr, 1};
  auto const good = learn_from(enough);
  for (auto const* words : {"different patterns", "hardly a pair", "has no pairs"}) EXPECT_FALSE(has_remark(good, words)) << words;
  for (auto const& session : good.sessions) EXPECT_GT(session.patterns, session.numbers);
}

/// Many pairs of one person, of whom none has a slip in the birth date: the more there are, the rarer a slip must be.
TEST(LinkageLearning, ALevelThatNobodyShowsIsTheRarerTheMorePairsThereAre) {
  auto const model = model_from(people_model);
  auto const slip = [&](std::size_t people) {
    Rows rows;
    for (std::size_t i = 0; i < people; ++i) {
      auto const two = [](std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
      std::vector<std::string> const row{"Amir", "Okafor" + std::to_string(i), std::to_string(1950 + 7 * (i % 11)) + "-" + two(1 + i % 12) + "-" + two(1 + i % 28), "N1 1AB", "0700000" + std::to_string(1000 + i)};
      rows.push_back(row);
      rows.push_back(row);
    }
    Linker linker{model, table_of(model, rows), nullptr, 1};
    auto const report = learn_from(linker);
    EXPECT_TRUE(std::ranges::any_of(report.remarks, [](std::string const& remark) { return remark.starts_with("no pair of one person showed 'phone: other'"); }));
    double sum = 0;
    for (std::size_t level = 1; level < 3; ++level) sum += *linker.model().comparisons[3].levels[level].m.value;
    EXPECT_NEAR(sum, 1, 1e-6);
    return *linker.model().comparisons[3].levels[2].m.value;
  };
  auto const few = slip(20);
  auto const many = slip(200);
  EXPECT_GT(many, 1e-4);
  EXPECT_LT(many, few / 5);
}

}  // namespace
}  // namespace concordat::linkage
