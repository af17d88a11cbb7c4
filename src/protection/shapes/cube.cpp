// SPDX-License-Identifier: Apache-2.0
#include "protection/shapes/cube.h"

#include <algorithm>
#include <numeric>

namespace concordat::protection {
namespace {

bool fits(CubeDimension const& dimension) {
  if (dimension.values.empty()) return false;
  return std::ranges::all_of(dimension.levels, [&](auto const& level) {
    return level.group_of.size() == dimension.values.size() && std::ranges::all_of(level.group_of, [&](auto group) { return group < level.groups.size(); });
  });
}

std::vector<CubeNode> nodes_of(CubeDimension const& dimension) {
  std::vector<CubeNode> nodes;
  for (std::uint32_t value = 0; value < dimension.values.size(); ++value) nodes.push_back({dimension.values[value], {value}});
  for (auto const& level : dimension.levels) {
    auto const first = nodes.size();
    for (auto const& group : level.groups) nodes.push_back({group, {}});
    for (std::uint32_t value = 0; value < dimension.values.size(); ++value) nodes[first + level.group_of[value]].values.push_back(value);
  }
  CubeNode all{"Total", std::vector<std::uint32_t>(dimension.values.size())};
  std::iota(all.values.begin(), all.values.end(), 0U);
  nodes.push_back(std::move(all));
  return nodes;
}

}  // namespace

Result<CubeShape> CubeShape::of(std::vector<CubeDimension> dimensions) {
  if (dimensions.empty() || !std::ranges::all_of(dimensions, fits)) {
    return fail(Fault::malformed, "shape.empty", "The table has no columns, a column without values, or groups that are not there.", "Give every column values, and every value a group at each level.");
  }
  CubeShape shape;
  std::size_t cells = 1;
  for (auto const& dimension : dimensions) {
    shape.nodes_.push_back(nodes_of(dimension));
    cells *= shape.nodes_.back().size();
    shape.inner_ *= dimension.values.size();
    if (cells > most_cells || shape.inner_ > most_inner) {
      return fail(Fault::too_large, "shape.too-large", "The table has more cells than can be audited.", "Take fewer columns, or coarser ones: at most 4,096 cells with totals and 1,024 without.");
    }
  }
  shape.dimensions_ = std::move(dimensions);
  // the last dimension runs quickest, in cells as in inner cells
  for (std::size_t cell = 0; cell < cells; ++cell) {
    std::vector<std::uint32_t> members{0};
    std::size_t rest = cell;
    std::uint32_t weight = 1;
    for (std::size_t d = shape.nodes_.size(); d-- > 0;) {
      auto const& node = shape.nodes_[d][rest % shape.nodes_[d].size()];
      rest /= shape.nodes_[d].size();
      std::vector<std::uint32_t> more;
      for (auto const value : node.values) {
        for (auto const member : members) more.push_back(value * weight + member);
      }
      members = std::move(more);
      weight *= static_cast<std::uint32_t>(shape.dimensions_[d].values.size());
    }
    std::ranges::sort(members);
    shape.members_.push_back(std::move(members));
  }
  return shape;
}

std::size_t CubeShape::inner_at(std::span<std::uint32_t const> values) const {
  std::size_t at = 0;
  for (std::size_t d = 0; d < dimensions_.size(); ++d) at = at * dimensions_[d].values.size() + values[d];
  return at;
}

std::vector<std::string> CubeShape::labels(std::size_t cell) const {
  std::vector<std::string> labels(nodes_.size());
  for (std::size_t d = nodes_.size(); d-- > 0;) {
    labels[d] = nodes_[d][cell % nodes_[d].size()].label;
    cell /= nodes_[d].size();
  }
  return labels;
}

Result<CountCube> CountCube::of(CubeShape shape, std::span<std::int64_t const> inner) {
  constexpr std::int64_t largest = 1'000'000'000;
  if (inner.size() != shape.inner() || std::ranges::any_of(inner, [](auto count) { return count < 0 || count > largest; })) {
    return fail(Fault::malformed, "shape.counts", "The counts do not fit the table, or one is below nought or above a thousand million.", "Give one count for each cell inside.");
  }
  CountCube cube{std::move(shape), {}};
  for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
    std::int64_t sum = 0;
    for (auto const member : cube.shape.members(cell)) sum += inner[member];
    cube.counts.push_back(sum);
  }
  return cube;
}

}  // namespace concordat::protection
