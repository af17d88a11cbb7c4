// SPDX-License-Identifier: Apache-2.0
// Expectation and maximisation over counts of patterns: milliseconds whatever the number of pairs.
//
// Classes: 0 one person, 1 unrelated, 2 (where the model has households) two people of one home.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/compare/histogram.h"
#include "linkage/model/model.h"

namespace concordat::linkage {

/// By comparison, then level; level 0 (missing) says nothing and is not used.
using Chances = std::vector<std::vector<double>>;

struct Classes {
  std::vector<double> shares;   ///< of the pairs at hand, one a class
  std::vector<Chances> chances;  ///< one a class
};

struct EmOptions {
  std::vector<bool> blind;      ///< comparisons that are not looked at, by number
  std::vector<std::vector<std::vector<bool>>> fixed;  ///< by class, comparison, level: stays as given
  unsigned most_rounds = 200;
  double enough = 1e-7;         ///< change of the largest number between rounds at which it ends
};

struct EmOutcome {
  Classes classes;
  unsigned rounds = 0;
  bool converged = false;
  double change = 0;           ///< of the last round
  double log_likelihood = 0;   ///< in bits
  std::vector<std::vector<double>> shown;  ///< by class, comparison: how many pairs showed a level that was learned, as expected
};

[[nodiscard]] EmOutcome expect_and_maximise(Histogram const& patterns, Classes start, EmOptions const& options);

}  // namespace concordat::linkage
