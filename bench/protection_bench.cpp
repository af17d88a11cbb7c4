// SPDX-License-Identifier: Apache-2.0
// Disclosure control on one thread: class sizes, k-anonymity, suppression, the audit, the cell key and published points, each beside a
// baseline of the same run: grouping by a hash map of the same keys, or a sort of a million 64-bit keys.
//
//   protection_bench [largest]      records of the largest run (1,000,000); exit code 1 where a goal is missed
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/chance.h"
#include "protection/anonymity/blank.h"
#include "protection/anonymity/classes.h"
#include "protection/anonymity/generalise.h"
#include "protection/anonymity/special_uniques.h"
#include "protection/cells/count_table.h"
#include "protection/cells/perturbation.h"
#include "protection/cells/profile.h"
#include "protection/snap/snap_table.h"
#include "protection/suppress/suppress.h"

namespace concordat::protection {
namespace {

using Codes = std::vector<std::uint32_t>;

/// CPU time: there is one thread, and the machine may be busy with other work.
template <class Work>
double seconds(Work const& work) {
  auto const start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

int missed = 0;

void tell(std::string const& what, double took, double baseline, double goal) {
  bool const fine = took <= goal;
  missed += fine ? 0 : 1;
  std::printf("%-44s %8.4f s   %7.2f of its baseline (%.4f s)   goal %.3g s%s\n", what.c_str(), took, took / baseline, baseline, goal, fine ? "" : "   MISSED");
}

std::vector<std::uint32_t> const sizes{12, 18, 3, 60, 8, 7, 5};

std::vector<Codes> records(std::size_t count) {
  SeededChance chance{1};
  std::vector<Codes> columns(sizes.size());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < sizes.size(); ++c) columns[c].push_back(static_cast<std::uint32_t>(chance.below(1 + chance.below(sizes[c]))));
  }
  return columns;
}

/// The baseline of classes: the same keys in a hash map.
double by_hash_map(std::vector<Codes> const& columns) {
  return seconds([&] {
    std::unordered_map<std::uint64_t, std::uint32_t> count;
    std::vector<std::uint64_t> keys(columns.front().size(), 0);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = keys[i] * sizes[c] + columns[c][i];
    }
    for (auto const key : keys) ++count[key];
    std::uint64_t sum = 0;
    for (auto const key : keys) sum += count[key];
    if (sum == 0) std::abort();
  });
}

/// Ladders of 4, 4, 3, 4, 3, 3 and 2 steps: 3,456 choices.
std::vector<KnownColumn> known(std::vector<Codes> const& columns) {
  std::vector<std::vector<std::uint32_t>> const bands{{1, 3, 6, 12}, {1, 3, 6, 18}, {1, 2, 3}, {1, 5, 20, 60}, {1, 4, 8}, {1, 4, 7}, {1, 5}};
  std::vector<KnownColumn> all;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Ladder ladder;
    // each band is made of whole ones below: the next is found by merging the step before
    Codes step(sizes[c]);
    for (std::uint32_t code = 0; code < sizes[c]; ++code) step[code] = code;
    for (std::size_t s = 0; s < bands[c].size(); ++s) {
      if (s > 0) {
        auto const merge = std::max<std::uint32_t>(bands[c][s] / bands[c][s - 1], 2);
        for (auto& code : step) code = s + 1 == bands[c].size() ? 0 : code / merge;
      }
      ladder.step.push_back(step);
      ladder.values.push_back(*std::ranges::max_element(step) + 1);
    }
    all.push_back({columns[c], std::move(ladder), "column"});
  }
  return all;
}

void anonymity(std::size_t count, double classes_goal, double search_goal) {
  auto const columns = records(count);
  std::vector<CodeColumn> coded;
  for (std::size_t c = 0; c < columns.size(); ++c) coded.push_back({columns[c], sizes[c]});
  double const hash = by_hash_map(columns);
  tell("class sizes, 7 keys, " + std::to_string(count), seconds([&] { if (!class_sizes(coded)) std::abort(); }), hash, classes_goal);
  auto const ladders = known(columns);
  std::optional<Result<Coarsening>> ran;
  double const took = seconds([&] { ran = generalise(ladders, {}, {.k = 5, .l = 1, .withheld_most = 0.02}); });
  if (!*ran) std::abort();
  auto const& found = *ran;
  tell("k-anonymity, 3,456 choices, " + std::to_string(count), took, hash * static_cast<double>(found->looked_at), search_goal);
  std::printf("    looked at %zu of %zu choices; the baseline groups each by a hash map; loss %.4f, k %u, withheld %zu\n", found->looked_at, found->choices, found->loss, found->k, found->withheld_count);
}

/// The share of values that must go where a blank is counted as any value, as sdcMicro does: of each record as few as leave it five with the
/// same values in the rest, whatever the others leave blank. An upper bound, by a count that the product does not offer.
double share_by_any(std::vector<CodeColumn> const& coded) {
  std::size_t const records = coded.front().codes.size();
  std::vector<std::size_t> stay(records);
  for (std::uint32_t set = 1; set < 1U << coded.size(); ++set) {
    std::vector<CodeColumn> some;
    for (std::size_t c = 0; c < coded.size(); ++c) {
      if ((set >> c & 1U) != 0) some.push_back(coded[c]);
    }
    auto const found = class_sizes(some).value();
    for (std::size_t i = 0; i < records; ++i) {
      if (found[i] >= 5) stay[i] = std::max(stay[i], some.size());
    }
  }
  std::size_t kept = 0;
  for (auto const some : stay) kept += some;
  return 1 - static_cast<double>(kept) / static_cast<double>(records * coded.size());
}

void blanks(std::size_t count, double goal) {
  auto const columns = records(count);
  std::vector<CodeColumn> coded;
  for (std::size_t c = 0; c < columns.size(); ++c) coded.push_back({columns[c], sizes[c]});
  auto const alone = class_sizes(coded).value();
  double const hash = by_hash_map(columns);
  std::optional<Result<Blanking>> ran;
  double const took = seconds([&] { ran = blank_values(coded, {}, {.k = 5, .l = 1}); });
  if (!*ran) std::abort();
  tell("values left blank, k 5, 7 keys, " + std::to_string(count), took, hash, goal);
  std::printf("    %.1f %% stood alone; %.1f %% of the values blank, %zu withheld; %.1f %% at most were a blank any value\n",
              100.0 * static_cast<double>(std::ranges::count(alone, 1U)) / static_cast<double>(count), 100 * (*ran)->share(), (*ran)->withheld_count, 100 * share_by_any(coded));
  tell("by how few they stand alone, " + std::to_string(count), seconds([&] { if (!special_uniques(coded)) std::abort(); }), hash, goal);
}

void tables(std::size_t rows, double sort, double suppress_goal, double audit_goal) {
  SeededChance chance{2};
  TableShape shape{std::vector<std::string>(rows, "area"), std::vector<std::string>(8, "kind"), std::vector<std::string>(rows / 5, "ward")};
  std::vector<std::int64_t> inside;
  for (std::uint32_t row = 0; row < rows; ++row) shape.group_of.push_back(row / 5);
  for (std::size_t i = 0; i < rows * 8; ++i) inside.push_back(static_cast<std::int64_t>(chance.below(1 + chance.below(24))));
  auto const table = CountTable::of_counts(shape, inside).value();
  std::optional<Result<Suppressed>> ran;
  double const took = seconds([&] { ran = suppress(table); });
  if (!*ran) std::abort();
  auto const& out = *ran;
  tell("suppression, " + std::to_string(table.counts.size()) + " cells", took, sort, suppress_goal);
  std::printf("    %zu small, %zu hidden besides\n", out->small, out->besides);
  tell("interval audit, " + std::to_string(table.counts.size()) + " cells", seconds([&] { if (!audit(out->table)) std::abort(); }), sort, audit_goal);
}

void cell_key(std::size_t count, double sort) {
  SeededChance chance{3};
  std::vector<std::uint32_t> row, column;
  std::vector<std::uint8_t> key;
  for (std::size_t i = 0; i < count; ++i) {
    row.push_back(static_cast<std::uint32_t>(chance.below(960)));
    column.push_back(static_cast<std::uint32_t>(chance.below(18)));
    key.push_back(static_cast<std::uint8_t>(chance.next() >> 33));
  }
  TableShape const shape{std::vector<std::string>(960, "row"), std::vector<std::string>(18, "column")};
  (void)PerturbationTable::standard();
  tell("cell key, 17,280 cells, " + std::to_string(count), seconds([&] { if (!publish_by_cell_key(CountTable::of_records(shape, row, column, key).value())) std::abort(); }), sort, 0.03);
}

/// Points as towns have them, and places round them: half of all in a hundred towns, the others anywhere in 400 x 600 km.
void snap(std::size_t count, double sort) {
  SeededChance chance{5};
  std::vector<std::pair<double, double>> towns;
  for (int i = 0; i < 100; ++i) towns.emplace_back(chance.unit() * 400'000, chance.unit() * 600'000);
  auto const somewhere = [&] {
    auto const& town = towns[chance.below(towns.size())];
    bool const in_town = chance.below(2) == 0;
    return in_town ? std::pair{town.first + chance.unit() * 8000, town.second + chance.unit() * 8000} : std::pair{chance.unit() * 400'000, chance.unit() * 600'000};
  };
  std::vector<SnapPoint> points;
  for (std::size_t i = 0; i < 750'000; ++i) {
    auto const [x, y] = somewhere();
    points.push_back({std::to_string(i), x, y, 8, x < 200'000 ? 0U : 1U});
  }
  std::vector<SnapQuery> places;
  for (std::size_t i = 0; i < count; ++i) {
    auto const [x, y] = somewhere();
    places.push_back({x, y, x < 200'000 ? 0U : 1U});
  }
  std::optional<SnapTable> table;
  auto const build = seconds([&] { table = SnapTable::build(std::move(points)).value(); });
  std::size_t found = 0;
  tell("snap, 750,000 points, " + std::to_string(count), seconds([&] {
    for (auto const at : table->nearest(places)) found += at != SnapTable::none ? 1 : 0;
  }), sort, 0.4);
  std::printf("    table built in %.4f s; %zu places have a point\n", build, found);
}

}  // namespace

int run(std::size_t largest) {
  SeededChance chance{4};
  std::vector<std::uint64_t> keys(1'000'000);
  for (auto& key : keys) key = chance.next();
  double const sort = seconds([&] { std::ranges::sort(keys); });
  std::printf("a sort of a million 64-bit keys: %.4f s\n", sort);
  anonymity(10'000, 0.001, 0.1);
  if (largest >= 100'000) anonymity(100'000, 0.01, 1);
  if (largest >= 1'000'000) anonymity(1'000'000, 0.06, 8);
  blanks(10'000, 0.5);
  if (largest >= 100'000) blanks(100'000, 5);
  tables(150, sort, 0.05, 0.1);
  tables(1960, sort, 5, 2);
  if (largest >= 1'000'000) cell_key(1'000'000, sort);
  if (largest >= 1'000'000) snap(1'000'000, sort);
  rusage use = {};
  getrusage(RUSAGE_SELF, &use);
  std::printf("largest memory %ld MB\n", use.ru_maxrss / 1024);
  return missed > 0 ? 1 : 0;
}

}  // namespace concordat::protection

int main(int argc, char** argv) {
  return concordat::protection::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000);
}
