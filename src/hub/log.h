// SPDX-License-Identifier: Apache-2.0
// The ledger in the database: what the hub does and what it writes down are one transaction.
//
//   auto transaction = store::Transaction::write(database);
//   ... change rows ...
//   auto receipt = log.append(*transaction, leaf, openings);
//   transaction->commit();
//   log.sign_pending();            // and only then is anything answered
//
// Invariants:
//   1. a Receipt exists only where its leaf was written in the caller's transaction; both commit or neither;
//   2. indexes are dense: one sequencer (SQLite's one writer; a row lock on ledger_head in PostgreSQL);
//   3. a checkpoint is stored only after what it covers is committed. A crash between commit and signature is
//      mended by the next sign_pending, also in another process;
//   4. several logs over one database (a server's threads, a verb beside it) take turns by themselves: leaves by the
//      database's lock, signatures by that of the signer's state;
//   5. openings of details are sealed under the key of their year in the keys folder. Destroy openings-2026.key and all
//      openings of 2026 are noise, in every copy; the tree and every proof stay;
//   6. openings of people are sealed under the key of the person's record in the key database: erase the record and they
//      are noise at once, and in every backup once the copies of the keys have reached their end;
//   7. leaves are in order of their index. Where the clock went back, or years forward, a leaf says so before the next.
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "base/personal.h"
#include "base/result.h"
#include "base/turn.h"
#include "ledger/commitment.h"
#include "ledger/export.h"
#include "ledger/leaf.h"
#include "ledger/signer.h"
#include "ledger/tiles.h"
#include "ledger/verify.h"
#include "store/connection.h"
#include "store/key_vault.h"
#include "store/transaction.h"

namespace concordat::hub {

/// That an act stands in the ledger. Only Log can make one.
class Receipt {
 public:
  Receipt(Receipt&&) = default;
  Receipt& operator=(Receipt&&) = default;
  Receipt(Receipt const&) = delete;
  Receipt& operator=(Receipt const&) = delete;
  ~Receipt() = default;
  /// Of the leaf: the number under which an outsider finds it.
  [[nodiscard]] std::uint64_t index() const { return index_; }

 private:
  friend class Log;
  explicit Receipt(std::uint64_t index) : index_{index} {}
  std::uint64_t index_;
};

/// One entry and what opens it, ready for Log::append.
struct Entry {
  ledger::Leaf leaf = {};
  /// Opening k belongs to the leaf's subject k; the one after the last subject belongs to its detail.
  std::vector<ledger::Opening> openings = {};
  /// Whose records the subjects are, one each: by their keys the openings are sealed.
  std::vector<store::RecordKeyRef> people = {};
};

/// Takes leaves that stand for themselves (a look, a refusal) from many threads and writes them many at a time.
class LeafQueue {
 public:
  virtual ~LeafQueue() = default;
  /// Waits until the leaf is committed, on disk and signed; its index.
  [[nodiscard]] virtual Result<std::uint64_t> add(Entry entry) = 0;
};

/// Makes signer.key, signer.state and signer.vkey in the keys folder: once for a hub, by init.
[[nodiscard]] Result<ledger::VerifierKey> create_ledger_keys(std::filesystem::path const& keys,
                                                             std::string_view origin, Chance& chance);
/// For the child's main: return ledger::run_signer(signer_options(keys)). It speaks on descriptors 0 and 1.
[[nodiscard]] ledger::SignerOptions signer_options(std::filesystem::path const& keys);

/// "concordat/northshire/epoch-3" -> 3; 1 where the origin names none.
[[nodiscard]] int epoch_of(std::string_view origin);

struct LogOptions {
  ledger::SignerClientOptions signer;  ///< its command must end up in run_signer(signer_options(keys))
  std::filesystem::path keys;          ///< the folder create_ledger_keys was given
  store::KeyVault* vault = nullptr;    ///< keys of people's records; without it no leaf may have subjects
};

class Log {
 public:
  /// Touches nothing yet; the signer starts when it is first needed. REQUIRES: all three outlive the log.
  Log(store::Connection& database, Clock const& clock, Chance& chance, LogOptions options);
  Log(Log const&) = delete;
  Log& operator=(Log const&) = delete;
  ~Log();

  /// Ends the signer's process; the next that needs it starts another. For a server that has nothing to do for a while.
  void release_signer();

  /// Once the 30 days after a rotation are over, the key before signs no more (signing_key.h). Whoever signs asks; so does
  /// whoever destroys that key.
  [[nodiscard]] Result<void> stop_old_key();

  /// Starts the signer, so that a disclosure is refused before any work where the signer is away.
  [[nodiscard]] Result<void> ready();

  /// The index that the next leaf of this transaction gets, for what must name it: nobody else appends until the
  /// transaction ends.
  [[nodiscard]] Result<std::uint64_t> next_index(store::Transaction& transaction);

  /// "ledger.opening-mismatch" where an opening does not open its commitment, or a subject has no record whose key seals
  /// it; "keys.erased" where that was erased; every failure of write_leaf.
  [[nodiscard]] Result<Receipt> append(store::Transaction& transaction, Entry const& entry);
  [[nodiscard]] Result<Receipt> append(store::Transaction& transaction, ledger::Leaf const& leaf,
                                       std::vector<ledger::Opening> const& openings = {}) {
    return append(transaction, Entry{leaf, openings, {}});
  }
  /// The same for several at the cost of one, in their order; the index of the first. None is written where one may not be.
  [[nodiscard]] Result<std::uint64_t> append_all(store::Transaction& transaction, std::vector<Entry> const& entries);

  /// Has the newest committed leaf signed and stores the checkpoint, without a wait for the disk: leaves are durable before they are
  /// signed, and the signer's own state holds every signed note, so that where a power cut takes the stored one, the next call stores it
  /// again. Nothing to do is success.
  /// "ledger.log-rewritten" and "ledger.log-shorter" come from the signer and mean that the database was
  /// tampered with or restored; "ledger.signer-unavailable" and "ledger.signer-busy" pass. "ledger.checkpoint-unstored": signed,
  /// and the next call stores it.
  [[nodiscard]] Result<void> sign_pending();

  /// That the newest checkpoint is signed by this log's key, covers the entry of this index and is the root of what is
  /// stored: asked before anything is handed out. "ledger.checkpoint-differs" where it is not.
  [[nodiscard]] Result<void> check_covered(std::uint64_t index);

  /// Number of committed leaves.
  [[nodiscard]] Result<std::uint64_t> size();
  /// The entry's bytes, for read_leaf. Fault::not_found where there is none.
  [[nodiscard]] Result<std::string> entry(std::uint64_t index);
  /// The newest signed checkpoint, or nothing before the first.
  [[nodiscard]] Result<std::optional<std::string>> note();
  /// The key in signer.vkey; needs no signer.
  [[nodiscard]] Result<ledger::VerifierKey> verifier() const;
  /// Keys before it: of earlier epochs, signer-1.vkey and so on (a restore from a backup begins a new one, backup/restore.h),
  /// and those that another took the place of (signing_key.h).
  [[nodiscard]] Result<std::vector<ledger::VerifierKey>> former_verifiers() const;
  /// The key of this log that signed this checkpoint of the present epoch: today's, or one that it took the place of.
  /// "ledger.note-signature"
  [[nodiscard]] Result<ledger::VerifierKey> key_of(std::string_view note) const;
  /// The same checkpoint, opened.
  [[nodiscard]] Result<ledger::Checkpoint> open(std::string_view note) const;
  /// The log as the ledger module reads it.
  [[nodiscard]] ledger::LogStorage const& storage() const;

  /// Checks the whole log against its newest checkpoint and every older one kept. Fault::not_found before the
  /// first.
  [[nodiscard]] Result<ledger::VerifyReport> verify(ledger::VerifyOptions options = {});
  /// Writes the log as of its newest checkpoint; see ledger/export.h.
  [[nodiscard]] Result<ledger::ExportReport> export_to(std::filesystem::path const& folder);

  /// "ledger.opening-erased" where the key it was sealed under is gone or the opening was erased.
  [[nodiscard]] Result<Personal<ledger::Opening>> opening(std::uint64_t leaf, int k);
  /// True where opening k still opens its commitment in the leaf; shows nothing of it.
  [[nodiscard]] Result<bool> opening_holds(std::uint64_t leaf, int k);

 private:
  friend class KeyRotation;
  class Storage;
  class Openings;
  [[nodiscard]] Result<ledger::TreeHead> lock_head(store::Connection& connection);
  [[nodiscard]] Result<void> take_edge(store::Connection& connection, ledger::TreeHead const& head);
  [[nodiscard]] Result<void> write(store::Transaction& transaction, std::vector<std::string> const& entries,
                                   ledger::Appended const& appended);
  /// The head with the edge in hand, after the leaf that says that the clock jumped, where it did.
  [[nodiscard]] Result<ledger::TreeHead> take_turn(store::Transaction& transaction);
  [[nodiscard]] Result<void> note_jump(store::Transaction& transaction);
  [[nodiscard]] Result<void> take_last_time(store::Connection& connection, std::uint64_t size);
  [[nodiscard]] Result<std::uint64_t> append_written(store::Transaction& transaction, std::vector<std::string> const& written);
  struct Signed {
    ledger::TreeHead head;
    std::string note;
  };
  /// Nothing where another hub signed as much and stored it while this one tried.
  [[nodiscard]] Result<std::optional<Signed>> sign(std::uint64_t wanted);
  [[nodiscard]] Result<void> store_note(std::uint64_t size, std::string const& note);
  [[nodiscard]] Result<ledger::TreeHead> committed_head();
  /// How many leaves there are, where no stored checkpoint covers them.
  [[nodiscard]] Result<std::optional<std::uint64_t>> pending();
  /// Whether a stored checkpoint covers this many leaves already.
  [[nodiscard]] Result<bool> is_signed(std::uint64_t size);
  [[nodiscard]] Result<void> check_key();
  /// Goes on with a rotation that an end without warning left half done.
  [[nodiscard]] Result<void> settle_rotation();

  store::Connection& database_;
  Clock const& clock_;
  Chance& chance_;
  LogOptions options_;
  std::shared_ptr<TurnQueue> turns_;  ///< of all who sign with these keys in this process
  std::unique_ptr<Storage> storage_;
  std::unique_ptr<Openings> openings_;
  std::unique_ptr<ledger::SignerClient> signer_;
  std::optional<ledger::Edge> edge_;  ///< as of the last append; of use only where the head still is the same
  std::optional<Instant> last_at_;    ///< of the newest leaf the edge holds
  std::optional<Instant> both_until_; ///< two keys sign before; as of the start of the signer
};

}  // namespace concordat::hub
