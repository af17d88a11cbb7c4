// SPDX-License-Identifier: Apache-2.0
// Findings about a set of agreements, as a hub would hold them.
//
// Codes: two-versions, replaces-other-bytes, replaces-nothing, conflict, mosaic-across, onward-none, onward-reach.
#pragma once

#include <vector>

#include "agreements/document.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements {

/// In the order of file, line and code, whatever the order of the documents. What one of them shows alone is found by
/// check().
[[nodiscard]] Findings check_together(std::vector<Agreement const*> const& agreements, Vocabulary const& vocabulary);

}  // namespace concordat::agreements
