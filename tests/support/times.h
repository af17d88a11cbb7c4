// SPDX-License-Identifier: Apache-2.0
// How often a test repeats what chance decides: few times in ./test, more where a variable says so.
#pragma once

#include <cstdlib>

namespace concordat::test_support {

/// The number in the variable, or `usual`.
inline int times(char const* variable, int usual) {
  auto const* const told = std::getenv(variable);
  return told != nullptr ? std::atoi(told) : usual;
}

}  // namespace concordat::test_support
