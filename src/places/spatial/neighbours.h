// SPDX-License-Identifier: Apache-2.0
// Which areas are neighbours, as compressed rows of indices.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "places/area_set.h"

namespace concordat::places {

/// Invariants: no area is its own neighbour; each neighbour stands once, in rising order.
class Neighbours {
 public:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;

  /// `pairs` as (from, to); one direction does not imply the other. Refuses an index of `count` or more.
  [[nodiscard]] static Result<Neighbours> from_pairs(std::size_t count, std::vector<Pair> pairs);
  /// Areas that share a point of their boundaries, to the centimetre ("queen" contiguity).
  [[nodiscard]] static Neighbours by_boundary(AreaSet const& areas);
  /// Points at most `distance` metres apart. Refuses a distance that is not above 0 and points that are no
  /// numbers.
  [[nodiscard]] static Result<Neighbours> within(std::span<Point const> points, double distance);

  [[nodiscard]] std::size_t size() const { return offsets_.size() - 1; }
  [[nodiscard]] std::span<std::uint32_t const> of(std::size_t area) const {
    return std::span{index_}.subspan(offsets_[area], offsets_[area + 1] - offsets_[area]);
  }

 private:
  Neighbours(std::size_t count, std::vector<Pair> pairs);
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint32_t> index_;
};

}  // namespace concordat::places
