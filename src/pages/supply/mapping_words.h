// SPDX-License-Identifier: Apache-2.0
// What the words of a supplier's system mean: shown to that supplier, answered word by word, kept with the mapping.
#pragma once

#include <vector>

#include "hub/supply/preflight.h"
#include "pages/site.h"

namespace concordat::pages {

/// The words that a mapping already says something of, then those that no list knows, each with what it may mean.
[[nodiscard]] Json words_model(hub::PreflightReport const& report, intake::Profile const& profile, hub::Hub const& hub,
                               std::vector<std::string> const& answers);

/// One answer a word, in the order of words_model; "" where nobody says anything. Faults go to the visit.
[[nodiscard]] std::vector<intake::MappedWord> read_words(Visit& visit, hub::PreflightReport const& report,
                                                         intake::Profile const& profile);

}  // namespace concordat::pages
