// SPDX-License-Identifier: Apache-2.0
#include "protection/history/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <string>

#include "base/chance.h"

namespace concordat::protection {
namespace {

using ::testing::ElementsAre;
using Parts = std::vector<double>;

std::vector<std::uint8_t> withheld(Parts const& all, Parts const& others = {}) { return withheld_parts({all, others}, SmallNumberRule::nhs()); }

TEST(Parts, AreShownWhereEachIsLargeEnough) {
  EXPECT_THAT(withheld({20, 8, 12}), ElementsAre(0, 0, 0));
  EXPECT_THAT(withheld({0, 0, 0}), ElementsAre(0, 0, 0)) << "nothing is told as nothing, as everywhere";
  EXPECT_THAT(withheld({0, 9, 12}), ElementsAre(1, 1, 0)) << "nor is it told that there is none of a part: a square of a map would say in which area the rest lies";
}

TEST(Parts, DoNotTellWhatIsLeft) {
  EXPECT_THAT(withheld({20, 3}), ElementsAre(1, 1)) << "the whole less the first is the second";
  EXPECT_THAT(withheld({30, 9, 3}), ElementsAre(0, 1, 1)) << "the smallest that is large enough goes with it";
  EXPECT_THAT(withheld({30, 1, 1, 1}), ElementsAre(1, 1, 1, 1)) << "three together are a small number as well";
  EXPECT_THAT(withheld({30, 7, 7}), ElementsAre(0, 1, 1));
  EXPECT_THAT(withheld({4, 0, 0}), ElementsAre(1, 1, 1)) << "a hidden count has no parts: not that all are of one kind";
}

TEST(Parts, HoldTheOthersReportsAgainstTheSmallestGroup) {
  // of 20 and 20 the reader sent 18 and 2
  EXPECT_THAT(withheld({20, 20}, {2, 18}), ElementsAre(1, 1));
  EXPECT_THAT(withheld({20, 20}, {10, 18}), ElementsAre(0, 0));
  EXPECT_THAT(withheld({20, 0}, {2, 0}), ElementsAre(1, 1));
  EXPECT_THAT(withheld({20, 0}), ElementsAre(1, 1));
}

/// One count, 0 to 15 here and there large, in two to five parts.
Parts some_parts(SeededChance& chance) {
  Parts parts(2 + chance.below(4));
  for (auto& part : parts) part = static_cast<double>(chance.below(1 + chance.below(4) * chance.below(12)));
  return parts;
}

TEST(Parts, BesideTheWholeTellNoSmallCountToAnybody) {
  SeededChance chance{7};
  int hidden = 0, shown = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto const all = some_parts(chance);
    Parts others;
    if (chance.below(2) == 0) {
      for (double const part : all) others.push_back(static_cast<double>(chance.below(static_cast<std::uint64_t>(part) + 1)));
    }
    auto const flags = withheld(all, others);
    for (auto const flag : flags) ++(flag != 0 ? hidden : shown);
    auto const breaches = audit_parts({all, others}, flags, SmallNumberRule::nhs());
    ASSERT_TRUE(breaches) << breaches.error().code.view() << ' ' << ::testing::PrintToString(all) << ::testing::PrintToString(others);
    EXPECT_TRUE(breaches->empty()) << ::testing::PrintToString(all) << ::testing::PrintToString(others) << ::testing::PrintToString(flags);
  }
  EXPECT_GT(hidden, 1000);
  EXPECT_GT(shown, 1000);
}

/// What a reader gets of the whole and all its parts.
std::string published(Parts const& all) {
  auto const rule = SmallNumberRule::nhs();
  auto const flags = withheld(all);
  std::string text;
  double sum = 0;
  auto const add = [&](ProtectedCell const& cell) { text += cell.state == CellState::value ? std::to_string(cell.value) + " " : std::string{"* "}; };
  for (std::size_t part = 0; part < all.size(); ++part) {
    sum += all[part];
    add(flags[part] != 0 ? ProtectedCell{CellState::suppressed, 0} : rule.apply(all[part]));
  }
  add(rule.apply(sum));
  return text;
}

TEST(Parts, HideEnoughEvenFromWhoKnowsHowTheyAreHidden) {
  // every way to fill three parts; whoever sees one answer knows that the counts are among those that give it
  struct Range {
    std::array<double, 3> low{99, 99, 99}, high{-1, -1, -1};
  };
  std::map<std::string, Range> answers;
  auto const each = [](auto const& visit) {
    Parts at(3);
    for (at[0] = 0; at[0] <= 30; ++at[0]) {
      for (at[1] = 0; at[1] <= 30; ++at[1]) {
        for (at[2] = 0; at[2] <= 30; ++at[2]) visit(at);
      }
    }
  };
  each([&](Parts const& at) {
    auto& range = answers[published(at)];
    for (std::size_t part = 0; part < 3; ++part) {
      range.low[part] = std::min(range.low[part], at[part]);
      range.high[part] = std::max(range.high[part], at[part]);
    }
  });
  std::size_t small = 0;
  each([&](Parts const& at) {
    auto const& range = answers[published(at)];
    for (std::size_t part = 0; part < 3; ++part) {
      if (at[part] > 7 || at[0] + at[1] + at[2] == 0) continue;
      ++small;
      ASSERT_GE(range.high[part] - range.low[part], 5) << ::testing::PrintToString(at) << " gives " << published(at);
    }
  });
  EXPECT_GT(small, 10'000U);
}

TEST(Parts, ThatTheRuleAloneWouldShowAreFoundWithTheirWitness) {
  Parts const all{18, 3};  // published as 20 of 20
  std::vector<std::uint8_t> const rule_alone{0, 1};
  auto const breaches = audit_parts({all, {}}, rule_alone, SmallNumberRule::nhs()).value();
  ASSERT_EQ(breaches.size(), 1U);
  EXPECT_EQ(breaches.front().cell, 1U);
  std::vector<std::size_t> figures;
  for (auto const& part : breaches.front().witness) figures.push_back(part.figure);
  EXPECT_THAT(figures, ::testing::Contains(0U)) << "the whole";
  EXPECT_THAT(figures, ::testing::Contains(1U)) << "less the part that was shown";
}

/// All reports of one area and quarter by three filters at once: what happened, means, time.
class Crossed {
 public:
  static constexpr std::array<std::uint32_t, 3> parts{2, 3, 3};
  explicit Crossed(SeededChance& chance) {
    auto const most = 1 + chance.below(5) * chance.below(4);
    for (std::uint32_t i = 0; i < parts[0] * parts[1] * parts[2]; ++i) counts_.push_back(static_cast<std::int64_t>(chance.below(1 + chance.below(most))));
  }
  [[nodiscard]] std::vector<std::int64_t> const& counts() const { return counts_; }
  [[nodiscard]] std::vector<std::uint32_t> cells_of(std::size_t filter, std::uint32_t part) const {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t cell = 0; cell < counts_.size(); ++cell) {
      std::array const at{cell % parts[0], cell / parts[0] % parts[1], cell / parts[0] / parts[1]};
      if (at[filter] == part) cells.push_back(cell);
    }
    return cells;
  }
  /// What a reader has who asked for the whole and for every part of every filter.
  [[nodiscard]] std::vector<AtomicFigure> everything(bool by_rule_alone) const {
    std::vector<AtomicFigure> figures;
    auto const rule = SmallNumberRule::nhs();
    for (std::size_t filter = 0; filter < parts.size(); ++filter) {
      Parts sums;
      for (std::uint32_t part = 0; part < parts[filter]; ++part) {
        double sum = 0;
        for (auto const cell : cells_of(filter, part)) sum += static_cast<double>(counts_[cell]);
        sums.push_back(sum);
      }
      auto flags = withheld_parts({sums, {}}, rule);
      for (std::size_t part = 0; by_rule_alone && part < flags.size(); ++part) flags[part] = rule.apply(sums[part]).state == CellState::value ? 0 : 1;
      auto own = figures_of_parts({sums, {}}, flags, rule);
      for (auto& figure : own) {
        std::vector<std::uint32_t> cells;
        for (auto const part : figure.cells) {
          auto const of_part = cells_of(filter, part);
          cells.insert(cells.end(), of_part.begin(), of_part.end());
        }
        figure.cells = std::move(cells);
        figures.push_back(std::move(figure));
      }
    }
    return figures;
  }

 private:
  std::vector<std::int64_t> counts_;
};

TEST(Parts, OfSeveralFiltersTogetherTellNoSmallCountOfTheirCrossing) {
  SeededChance chance{11};
  std::size_t looked_at = 0, told_by_the_rule_alone = 0;
  for (int round = 0; round < 400; ++round) {
    Crossed const crossed{chance};
    double sum = 0;
    for (auto const count : crossed.counts()) sum += static_cast<double>(count);
    if (sum < 8) continue;  // hidden as a whole
    ++looked_at;
    auto const breaches = breaches_of(crossed.counts(), crossed.everything(false));
    ASSERT_TRUE(breaches) << breaches.error().code.view();
    EXPECT_TRUE(breaches->empty()) << "round " << round << ' ' << ::testing::PrintToString(crossed.counts());
    auto const alone = breaches_of(crossed.counts(), crossed.everything(true));
    if (alone && !alone->empty()) ++told_by_the_rule_alone;
  }
  EXPECT_GT(looked_at, 100U);
  EXPECT_GT(told_by_the_rule_alone, 5U) << "the small-number rule by itself would have told some: the test can fail";
  std::printf("%zu counts with all parts of three filters; the rule alone would have told of %zu\n", looked_at, told_by_the_rule_alone);
}

}  // namespace
}  // namespace concordat::protection
