// SPDX-License-Identifier: Apache-2.0
// Drawing by lot, the same on every machine: no standard distribution, whose results differ by library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/chance.h"

namespace concordat::synth {

/// What a draw is for. Each purpose and number has a draw of its own, so that one more draw here moves
/// nothing there.
enum class Lot : std::uint8_t {
  lattice,
  edge,
  area,
  street,
  place,
  household,
  person,
  month,
  police,
  published,
  search,
  emergency,
  ambulance,
  school,
  pupil,
  fire,
  clinic,
  education,
  justice,
  housing,
  care,
  community,
  prescribed,
  age,
  monitoring
};

class Draw {
 public:
  Draw(std::uint64_t seed, Lot lot, std::uint64_t number = 0, std::uint64_t second = 0);

  [[nodiscard]] double unit() { return chance_.unit(); }
  [[nodiscard]] std::uint64_t next() { return chance_.next(); }
  [[nodiscard]] std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(chance_.below(bound));
  }
  /// Both ends included.
  [[nodiscard]] int between(int least, int most);
  [[nodiscard]] double between(double least, double most) { return least + (most - least) * unit(); }
  [[nodiscard]] bool happens(double probability) { return unit() < probability; }
  /// About normal, mean 0, deviation 1, never beyond 6: a sum, because log() and cos() differ by library.
  [[nodiscard]] double normal();
  [[nodiscard]] int poisson(double mean);
  /// Index by weight; the weights need not sum to one.
  [[nodiscard]] std::size_t weighted(std::span<double const> weights);
  template <class Range>
  [[nodiscard]] auto const& pick(Range const& range) {
    return range[below(std::size(range))];
  }

 private:
  SeededChance chance_;
};

}  // namespace concordat::synth
