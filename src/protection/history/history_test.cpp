// SPDX-License-Identifier: Apache-2.0
#include "protection/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/chance.h"

namespace concordat::protection {
namespace {

using Counts = std::vector<std::int64_t>;

std::int64_t sum_of(Counts const& counts, std::vector<std::uint32_t> const& cells) {
  std::int64_t sum = 0;
  for (auto const cell : cells) sum += counts[cell];
  return sum;
}

TEST(FigureSystem, FindsWhatTryingEveryWayFinds) {
  SeededChance chance{9};
  for (int round = 0; round < 60; ++round) {
    Counts counts;
    for (int i = 0; i < 4; ++i) counts.push_back(static_cast<std::int64_t>(chance.below(6)));
    std::vector<AtomicFigure> figures{AtomicFigure::exact({0, 1, 2, 3}, sum_of(counts, {0, 1, 2, 3}))};
    for (int i = 0; i < 3; ++i) {
      std::vector<std::uint32_t> cells;
      for (std::uint32_t cell = 0; cell < 4; ++cell) {
        if (chance.below(2) == 0) cells.push_back(cell);
      }
      auto const sum = sum_of(counts, cells);
      // exact, or rounded so that it lies up to two away, or hidden from 1 to 7
      auto const kind = chance.below(3);
      if (kind == 0) figures.push_back(AtomicFigure::exact(cells, sum));
      else if (kind == 1) figures.push_back({cells, std::max<std::int64_t>(sum - 2, 0), sum + 2});
      else if (sum >= 1 && sum <= 7) figures.push_back({cells, 1, 7});
    }
    Counts low(4, 99), high(4, -1), at(4, 0);
    std::function<void(std::size_t)> const every = [&](std::size_t cell) {
      if (cell < 4) {
        for (at[cell] = 0; at[cell] <= 20; ++at[cell]) every(cell + 1);
        return;
      }
      for (auto const& figure : figures) {
        auto const sum = sum_of(at, figure.cells);
        if (sum < figure.low || (figure.high && sum > *figure.high)) return;
      }
      for (std::size_t i = 0; i < 4; ++i) {
        low[i] = std::min(low[i], at[i]);
        high[i] = std::max(high[i], at[i]);
      }
    };
    every(0);
    FigureSystem system{4, figures};
    ASSERT_TRUE(system.fits());
    for (std::uint32_t cell = 0; cell < 4; ++cell) {
      // halves may be possible where whole counts are not, so the interval is never narrower than the true one
      auto const highest = system.highest(cell);
      auto const lowest = system.lowest(cell);
      ASSERT_TRUE(highest.value && lowest.value);
      EXPECT_GE(*highest.value, static_cast<double>(high[cell]) - 1e-6);
      EXPECT_LE(*lowest.value, static_cast<double>(low[cell]) + 1e-6);
      EXPECT_LE(*highest.value - *lowest.value, static_cast<double>(high[cell] - low[cell]) + 1.01) << "round " << round;
      double weighted = 0;
      for (auto const& part : highest.parts) {
        auto const& figure = figures[part.figure];
        weighted += part.times * static_cast<double>(part.times > 0 ? *figure.high : figure.low);
      }
      EXPECT_NEAR(weighted, *highest.value, 1e-6) << "the parts do not give the bound";
    }
  }
}

TEST(FigureSystem, KnowsWhenNothingFits) {
  std::vector<AtomicFigure> const figures{AtomicFigure::exact({0, 1}, 3), AtomicFigure::exact({0}, 5)};
  EXPECT_FALSE((FigureSystem{2, figures}.fits()));
  std::vector<AtomicFigure> const open{{{0, 1}, 1, std::nullopt}};
  FigureSystem system{2, open};
  EXPECT_TRUE(system.fits());
  EXPECT_FALSE(system.highest(0).value);
}

TEST(History, NamesTheReleasesThatDiffer) {
  Counts const counts{3, 12, 9, 20};
  std::vector<PastRelease> const past{{"march", {"csp"}, {AtomicFigure::exact({0, 1, 2}, 24), AtomicFigure::exact({3}, 20)}}};
  PastRelease const april{"april", {"csp"}, {AtomicFigure::exact({1, 2}, 21)}};
  auto const verdict = judge(counts, past, april).value();
  ASSERT_EQ(verdict.breaches.size(), 1U);
  auto const& breach = verdict.breaches.front();
  EXPECT_EQ(breach.cell, 0U);
  EXPECT_EQ(breach.low, 3);
  EXPECT_EQ(breach.high, 3);
  double total = 0;
  std::vector<std::string> named;
  for (auto const& part : breach.witness) {
    named.push_back(part.release);
    total += part.times * (part.release == "march" ? 24 : 21);
  }
  EXPECT_THAT(named, ::testing::Contains("march"));
  EXPECT_THAT(named, ::testing::Contains("april"));
  EXPECT_EQ(total, 6) << "24 - 21 for the low end and again for the high end";
}

TEST(History, LooksThroughTheEyesOfEveryReader) {
  Counts const counts{3, 12, 9, 20};
  std::vector<PastRelease> const to_one{{"march", {"csp"}, {AtomicFigure::exact({0, 1, 2}, 24)}}};
  PastRelease const to_everyone{"april", {}, {AtomicFigure::exact({1, 2}, 21)}};
  // everybody lacks march, but the agency that has it reads what is public as well
  auto const verdict = judge(counts, to_one, to_everyone).value();
  ASSERT_EQ(verdict.breaches.size(), 1U);
  EXPECT_EQ(verdict.breaches.front().reader, "csp");
  std::vector<PastRelease> const public_first{{"march", {}, {AtomicFigure::exact({0, 1, 2}, 24)}}};
  EXPECT_FALSE(judge(counts, public_first, {"april", {"csp"}, {AtomicFigure::exact({1, 2}, 21)}})->safe());
  EXPECT_TRUE(judge(counts, {}, to_everyone)->safe());
  // what two agencies have apart neither can take away from the other
  EXPECT_TRUE(judge(counts, to_one, {"april", {"police"}, {AtomicFigure::exact({1, 2}, 21)}})->safe());
  // an edition that is shared with an agency counts for it
  std::vector<PastRelease> const shared{{"march", {"csp", "police"}, {AtomicFigure::exact({0, 1, 2}, 24)}}};
  auto const found = judge(counts, shared, {"april", {"police"}, {AtomicFigure::exact({1, 2}, 21)}}).value();
  ASSERT_EQ(found.breaches.size(), 1U);
  EXPECT_EQ(found.breaches.front().reader, "police");
}

TEST(History, CountsInWholePeople) {
  // In halves the first could be from 0.5 to 5.5, which is wide enough: in whole counts it is 1 to 5.
  Counts const counts{3, 3, 3};
  std::vector<AtomicFigure> const figures{{{0, 1}, 4, 8}, {{0, 2}, 4, 8}, {{1, 2}, 5, 7}};
  auto const found = breaches_of(counts, figures);
  ASSERT_TRUE(found) << found.error().code.view();
  auto const first = std::ranges::find(*found, 0U, &Breach::cell);
  ASSERT_NE(first, found->end());
  EXPECT_EQ(first->low, 1);
  EXPECT_EQ(first->high, 5);
  EXPECT_FALSE(first->witness.empty());
}

TEST(History, LeavesOpenWhatIsNotJudged) {
  Counts const counts{3, 12};
  std::vector<AtomicFigure> const figures{AtomicFigure::exact({0}, 3)};
  EXPECT_EQ(breaches_of(counts, figures)->size(), 1U);
  EXPECT_TRUE(breaches_of(counts, figures, {5, {1, 0}})->empty()) << "what the reader reported itself, or what lies in no area";
}

TEST(History, RefusesWhatItCannotJudge) {
  Counts const counts{3, 12};
  EXPECT_EQ(judge(counts, {}, {"one", {}, {AtomicFigure::exact({7}, 3)}}).error().code.view(), "history.cell");
  EXPECT_EQ(judge(counts, {}, {"one", {}, {AtomicFigure::exact({0}, 4)}}).error().code.view(), "history.does-not-fit");
}

}  // namespace
}  // namespace concordat::protection
