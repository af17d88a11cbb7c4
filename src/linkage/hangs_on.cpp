// SPDX-License-Identifier: Apache-2.0
#include "linkage/hangs_on.h"

#include <algorithm>
#include <tuple>

#include "linkage/group/union_find.h"

namespace concordat::linkage {

std::optional<Edge> hangs_on(std::size_t records, std::vector<Edge> edges, Record left, Record right) {
  std::ranges::sort(edges, [](Edge const& a, Edge const& b) { return std::tuple{-std::int64_t{a.weight}, a.left, a.right} < std::tuple{-std::int64_t{b.weight}, b.left, b.right}; });
  UnionFind sets{records};
  for (auto const& edge : edges) {  // from the strongest down: whoever brings them together is the weakest of them
    sets.unite(edge.left, edge.right);
    if (sets.find(left) == sets.find(right)) return edge;
  }
  return std::nullopt;
}

}  // namespace concordat::linkage
