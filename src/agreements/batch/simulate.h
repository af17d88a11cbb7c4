// SPDX-License-Identifier: Apache-2.0
// The same questions over two sets of agreements, or against what was decided before.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agreements/batch/world.h"
#include "agreements/engine/moved.h"
#include "base/result.h"

namespace concordat::agreements {

/// One question that is not answered the same: `opened`, `closed`, `why` by the second set of agreements, against the first.
struct ChangedAnswer : Moved {
  std::uint64_t line = 0;
  std::string asker = {};
  std::string discloser = {};
  std::string purpose = {};
};

struct Simulation {
  std::uint64_t requests = 0;
  std::uint64_t would_allow = 0;  ///< in whole, by the second
  std::uint64_t would_refuse = 0; ///< in whole or in part
  std::uint64_t opened = 0;       ///< requests with at least one field opened
  std::uint64_t closed = 0;
  std::vector<ChangedAnswer> changes = {};  ///< in the order of the file
  Findings findings = {};                   ///< lines that could not be read
};

/// What `after` would make of the questions that `before` answers. "batch.no-requests".
[[nodiscard]] Result<Simulation> simulate(World const& before, World const& after, std::filesystem::path const& requests);

struct Replay {
  std::uint64_t records = 0;
  std::uint64_t same = 0;
  std::vector<std::uint64_t> differing = {};  ///< lines
  Findings findings = {};
};

/// Decides recorded questions again. A record is {"question": {..}, "decision": {..}}, the decision in full. "batch.no-requests".
[[nodiscard]] Result<Replay> replay(World const& world, std::filesystem::path const& records);

}  // namespace concordat::agreements
