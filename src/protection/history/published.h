// SPDX-License-Identifier: Apache-2.0
// What the reader of a published value knows of the count behind it, by the rule under which it was published.
//
// Every rule is known to everybody. So a value is an interval, and what is hidden is one too.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protection/history/figure_system.h"
#include "protection/rule.h"

namespace concordat::protection {

/// The count lies from `low` to `high`.
struct KnownRange {
  std::int64_t low = 0;
  std::optional<std::int64_t> high = {};  ///< nothing: no limit
  friend bool operator==(KnownRange const&, KnownRange const&) = default;
};

/// A value as it was published; nothing: hidden.
using Published = std::optional<std::int64_t>;

/// 0 is 0; hidden is from 1 to one below the smallest shown; another value lies within two of the count.
[[nodiscard]] KnownRange known_of_nhs(Published const& value, std::int64_t smallest_shown = SmallNumberRule::nhs_smallest);
/// Hidden is from 0 to 9; another value lies within two of the count.
[[nodiscard]] KnownRange known_of_ten_five(Published const& value);
/// A value is the count. What is hidden may be a small count or one that was hidden beside it: any.
[[nodiscard]] KnownRange known_of_partner(Published const& value);
/// The counts that the cell key makes this value of; hidden: those of every value below the smallest shown.
[[nodiscard]] KnownRange known_of_cell_key(Published const& value, std::int64_t smallest_shown = 0);

/// The sum of these cells was published so.
[[nodiscard]] AtomicFigure figure_of(std::vector<std::uint32_t> cells, KnownRange const& known);

}  // namespace concordat::protection
