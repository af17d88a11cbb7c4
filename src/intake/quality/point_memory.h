// SPDX-License-Identifier: Apache-2.0
// Which map points a feed has used before, and in which month last.
//
// A publisher that moves its map points makes every place look new: the share of points never seen before
// tells it. REQUIRES: months come in order, as monthly files do; a month taken up again counts its points
// again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/date.h"

namespace concordat::intake {

class PointMemory {
 public:
  struct Sight {
    bool first_this_month = false;
    bool first_ever = false;
  };
  /// `key` stands for a point: point_key(), or any number the caller keeps to.
  [[nodiscard]] Sight see(std::uint64_t key, Month month);
  [[nodiscard]] std::size_t size() const { return used_; }
  /// For storage: the keys and the months they were last seen in, unordered.
  struct Seen {
    std::uint64_t key = 0;
    Month last = {};
  };
  [[nodiscard]] std::vector<Seen> all() const;
  void restore(std::span<Seen const> seen);

 private:
  void grow();
  std::vector<Seen> table_;  // open addressing; month 0 is an empty place
  std::size_t used_ = 0;
};

/// Of whole metres on the grid.
[[nodiscard]] std::uint64_t point_key(std::int32_t easting, std::int32_t northing);

}  // namespace concordat::intake
