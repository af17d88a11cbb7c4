// SPDX-License-Identifier: Apache-2.0
// What holds two records in one group where they do not hold together by themselves.
#pragma once

#include <optional>
#include <vector>

#include "linkage/linker.h"

namespace concordat::linkage {

/// The weakest pair on the strongest way of kept pairs from one record to the other: without it, or one as strong, they would not
/// be reached from each other. Nothing where no way leads there. Of pairs that weigh the same, the later by record is the weaker.
[[nodiscard]] std::optional<Edge> hangs_on(std::size_t records, std::vector<Edge> edges, Record left, Record right);

}  // namespace concordat::linkage
