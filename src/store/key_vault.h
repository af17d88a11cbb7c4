// SPDX-License-Identifier: Apache-2.0
// The key database: one key per source record, wrapped by its agency's key, wrapped by the root key.
//
// Sealing binds a blob to its table, column, record and key version. Destroying a record's key makes its blob
// noise in the database and in every copy; the key database is backed up apart, and its backups live 35 days.
//
// Order for a submission: seal every row through a SealingBatch, commit the batch, then commit the main
// transaction. A crash between the two leaves keys that nothing uses, never a sealed row without a key.
// Thread safety: one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/clock.h"
#include "base/personal.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "store/connection.h"
#include "store/transaction.h"
#include "store/url.h"
#include "store/value.h"

namespace concordat::store {

/// The agency whose key wraps the record's, and the version of that key: as kept beside the sealed blob.
struct RecordKeyRef {
  std::int64_t record = 0;  ///< source_record.id
  int agency = 0;           ///< agency.number
  int key_version = 0;      ///< source_record.key_version
};

class SealingBatch;

class KeyVault {
 public:
  /// A new root key in a new file of mode 0400. Losing it loses every identity; `concordat init` says so.
  [[nodiscard]] static Result<void> create_root_key(std::filesystem::path const& file, Chance& chance);
  /// Opens and migrates the key database. Refuses a root key that is not the one it was begun with
  /// (keys.wrong-root). REQUIRES: clock and chance outlive the vault.
  [[nodiscard]] static Result<KeyVault> open(Url const& database, std::filesystem::path const& root_key_file,
                                             Clock const& clock, Chance& chance,
                                             std::chrono::milliseconds patience = ConnectionOptions{}.patience);
  KeyVault(KeyVault&&) noexcept;
  KeyVault& operator=(KeyVault&&) noexcept;
  ~KeyVault();

  /// The first key of an agency, or a newer version of it. Answers its version.
  [[nodiscard]] Result<int> make_agency_key(int agency);

  /// Begins sealing for one agency under its newest key (keys.no-agency-key where it has none).
  /// Until it is committed or gone, the vault opens identities but begins nothing else.
  [[nodiscard]] Result<SealingBatch> begin_sealing(int agency);

  /// Spares the locks of each key that is read as long as it lives; nothing may be written meanwhile.
  [[nodiscard]] ReadsTogether read_together();

  /// The identity as it was sealed. keys.erased where its key was destroyed; Fault::integrity where blob,
  /// record or version do not belong together.
  [[nodiscard]] Result<Personal<std::string>> open_identity(RecordKeyRef const& ref, ByteView sealed);

  /// A key for what is sealed beside a record and must die with it: derived from the record's own for one `use`.
  /// keys.erased where that was destroyed. `ref` is checked as by open_identity.
  [[nodiscard]] Result<crypto::SymmetricKey> key_beside(RecordKeyRef const& ref, std::string_view use);

  struct UsedIds {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
  };
  /// Of the ids from `low` to `high`, those that have a key or had one: a crash leaves keys that no row uses, and
  /// neither these nor erased ones may be given out again. Nothing where there are none.
  [[nodiscard]] Result<std::optional<UsedIds>> used_ids(std::int64_t low, std::int64_t high);

  /// Destroys the keys of these records for ever, all or none; how many there still were.
  [[nodiscard]] Result<std::int64_t> erase(std::span<std::int64_t const> records);

 private:
  friend class SealingBatch;
  struct State;
  explicit KeyVault(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class SealingBatch {
 public:
  SealingBatch(SealingBatch&&) noexcept;
  SealingBatch& operator=(SealingBatch&&) = delete;
  /// Uncommitted keys vanish.
  ~SealingBatch();

  [[nodiscard]] int key_version() const;
  /// Makes the record's key and seals its identity under it. The view is valid until the next call.
  [[nodiscard]] Result<ByteView> seal(std::int64_t record, std::string_view identity);
  /// Durable when it returns: call it before the main transaction commits.
  [[nodiscard]] Result<void> commit();

 private:
  friend class KeyVault;
  struct State;
  explicit SealingBatch(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::store
