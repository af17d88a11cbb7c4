// SPDX-License-Identifier: Apache-2.0
#include "protection/history/crossing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace concordat::protection {
namespace {

using CellsOfPart = std::array<std::uint32_t, 2>;
/// The cells of each part, of the first filter and of the second.
constexpr std::array<std::array<CellsOfPart, 2>, 2> cells_of_parts{{{{{0, 2}, {1, 3}}}, {{{0, 1}, {2, 3}}}}};

double whole_of(std::span<double const> cells) { return std::accumulate(cells.begin(), cells.end(), 0.0); }

std::vector<double> parts_of(std::span<double const> cells, std::array<CellsOfPart, 2> const& filter) {
  std::vector<double> parts;
  for (auto const& [one, other] : filter) {
    if (!cells.empty()) parts.push_back(cells[one] + cells[other]);
  }
  return parts;
}

}  // namespace

std::vector<std::uint8_t> withheld_cells(CountParts const& cells, SmallNumberRule const& rule) {
  auto const smallest = static_cast<double>(rule.smallest_shown());
  auto const is_large = [&](std::span<double const> counts) { return std::ranges::all_of(counts, [&](double count) { return count >= smallest; }); };
  bool const none_at_all = whole_of(cells.all) == 0 && rule.apply(0).state == CellState::value;
  bool const shown = none_at_all || (is_large(cells.all) && is_large(cells.of_others));
  return std::vector<std::uint8_t>(cells.all.size(), shown ? 0 : 1);
}

std::vector<AtomicFigure> figures_of_crossing(CountParts const& cells, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule) {
  auto figures = figures_of_parts(cells, withheld, rule);
  for (auto const& filter : cells_of_parts) {
    auto const all = parts_of(cells.all, filter);
    auto const others = parts_of(cells.of_others, filter);
    CountParts const parts{all, others};
    for (auto& figure : figures_of_parts(parts, withheld_parts(parts, rule), rule)) {
      std::vector<std::uint32_t> of;
      for (auto const part : figure.cells) of.insert(of.end(), filter[part].begin(), filter[part].end());
      figure.cells = std::move(of);
      figures.push_back(std::move(figure));
    }
  }
  return figures;
}

Result<std::vector<Breach>> audit_crossing(CountParts const& cells, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule) {
  std::vector<std::int64_t> counts;
  for (double const count : cells.of_others.empty() ? cells.all : cells.of_others) counts.push_back(std::llround(count));
  if (std::accumulate(counts.begin(), counts.end(), std::int64_t{0}) < rule.smallest_shown()) return std::vector<Breach>{};  // the count tells as much by itself
  return breaches_of(counts, figures_of_crossing(cells, withheld, rule));
}

}  // namespace concordat::protection
