// SPDX-License-Identifier: Apache-2.0
// Sets that only grow together. The root is the lowest number, so that it does not depend on the order of
// unions.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace concordat::linkage {

class UnionFind {
 public:
  explicit UnionFind(std::size_t size = 0) { reset(size); }
  void reset(std::size_t size) {
    parent_.resize(size);
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  [[nodiscard]] std::uint32_t find(std::uint32_t node) {
    while (parent_[node] != node) {
      parent_[node] = parent_[parent_[node]];
      node = parent_[node];
    }
    return node;
  }
  /// True where they were apart.
  bool unite(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    if (a > b) std::swap(a, b);
    parent_[b] = a;
    return true;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace concordat::linkage
