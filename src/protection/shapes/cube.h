// SPDX-License-Identifier: Apache-2.0
// A table of counts by any number of columns, each with levels of groups (areas in wards in districts), and every total of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace concordat::protection {

/// The values of a column, and for each level of groups which group each value is in. Levels need not nest in each other.
struct CubeDimension {
  struct Level {
    std::vector<std::string> groups = {};
    std::vector<std::uint32_t> group_of = {};  ///< one a value
  };
  std::string name = {};
  std::vector<std::string> values = {};
  std::vector<Level> levels = {};
};

/// One place of a dimension: a value, a group, or everything.
struct CubeNode {
  std::string label = {};
  std::vector<std::uint32_t> values = {};
};

class CubeShape {
 public:
  static constexpr std::size_t most_cells = 4096;
  static constexpr std::size_t most_inner = 1024;

  /// Refuses a shape without dimensions or values, or with groups that are not there ("shape.empty"), and one of more than 4,096
  /// cells with totals or 1,024 without ("shape.too-large").
  [[nodiscard]] static Result<CubeShape> of(std::vector<CubeDimension> dimensions);

  [[nodiscard]] std::span<CubeDimension const> dimensions() const { return dimensions_; }
  [[nodiscard]] std::size_t size() const { return members_.size(); }  ///< cells, totals too
  [[nodiscard]] std::size_t inner() const { return inner_; }
  [[nodiscard]] std::size_t inner_at(std::span<std::uint32_t const> values) const;
  /// The inner cells that a cell adds up, rising.
  [[nodiscard]] std::span<std::uint32_t const> members(std::size_t cell) const { return members_[cell]; }
  /// The label of a cell in each dimension; "Total" for everything.
  [[nodiscard]] std::vector<std::string> labels(std::size_t cell) const;

 private:
  std::vector<CubeDimension> dimensions_;
  std::vector<std::vector<CubeNode>> nodes_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::size_t inner_ = 1;
};

struct CountCube {
  CubeShape shape = {};
  std::vector<std::int64_t> counts = {};  ///< one a cell
  /// Refuses other than one count an inner cell, and a negative one ("shape.counts").
  [[nodiscard]] static Result<CountCube> of(CubeShape shape, std::span<std::int64_t const> inner);
};

/// A cube as published: nothing where a cell is hidden.
struct PublishedCube {
  CubeShape shape = {};
  std::vector<std::optional<std::int64_t>> cells = {};
};

}  // namespace concordat::protection
