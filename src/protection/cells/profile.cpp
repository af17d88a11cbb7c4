// SPDX-License-Identifier: Apache-2.0
#include "protection/cells/profile.h"

#include <algorithm>
#include <array>

#include "protection/cells/perturbation.h"

namespace concordat::protection {
namespace {

constexpr std::array<std::string_view, 4> names{"partner", "nhs", "ten-five", "public"};

void add_shown(ProtectedCell& to, ProtectedCell const& part) {
  // A sum of nothing but hidden figures is hidden: "0" would be false.
  if (part.state == CellState::value && part.value > 0) to = {CellState::value, to.value + part.value};
  else if (part.state == CellState::suppressed && to.value == 0) to = {CellState::suppressed, 0};
  else if (to.state == CellState::not_available) to = {CellState::value, 0};
}

}  // namespace

std::string_view name_of(TableProfile profile) { return names[static_cast<std::size_t>(profile)]; }

std::optional<TableProfile> profile_named(std::string_view name) {
  auto const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<TableProfile>(found - names.begin());
}

ProtectedCell partner_cell(std::int64_t count) {
  if (count > 0 && count < partner_smallest) return {CellState::suppressed, 0};
  return {CellState::value, count};
}

PublishedTable publish_rounded(CountTable const& table, SmallNumberRule const& rule) {
  auto const& shape = table.shape;
  PublishedTable out{shape, std::vector<ProtectedCell>(shape.size())};
  for (std::size_t row = 0; row < shape.rows.size(); ++row) {
    for (std::size_t column = 0; column < shape.columns.size(); ++column) {
      auto const cell = rule.apply(static_cast<double>(table.counts[shape.at(row, column)]));
      out.cells[shape.at(row, column)] = cell;
      for (auto const to : {column, shape.total_column()}) {
        if (to != column) add_shown(out.cells[shape.at(row, to)], cell);
        if (!shape.groups.empty()) add_shown(out.cells[shape.at(shape.parent(row), to)], cell);
        add_shown(out.cells[shape.at(shape.total_row(), to)], cell);
      }
    }
  }
  return out;
}

Result<PublishedTable> publish_by_cell_key(CountTable const& table) {
  auto const& shape = table.shape;
  if (table.keys.size() != shape.size()) {
    return fail(Fault::missing, "table.no-keys", "The table was not made from records with keys.",
                "Give the records themselves, with a column of lasting ids, and the data set's key.");
  }
  std::size_t const inside = shape.rows.size() * shape.columns.size();
  std::size_t thin = 0;
  for (std::size_t row = 0; row < shape.rows.size(); ++row) {
    for (std::size_t column = 0; column < shape.columns.size(); ++column) thin += table.counts[shape.at(row, column)] < 3 ? 1 : 0;
  }
  auto const total = table.counts[shape.at(shape.total_row(), shape.total_column())];
  if (thin * 2 > inside || static_cast<std::uint64_t>(total) < 2 * inside) {
    return fail(Fault::refused, "table.too-thin",
                "The table is too thin for the public: more than half its cells are below 3, or the mean is below 2.",
                "Choose larger areas, a longer period or fewer categories.");
  }
  PublishedTable out{shape, std::vector<ProtectedCell>(shape.size())};
  auto const& changes = PerturbationTable::standard();
  for (std::size_t cell = 0; cell < out.cells.size(); ++cell) {
    out.cells[cell] = {CellState::value, table.counts[cell] + changes.change(table.counts[cell], table.keys[cell])};
  }
  return out;
}

}  // namespace concordat::protection
