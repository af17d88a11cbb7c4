// SPDX-License-Identifier: Apache-2.0
#include "protection/suppress/circles.h"

#include <algorithm>

#include "protection/cells/profile.h"

namespace concordat::protection {
namespace {
constexpr std::int64_t one_cell = std::int64_t{1} << 24;
constexpr std::int64_t of_a_total = 4;  // readers miss a total more than a cell inside
}  // namespace

Circles::Circles(CountTable const& table, CellNetwork const& network, bool totals_may_hide)
    : network_{network}, price_(network.cells(), 0), cost_(network.nodes(), 0), by_cell_(network.nodes(), 0), seen_in_(network.nodes(), 0) {
  auto const& shape = table.shape;
  for (std::size_t row = 0; row < shape.height(); ++row) {
    for (std::size_t column = 0; column < shape.width(); ++column) {
      auto const cell = shape.at(row, column);
      bool const total = row >= shape.rows.size() || column == shape.total_column();
      auto const count = table.counts[cell];
      bool const never = count == 0 || (total && !totals_may_hide && count >= partner_smallest);
      price_[cell] = never ? -1 : one_cell * (total ? of_a_total : 1) + std::min<std::int64_t>(count, one_cell - 1);
    }
  }
}

std::vector<std::uint32_t> Circles::cheapest(CellFlow const& flow, std::uint32_t cell, std::int64_t width) {
  std::vector<std::uint32_t> best;
  Cost best_cost = std::numeric_limits<Cost>::max();
  for (auto down = std::min(flow.count(cell), width); down >= 0; --down) {
    auto const cost = find(flow, cell, width - down, down, best_cost);
    if (cost < 0 || cost >= best_cost) continue;
    best_cost = cost;
    best = way_back(cell);
    if (cost == 0) break;
  }
  return best;
}

Circles::Cost Circles::find(CellFlow const& flow, std::uint32_t cell, std::int64_t up, std::int64_t down, Cost most) {
  using Entry = std::pair<Cost, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  auto const start = network_.to(cell);
  auto const target = network_.from(cell);
  ++search_;
  cost_[start] = 0;
  seen_in_[start] = search_;
  queue.emplace(0, start);
  while (!queue.empty()) {
    auto const [cost, node] = queue.top();
    queue.pop();
    if (cost > cost_[node]) continue;
    if (node == target) return cost;
    flow.diligence().took(network_.around(node).size());
    for (auto const other : network_.around(node)) {
      bool const along = network_.from(other) == node;
      if (other == cell || price_[other] < 0 || flow.count(other) < (along ? down : up)) continue;
      auto const next = along ? network_.to(other) : network_.from(other);
      auto const sum = cost + (flow.hidden(other) ? 0 : price_[other]);
      if (sum >= most || (seen_in_[next] == search_ && sum >= cost_[next])) continue;
      seen_in_[next] = search_;
      cost_[next] = sum;
      by_cell_[next] = other;
      queue.emplace(sum, next);
    }
  }
  return -1;
}

std::vector<std::uint32_t> Circles::way_back(std::uint32_t cell) const {
  std::vector<std::uint32_t> circle;
  for (auto node = network_.from(cell); node != network_.to(cell);) {
    auto const by = by_cell_[node];
    circle.push_back(by);
    node = network_.from(by) == node ? network_.to(by) : network_.from(by);
  }
  return circle;
}

}  // namespace concordat::protection
