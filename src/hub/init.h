// SPDX-License-Identifier: Apache-2.0
// Makes a hub, or brings one up to date with its partnership file. Safe to repeat; each run is a leaf of the ledger.
#pragma once

#include <memory>

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
  std::string verifier;          ///< the ledger's public key, as outsiders need it
  std::filesystem::path keys;
  std::uint64_t ledger_index = 0;
  std::vector<std::string> retired_agencies = {};  ///< in the file before and no longer: their rows and data stay
  std::vector<std::string> retired_feeds = {};     ///< nothing more is expected of them; their data stays until its day
  std::vector<std::string> retired_members = {};   ///< may no longer ask
};

/// Public keys of agencies, as 'concordat agreement key' writes them.
struct AgencyKeys {
  std::map<std::string, std::string> by_agency;  ///< agency -> base64
};
/// Reads every *.pub of a folder: one line, agency and base64.
[[nodiscard]] tl::expected<AgencyKeys, Findings> read_agency_keys(std::filesystem::path const& folder);

struct InitFailure {
  Problem problem;
  Findings findings;
};

/// `partnership` may be empty where the hub exists already: then only the tables are brought up to date. `ledger_key`: a file that
/// says where the ledger's first key lies, a token or a credential (docs/formats/signer-protocol.md); empty: one is made in the
/// folder of the keys. "init.ledger-key-exists" where there is a key already, and those of ledger::begin_signer.
[[nodiscard]] tl::expected<InitReport, InitFailure> initialise(HubOptions options, Shelf shelf,
                                                               std::optional<PartnershipFile> const& partnership,
                                                               AgencyKeys const& keys, Clock const& clock,
                                                               Chance& chance, std::filesystem::path const& ledger_key = {});

}  // namespace concordat::hub
