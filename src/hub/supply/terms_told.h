// SPDX-License-Identifier: Apache-2.0
// How the terms of a feed and the items of a prescribed return are told to the supplier, on pages and the command line alike.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "catalogue/catalogue.h"
#include "hub/feeds.h"
#include "hub/supply/submit.h"

namespace concordat::hub {

/// "date of birth: 12 of 60 left blank, agreed are at most 5%."
[[nodiscard]] std::string words_of(intake::TermAnswer const& term, catalogue::Catalogue const& catalogue);
/// "3 of 5 agreed terms of quality are kept."; empty where nothing was agreed.
[[nodiscard]] std::string terms_words(Tally const& tally);
/// "location (in 3 rows), time (in 1 row)"; empty where the item lacks nothing.
[[nodiscard]] std::string missing_words(intake::ItemAnswer const& item);
/// "a place: usable in 1,080 of 1,203 rows (89.8 %); column 'Assault Location'."
[[nodiscard]] std::string usable_words(intake::UsableShare const& share);
/// Adds "usable", "terms_words", "terms" and "return"; empty where the profile asks nothing and makes no return.
void add_terms(Json& json, Tally const& tally, catalogue::Catalogue const& catalogue);
/// The terms of a feed over all its months, and its newest return.
struct FeedTerms {
  Tally told;                      ///< only terms and items are set
  std::optional<Quarter> quarter;  ///< of the return
};
/// Nothing where the feed's single fields are not shown to who asks: terms and items speak of them.
[[nodiscard]] Result<FeedTerms> terms_of(Hub& hub, QualityView const& view);
/// Every term kept and nothing of the return missing.
[[nodiscard]] bool all_kept(Tally const& tally);

}  // namespace concordat::hub
