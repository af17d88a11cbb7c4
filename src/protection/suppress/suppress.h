// SPDX-License-Identifier: Apache-2.0
// Hides more cells than the rule does, so that totals do not give the small ones away.
#pragma once

#include <span>
#include <vector>

#include "protection/cells/profile.h"
#include "protection/suppress/audit.h"

namespace concordat::protection {

struct SuppressOptions {
  /// How wide the interval of each small count must be. 1 only keeps it from being worked out exactly.
  std::int64_t width = protection_width;
  /// Whether totals of five and more may be hidden as well. Without it some tables cannot be protected.
  bool totals_may_hide = true;
  /// Other orders to try, for fewer hidden cells; nothing: as many as are quick for a table of this size.
  std::optional<int> orders = {};
  /// How much may be done before it is given up, and who is told how far it is.
  std::uint64_t most_steps = Diligence::shipped_steps;
  Diligence::Tell tell = {};
};

struct Suppressed {
  PublishedTable table = {};
  std::size_t small = 0;      ///< hidden because they are small, totals too
  std::size_t besides = 0;    ///< hidden so that the others cannot be worked out
  AuditReport audit = {};     ///< of the table as published
  bool tidied = true;  ///< false: of a huge table more is hidden than has to be, since it was not gone through a second time
};

/// For the profile `partner`: 1 to 4 are hidden, and by cheapest circles as many others as it takes that each of them can
/// lie anywhere in an interval of the width. Zeros stay. The same table gives the same cells. What comes out has been
/// audited from its published figures. Refuses ("suppress.cannot") where all that may be hidden would not be enough, and
/// ("suppress.too-large") where it would take more steps than may be taken; half of them go to showing again what is not needed.
[[nodiscard]] Result<Suppressed> suppress(CountTable const& table, SuppressOptions const& options = {});

/// The rows (groups and the total too) whose people are all in one of the sensitive columns and fewer than ten: to know
/// that somebody is counted there is to know what happened to them. `sensitive` holds places of columns.
[[nodiscard]] std::vector<std::size_t> group_disclosures(CountTable const& table, std::span<std::size_t const> sensitive);

}  // namespace concordat::protection
