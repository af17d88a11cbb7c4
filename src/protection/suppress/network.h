// SPDX-License-Identifier: Apache-2.0
// A table with totals as a network: each cell is a pipe between two sums that it belongs to, and its count is what flows.
// Whatever adds up flows round in circles, so the hidden cells may be anything that keeps every circle closed.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "protection/cells/count_table.h"

namespace concordat::protection {

class CellNetwork {
 public:
  explicit CellNetwork(TableShape const& shape);
  [[nodiscard]] std::size_t nodes() const { return nodes_; }
  [[nodiscard]] std::size_t cells() const { return from_.size(); }
  [[nodiscard]] std::uint32_t from(std::uint32_t cell) const { return from_[cell]; }
  [[nodiscard]] std::uint32_t to(std::uint32_t cell) const { return to_[cell]; }
  /// The cells that begin or end at a node.
  [[nodiscard]] std::span<std::uint32_t const> around(std::uint32_t node) const {
    return std::span{around_}.subspan(first_[node], first_[node + 1] - first_[node]);
  }

 private:
  std::size_t nodes_ = 0;
  std::vector<std::uint32_t> from_, to_, first_, around_;
};

/// Counts that flow through the hidden cells, and how they can be changed without any shown figure changing.
class CellFlow {
 public:
  static constexpr std::int64_t unbounded = std::numeric_limits<std::int64_t>::max();

  CellFlow(CellNetwork const& network, std::vector<std::int64_t> counts);
  void hide(std::uint32_t cell);
  void show(std::uint32_t cell);
  [[nodiscard]] bool hidden(std::uint32_t cell) const { return hidden_[cell] != 0; }
  [[nodiscard]] std::int64_t count(std::uint32_t cell) const { return counts_[cell]; }
  [[nodiscard]] CellNetwork const& network() const { return network_; }

  /// How much more (or less) could stand in a hidden cell, up to `limit`. The counts are as before afterwards; the cells
  /// whose counts had to change are added to `through`.
  [[nodiscard]] std::int64_t more(std::uint32_t cell, std::int64_t limit = unbounded, std::vector<std::uint32_t>* through = nullptr);
  [[nodiscard]] std::int64_t less(std::uint32_t cell, std::int64_t limit = unbounded, std::vector<std::uint32_t>* through = nullptr);

  /// Sends up to `limit` from one node to another through hidden cells, and leaves it so. `without` is a cell that is not
  /// to be used. Gives what arrived.
  std::int64_t send(std::uint32_t from, std::uint32_t to, std::int64_t limit, std::uint32_t without = no_cell);
  static constexpr std::uint32_t no_cell = std::numeric_limits<std::uint32_t>::max();

 private:
  /// Reaches `to` along cells that have room; 0 where there is no way.
  std::int64_t find_way(std::uint32_t from, std::uint32_t to, std::uint32_t without);
  void change(std::uint32_t from, std::uint32_t to, std::int64_t by);
  std::int64_t tried(std::uint32_t from, std::uint32_t to, std::int64_t limit, std::uint32_t without, std::vector<std::uint32_t>* through);

  CellNetwork const& network_;
  std::vector<std::int64_t> counts_;
  std::vector<std::uint8_t> hidden_;
  std::vector<std::vector<std::uint32_t>> hidden_at_;
  // for find_way: where each node was reached from, in which search, and with how much room
  std::vector<std::uint32_t> by_cell_, seen_in_;
  std::vector<std::int64_t> room_;
  std::vector<std::uint32_t> queue_;
  std::uint32_t search_ = 0;
  std::vector<std::pair<std::uint32_t, std::int64_t>> changes_;  ///< to be undone
};

}  // namespace concordat::protection
