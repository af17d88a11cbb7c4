// SPDX-License-Identifier: Apache-2.0
// What one part of a run leaves for the others.
//
// A file is a line of text that says what it is, a body of little-endian numbers, and the hash of both. The line names the
// plan (a hash of model, files and number of parts), so that parts of different runs never mix.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linkage/learn/learn.h"
#include "linkage/linker.h"

namespace concordat::linkage {

struct PartKey {
  std::uint64_t plan = 0;
  std::uint32_t part = 0;
  std::uint32_t parts = 1;
  bool operator==(PartKey const&) const = default;
};

[[nodiscard]] std::string counts_bytes(PartKey const& key, Counts const& counts);
/// Problems part.damaged, part.other-plan.
[[nodiscard]] Result<Counts> counts_from(PartKey const& key, std::string_view bytes);

[[nodiscard]] std::string edges_bytes(PartKey const& key, Found const& found);
[[nodiscard]] Result<Found> edges_from(PartKey const& key, std::string_view bytes);

/// Adds the edges and tallies of a part.
void add(Found& to, Found const& part);

}  // namespace concordat::linkage
