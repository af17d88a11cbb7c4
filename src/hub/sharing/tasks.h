// SPDX-License-Identifier: Apache-2.0
// What waits for one person, in numbers, for the page they begin at. Part of another look: no leaf of its own.
#pragma once

#include "base/json.h"
#include "hub/hub.h"

namespace concordat::hub::sharing {

struct Tasks {
  std::uint64_t to_answer = 0;      ///< requests to the agency that a person must give or decline
  std::uint64_t review_due = 0;     ///< refusals whose day to be looked at again has come
  std::uint64_t escalated = 0;      ///< R18, for strategic leads
  std::uint64_t to_decide = 0;      ///< appeals
  std::uint64_t told_of_glass = 0;  ///< break-glass this person was told of, not yet reviewed
  std::uint64_t glass_overdue = 0;  ///< not reviewed in time, for leads of the agency
  std::uint64_t sample = 0;         ///< disclosures to look through, for leads
  std::uint64_t sample_late = 0;
};
[[nodiscard]] Result<Tasks> tasks_of(Hub& hub, Member const& member);
[[nodiscard]] Json to_json(Tasks const& tasks);

/// Whether this member could review a break-glass of a colleague.
[[nodiscard]] bool may_review(Member const& member);

}  // namespace concordat::hub::sharing
