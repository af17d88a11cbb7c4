// SPDX-License-Identifier: Apache-2.0
// Ids that cannot be mixed up, and the time-ordered UUIDs (RFC 9562 version 7) behind most of them.
#pragma once

#include <compare>
#include <string>

#include "base/chance.h"
#include "base/clock.h"

namespace concordat {

template <class Tag>
struct Id {
  std::string value;
  auto operator<=>(Id const&) const = default;
};

using AgencyId = Id<struct AgencyTag>;
using FeedId = Id<struct FeedTag>;
using SubmissionId = Id<struct SubmissionTag>;
using ReleaseId = Id<struct ReleaseTag>;
using AgreementId = Id<struct AgreementTag>;

/// A UUID version 7 in its usual text form, ordered by `now`.
[[nodiscard]] std::string uuid7(Instant now, Chance& chance);

}  // namespace concordat
