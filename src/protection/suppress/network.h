// SPDX-License-Identifier: Apache-2.0
// A table with totals as a network: each cell is a pipe between two sums that it belongs to, and its count is what flows.
// Whatever adds up flows round in circles, so the hidden cells may be anything that keeps every circle closed.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "protection/cells/count_table.h"
#include "protection/suppress/diligence.h"

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

/// Counts that flow through the hidden cells, and how they can be changed without any shown figure changing. REQUIRES: the network and the
/// diligence outlive it.
class CellFlow {
 public:
  static constexpr std::int64_t unbounded = std::numeric_limits<std::int64_t>::max();

  CellFlow(CellNetwork const& network, std::vector<std::int64_t> counts, Diligence& diligence);
  void hide(std::uint32_t cell);
  void show(std::uint32_t cell);
  [[nodiscard]] bool hidden(std::uint32_t cell) const { return hidden_[cell] != 0; }
  [[nodiscard]] std::int64_t count(std::uint32_t cell) const { return counts_[cell]; }
  [[nodiscard]] CellNetwork const& network() const { return network_; }
  [[nodiscard]] Diligence& diligence() const { return diligence_; }

  /// How much more (or less) could stand in a hidden cell, up to `limit`. The counts are as before afterwards; the cells
  /// whose counts had to change are added to `through`.
  [[nodiscard]] std::int64_t more(std::uint32_t cell, std::int64_t limit = unbounded, std::vector<std::uint32_t>* through = nullptr);
  [[nodiscard]] std::int64_t less(std::uint32_t cell, std::int64_t limit = unbounded, std::vector<std::uint32_t>* through = nullptr);

  /// Sends up to `limit` from one node to another through hidden cells, and leaves it so. `without` is a cell that is not
  /// to be used. Gives what arrived.
  std::int64_t send(std::uint32_t from, std::uint32_t to, std::int64_t limit, std::uint32_t without = no_cell);
  /// Sends what a node has too much of to the nearest ones that `need` some, and takes it off there. Gives what arrived.
  std::int64_t send_where_needed(std::uint32_t from, std::int64_t limit, std::vector<std::int64_t>& need);
  static constexpr std::uint32_t no_cell = std::numeric_limits<std::uint32_t>::max();

 private:
  /// The nodes that one side has reached in a search, by which cells and with how much room.
  struct Side {
    std::vector<std::uint32_t> by_cell, seen_in;
    std::vector<std::int64_t> room;
    std::vector<std::uint32_t> edge, next_edge;
    std::uint64_t looked_at = 0;
  };
  /// Reaches `to` along cells that have room; 0 where there is no way. Goes from both ends, by whichever has fewer nodes at its edge:
  /// where there is no way it is mostly one end that is shut in, and only there is everything looked at.
  std::int64_t find_way(std::uint32_t from, std::uint32_t to, std::uint32_t without);
  /// One step outward from every node at the edge of a side; where the other side has been, if it meets it.
  std::uint32_t widen(Side& side, Side const& other, bool forward, std::uint32_t without);
  static constexpr std::uint32_t no_node = std::numeric_limits<std::uint32_t>::max();
  void change(std::uint32_t from, std::uint32_t to, std::int64_t by);
  std::int64_t tried(std::uint32_t from, std::uint32_t to, std::int64_t limit, std::uint32_t without, std::vector<std::uint32_t>* through);

  CellNetwork const& network_;
  Diligence& diligence_;
  std::vector<std::int64_t> counts_;
  std::vector<std::uint8_t> hidden_;
  std::vector<std::vector<std::uint32_t>> hidden_at_;
  Side ahead_, back_;
  std::uint32_t search_ = 0;
  std::vector<std::pair<std::uint32_t, std::int64_t>> changes_;  ///< to be undone
};

}  // namespace concordat::protection
