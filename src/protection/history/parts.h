// SPDX-License-Identifier: Apache-2.0
// A count that was or will be released, taken apart: which parts may be shown beside it, so that neither a part nor what is left of the count tells
// a small number.
//
// What is decided depends on the counts alone and not on what was asked before: a part is shown or hidden for good, whoever asks for which parts in
// which order. A refusal that came and went with the counts would be an answer itself.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "protection/history/history.h"
#include "protection/rule.h"

namespace concordat::protection {

/// The parts of one count; together they are the whole of it.
struct CountParts {
  std::span<double const> all = {};
  /// Without what the reader itself reported, where it is one of several suppliers; empty: `all`.
  std::span<double const> of_others = {};
};

/// One number a part: 0 where it may be shown. Shown are parts of the smallest group or more; a part without any
/// report is a small one. Where one part is too small, others are hidden with it, the smallest first, until two are hidden that together are large enough
/// for each of them to be anything; a count that is hidden itself has no parts, and
/// where nothing was reported there is nothing in any part.
[[nodiscard]] std::vector<std::uint8_t> withheld_parts(CountParts const& parts, SmallNumberRule const& rule);

/// The figures from which a reader who has the count and every part that is shown could work something out; the parts are the atomic cells.
[[nodiscard]] std::vector<AtomicFigure> figures_of_parts(CountParts const& parts, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule);

/// Holds the count and all parts that are shown against each other, as `breaches_of` does, whole counts only: what it finds would be told. The same refusals.
[[nodiscard]] Result<std::vector<Breach>> audit_parts(CountParts const& parts, std::span<std::uint8_t const> withheld, SmallNumberRule const& rule);

}  // namespace concordat::protection
