// SPDX-License-Identifier: Apache-2.0
#include "store/key_vault.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/date.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/key_file.h"
#include "crypto/seal.h"
#include "store/bulk.h"
#include "store/connection.h"
#include "store/errors.h"
#include "store/migrate.h"
#include "store/scrub.h"
#include "store/transaction.h"

namespace concordat::store {
namespace {

constexpr std::string_view known_text = "the root key of this key database";
constexpr int root_version = 1;

constexpr Sql find_check = "SELECT check_value FROM key_version WHERE version = ?";
constexpr Sql add_check = "INSERT INTO key_version (version, check_value, created_at) VALUES (?, ?, ?)";
constexpr Sql newest_agency_key =
    "SELECT version, wrapped FROM agency_key WHERE agency = ? ORDER BY version DESC LIMIT 1";
constexpr Sql find_agency_key = "SELECT version, wrapped FROM agency_key WHERE agency = ? AND version = ?";
constexpr Sql add_agency_key =
    "INSERT INTO agency_key (agency, version, root_version, wrapped, created_at) VALUES (?, ?, ?, ?, ?)";
constexpr Sql find_record_key = "SELECT agency, version, wrapped FROM record_key WHERE record = ?";
constexpr Sql find_erasure = "SELECT 1 FROM key_erasure WHERE record = ?";
constexpr Sql drop_record_key = "DELETE FROM record_key WHERE record = ?";
// one end at a time: each is a single step in the order of the primary key
constexpr Sql lowest_key = "SELECT min(record) FROM record_key WHERE record BETWEEN ? AND ?";
constexpr Sql highest_key = "SELECT max(record) FROM record_key WHERE record BETWEEN ? AND ?";
constexpr Sql lowest_erasure = "SELECT min(record) FROM key_erasure WHERE record BETWEEN ? AND ?";
constexpr Sql highest_erasure = "SELECT max(record) FROM key_erasure WHERE record BETWEEN ? AND ?";
constexpr Sql add_erasure = "INSERT INTO key_erasure (record, erased_at) VALUES (?, ?)";
constexpr Sql key_tables[] = {"VACUUM record_key"};

constexpr crypto::SealPlace check_place{"key_version", "check_value", "1", root_version};

/// A number as the text a place is named by, without an allocation.
class Digits {
 public:
  explicit Digits(std::int64_t number)
      : size_{static_cast<std::size_t>(std::to_chars(room_, room_ + sizeof room_, number).ptr - room_)} {}
  [[nodiscard]] std::string_view view() const { return {room_, size_}; }

 private:
  char room_[24];
  std::size_t size_;
};

crypto::SealPlace agency_place(Digits const& agency, int version) {
  return {"agency_key", "wrapped", agency.view(), static_cast<std::uint32_t>(version)};
}
crypto::SealPlace key_place(Digits const& record, int version) {
  return {"record_key", "wrapped", record.view(), static_cast<std::uint32_t>(version)};
}
crypto::SealPlace identity_place(Digits const& record, int version) {
  return {"source_record", "sealed", record.view(), static_cast<std::uint32_t>(version)};
}

struct WrappedKey {
  int version;
  Bytes wrapped;
};
WrappedKey read_wrapped(Row const& row) {
  return {row.small(0), row.bytes(1)};
}

struct AgencyKey {
  int agency;
  int version;
  crypto::SymmetricKey key;
};

}  // namespace

struct KeyVault::State {
  Connection connection;
  crypto::SymmetricKey root;
  Clock const* clock;
  Chance* chance;
  std::optional<AgencyKey> last = {};  ///< the agency key used last: records come agency by agency

  /// Version 0 asks for the newest.
  [[nodiscard]] Result<AgencyKey> load_agency_key(int agency, int version);
  [[nodiscard]] Result<AgencyKey const*> agency_key(int agency, int version);
  [[nodiscard]] Result<void> check_root();
  [[nodiscard]] Result<crypto::SymmetricKey> record_key(RecordKeyRef const& ref);
};

struct SealingBatch::State {
  KeyVault::State* vault;
  AgencyKey agency;
  Transaction transaction;
  Bulk bulk;
  std::string sealed = {};
};

Result<AgencyKey> KeyVault::State::load_agency_key(int agency, int version) {
  auto found = version == 0 ? connection.query_one(newest_agency_key, read_wrapped, agency)
                            : connection.query_one(find_agency_key, read_wrapped, agency, version);
  if (!found) return fail(found);
  if (!*found) return fail(Trouble::no_agency_key);
  auto const& wrapped = **found;
  auto key = crypto::unwrap_key(root, crypto::text_of(wrapped.wrapped),
                                agency_place(Digits{agency}, wrapped.version));
  if (!key) return fail(key);
  return AgencyKey{agency, wrapped.version, std::move(*key)};
}

Result<AgencyKey const*> KeyVault::State::agency_key(int agency, int version) {
  if (!last || last->agency != agency || last->version != version) {
    auto loaded = load_agency_key(agency, version);
    if (!loaded) return fail(loaded);
    last.emplace(std::move(*loaded));
  }
  return &*last;
}

Result<void> KeyVault::State::check_root() {
  auto const check =
      connection.query_one(find_check, [](Row const& row) { return row.bytes(0); }, root_version);
  if (!check) return fail(check);
  if (*check) {
    auto const opened = crypto::open(root, crypto::text_of(**check), check_place);
    return opened && *opened == known_text ? Result<void>{} : fail(Trouble::wrong_root_key);
  }
  auto const sealed = crypto::seal(root, crypto::bytes_of(known_text), check_place, *chance);
  auto const added =
      connection.execute(add_check, root_version, crypto::bytes_of(sealed), format_instant(clock->now()));
  return added ? Result<void>{} : fail(added);
}

KeyVault::KeyVault(std::unique_ptr<State> state) : state_{std::move(state)} {}
KeyVault::KeyVault(KeyVault&&) noexcept = default;
KeyVault& KeyVault::operator=(KeyVault&&) noexcept = default;
KeyVault::~KeyVault() = default;

Result<void> KeyVault::create_root_key(std::filesystem::path const& file, Chance& chance) {
  return crypto::write_key_file(file, crypto::generate_key(chance));
}

Result<KeyVault> KeyVault::open(Url const& database, std::filesystem::path const& root_key_file,
                                Clock const& clock, Chance& chance, std::chrono::milliseconds patience) {
  auto root = crypto::read_symmetric_key(root_key_file);
  if (!root) return fail(root);
  auto connection = Connection::open(database, {.secure_delete = true, .patience = patience});
  if (!connection) return fail(connection);
  // Looked at first: a migration takes the writer's turn, and a large file that is being taken in holds it for long.
  if (!check_schema(*connection, Schema::keys)) {
    if (auto migrated = migrate(*connection, Schema::keys, clock); !migrated) return fail(migrated);
  }
  std::unique_ptr<State> state{new State{std::move(*connection), std::move(*root), &clock, &chance}};
  if (auto checked = state->check_root(); !checked) return fail(checked);
  return KeyVault{std::move(state)};
}

Result<int> KeyVault::make_agency_key(int agency) {
  auto& state = *state_;
  auto transaction = Transaction::write(state.connection);
  if (!transaction) return fail(transaction);
  auto const newest = state.connection.query_one(newest_agency_key, read_wrapped, agency);
  if (!newest) return fail(newest);
  auto const version = *newest ? (*newest)->version + 1 : 1;
  auto const wrapped = crypto::wrap_key(state.root, crypto::generate_key(*state.chance),
                                        agency_place(Digits{agency}, version), *state.chance);
  auto const added = state.connection.execute(add_agency_key, agency, version, root_version,
                                              crypto::bytes_of(wrapped), format_instant(state.clock->now()));
  if (!added) return fail(added);
  if (auto kept = transaction->commit(); !kept) return fail(kept);
  return version;
}

Result<SealingBatch> KeyVault::begin_sealing(int agency) {
  auto key = state_->load_agency_key(agency, 0);
  if (!key) return fail(key);
  auto transaction = Transaction::write(state_->connection);
  if (!transaction) return fail(transaction);
  auto bulk = Bulk::into(*transaction, "record_key", {"record", "agency", "version", "wrapped"});
  if (!bulk) return fail(bulk);
  return SealingBatch{std::unique_ptr<SealingBatch::State>{
      new SealingBatch::State{state_.get(), std::move(*key), std::move(*transaction), std::move(*bulk)}}};
}

ReadsTogether KeyVault::read_together() { return ReadsTogether{state_->connection}; }

Result<crypto::SymmetricKey> KeyVault::State::record_key(RecordKeyRef const& ref) {
  struct Found {
    int agency;
    WrappedKey key;
  };
  auto const read = [](Row const& row) { return Found{row.small(0), {row.small(1), row.bytes(2)}}; };
  auto found = connection.query_one(find_record_key, read, ref.record);
  if (!found) return fail(found);
  if (!*found) {
    auto const erased = connection.query_integer(find_erasure, ref.record);
    if (!erased) return fail(erased);
    return fail(*erased ? Trouble::key_erased : Trouble::no_record_key);
  }
  auto const& wrapped = (*found)->key;
  if ((*found)->agency != ref.agency || wrapped.version != ref.key_version)
    return fail(Trouble::no_record_key);
  auto const agency = agency_key(ref.agency, wrapped.version);
  if (!agency) return fail(agency);
  return crypto::unwrap_key((*agency)->key, crypto::text_of(wrapped.wrapped),
                            key_place(Digits{ref.record}, wrapped.version));
}

Result<Personal<std::string>> KeyVault::open_identity(RecordKeyRef const& ref, ByteView sealed) {
  auto const key = state_->record_key(ref);
  if (!key) return fail(key);
  auto identity = crypto::open(*key, crypto::text_of(sealed), identity_place(Digits{ref.record}, ref.key_version));
  if (!identity) return fail(identity);
  return Personal<std::string>{std::move(*identity)};
}

Result<crypto::SymmetricKey> KeyVault::key_beside(RecordKeyRef const& ref, std::string_view use) {
  auto const key = state_->record_key(ref);
  if (!key) return fail(key);
  return crypto::SymmetricKey{crypto::hmac_sha256(*key, crypto::bytes_of(use))};
}

Result<std::optional<KeyVault::UsedIds>> KeyVault::used_ids(std::int64_t low, std::int64_t high) {
  std::optional<UsedIds> used;
  for (auto const sql : {lowest_key, highest_key, lowest_erasure, highest_erasure}) {
    auto const found = state_->connection.query_integer(sql, low, high);
    if (!found) return fail(found);
    if (!*found) continue;
    used = used ? UsedIds{std::min(used->lowest, **found), std::max(used->highest, **found)}
                : UsedIds{**found, **found};
  }
  return used;
}

Result<std::int64_t> KeyVault::erase(std::span<std::int64_t const> records) {
  auto& connection = state_->connection;
  auto transaction = Transaction::write(connection);
  if (!transaction) return fail(transaction);
  auto const now = format_instant(state_->clock->now());
  std::int64_t erased = 0;
  for (auto const record : records) {
    auto const dropped = connection.execute(drop_record_key, record);
    if (!dropped) return fail(dropped);
    if (*dropped == 0) continue;
    if (auto noted = connection.execute(add_erasure, record, now); !noted) return fail(noted);
    ++erased;
  }
  if (auto kept = transaction->commit(); !kept) return fail(kept);
  if (auto gone = scrub(connection, key_tables); !gone) return fail(gone);
  return erased;
}

SealingBatch::SealingBatch(std::unique_ptr<State> state) : state_{std::move(state)} {}
SealingBatch::SealingBatch(SealingBatch&&) noexcept = default;
SealingBatch::~SealingBatch() = default;

int SealingBatch::key_version() const {
  return state_->agency.version;
}

Result<ByteView> SealingBatch::seal(std::int64_t record, std::string_view identity) {
  auto& state = *state_;
  auto& chance = *state.vault->chance;
  auto const version = state.agency.version;
  Digits const digits{record};
  auto const key = crypto::generate_key(chance);
  auto const wrapped = crypto::wrap_key(state.agency.key, key, key_place(digits, version), chance);
  state.bulk.integer(record).integer(state.agency.agency).integer(version).blob(crypto::bytes_of(wrapped));
  if (auto added = state.bulk.end_row(); !added) return fail(added);
  state.sealed.clear();
  crypto::seal_into(state.sealed, key, crypto::bytes_of(identity), identity_place(digits, version), chance);
  return crypto::bytes_of(state.sealed);
}

Result<void> SealingBatch::commit() {
  if (auto finished = state_->bulk.finish(); !finished) return fail(finished);
  return state_->transaction.commit();
}

}  // namespace concordat::store
