// SPDX-License-Identifier: Apache-2.0
#include "protection/suppress/network.h"

#include <algorithm>

namespace concordat::protection {

// Nodes: one a row that is no sum; one a column of every sum of rows (its total column too); and the ground, through which
// the grand total closes the circle. The sums of the groups' own rows follow from the others and need no node.
CellNetwork::CellNetwork(TableShape const& shape) {
  std::size_t const rows = shape.rows.size();
  std::size_t const width = shape.width();
  auto const sum_node = [&](std::size_t row, std::size_t column) { return static_cast<std::uint32_t>(rows + (row - rows) * width + column); };
  auto const ground = static_cast<std::uint32_t>(rows + (shape.height() - rows) * width);
  nodes_ = ground + 1;
  from_.resize(shape.size());
  to_.resize(shape.size());
  for (std::size_t row = 0; row < shape.height(); ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      auto below = row < rows ? static_cast<std::uint32_t>(row) : sum_node(row, column);
      auto above = row == shape.total_row() ? ground : sum_node(shape.parent(row), column);
      // totals of rows flow down from the grand total, the columns flow back up to it
      if (column == shape.total_column()) std::swap(below, above);
      from_[shape.at(row, column)] = below;
      to_[shape.at(row, column)] = above;
    }
  }
  first_.assign(nodes_ + 1, 0);
  for (std::size_t cell = 0; cell < cells(); ++cell) {
    ++first_[from_[cell] + 1];
    ++first_[to_[cell] + 1];
  }
  for (std::size_t node = 0; node < nodes_; ++node) first_[node + 1] += first_[node];
  around_.resize(2 * cells());
  auto next = first_;
  for (std::uint32_t cell = 0; cell < cells(); ++cell) {
    around_[next[from_[cell]]++] = cell;
    around_[next[to_[cell]]++] = cell;
  }
}

CellFlow::CellFlow(CellNetwork const& network, std::vector<std::int64_t> counts)
    : network_{network}, counts_{std::move(counts)}, hidden_(network.cells(), 0), hidden_at_(network.nodes()),
      by_cell_(network.nodes(), no_cell), seen_in_(network.nodes(), 0), room_(network.nodes(), 0) {}

void CellFlow::hide(std::uint32_t cell) {
  if (hidden_[cell] != 0) return;
  hidden_[cell] = 1;
  hidden_at_[network_.from(cell)].push_back(cell);
  hidden_at_[network_.to(cell)].push_back(cell);
}

void CellFlow::show(std::uint32_t cell) {
  if (hidden_[cell] == 0) return;
  hidden_[cell] = 0;
  std::erase(hidden_at_[network_.from(cell)], cell);
  std::erase(hidden_at_[network_.to(cell)], cell);
}

std::int64_t CellFlow::find_way(std::uint32_t from, std::uint32_t to, std::uint32_t without) {
  ++search_;
  queue_.assign(1, from);
  seen_in_[from] = search_;
  room_[from] = unbounded;
  for (std::size_t next = 0; next < queue_.size(); ++next) {
    auto const node = queue_[next];
    for (auto const cell : hidden_at_[node]) {
      bool const along = network_.from(cell) == node;
      auto const other = along ? network_.to(cell) : network_.from(cell);
      auto const room = along ? unbounded : counts_[cell];
      if (cell == without || room == 0 || seen_in_[other] == search_) continue;
      seen_in_[other] = search_;
      by_cell_[other] = cell;
      room_[other] = std::min(room_[node], room);
      if (other == to) return room_[to];
      queue_.push_back(other);
    }
  }
  return 0;
}

void CellFlow::change(std::uint32_t from, std::uint32_t to, std::int64_t by) {
  for (auto node = to; node != from;) {
    auto const cell = by_cell_[node];
    bool const along = network_.to(cell) == node;
    counts_[cell] += along ? by : -by;
    changes_.emplace_back(cell, along ? by : -by);
    node = along ? network_.from(cell) : network_.to(cell);
  }
}

std::int64_t CellFlow::send(std::uint32_t from, std::uint32_t to, std::int64_t limit, std::uint32_t without) {
  std::int64_t sent = 0;
  while (sent < limit) {
    auto const room = find_way(from, to, without);
    if (room == 0) break;
    auto const by = std::min(room, limit - sent);
    if (by == unbounded) return unbounded;
    change(from, to, by);
    sent += by;
    // a way without any limit
    if (room == unbounded && limit == unbounded) return unbounded;
  }
  return sent;
}

std::int64_t CellFlow::tried(std::uint32_t from, std::uint32_t to, std::int64_t limit, std::uint32_t without, std::vector<std::uint32_t>* through) {
  changes_.clear();
  auto const sent = send(from, to, limit, without);
  for (auto const& [cell, by] : changes_) {
    counts_[cell] -= by;
    if (through != nullptr) through->push_back(cell);
  }
  changes_.clear();
  return sent;
}

// More in a cell must flow back from its end to its beginning, by other cells.
std::int64_t CellFlow::more(std::uint32_t cell, std::int64_t limit, std::vector<std::uint32_t>* through) {
  return tried(network_.to(cell), network_.from(cell), limit, cell, through);
}

std::int64_t CellFlow::less(std::uint32_t cell, std::int64_t limit, std::vector<std::uint32_t>* through) {
  return tried(network_.from(cell), network_.to(cell), std::min(limit, counts_[cell]), cell, through);
}

}  // namespace concordat::protection
