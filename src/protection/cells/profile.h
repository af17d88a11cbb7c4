// SPDX-License-Identifier: Apache-2.0
// The named rules for tables: who is to read the table says what becomes of its cells.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protection/cells/count_table.h"
#include "protection/rule.h"

namespace concordat::protection {

enum class TableProfile : std::uint8_t {
  partner,   ///< inside the partnership: 1 to 4 hidden, more hidden with them so that totals do not give them away
  nhs,       ///< 1 to 7 hidden, others to the nearest 5; totals add up what is shown
  ten_five,  ///< below 10 hidden, others to the nearest 5; totals add up what is shown
  open,      ///< for everyone: the cell key
};
/// "partner", "nhs", "ten-five", "public".
[[nodiscard]] std::string_view name_of(TableProfile profile);
[[nodiscard]] std::optional<TableProfile> profile_named(std::string_view name);

inline constexpr std::int64_t partner_smallest = 5;

/// What may be shown of a table, cell by cell as in its shape.
struct PublishedTable {
  TableShape shape = {};
  std::vector<ProtectedCell> cells = {};
  friend bool operator==(PublishedTable const& left, PublishedTable const& right) { return left.cells == right.cells; }
};

/// 1 to 4 are hidden, everything else stays. Alone this is no protection where totals are shown.
[[nodiscard]] ProtectedCell partner_cell(std::int64_t count);

/// Each cell under the rule; totals add up the figures shown, and are hidden where all that they add up is.
[[nodiscard]] PublishedTable publish_rounded(CountTable const& table, SmallNumberRule const& rule);

/// Each cell, totals too, changed by the sum of its records' keys; so totals need not be the sums of the cells. Refuses a
/// table without record keys, and one too thin to be worth it: more than half its inner cells below 3, or a mean below 2.
[[nodiscard]] Result<PublishedTable> publish_by_cell_key(CountTable const& table);

}  // namespace concordat::protection
