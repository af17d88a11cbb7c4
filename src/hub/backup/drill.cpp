// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/drill.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <optional>

#include "base/file.h"
#include "store/key_vault.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql record_from =
    "SELECT r.id, s.agency, r.key_version, r.sealed FROM source_record r JOIN submission s ON s.number = r.submission "
    "WHERE r.sealed IS NOT NULL AND r.id >= ? ORDER BY r.id LIMIT 1";
constexpr store::Sql ids = "SELECT min(id), max(id) FROM source_record WHERE sealed IS NOT NULL";

}  // namespace sql

namespace {

namespace fs = std::filesystem;

constexpr int records_drawn = 20;

/// A new folder of mode 0700 that goes with everything in it.
class Scratch {
 public:
  explicit Scratch(fs::path const& in) {
    std::error_code error;
    auto name = ((in.empty() ? fs::temp_directory_path(error) : in) / "concordat-drill-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
    else reason_ = errno;
  }
  ~Scratch() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  Scratch(Scratch const&) = delete;
  Scratch& operator=(Scratch const&) = delete;
  [[nodiscard]] fs::path const& path() const { return path_; }
  [[nodiscard]] int reason() const { return reason_; }

 private:
  fs::path path_;
  int reason_ = 0;
};

struct SealedRecord {
  store::RecordKeyRef ref;
  store::Bytes sealed;
};

class Drill {
 public:
  Drill(DrillOptions const& options, Clock const& clock, Chance& chance) : options_{options}, clock_{clock}, chance_{chance} {}

  Result<DrillReport> run(Shelf shelf, fs::path const& scratch) {
    RestoreOptions into{options_.from, options_.keys_from, options_.identity, {}, options_.checkpoint, {}};
    into.place.database = "sqlite:" + (scratch / "hub.db").string();
    into.place.keys = scratch / "keys";
    into.place.signer = options_.signer;
    auto restored = restore(into, std::move(shelf), clock_, chance_);
    if (!restored) return fail(restored);
    report_.restored = std::move(*restored);
    auto hub = store::Connection::open(store::Url::sqlite((scratch / "hub.db").string()), {.create = false});
    if (!hub) return fail(hub);
    if (auto done = count(*hub, store::Schema::hub, report_.restored.hub); !done) return fail(done);
    auto vault = store::KeyVault::open(store::Url::sqlite((scratch / "keys" / "keys.db").string()), scratch / "keys" / "root.key",
                                       clock_, chance_);
    if (!vault) return fail(vault);
    if (auto done = open_records(*hub, *vault); !done) return fail(done);
    if (auto done = show_end_of_keys(); !done) return fail(done);
    return std::move(report_);
  }

 private:
  Result<void> count(store::Connection& connection, store::Schema schema, Manifest const& manifest) {
    auto const counted = store::count_rows(connection, schema);
    if (!counted) return fail(counted);
    report_.tables = manifest.tables;
    return compare_counts(*counted, manifest.tables);
  }

  Result<std::optional<SealedRecord>> record_from(store::Connection& hub, std::int64_t id) {
    return hub.query_one(
        sql::record_from,
        [](store::Row const& row) {
          return SealedRecord{{row.integer(0), row.small(1), row.small(2)}, row.bytes(3)};
        },
        id);
  }

  Result<void> open_records(store::Connection& hub, store::KeyVault& vault) {
    std::int64_t low = 0, high = 0;
    auto const read = hub.query(sql::ids, [&](store::Row const& row) { low = row.integer(0), high = row.integer(1); });
    if (!read) return fail(read);
    std::optional<SealedRecord> opens;
    for (int drawn = 0; drawn < records_drawn; ++drawn) {
      std::uint64_t lot = 0;
      chance_.fill(std::as_writable_bytes(std::span{&lot, 1}));
      auto const span = static_cast<std::uint64_t>(high - low) + 1;
      auto record = record_from(hub, drawn == 0 ? low : low + static_cast<std::int64_t>(lot % span));
      if (!record) return fail(record);
      if (!*record) return {};
      // Opened and forgotten: what it says is nobody's business here.
      auto const identity = vault.open_identity((*record)->ref, (*record)->sealed);
      if (identity) {
        ++report_.opened;
        opens = std::move(**record);
      } else if (identity.error().code == FixedText{"keys.erased"}) {
        ++report_.erased;
      } else {
        return fail(Fault::integrity, "drill.record", "A sealed record does not open with the keys of this backup.",
                    "Take a copy of the keys of the same night or later. If none opens it, the keys are lost: tell its supplier.");
      }
    }
    return opens ? show_erasure(vault, *opens) : Result<void>{};
  }

  Result<void> show_erasure(store::KeyVault& vault, SealedRecord const& record) {
    auto const destroyed = vault.erase(std::span{&record.ref.record, 1});
    if (!destroyed) return fail(destroyed);
    if (auto erased = must_be_erased(vault.open_identity(record.ref, record.sealed)); !erased) return erased;
    report_.erasure_shown = true;
    return {};
  }

  Result<void> show_end_of_keys() {
    auto const& keys = *report_.restored.keys;
    report_.keys_end = *keys.delete_by;
    if (!check_key_backup_life(keys, report_.keys_end)) return {};
    return must_be_erased(Personal<std::string>{});
  }

  DrillOptions const& options_;
  Clock const& clock_;
  Chance& chance_;
  DrillReport report_;
};

}  // namespace

Result<void> compare_counts(std::vector<store::TableRows> const& counted, std::vector<store::TableRows> const& said) {
  for (auto const& table : said) {
    auto const found = std::find_if(counted.begin(), counted.end(), [&](auto const& one) { return one.table == table.table; });
    bool const grows = table.table.starts_with("ledger_");
    if (found != counted.end() && (grows ? found->rows >= table.rows : found->rows == table.rows)) continue;
    return fail(Fault::integrity, "drill.counts", "A table does not hold what the manifest says.",
                "Keep this backup as it is, make a new one at once, and drill that.");
  }
  return {};
}

Result<void> must_be_erased(Result<Personal<std::string>> const& opened) {
  if (!opened && opened.error().code == FixedText{"keys.erased"}) return {};
  return fail(Fault::integrity, "drill.erasure", "A record whose key was destroyed can still be read.",
              "Stop using this version of the program, and tell the agency whose record it is.");
}

Result<DrillReport> drill(DrillOptions const& options, Shelf shelf, Clock const& clock, Chance& chance) {
  if (options.keys_from.empty()) {
    return fail(Fault::missing, "drill.no-keys", "Without the copy of the keys nothing can be opened, and nothing is proved.",
                "Name its folder with --keys-from.");
  }
  Scratch const scratch{options.scratch};
  if (scratch.path().empty()) return tl::unexpected<Problem>{file_problem(scratch.reason())};
  return Drill{options, clock, chance}.run(std::move(shelf), scratch.path());
}

}  // namespace concordat::hub
