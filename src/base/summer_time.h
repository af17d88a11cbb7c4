// SPDX-License-Identifier: Apache-2.0
// What the clock on a wall in the United Kingdom says, against UTC.
#pragma once

#include <chrono>

#include "base/clock.h"

namespace concordat {

/// Whether clocks stand an hour ahead: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
/// (SI 2002/262).
[[nodiscard]] inline bool is_british_summer(Instant instant) {
  using namespace std::chrono;
  auto const of_year = year_month_day{floor<days>(instant)}.year();
  auto const turn = [&](month of) { return sys_days{of_year / of / Sunday[last]} + hours{1}; };
  return instant >= turn(March) && instant < turn(October);
}

}  // namespace concordat
