// SPDX-License-Identifier: Apache-2.0
// Learning in three steps, each of counts that merge: prior pairs, pairs of anybody, patterns by session. The last step,
// from counts to numbers, is one function, so that parts counted elsewhere give what one run gives.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/compare/candidates.h"
#include "linkage/compare/comparer.h"
#include "linkage/compare/histogram.h"
#include "linkage/learn/em.h"
#include "linkage/model/model.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

/// Everything that is counted; adds up over parts.
struct Counts {
  std::uint64_t prior_pairs = 0;
  std::vector<std::vector<std::uint64_t>> random_levels;  ///< by comparison and level
  std::vector<Histogram> sessions;

  void add(Counts const& other);
};

struct Bench {  ///< what every step works on
  Model const& model;
  Table const& table;
  ValueFacts& facts;
  Comparer const& comparer;
  unsigned threads = 1;
};

/// Pairs that the prior's rules take for one person.
[[nodiscard]] std::uint64_t count_prior(Bench const& bench, Share share = {});
/// Levels of pairs of different records, whoever they are: of all there are where a comparison can be counted from its
/// values, else of random ones. `share` counts its part: comparisons that are counted fall to one part each.
[[nodiscard]] std::vector<std::vector<std::uint64_t>> count_random(Bench const& bench, Share share = {});
[[nodiscard]] Histogram count_patterns(Bench const& bench, Rule const& rule, Share share = {});

struct SessionReport {
  std::string name;
  std::uint64_t pairs = 0;
  std::size_t patterns = 0;
  std::size_t numbers = 0;  ///< that are learned from them: too many where there are not as many patterns
  unsigned rounds = 0;
  bool converged = false;
  double match_share = 0;
  double household_share = 0;
};

struct LearnReport {
  std::uint64_t prior_pairs = 0;
  double probability = 0;
  std::uint64_t random_pairs = 0;  ///< that u comes from: all there are, or fewer drawn where a comparison cannot be counted
  std::vector<SessionReport> sessions;
  std::vector<std::string> remarks;  ///< levels nobody showed, comparisons no session saw: names of the model, no values
};

/// Puts what was learned into the model.
[[nodiscard]] LearnReport learn(Model& model, Table const& table, Counts const& counts);

}  // namespace concordat::linkage
