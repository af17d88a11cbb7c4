// SPDX-License-Identifier: Apache-2.0
// Inside the module: all choices of steps, and the classes that each of them makes.
#pragma once

#include <bit>
#include <optional>
#include <vector>

#include "protection/anonymity/generalise.h"

namespace concordat::protection {

/// The choices in mixed-radix numbers: one digit a column, the step taken.
class Lattice {
 public:
  explicit Lattice(std::span<KnownColumn const> known);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t columns() const { return steps_.size(); }
  [[nodiscard]] std::vector<std::uint32_t> steps(std::size_t node) const;
  /// One step more in a column; nothing where it is at its last.
  [[nodiscard]] std::optional<std::size_t> above(std::size_t node, std::size_t column) const;
  /// Calls `with` for the node and for every one with no column coarser.
  template <class With>
  void each_below(std::size_t node, With with) const {
    auto const top = steps(node);
    std::vector<std::uint32_t> at(top.size(), 0);
    for (;;) {
      std::size_t number = 0;
      for (std::size_t c = 0; c < top.size(); ++c) number += at[c] * weight_[c];
      with(number);
      std::size_t c = 0;
      while (c < top.size() && at[c] == top[c]) at[c++] = 0;
      if (c == top.size()) return;
      ++at[c];
    }
  }

 private:
  std::vector<std::size_t> steps_, weight_;
  std::size_t size_ = 1;
};

/// Classes of records at one choice of steps.
struct Classes {
  std::vector<std::uint64_t> key = {};    ///< the codes at those steps, packed
  std::vector<std::uint32_t> count = {};
  std::size_t sensitive = 0;
  std::vector<std::uint64_t> seen = {};   ///< a class: `sensitive` words, one bit a value
  std::vector<std::uint32_t> class_of = {};  ///< of records; only from of_records

  [[nodiscard]] std::size_t size() const { return key.size(); }
  /// The fewest different values of a sensitive column in a class.
  [[nodiscard]] std::uint32_t distinct(std::size_t one) const {
    std::uint32_t fewest = 64;
    for (std::size_t s = 0; s < sensitive; ++s) fewest = std::min(fewest, static_cast<std::uint32_t>(std::popcount(seen[one * sensitive + s])));
    return fewest;
  }
  [[nodiscard]] bool holds(std::size_t one, Demand const& demand) const {
    return count[one] >= demand.k && (sensitive == 0 || distinct(one) >= demand.l);
  }
  /// How many records lie in classes that do not hold.
  [[nodiscard]] std::size_t too_small(Demand const& demand) const;

  /// At step 0 of every column. Refuses codes that do not fit in 64 bits together.
  [[nodiscard]] static Result<Classes> of_records(std::span<KnownColumn const> known, std::span<std::vector<std::uint32_t> const> sensitive);
};

/// The classes at coarser steps from those at finer ones; `class_of` gets the new class of each old one where it is given.
[[nodiscard]] Classes roll_up(std::span<KnownColumn const> known, Classes const& finer, std::vector<std::uint32_t> const& from,
                              std::vector<std::uint32_t> const& to, std::vector<std::uint32_t>* class_of = nullptr);

/// Keeps some classes that were worked out, so that coarser ones begin from few classes.
class ClassCache {
 public:
  ClassCache(std::span<KnownColumn const> known, Classes base);
  [[nodiscard]] Classes const& at(std::vector<std::uint32_t> const& steps);

 private:
  struct Kept {
    std::vector<std::uint32_t> steps;
    Classes classes;
  };
  std::span<KnownColumn const> known_;
  std::vector<Kept> kept_;
  Kept last_;
};

}  // namespace concordat::protection
