// SPDX-License-Identifier: Apache-2.0
// What the store's tests say often.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/result.h"
#include "store/value.h"

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
inline void expect(Result<void> const& result) {
  EXPECT_EQ(outcome(result), "fine");
}

/// "text"_blob: the bytes of a literal.
[[nodiscard]] inline ByteView operator""_blob(char const* text, std::size_t size) {
  return std::as_bytes(std::span{text, size});
}

}  // namespace concordat::store
