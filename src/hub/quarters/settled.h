// SPDX-License-Identifier: Apache-2.0
// How a quarter's reports are taken apart into parts, settled once: the same reports taken apart in two ways could be subtracted.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub {

struct SettledWay {
  Quarter quarter;
  std::string way;          ///< "category", "method", "source", "weekday" or "hour"
  std::string fingerprint;  ///< of what is in each part, hex
};
/// What the entry of those that were settled together commits to.
[[nodiscard]] std::string settled_text(std::span<SettledWay const> ways);
/// All of them, by the entry that settled them.
[[nodiscard]] Result<std::map<std::uint64_t, std::vector<SettledWay>>> settled_ways(store::Connection& connection);

/// Settles the way for those of the quarters for which that was not yet done, with one entry, which is `index`; whether one was written.
/// "release.filter-changed" where it was done in another way. REQUIRES: a write transaction, in which `index` is the next entry.
[[nodiscard]] Result<bool> settle_way(Hub& hub, store::Transaction& transaction, std::string_view way, std::string_view fingerprint, std::span<Quarter const> quarters, std::uint64_t index);

}  // namespace concordat::hub
