// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/hot_map.h"

#include <algorithm>

#include "places/spatial/hotspot.h"

namespace concordat::protection {
namespace {

constexpr std::uint8_t shown = 1;
constexpr std::uint8_t hot = 2;
constexpr std::uint8_t stable = 3;

/// 9,999 permutations give no p below 0.0002; nine squares of more than so many are then never below the rate of 5 %.
constexpr std::size_t most_permuted = 2250;
constexpr std::uint32_t usual_permutations = 9999;
constexpr std::uint32_t widest_reach = 6;
constexpr double least_expected = 5;

struct Test {
  std::uint32_t reach = 1;  ///< 0: none
  std::uint32_t permutations = 0;
};

/// Reports in a square and those up to `reach` away, were they spread evenly.
double expected_near(std::size_t events, std::size_t squares, std::uint32_t reach) {
  double const side = 2.0 * reach + 1;
  return static_cast<double>(events) / static_cast<double>(squares) * side * side;
}

Test test_for(std::size_t events, std::size_t squares) {
  if (squares <= most_permuted) return {1, usual_permutations};
  for (std::uint32_t reach = 1; reach <= widest_reach; ++reach) {
    if (expected_near(events, squares, reach) >= least_expected) return {reach, 0};
  }
  return {0, 0};
}

FixedText method_of(std::uint32_t reach) {
  switch (reach) {
    case 0: return "No test: too few reports for so large an area.";
    case 1:
      return "Gi* (Ord and Getis 1995) of each square with the eight around it, false discovery rate 5 %, beside 200 "
             "resamples of the reports.";
    case 2:
      return "Gi* (Ord and Getis 1995) of each square with those up to two squares away, so that five reports are expected; "
             "false discovery rate 5 %, beside 200 resamples of the reports.";
    case 3:
      return "Gi* (Ord and Getis 1995) of each square with those up to three squares away, so that five reports are "
             "expected; false discovery rate 5 %, beside 200 resamples of the reports.";
    default:
      return "Gi* (Ord and Getis 1995) of each square with those up to six squares away, as few as let five reports be "
             "expected; false discovery rate 5 %, beside 200 resamples of the reports.";
  }
}

}  // namespace

Result<HotMap> hot_map(places::ReportedEvents const& events, places::StudyArea const& area, double reach,
                       MapOptions const& options) {
  auto const inside = area.inside();
  auto const squares = static_cast<std::size_t>(std::ranges::count(inside, std::uint8_t{1}));
  auto const test = test_for(events.size(), squares);
  auto found = places::hotspot_stability(
      events, area.grid(),
      {.neighbourhood = {.reach = std::max(test.reach, 1U)}, .inside = inside, .permutations = test.permutations, .go_on = options.go_on});
  bool const no_variation = !found && found.error().code.view() == "gistar.no-variation";
  if (!found && !no_variation) return fail(found);
  bool const even = no_variation || test.reach == 0;
  bool const thin = test.reach > 0 && squares > 0 && expected_near(events.size(), squares, test.reach) < least_expected;
  GivenClasses given;
  given.reach = reach;
  // Where the test misses places, a square in which it finds nothing may be hot all the same.
  bool const misses = thin || test.reach == 0;
  if (misses) given.blank = "cannot be told, or too few events near by to show";
  given.labels = {misses ? "" : "1 (not hot)", "2 (hot, but not in four of five resamples)", "3 (hot in at least four of five resamples)"};
  given.method = method_of(test.reach);
  given.notes = {"A square is coloured only where enough reports (at least eight) lie near; a white square may have some.",
                 "Squares half outside the area are no part of the test: reports beyond the boundary are not in the data."};
  given.of_cell.assign(area.grid().cells(), 0);
  for (std::size_t cell = 0; cell < given.of_cell.size(); ++cell) {
    if (inside[cell] == 0) continue;
    given.of_cell[cell] = misses ? std::uint8_t{0} : shown;
    if (!even && found->hot[cell] != 0) given.of_cell[cell] = hot;
    if (!even && found->stable[cell] != 0) given.of_cell[cell] = stable;
  }
  if (misses) given.notes.push_back("Where nothing is told a square may be hot all the same: the test misses places, and such a square is white.");
  auto map = show_classes(area.grid(), given, events, options);
  if (!map) return fail(map);
  auto const count = [&](std::uint8_t number) {
    return static_cast<std::size_t>(std::ranges::count(map->classes(), number));
  };
  auto const lasting = count(stable);
  auto const all = lasting + count(hot);
  return HotMap{std::move(*map), all, lasting, no_variation || found->few, thin, test.reach};
}

}  // namespace concordat::protection
