// SPDX-License-Identifier: Apache-2.0
// How narrowly a reader of figures knows one count: whether it can be `width` more in one set of whole counts than in another.
//
// Wide is shown by two such sets, narrow by linear programs over some of the figures (more figures only make it narrower). What
// neither shows is unsure, and is no more to be released than what is narrow.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "protection/history/moves.h"

namespace concordat::protection {

enum class Spread : std::uint8_t { wide, narrow, unsure };

struct Bounds {
  Spread spread = Spread::unsure;
  double low = 0, high = 0;       ///< where it is narrow
  std::vector<Part> parts = {};   ///< the figures that limit it, of the low and of the high end
};

class Bounding {
 public:
  /// REQUIRES: the counts fit the figures; both outlive it.
  Bounding(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures);
  [[nodiscard]] Bounds of(std::uint32_t cell, double width);

 private:
  /// Some of the figures round a cell, over the cells that stand in them, numbered anew.
  struct Ball {
    std::vector<std::uint32_t> figures;
    std::vector<std::uint32_t> cells;
    std::vector<AtomicFigure> renumbered;
    std::uint32_t centre = 0;
    bool whole = false;  ///< nothing outside touches it
  };
  [[nodiscard]] Ball ball_round(std::uint32_t cell, std::size_t most_figures) const;
  [[nodiscard]] Bounds of_ball(Ball const& ball, double width) const;
  /// Whether these whole counts of the ball's cells, and the true ones of all others, fit every figure.
  [[nodiscard]] bool fits_beside_the_true(Ball const& ball, std::vector<double> const& counts) const;

  std::vector<std::int64_t> const& counts_;
  std::span<AtomicFigure const> figures_;
  FiguresOfCells figures_of_;
  Moves moves_;
};

}  // namespace concordat::protection
