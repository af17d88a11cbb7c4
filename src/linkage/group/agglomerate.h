// SPDX-License-Identifier: Apache-2.0
// Clusters that join, best evidence first (greedy additive contraction).
//
// Two clusters may join where some pair of theirs reaches `reach`, the sum of all their pairs reaches it,
// nothing says they are apart and their facts agree. The two with the greatest sum join; ties go to the
// lowest numbers. The joined cluster goes by the number of the one with more nodes, or by the lower.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "linkage/group/group.h"

namespace concordat::linkage {

/// Everything between two clusters. a < b, and each two clusters once.
struct ClusterLink {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::int64_t sum = 0;      ///< of the weights of all pairs
  MilliBits best = no_pair;  ///< the greatest of them
  bool apart = false;        ///< something says that they are two
  static constexpr MilliBits no_pair = INT32_MIN;

  void add(ClusterLink const& other) {
    sum += other.sum;
    best = best > other.best ? best : other.best;
    apart = apart || other.apart;
  }
};

/// A value of a kind of which a person has one.
struct Fact {
  std::uint64_t kind = 0;
  std::uint64_t value = 0;
  [[nodiscard]] auto operator<=>(Fact const&) const = default;
};
using Facts = std::vector<Fact>;  ///< sorted, each once

/// For every kind that both have, the same values.
[[nodiscard]] bool agree(Facts const& left, Facts const& right);
/// All facts of both.
[[nodiscard]] Facts together(Facts const& left, Facts const& right);
/// Puts links of the same two clusters together.
void put_together(std::vector<ClusterLink>& links);

/// Chooses between two ways of the same result; `automatic` by size.
enum class Method : std::uint8_t { automatic, matrix, heap };

class Agglomerator {
 public:
  /// `nodes`: of each cluster. `facts`: of each cluster, or empty where nobody has any; changed.
  /// label[i] becomes the number of the cluster that i ends in. REQUIRES links put together.
  void run(std::span<std::uint32_t const> nodes, std::span<ClusterLink const> links,
           std::vector<Facts>& facts, MilliBits reach, std::vector<std::uint32_t>& label,
           Method method = Method::automatic);

 private:
  struct Work;
  void run_in_matrix(Work& work);
  static void run_by_heap(Work& work);

  std::vector<ClusterLink> cells_;
  std::vector<std::uint32_t> sizes_;
  std::vector<std::uint32_t> alive_;
};

}  // namespace concordat::linkage
