// SPDX-License-Identifier: Apache-2.0
// What the store's tests say often.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/result.h"

namespace concordat::store {

/// The code of a failure, or "fine".
template <class T>
[[nodiscard]] std::string outcome(Result<T> const& result) {
  return result ? "fine" : std::string{result.error().code.view()};
}

/// The value, which must be there.
template <class T>
T expect(Result<T> result) {
  EXPECT_EQ(outcome(result), "fine");
  if (!result) std::abort();
  return std::move(*result);
}
inline void expect(Result<void> const& result) { EXPECT_EQ(outcome(result), "fine"); }

}  // namespace concordat::store
