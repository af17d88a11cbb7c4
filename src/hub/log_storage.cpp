// SPDX-License-Identifier: Apache-2.0
#include "hub/log_storage.h"

#include <fmt/format.h>

#include "base/date.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "crypto/seal.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql head_size = "SELECT size FROM ledger_head WHERE one = 1";
constexpr store::Sql tile = "SELECT bytes FROM ledger_tile WHERE level = ? AND n = ?";
constexpr store::Sql entries = "SELECT entry FROM ledger_leaf WHERE i >= ? AND i < ? ORDER BY i";
constexpr store::Sql add_opening =
    "INSERT INTO ledger_opening (leaf, k, salt, sealed, key_ref) VALUES (?, ?, ?, ?, ?)";
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

crypto::SymmetricKey key_of_opening(crypto::SymmetricKey const& year, store::ByteView salt) {
  std::string const message = "ledger-opening|" + std::string{crypto::text_of(salt)};
  return crypto::SymmetricKey{crypto::hmac_sha256(year, crypto::bytes_of(message))};
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
  return crypto::read_symmetric_key(keys_ / (name + ".key"));
}

Result<void> Log::Openings::take_key_of(Instant at) {
  auto const name = "openings-" + format_instant(at).substr(0, 4);
  if (year_ && year_->name == name) return {};
  auto key = load(name);
  if (!key && key.error().fault == Fault::not_found) {
    auto const made = crypto::write_key_file(keys_ / (name + ".key"), crypto::generate_key(chance_));
    // where another process was faster, its key is the one
    if (!made && made.error().fault != Fault::conflict) return made;
    key = load(name);
  }
  if (!key) return fail(key);
  year_.emplace(YearKey{name, std::move(*key)});
  return {};
}

Result<void> Log::Openings::write(store::Connection& connection, std::uint64_t leaf, Instant at,
                                  std::vector<ledger::Opening> const& openings) {
  if (openings.empty()) return {};
  if (auto fine = take_key_of(at); !fine) return fine;
  for (std::size_t k = 0; k < openings.size(); ++k) {
    crypto::Hash key_salt{};
    chance_.fill(key_salt);
    auto const plain = std::string{crypto::text_of(openings[k].salt)} + openings[k].value;
    OpeningPlace const bound{leaf, static_cast<int>(k)};
    auto const key = key_of_opening(year_->key, key_salt);
    auto const sealed = crypto::seal(key, crypto::bytes_of(plain), bound.place(), chance_);
    auto const added = connection.execute(sql::add_opening, leaf, k, store::ByteView{key_salt},
                                          crypto::bytes_of(sealed), year_->name);
    if (!added) return fail(added);
  }
  return {};
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
  auto const year = load((*stored)->key_ref);
  if (!year) return year.error().fault == Fault::not_found ? erased() : fail(year);
  OpeningPlace const bound{leaf, k};
  auto const plain = crypto::open(key_of_opening(*year, (*stored)->salt), (*stored)->sealed, bound.place());
  if (!plain) return fail(plain);
  ledger::Opening opening{.salt = crypto::hash_from_bytes(*plain), .value = {}};
  if (plain->size() > opening.salt.size()) opening.value = plain->substr(opening.salt.size());
  return opening;
}

}  // namespace concordat::hub
