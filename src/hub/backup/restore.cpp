// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/restore.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"
#include "base/sync_folder.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/backup/epoch.h"
#include "hub/backup/key_files.h"
#include "hub/backup/sealed_file.h"
#include "store/key_vault.h"
#include "store/migrate.h"

namespace concordat::hub {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Problem> not_empty() {
  return fail(Fault::conflict, "restore.not-empty", "There is something where the hub should go, and a restore never writes over data.",
              "Name a database and a folder of keys that do not exist yet; move away what an interrupted restore left.");
}

/// What goes under another name until all of it is there, and vanishes where that never comes.
class Site {
 public:
  Site() = default;
  Site(Site const&) = delete;
  Site& operator=(Site const&) = delete;
  ~Site() {
    std::error_code error;
    if (!database_.empty()) remove_database();
    if (server_) empty_server();
    if (!keys_.empty()) fs::remove_all(keys_, error);
  }

  Result<HubOptions> prepare(RestoreOptions const& options) {
    final_ = options.place;
    auto const keys = keys_folder(final_);
    if (!keys) return fail(keys);
    final_.keys = *keys;
    auto building = final_;
    auto const url = store::Url::parse(final_.database);
    if (!url) return fail(url);
    std::error_code error;
    if (url->backend() == store::Backend::sqlite) {
      if (fs::exists(url->target(), error)) return not_empty();
      database_ = url->target() + ".restoring";
      remove_database();
      building.database = "sqlite:" + database_.string();
    } else if (auto looked = look_at_server(*url); !looked) {
      return fail(looked);
    }
    survived_ = options.keys_from.empty();
    if (!survived_ && fs::exists(*keys, error) && !fs::is_empty(*keys, error)) return not_empty();
    auto const building_keys = fs::path{keys->string() + ".restoring"};
    fs::remove_all(building_keys, error);
    if (!fs::create_directory(building_keys, error)) return tl::unexpected<Problem>{file_problem(error ? error.value() : EEXIST)};
    ::chmod(building_keys.c_str(), 0700);
    building.keys = keys_ = building_keys;
    if (!survived_) return building;
    auto const files = read_key_files(*keys);
    if (!files) return fail(files);
    if (auto written = write_all(*files, keys_); !written) return fail(written);
    auto const key_database = key_database_url(final_);
    if (!key_database) return fail(key_database);
    if (building.key_database.empty()) building.key_database = "sqlite:" + key_database->target();
    return building;
  }

  /// REQUIRES: nobody has anything open there. The database's name comes last.
  Result<void> put_in_place(Epoch const& epoch) {
    auto const kept = survived_ ? merge_keys(epoch) : rename(keys_, final_.keys);
    if (!kept) return kept;
    keys_.clear();
    server_.reset();
    if (database_.empty()) return {};
    auto const url = store::Url::parse(final_.database);
    if (auto done = rename(database_, url->target()); !done) return done;
    database_.clear();
    return {};
  }

  static Result<void> write_all(std::vector<KeyFile> const& files, fs::path const& folder) {
    for (auto const& file : files) {
      bool const is_public = file.name.ends_with(".vkey") || file.name.ends_with(".vkeys") || file.name.ends_with(".pub");
      auto const written = write_file(folder / file.name, file.bytes.expose(), {.mode = is_public ? 0644U : 0400U});
      if (!written) return written;
    }
    return {};
  }

  [[nodiscard]] fs::path const& final_keys() const { return final_.keys; }
  [[nodiscard]] bool keys_survived() const { return survived_; }

 private:
  /// A server's database has no other name to go under: it must be empty, and is emptied again where the restore fails.
  Result<void> look_at_server(store::Url const& url) {
    auto connection = store::Connection::open(url, {.create = false});
    if (!connection) return fail(connection);
    auto const empty = store::is_empty(*connection, store::Schema::hub);
    if (!empty) return fail(empty);
    if (!*empty) return not_empty();
    server_ = url;
    return {};
  }

  void empty_server() const {
    auto connection = store::Connection::open(*server_, {.create = false});
    if (!connection) return;
    auto const dropped = store::drop_tables(*connection, store::Schema::hub);
    static_cast<void>(dropped);  // what is left refuses the next restore, which says what to do
  }

  static Result<void> rename(fs::path const& from, fs::path const& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return tl::unexpected<Problem>{file_problem(error.value())};
    return sync_folder(fs::absolute(to, error).parent_path());
  }

  /// The signer's files as they are now, and what the folder did not have before.
  Result<void> merge_keys(Epoch const& epoch) {
    if (epoch.is_new) {
      if (auto moved = move_signer_aside(final_.keys, epoch.number - 1); !moved) return moved;
    }
    std::error_code error;
    std::vector<fs::path> made;
    for (auto const& entry : fs::directory_iterator{keys_, error}) made.push_back(entry.path());
    for (auto const& file : made) {
      auto const to = final_.keys / file.filename();
      if (fs::exists(to, error) && !file.filename().string().starts_with("signer.")) continue;
      if (auto done = rename(file, to); !done) return done;
    }
    fs::remove_all(keys_, error);
    return {};
  }

  void remove_database() const {
    std::error_code error;
    for (auto const* ending : {"", "-wal", "-shm"}) fs::remove(database_.string() + ending, error);
  }

  HubOptions final_;
  fs::path database_;
  fs::path keys_;
  std::optional<store::Url> server_;
  bool survived_ = false;
};

class Restore {
 public:
  Restore(RestoreOptions const& options, crypto::Identity identity, Clock const& clock, Chance& chance)
      : options_{options}, identity_{std::move(identity)}, clock_{clock}, chance_{chance} {}

  Result<RestoreReport> run(Shelf shelf) {
    if (auto done = find(); !done) return fail(done);
    auto const place = site_.prepare(options_);
    if (!place) return fail(place);
    if (auto done = load_keys(*place); !done) return fail(done);
    if (auto done = load_hub(*place); !done) return fail(done);
    if (auto done = check_and_settle(*place); !done) return fail(done);
    if (auto done = record_it(*place, std::move(shelf)); !done) return fail(done);
    if (auto done = site_.put_in_place(epoch_); !done) return fail(done);
    return std::move(report_);
  }

 private:
  Result<void> find() {
    auto found = find_backup(options_.from, Manifest::Kind::hub);
    if (!found) return fail(found);
    hub_file_ = std::move(found->file);
    report_.hub = std::move(found->manifest);
    if (options_.keys_from.empty()) return {};
    auto keys = find_backup(options_.keys_from, Manifest::Kind::keys);
    if (!keys) return fail(keys);
    keys_file_ = std::move(keys->file);
    if (auto alive = check_key_backup_life(keys->manifest, clock_.today()); !alive) return alive;
    if (keys->manifest.partnership != report_.hub.partnership) {
      return fail(Fault::refused, "restore.other-hub", "The two halves are of two hubs.", "Name the keys of the same partnership.");
    }
    if (keys->manifest.made_at < report_.hub.made_at) {
      return fail(Fault::refused, "restore.keys-older",
                  "The copy of the keys is older than that of the database: what came in between could not be opened.",
                  "Name a copy of the keys of the same night or later, or an older copy of the database.");
    }
    report_.keys = std::move(keys->manifest);
    return {};
  }

  /// Opens a sealed file and sees that it says of itself what its manifest says of it.
  Result<std::unique_ptr<SealedFileReader>> open(fs::path const& file, Manifest const& manifest) {
    auto reader = SealedFileReader::open(file, identity_);
    if (!reader) return fail(reader);
    auto const inner = take_prefixed(**reader);
    if (!inner) return fail(inner);
    if (*inner == manifest.inner()) return reader;
    return fail(Fault::integrity, "restore.manifest-differs", "The manifest says something else than the sealed file it lies beside.",
                "Do not use this backup: somebody changed its manifest. Take another copy.");
  }

  Result<void> load(SealedFileReader& file, store::Url const& url, store::Schema schema, Manifest const& manifest) {
    auto connection = store::Connection::open(url, {.secure_delete = schema == store::Schema::keys});
    if (!connection) return fail(connection);
    auto const loaded = store::read_dump(*connection, schema, file, clock_);
    if (!loaded) return loaded.error().code == FixedText{"store.not-empty"} ? not_empty() : fail(loaded);
    if (auto ended = file.must_end(); !ended) return ended;
    for (auto const& table : loaded->tables) report_.rows += table.rows;
    if (loaded->tables == manifest.tables && loaded->schema_number == manifest.schema_number) return {};
    return fail(Fault::integrity, "restore.counts-differ", "The tables do not hold as many rows as the manifest says.",
                "Do not use this backup: somebody changed its manifest. Take another copy.");
  }

  Result<void> load_keys(HubOptions const& place) {
    if (!report_.keys) return {};
    auto file = open(keys_file_, *report_.keys);
    if (!file) return fail(file);
    auto const files = take_key_files(**file);
    if (!files) return fail(files);
    if (auto written = Site::write_all(*files, place.keys); !written) return written;
    auto const url = key_database_url(place);
    if (!url) return fail(url);
    return load(**file, *url, store::Schema::keys, *report_.keys);
  }

  Result<void> load_hub(HubOptions const& place) {
    auto file = open(hub_file_, report_.hub);
    if (!file) return fail(file);
    auto const none = take_key_files(**file);
    if (!none) return fail(none);
    auto const url = store::Url::parse(place.database);
    if (!url) return fail(url);
    return load(**file, *url, store::Schema::hub, report_.hub);
  }

  /// The ledger as it came back must be what its own key signed; then the key for what follows is settled.
  Result<void> check_and_settle(HubOptions const& place) {
    auto const url = store::Url::parse(place.database);
    auto connection = store::Connection::open(*url, {.create = false});
    if (!connection) return fail(connection);
    Log log{*connection, clock_, chance_, {.signer = {}, .keys = place.keys}};
    auto const size = log.size();
    if (!size) return fail(size);
    report_.ledger_size = *size;
    auto const key = ledger::VerifierKey::parse(report_.hub.vkey);
    if (!key) return fail(key);
    auto const note = log.note();
    if (!note) return fail(note);
    auto former = log.former_verifiers();
    if (!former) return fail(former);
    ledger::VerifyOptions verify;
    verify.former_keys = std::move(*former);
    auto const report = ledger::verify_log(log.storage(), note->value_or(std::string{}), *key, verify);
    if (!report) return fail(report);
    if (!report->intact() || *size != report_.hub.ledger_size || note->value_or(std::string{}) != report_.hub.checkpoint) {
      return fail(Fault::integrity, "restore.ledger", "The ledger in the backup is not what its key signed.",
                  "Do not use this backup: its database was changed before it was made. Keep it as evidence and take an older one.");
    }
    FormerLog known{report_.hub.vkey, **note, options_.signer, options_.checkpoint};
    std::error_code error;
    if (known.signer.empty() && site_.keys_survived() && fs::exists(site_.final_keys() / "signer.state", error)) {
      known.signer = site_.final_keys();
    }
    auto epoch = settle_signer(known, log.storage(), *size, place.keys, chance_);
    if (!epoch) return fail(epoch);
    epoch_ = std::move(*epoch);
    return {};
  }

  Result<void> record_it(HubOptions const& place, Shelf shelf) {
    auto hub = Hub::open(place, std::move(shelf), clock_, chance_);
    if (!hub) return fail(hub);
    Act act;
    act.event = ledger::Event::checkpoint_restore;
    act.to = (*hub)->partnership().id;
    act.fields = {"ledger", "epoch-" + std::to_string(epoch_.number)};
    act.count = epoch_.lost;
    act.bundle = crypto::sha256(epoch_.last_note);
    act.detail.set("backup", report_.hub.id).set("checkpoint", epoch_.last_note);
    auto transaction = store::Transaction::write((*hub)->database());
    if (!transaction) return fail(transaction);
    auto receipt = record(**hub, *transaction, std::move(act));
    if (!receipt) return fail(receipt);
    if (auto done = transaction->commit(); !done) return done;
    if (auto done = (*hub)->log().sign_pending(); !done) return done;
    auto const vkey = (*hub)->log().verifier();
    if (!vkey) return fail(vkey);
    report_.vkey = vkey->text();
    report_.ledger_index = receipt->index();
    report_.lost = epoch_.lost;
    report_.epoch = epoch_.number;
    report_.new_epoch = epoch_.is_new;
    return {};
  }

  RestoreOptions const& options_;
  crypto::Identity identity_;
  Clock const& clock_;
  Chance& chance_;
  Site site_;
  fs::path hub_file_;
  fs::path keys_file_;
  Epoch epoch_;
  RestoreReport report_;
};

}  // namespace

Result<void> check_key_backup_life(Manifest const& keys, Date today) {
  if (keys.delete_by && today < *keys.delete_by) return {};
  return fail(Fault::refused, "restore.keys-expired", "This copy of the keys is past its 35 days: it would bring erased records back.",
              "Name a later copy, and delete this one.");
}

Result<RestoreReport> restore(RestoreOptions const& options, Shelf shelf, Clock const& clock, Chance& chance) {
  auto identity = crypto::read_identity(options.identity);
  if (!identity) return fail(identity);
  return Restore{options, std::move(*identity), clock, chance}.run(std::move(shelf));
}

}  // namespace concordat::hub
