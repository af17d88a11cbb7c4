// SPDX-License-Identifier: Apache-2.0
// Static findings about an agreement: what is wrong with it (error: it is never enforced) and what is unwise
// (warning).
//
// Each has a stable code, line, column and remedy. The codes are listed in docs/formats/agreement.md.
#pragma once

#include "agreements/document.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements {

[[nodiscard]] Findings check(Agreement const& agreement, Vocabulary const& vocabulary, Date today);

/// Reads and checks; the agreement is there only where no finding is an error.
[[nodiscard]] Parsed load(std::string_view yaml, std::string_view file, Vocabulary const& vocabulary,
                          Date today);

/// The same for a stored document (what `canonical` held).
[[nodiscard]] Parsed load_stored(Json const& document, std::string_view file, Vocabulary const& vocabulary,
                                 Date today);

/// Whether prohibitions forbid outright every way in which the rule could fire: each item, for each purpose, to each
/// recipient. One that asks for a role, a number or company of other fields forbids nothing outright.
[[nodiscard]] bool is_shadowed(Agreement const& agreement, Rule const& rule,
                               std::vector<Prohibition const*> const& prohibitions,
                               Vocabulary const& vocabulary);
/// How many items of the rule they forbid outright for at least one of its purposes and recipients.
[[nodiscard]] std::size_t items_barred(Agreement const& agreement, Rule const& rule,
                                       std::vector<Prohibition const*> const& prohibitions,
                                       Vocabulary const& vocabulary);

/// Whether everything that rule `narrow` allows, `wide` allows on the same or easier terms.
[[nodiscard]] bool covers(Rule const& wide, Rule const& narrow);

}  // namespace concordat::agreements
