// SPDX-License-Identifier: Apache-2.0
#include "protection/history/parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace concordat::protection {
namespace {

constexpr double least_width = 5;
constexpr std::int64_t rounded_by = 2;

std::span<double const> held_against(CountParts const& parts) { return parts.of_others.empty() ? parts.all : parts.of_others; }

double sum_of(std::span<double const> counts) { return std::accumulate(counts.begin(), counts.end(), 0.0); }

}  // namespace

std::vector<std::uint8_t> withheld_parts(CountParts const& parts, SmallNumberRule const& rule) {
  auto const base = held_against(parts);
  auto const smallest = static_cast<double>(rule.smallest_shown());
  std::vector<std::uint8_t> withheld(parts.all.size(), 0);
  auto const total = sum_of(parts.all);
  if (total == 0 && rule.apply(0).state == CellState::value) return withheld;
  if (sum_of(base) < smallest) {
    withheld.assign(parts.all.size(), 1);
    return withheld;
  }
  double hidden_sum = 0;
  double hidden = 0;
  auto const hide = [&](std::size_t part) {
    withheld[part] = 1;
    hidden_sum += base[part];
    ++hidden;
  };
  for (std::size_t part = 0; part < withheld.size(); ++part) {
    if (std::min(parts.all[part], base[part]) < smallest) hide(part);
  }
  // Of what is left for them, so much that each hidden part may be five more than the least it can be.
  while (hidden > 0 && (hidden < 2 || hidden_sum < std::max(smallest, hidden + least_width))) {
    std::size_t next = withheld.size();
    for (std::size_t part = 0; part < withheld.size(); ++part) {
      if (withheld[part] == 0 && (next == withheld.size() || base[part] < base[next])) next = part;
    }
    if (next == withheld.size()) break;
    hide(next);
  }
  return withheld;
}

std::vector<AtomicFigure> figures_of_parts(CountParts const& parts, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule) {
  auto const base = held_against(parts);
  auto const smallest = rule.smallest_shown();
  std::vector<AtomicFigure> figures;
  // A reader takes away what it reported itself.
  auto const add = [&](std::vector<std::uint32_t> cells, double all, double others, bool hidden) {
    AtomicFigure figure{std::move(cells)};
    std::int64_t const own = std::llround(all - others);
    auto const shown = rule.apply(all, others);
    if (!hidden && shown.state == CellState::value) {
      figure.low = std::max(shown.value - rounded_by - own, smallest);
      figure.high = shown.value + rounded_by - own;
    }
    figures.push_back(std::move(figure));
  };
  std::vector<std::uint32_t> every(base.size());
  std::iota(every.begin(), every.end(), 0U);
  add(every, sum_of(parts.all), sum_of(base), sum_of(base) < static_cast<double>(smallest) && sum_of(parts.all) > 0);
  if (!figures.front().high) figures.front().high = smallest - 1;  // hidden: fewer than the smallest group
  bool const open = sum_of(base) >= static_cast<double>(smallest);
  for (std::uint32_t part = 0; part < base.size(); ++part) {
    if (withheld[part] != 0 && !open) continue;  // nothing is said of it, not even that there is one
    add({part}, parts.all[part], base[part], withheld[part] != 0);
  }
  return figures;
}

Result<std::vector<Breach>> audit_parts(CountParts const& parts, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule) {
  std::vector<std::int64_t> counts;
  for (double const count : held_against(parts)) counts.push_back(std::llround(count));
  if (std::accumulate(counts.begin(), counts.end(), std::int64_t{0}) < rule.smallest_shown()) return std::vector<Breach>{};  // the count tells as much without its parts
  return breaches_of(counts, figures_of_parts(parts, withheld, rule), {least_width, {}});
}

}  // namespace concordat::protection
