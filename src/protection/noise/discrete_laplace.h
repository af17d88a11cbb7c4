// SPDX-License-Identifier: Apache-2.0
// Noise that hides whether one record is in a count: n with a chance in proportion to exp(-epsilon |n|).
//
// Drawn exactly, from whole numbers of chance alone (Canonne, Kamath and Steinke): floating-point noise can be undone, since not
// every number can come out of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/result.h"

namespace concordat::protection {

/// Epsilon as a fraction, above 0 and at most 1.
struct NoiseStrength {
  std::uint32_t above = 1;
  std::uint32_t below = 1;
  /// "1", "1/2". Nothing for anything else, or for a denominator above 1,000.
  [[nodiscard]] static std::optional<NoiseStrength> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::int64_t discrete_laplace(NoiseStrength const& epsilon, Chance& chance);

/// What was spent on each quarter of a series, in thousandths of epsilon, as a file of JSON keeps it. A quarter has one epsilon
/// for good: a figure asked for again is another draw, and enough draws average the noise away.
class NoiseBudget {
 public:
  static constexpr std::int64_t thousandths_a_quarter = 1000;

  /// An empty text is a new budget. Refuses what is none ("noise.ledger").
  [[nodiscard]] static Result<NoiseBudget> read(std::string_view json);
  /// Refuses what would go beyond the budget ("noise.spent"); nothing is spent then.
  [[nodiscard]] Result<void> spend(std::string const& quarter, NoiseStrength const& epsilon);
  [[nodiscard]] std::int64_t spent(std::string const& quarter) const;
  [[nodiscard]] std::string json() const;

 private:
  std::map<std::string, std::int64_t> spent_;
};

}  // namespace concordat::protection
