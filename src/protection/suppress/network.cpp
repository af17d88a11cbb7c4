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

CellFlow::CellFlow(CellNetwork const& network, std::vector<std::int64_t> counts, Diligence& diligence)
    : network_{network}, diligence_{diligence}, counts_{std::move(counts)}, hidden_(network.cells(), 0), hidden_at_(network.nodes()) {
  for (auto* const side : {&ahead_, &back_}) {
    side->by_cell.assign(network.nodes(), no_cell);
    side->seen_in.assign(network.nodes(), 0);
    side->room.assign(network.nodes(), 0);
  }
}

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

std::uint32_t CellFlow::widen(Side& side, Side const& other, bool forward, std::uint32_t without) {
  side.next_edge.clear();
  for (auto const node : side.edge) {
    side.looked_at += hidden_at_[node].size();
    for (auto const cell : hidden_at_[node]) {
      bool const begins = network_.from(cell) == node;
      auto const next = begins ? network_.to(cell) : network_.from(cell);
      // as much as is wanted can be added along a cell, and no more taken from it than it has
      auto const room = begins == forward ? unbounded : counts_[cell];
      if (cell == without || room == 0 || side.seen_in[next] == search_) continue;
      side.seen_in[next] = search_;
      side.by_cell[next] = cell;
      side.room[next] = std::min(side.room[node], room);
      if (other.seen_in[next] == search_) return next;
      side.next_edge.push_back(next);
    }
  }
  std::swap(side.edge, side.next_edge);
  return no_node;
}

std::int64_t CellFlow::find_way(std::uint32_t from, std::uint32_t to, std::uint32_t without) {
  ++search_;
  for (auto const& [side, end] : {std::pair{&ahead_, from}, {&back_, to}}) {
    side->edge.assign(1, end);
    side->seen_in[end] = search_;
    side->room[end] = unbounded;
    side->looked_at = 0;
  }
  auto meet = no_node;
  while (meet == no_node && !ahead_.edge.empty() && !back_.edge.empty()) {
    bool const forward = ahead_.edge.size() <= back_.edge.size();
    meet = forward ? widen(ahead_, back_, true, without) : widen(back_, ahead_, false, without);
  }
  diligence_.took(ahead_.looked_at + back_.looked_at + 1);
  if (meet == no_node) return 0;
  auto const room = std::min(ahead_.room[meet], back_.room[meet]);
  // the second half of the way, as if it had been come along
  for (auto node = meet; node != to;) {
    auto const cell = back_.by_cell[node];
    auto const next = network_.from(cell) == node ? network_.to(cell) : network_.from(cell);
    ahead_.by_cell[next] = cell;
    node = next;
  }
  return room;
}

std::int64_t CellFlow::send_where_needed(std::uint32_t from, std::int64_t limit, std::vector<std::int64_t>& need) {
  std::int64_t sent = 0;
  while (sent < limit) {
    ++search_;
    ahead_.edge.assign(1, from);
    ahead_.seen_in[from] = search_;
    ahead_.room[from] = unbounded;
    std::uint32_t target = no_node;
    for (std::size_t i = 0; i < ahead_.edge.size() && target == no_node; ++i) {
      auto const node = ahead_.edge[i];
      diligence_.took(hidden_at_[node].size() + 1);
      for (auto const cell : hidden_at_[node]) {
        bool const begins = network_.from(cell) == node;
        auto const next = begins ? network_.to(cell) : network_.from(cell);
        auto const room = begins ? unbounded : counts_[cell];
        if (room == 0 || ahead_.seen_in[next] == search_) continue;
        ahead_.seen_in[next] = search_;
        ahead_.by_cell[next] = cell;
        ahead_.room[next] = std::min(ahead_.room[node], room);
        if (need[next] > 0) {
          target = next;
          break;
        }
        ahead_.edge.push_back(next);
      }
    }
    if (target == no_node || diligence_.spent()) break;
    auto const by = std::min({ahead_.room[target], limit - sent, need[target]});
    change(from, target, by);
    need[target] -= by;
    sent += by;
  }
  changes_.clear();
  return sent;
}

void CellFlow::change(std::uint32_t from, std::uint32_t to, std::int64_t by) {
  for (auto node = to; node != from;) {
    auto const cell = ahead_.by_cell[node];
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
