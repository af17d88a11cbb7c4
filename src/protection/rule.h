// SPDX-License-Identifier: Apache-2.0
// Small-number rules: what may be published instead of a true count.
//
// An agreement may only make a rule stricter: a smallest group below the rule's own changes nothing.
#pragma once

#include <cstdint>

#include "base/fixed_text.h"
#include "base/result.h"

namespace concordat::protection {

enum class CellState : std::uint8_t { value, suppressed, not_available };

/// A figure that may be shown. `value` is 0 unless the state is `value`, so a hidden figure cannot be read
/// back.
struct ProtectedCell {
  CellState state = CellState::not_available;
  std::int64_t value = 0;
  friend bool operator==(ProtectedCell const&, ProtectedCell const&) = default;
};

class SmallNumberRule {
 public:
  static constexpr std::int64_t nhs_smallest = 8;
  static constexpr std::int64_t ten_five_smallest = 10;

  /// 0 stays 0, 1 to 7 are hidden, others go to the nearest 5.
  [[nodiscard]] static SmallNumberRule nhs() { return SmallNumberRule{nhs_smallest, true}; }
  /// 0 to 9 are hidden, others go to the nearest 5.
  [[nodiscard]] static SmallNumberRule ten_five() { return SmallNumberRule{ten_five_smallest, false}; }
  /// The same rule, hiding everything below `minimum_group` as well. Refuses less than 1 and more than
  /// 1,000,000.
  [[nodiscard]] Result<SmallNumberRule> stricter(std::int64_t minimum_group) const;

  /// Counts, or sums of aoristic weights: whatever lies below the smallest group and is not zero is hidden.
  [[nodiscard]] ProtectedCell apply(double true_value) const { return apply(true_value, true_value); }
  /// For a reader who knows a part of the value, having reported it: what the others reported is held against the smallest group.
  /// A value of 0 is told as before; where only the others' part is 0 it is hidden like any other small one, so that a reader cannot
  /// find out where nobody else knows of anything.
  [[nodiscard]] ProtectedCell apply(double true_value, double of_others) const;
  [[nodiscard]] std::int64_t smallest_shown() const { return smallest_; }
  [[nodiscard]] FixedText method() const;
  /// The same, where the smallest group is held against what others than the reader reported.
  [[nodiscard]] static FixedText method_beside_own();

 private:
  SmallNumberRule(std::int64_t smallest, bool zero_shown) : smallest_{smallest}, zero_shown_{zero_shown} {}
  std::int64_t smallest_;
  bool zero_shown_;
};

}  // namespace concordat::protection
