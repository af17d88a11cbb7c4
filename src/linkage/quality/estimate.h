// SPDX-License-Identifier: Apache-2.0
// How often links are right, and how many true pairs are linked, from pairs that people judged: a random draw from each stratum.
//
//   auto const told = estimate({{.size = 3000, .linked = true, .judged = 60, .inside = 60, .same = 59},
//                               {.size = 400, .linked = false, .judged = 40, .inside = 40, .same = 12}}, {});
//   told.precision->at;  // 0.983: of 3000 linked pairs so many are of one person
//
// Every judged pair stands for size/judged pairs of its stratum (the stratified estimator of a proportion and of a ratio: Cochran,
// Sampling Techniques, 1977, chapters 5 and 6; of a part of the pairs: the same with the pairs outside left out, section 5A.14).
// The interval is simulated: the share of a stratum from its Jeffreys distribution, Beta(same + 1/2, not + 1/2) (Brown, Cai and
// DasGupta, Interval Estimation for a Binomial Proportion, Statistical Science 16, 2001), what was not judged from that share, and how
// much of a stratum lies inside the part from Beta(inside, outside) (Rubin, The Bayesian Bootstrap, 1981); the sums of all strata are
// ordered, and the middle 95 of 100 told. A stratum that was judged whole leaves no doubt; one without a mistake leaves some.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace concordat::linkage::clerical {

struct Stratum {
  std::uint64_t size = 0;    ///< pairs there are
  bool linked = false;       ///< they are taken for one person
  std::uint64_t judged = 0;  ///< of them by people, as same or not the same; where that was settled
  std::uint64_t inside = 0;  ///< of those judged, in the part that is asked about; all of them where it is the whole
  std::uint64_t same = 0;    ///< of those inside
};

struct Interval {
  double at = 0;
  double low = 0;
  double high = 0;
};

struct Estimates {
  std::optional<Interval> precision;  ///< of the linked pairs, how many are of one person
  std::optional<Interval> recall;     ///< of the pairs of one person among those in the strata, how many are linked
  std::uint64_t judged = 0;           ///< inside
};

struct EstimateOptions {
  bool part = false;           ///< not all pairs are asked about: how many of them lie inside is estimated too
  std::uint64_t seed = 1;
  unsigned rounds = 4000;
};

/// Nothing where no pair of the kind was judged, or where the strata without a judged pair hold half of the linked pairs (of the
/// pairs, for recall) or more. What lies in a stratum without a judged pair widens the interval and moves no estimate.
/// REQUIRES: same <= inside <= judged <= size; inside == judged unless `part`.
[[nodiscard]] Estimates estimate(std::vector<Stratum> const& strata, EstimateOptions const& options);

}  // namespace concordat::linkage::clerical
