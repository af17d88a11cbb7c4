// SPDX-License-Identifier: Apache-2.0
#include "protection/shapes/rounded_audit.h"

#include "protection/shapes/exact_program.h"

namespace concordat::protection {

Result<std::vector<CountRange>> narrow_ranges(CubeShape const& shape, std::span<CountRange const> told) {
  if (shape.inner() > most_rounded) {
    return fail(Fault::too_large, "shape.too-large", "The table has more cells than can be audited.", "Take fewer columns, or coarser ones: at most 400 rounded cells without totals.");
  }
  std::vector<std::int64_t> low(shape.inner(), 0);
  std::vector<CountRange const*> inner(shape.inner(), nullptr);
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    auto const members = shape.members(cell);
    if (members.size() != 1 || inner[members.front()] != nullptr) continue;
    inner[members.front()] = &told[cell];
    low[members.front()] = told[cell].low;
  }
  // the unknowns: by how much each inner cell lies above its lowest, then what is left to each upper limit
  auto unknowns = static_cast<std::uint32_t>(shape.inner());
  std::vector<std::vector<std::uint32_t>> rows;
  std::vector<std::int64_t> sums;
  std::vector<std::int64_t> lows(shape.size(), 0);
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    auto const members = shape.members(cell);
    for (auto const member : members) lows[cell] += low[member];
    if (!told[cell].high) continue;
    std::vector<std::uint32_t> row(members.begin(), members.end());
    auto const room = unknowns++;
    row.push_back(room);
    rows.push_back(std::move(row));
    sums.push_back(*told[cell].high - lows[cell]);
    if (told[cell].low <= lows[cell]) continue;
    // not below its lowest: the room left to the highest is no wider than the range
    rows.push_back({room, unknowns++});
    sums.push_back(*told[cell].high - told[cell].low);
  }
  auto program = ExactProgram::of(unknowns, rows, sums);
  if (!program) return fail(program);
  std::vector<CountRange> narrowed;
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    auto const least = program->least(shape.members(cell));
    if (!least) return fail(least);
    auto const greatest = program->greatest(shape.members(cell));
    if (!greatest) return fail(greatest);
    CountRange range{lows[cell] + least->value.value_or(0), {}};
    if (greatest->value) range.high = lows[cell] + *greatest->value;
    narrowed.push_back(range);
  }
  return narrowed;
}

}  // namespace concordat::protection
