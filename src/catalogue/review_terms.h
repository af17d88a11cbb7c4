// SPDX-License-Identifier: Apache-2.0
// definitions/review.yaml: how far linkage reviewers may look beyond their queue.
#pragma once

#include <string>

#include "base/finding.h"

namespace concordat::catalogue {

struct ReviewTerms {
  int looks_outside_queue = 0;  ///< different persons and pairs that one reviewer may look at in a day
  int judged_of_samples = 0;    ///< pairs of samples that one reviewer may judge in a day
  Findings findings = {};       ///< with an error among them the numbers are not to be used
};
/// Of that folder of definitions.
[[nodiscard]] ReviewTerms load_review_terms(std::string const& folder);

}  // namespace concordat::catalogue
