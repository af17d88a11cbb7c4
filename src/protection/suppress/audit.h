// SPDX-License-Identifier: Apache-2.0
// What a reader can work out from a published table with totals.
//
// The reader knows every figure shown, that everything adds up, and that no count is below 0. `bounds` are exactly the
// lowest and highest count that each hidden cell can then have; both can really be so.
#pragma once

#include <optional>
#include <vector>

#include "protection/cells/profile.h"
#include "protection/suppress/diligence.h"

namespace concordat::protection {

/// A hidden count must be able to lie anywhere in an interval at least this wide, which then holds a count of 5 or more.
inline constexpr std::int64_t protection_width = 5;

struct CellBounds {
  std::uint32_t cell = 0;
  std::int64_t low = 0;
  std::optional<std::int64_t> high = {};  ///< nothing: no limit
  [[nodiscard]] bool known() const { return high == low; }
  [[nodiscard]] bool narrow() const { return high && *high - low < protection_width; }
};

struct AuditReport {
  std::vector<CellBounds> bounds = {};  ///< of every hidden cell, in the order of the cells
  [[nodiscard]] std::vector<CellBounds> known() const;   ///< can be worked out exactly
  /// Tells too much of a count that may be small: less than 5 wide, and it begins below 5.
  [[nodiscard]] std::vector<CellBounds> narrow() const;
};

/// Needs the published figures only. Refuses a table that does not fit its shape ("table.shape"), one with figures missing
/// rather than hidden ("audit.blank"), and one whose figures cannot add up ("audit.does-not-add-up"), as rounded and changed ones do not;
/// and a table that takes more steps than may be taken ("audit.too-large").
[[nodiscard]] Result<AuditReport> audit(PublishedTable const& table, Diligence& diligence);
[[nodiscard]] Result<AuditReport> audit(PublishedTable const& table);

/// The figures from which a hidden cell follows: the shown cells of one sum in which nothing else is hidden, where there is
/// such a sum; else all shown cells of the sums around it.
[[nodiscard]] std::vector<std::uint32_t> witnesses(PublishedTable const& table, std::uint32_t cell);

}  // namespace concordat::protection
