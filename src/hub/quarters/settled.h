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
  std::string way;          ///< "category", "method", "source", "weekday", "hour" or "age"; of two that are crossed "method:hour"
  std::string fingerprint;  ///< of what is in each part, hex
};
/// A way of taking reports apart that is to be settled.
struct WayToSettle {
  std::string way;
  std::string fingerprint;
};
/// What the entry of those that were settled together commits to.
[[nodiscard]] std::string settled_text(std::span<SettledWay const> ways);
/// The ways that are settled of a quarter.
[[nodiscard]] Result<std::vector<std::string>> ways_of(store::Connection& connection, Quarter quarter);
/// All of them, by the entry that settled them; those of one entry by quarter and way.
[[nodiscard]] Result<std::map<std::uint64_t, std::vector<SettledWay>>> settled_ways(store::Connection& connection);

/// Settles the ways for those of the quarters for which that was not yet done, with one entry, which is `index`; whether one was written.
/// "release.filter-changed" where one of them was done in another way: then none is settled. REQUIRES: a write transaction, in which `index` is the next entry.
[[nodiscard]] Result<bool> settle_ways(Hub& hub, store::Transaction& transaction, std::span<WayToSettle const> ways, std::span<Quarter const> quarters, std::uint64_t index);

}  // namespace concordat::hub
