// SPDX-License-Identifier: Apache-2.0
// Least and greatest of a sum of unknowns that are not below nought and of which other sums are known: linear programming in
// whole numbers throughout (the simplex method with one common denominator), so that no bound is off by a rounding.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace concordat::protection {

class ExactProgram {
 public:
  /// Each row: which of the unknowns add up to a known sum. Refuses sums that cannot be ("shape.does-not-add-up") and programs
  /// whose figures grow beyond 63 bits ("shape.cannot-audit").
  [[nodiscard]] static Result<ExactProgram> of(std::size_t unknowns, std::span<std::vector<std::uint32_t> const> rows, std::span<std::int64_t const> sums);

  struct Extreme {
    std::optional<std::int64_t> value = {};  ///< attained by whole numbers; nothing: no limit
    bool exact = true;                       ///< nothing beyond it is possible, not even in fractions
  };
  /// Whole numbers that are known to be possible: what is attained is found among these and those met on the way.
  void know(std::vector<std::int64_t> possible) { met_.push_back(std::move(possible)); }
  /// Of the sum of these unknowns; refuses where no whole numbers were met ("shape.cannot-audit"). What the program was asked before does not change what is possible, only the way there.
  [[nodiscard]] Result<Extreme> greatest(std::span<std::uint32_t const> of);
  [[nodiscard]] Result<Extreme> least(std::span<std::uint32_t const> of);

 private:
  [[nodiscard]] Result<Extreme> extreme(std::span<std::uint32_t const> of, std::int64_t sign);
  [[nodiscard]] Result<bool> improve(bool bland);  ///< false: at the best
  [[nodiscard]] Result<void> pivot(std::size_t row, std::size_t column);
  [[nodiscard]] Result<void> begin();
  [[nodiscard]] bool whole() const;
  void meet();

  std::size_t unknowns_ = 0;
  std::vector<std::vector<std::int64_t>> row_;  ///< over denominator_; the last entry is the sum
  std::vector<std::int64_t> aim_;               ///< what a unit more of each unknown adds; the last entry is less what is reached
  std::vector<std::size_t> basis_;              ///< the unknown that each row gives; unknowns_ and above: none yet
  std::int64_t denominator_ = 1;
  bool unlimited_ = false;
  std::vector<std::vector<std::int64_t>> met_;  ///< possible whole numbers
};

}  // namespace concordat::protection
