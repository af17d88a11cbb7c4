// SPDX-License-Identifier: Apache-2.0
#include "hub/log.h"

#include <algorithm>
#include <utility>

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/log_storage.h"
#include "ledger/rotation.h"
#include "ledger/signer_protocol.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql head = "SELECT size, root FROM ledger_head WHERE one = 1";
constexpr store::Sql head_for_update = "SELECT size, root FROM ledger_head WHERE one = 1 FOR UPDATE";
constexpr store::Sql first_head =
    "INSERT INTO ledger_head (one, size, root) VALUES (1, 0, ?) ON CONFLICT (one) DO NOTHING";
constexpr store::Sql move_head = "UPDATE ledger_head SET size = ?, root = ? WHERE one = 1";
constexpr store::Sql add_leaf = "INSERT INTO ledger_leaf (i, entry) VALUES (?, ?)";
constexpr store::Sql put_tile =
    "INSERT INTO ledger_tile (level, n, width, bytes) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (level, n) DO UPDATE SET width = excluded.width, bytes = excluded.bytes";
constexpr store::Sql newest_size = "SELECT max(size) FROM ledger_checkpoint";
constexpr store::Sql newest_note = "SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1";
constexpr store::Sql all_notes = "SELECT note, size FROM ledger_checkpoint ORDER BY size";
constexpr store::Sql add_checkpoint =
    "INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (?, ?, ?) ON CONFLICT (size) DO NOTHING";

}  // namespace sql

namespace {

constexpr int most_rounds = 100;
constexpr std::chrono::milliseconds turn_patience{10'000};
/// Clocks of several machines differ by seconds; a hub may rest for a year. What is beyond is told.
constexpr std::chrono::minutes clock_slack{5};
constexpr std::chrono::days longest_silence{2 * 366};

ledger::TreeHead read_head(store::Row const& row) {
  return {static_cast<std::uint64_t>(row.integer(0)), crypto::hash_from_bytes(crypto::text_of(row.blob(1)))};
}

std::string read_note(store::Row const& row) { return row.string(0); }

/// Of the log that the checkpoint is of; nothing where it is none.
std::optional<std::uint64_t> size_in(std::string_view note) {
  auto const parsed = ledger::parse_note(note);
  if (!parsed) return std::nullopt;
  auto const checkpoint = ledger::parse_checkpoint(parsed->text);
  return checkpoint ? std::optional{checkpoint->head.size} : std::nullopt;
}

Result<void> check_openings(Entry const& entry, bool with_vault) {
  auto const& leaf = entry.leaf;
  auto const& openings = entry.openings;
  auto commitments = leaf.subjects;
  if (leaf.detail) commitments.push_back(*leaf.detail);
  bool const fit =
      std::equal(commitments.begin(), commitments.end(), openings.begin(), openings.end(),
                 [](auto const& commitment, auto const& opening) { return opens(commitment, opening); });
  bool const sealable = entry.people.size() == leaf.subjects.size() && (entry.people.empty() || with_vault);
  if (fit && sealable) return {};
  return fail(Fault::internal, "ledger.opening-mismatch",
              "The openings do not belong to the commitments of the entry.",
              "Hand over one opening and one record for each subject in turn, then the opening of the detail.");
}

tl::unexpected<Problem> no_checkpoint() {
  return fail(Fault::not_found, "ledger.no-checkpoint", "The ledger has no signed checkpoint yet.",
              "Do something the hub records, such as submitting a file, with the signer running.");
}

}  // namespace

Result<ledger::VerifierKey> create_ledger_keys(std::filesystem::path const& keys, std::string_view origin, Chance& chance) {
  ledger::SignerFiles const files{keys};
  auto verifier = ledger::create_signer(files.key, files.state, origin, chance);
  if (!verifier) return verifier;
  auto const written = write_file(files.vkey, verifier->text() + "\n", {.mode = 0644});
  if (!written) return fail(written);
  return verifier;
}

ledger::SignerOptions signer_options(std::filesystem::path const& keys) {
  ledger::SignerFiles const files{keys};
  return {.key_file = files.key, .state_file = files.state, .retiring_key_file = files.retiring_key};
}

Result<void> add_checkpoint(store::Connection& connection, std::uint64_t size, std::string const& note, Instant at) {
  auto const added = connection.execute(sql::add_checkpoint, size, note, format_instant(at));
  if (!added) return fail(added);
  return {};
}

Log::Log(store::Connection& database, Clock const& clock, Chance& chance, LogOptions options)
    : database_{database},
      clock_{clock},
      chance_{chance},
      options_{std::move(options)},
      storage_{std::make_unique<Storage>(database)},
      openings_{std::make_unique<Openings>(options_.keys, options_.vault, chance)} {}

Log::~Log() = default;

Result<std::uint64_t> Log::next_index(store::Transaction& transaction) {
  auto const head = take_turn(transaction);
  if (!head) return fail(head);
  return head->size;
}

Result<Receipt> Log::append(store::Transaction& transaction, Entry const& entry) {
  auto const index = append_all(transaction, {entry});
  if (!index) return fail(index);
  return Receipt{*index};
}

Result<std::uint64_t> Log::append_all(store::Transaction& transaction, std::vector<Entry> const& entries) {
  std::vector<std::string> written;
  written.reserve(entries.size());
  for (auto const& entry : entries) {
    if (auto fine = check_openings(entry, options_.vault != nullptr); !fine) return fail(fine);
    auto bytes = ledger::write_leaf(entry.leaf);
    if (!bytes) return fail(bytes);
    written.push_back(std::move(*bytes));
  }
  if (auto turn = take_turn(transaction); !turn) return fail(turn);
  auto const first = append_written(transaction, written);
  if (!first) return fail(first);
  if (auto kept = openings_->write(transaction, *first, entries); !kept) return rows_not_added(kept.error());
  if (!entries.empty()) last_at_ = entries.back().leaf.at;
  return *first;
}

Result<std::uint64_t> Log::append_written(store::Transaction& transaction, std::vector<std::string> const& written) {
  auto const appended = edge_->append(written);
  if (auto done = write(transaction, written, appended); !done) return fail(done);
  return appended.first_index;
}

Result<ledger::TreeHead> Log::take_turn(store::Transaction& transaction) {
  auto& connection = transaction.connection();
  auto const head = lock_head(connection);
  if (!head) return fail(head);
  if (auto fine = take_edge(connection, *head); !fine) return fail(fine);
  if (auto noted = note_jump(transaction); !noted) return fail(noted);
  return edge_->head();
}

/// Once for each jump: the leaf that tells of it has the new time itself.
Result<void> Log::note_jump(store::Transaction& transaction) {
  auto const now = clock_.now();
  bool const back = last_at_ && now < *last_at_ - clock_slack;
  bool const forward = last_at_ && now > *last_at_ + longest_silence;
  if (!back && !forward) return {};
  ledger::Leaf leaf;
  leaf.at = now;
  leaf.event = ledger::Event::admin;
  leaf.fields = {"time-anomaly", back ? "back" : "forward"};
  leaf.request = uuid7(now, chance_);
  auto const entry = ledger::write_leaf(leaf);
  if (!entry) return fail(entry);
  auto const written = append_written(transaction, {*entry});
  if (!written) return fail(written);
  last_at_ = now;
  return {};
}

/// From here to the end of the transaction nobody else appends.
Result<ledger::TreeHead> Log::lock_head(store::Connection& connection) {
  bool const rows_lock = connection.backend() == store::Backend::postgresql;
  auto const select = rows_lock ? sql::head_for_update : sql::head;
  auto head = connection.query_one(select, read_head);
  if (!head) return fail(head);
  if (*head) return **head;
  auto const made = connection.execute(sql::first_head, store::ByteView{ledger::empty_root()});
  if (!made) return fail(made);
  head = connection.query_one(select, read_head);
  if (!head) return fail(head);
  return head->value_or(ledger::TreeHead{});
}

/// The edge in hand is of another tree where a transaction was rolled back or another process appended.
Result<void> Log::take_edge(store::Connection& connection, ledger::TreeHead const& head) {
  if (edge_ && edge_->head() == head) return {};
  edge_.reset();
  if (auto read = take_last_time(connection, head.size); !read) return read;
  auto loaded = ledger::Edge::load(Storage{connection}, head.size);
  if (!loaded && loaded.error().fault != Fault::not_found) return fail(loaded);
  if (!loaded || loaded->head() != head) {
    return fail(Fault::integrity, "ledger.head-differs",
                "The tiles of the ledger do not make its recorded root.",
                "Nothing is recorded or disclosed any more. Run concordat ledger verify and keep the "
                "database as it is.");
  }
  edge_ = std::move(*loaded);
  return {};
}

Result<void> Log::write(store::Transaction& transaction, std::vector<std::string> const& entries,
                        ledger::Appended const& appended) {
  auto next = appended.first_index;
  auto const leaf = [&](std::string const& entry, auto put) { put(next++, store::ByteView{crypto::bytes_of(entry)}); };
  auto const added = insert_rows(transaction, {sql::add_leaf, "ledger_leaf"}, {"i", "entry"}, entries, leaf);
  if (!added) return rows_not_added(added.error());
  auto& connection = transaction.connection();
  Result<std::int64_t> done = 0;
  for (auto tile = appended.tiles.begin(); done && tile != appended.tiles.end(); ++tile) {
    done = connection.execute(sql::put_tile, tile->id.level, tile->id.index, tile->id.width,
                              crypto::bytes_of(tile->hashes));
  }
  if (done)
    done = connection.execute(sql::move_head, appended.head.size, store::ByteView{appended.head.root});
  if (!done) return fail(done);
  return {};
}

void Log::release_signer() { signer_.reset(); }

Result<ledger::TreeHead> Log::committed_head() {
  auto const head = database_.query_one(sql::head, read_head);
  if (!head) return fail(head);
  return head->value_or(ledger::TreeHead{});
}

Result<bool> Log::is_signed(std::uint64_t size) {
  auto const newest = database_.query_integer(sql::newest_size);
  if (!newest) return fail(newest);
  return static_cast<std::uint64_t>(newest->value_or(0)) >= size;
}

Result<std::optional<std::uint64_t>> Log::pending() {
  store::ReadsTogether const together{database_};
  auto const head = committed_head();
  if (!head) return fail(head);
  auto const covered = is_signed(head->size);
  if (!covered) return fail(covered);
  return *covered ? std::nullopt : std::optional{head->size};
}

Result<void> Log::sign_pending() {
  if (database_.in_transaction()) {
    return fail(Fault::internal, "ledger.sign-too-early",
                "A checkpoint was asked inside an open transaction.",
                "Commit first: what is signed must be durable.");
  }
  auto const unsigned_size = pending();
  if (!unsigned_size) return fail(unsigned_size);
  if (!*unsigned_size) return {};
  // Hubs of one process sign one after the other, so that whoever waited mostly finds its leaf covered already; hubs of
  // other processes are kept apart by the signer's own lock. After its patience it goes on without a turn.
  if (turns_ == nullptr) turns_ = TurnQueue::of_file(options_.keys);
  auto const turn = turns_ == nullptr ? std::nullopt : turns_->take(turn_patience);
  // Before the signer is looked at: what another covered meanwhile is done, even where the signer went away since.
  auto const meanwhile = is_signed(**unsigned_size);
  if (!meanwhile) return fail(meanwhile);
  if (*meanwhile) return {};
  auto const done = sign(**unsigned_size);
  if (!done) return fail(done);
  if (!*done) return {};
  if (auto stored = store_note((*done)->head.size, (*done)->note); !stored) {
    // Not the store's own words, which would say that nothing was kept.
    return fail(stored.error().fault, "ledger.checkpoint-unstored",
                "What was asked is done and stands in the ledger, signed; only the signed checkpoint could not be stored in the database.",
                "Do not repeat it. Look at the disk of the database; the next act stores the checkpoint.");
  }
  return {};
}

Result<void> Log::store_note(std::uint64_t size, std::string const& note) {
  auto transaction = store::Transaction::write_unforced(database_);
  if (!transaction) return fail(transaction);
  if (auto added = add_checkpoint(database_, size, note, clock_.now()); !added) return added;
  return transaction->commit();
}

/// Each round that fails has seen another hub's signer go on, so that in the end one of them covers what is wanted.
Result<std::optional<Log::Signed>> Log::sign(std::uint64_t wanted) {
  bool restarted = false;
  bool behind = false;  // a signer that was started anew says itself what it signed last, and it may be less than is stored here
  for (int rounds = most_rounds;; --rounds) {
    if (auto fine = ready(); !fine) return fail(fine);
    if (auto fine = stop_old_key(); !fine) return fail(fine);
    std::optional<store::ReadsTogether> together{std::in_place, database_};
    auto const newest = note();
    if (!newest) return fail(newest);
    if (*newest && !behind) signer_->follow(**newest);
    // Read only now: every checkpoint the signer knows of was committed before it was signed, so that a head below it
    // is a ledger that shrank.
    auto const head = committed_head();
    if (!head) return fail(head);
    auto const& last = signer_->last();
    if (head->size < last.size) return tl::unexpected<Problem>{ledger::problem_of(ledger::Refusal::shorter)};
    // a crash between signature and storing: the signer still has the note
    if (last == *head) return Signed{*head, signer_->last_note()};
    ledger::TileHashes hashes{*storage_, head->size};
    auto const proof = ledger::prove_consistency(last.size, head->size, hashes);
    if (!proof) return fail(proof);
    together.reset();
    auto note = signer_->sign(*head, *proof);
    if (note) return Signed{*head, *note};
    auto const& code = note.error().code.view();
    bool const overtaken = code == "ledger.signer-stale" || code == "ledger.log-shorter";
    // A PIN that was refused is another one when the file of the PIN has changed: only a new signer reads it.
    if (code == "ledger.token-pin") signer_.reset();
    bool const gone = note.error().fault == Fault::unavailable && !std::exchange(restarted, true);
    if ((!overtaken && !gone) || rounds == 0) return fail(note);
    signer_.reset();
    behind = code == "ledger.signer-stale";
    auto const covered = is_signed(wanted);
    if (!covered) return fail(covered);
    if (*covered) return std::nullopt;
  }
}

Result<std::uint64_t> Log::size() {
  return storage_->size();
}

Result<std::optional<std::string>> Log::note() {
  return database_.query_one(sql::newest_note, read_note);
}

Result<ledger::VerifierKey> Log::key_of(std::string_view note) const {
  auto key = verifier();
  if (!key) return key;
  auto const opened = ledger::open_checkpoint(note, *key);
  if (opened) return key;
  auto const former = former_verifiers();
  if (!former) return fail(former);
  for (auto const& one : *former) {
    if (one.name() == key->name() && ledger::open_checkpoint(note, one)) return one;
  }
  return fail(opened);
}

Result<ledger::Checkpoint> Log::open(std::string_view note) const {
  auto const key = key_of(note);
  if (!key) return fail(key);
  return ledger::open_checkpoint(note, *key);
}

ledger::LogStorage const& Log::storage() const {
  return *storage_;
}

Result<ledger::VerifyReport> Log::verify(ledger::VerifyOptions options) {
  // The newest is one of those that are read here: beside a busy hub another may be stored before the next statement, and none may
  // seem to be longer than the newest.
  bool of_their_sizes = true;
  auto read = database_.query(sql::all_notes, [&](store::Row const& row) {
    options.older_notes.push_back(read_note(row));
    of_their_sizes = of_their_sizes && size_in(options.older_notes.back()) == static_cast<std::uint64_t>(row.integer(1));
  });
  if (!read) return fail(read);
  if (options.older_notes.empty()) return no_checkpoint();
  auto const newest = options.older_notes.back();
  auto const key = key_of(newest);
  if (!key) return fail(key);
  auto former = former_verifiers();
  if (!former) return fail(former);
  options.former_keys = std::move(*former);
  auto report = ledger::verify_log(*storage_, newest, *key, options);
  if (!report || !report->intact()) return report;
  if (!of_their_sizes) {
    report->code = "ledger.older-checkpoint";
    report->title = "A kept checkpoint is of another size than it is kept under.";
    return report;
  }
  // The signer remembers what it signed: a copy of yesterday is whole in itself and still not this log. One that was
  // started before would not know what others signed since.
  signer_.reset();
  if (auto const there = ready(); !there) return fail(there);
  if (signer_->last().size <= report->size) return report;
  auto const head = committed_head();
  if (!head) return fail(head);
  // signed, and not stored yet: the log must hold against this as well
  if (head->size >= signer_->last().size) return ledger::verify_log(*storage_, signer_->last_note(), *key, options);
  report->code = "ledger.log-shorter";
  report->title = "The signer has signed a longer log: this database is an older copy. Restore the newest backup (concordat restore), which begins a new epoch where entries are lost, and tell the witnesses.";
  return report;
}

Result<ledger::ExportReport> Log::export_to(std::filesystem::path const& folder) {
  auto const newest = note();
  if (!newest) return fail(newest);
  if (!*newest) return no_checkpoint();
  auto const key = key_of(**newest);
  if (!key) return fail(key);
  auto const former = former_verifiers();
  if (!former) return fail(former);
  return ledger::export_log(*storage_, **newest, *key, folder, *former);
}

}  // namespace concordat::hub
