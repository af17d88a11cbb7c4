// SPDX-License-Identifier: Apache-2.0
// Inside the module: pairs of texts that may be one edit apart, without looking at all pairs.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "linkage/table/values.h"

namespace concordat::linkage {

using IdPair = std::pair<std::uint32_t, std::uint32_t>;

/// Of `ids`, which are different, the pairs that `keep` takes: it is asked of each two of which one, or each, comes to the
/// same text by leaving one letter out, and so of all that are one edit (or two swapped neighbours) apart. In order, each once.
/// REQUIRES letters of the values.
[[nodiscard]] std::vector<IdPair> slips(Values const& values, std::vector<std::uint32_t> const& ids, unsigned threads,
                                        std::function<bool(std::uint32_t, std::uint32_t, unsigned thread)> const& keep);

}  // namespace concordat::linkage
