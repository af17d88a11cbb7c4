// SPDX-License-Identifier: Apache-2.0
// For the tests of the engine: a request and facts that fit the small agreements of agreements/testing.h.
#pragma once

#include <cstdlib>

#include "agreements/engine/bundle.h"
#include "agreements/testing.h"

namespace concordat::agreements::testing {

/// How many made-up worlds a property is tried on: what the environment's CONCORDAT_CASES says, else `usual`.
inline int cases_or(int usual) {
  auto const* const told = std::getenv("CONCORDAT_CASES");
  auto const count = told == nullptr ? 0 : std::atoi(told);
  return count > 0 ? count : usual;
}

inline Request rows_request() {
  return {.asker = "testshire-csp",
          .roles = {"analyst"},
          .discloser = "testshire-ed",
          .purpose = "violence-hotspot-analysis",
          .form = Form::depersonalised,
          .fields = {"istv.assault_at"},
          .areas = {"testshire"}};
}

inline Facts facts(std::string_view today = "2026-06-01") {
  return {.today = day(today),
          .trained = std::map<std::string, Date, std::less<>>{{"information-handling", day("2026-01-10")}}};
}

}  // namespace concordat::agreements::testing
