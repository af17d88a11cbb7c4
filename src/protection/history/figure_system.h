// SPDX-License-Identifier: Apache-2.0
// What a reader can work out from sums of counts that are not below 0: the lowest and the highest that each can be.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace concordat::protection {

/// A figure that was released: the sum of these atomic cells lies from `low` to `high`.
struct AtomicFigure {
  std::vector<std::uint32_t> cells = {};     ///< each once
  std::int64_t low = 0;
  std::optional<std::int64_t> high = {};     ///< nothing: no limit

  [[nodiscard]] static AtomicFigure exact(std::vector<std::uint32_t> cells, std::int64_t count) { return {std::move(cells), count, count}; }
};

/// A figure's part in what was worked out: so many times it (below 0: taken away).
struct Part {
  std::size_t figure = 0;
  double times = 0;
};

struct Extreme {
  std::optional<double> value = {};   ///< nothing: no limit
  std::vector<double> counts = {};    ///< of all atomic cells, where the extreme is reached; empty without a limit
  std::vector<Part> parts = {};       ///< the figures it follows from
};

/// Linear programs by the simplex method on a dense tableau: for some hundreds of atomic cells and figures.
class FigureSystem {
 public:
  /// Figures without any limit are left aside; cells that stand in the same figures are told apart by nobody and become one.
  FigureSystem(std::size_t cells, std::span<AtomicFigure const> figures);
  /// False where no counts fit the figures.
  [[nodiscard]] bool fits() const { return fits_; }
  /// REQUIRES: fits(). Changes only where the search stands.
  [[nodiscard]] Extreme highest(std::uint32_t cell);
  [[nodiscard]] Extreme lowest(std::uint32_t cell);

 private:
  struct Row {
    std::size_t figure;
    double sign;  ///< 1: at most its high; -1: at least its low (turned round); 0: exactly
  };
  void make_tableau(std::span<AtomicFigure const> figures);
  bool find_start();
  /// Raises the objective as far as it goes; false where nothing limits it.
  bool raise(std::vector<double>& objective, std::size_t columns);
  void pivot(std::size_t row, std::size_t column);
  Extreme solve(std::uint32_t cell, double direction);

  std::size_t cells_;
  bool fits_ = false;
  std::vector<std::uint32_t> class_of_;        ///< of an atomic cell
  std::vector<std::uint32_t> class_size_, first_of_;
  std::vector<Row> rows_;
  std::vector<double> flipped_;                 ///< 1 or -1: what a row was multiplied with
  std::vector<std::vector<double>> tableau_;    ///< rows: columns, then the right-hand side
  std::vector<std::size_t> basis_;
  std::size_t real_columns_ = 0;                ///< counts and slacks; artificial ones follow, one a row
};

}  // namespace concordat::protection
