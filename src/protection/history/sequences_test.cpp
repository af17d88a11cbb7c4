// SPDX-License-Identifier: Apache-2.0
// Fifty releases in a row under mixed rules to two agencies and to everybody: nested, overlapping and growing areas and periods, and a
// list of codes that changes half way. Then an auditor that tries whole counts, and shares nothing with what judged, goes over all
// that each reader has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "base/chance.h"
#include "protection/cells/perturbation.h"
#include "protection/history/atomic_cells.h"
#include "protection/history/history.h"
#include "protection/history/published.h"

namespace concordat::protection {
namespace {

using Counts = std::vector<std::int64_t>;

/// Whether whole counts fit all figures with one cell at a given value: tries them all, as far as it has to.
class EveryWay {
 public:
  EveryWay(Counts const& counts, std::vector<AtomicFigure> const& figures) : counts_{counts}, figures_{figures} {
    for (std::uint32_t cell = 0; cell < counts.size(); ++cell) {
      std::int64_t most = counts[cell] + 8;  // wider than that is wide enough
      for (auto const& figure : figures) {
        if (figure.high && std::ranges::find(figure.cells, cell) != figure.cells.end()) most = std::min(most, *figure.high);
      }
      most_.push_back(most);
    }
  }
  /// How wide the cell's interval is, of the counts that are tried.
  std::int64_t width(std::uint32_t cell) {
    std::int64_t low = counts_[cell];
    std::int64_t high = counts_[cell];
    while (low > 0 && fits(cell, low - 1)) --low;
    while (high < most_[cell] && fits(cell, high + 1)) ++high;
    return high - low;
  }

 private:
  bool fits(std::uint32_t cell, std::int64_t value) {
    order_.clear();
    order_.push_back(cell);
    for (std::uint32_t one = 0; one < counts_.size(); ++one) {
      if (one != cell) order_.push_back(one);
    }
    room_.assign(figures_.size(), 0);
    sum_.assign(figures_.size(), 0);
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      for (auto const one : figures_[i].cells) room_[i] += most_[one];
    }
    return put(0, value);
  }
  bool put(std::size_t at, std::optional<std::int64_t> fixed) {
    if (at == order_.size()) return true;
    auto const cell = order_[at];
    // from the true count outwards: what fits is mostly near it
    for (std::int64_t away = 0; away <= most_[cell] + counts_[cell]; ++away) {
      for (int const side : {1, -1}) {
        auto const value = counts_[cell] + side * away;
        if (value < 0 || value > most_[cell] || (fixed && value != *fixed) || (away == 0 && side < 0)) continue;
        bool fine = true;
        for (std::size_t i = 0; i < figures_.size(); ++i) {
          if (std::ranges::find(figures_[i].cells, cell) == figures_[i].cells.end()) continue;
          sum_[i] += value;
          room_[i] -= most_[cell];
          fine = fine && (!figures_[i].high || sum_[i] <= *figures_[i].high) && sum_[i] + room_[i] >= figures_[i].low;
        }
        if (fine && put(at + 1, std::nullopt)) return true;
        for (std::size_t i = 0; i < figures_.size(); ++i) {
          if (std::ranges::find(figures_[i].cells, cell) == figures_[i].cells.end()) continue;
          sum_[i] -= value;
          room_[i] += most_[cell];
        }
      }
    }
    return false;
  }

  Counts const& counts_;
  std::vector<AtomicFigure> const& figures_;
  std::vector<std::int64_t> most_, room_, sum_;
  std::vector<std::uint32_t> order_;
};

enum class Rule { nhs, ten_five, partner, cell_key, records };

/// A small place: its records, their keys, and what may be asked of them.
class Place {
 public:
  Place(std::uint64_t seed, AtomicSpace space, CategoryHistory history) : chance_{seed}, space_{space}, history_{std::move(history)} {
    for (std::size_t i = 0; i < space.size(); ++i) {
      counts_.push_back(static_cast<std::int64_t>(chance_.below(1 + chance_.below(14))));
      std::uint8_t key = 0;
      for (std::int64_t record = 0; record < counts_.back(); ++record) key = static_cast<std::uint8_t>(key + chance_.below(256));
      keys_.push_back(key);
    }
  }
  [[nodiscard]] Counts const& counts() const { return counts_; }
  [[nodiscard]] std::int64_t sum(std::vector<std::uint32_t> const& cells) const {
    return std::accumulate(cells.begin(), cells.end(), std::int64_t{0}, [&](std::int64_t sum, auto cell) { return sum + counts_[cell]; });
  }
  /// A table of one or two figures as they stand in a release under that rule.
  PastRelease release(int number) {
    auto const rule = static_cast<Rule>(chance_.below(5));
    std::array<std::vector<std::string>, 3> const readers{std::vector<std::string>{"north"}, {"south"}, {}};
    // the cell key is for everybody, the other rules mostly for one agency
    PastRelease made{"release " + std::to_string(number), rule == Rule::cell_key ? readers[2] : readers[chance_.below(3)], {}};
    if (rule == Rule::records) {
      add_records(made);
      return made;
    }
    for (std::uint64_t figure = 0; figure < 1 + chance_.below(2); ++figure) {
      auto cells = some_cells(number < 25 ? 0 : 1);
      auto const known = told(rule, cells);
      if (!cells.empty()) made.figures.push_back(figure_of(std::move(cells), known));
    }
    return made;
  }
  [[nodiscard]] KnownRange told(Rule rule, std::vector<std::uint32_t> const& cells) const {
    auto const count = sum(cells);
    if (rule == Rule::partner) return known_of_partner(count > 0 && count < 5 ? std::nullopt : Published{count});
    if (rule == Rule::cell_key) {
      std::uint8_t key = 0;
      for (auto const cell : cells) key = static_cast<std::uint8_t>(key + keys_[cell]);
      auto const value = count + PerturbationTable::standard().change(count, key);
      return known_of_cell_key(value < 3 ? std::nullopt : Published{value}, 3);
    }
    auto const cell = (rule == Rule::nhs ? SmallNumberRule::nhs() : SmallNumberRule::ten_five()).apply(static_cast<double>(count));
    auto const value = cell.state == CellState::value ? Published{cell.value} : std::nullopt;
    return rule == Rule::nhs ? known_of_nhs(value) : known_of_ten_five(value);
  }

 private:
  /// Rows of one category in one period, as they leave: by their area, by the whole of the place, or withheld, which is told as a bound.
  void add_records(PastRelease& made) {
    auto const category = static_cast<std::uint32_t>(chance_.below(space_.categories));
    auto const period = static_cast<std::uint32_t>(chance_.below(space_.periods));
    std::int64_t coarse = 0;
    std::int64_t withheld = 0;
    std::vector<std::int64_t> told;
    std::vector<std::uint32_t> all;
    for (std::uint32_t area = 0; area < space_.areas; ++area) {
      all.push_back(space_.cell(area, period, category));
      told.push_back(counts_[all.back()]);
      // groups of fewer than five are withheld or told coarsely, mostly the first
      if (told.back() >= 5 && chance_.below(3) != 0) continue;
      (chance_.below(3) == 0 ? coarse : withheld) += std::exchange(told.back(), 0);
    }
    auto const most = withheld + static_cast<std::int64_t>(chance_.below(9));
    std::int64_t rows = coarse;
    for (std::uint32_t area = 0; area < space_.areas; ++area) {
      made.figures.push_back(figure_of({all[area]}, {told[area], told[area] + coarse + most}));
      rows += told[area];
    }
    made.figures.push_back(figure_of(std::move(all), {rows, rows + most}));

  }
  std::vector<std::uint32_t> some_cells(std::size_t list) {
    std::vector<std::uint32_t> areas;
    auto const kind = chance_.below(4);  // all, one of two wards, or any of them
    for (std::uint32_t area = 0; area < space_.areas; ++area) {
      bool const first_ward = area < (space_.areas + 1) / 2;
      if (kind == 0 || (kind == 1 && first_ward) || (kind == 2 && !first_ward) || (kind == 3 && chance_.below(2) == 0)) areas.push_back(area);
    }
    auto const first = chance_.below(2) == 0 ? 0U : static_cast<std::uint32_t>(chance_.below(space_.periods));  // half of them grow from the first
    std::vector<std::uint32_t> periods;
    auto const last = first + static_cast<std::uint32_t>(chance_.below(space_.periods - first));
    for (auto period = first; period <= last; ++period) periods.push_back(period);
    std::vector<std::uint32_t> categories(history_.size());
    std::iota(categories.begin(), categories.end(), 0U);
    if (chance_.below(2) == 0) {
      auto const& name = history_.called(static_cast<std::uint32_t>(chance_.below(history_.size())));
      categories = history_.of(list, name[list]);
    }
    return space_.cells(areas, periods, categories);
  }

  SeededChance chance_;
  AtomicSpace space_;
  CategoryHistory history_;
  Counts counts_;
  std::vector<std::uint8_t> keys_;
};

std::vector<AtomicFigure> had_by(std::string const& reader, std::vector<PastRelease> const& past) {
  std::vector<AtomicFigure> figures;
  for (auto const& release : past) {
    if (!release.is_for_everybody() && std::ranges::find(release.readers, reader) == release.readers.end()) continue;
    figures.insert(figures.end(), release.figures.begin(), release.figures.end());
  }
  return figures;
}

bool is_small(std::int64_t count) { return count > 0 && count < 5; }

struct Tally {
  std::size_t released = 0, refused = 0, unsure = 0, planted = 0, small = 0;
};

void check_witness(Breach const& breach, PastRelease const& proposed, Counts const& counts) {
  EXPECT_LT(breach.high - breach.low, 5);
  EXPECT_LE(breach.low, static_cast<double>(counts[breach.cell]) + 1e-6);
  EXPECT_GE(breach.high, static_cast<double>(counts[breach.cell]) - 1e-6);
  EXPECT_THAT(breach.witness, ::testing::Contains(::testing::Field(&Witness::release, proposed.id))) << "what was safe before is not by itself the breach";
}

/// What an agency has already, less one small count: exactly what a careless next table would be.
void plant(Place const& place, std::vector<PastRelease> const& past, std::size_t most, Tally& tally) {
  for (auto const& release : past) {
    for (auto const& figure : release.figures) {
      if (!figure.high || *figure.high - figure.low > 3 || tally.planted >= most) continue;
      for (auto const cell : figure.cells) {
        if (!is_small(place.counts()[cell]) || figure.cells.size() < 2) continue;
        auto cells = figure.cells;
        std::erase(cells, cell);
        auto const sum = place.sum(cells);
        PastRelease const planted{"planted", release.readers, {AtomicFigure::exact(std::move(cells), sum)}};
        auto const verdict = judge(place.counts(), past, planted);
        ASSERT_TRUE(verdict) << verdict.error().code.view();
        auto const found = std::ranges::find(verdict->breaches, cell, &Breach::cell);
        ASSERT_NE(found, verdict->breaches.end()) << "a planted breach went out";
        check_witness(*found, planted, place.counts());
        ++tally.planted;
      }
    }
  }
}

void run(Place& place, Tally& tally) {
  std::vector<PastRelease> past;
  for (int number = 0; number < 50; ++number) {
    auto proposed = place.release(number);
    auto const verdict = judge(place.counts(), past, proposed);
    if (!verdict) {
      ASSERT_EQ(verdict.error().code.view(), "history.unsure");
      ++tally.unsure;
      continue;
    }
    for (auto const& breach : verdict->breaches) check_witness(breach, proposed, place.counts());
    ++(verdict->safe() ? tally.released : tally.refused);
    if (verdict->safe()) past.push_back(std::move(proposed));
  }
  for (std::string const reader : {"north", "south", ""}) {
    auto const figures = had_by(reader, past);
    EveryWay auditor{place.counts(), figures};
    for (std::uint32_t cell = 0; cell < place.counts().size(); ++cell) {
      if (!is_small(place.counts()[cell])) continue;
      ++tally.small;
      EXPECT_GE(auditor.width(cell), 5) << "reader '" << reader << "' can work out a count of " << place.counts()[cell];
    }
  }
  plant(place, past, 400, tally);
}

TEST(History, HoldsThroughFiftyReleases) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    auto const plain = CategoryHistory::from({"all"}, std::array<CodeChange, 1>{CodeChange{{"all", "all"}}}).value();
    Place by_area{seed, {4, 2, 1}, plain};
    run(by_area, tally);
    Place by_month{seed + 100, {2, 4, 1}, plain};
    run(by_month, tally);
    auto const split = CategoryHistory::from({"blade", "other"}, std::array<CodeChange, 1>{CodeChange{{"blade", "knife"}, {"blade", "machete"}, {"other", "other"}}}).value();
    Place split_codes{seed + 200, {3, 1, 3}, split};
    run(split_codes, tally);
    auto const merged = CategoryHistory::from({"blade", "blunt", "other"}, std::array<CodeChange, 1>{CodeChange{{"blade", "weapon"}, {"blunt", "weapon"}, {"other", "rest"}}}).value();
    Place merged_codes{seed + 300, {1, 3, 3}, merged};
    run(merged_codes, tally);
  }
  // The same releases without anybody's judgement: then the auditor finds what could be worked out, so it can.
  std::size_t told = 0;
  Place unjudged{101, {2, 4, 1}, CategoryHistory::from({"all"}, std::array<CodeChange, 1>{CodeChange{{"all", "all"}}}).value()};
  std::vector<PastRelease> all;
  for (int number = 0; number < 50; ++number) all.push_back(unjudged.release(number));
  auto const figures = had_by("north", all);
  EveryWay auditor{unjudged.counts(), figures};
  for (std::uint32_t cell = 0; cell < unjudged.counts().size(); ++cell) told += is_small(unjudged.counts()[cell]) && auditor.width(cell) < 5 ? 1 : 0;
  EXPECT_GT(told, 0U);
  EXPECT_GT(tally.released, 200U);
  EXPECT_GT(tally.refused, 200U);
  EXPECT_GT(tally.planted, 20U);
  EXPECT_GT(tally.small, 100U);
  EXPECT_LT(tally.unsure, 20U) << "refused without need";
  std::printf("%zu released, %zu refused, %zu more of which nothing could be shown; %zu planted and refused; %zu small counts tried in every way\n", tally.released, tally.refused, tally.unsure,
              tally.planted, tally.small);
}

// Larger than every way could be tried: ten areas in two wards, four quarters, two sources. Planted breaches are found there, too.
TEST(History, RefusesInALargerPlaceWhatIsPlanted) {
  Tally tally;
  auto const plain = CategoryHistory::from({"police", "department"}, std::array<CodeChange, 1>{CodeChange{{"police", "police"}, {"department", "department"}}}).value();
  Place place{1, {10, 4, 2}, plain};
  std::vector<PastRelease> past;
  for (int number = 0; number < 50; ++number) {
    auto proposed = place.release(number);
    auto const verdict = judge(place.counts(), past, proposed);
    bool const is_safe = verdict && verdict->safe();
    ++(is_safe ? tally.released : tally.refused);
    if (is_safe) past.push_back(std::move(proposed));
  }
  plant(place, past, 12, tally);
  EXPECT_GT(tally.released, 20U);
  EXPECT_GT(tally.planted, 10U);
  std::printf("%zu released, %zu refused; %zu planted and refused\n", tally.released, tally.refused, tally.planted);
}

}  // namespace
}  // namespace concordat::protection
