// SPDX-License-Identifier: Apache-2.0
// Other counts that fit the same figures, found from the true ones by small steps: one count more here, one less there.
//
// What is found is a proof, in whole numbers, that a reader cannot rule these counts out. Where nothing is found nothing is
// said: then linear programs decide.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "protection/history/figure_system.h"

namespace concordat::protection {

/// Which figures a cell stands in.
using FiguresOfCells = std::vector<std::vector<std::uint32_t>>;
[[nodiscard]] FiguresOfCells figures_of_cells(std::size_t cells, std::span<AtomicFigure const> figures);

class Moves {
 public:
  /// REQUIRES: `counts` fit the figures; all three outlive it.
  Moves(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures, FiguresOfCells const& figures_of);
  /// Whether the cell can be at least so much more in one set of counts than in another. False: not found.
  [[nodiscard]] bool spread(std::uint32_t cell, std::int64_t width);

 private:
  void start_again();
  /// How often the cell could be changed by `sign`, at most `wanted` times.
  std::int64_t go(std::uint32_t cell, int sign, std::int64_t wanted);
  /// One change, and whatever it takes to fit all figures again; undone where that is not found.
  bool step(std::uint32_t cell, int sign);
  bool repair(int depth);
  void change(std::uint32_t cell, int sign);
  void undo_to(std::size_t length);
  [[nodiscard]] int off(std::uint32_t figure) const;  ///< -1: below its low, 1: above its high, 0: fits
  /// How many figures would not fit beside those that do not now, were the cell changed.
  [[nodiscard]] int harm(std::uint32_t cell, int sign) const;

  std::vector<std::int64_t> const& counts_;
  std::span<AtomicFigure const> figures_;
  FiguresOfCells const& figures_of_;
  std::vector<std::int64_t> true_sums_;
  std::vector<std::int64_t> at_, sums_;
  std::vector<std::uint32_t> broken_;  ///< figures that do not fit
  std::vector<std::pair<std::uint32_t, int>> trail_;
  std::uint32_t fixed_ = 0;  ///< the cell that is asked for: not changed by a repair
  int tries_ = 0;
};

}  // namespace concordat::protection
