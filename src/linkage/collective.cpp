// SPDX-License-Identifier: Apache-2.0
#include "linkage/collective.h"

#include <algorithm>
#include <cmath>

namespace concordat::linkage {
namespace {

/// log2 of the mean of 2^x. Sorted, so that the order of records leaves no trace in the last digit.
Bits mean_odds(std::vector<Bits>& row) {
  if (std::ranges::all_of(row, [&](Bits bits) { return bits == row.front(); })) return row.front();
  std::ranges::sort(row);
  auto const highest = row.back();
  double sum = 0;
  for (auto const bits : row) sum += std::exp2(as_double(bits - highest));
  return highest + bits_of(std::log2(sum / static_cast<double>(row.size())));
}

using Part = std::array<Bits, Evidence::parts> Evidence::*;

/// Cells of two groups: by left record, then right.
struct Cells {
  std::span<Evidence const> all;
  std::size_t lefts;
  std::size_t rights;
  [[nodiscard]] Evidence const& at(std::size_t left, std::size_t right) const { return all[left * rights + right]; }
};

/// The sum over one group's records of what the other group says of each, and how many it says anything of.
struct Said {
  std::int64_t sum = 0;
  std::int64_t records = 0;
};

Said said_of(Cells const& cells, std::size_t part, Part of, bool of_left, std::vector<Bits>& row) {
  Said said;
  auto const outer = of_left ? cells.lefts : cells.rights;
  auto const inner = of_left ? cells.rights : cells.lefts;
  for (std::size_t o = 0; o < outer; ++o) {
    row.clear();
    for (std::size_t i = 0; i < inner; ++i) {
      auto const& cell = of_left ? cells.at(o, i) : cells.at(i, o);
      if ((cell.known >> part & 1U) != 0) row.push_back((cell.*of)[part]);
    }
    if (row.empty()) continue;
    said.sum += mean_odds(row);
    ++said.records;
  }
  return said;
}

/// The mean of both ways round; where one side has a known record, so has the other.
Bits both_ways(Cells const& cells, std::size_t part, Part of, std::vector<Bits>& row) {
  auto const left = said_of(cells, part, of, true, row);
  auto const right = said_of(cells, part, of, false, row);
  return static_cast<Bits>((left.sum * right.records + right.sum * left.records) / (2 * left.records * right.records));
}

constexpr Bits clearly = one_bit / 50;

std::span<Record const> asked(std::span<Record const> group) { return group.first(std::min(group.size(), most_asked)); }

}  // namespace

namespace {

std::vector<std::uint64_t> ranks_by_content(Model const& model, Table const& table) {
  std::vector<std::pair<std::uint64_t, Record>> order(table.records);
  for (Record record = 0; record < table.records; ++record) {
    std::uint64_t hash = 0;
    for (std::size_t field = 0; field < model.fields.size(); ++field) {
      hash = mix(hash, hash_bytes(table.values[space_of(model.fields[field].kind)].text(table.at(record)[field])));
    }
    order[record] = {hash, record};
  }
  std::ranges::sort(order);
  std::vector<std::uint64_t> ranks(order.size());
  for (std::size_t at = 0; at < order.size(); ++at) ranks[order[at].second] = at;
  return ranks;
}

}  // namespace

Bits most_where_forbidden(Model const& model, Bits join) {
  return std::min(weight_of(std::clamp(model.keep, 1e-12, 1 - 1e-12)), join - clearly);
}

Collective::Collective(Linker const& linker) : linker_{linker}, scorer_{linker.model(), linker.table(), linker.threads()}, ranks_{ranks_by_content(linker.model(), linker.table())} {}

Bits Collective::weight(Record left, Record right, CollectiveScratch& scratch) const {
  auto const* const a = linker_.table().at(std::min(left, right));
  auto const* const b = linker_.table().at(std::max(left, right));
  return scorer_.weight(linker_.comparer().compare(a, b, scratch.comparer), a, b);
}

Evidence Collective::evidence(std::span<Record const> left, std::span<Record const> right, CollectiveScratch& scratch) const {
  auto const lefts = asked(left);
  auto const rights = asked(right);
  auto& cells = scratch.cells;
  cells.clear();
  std::uint32_t known = 0;
  for (auto const one : lefts) {
    for (auto const other : rights) {
      auto const* const a = linker_.table().at(std::min(one, other));
      auto const* const b = linker_.table().at(std::max(one, other));
      cells.push_back(scorer_.evidence(linker_.comparer().compare(a, b, scratch.comparer), a, b));
      known |= cells.back().known;
    }
  }
  if (cells.size() == 1) return cells.front();
  Cells const seen{cells, lefts.size(), rights.size()};
  Evidence made;
  made.known = known;
  for (std::size_t part = 0; part < Evidence::parts; ++part) {
    if ((known >> part & 1U) == 0) continue;
    made.person[part] = both_ways(seen, part, &Evidence::person, scratch.row);
    made.home[part] = both_ways(seen, part, &Evidence::home, scratch.row);
  }
  return made;
}

}  // namespace concordat::linkage
