// SPDX-License-Identifier: Apache-2.0
// What the database keeps of witnesses. Inside this module only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "hub/hub.h"
#include "hub/witness/witnesses.h"
#include "ledger/note.h"

namespace concordat::hub {

struct StoredSetting {
  WitnessSetting setting;
  Instant since;
};
[[nodiscard]] Result<std::optional<StoredSetting>> read_setting(store::Connection& connection);
[[nodiscard]] Result<void> put_setting(store::Connection& connection, WitnessSetting const& setting, Instant now);

struct StoredCosignature {
  std::string name;
  std::uint64_t size = 0;
  std::string line;
};
/// Of every size, the largest first.
[[nodiscard]] Result<std::vector<StoredCosignature>> read_cosignatures(store::Connection& connection);
/// Keeps it and lets go of those of this witness for sizes below `keep_from`.
[[nodiscard]] Result<void> put_cosignature(store::Connection& connection, StoredCosignature const& one, Instant seen, std::uint64_t keep_from);

struct Asked {
  Instant at = {};
  std::uint64_t size = 0;
  std::string trouble = {};
};
[[nodiscard]] Result<std::map<std::string, Asked, std::less<>>> read_asked(store::Connection& connection);
[[nodiscard]] Result<void> put_asked(store::Connection& connection, std::string_view name, Asked const& asked);

/// Keeps for ever a signed checkpoint that contradicts this ledger, beside the one kept here of its size; or a proof of two
/// histories of this ledger or another (split_view.h). The same again changes nothing.
[[nodiscard]] Result<void> put_conflict(store::Connection& connection, std::string const& shown, Instant now);
/// The name of the log that what was shown is of.
[[nodiscard]] Result<std::string> log_of_conflict(std::string const& shown);

/// The stored checkpoint of that size.
[[nodiscard]] Result<std::optional<std::string>> note_of_size(store::Connection& connection, std::uint64_t size);

}  // namespace concordat::hub
