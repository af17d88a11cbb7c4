// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/backup.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/file.h"
#include "base/sync_folder.h"
#include "base/id.h"
#include "base/lock_file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/backup/key_files.h"
#include "hub/backup/sealed_file.h"
#include "store/migrate.h"

namespace concordat::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view list_of_folders = "backup.folders";
constexpr std::uint64_t largest_list = 1U << 16;

Result<fs::path> ready_folder(fs::path const& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) {
    fs::create_directories(folder, error);
    if (!error) ::chmod(folder.c_str(), 0700);
  }
  auto const real = fs::canonical(folder, error);
  if (error || !fs::is_directory(real, error)) return tl::unexpected<Problem>{file_problem(error ? error.value() : ENOTDIR)};
  return real;
}

bool is_inside(fs::path const& inner, fs::path const& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

Result<void> keep_apart(fs::path const& out, fs::path const& keys_out, fs::path const& keys) {
  if (is_inside(out, keys_out) || is_inside(keys_out, out)) {
    return fail(Fault::refused, "backup.same-folder", "The copies of the database and those of the keys would lie together.",
                "Name two folders apart, best on two media with other people's rights: together they open everything.");
  }
  if (is_inside(out, keys) || is_inside(keys_out, keys)) {
    return fail(Fault::refused, "backup.inside-keys", "A copy in the hub's own folder of keys is lost with it.",
                "Name folders on another disk.");
  }
  return {};
}

Result<crypto::Recipient> find_recipient(fs::path const& named, fs::path const& keys) {
  auto const file = named.empty() ? keys / "backup.pub" : named;
  auto recipient = crypto::Recipient::read(file);
  if (!recipient && recipient.error().fault == Fault::not_found) {
    return fail(Fault::missing, "backup.no-recipient", "There is no public key to seal the backup to.",
                "Make a pair with concordat backup key on a machine that is not this one, and copy its .pub file to backup.pub in "
                "the folder of the keys, or name it with --seal-to.");
  }
  std::error_code error;
  for (auto const& place : {fs::path{file}.replace_extension(), keys / "backup.key"}) {
    if (place == file || !fs::exists(place, error) || !crypto::read_identity(place)) continue;
    return fail(Fault::refused, "backup.identity-here", "The private half of the backup key lies on this machine.",
                "Move it to where only people who may restore can get it, and leave the .pub file: whoever takes this machine "
                "must not be able to open its backups.");
  }
  return recipient;
}

void remove_unfinished(fs::path const& folder) {
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{folder, error}) {
    auto const name = entry.path().filename().string();
    if (name.starts_with(".concordat-") && name.ends_with(".part")) fs::remove(entry.path(), error);
  }
}

Result<void> remember_folder(fs::path const& keys, fs::path const& folder) {
  auto const known = folders_of_key_backups(keys);
  if (!known) return fail(known);
  if (std::find(known->begin(), known->end(), folder) != known->end()) return {};
  std::string text;
  for (auto const& one : *known) text += one.string() + "\n";
  return write_file(keys / list_of_folders, text + folder.string() + "\n", {.mode = 0600});
}

tl::unexpected<Problem> taken() {
  return fail(Fault::conflict, "backup.exists", "A backup of this very second lies there already, and stays as it is.",
              "Try again a second later, or name other folders.");
}

class Backup {
 public:
  Backup(Hub& hub, fs::path out, fs::path keys_out, crypto::Recipient recipient)
      : hub_{hub}, out_{std::move(out)}, keys_out_{std::move(keys_out)}, recipient_{recipient} {
    for (auto* manifest : {&report_.hub, &report_.keys}) {
      manifest->made_at = hub.clock().now();
      manifest->partnership = hub.partnership().id;
      manifest->sealed_to = crypto::to_hex(recipient_.name());
    }
    report_.hub.id = report_.keys.id = uuid7(hub.clock().now(), hub.chance());
    report_.keys.kind = Manifest::Kind::keys;
    report_.keys.delete_by = add(hub.clock().today(), key_backup_life);
  }

  Result<BackupReport> run() {
    if (auto done = announce(); !done) return fail(done);
    auto done = write_hub();
    if (done) done = write_keys();
    if (done) done = publish();
    if (done) done = tell();
    if (!done) {
      take_back();
      return fail(done);
    }
    return std::move(report_);
  }

 private:
  Act act(ledger::Event event) const {
    Act act;
    act.event = event;
    act.to = hub_.partnership().id;
    act.fields = {"backup"};
    act.request = report_.hub.id;
    return act;
  }

  /// To whom it is sealed, before anything is: a backup that nobody was told of does not exist.
  Result<void> announce() {
    auto entry = act(ledger::Event::admin);
    entry.detail.set("sealed_to", report_.hub.sealed_to);
    return record_alone(hub_, std::move(entry));
  }

  Result<void> begin(SealedFileWriter& file, Manifest& manifest, store::Schema schema) {
    manifest.schema_number = static_cast<int>(store::migrations(schema).size());
    manifest.schema_sha256 = store::schema_hash(schema, manifest.schema_number);
    return write_prefixed(file, manifest.inner());
  }

  Result<void> end(SealedFileWriter& file, fs::path const& folder, Manifest& manifest, std::vector<store::TableRows> tables) {
    auto const facts = file.finish();
    if (!facts) return facts.error().code == FixedText{"file.exists"} ? taken() : fail(facts);
    ours_.push_back(folder / backup_name(manifest));
    manifest.bytes = facts->bytes;
    manifest.sha256 = crypto::to_hex(facts->sha256);
    manifest.tables = std::move(tables);
    for (auto const& table : manifest.tables) report_.rows += table.rows;
    return {};
  }

  Result<void> write_hub() {
    auto& manifest = report_.hub;
    manifest.file = backup_name(manifest) + ".sealed";
    auto file = SealedFileWriter::begin(out_, manifest.file, recipient_);
    if (!file) return fail(file);
    auto transaction = store::Transaction::read(hub_.database());
    if (!transaction) return fail(transaction);
    auto const size = hub_.log().size();
    if (!size) return fail(size);
    auto const note = hub_.log().note();
    if (!note) return fail(note);
    manifest.ledger_size = *size;
    manifest.checkpoint = note->value_or(std::string{});
    auto const vkey = hub_.log().key_of(manifest.checkpoint);
    if (!vkey) return fail(vkey);
    manifest.vkey = vkey->text();
    if (auto done = begin(**file, manifest, store::Schema::hub); !done) return done;
    if (auto done = write_key_files(**file, {}); !done) return done;
    auto dump = store::write_dump(*transaction, store::Schema::hub, **file);
    if (!dump) return fail(dump);
    return end(**file, out_, manifest, std::move(dump->tables));
  }

  Result<void> write_keys() {
    auto& manifest = report_.keys;
    manifest.file = backup_name(manifest) + ".sealed";
    auto file = SealedFileWriter::begin(keys_out_, manifest.file, recipient_);
    if (!file) return fail(file);
    if (auto done = begin(**file, manifest, store::Schema::keys); !done) return done;
    auto const files = read_key_files(hub_.options().keys);
    if (!files) return fail(files);
    if (auto done = write_key_files(**file, *files); !done) return done;
    auto const url = key_database_url(hub_.options());
    if (!url) return fail(url);
    auto connection = store::Connection::open(*url, {.create = false});
    if (!connection) return fail(connection);
    auto transaction = store::Transaction::read(*connection);
    if (!transaction) return fail(transaction);
    auto dump = store::write_dump(*transaction, store::Schema::keys, **file);
    if (!dump) return fail(dump);
    return end(**file, keys_out_, manifest, std::move(dump->tables));
  }

  /// The manifest of the main half comes last: where it lies, everything does.
  Result<void> publish() {
    if (auto done = remember_folder(hub_.options().keys, keys_out_); !done) return done;
    auto const put = [](fs::path const& folder, Manifest const& manifest) {
      return write_file(folder / (backup_name(manifest) + ".json"), manifest.text(), {.mode = 0600, .existing = Existing::refuse});
    };
    if (auto done = put(keys_out_, report_.keys); !done) return done;
    return put(out_, report_.hub);
  }

  /// What was written: a forged backup is told from this one by the hash that the ledger commits to.
  Result<void> tell() {
    auto entry = act(ledger::Event::export_);
    entry.bundle = crypto::sha256(report_.hub.text());
    entry.count = report_.rows;
    entry.detail.set("hub_sha256", report_.hub.sha256).set("keys_sha256", report_.keys.sha256);
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto receipt = record(hub_, *transaction, std::move(entry));
    if (!receipt) return fail(receipt);
    if (auto done = transaction->commit(); !done) return done;
    report_.ledger_index = receipt->index();
    return hub_.log().sign_pending();
  }

  /// Only what this run put there: where the name was taken it is another backup's.
  void take_back() const {
    std::error_code error;
    for (auto const& name : ours_) {
      for (auto const* ending : {".json", ".sealed"}) fs::remove(name.string() + ending, error);
    }
  }

  Hub& hub_;
  fs::path out_;
  fs::path keys_out_;
  crypto::Recipient recipient_;
  std::vector<fs::path> ours_;  ///< without the endings
  BackupReport report_;
};

}  // namespace

Result<std::vector<fs::path>> folders_of_key_backups(fs::path const& keys) {
  std::vector<fs::path> folders;
  auto const text = read_file(keys / list_of_folders, largest_list);
  if (!text && text.error().fault == Fault::not_found) return folders;
  if (!text) return fail(text);
  for (auto const line : text::split(*text, '\n')) {
    if (!line.empty()) folders.emplace_back(line);
  }
  return folders;
}

Result<BackupReport> make_backup(Hub& hub, BackupOptions const& options) {
  std::error_code error;
  auto const keys = fs::canonical(hub.options().keys, error);
  if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  auto const out = ready_folder(options.out);
  if (!out) return fail(out);
  auto const keys_out = ready_folder(options.keys_out);
  if (!keys_out) return fail(keys_out);
  if (auto fine = keep_apart(*out, *keys_out, keys); !fine) return fail(fine);
  auto const recipient = find_recipient(options.recipient, keys);
  if (!recipient) return fail(recipient);
  // One backup at a time, so that what lies unfinished in the folders is of one that died.
  LockFile const alone{keys / "backup.lock"};
  if (!alone.held()) return fail(Fault::locked, "backup.busy", "Another backup of this hub is being made.", "Try again when it has finished.");
  for (auto const& folder : {*out, *keys_out}) remove_unfinished(folder);
  auto const removed = sweep_key_backups(hub);
  if (!removed) return fail(removed);
  auto report = Backup{hub, *out, *keys_out, *recipient}.run();
  if (report) report->removed = *removed;
  return report;
}

Result<std::uint64_t> sweep_key_backups(Hub& hub) {
  auto const folders = folders_of_key_backups(hub.options().keys);
  if (!folders) return fail(folders);
  std::uint64_t removed = 0;
  std::error_code error;
  for (auto const& folder : *folders) {
    bool some = false;
    for (auto const& entry : fs::directory_iterator{folder, error}) {
      auto const day = delete_by_of(entry.path().filename().string());
      if (!day || hub.clock().today() < *day) continue;
      std::error_code failed;
      if (!fs::remove(entry.path(), failed)) return tl::unexpected<Problem>{file_problem(failed ? failed.value() : EIO)};
      some = true;
      ++removed;
    }
    if (some) {
      if (auto synced = sync_folder(folder); !synced) return fail(synced);
    }
  }
  if (removed == 0) return removed;
  Act act;
  act.event = ledger::Event::erase;
  act.fields = {"backup-keys"};
  act.count = removed;
  if (auto told = record_alone(hub, std::move(act)); !told) return fail(told);
  return removed;
}

Result<crypto::Recipient> make_backup_key(fs::path const& file, Chance& chance) {
  std::error_code error;
  for (auto const* mark : {"root.key", "signer.key", "keys.db"}) {
    if (!fs::exists(fs::absolute(file, error).parent_path() / mark, error)) continue;
    return fail(Fault::refused, "backup.identity-in-keys", "This is a hub's folder of keys, where the private half may never lie.",
                "Make the pair on another machine or a medium that is put away, and bring only the .pub file here.");
  }
  auto const identity = crypto::Identity::generate(chance);
  if (auto written = crypto::write_key_file(file, identity); !written) return fail(written);
  auto const written = write_file(file.string() + ".pub", identity.recipient().text() + "\n", {.existing = Existing::refuse});
  if (!written) {
    fs::remove(file, error);  // made a moment ago and never used
    return fail(written);
  }
  return identity.recipient();
}

}  // namespace concordat::hub
