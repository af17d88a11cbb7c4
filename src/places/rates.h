// SPDX-License-Identifier: Apache-2.0
// Rates by population with limits: exact Poisson limits under 10 events, Byar's approximation from 10 on, as
// public health practice has it.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace concordat::places {

enum class Confidence : std::uint8_t { percent_95, percent_99_8 };

struct Limits {
  double low = 0;
  double high = 0;
};

/// For the expected number of events, given that `events` were counted; events >= 0.
[[nodiscard]] Limits poisson_limits(std::int64_t events, Confidence confidence);

struct Rate {
  double rate = 0;
  double low = 0;
  double high = 0;
};

/// Refuses a negative count and a population below 1.
[[nodiscard]] Result<Rate> rate_of(std::int64_t events, std::int64_t population, double per = 100'000,
                                   Confidence confidence = Confidence::percent_95);

}  // namespace concordat::places
