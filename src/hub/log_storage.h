// SPDX-License-Identifier: Apache-2.0
// The inside of Log: the ledger's tables as a LogStorage, and the openings beside the leaves.
#pragma once

#include "hub/log.h"

namespace concordat::hub {

/// Reads at most one bundle into memory at a time.
class Log::Storage final : public ledger::LogStorage {
 public:
  explicit Storage(store::Connection& connection) : connection_{connection} {}
  [[nodiscard]] Result<std::uint64_t> size() const override;
  [[nodiscard]] Result<std::string> tile(ledger::TileId const& id) const override;
  [[nodiscard]] Result<std::string> entries(ledger::BundleId const& id) const override;

 private:
  store::Connection& connection_;
};

/// An opening is sealed whole, its salt too: with the salt in the open a guess could be tested after the key
/// is gone. Each has a key of its own, derived from the year's key and the random `salt` column.
class Log::Openings {
 public:
  Openings(std::filesystem::path keys, Chance& chance) : keys_{std::move(keys)}, chance_{chance} {}
  [[nodiscard]] Result<void> write(store::Connection& connection, std::uint64_t leaf, Instant at,
                                   std::vector<ledger::Opening> const& openings);
  [[nodiscard]] Result<ledger::Opening> read(store::Connection& connection, std::uint64_t leaf, int k);

 private:
  struct YearKey {
    std::string name;  ///< "openings-2026"
    crypto::SymmetricKey key;
  };
  [[nodiscard]] Result<crypto::SymmetricKey> load(std::string const& name) const;
  [[nodiscard]] Result<void> take_key_of(Instant at);

  std::filesystem::path keys_;
  Chance& chance_;
  std::optional<YearKey> year_;
};

}  // namespace concordat::hub
