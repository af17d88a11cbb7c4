// SPDX-License-Identifier: Apache-2.0
// Inside the module: how two sets of terms for one cell differ, and how cells become boxes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "agreements/analysis/diff.h"

namespace concordat::agreements::analysis {

/// A rule's terms for some of its fields.
struct Offer {
  Terms const* terms = nullptr;
  Agreement const* agreement = nullptr;
  Rule const* rule = nullptr;
};

/// What both sets say of one cell.
struct Sides {
  std::vector<Offer> before = {};
  std::vector<Offer> after = {};
  std::vector<Bar> bars_before = {};
  std::vector<Bar> bars_after = {};
};
/// Nothing where no decision differs. Boxes and the day it stops are left empty.
[[nodiscard]] std::optional<CellChange> judge(Sides const& sides, PrintNames const& names);

/// Numbers in place of words: discloser, recipient, role, purpose, then fields.
using RawBox = std::array<std::vector<std::uint32_t>, 5>;
/// Fewer boxes with the same cells. REQUIRES: no cell is in two of them.
[[nodiscard]] std::vector<RawBox> merged(std::vector<RawBox> boxes);

/// Prohibitions, grouping clauses, terms and the rest of the documents.
void compare_clauses(Scope const& before, Scope const& after, PrintNames const& names, Difference& out);
void compare_papers(Scope const& before, Scope const& after, Difference& out);

}  // namespace concordat::agreements::analysis
