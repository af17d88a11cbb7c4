// SPDX-License-Identifier: Apache-2.0
#include "protection/history/figure_system.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace concordat::protection {
namespace {

constexpr double nothing = 1e-9;

/// Sums of whole numbers stay near whole numbers; what is nearly one becomes one, so that errors do not add up.
double cleaned(double value) {
  double const whole = std::round(value);
  return std::abs(value - whole) < nothing ? whole : value;
}

}  // namespace

FigureSystem::FigureSystem(std::size_t cells, std::span<AtomicFigure const> figures) : cells_{cells} {
  std::vector<std::vector<std::uint32_t>> member(cells);
  for (std::uint32_t figure = 0; figure < figures.size(); ++figure) {
    if (figures[figure].low <= 0 && !figures[figure].high) continue;
    for (auto const cell : figures[figure].cells) member[cell].push_back(figure);
  }
  std::map<std::vector<std::uint32_t>, std::uint32_t> classes;
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    auto const [found, fresh] = classes.emplace(member[cell], static_cast<std::uint32_t>(class_size_.size()));
    if (fresh) {
      class_size_.push_back(0);
      first_of_.push_back(cell);
    }
    class_of_.push_back(found->second);
    ++class_size_[found->second];
  }
  make_tableau(figures);
  fits_ = find_start();
}

void FigureSystem::make_tableau(std::span<AtomicFigure const> figures) {
  for (std::size_t figure = 0; figure < figures.size(); ++figure) {
    auto const& one = figures[figure];
    if (one.high && *one.high == one.low) rows_.push_back({figure, 0});
    else {
      if (one.high) rows_.push_back({figure, 1});
      if (one.low > 0) rows_.push_back({figure, -1});
    }
  }
  std::size_t const classes = class_size_.size();
  std::size_t const slacks = static_cast<std::size_t>(std::ranges::count_if(rows_, [](Row const& row) { return row.sign != 0; }));
  real_columns_ = classes + slacks;
  std::size_t slack = classes;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::vector<double> line(real_columns_ + rows_.size() + 1, 0);
    auto const& figure = figures[rows_[r].figure];
    for (auto const cell : figure.cells) line[class_of_[cell]] = 1;
    if (rows_[r].sign != 0) line[slack++] = rows_[r].sign;
    line.back() = static_cast<double>(rows_[r].sign == 1 ? *figure.high : figure.low);
    double const flip = line.back() < 0 ? -1 : 1;
    for (auto& value : line) value *= flip;
    flipped_.push_back(flip);
    line[real_columns_ + r] = 1;
    tableau_.push_back(std::move(line));
    basis_.push_back(real_columns_ + r);
  }
}

void FigureSystem::pivot(std::size_t row, std::size_t column) {
  auto& line = tableau_[row];
  double const by = line[column];
  for (auto& value : line) value = cleaned(value / by);
  for (std::size_t r = 0; r < tableau_.size(); ++r) {
    double const times = tableau_[r][column];
    if (r == row || times == 0) continue;
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (line[c] != 0) tableau_[r][c] = cleaned(tableau_[r][c] - times * line[c]);
    }
  }
  basis_[row] = column;
}

bool FigureSystem::raise(std::vector<double>& objective, std::size_t columns) {
  for (;;) {
    // the first column that helps, and of rows that limit alike the lowest: so the search cannot go round in circles
    std::size_t column = 0;
    while (column < columns && objective[column] <= nothing) ++column;
    if (column == columns) return true;
    std::optional<std::size_t> limit;
    double least = 0;
    for (std::size_t r = 0; r < tableau_.size(); ++r) {
      if (tableau_[r][column] <= nothing) continue;
      double const ratio = tableau_[r].back() / tableau_[r][column];
      if (!limit || ratio < least - nothing || (ratio < least + nothing && basis_[r] < basis_[*limit])) {
        limit = r;
        least = ratio;
      }
    }
    if (!limit) return false;
    pivot(*limit, column);
    double const times = objective[column];
    for (std::size_t c = 0; c < objective.size(); ++c) objective[c] = cleaned(objective[c] - times * tableau_[*limit][c]);
  }
}

bool FigureSystem::find_start() {
  std::vector<double> objective(real_columns_ + rows_.size() + 1, 0);
  for (auto const& line : tableau_) {
    for (std::size_t c = 0; c < real_columns_; ++c) objective[c] += line[c];
    objective.back() += line.back();
  }
  if (!raise(objective, real_columns_) || objective.back() > 1e-6) return false;
  // artificial columns that stayed behind at 0 make room, where any real one can take their place
  for (std::size_t r = 0; r < tableau_.size(); ++r) {
    if (basis_[r] < real_columns_) continue;
    for (std::size_t c = 0; c < real_columns_; ++c) {
      if (std::abs(tableau_[r][c]) > nothing) {
        pivot(r, c);
        break;
      }
    }
  }
  return true;
}

Extreme FigureSystem::solve(std::uint32_t cell, double direction) {
  std::vector<double> objective(real_columns_ + rows_.size() + 1, 0);
  objective[class_of_[cell]] = direction;
  for (std::size_t r = 0; r < tableau_.size(); ++r) {
    if (basis_[r] != class_of_[cell]) continue;
    for (std::size_t c = 0; c < objective.size(); ++c) objective[c] -= direction * tableau_[r][c];
  }
  Extreme found;
  if (!raise(objective, real_columns_)) return found;
  found.value = cleaned(-direction * objective.back());
  found.counts.assign(cells_, 0);
  for (std::size_t r = 0; r < tableau_.size(); ++r) {
    if (basis_[r] >= class_size_.size()) continue;
    // all of a class's count stands in one of its cells: in the asked one, where it is of this class
    auto const holder = basis_[r] == class_of_[cell] ? cell : first_of_[basis_[r]];
    found.counts[holder] = tableau_[r].back();
  }
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    double const times = -direction * objective[real_columns_ + r] * flipped_[r];
    if (std::abs(times) > 1e-7) found.parts.push_back({rows_[r].figure, times});
  }
  return found;
}

Extreme FigureSystem::highest(std::uint32_t cell) { return solve(cell, 1); }

Extreme FigureSystem::lowest(std::uint32_t cell) {
  if (class_size_[class_of_[cell]] == 1) return solve(cell, -1);
  // another cell of its class can hold everything
  auto found = solve(cell, -1);
  found.value = 0;
  found.parts.clear();
  auto const other = static_cast<std::uint32_t>(std::ranges::find_if(class_of_, [&, at = std::uint32_t{0}](auto one) mutable { return at++ != cell && one == class_of_[cell]; }) - class_of_.begin());
  std::swap(found.counts[cell], found.counts[other]);
  return found;
}

}  // namespace concordat::protection
