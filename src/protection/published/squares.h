// SPDX-License-Identifier: Apache-2.0
// The attack on a map of squares: back from the squares to the spot that they are of.
//
// A map with full figures is undone from a few of them: an event with no other near by is found to less than a metre. Of squares in
// classes a reader can still ask which single spot would give just these squares, in just this order of classes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace concordat::protection {

struct PublishedSquare {
  double west = 0;
  double south = 0;
  double side = 0;
  int level = 1;  ///< of its class: the higher, the denser
};

struct Spot {
  double x = 0;
  double y = 0;
  double off = 0;  ///< so far from there the spot may lie at most, in metres
};

struct Undone {
  std::size_t groups = 0;           ///< of squares that touch
  std::vector<Spot> spots = {};     ///< where one spot alone explains a group, and is told more closely than half a square is wide
};

/// `reach`: how far from a spot squares may show. REQUIRES: all of one side, on one grid.
[[nodiscard]] Undone undo_map(std::span<PublishedSquare const> squares, double reach);

}  // namespace concordat::protection
