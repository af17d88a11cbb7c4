// SPDX-License-Identifier: Apache-2.0
// Inside the module: the circle of cells that protects a small one at the least cost.
#pragma once

#include <queue>
#include <vector>

#include "protection/suppress/network.h"

namespace concordat::protection {

class Circles {
 public:
  Circles(CountTable const& table, CellNetwork const& network, bool totals_may_hide);
  /// The cells besides `cell` of a circle round which `width` can be moved, up and down together, without any count falling
  /// below 0. Hidden cells cost nothing; others cost one each, totals more, and of equal circles the one that loses least
  /// is taken. Empty where there is none. Zeros are in none.
  [[nodiscard]] std::vector<std::uint32_t> cheapest(CellFlow const& flow, std::uint32_t cell, std::int64_t width);

 private:
  using Cost = std::int64_t;
  /// Along cells that can give `up` where they fall and `down` where they rise. The cost, or a negative number.
  Cost find(CellFlow const& flow, std::uint32_t cell, std::int64_t up, std::int64_t down, Cost most);
  [[nodiscard]] std::vector<std::uint32_t> way_back(std::uint32_t cell) const;

  CellNetwork const& network_;
  std::vector<Cost> price_;  ///< of hiding each cell; negative: never
  std::vector<Cost> cost_;
  std::vector<std::uint32_t> by_cell_, seen_in_;
  std::uint32_t search_ = 0;
};

}  // namespace concordat::protection
