// SPDX-License-Identifier: Apache-2.0
// The agreements a hub holds: brought in with their signatures, and given to the gate as they stand today.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agreements/standing.h"
#include "agreements/document.h"
#include "agreements/signature.h"
#include "hub/hub.h"

namespace concordat::hub {

struct HeldAgreement {
  agreements::Agreement agreement;
  agreements::SignatureState signatures = agreements::SignatureState::unknown;
  bool suspended = false;
  bool ended = false;
};

/// Every version the hub holds. Documents that no longer check against today's vocabulary are left out: they then
/// permit nothing.
struct Held {
  std::vector<std::unique_ptr<HeldAgreement>> agreements;
  [[nodiscard]] std::vector<agreements::InForce> in_force() const;
  /// What one of them is worth today.
  [[nodiscard]] agreements::Standing standing_of(HeldAgreement const& one, Date today) const;
};
[[nodiscard]] Result<Held> held_agreements(Hub& hub, store::Connection& connection, Date today);

struct AddedAgreement {
  std::string reference;  ///< "isa.northshire.ed-istv@4"
  agreements::SignatureState signatures = agreements::SignatureState::unknown;
  bool was_there = false;
  std::uint64_t ledger_index = 0;
};
struct AgreementFailure {
  Problem problem;
  Findings findings;
};
/// Reads FILE and FILE.sig, checks both, and stores the document with what was signed. A version that is there with
/// other bytes is refused ("agreement.version-taken"); the same bytes only refresh the signatures. An agreement that
/// lacks a discloser's signature is refused ("agreement.unsigned").
[[nodiscard]] tl::expected<AddedAgreement, AgreementFailure> add_agreement(Hub& hub, std::string const& file);

enum class AgreementChange : std::uint8_t { suspend, resume, end };
[[nodiscard]] FixedText name_of(AgreementChange change);

struct ChangedAgreement {
  std::string reference;
  FixedText state;  ///< "signed", "suspended" or "ended"
  std::uint64_t ledger_index = 0;
};
/// Holds from the next request on: what is suspended or ended permits nothing, and a stored release that it permitted is
/// not served again. What was ended never resumes. Only an active information-governance lead of a party may change it:
/// "agreement.not-a-lead". "agreement.unknown" and "agreement.ended" are the other refusals. Refusals are leaves too.
[[nodiscard]] Result<ChangedAgreement> change_agreement(Hub& hub, std::string const& reference, AgreementChange change,
                                                        std::string const& member);

/// Every version the hub holds, for somebody who looks: recorded with who that is, where it is known.
[[nodiscard]] Result<Held> list_agreements(Hub& hub, std::string const& agency, std::string const& member);

/// The agencies' public keys as the hub holds them.
[[nodiscard]] Result<agreements::PublicKeys> public_keys(store::Connection& connection);

}  // namespace concordat::hub
