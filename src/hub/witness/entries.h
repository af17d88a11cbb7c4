// SPDX-License-Identifier: Apache-2.0
// The ledger's entries, one after the other. Inside this module only.
#pragma once

#include <algorithm>
#include <cstdint>

#include "hub/log.h"
#include "ledger/leaf.h"
#include "ledger/tiles.h"

namespace concordat::hub {

struct EntryRange {
  std::uint64_t first = 0;
  std::uint64_t end = 0;  ///< one beyond the last
};

/// Visits entries in their order, a bundle at a time; the visitor answers false to stop.
template <class Visit>
Result<void> visit_entries(Log& log, EntryRange const& range, Visit visit) {
  auto const size = log.size();
  if (!size) return fail(size);
  for (auto index = range.first; index < std::min(range.end, *size);) {
    auto const bundle = index / ledger::tile_width;
    auto const width = ledger::width_of(*size, 0, bundle);
    auto const bytes = log.storage().entries({bundle, width});
    if (!bytes) return fail(bytes);
    auto const entries = ledger::decode_bundle(*bytes, width);
    if (!entries) return fail(entries);
    for (; index < std::min(range.end, bundle * ledger::tile_width + width); ++index) {
      auto const leaf = ledger::read_leaf((*entries)[index % ledger::tile_width]);
      if (!leaf) return fail(leaf);
      if (!visit(index, *leaf)) return {};
    }
  }
  return {};
}

}  // namespace concordat::hub
