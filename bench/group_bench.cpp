// SPDX-License-Identifier: Apache-2.0
// Groups of a million records from two million weighted pairs, and in the same run what others do with the
// same pairs: connected components by union-find alone, which knows no conflict, no dead band and no former
// group.
//
//   group_bench [records=1000000]
// Exit code 1 where grouping from nothing takes over 1 s of one thread, or 10,000 new records over 0.5 s.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "linkage/group/group_test_tools.h"
#include "linkage/group/live_groups.h"
#include "linkage/group/union_find.h"

namespace concordat::linkage {
namespace {

using test::bit;

double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

template <class Run>
double seconds(Run const& run) {
  double const start = now();
  run();
  return now() - start;
}

/// People of 1 to 6 records, their records paired with good weights, and as many weak pairs between people.
test::Case people(std::uint32_t records, SeededChance& chance) {
  test::Case made = test::nodes(records);
  for (std::uint32_t first = 0; first < records;) {
    auto const size = static_cast<std::uint32_t>(1 + chance.below(6));
    auto const end = std::min(records, first + size);
    for (auto a = first; a < end; ++a) {
      for (auto b = a + 1; b < end; ++b) {
        if (chance.below(10) != 0)
          made.pairs.push_back(
              {a, b, static_cast<MilliBits>(8 * bit + static_cast<MilliBits>(chance.below(35'000)))});
      }
      auto const other = static_cast<std::uint32_t>(chance.below(records));
      if (other > end)
        made.pairs.push_back(
            {a, other, static_cast<MilliBits>(-10 * bit + static_cast<MilliBits>(chance.below(25'000)))});
      if (chance.below(3) == 0) made.facts.push_back({a, 1, chance.below(50) == 0 ? a : first});
    }
    first = end;
  }
  // numbers of random neighbours may repeat; a pair comes once
  for (auto& pair : made.pairs) {
    if (pair.a > pair.b) std::swap(pair.a, pair.b);
  }
  std::ranges::sort(made.pairs,
                    [](auto const& x, auto const& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  auto const same = [](auto const& x, auto const& y) { return x.a == y.a && x.b == y.b; };
  made.pairs.erase(std::unique(made.pairs.begin(), made.pairs.end(), same), made.pairs.end());
  for (std::size_t at = made.pairs.size(); at > 1; --at)
    std::swap(made.pairs[at - 1], made.pairs[chance.below(at)]);
  return made;
}

double live(test::Case const& given, Grouping const& grouping, std::uint32_t added, SeededChance& chance) {
  auto groups = LiveGroups::from(given.input(), grouping, {}).value();
  std::uint64_t const first = given.keys.back() + 1;
  double const spent = seconds([&] {
    for (std::uint64_t key = first; key < first + added; ++key) {
      (void)groups.add(key);
      for (int pair = 0; pair < 3; ++pair)
        (void)groups.set_pair(key, given.keys[chance.below(given.keys.size())],
                              static_cast<MilliBits>(chance.below(40'000)));
    }
    (void)groups.settle();
  });
  return spent;
}

bool run(std::uint32_t records) {
  SeededChance chance{9};
  auto given = people(records, chance);
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  std::printf("%u records, %zu pairs, %zu facts\n", records, given.pairs.size(), given.facts.size());
  std::uint64_t components = 0;
  double const plain = seconds([&] {
    UnionFind sets{given.keys.size()};
    components = given.keys.size();
    for (auto const& pair : given.pairs) {
      if (pair.weight >= 20 * bit && sets.unite(pair.a, pair.b)) --components;
    }
  });
  double first = 1e9;
  Grouping grouping;
  for (int round = 0; round < 5; ++round) first = std::min(first, seconds([&] { grouping = given.run(); }));
  std::uint64_t flagged = 0;
  for (auto const& group : grouping.groups) flagged += group.attention != Attention::none ? 1 : 0;
  auto follow = given;
  follow.follow(grouping);
  double const again = seconds([&] { (void)follow.run(); });
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  double const added = live(given, grouping, 10'000, chance);
  std::printf(
      "connected components %.3f s (%llu); groups %.3f s (%zu, %llu need attention), %.1f times; again %.3f "
      "s\n",
      plain, static_cast<unsigned long long>(components), first, grouping.groups.size(),
      static_cast<unsigned long long>(flagged), first / plain, again);
  std::printf("10,000 records of three pairs each added: %.3f s; memory above the input %ld MB\n", added,
              (usage.ru_maxrss - before.ru_maxrss) / 1024);
  return first < 1 && added < 0.5;
}

}  // namespace
}  // namespace concordat::linkage

int main(int count, char** arguments) {
  auto const records = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1'000'000UL;
  return concordat::linkage::run(static_cast<std::uint32_t>(records)) ? 0 : 1;
}
