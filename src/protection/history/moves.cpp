// SPDX-License-Identifier: Apache-2.0
#include "protection/history/moves.h"

#include <algorithm>

namespace concordat::protection {
namespace {

constexpr int deepest = 10;        // repairs in a row
constexpr int most_tries = 400;    // repairs looked at for one step
constexpr std::size_t widest = 6;  // cells tried for one figure

}  // namespace

FiguresOfCells figures_of_cells(std::size_t cells, std::span<AtomicFigure const> figures) {
  FiguresOfCells figures_of(cells);
  for (std::uint32_t figure = 0; figure < figures.size(); ++figure) {
    if (figures[figure].low <= 0 && !figures[figure].high) continue;  // says nothing
    for (auto const cell : figures[figure].cells) figures_of[cell].push_back(figure);
  }
  return figures_of;
}

Moves::Moves(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures, FiguresOfCells const& figures_of)
    : counts_{counts}, figures_{figures}, figures_of_{figures_of} {
  for (auto const& figure : figures) {
    std::int64_t sum = 0;
    for (auto const cell : figure.cells) sum += counts[cell];
    true_sums_.push_back(sum);
  }
  at_ = counts_;
  sums_ = true_sums_;
}

void Moves::start_again() { undo_to(0); }

int Moves::off(std::uint32_t figure) const {
  if (sums_[figure] < figures_[figure].low) return -1;
  return figures_[figure].high && sums_[figure] > *figures_[figure].high ? 1 : 0;
}

int Moves::harm(std::uint32_t cell, int sign) const {
  int more = 0;
  for (auto const figure : figures_of_[cell]) {
    auto const& one = figures_[figure];
    auto const sum = sums_[figure] + sign;
    bool const fits = sum >= one.low && (!one.high || sum <= *one.high);
    more += (fits ? 0 : 1) - (off(figure) == 0 ? 0 : 1);
  }
  return more;
}

void Moves::change(std::uint32_t cell, int sign) {
  at_[cell] += sign;
  for (auto const figure : figures_of_[cell]) {
    bool const fitted = off(figure) == 0;
    sums_[figure] += sign;
    bool const fits = off(figure) == 0;
    if (fitted && !fits) broken_.push_back(figure);
    if (!fitted && fits) std::erase(broken_, figure);
  }
}

void Moves::undo_to(std::size_t length) {
  while (trail_.size() > length) {
    auto const [cell, sign] = trail_.back();
    trail_.pop_back();
    change(cell, -sign);
  }
}

bool Moves::repair(int depth) {
  if (broken_.empty()) return true;
  if (depth == deepest) return false;
  auto const figure = broken_.back();
  int const sign = -off(figure);
  std::vector<std::pair<int, std::uint32_t>> ways;
  for (auto const cell : figures_[figure].cells) {
    if (cell == fixed_ || at_[cell] + sign < 0) continue;
    ways.emplace_back(harm(cell, sign), cell);
  }
  auto const some = std::min(widest, ways.size());
  std::ranges::partial_sort(ways, ways.begin() + static_cast<std::ptrdiff_t>(some));
  for (std::size_t way = 0; way < some; ++way) {
    if (++tries_ > most_tries) return false;
    auto const length = trail_.size();
    change(ways[way].second, sign);
    trail_.emplace_back(ways[way].second, sign);
    if (repair(depth + 1)) return true;
    undo_to(length);
  }
  return false;
}

bool Moves::step(std::uint32_t cell, int sign) {
  if (at_[cell] + sign < 0) return false;
  auto const length = trail_.size();
  tries_ = 0;
  change(cell, sign);
  trail_.emplace_back(cell, sign);
  if (repair(0)) return true;
  undo_to(length);
  return false;
}

std::int64_t Moves::go(std::uint32_t cell, int sign, std::int64_t wanted) {
  start_again();
  fixed_ = cell;
  std::int64_t steps = 0;
  while (steps < wanted && step(cell, sign)) ++steps;
  return steps;
}

bool Moves::spread(std::uint32_t cell, std::int64_t width) {
  auto const up = go(cell, 1, width);
  auto const found = up >= width || up + go(cell, -1, width - up) >= width;
  start_again();
  return found;
}

}  // namespace concordat::protection
