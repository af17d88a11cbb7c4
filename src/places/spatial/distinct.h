// SPDX-License-Identifier: Apache-2.0
// Statistics of counts take few values in many places: each is worked out once.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace concordat::places {

/// Numbers those it is given by their first appearance, until there are too many of them.
class DistinctNumbers {
 public:
  static constexpr std::uint32_t most = 1U << 14;
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  /// `none` where it is a new one and there is no more room. Numbers are the same where all their bits are.
  [[nodiscard]] std::uint32_t place_of(double number) {
    auto const bits = std::bit_cast<std::uint64_t>(number);
    auto at = static_cast<std::uint32_t>((bits * 0x9e3779b97f4a7c15U) >> (64 - slot_bits));
    while (slots_[at] != none) {
      if (std::bit_cast<std::uint64_t>(numbers_[slots_[at]]) == bits) return slots_[at];
      at = (at + 1) % slot_count;
    }
    if (numbers_.size() == most) return none;
    slots_[at] = static_cast<std::uint32_t>(numbers_.size());
    numbers_.push_back(number);
    return slots_[at];
  }
  [[nodiscard]] std::vector<double> const& numbers() const { return numbers_; }

 private:
  static constexpr int slot_bits = 16;
  static constexpr std::uint32_t slot_count = 1U << slot_bits;
  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(slot_count, none);
  std::vector<double> numbers_;
};

}  // namespace concordat::places
