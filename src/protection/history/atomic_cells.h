// SPDX-License-Identifier: Apache-2.0
// The finest cells of which every figure is a sum: area by period by category.
//
// Areas may be nested or overlap and periods may grow: a figure names the finest areas and periods it is of. Lists of codes change
// between releases, so a category is what every list called it: a code that was split, merged or renamed is a set of them.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace concordat::protection {

/// How the codes of one list became those of the next: each pair says that records of the first code may have the second. One code
/// with two is split, two with one are merged, one with one is renamed or stays.
using CodeChange = std::vector<std::pair<std::string, std::string>>;

class CategoryHistory {
 public:
  /// `first`: the codes of the oldest list. Refuses a change that leaves out a code of the list before it ("history.code-lost"): what
  /// was counted under it would be nowhere.
  [[nodiscard]] static Result<CategoryHistory> from(std::vector<std::string> const& first, std::span<CodeChange const> changes);
  [[nodiscard]] std::size_t size() const { return called_.size(); }
  /// The categories that the list of that number (0: the oldest) called so; empty where it has no such code.
  [[nodiscard]] std::vector<std::uint32_t> of(std::size_t list, std::string const& code) const;
  /// What each list called it, the oldest first.
  [[nodiscard]] std::vector<std::string> const& called(std::uint32_t category) const { return called_[category]; }

 private:
  std::vector<std::vector<std::string>> called_;
};

/// Numbers of the cells of `areas` x `periods` x `categories` in a space so large.
struct AtomicSpace {
  std::uint32_t areas = 0;
  std::uint32_t periods = 0;
  std::uint32_t categories = 1;
  [[nodiscard]] std::size_t size() const { return std::size_t{areas} * periods * categories; }
  [[nodiscard]] std::uint32_t cell(std::uint32_t area, std::uint32_t period, std::uint32_t category) const { return (area * periods + period) * categories + category; }
  /// REQUIRES: each number once, and below its count.
  [[nodiscard]] std::vector<std::uint32_t> cells(std::span<std::uint32_t const> of_areas, std::span<std::uint32_t const> of_periods, std::span<std::uint32_t const> of_categories) const;
};

}  // namespace concordat::protection
