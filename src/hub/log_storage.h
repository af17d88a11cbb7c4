// SPDX-License-Identifier: Apache-2.0
// The inside of Log: the ledger's tables as a LogStorage, the openings beside the leaves, and what Log reads of both.
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
/// is gone. Each has a key of its own, derived from the year's key, or that of the person's record, and the random `salt`
/// column.
class Log::Openings {
 public:
  Openings(std::filesystem::path keys, store::KeyVault* vault, Chance& chance)
      : keys_{std::move(keys)}, vault_{vault}, chance_{chance} {}
  /// REQUIRES: as many people as the leaf has subjects.
  [[nodiscard]] Result<void> write(store::Connection& connection, std::uint64_t leaf, Entry const& entry);
  [[nodiscard]] Result<ledger::Opening> read(store::Connection& connection, std::uint64_t leaf, int k);

 private:
  struct YearKey {
    std::string name;  ///< "openings-2026"
    crypto::SymmetricKey key;
  };
  [[nodiscard]] Result<crypto::SymmetricKey> load(std::string const& name) const;
  [[nodiscard]] Result<void> take_key_of(Instant at);
  [[nodiscard]] Result<void> write_one(store::Connection& connection, std::uint64_t leaf, std::size_t k, Entry const& entry);
  struct Sealing {
    crypto::SymmetricKey key;
    std::string ref;  ///< of what it was derived from, for key_ref
  };
  [[nodiscard]] Result<Sealing> sealing(Entry const& entry, std::size_t k, store::ByteView salt);
  /// Of an opening that was sealed under `ref`.
  [[nodiscard]] Result<crypto::SymmetricKey> opening_key(std::string const& ref, store::ByteView salt);

  std::filesystem::path keys_;
  store::KeyVault* vault_;
  Chance& chance_;
  std::optional<YearKey> year_;
};

}  // namespace concordat::hub
