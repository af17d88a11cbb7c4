// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/backup.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

#include "hub/backup/backup_test_tools.h"
#include "support/times.h"

namespace concordat::hub::proving {
namespace {

class Backups : public BackupTest {
 protected:
  [[nodiscard]] static std::vector<std::string> names_in(fs::path const& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator{folder, error}) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  [[nodiscard]] static std::vector<std::string> contents(fs::path const& folder) {
    auto all = names_in(folder);
    for (auto& one : all) one += '\n' + get(folder / one);
    return all;
  }

  [[nodiscard]] pid_t start_backup(std::string const& now) {
    std::vector<std::string> words{program(), "backup", "--quiet", "--definitions", options().definitions.string(), "--database",
                                   options().database, "--keys", options().keys.string(), "--now", now, "--out",
                                   out().string(), "--keys-out", keys_out().string()};
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    auto const child = ::fork();
    if (child == 0) {
      auto const nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, 1);
      ::dup2(nowhere, 2);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    return child;
  }
};
CONCORDAT_ON_BOTH_STORES(Backups);

TEST_P(Backups, LieInTwoFoldersWithAManifestEach) {
  auto const report = made();
  EXPECT_EQ(names_in(out()), (std::vector<std::string>{"concordat-hub-20261121T100000Z.json", "concordat-hub-20261121T100000Z.sealed"}));
  EXPECT_EQ(names_in(keys_out()), (std::vector<std::string>{"concordat-keys-20261121T100000Z-delete-by-20261226.json",
                                                            "concordat-keys-20261121T100000Z-delete-by-20261226.sealed"}));
  auto const manifest = Manifest::parse(get(out() / "concordat-hub-20261121T100000Z.json"));
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->partnership, "northshire");
  EXPECT_EQ(manifest->bytes, fs::file_size(out() / manifest->file));
  EXPECT_EQ(manifest->ledger_size, 4U) << "init, two files, and that a backup is made";
  EXPECT_NE(manifest->checkpoint.find("concordat/northshire\n4\n"), std::string::npos);
  EXPECT_EQ(manifest->id, report.keys.id);
  struct stat status{};
  ::stat((keys_out() / report.keys.file).c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_P(Backups, AreEntriesOfTheLedgerBeforeAndAfter) {
  auto const report = made();
  auto const all = leaves();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[3].event, ledger::Event::admin);
  EXPECT_EQ(all[3].fields, std::vector<std::string>{"backup"});
  EXPECT_EQ(all[4].event, ledger::Event::export_);
  EXPECT_EQ(all[4].bundle, crypto::sha256(get(out() / "concordat-hub-20261121T100000Z.json")));
  EXPECT_EQ(all[4].request, report.hub.id);
  EXPECT_EQ(report.ledger_index, 4U);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Backups, HoldNothingThatCanBeReadWithoutThePrivateHalf) {
  auto const report = made();
  for (auto const& file : {out() / report.hub.file, keys_out() / report.keys.file, out() / "concordat-hub-20261121T100000Z.json",
                           keys_out() / "concordat-keys-20261121T100000Z-delete-by-20261226.json"}) {
    auto const bytes = get(file);
    for (auto const* canary : {"Aster", "Birke", "High Street", "concordat-key/1", "01/02/2010"}) {
      EXPECT_EQ(bytes.find(canary), std::string::npos) << file << ' ' << canary;
    }
  }
}

TEST_P(Backups, RefuseFoldersThatLieTogether) {
  EXPECT_EQ(code_of(make_backup(hub(), {out(), out(), {}})), "backup.same-folder");
  EXPECT_EQ(code_of(make_backup(hub(), {out(), out() / "keys", {}})), "backup.same-folder");
  EXPECT_EQ(code_of(make_backup(hub(), {out(), folder() / "keys" / "copies", {}})), "backup.inside-keys");
  fs::create_symlink(out(), folder() / "elsewhere");
  EXPECT_EQ(code_of(make_backup(hub(), {out(), folder() / "elsewhere", {}})), "backup.same-folder");
}

TEST_P(Backups, NeedAPublicKeyWhosePrivateHalfIsAway) {
  EXPECT_EQ(code_of(make_backup(hub(), {out(), keys_out(), folder() / "offline" / "backup.key.pub"})), "backup.identity-here");
  fs::copy_file(folder() / "offline" / "backup.key", folder() / "keys" / "backup.key");
  EXPECT_EQ(code_of(backup()), "backup.identity-here");
  fs::remove(folder() / "keys" / "backup.key");
  fs::remove(folder() / "keys" / "backup.pub");
  EXPECT_EQ(code_of(backup()), "backup.no-recipient");
  EXPECT_EQ(code_of(make_backup_key(folder() / "keys" / "new.key", system_)), "backup.identity-in-keys");
  EXPECT_TRUE(names_in(out()).empty());
}

TEST_P(Backups, AreMadeOneAtATime) {
  auto const lock = ::open((folder() / "keys" / "backup.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  EXPECT_EQ(code_of(backup()), "backup.busy");
  ::close(lock);
  EXPECT_EQ(code_of(backup()), "fine");
}

TEST_P(Backups, OfOneSecondAreNeverTakenForEachOther) {
  (void)made();
  auto const there = [&] { return std::pair{contents(out()), contents(keys_out())}; };
  auto const first = there();
  EXPECT_EQ(code_of(backup()), "backup.exists");
  EXPECT_EQ(there(), first) << "taking back its own leaves what lay there";
  EXPECT_EQ(code_of(make_backup(hub(), {folder() / "elsewhere", keys_out(), {}})), "backup.exists");
  EXPECT_TRUE(names_in(folder() / "elsewhere").empty()) << "half a backup is none";
  EXPECT_EQ(there(), first);
  EXPECT_EQ(code_of(make_backup(hub(), {out(), folder() / "elsewhere", {}})), "backup.exists");
  EXPECT_TRUE(names_in(folder() / "elsewhere").empty());
  EXPECT_EQ(there(), first);
}

TEST_P(Backups, CopiesOfKeysAreGoneOnTheirDay) {
  (void)made();
  put(keys_out() / "notes.txt", "not ours");
  clock_.set(*parse_instant("2026-12-25T23:59:59Z"));
  EXPECT_EQ(*sweep_key_backups(hub()), 0U);
  EXPECT_EQ(names_in(keys_out()).size(), 3U);
  clock_.set(*parse_instant("2026-12-26T00:00:00Z"));
  EXPECT_EQ(*sweep_key_backups(hub()), 2U);
  EXPECT_EQ(names_in(keys_out()), std::vector<std::string>{"notes.txt"});
  EXPECT_EQ(names_in(out()).size(), 2U) << "the database's copies stay: without keys they say nothing";
  EXPECT_EQ(leaves().back().event, ledger::Event::erase);
  EXPECT_EQ(leaves().back().count, 2U);
}

TEST_P(Backups, TheNextBackupRemovesTheCopiesWhoseDayHasCome) {
  (void)made();
  clock_.set(*parse_instant("2026-12-31T10:00:00Z"));
  auto const report = made();
  EXPECT_EQ(report.removed, 2U);
  EXPECT_EQ(names_in(keys_out()).size(), 2U);
}

TEST_P(Backups, AFolderThatIsPutAwayIsSweptWhenItIsBack) {
  (void)made();
  fs::rename(keys_out(), folder() / "away");
  clock_.set(*parse_instant("2026-12-31T10:00:00Z"));
  EXPECT_EQ(*sweep_key_backups(hub()), 0U);
  fs::rename(folder() / "away", keys_out());
  EXPECT_EQ(*sweep_key_backups(hub()), 2U);
}

TEST_P(Backups, KilledAtAnyMomentLeaveAWholeBackupOrNone) {
  SeededChance dice{7};
  int whole = 0;
  for (int round = 0; round < test_support::times("CONCORDAT_CRASHES", 12); ++round) {
    fs::remove_all(out());
    fs::remove_all(keys_out());
    auto const child = start_backup("2026-11-21T10:00:00Z");
    std::this_thread::sleep_for(std::chrono::milliseconds{dice.below(400)});
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    auto const found = find_backup(out(), Manifest::Kind::hub);
    if (found) {
      ++whole;
      EXPECT_EQ(code_of(find_backup(keys_out(), Manifest::Kind::keys)), "fine") << "the main half is told of last";
    } else {
      EXPECT_TRUE(found.error().code.view() == "backup.none" || !fs::exists(out())) << found.error().code.view();
    }
  }
  auto const before = find_backup(out(), Manifest::Kind::hub);
  // A second later: the names of the last round may be taken, by a whole backup or by the files of an unfinished one.
  auto const last = start_backup("2026-11-21T10:00:01Z");
  int status = 0;
  ::waitpid(last, &status, 0);
  EXPECT_EQ(status, 0) << whole;
  for (auto const kind : {Manifest::Kind::hub, Manifest::Kind::keys}) {
    auto const found = find_backup(kind == Manifest::Kind::hub ? out() : keys_out(), kind);
    ASSERT_EQ(code_of(found), "fine");
    EXPECT_EQ(format_instant(found->manifest.made_at), "2026-11-21T10:00:01.000Z");
  }
  if (before) {
    auto const earlier = out() / (backup_name(before->manifest) + ".json");
    EXPECT_EQ(code_of(find_backup(earlier, Manifest::Kind::hub)), "fine");
  }
  for (auto const& place : {out(), keys_out()}) {
    for (auto const& name : names_in(place)) EXPECT_FALSE(name.ends_with(".part")) << "what a dead one left is removed";
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Backups, OnAFullDiskLeaveNothing) {
  auto const small = folder() / "small";
  fs::create_directory(small);
  if (::mount("none", small.c_str(), "tmpfs", 0, "size=16k") != 0) GTEST_SKIP() << "only root may mount a small disk";
  put(small / "filler", std::string(16'384, 'x'));
  auto const on_it = make_backup(hub(), {out(), small / "keys", {}});
  EXPECT_EQ(code_of(on_it), "file.disk-full");
  EXPECT_TRUE(names_in(small / "keys").empty());
  EXPECT_TRUE(names_in(out()).empty()) << "half a backup is none";
  ::umount(small.c_str());
  EXPECT_EQ(code_of(backup()), "fine");
}

}  // namespace
}  // namespace concordat::hub::proving
