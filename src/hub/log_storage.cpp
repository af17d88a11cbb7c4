// SPDX-License-Identifier: Apache-2.0
#include "hub/log_storage.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "crypto/seal.h"
#include "hub/openings_key.h"
#include "ledger/rotation.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql head_size = "SELECT size FROM ledger_head WHERE one = 1";
constexpr store::Sql tile = "SELECT bytes FROM ledger_tile WHERE level = ? AND n = ?";
constexpr store::Sql entries = "SELECT entry FROM ledger_leaf WHERE i >= ? AND i < ? ORDER BY i";
constexpr store::Sql entry = "SELECT entry FROM ledger_leaf WHERE i = ?";
constexpr store::Sql add_opening =
    "INSERT INTO ledger_opening (leaf, k, salt, sealed, key_ref) VALUES (?, ?, ?, ?, ?)";
constexpr store::Sql add_subject = "INSERT INTO ledger_subject (record, leaf, k) VALUES (?, ?, ?)";
constexpr store::Sql opening = "SELECT salt, sealed, key_ref FROM ledger_opening WHERE leaf = ? AND k = ?";

}  // namespace sql

namespace {

tl::unexpected<Problem> absent() {
  return fail(Fault::not_found, "ledger.absent", "The ledger's tables lack an entry or tile.",
              "Run concordat ledger verify; it names the first one that is missing.");
}

tl::unexpected<Problem> erased() {
  return fail(Fault::not_found, "ledger.opening-erased", "What this ledger entry committed to was erased.",
              "Nothing can bring it back; the entry itself still verifies.");
}

std::string use_of_opening(store::ByteView salt) { return "ledger-opening|" + std::string{crypto::text_of(salt)}; }

crypto::SymmetricKey key_of_opening(crypto::SymmetricKey const& year, store::ByteView salt) {
  return crypto::SymmetricKey{crypto::hmac_sha256(year, crypto::bytes_of(use_of_opening(salt)))};
}

constexpr std::string_view person_start = "record:";

/// As key_ref keeps it: "record:ID:AGENCY:VERSION".
std::string reference_of(store::RecordKeyRef const& person) {
  return fmt::format("{}{}:{}:{}", person_start, person.record, person.agency, person.key_version);
}

std::optional<store::RecordKeyRef> person_of(std::string_view ref) {
  if (!ref.starts_with(person_start)) return std::nullopt;
  auto const parts = text::split(ref.substr(person_start.size()), ':');
  if (parts.size() != 3) return std::nullopt;
  auto const record = text::parse_integer(parts[0]);
  auto const agency = text::parse_integer(parts[1]);
  auto const version = text::parse_integer(parts[2]);
  if (!record || !agency || !version) return std::nullopt;
  return store::RecordKeyRef{*record, static_cast<int>(*agency), static_cast<int>(*version)};
}

/// Where an opening is sealed to; the key version is left at 0, since key_ref names the year.
struct OpeningPlace {
  OpeningPlace(std::uint64_t leaf, int k) : row{fmt::format("{}/{}", leaf, k)} {}
  [[nodiscard]] crypto::SealPlace place() const {
    return {.table = "ledger_opening", .column = "sealed", .row = row};
  }
  std::string row;
};

}  // namespace

namespace {

constexpr std::string_view epoch_mark = "/epoch-";

std::filesystem::path epoch_vkey_file(std::filesystem::path const& keys, int epoch) {
  return keys / ("signer-" + std::to_string(epoch) + ".vkey");
}

}  // namespace

int epoch_of(std::string_view origin) {
  auto const at = origin.rfind(epoch_mark);
  if (at == origin.npos) return 1;
  auto const number = text::parse_integer(origin.substr(at + epoch_mark.size()));
  return number && *number > 1 && *number < 1'000'000 ? static_cast<int>(*number) : 1;
}

Result<ledger::VerifierKey> Log::verifier() const {
  auto const line = read_file(ledger::SignerFiles{options_.keys}.vkey, 4096);
  if (!line) return fail(line);
  return ledger::VerifierKey::parse(text::trim(*line));
}

Result<std::vector<ledger::VerifierKey>> Log::former_verifiers() const {
  auto exchanged = ledger::read_vkeys(ledger::SignerFiles{options_.keys}.former_vkeys);
  if (!exchanged) return exchanged;
  auto keys = std::move(*exchanged);
  for (int epoch = 1;; ++epoch) {
    auto const line = read_file(epoch_vkey_file(options_.keys, epoch), 4096);
    if (!line && line.error().fault == Fault::not_found) break;
    if (!line) return fail(line);
    auto key = ledger::VerifierKey::parse(text::trim(*line));
    if (!key) return fail(key);
    keys.push_back(std::move(*key));
  }
  // of one epoch in the order in which they were used: those exchanged, then the one it ended with
  std::stable_sort(keys.begin(), keys.end(), [](auto const& left, auto const& right) { return epoch_of(left.name()) < epoch_of(right.name()); });
  return keys;
}

Result<std::uint64_t> Log::Storage::size() const {
  auto const size = connection_.query_integer(sql::head_size);
  if (!size) return fail(size);
  return static_cast<std::uint64_t>(size->value_or(0));
}

Result<std::string> Log::Storage::tile(ledger::TileId const& id) const {
  auto bytes = connection_.query_one(
      sql::tile, [](store::Row const& row) { return std::string{crypto::text_of(row.blob(0))}; }, id.level,
      id.index);
  if (!bytes) return fail(bytes);
  auto const wanted = id.width * ledger::hash_size;
  if (!*bytes || (*bytes)->size() < wanted) return absent();
  (*bytes)->resize(wanted);
  return std::move(**bytes);
}

Result<std::string> Log::Storage::entries(ledger::BundleId const& id) const {
  auto const first = id.index * ledger::tile_width;
  std::vector<std::string> entries;
  entries.reserve(id.width);
  auto const take = [&](store::Row const& row) { entries.emplace_back(crypto::text_of(row.blob(0))); };
  auto const read = connection_.query(sql::entries, take, first, first + id.width);
  if (!read) return fail(read);
  if (entries.size() != id.width) return absent();
  return ledger::encode_bundle(entries);
}

Result<crypto::SymmetricKey> Log::Openings::load(std::string const& name) const {
  return crypto::read_symmetric_key(openings_key_file(keys_, name));
}

Result<void> Log::Openings::take_key_of(Instant at) {
  auto const name = openings_of(at);
  if (year_ && year_->name == name) return {};
  auto key = load(name);
  if (!key && key.error().fault == Fault::not_found) {
    auto const made = crypto::write_key_file(openings_key_file(keys_, name), crypto::generate_key(chance_));
    // where another process was faster, its key is the one
    if (!made && made.error().fault != Fault::conflict) return made;
    key = load(name);
  }
  if (!key) return fail(key);
  year_.emplace(YearKey{name, std::move(*key)});
  return {};
}

/// Nobody else appends meanwhile: what stands there was written past the hub.
tl::unexpected<Problem> rows_not_added(Problem const& problem) {
  if (problem.code != FixedText{"store.conflict"}) return tl::unexpected<Problem>{problem};
  return fail(Fault::integrity, "ledger.row-in-the-way", "A row that no entry wrote stands where the next entry of the ledger belongs: somebody wrote to the database past the hub.",
              "Nothing is recorded or disclosed any more. Keep a copy of the database as evidence; 'concordat ledger verify' names such rows, and docs/formats/ledger.md says how its owner takes them away.");
}

Result<void> Log::Openings::write(store::Transaction& transaction, std::uint64_t first, std::vector<Entry> const& entries) {
  std::vector<Row> rows;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    for (std::size_t k = 0; k < entries[at].openings.size(); ++k) {
      auto row = seal(first + at, k, entries[at]);
      if (!row) return fail(row);
      rows.push_back(std::move(*row));
    }
  }
  auto const opening = [](Row const& row, auto put) {
    put(row.leaf, row.k, store::ByteView{row.salt}, store::ByteView{crypto::bytes_of(row.sealed)}, std::string_view{row.ref});
  };
  auto const kept = insert_rows(transaction, {sql::add_opening, "ledger_opening"}, {"leaf", "k", "salt", "sealed", "key_ref"}, rows, opening);
  if (!kept) return kept;
  std::erase_if(rows, [](Row const& row) { return !row.record; });
  auto const subject = [](Row const& row, auto put) { put(*row.record, row.leaf, row.k); };
  return insert_rows(transaction, {sql::add_subject, "ledger_subject"}, {"record", "leaf", "k"}, rows, subject);
}

Result<Log::Openings::Row> Log::Openings::seal(std::uint64_t leaf, std::size_t k, Entry const& entry) {
  Row row{.leaf = leaf, .k = k};
  chance_.fill(row.salt);
  auto by = sealing(entry, k, store::ByteView{row.salt});
  if (!by) return fail(by);
  auto const plain = std::string{crypto::text_of(entry.openings[k].salt)} + entry.openings[k].value;
  OpeningPlace const bound{leaf, static_cast<int>(k)};
  row.sealed = crypto::seal(by->key, crypto::bytes_of(plain), bound.place(), chance_);
  row.ref = std::move(by->ref);
  if (k < entry.people.size()) row.record = entry.people[k].record;
  return row;
}

Result<Log::Openings::Sealing> Log::Openings::sealing(Entry const& entry, std::size_t k, store::ByteView salt) {
  if (k < entry.people.size()) {
    auto key = vault_->key_beside(entry.people[k], use_of_opening(salt));
    if (!key) return fail(key);
    return Sealing{std::move(*key), reference_of(entry.people[k])};
  }
  if (auto fine = take_key_of(entry.leaf.at); !fine) return fail(fine);
  return Sealing{key_of_opening(year_->key, salt), year_->name};
}

Result<crypto::SymmetricKey> Log::Openings::opening_key(std::string const& ref, store::ByteView salt) {
  if (auto const person = person_of(ref)) {
    if (vault_ == nullptr) return erased();
    auto key = vault_->key_beside(*person, use_of_opening(salt));
    if (!key && key.error().code == FixedText{"keys.erased"}) return erased();
    return key;
  }
  auto const year = load(ref);
  if (!year) return year.error().fault == Fault::not_found ? erased() : fail(year);
  return key_of_opening(*year, salt);
}

Result<ledger::Opening> Log::Openings::read(store::Connection& connection, std::uint64_t leaf, int k) {
  struct Stored {
    store::Bytes salt;
    std::string sealed;
    std::string key_ref;
  };
  auto const read = [](store::Row const& row) {
    return Stored{row.bytes(0), std::string{crypto::text_of(row.blob(1))}, row.string(2)};
  };
  auto const stored = connection.query_one(sql::opening, read, leaf, k);
  if (!stored) return fail(stored);
  if (!*stored) return erased();
  auto const key = opening_key((*stored)->key_ref, (*stored)->salt);
  if (!key) return fail(key);
  OpeningPlace const bound{leaf, k};
  auto const plain = crypto::open(*key, (*stored)->sealed, bound.place());
  if (!plain) return fail(plain);
  ledger::Opening opening{.salt = crypto::hash_from_bytes(*plain), .value = {}};
  if (plain->size() > opening.salt.size()) opening.value = plain->substr(opening.salt.size());
  return opening;
}

Result<void> Log::take_last_time(store::Connection& connection, std::uint64_t size) {
  last_at_.reset();
  if (size == 0) return {};
  auto const entry = connection.query_one(
      sql::entry, [](store::Row const& row) { return std::string{crypto::text_of(row.blob(0))}; }, size - 1);
  if (!entry) return fail(entry);
  auto const leaf = ledger::read_leaf(entry->value_or(std::string{}));
  // What cannot be read is for verify to name; here it only says nothing of the time.
  if (leaf) last_at_ = leaf->at;
  return {};
}

Result<void> Log::check_covered(std::uint64_t index) {
  auto const differs = [] {
    return fail(Fault::integrity, "ledger.checkpoint-differs", "The newest checkpoint is not that of the ledger as it is stored.",
                "Nothing is handed out. Run concordat ledger verify and keep the database as it is.");
  };
  auto const newest = note();
  if (!newest) return fail(newest);
  auto const checkpoint = open(newest->value_or(std::string{}));
  if (!checkpoint || checkpoint->head.size <= index) return differs();
  auto const head = committed_head();
  if (!head) return fail(head);
  // Others may have gone on since: then the checkpoint is that of an earlier size, and the tiles tell its root.
  if (*head == checkpoint->head) return {};
  ledger::TileHashes hashes{*storage_, checkpoint->head.size};
  auto const root = ledger::tree_root(checkpoint->head.size, hashes);
  if (!root && root.error().fault != Fault::not_found) return fail(root);
  if (!root || head->size < checkpoint->head.size || *root != checkpoint->head.root) return differs();
  return {};
}

Result<std::string> Log::entry(std::uint64_t index) {
  auto found = database_.query_one(
      sql::entry, [](store::Row const& row) { return std::string{crypto::text_of(row.blob(0))}; }, index);
  if (!found) return fail(found);
  if (!*found) {
    return fail(Fault::not_found, "ledger.no-such-entry", "The ledger has no entry of this number.",
                "Ask for a number below the size of the checkpoint.");
  }
  return std::move(**found);
}

Result<Personal<ledger::Opening>> Log::opening(std::uint64_t leaf, int k) {
  auto opening = openings_->read(database_, leaf, k);
  if (!opening) return fail(opening);
  return Personal<ledger::Opening>{std::move(*opening)};
}

Result<bool> Log::opening_holds(std::uint64_t leaf, int k) {
  auto const opening = openings_->read(database_, leaf, k);
  if (!opening) return fail(opening);
  auto const bytes = entry(leaf);
  if (!bytes) return fail(bytes);
  auto const read = ledger::read_leaf(*bytes);
  if (!read) return fail(read);
  auto commitments = read->subjects;
  if (read->detail) commitments.push_back(*read->detail);
  auto const at = static_cast<std::size_t>(k);
  return at < commitments.size() && ledger::opens(commitments[at], *opening);
}

}  // namespace concordat::hub
