// SPDX-License-Identifier: Apache-2.0
// What a hub holds, in the form that the analysis of agreements takes it. No leaf: part of another look.
//
//   auto const scope = analysis::Scope{in_force_on(*held, today), &hub.vocabulary()};
//   auto const sights = analysis::sights(scope, {.field = "istv.assault_at"}, print_names(hub));
#pragma once

#include <string_view>
#include <vector>

#include "agreements/analysis/calendar.h"
#include "agreements/analysis/coverage.h"
#include "agreements/analysis/scope.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/hub.h"

namespace concordat::hub {

/// Every field that is kept at all, in the order of the catalogue.
[[nodiscard]] std::vector<agreements::analysis::KnownField> known_fields(catalogue::Catalogue const& catalogue);
/// What rows of this profile bring, and what the hub makes of them; of no agency.
[[nodiscard]] agreements::analysis::FeedOffer offer_of(intake::Profile const& profile, catalogue::Catalogue const& catalogue);
/// The same of each feed of the hub, with its agency.
[[nodiscard]] std::vector<agreements::analysis::FeedOffer> feed_offers(Hub const& hub);

/// Active members of one agency with their courses: no page or verb shows another's.
[[nodiscard]] Result<std::vector<agreements::analysis::TrainedMember>> trained_members(Hub& hub, std::string_view agency);

/// REQUIRES of both: `held` outlives what is returned.
[[nodiscard]] std::vector<agreements::Agreement const*> in_force_on(Held const& held, Date day);
/// In force, still to begin, or suspended.
[[nodiscard]] std::vector<agreements::Agreement const*> going_on(Held const& held, Date today);

}  // namespace concordat::hub
