// SPDX-License-Identifier: Apache-2.0
// How good the links are, where the truth is known: for development, and for samples that people have looked at.
//
// Labels and naming groups are seen here and nowhere else: never by the model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "linkage/linker.h"

namespace concordat::linkage {

struct Quality {
  double threshold = 0;  ///< probability
  std::uint64_t found = 0;
  std::uint64_t right = 0;
  std::uint64_t truth = 0;
  [[nodiscard]] double precision() const { return found == 0 ? 1 : static_cast<double>(right) / static_cast<double>(found); }
  [[nodiscard]] double recall() const { return truth == 0 ? 1 : static_cast<double>(right) / static_cast<double>(truth); }
  [[nodiscard]] double f1() const {
    auto const sum = precision() + recall();
    return sum == 0 ? 0 : 2 * precision() * recall() / sum;
  }
};

struct GroupQuality {
  std::string name;
  Quality pairs;
};

/// Pairs by what they settle at (settled.h).
struct SettledQuality {
  std::vector<Quality> pairs;  ///< at the usual thresholds
  Quality best;
  std::vector<GroupQuality> groups;  ///< by naming group, at the best threshold
};

struct Evaluation {
  std::uint64_t true_pairs = 0;
  std::uint64_t true_pairs_looked_at = 0;  ///< of at least `keep`
  std::vector<Quality> pairs;              ///< at the usual thresholds
  Quality best_pairs;
  Bits best_weight = 0;
  std::vector<Quality> clusters;
  Quality best_clusters;
  std::vector<GroupQuality> groups;        ///< by naming group, at the best threshold; a pair of two groups is half of each
  std::vector<GroupQuality> clusters_by_group;  ///< the same of pairs within groups as the model makes them, both records of the naming group
  std::optional<SettledQuality> settled;        ///< of a collective model
};

/// The highest recall of a naming group less the lowest, of 1; 0 below two groups with true pairs.
[[nodiscard]] double recall_gap(std::vector<GroupQuality> const& groups);

struct Labels {
  std::vector<std::uint32_t> person;  ///< by record; 0: not known
  std::vector<std::uint32_t> group;   ///< by record; empty: none given
  std::vector<std::string> group_names;
};

/// Groups are made anew at each threshold, as the model makes them.
[[nodiscard]] Evaluation evaluate(Linker const& linker, std::vector<Edge> const& edges, Labels const& labels);
[[nodiscard]] SettledQuality evaluate_settled(Table const& table, std::vector<Edge> const& settled, Labels const& labels);
/// Pairs within groups of records against pairs of one person.
[[nodiscard]] Quality evaluate_groups(Table const& table, std::vector<Record> const& group, std::vector<std::uint32_t> const& person);

}  // namespace concordat::linkage
