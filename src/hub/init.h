// SPDX-License-Identifier: Apache-2.0
// Makes a hub, or brings one up to date with its partnership file. Safe to repeat; each run is a leaf of the ledger.
#pragma once

#include <memory>

#include "agreements/signature.h"
#include "hub/hub.h"

namespace concordat::hub {

struct InitReport {
  bool made_keys = false;
  int schema_from = 0;
  int schema_to = 0;
  std::size_t agencies = 0;
  std::size_t members = 0;
  std::size_t feeds = 0;
  std::size_t areas = 0;
  std::size_t key_places = 0;
  std::size_t snap_points = 0;          ///< published points that lie in the release areas
  std::size_t snap_points_outside = 0;  ///< of the file, and never used: no place is moved out of the area
  int snap_epoch = 0;                   ///< that quarters closed from now on are told by; 0: none, or no partnership file was read
  std::string verifier;          ///< the ledger's public key, as outsiders need it
  std::filesystem::path keys;
  std::uint64_t ledger_index = 0;
  std::vector<std::string> retired_agencies = {};  ///< in the file before and no longer: their rows and data stay
  std::vector<std::string> retired_feeds = {};     ///< nothing more is expected of them; their data stays until its day
  std::vector<std::string> lists_without_owner = {};  ///< lists of people that no lead of their agency answers for: nobody reads them until one is named
  std::vector<std::string> retired_members = {};   ///< may no longer ask
  struct GroupChange {
    std::int64_t before = 0;
    std::int64_t value = 0;
  };
  std::optional<GroupChange> group_changed = {};   ///< the smallest group of the file: what two leads agreed to before counts no more
};

/// Public keys of agencies, as 'concordat agreement key' writes them.
struct AgencyKeys {
  std::map<std::string, std::string> by_agency;  ///< agency -> base64
};
/// Reads every *.pub of a folder: one line, agency and base64.
[[nodiscard]] tl::expected<AgencyKeys, Findings> read_agency_keys(std::filesystem::path const& folder);
/// The same, to check signatures with where no hub is asked.
[[nodiscard]] tl::expected<agreements::PublicKeys, Findings> public_keys_in(std::filesystem::path const& folder);

struct InitFailure {
  Problem problem;
  Findings findings;
};

/// What a hub is made of.
struct InitSource {
  std::optional<PartnershipFile> partnership = {};  ///< none where the hub exists already: only its tables are brought up to date
  AgencyKeys agency_keys = {};
  /// A file that says where the ledger's first key lies, a token or a credential (docs/formats/signer-protocol.md); empty: one is
  /// made in the folder of the keys.
  std::filesystem::path ledger_key = {};
};

/// "init.ledger-key-exists" where a key is named and there is one already, "init.ledger-key-file" where what is named is a key
/// itself, and those of ledger::begin_signer.
[[nodiscard]] tl::expected<InitReport, InitFailure> initialise(HubOptions options, Shelf shelf, InitSource const& source, Clock const& clock, Chance& chance);

}  // namespace concordat::hub
