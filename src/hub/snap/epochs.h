// SPDX-License-Identifier: Apache-2.0
// Tables of published points as they came in, one after another: each is an epoch with a number, a hash and an entry in the ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "protection/snap/snap_table.h"
#include "store/transaction.h"

namespace concordat::hub::snap {

struct Epoch {
  int number = 0;  ///< from 1
  std::int64_t points = 0;
  std::string sha256 = {};  ///< of the points, hex
  std::string since = {};
  std::uint64_t ledger_index = 0;
};

/// SHA-256 of points in the order of their ids, hex: of the same points always the same. REQUIRES: whole metres.
[[nodiscard]] std::string hash_of(std::span<protection::SnapPoint const> points);
/// What the entry of a table commits to: number, count and hash of its points.
[[nodiscard]] std::string committed_text(Epoch const& epoch);

/// All there were, by their numbers.
[[nodiscard]] Result<std::vector<Epoch>> all_epochs(store::Connection& connection);
/// Of the newest table, which quarters that are closed from now on are told by; nothing where there is none.
[[nodiscard]] Result<std::optional<int>> newest_epoch(store::Connection& connection);
/// The epoch that these points would begin; nothing where they are those of the newest. `ledger_index` stays to be filled in.
[[nodiscard]] Result<std::optional<Epoch>> next_epoch(store::Connection& connection, std::span<protection::SnapPoint const> points, Instant now);
/// REQUIRES: the epoch is the one that next_epoch answered, in this transaction and of these points.
[[nodiscard]] Result<void> take_in(store::Transaction& transaction, Epoch const& epoch, std::span<protection::SnapPoint const> points);

/// The points as they lie in the tables, in the order of their ids, whatever they are held to be.
[[nodiscard]] Result<std::vector<protection::SnapPoint>> stored_points(store::Connection& connection, int epoch);
/// The same, held against the hash of the epoch: "snap.points-differ" where they are not those that came in.
[[nodiscard]] Result<std::vector<protection::SnapPoint>> points_of(store::Connection& connection, Epoch const& epoch);

}  // namespace concordat::hub::snap
