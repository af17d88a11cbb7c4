// SPDX-License-Identifier: Apache-2.0
// Whether two people judge alike, and whether what is compared is still what it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace concordat::linkage::clerical {

struct Kappa {
  double agreed = 0;  ///< share of the pairs on which both said the same
  double value = 0;   ///< of what chance alone would not give: 1 always, 0 as by chance, below 0 less than that
  double error = 0;   ///< standard error of the value
  std::uint64_t pairs = 0;
};
/// Cohen's kappa (A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20, 1960) of what two
/// people said, as numbers of answers. Nothing where nobody judged twice, or all gave one answer: then chance agrees always.
[[nodiscard]] std::optional<Kappa> kappa(std::vector<std::pair<unsigned, unsigned>> const& answers);

/// Below: as it was. At least `moved`: look at it. At least `moved_much`: what it was set for no longer holds. The usual marks of the
/// population stability index (Siddiqi, Credit Risk Scorecards, 2006).
inline constexpr double moved = 0.1;
inline constexpr double moved_much = 0.25;
/// Sum of (now - then) ln(now / then) over the shares of the same classes; half a count is added to each, so that a class nobody was
/// in says much and not all. 0 where either side counts nothing. REQUIRES: as many classes on both sides.
[[nodiscard]] double stability(std::vector<std::uint64_t> const& then, std::vector<std::uint64_t> const& now);

}  // namespace concordat::linkage::clerical
