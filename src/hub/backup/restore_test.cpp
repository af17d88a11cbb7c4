// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/restore.h"

#include <gtest/gtest.h>

#include "crypto/key_file.h"
#include "hub/backup/backup_test_tools.h"
#include "hub/backup/epoch.h"
#include "ledger/signer_state.h"
#include "store/errors.h"

namespace concordat::hub::proving {
namespace {

class Restores : public BackupTest {
 protected:
  [[nodiscard]] std::vector<store::TableRows> rows_of(Hub& of) {
    auto counted = store::count_rows(of.database(), store::Schema::hub);
    EXPECT_TRUE(counted);
    return counted ? *counted : std::vector<store::TableRows>{};
  }
  [[nodiscard]] static std::string verdict(Hub& of) {
    auto const report = of.log().verify();
    return report ? std::string{report->intact() ? "intact" : report->code.view()} : code_of(report);
  }
  /// The signer's own files with that state, as they were found elsewhere.
  [[nodiscard]] fs::path survived(std::string const& state) {
    auto const place = folder() / "survived";
    fs::remove_all(place);
    fs::create_directory(place);
    for (auto const* name : {"signer.key", "signer.vkey"}) fs::copy_file(folder() / "keys" / name, place / name);
    put(place / "signer.state", state);
    return place;
  }
};
CONCORDAT_ON_BOTH_STORES(Restores);

TEST_P(Restores, Attack107OnACleanMachineGiveTheSameHub) {
  auto const before = rows_of(hub());
  auto const person = read_person(hub(), person_in(hub()));
  (void)made();
  hub_.reset();
  auto const place = into("clean");
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  auto again = opened(place.place);
  ASSERT_TRUE(again);
  auto const after = rows_of(*again);
  for (std::size_t at = 0; at < before.size(); ++at) {
    if (!before[at].table.starts_with("ledger_")) {
      EXPECT_EQ(after[at], before[at]);
    }
  }
  EXPECT_EQ(read_person(*again, person_in(*again)), person);
  EXPECT_NE(person.find("Aster"), std::string::npos);
  EXPECT_EQ(verdict(*again), "intact") << "old checkpoints under the old key, new ones under the new";
  EXPECT_EQ(report->ledger_size, 4U);
  // And it works: the very same file is known, a new one is taken in, and its keys are new ones.
  again.reset();
  hub_ = opened(place.place);
  take_in("police-incidents", police_month("2026-08", {1, 1, 1, 0}));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Restores, WithoutTheSignerBeginANewEpochAndSayWhereOutsidersMayHoldMore) {
  (void)made();
  auto const old_key = hub().log().verifier()->text();
  hub_.reset();
  auto const place = into("epoch");
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_TRUE(report->new_epoch);
  EXPECT_EQ(report->epoch, 2);
  EXPECT_EQ(report->lost, std::nullopt) << "nobody told";
  EXPECT_EQ(report->ledger_size, 4U);
  EXPECT_TRUE(report->vkey.starts_with("concordat/northshire/epoch-2+"));
  EXPECT_EQ(text::trim(get(place.place.keys / "signer-1.vkey")), old_key);
  hub_ = opened(place.place);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::checkpoint_restore);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"ledger", "epoch-2"}));
  EXPECT_EQ(leaf.bundle, crypto::sha256(report->hub.checkpoint));
}

TEST_P(Restores, ASecondOneBeginsTheThirdEpochAndTheWholeLedgerStillHolds) {
  (void)made();
  hub_.reset();
  auto const first = into("first");
  ASSERT_EQ(code_of(restored(first)), "fine");
  hub_ = opened(first.place);
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  (void)made();
  hub_.reset();
  auto const second = into("second");
  auto const report = restored(second);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->epoch, 3);
  EXPECT_TRUE(report->vkey.starts_with("concordat/northshire/epoch-3+"));
  hub_ = opened(second.place);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Restores, WithASignerThatSignedMoreTheOldKeyNeverSignsAgain) {
  (void)made();  // its own last entry is not in it
  take_in("police-incidents", police_month("2026-08", {1, 1, 1, 0}));
  auto const state = get(folder() / "keys" / "signer.state");
  auto const note = ledger::read_state(folder() / "keys" / "signer.state");
  hub_.reset();
  auto place = into("shorter");
  place.signer = folder() / "keys";
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_TRUE(report->new_epoch);
  EXPECT_EQ(report->lost, 2U) << "that the backup was written, and the file after it";
  EXPECT_EQ(get(folder() / "keys" / "signer.state"), state) << "what survived is left as it was";
  EXPECT_FALSE(fs::exists(place.place.keys / "signer-1.key"));
  hub_ = opened(place.place);
  EXPECT_EQ(leaves().back().count, 2U);
  EXPECT_EQ(leaves().back().bundle, crypto::sha256(note.value_or("")));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Restores, WithASignerWhoseStateTheBackupContinuesTheKeyGoesOn) {
  // The hub died when the backup was whole: what its signer signed last is the checkpoint in it.
  auto const state = made().hub.checkpoint;
  auto const key = hub().log().verifier()->text();
  hub_.reset();
  auto place = into("on");
  place.signer = survived(state);
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_FALSE(report->new_epoch);
  EXPECT_EQ(report->vkey, key);
  EXPECT_EQ(report->lost, 0U);
  hub_ = opened(place.place);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Restores, WithASignerThatForgotWhatTheBackupKnowsTheOldKeyNeverSignsAgain) {
  auto const state = get(folder() / "keys" / "signer.state");  // a copy of the day before
  auto const checkpoint = made().hub.checkpoint;
  auto const old_key = hub().log().verifier()->text();
  put(folder() / "partner.checkpoint", checkpoint);
  hub_.reset();
  for (bool const asked : {false, true}) {
    auto place = into(asked ? "asked" : "forgot");
    place.signer = survived(state);
    if (asked) place.checkpoint = folder() / "partner.checkpoint";
    auto const report = restored(place);
    ASSERT_EQ(code_of(report), "fine");
    EXPECT_TRUE(report->new_epoch) << "the entry after the backup is signed, and this signer would sign another in its place";
    EXPECT_NE(report->vkey, old_key);
    EXPECT_EQ(report->lost, std::nullopt) << "nobody knows how much it signed";
    hub_ = opened(place.place);
    EXPECT_EQ(leaves().back().bundle, crypto::sha256(checkpoint)) << "the newest that is known";
    EXPECT_EQ(verdict_of_the_ledger(), "intact");
    hub_.reset();
  }
}

TEST_P(Restores, ACheckpointOfAPartnerTellsHowManyEntriesAreLost) {
  (void)made();
  take_in("police-incidents", police_month("2026-08", {1, 1, 1, 0}));
  put(folder() / "partner.checkpoint", **hub().log().note());
  hub_.reset();
  auto place = into("told");
  place.checkpoint = folder() / "partner.checkpoint";
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->lost, 2U);
  EXPECT_TRUE(report->new_epoch);
}

TEST_P(Restores, WhereTheFolderOfKeysSurvivedItIsUsedAndItsOldSignerPutAside) {
  (void)made();
  auto const place_of_keys = folder() / "keys";
  hub_.reset();
  auto place = into("database-only");
  place.keys_from.clear();
  place.place.keys = place_of_keys;
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_TRUE(report->new_epoch) << "it had signed that the backup was written";
  EXPECT_EQ(report->lost, 1U);
  for (auto const* name : {"signer-1.key", "signer-1.state", "signer-1.vkey", "signer.key", "signer.state", "signer.vkey"}) {
    EXPECT_TRUE(fs::exists(place_of_keys / name)) << name;
  }
  EXPECT_FALSE(fs::exists(place_of_keys.string() + ".restoring"));
  hub_ = opened(place.place);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_NE(read_person(hub(), person_in(hub())).find("Aster"), std::string::npos);
}

TEST_P(Restores, ASignerOfAnEpochThatIsOverIsRefused) {
  (void)made();
  auto const state = get(folder() / "keys" / "signer.state");
  hub_.reset();
  auto const first = into("other");
  ASSERT_EQ(code_of(restored(first)), "fine");
  hub_ = opened(first.place);
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  (void)made();
  hub_.reset();
  auto place = into("refused");
  fs::create_directory(folder() / "old");
  put(folder() / "old" / "signer.state", state);
  place.signer = folder() / "old";
  EXPECT_EQ(code_of(restored(place)), "restore.other-signer") << "the first epoch's signer is not the second's";
  expect_nothing_at(place);
}

TEST_P(Restores, ASignerThatSignedOtherEntriesIsBelieved) {
  (void)made();
  hub_.reset();
  auto const key = crypto::read_signing_key(folder() / "keys" / "signer.key");
  auto const verifier = ledger::VerifierKey::parse(text::trim(get(folder() / "keys" / "signer.vkey")));
  ASSERT_TRUE(key && verifier);
  fs::create_directory(folder() / "survived");
  put(folder() / "survived" / "signer.state", ledger::sign_checkpoint({2, crypto::sha256("another history")}, *verifier, *key));
  auto place = into("rewritten");
  place.signer = folder() / "survived";
  EXPECT_EQ(code_of(restored(place)), "restore.other-history");
  expect_nothing_at(place);
}

TEST_P(Restores, ALedgerThatWasChangedBeforeTheBackupIsRefused) {
  auto const dropped = is_sqlite() ? hub().database().execute("DROP TRIGGER ledger_leaf_no_update")
                                   : hub().database().execute("DROP TRIGGER ledger_leaf_no_change ON ledger_leaf");
  ASSERT_EQ(code_of(dropped), "fine");
  ASSERT_TRUE(hub().database().execute("UPDATE ledger_leaf SET entry = ? WHERE i = 1", store::ByteView{std::as_bytes(std::span{"{}", 2})}));
  (void)made();
  hub_.reset();
  auto const place = into("changed");
  EXPECT_EQ(code_of(restored(place)), "restore.ledger");
  expect_nothing_at(place);
}

TEST_P(Restores, NeverGoOverWhatIsThere) {
  (void)made();
  auto place = into("taken");
  place.place.database = options().database;
  EXPECT_EQ(code_of(restored(place)), "restore.not-empty");
  place = into("taken");
  fs::create_directory(place.place.keys);
  put(place.place.keys / "root.key", "something");
  EXPECT_EQ(code_of(restored(place)), "restore.not-empty");
  EXPECT_EQ(get(place.place.keys / "root.key"), "something");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Restores, OfTheWrongKeyAreRefused) {
  (void)made();
  ASSERT_TRUE(make_backup_key(folder() / "offline" / "other.key", system_));
  auto place = into("wrong");
  place.identity = folder() / "offline" / "other.key";
  EXPECT_EQ(code_of(restored(place)), "sealed.other-key");
  place.identity = folder() / "keys" / "root.key";
  EXPECT_EQ(code_of(restored(place)), "key-file.wrong-kind");
  expect_nothing_at(place);
}

TEST_P(Restores, OfHalfABackupAreRefused) {
  auto const report = made();
  auto place = into("half");
  place.from = keys_out();
  EXPECT_EQ(code_of(restored(place)), "backup.none");
  place.from = keys_out() / (backup_name(report.keys) + ".json");
  EXPECT_EQ(code_of(restored(place)), "backup.other-half");
  place.from = out();
  fs::rename(out() / report.hub.file, folder() / "aside");
  EXPECT_EQ(code_of(restored(place)), "backup.partial");
  fs::rename(folder() / "aside", out() / report.hub.file);
  fs::remove(out() / (backup_name(report.hub) + ".json"));
  EXPECT_EQ(code_of(restored(place)), "backup.none") << "without a manifest it was never finished";
  expect_nothing_at(place);
}

TEST_P(Restores, OfAnOlderCopyOfTheKeysAreRefused) {
  (void)made();
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  auto const second = made();
  fs::remove(keys_out() / (backup_name(second.keys) + ".json"));
  EXPECT_EQ(code_of(restored(into("older"))), "restore.keys-older");
}

TEST_P(Restores, AManifestThatWasChangedIsFound) {
  auto const report = made();
  auto const file = out() / (backup_name(report.hub) + ".json");
  auto const text = get(file);
  put(file, replaced(text, "\"northshire\"", "\"southshire\""));
  EXPECT_EQ(code_of(restored(into("a"))), "restore.other-hub");
  put(file, replaced(text, "2026-11-21T10:00:00.000Z", "2026-11-20T10:00:00.000Z"));
  EXPECT_EQ(code_of(restored(into("b"))), "restore.manifest-differs");
  put(file, replaced(text, "\"table\":\"event\"", "\"table\":\"evens\""));
  EXPECT_EQ(code_of(restored(into("c"))), "restore.counts-differ");
  put(file, replaced(text, "\"bytes\":", "\"bytes\":1"));
  EXPECT_EQ(code_of(restored(into("d"))), "backup.damaged");
  put(file, replaced(text, "concordat-backup/1", "concordat-backup/2"));
  EXPECT_EQ(code_of(restored(into("e"))), "backup.manifest");
  put(file, replaced(text, report.hub.file, "../" + report.hub.file));
  EXPECT_EQ(code_of(restored(into("f"))), "backup.manifest");
}

TEST_P(Restores, OfADamagedOrCutFileAreRefusedAndLeaveNothing) {
  auto const report = made();
  auto const file = out() / report.hub.file;
  auto const manifest = out() / (backup_name(report.hub) + ".json");
  auto const bytes = get(file);
  auto const text = get(manifest);
  // The manifest is made to fit, as somebody would who may write there: then the seal itself must hold.
  auto const with = [&](std::string const& changed) {
    put(file, changed);
    auto fitting = report.hub;
    fitting.bytes = changed.size();
    fitting.sha256 = crypto::to_hex(crypto::sha256(changed));
    put(manifest, fitting.text());
    auto const place = into(fmt::format("cut{}", ++agreements_));
    auto outcome = code_of(restored(place));
    if (outcome != "fine") expect_nothing_at(place);
    return outcome;
  };
  put(file, bytes.substr(0, bytes.size() - 1));
  EXPECT_EQ(code_of(restored(into("plainly-cut"))), "backup.damaged");
  for (std::size_t length = 1; length < bytes.size(); length += bytes.size() / 12) EXPECT_EQ(with(bytes.substr(0, length)), "sealed.damaged") << length;
  EXPECT_EQ(with(""), "sealed.not-sealed");
  SeededChance dice{3};
  for (int round = 0; round < 12; ++round) {
    auto turned = bytes;
    auto const at = crypto::stream_header_size + dice.below(bytes.size() - crypto::stream_header_size);
    turned[at] = static_cast<char>(turned[at] ^ (1 << dice.below(8)));
    EXPECT_EQ(with(turned), "sealed.damaged") << at;
  }
  EXPECT_NE(with(bytes + "x"), "fine");
  EXPECT_EQ(with(bytes), "fine") << "the same way with nothing changed goes through";
  put(manifest, text);
}

class ErasedPeople : public Restores {};
CONCORDAT_ON_BOTH_STORES(ErasedPeople);

TEST_P(ErasedPeople, Attack108InARestoredBackupAreUnreadable) {
  auto const person = person_in(hub());
  (void)made();
  ASSERT_TRUE(hub().vault().erase(std::span{&person.ref.record, 1}));
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  (void)made();
  hub_.reset();
  // The old copy of the database still holds the sealed row; the later copy of the keys does not hold its key.
  auto place = into("old-rows");
  place.from = out() / "concordat-hub-20261121T100000Z.json";
  ASSERT_EQ(code_of(restored(place)), "fine");
  auto const again = opened(place.place);
  EXPECT_EQ(read_person(*again, person_in(*again)), "keys.erased");
  EXPECT_FALSE(person_in(*again).sealed.empty());
  // The copy of the keys from before is refused once its life is over, also where somebody kept it.
  auto old_keys = into("old-keys");
  old_keys.keys_from = keys_out() / "concordat-keys-20261121T100000Z-delete-by-20261226.json";
  old_keys.from = place.from;
  clock_.set(*parse_instant("2026-12-26T00:00:00Z"));
  EXPECT_EQ(code_of(restored(old_keys)), "restore.keys-expired");
  expect_nothing_at(old_keys);
}

TEST_P(ErasedPeople, S31WhatExpiredIsGoneFromTheNextBackupCycle) {
  auto const person = person_in(hub());
  (void)made();
  // A year on the school's file reaches its day; the next backups are made with retention before them.
  clock_.set(*parse_instant("2027-11-22T00:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));
  auto const report = made();
  EXPECT_EQ(report.removed, 2U) << "the copy of its keys";
  hub_.reset();
  auto const place = into("next-cycle");
  ASSERT_EQ(code_of(restored(place)), "fine");
  auto const again = opened(place.place);
  EXPECT_EQ(again->database().query_integer("SELECT count(*) FROM source_record WHERE submission = 2")->value_or(-1), 0);
  EXPECT_EQ(read_person(*again, person), "keys.erased") << "not even with the row of an older copy";
}

class Drills : public BackupTest {
 protected:
  [[nodiscard]] Result<DrillReport> drilled() {
    return drill({out(), keys_out(), folder() / "offline" / "backup.key", {}, folder() / "scratch", options().signer}, shelf(), clock_, system_);
  }
};
CONCORDAT_ON_BOTH_STORES(Drills);

TEST_P(Drills, ProveThatABackupCanBeRestoredAndKeepNothing) {
  auto const backup = made();
  fs::create_directory(folder() / "scratch");
  auto const report = drilled();
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->tables, backup.hub.tables);
  EXPECT_GT(report->opened, 0U);
  EXPECT_TRUE(report->erasure_shown);
  EXPECT_EQ(format_date(report->keys_end), "2026-12-26");
  EXPECT_TRUE(fs::is_empty(folder() / "scratch"));
  EXPECT_EQ(verdict_of_the_ledger(), "intact") << "the hub itself is untouched";
  EXPECT_NE(read_person(hub(), person_in(hub())).find("Aster"), std::string::npos);
}

TEST_P(Drills, CountRecordsThatWereErasedBeforeTheBackup) {
  std::vector<std::int64_t> records;
  ASSERT_TRUE(hub().database().query("SELECT id FROM source_record WHERE sealed IS NOT NULL", [&](store::Row const& row) { records.push_back(row.integer(0)); }));
  ASSERT_TRUE(hub().vault().erase(records));
  (void)made();
  fs::create_directory(folder() / "scratch");
  auto const report = drilled();
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->opened, 0U);
  EXPECT_GT(report->erased, 0U);
  EXPECT_FALSE(report->erasure_shown);
}

TEST_P(Drills, FindARecordWhoseKeyIsLost) {
  ASSERT_TRUE(store::Connection::open(store::Url::sqlite((folder() / "keys" / "keys.db").string()))->execute("DELETE FROM record_key"));
  (void)made();
  fs::create_directory(folder() / "scratch");
  EXPECT_EQ(code_of(drilled()), "drill.record");
  EXPECT_TRUE(fs::is_empty(folder() / "scratch"));
}

TEST(DrillJudgements, TakeNothingForGranted) {
  std::vector<store::TableRows> const said{{"event", 3}, {"ledger_leaf", 2}};
  EXPECT_EQ(code_of(compare_counts({{"event", 3}, {"ledger_leaf", 3}}, said)), "fine");
  EXPECT_EQ(code_of(compare_counts({{"event", 4}, {"ledger_leaf", 3}}, said)), "drill.counts");
  EXPECT_EQ(code_of(compare_counts({{"event", 3}, {"ledger_leaf", 1}}, said)), "drill.counts");
  EXPECT_EQ(code_of(compare_counts({{"ledger_leaf", 3}}, said)), "drill.counts");
  EXPECT_EQ(code_of(must_be_erased(Personal<std::string>{"still there"})), "drill.erasure");
  EXPECT_EQ(code_of(must_be_erased(store::fail(store::Trouble::no_record_key))), "drill.erasure");
  EXPECT_EQ(code_of(must_be_erased(store::fail(store::Trouble::key_erased))), "fine");
}

TEST_P(Drills, FailWhereTheBackupDoesAndKeepNothing) {
  auto const report = made();
  fs::create_directory(folder() / "scratch");
  auto const file = keys_out() / report.keys.file;
  put(file, get(file) + "x");
  EXPECT_EQ(code_of(drilled()), "backup.damaged");
  EXPECT_TRUE(fs::is_empty(folder() / "scratch"));
  EXPECT_EQ(code_of(drill({out(), {}, folder() / "offline" / "backup.key", {}, {}, {}}, shelf(), clock_, system_)), "drill.no-keys");
}

TEST(Epochs, StandInTheOrigin) {
  EXPECT_EQ(epoch_of("concordat/northshire"), 1);
  EXPECT_EQ(epoch_of("concordat/northshire/epoch-2"), 2);
  EXPECT_EQ(epoch_of("concordat/northshire/epoch-17"), 17);
  EXPECT_EQ(epoch_of("concordat/epoch-x"), 1);
}

}  // namespace
}  // namespace concordat::hub::proving
