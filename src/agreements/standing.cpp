// SPDX-License-Identifier: Apache-2.0
#include "agreements/standing.h"

#include <algorithm>

namespace concordat::agreements {

FixedText name_of(Standing standing) {
  switch (standing) {
    case Standing::not_signed: return "not-signed";
    case Standing::not_activated: return "not-activated";
    case Standing::ended: return "ended";
    case Standing::unsound: return "unsound";
    case Standing::suspended: return "suspended";
    case Standing::superseded: return "superseded";
    case Standing::not_yet: return "not-yet";
    case Standing::over: return "over";
    case Standing::in_force: return "in-force";
  }
  return "not-signed";
}

bool is_signed(InForce const& held) {
  auto const status = held.agreement->status;
  return (held.signatures == SignatureState::complete || held.unsound) && status != Status::draft && status != Status::proposed;
}

bool is_agreed(InForce const& held) { return is_signed(held) && !held.waiting; }

std::optional<Date> superseded_from(InForce const& held, std::span<InForce const> all) {
  std::optional<Date> from;
  for (auto const& other : all) {
    if (other.agreement->version <= held.agreement->version || other.agreement->id.text != held.agreement->id.text) continue;
    if (is_agreed(other) && (!from || other.agreement->from < *from)) from = other.agreement->from;
  }
  return from;
}

Standing standing_of(InForce const& held, std::span<InForce const> all, Date today) {
  auto const& agreement = *held.agreement;
  if (!is_signed(held)) return Standing::not_signed;
  if (held.ended || agreement.status == Status::ended) return Standing::ended;
  if (held.waiting) return today >= agreement.until ? Standing::over : Standing::not_activated;
  bool const rests = held.suspended || agreement.status == Status::suspended;
  bool const may_be_unsound = held.unsound && today < agreement.until;
  if (rests && !may_be_unsound) return Standing::suspended;
  auto const replaced_on = superseded_from(held, all);
  bool const replaced = replaced_on && *replaced_on <= today;
  // What is over or replaced for good is nothing that anybody should sign again.
  if (may_be_unsound && !replaced) return Standing::unsound;
  if (rests) return Standing::suspended;
  if (replaced) return Standing::superseded;
  if (today < agreement.from) return Standing::not_yet;
  if (today >= agreement.until) return Standing::over;
  return Standing::in_force;
}

}  // namespace concordat::agreements
