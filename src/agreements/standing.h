// SPDX-License-Identifier: Apache-2.0
// What an agreement that a hub holds is worth on a day.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "agreements/document.h"
#include "base/date.h"
#include "base/fixed_text.h"

namespace concordat::agreements {

enum class SignatureState : std::uint8_t {
  unknown,   ///< nobody looked: not in force
  draft,     ///< a discloser's signature is missing or wrong
  proposed,  ///< all disclosers signed, a recipient's signature is missing or wrong
  complete,
};

/// An agreement the hub holds and how it stands.
struct InForce {
  Agreement const* agreement = nullptr;
  SignatureState signatures = SignatureState::unknown;
  bool waiting = false;  ///< signed, and not yet activated by two people at the hub: in force for nobody
  bool suspended =
      false;           ///< its rules rest; its prohibitions hold on, so that suspending never opens anything
  bool ended = false;  ///< ended early by a party
  /// It was activated, and a signature or a word of it no longer fits what the hub knows: its rules rest, its prohibitions
  /// hold on, and the versions it replaced stay replaced, so that no change of keys, kinds of agencies, purposes or roles opens
  /// anything. A field goes by its names of today; a name that nobody knows any more bars its whole family ("istv.*").
  bool unsound = false;
  bool assessed = false;  ///< the hub has its equality impact assessment on record, where the document names none
};

/// What an agreement is worth today, in one word; of several that hold, the first in this order.
enum class Standing : std::uint8_t { not_signed, ended, not_activated, unsound, suspended, superseded, not_yet, over, in_force };
[[nodiscard]] FixedText name_of(Standing standing);
/// `all`: every version that is held, for a later one may have taken this one's place.
[[nodiscard]] Standing standing_of(InForce const& held, std::span<InForce const> all, Date today);

/// Whether all who must have signed it, it does not call itself a draft or a proposal, and it was activated. What is unsound
/// was agreed once and counts as such.
[[nodiscard]] bool is_agreed(InForce const& held);
/// The same, activated or not.
[[nodiscard]] bool is_signed(InForce const& held);
/// A later version that was signed and has begun replaces it for good, so that ending the later one revives nothing:
/// from this day on; nothing where none does.
[[nodiscard]] std::optional<Date> superseded_from(InForce const& held, std::span<InForce const> all);

}  // namespace concordat::agreements
