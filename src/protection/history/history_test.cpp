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
  std::vector<PastRelease> const past{{"march", 0, {AtomicFigure::exact({0, 1, 2}, 24), AtomicFigure::exact({3}, 20)}}};
  PastRelease const april{"april", 0, {AtomicFigure::exact({1, 2}, 21)}};
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
  std::vector<PastRelease> const to_partners{{"march", 0, {AtomicFigure::exact({0, 1, 2}, 24)}}};
  PastRelease const to_everyone{"april", 9, {AtomicFigure::exact({1, 2}, 21)}};
  // everyone lacks march, but the partners have it, and see what is public as well
  auto const verdict = judge(counts, to_partners, to_everyone).value();
  ASSERT_EQ(verdict.breaches.size(), 1U);
  EXPECT_EQ(verdict.breaches.front().audience, 0);
  std::vector<PastRelease> const public_first{{"march", 9, {AtomicFigure::exact({0, 1, 2}, 24)}}};
  EXPECT_FALSE(judge(counts, public_first, {"april", 0, {AtomicFigure::exact({1, 2}, 21)}})->safe());
  // a partner's release is nothing to another hub's readers at the public's level
  EXPECT_TRUE(judge(counts, {}, to_everyone)->safe());
}

TEST(History, RefusesWhatItCannotJudge) {
  Counts const counts{3, 12};
  EXPECT_EQ(judge(counts, {}, {"one", 0, {AtomicFigure::exact({7}, 3)}}).error().code.view(), "history.cell");
  EXPECT_EQ(judge(counts, {}, {"one", 0, {AtomicFigure::exact({0}, 4)}}).error().code.view(), "history.does-not-fit");
}

/// Areas in two wards, by months: nested and overlapping areas, growing and overlapping periods.
class Sequence {
 public:
  static constexpr std::uint32_t areas = 6, months = 5;
  explicit Sequence(std::uint64_t seed) : chance_{seed} {
    for (std::uint32_t i = 0; i < areas * months; ++i) counts_.push_back(static_cast<std::int64_t>(chance_.below(1 + chance_.below(14))));
  }
  [[nodiscard]] Counts const& counts() const { return counts_; }
  AtomicFigure figure() {
    std::vector<std::uint32_t> chosen;
    auto const kind = chance_.below(4);
    for (std::uint32_t area = 0; area < areas; ++area) {
      bool const in = kind == 0 || (kind == 1 && area / 3 == 0) || (kind == 2 && area / 3 == 1) || (kind == 3 && chance_.below(2) == 0);
      if (in) chosen.push_back(area);
    }
    auto const first = static_cast<std::uint32_t>(chance_.below(months));
    auto const last = first + static_cast<std::uint32_t>(chance_.below(months - first));
    std::vector<std::uint32_t> cells;
    for (auto const area : chosen) {
      for (auto month = first; month <= last; ++month) cells.push_back(area * months + month);
    }
    return AtomicFigure::exact(cells, sum_of(counts_, cells));
  }
  int audience() { return static_cast<int>(chance_.below(3)); }

 private:
  SeededChance chance_;
  Counts counts_;
};

TEST(History, HoldsThroughFiftyReleases) {
  std::size_t released = 0, refused = 0, planted = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Sequence sequence{seed};
    std::vector<PastRelease> past;
    for (int release = 0; release < 50; ++release) {
      PastRelease proposed{"release-" + std::to_string(release), sequence.audience(), {sequence.figure()}};
      auto const verdict = judge(sequence.counts(), past, proposed);
      ASSERT_TRUE(verdict) << verdict.error().code.view();
      if (!verdict->safe()) {
        for (auto const& breach : verdict->breaches) {
          EXPECT_LT(breach.high - breach.low, 5);
          EXPECT_FALSE(breach.witness.empty());
          EXPECT_LE(breach.low, static_cast<double>(sequence.counts()[breach.cell]) + 1e-6);
          EXPECT_GE(breach.high, static_cast<double>(sequence.counts()[breach.cell]) - 1e-6);
        }
        ++refused;
        continue;
      }
      past.push_back(std::move(proposed));
      ++released;
    }
    // what everybody together has leaves each small count two possible values five apart: shown by two sets of counts
    std::vector<AtomicFigure> all;
    for (auto const& release : past) all.insert(all.end(), release.figures.begin(), release.figures.end());
    FigureSystem system{sequence.counts().size(), all};
    for (std::uint32_t cell = 0; cell < sequence.counts().size(); ++cell) {
      if (sequence.counts()[cell] == 0 || sequence.counts()[cell] >= 5) continue;
      auto const high = system.highest(cell);
      if (!high.value) continue;
      auto const low = system.lowest(cell);
      EXPECT_GE(high.counts[cell] - low.counts[cell], 5 - 1e-6);
      for (auto const* const end : {&low, &high}) {
        for (auto const& figure : all) {
          double sum = 0;
          for (auto const one : figure.cells) sum += end->counts[one];
          EXPECT_NEAR(sum, static_cast<double>(figure.low), 1e-6);
        }
      }
    }
    // planted: what an earlier release told, less one small count
    for (auto const& release : past) {
      for (auto const cell : release.figures[0].cells) {
        auto const count = sequence.counts()[cell];
        if (count == 0 || count >= 5 || release.figures[0].cells.size() < 2 || planted > 40) continue;
        auto cells = release.figures[0].cells;
        std::erase(cells, cell);
        auto const verdict = judge(sequence.counts(), past, {"planted", release.audience, {AtomicFigure::exact(cells, sum_of(sequence.counts(), cells))}}).value();
        auto const found = std::ranges::find(verdict.breaches, cell, &Breach::cell);
        ASSERT_NE(found, verdict.breaches.end()) << "a planted breach went out";
        EXPECT_THAT(found->witness, ::testing::Contains(::testing::Field(&Witness::release, "planted")));
        ++planted;
      }
    }
  }
  EXPECT_GT(released, 20U);
  EXPECT_GT(refused, 20U);
  EXPECT_GT(planted, 20U);
  std::printf("%zu released, %zu refused, %zu planted and refused\n", released, refused, planted);
}

}  // namespace
}  // namespace concordat::protection
