// SPDX-License-Identifier: Apache-2.0
// Whether a profile's rows without a time are of the day before somebody arrived for treatment.
#pragma once

#include "catalogue/catalogue.h"
#include "intake/map/profile.h"

namespace concordat::intake {

/// So where `reported` of the time is the arrival at an emergency department, and no `month` is named that would do: whoever goes to a
/// department goes within hours. A surgery may see an injury days later, so its profile names the month alone.
[[nodiscard]] inline bool counts_from_arrival(Profile const& profile, catalogue::Catalogue const& catalogue) {
  auto const* arrival = catalogue.field("istv_arrival_at");
  return arrival != nullptr && !profile.time.month && profile.time.reported == MaybeField{arrival->index};
}

}  // namespace concordat::intake
