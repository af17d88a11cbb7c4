// SPDX-License-Identifier: Apache-2.0
#include "protection/history/published.h"

#include <algorithm>

#include "protection/cells/perturbation.h"

namespace concordat::protection {
namespace {

constexpr std::int64_t farthest_rounded = 2;

KnownRange near_to(std::int64_t value, std::int64_t smallest) { return {std::max(value - farthest_rounded, smallest), value + farthest_rounded}; }

/// By the table of the 256 keys and not by its chances: a change so rare that no key makes it does not happen.
bool can_become(std::int64_t count, std::int64_t value) {
  auto const& table = PerturbationTable::standard();
  for (int key = 0; key < 256; ++key) {
    if (count + table.change(count, static_cast<std::uint8_t>(key)) == value) return true;
  }
  return false;
}

KnownRange counts_that_become(std::int64_t value) {
  KnownRange range;
  bool found = false;
  for (auto count = std::max<std::int64_t>(0, value - PerturbationTable::farthest); count <= value + PerturbationTable::farthest; ++count) {
    if (!can_become(count, value)) continue;
    if (!found) range.low = count;
    range.high = count;
    found = true;
  }
  // A value that no count becomes was made by something else: nothing is known by it.
  return found ? range : KnownRange{};
}

}  // namespace

KnownRange known_of_nhs(Published const& value, std::int64_t smallest_shown) {
  if (!value) return {1, smallest_shown - 1};
  return *value == 0 ? KnownRange{0, 0} : near_to(*value, smallest_shown);
}

KnownRange known_of_ten_five(Published const& value) {
  if (!value) return {0, SmallNumberRule::ten_five_smallest - 1};
  return near_to(*value, SmallNumberRule::ten_five_smallest);
}

KnownRange known_of_partner(Published const& value) { return value ? KnownRange{*value, *value} : KnownRange{}; }

KnownRange known_of_cell_key(Published const& value, std::int64_t smallest_shown) {
  if (value) return counts_that_become(*value);
  KnownRange all{0, 0};  // a count of 0 is always published as 0, which is below any smallest
  for (std::int64_t below = 0; below < smallest_shown; ++below) {
    auto const range = counts_that_become(below);
    if (range.high) all.high = std::max(*all.high, *range.high);
  }
  return all;
}

AtomicFigure figure_of(std::vector<std::uint32_t> cells, KnownRange const& known) { return {std::move(cells), known.low, known.high}; }

}  // namespace concordat::protection
