// SPDX-License-Identifier: Apache-2.0
// Which vector instructions to use. Results never depend on it; tests hold every path against the scalar one.
#pragma once

#include <cstdint>
#include <vector>

namespace concordat::linkage {

enum class Path : std::uint8_t { scalar, avx2, avx512 };

/// The fastest this processor can, found out once.
[[nodiscard]] Path best_path();
/// Every path this processor can, scalar first.
[[nodiscard]] std::vector<Path> usable_paths();

}  // namespace concordat::linkage
