// SPDX-License-Identifier: Apache-2.0
// How much likelier two names are to be borne together than each by itself says: Gujarati forenames go with Gujarati surnames, so
// that both being rare is one surprise and not two.
//
// Learned from the records themselves, without labels and without lists of names: a mixture of independent classes (latent
// class analysis) over the different pairs of values, each counted once, so that the records of one person say nothing twice.
// The classes have no names and are kept nowhere.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "linkage/table/table.h"

namespace concordat::linkage {

class NameGroups {
 public:
  /// Of two columns of a table. The same for any number of threads.
  NameGroups(Table const& table, FieldIndex first, Space first_space, FieldIndex second, Space second_space, unsigned threads);
  /// P(first) P(second) / P(both): below 1 where they go together. 1 for values that were not there.
  [[nodiscard]] double ratio(std::uint32_t first, std::uint32_t second) const;
  /// The class that most likely gave these two, or the one that is known; nothing where neither is. For measuring whether links are
  /// equally good for all names, outside the model: nothing that compares records may ask.
  [[nodiscard]] std::optional<std::size_t> likeliest(std::uint32_t first, std::uint32_t second) const;

  static constexpr std::size_t classes = 12;

 private:
  static constexpr int rounds = 30;
  static constexpr double smoothing = 1;  ///< how many pairs' worth a value is drawn to what all values show
  using Shares = std::array<float, classes>;
  /// One side: the partners of each value, and how likely each class gives it.
  struct Side {
    std::vector<std::uint32_t> begins;  ///< by value
    std::vector<std::uint32_t> partners;
    std::vector<Shares> chance;         ///< P(value | class)
  };
  [[nodiscard]] static Side side_of(std::vector<std::uint64_t> pairs, Dictionary const& values);
  [[nodiscard]] std::vector<std::array<double, classes>> counts_of(Side const& side, Side const& other, unsigned threads) const;
  void take(Side& side, std::vector<std::array<double, classes>> const& counts);

  Shares share_{};  ///< of classes
  std::vector<Shares> first_;   ///< P(class | value)
  std::vector<Shares> second_;  ///< P(value | class) / P(value)
};

}  // namespace concordat::linkage
