// SPDX-License-Identifier: Apache-2.0
// The agreements a hub holds: brought in with their signatures, and given to the gate as they stand today.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agreements/document.h"
#include "agreements/signature.h"
#include "agreements/standing.h"
#include "hub/agreements/life.h"
#include "hub/hub.h"

namespace concordat::hub {

struct HeldAgreement {
  agreements::Agreement agreement;
  agreements::SignatureState signatures = agreements::SignatureState::unknown;
  bool waiting = false;  ///< not yet activated by two people
  bool suspended = false;
  bool ended = false;
  bool fits = true;       ///< the document checks against today's definitions and agencies
  bool unsound = false;   ///< was activated; a signature or a word of it no longer fits (agreements/standing.h)
  bool assessed = false;  ///< the hub has its equality impact assessment on record
  std::vector<std::string> misfits = {};    ///< of an unsound one: what no longer fits today's definitions, agencies or keys, in words
  std::vector<std::string> signed_by = {};  ///< agencies whose signature holds
  std::vector<agreements::Signature> signed_with = {};  ///< those signatures
};

/// Every version the hub holds. What was in force and no longer fits today's definitions, agencies or keys is `unsound`: it
/// permits nothing, and still forbids what it forbade.
struct Held {
  std::vector<std::unique_ptr<HeldAgreement>> agreements;
  [[nodiscard]] std::vector<agreements::InForce> in_force() const;
  /// What one of them is worth today.
  [[nodiscard]] agreements::Standing standing_of(HeldAgreement const& one, Date today) const;
  /// "isa.northshire.ed-istv@4"; nullptr where there is none.
  [[nodiscard]] HeldAgreement const* find(std::string_view reference) const;
};
/// What the database holds of them, unread: as long as it is the same, they stand the same on the same day.
struct StoredAgreements {
  using Version = std::pair<std::string, std::int64_t>;
  struct Row {
    std::string document, signatures, state;
    bool operator==(Row const&) const = default;
  };
  /// What stands beside the documents, now or at an entry of the ledger.
  struct Beside {
    std::optional<std::map<Version, LifeState>> states = {};  ///< none: as they are now
    std::set<Version> activated = {};                         ///< ever
    std::set<Version> assessed = {};
    std::set<Version> agreed = {};  ///< by two people at this hub, which asks for every signature; not so of what was taken over
    bool operator==(Beside const&) const = default;
  };
  std::vector<Row> rows;  ///< by id and version
  Beside beside;
  agreements::PublicKeys keys;
  bool operator==(StoredAgreements const&) const = default;
};
[[nodiscard]] Result<StoredAgreements> stored_agreements(store::Connection& connection);
/// "agreement.unreadable" where a stored document is no agreement: nothing may be decided without knowing what it forbids.
[[nodiscard]] Result<Held> held_agreements(Hub& hub, store::Connection& connection, Date today);
[[nodiscard]] Result<Held> held_agreements(Hub& hub, StoredAgreements const& stored, Date today);
/// "agreement.unknown"
[[nodiscard]] Problem unknown_agreement();
/// An agreement that was in force and no longer holds, and why, for who keeps the hub.
struct UnsoundAgreement {
  std::string reference;
  std::vector<std::string> misfits;
};
/// Those whose term still runs.
[[nodiscard]] Result<std::vector<UnsoundAgreement>> unsound_agreements(Hub& hub);
/// "agreement.ended"
[[nodiscard]] Problem ended_agreement();
/// As they stood when that entry of the ledger had been written, by the steps the hub wrote down. Signatures are checked
/// against the keys of today; `today` is the day of that entry.
[[nodiscard]] Result<Held> held_agreements_at(Hub& hub, store::Connection& connection, Date today, std::uint64_t ledger_index);

struct AddedAgreement {
  std::string reference;  ///< "isa.northshire.ed-istv@4"
  agreements::SignatureState signatures = agreements::SignatureState::unknown;
  LifeState state = LifeState::proposed;
  bool was_there = false;
  std::uint64_t ledger_index = 0;
  Findings findings = {};  ///< what would keep it from ever coming into force: life.h, too_few_leads
};
struct AgreementFailure {
  Problem problem;
  Findings findings;
};
/// Reads FILE and FILE.sig, checks both, and stores the document with what was signed. It is in force only once two
/// people activate it (change.h). A version that is there with other bytes is refused ("agreement.version-taken"); of the
/// same bytes, signatures that hold are added to those that are there, and none is ever taken away. A later version must
/// name the one it replaces by version and hash ("agreement.replaces-other"). One that lacks a discloser's signature is
/// refused ("agreement.unsigned").
[[nodiscard]] tl::expected<AddedAgreement, AgreementFailure> add_agreement(Hub& hub, std::string const& file);
/// The same of a document and a sidecar in hand; `name` is theirs, for the findings.
[[nodiscard]] tl::expected<AddedAgreement, AgreementFailure> add_agreement(Hub& hub, agreements::Agreement const& agreement,
                                                                           agreements::Sidecar const& sidecar, std::string const& name,
                                                                           Actor const& by);
/// More signatures for a version that is there, as the text of a sidecar.
[[nodiscard]] tl::expected<AddedAgreement, AgreementFailure> add_signatures(Hub& hub, std::string const& reference, std::string_view sidecar,
                                                                            Actor const& by);

/// Every version the hub holds, for somebody who looks: recorded with who that is, where it is known.
[[nodiscard]] Result<Held> list_agreements(Hub& hub, std::string const& agency, std::string const& member);

/// The agencies' public keys as the hub holds them.
[[nodiscard]] Result<agreements::PublicKeys> public_keys(store::Connection& connection);

}  // namespace concordat::hub
