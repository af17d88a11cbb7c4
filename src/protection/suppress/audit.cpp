// SPDX-License-Identifier: Apache-2.0
#include "protection/suppress/audit.h"

#include <algorithm>

#include "protection/suppress/network.h"

namespace concordat::protection {
namespace {

/// Fills the hidden cells with some counts that make everything add up; false where there are none.
bool complete(CellFlow& flow, CellNetwork const& network) {
  std::vector<std::int64_t> excess(network.nodes(), 0);
  for (std::uint32_t cell = 0; cell < network.cells(); ++cell) {
    excess[network.to(cell)] += flow.count(cell);
    excess[network.from(cell)] -= flow.count(cell);
  }
  std::vector<std::int64_t> need(network.nodes(), 0);
  for (std::uint32_t node = 0; node < network.nodes(); ++node) need[node] = std::max<std::int64_t>(-excess[node], 0);
  for (std::uint32_t node = 0; node < network.nodes(); ++node) {
    if (excess[node] <= 0) continue;
    flow.diligence().tell("adding up", node, network.nodes());
    if (flow.send_where_needed(node, excess[node], need) < excess[node]) return false;
  }
  return std::ranges::all_of(need, [](auto left) { return left == 0; });
}

}  // namespace

std::vector<CellBounds> AuditReport::known() const {
  std::vector<CellBounds> found;
  std::ranges::copy_if(bounds, std::back_inserter(found), &CellBounds::known);
  return found;
}

std::vector<CellBounds> AuditReport::narrow() const {
  std::vector<CellBounds> found;
  std::ranges::copy_if(bounds, std::back_inserter(found), [](CellBounds const& one) { return one.narrow() && one.low < partner_smallest && *one.high > 0; });
  return found;
}

Result<AuditReport> audit(PublishedTable const& table) {
  Diligence diligence;
  return audit(table, diligence);
}

Result<AuditReport> audit(PublishedTable const& table, Diligence& diligence) {
  if (auto const fine = table.shape.check(); !fine) return fail(fine);
  if (table.cells.size() != table.shape.size()) {
    return fail(Fault::internal, "table.shape", "The cells of the table do not fit its labels.",
                "Give one label a row and a column, and the cells row by row.");
  }
  std::vector<std::int64_t> counts(table.cells.size(), 0);
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    if (table.cells[cell].state == CellState::not_available) {
      return fail(Fault::missing, "audit.blank", "A figure of the table is missing, so nothing can be said of its sums.",
                  "Give every cell a figure or * where it is hidden, the totals too.");
    }
    counts[cell] = table.cells[cell].value;
  }
  CellNetwork const network{table.shape};
  CellFlow flow{network, std::move(counts), diligence};
  for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell) {
    if (table.cells[cell].state == CellState::suppressed) flow.hide(cell);
  }
  auto const too_large = [] {
    return fail(Fault::too_large, "audit.too-large", "The table is so large and so much of it is hidden that what can be worked out from it is not found out in any bearable time.",
                "Audit it in parts that hang together by nothing but their totals, as one district each; or take larger areas or fewer categories.");
  };
  bool const adds_up = complete(flow, network);
  if (diligence.spent()) return too_large();
  if (!adds_up) {
    return fail(Fault::refused, "audit.does-not-add-up", "The figures of the table cannot add up to its totals, so it cannot be audited.",
                "Audit tables of exact figures; rounded figures and those of the cell key are not meant to add up.");
  }
  AuditReport report;
  for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell) {
    if (!flow.hidden(cell)) continue;
    diligence.tell("auditing", cell, table.cells.size());
    if (diligence.spent()) return too_large();
    auto const more = flow.more(cell);
    CellBounds bounds{cell, flow.count(cell) - flow.less(cell), {}};
    if (more != CellFlow::unbounded) bounds.high = flow.count(cell) + more;
    report.bounds.push_back(bounds);
  }
  return report;
}

std::vector<std::uint32_t> witnesses(PublishedTable const& table, std::uint32_t cell) {
  CellNetwork const network{table.shape};
  std::vector<std::uint32_t> around;
  for (auto const node : {network.from(cell), network.to(cell)}) {
    std::vector<std::uint32_t> shown;
    bool alone = true;
    for (auto const other : network.around(node)) {
      if (other == cell) continue;
      if (table.cells[other].state == CellState::suppressed) alone = false;
      else shown.push_back(other);
    }
    if (alone) return shown;
    around.insert(around.end(), shown.begin(), shown.end());
  }
  return around;
}

}  // namespace concordat::protection
