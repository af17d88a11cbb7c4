// SPDX-License-Identifier: Apache-2.0
// Another key for the ledger, from the operator's act to the end of the old one, and death at every step of it.
#include "hub/signing_key.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

#include "crypto/key_file.h"
#include "hub/act.h"
#include "hub/hub_test_tools.h"
#include "hub/ledger_entries.h"
#include "hub/retention.h"
#include "ledger/key_change.h"

namespace concordat::hub::proving {
namespace {

class SigningKeys : public HubTest {
 protected:
  [[nodiscard]] fs::path keys() const { return folder() / "keys"; }
  [[nodiscard]] ledger::SignerFiles files() const { return ledger::SignerFiles{keys()}; }
  [[nodiscard]] ledger::VerifierKey vkey() { return *hub().log().verifier(); }
  std::string act() {
    Act look;
    look.fields = {"feeds"};
    return code_of(record_alone(hub(), std::move(look)));
  }
  [[nodiscard]] bool signed_by(ledger::VerifierKey const& key) { return ledger::open_checkpoint(hub().log().note()->value_or(""), key).has_value(); }
  [[nodiscard]] KeyRotated rotated() {
    auto done = rotate_signing_key(hub());
    EXPECT_EQ(code_of(done), "fine");
    if (!done) std::abort();
    return std::move(*done);
  }
  /// Another process begins an exchange and is killed at that step.
  void die_at(std::string_view step, std::function<void()> const& before = {}) {
    hub_.reset();
    auto const child = ::fork();
    if (child == 0) {
      auto opened = Hub::open(options(), shelf(), clock_, chance_);
      if (!opened) ::_exit(3);
      auto const done = rotate_signing_key(**opened, {.at = [&](std::string_view now) {
        if (now != step) return;
        if (before) before();
        ::kill(::getpid(), SIGKILL);
      }});
      ::_exit(done ? 4 : 5);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << step << " never came: " << WEXITSTATUS(status);
    open_it();
  }
  void wait(std::chrono::milliseconds time) { clock_.set(clock_.now() + time); }
  [[nodiscard]] std::string retired() {
    auto const report = run_retention(hub());
    return report ? report->retired_key : code_of(report);
  }
};
CONCORDAT_ON_BOTH_STORES(SigningKeys);

TEST_P(SigningKeys, BothSignForThirtyDaysAndThenTheNewOneAlone) {
  auto const old_key = vkey();
  ASSERT_EQ(act(), "fine");
  auto const done = rotated();
  auto const new_key = vkey();
  EXPECT_EQ(done.old_vkey, old_key.text());
  EXPECT_EQ(done.new_vkey, new_key.text());
  EXPECT_EQ(new_key.name(), old_key.name()) << "the same log";
  EXPECT_NE(new_key.text(), old_key.text());
  EXPECT_TRUE(signed_by(old_key) && signed_by(new_key));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");

  wait(std::chrono::days{30} - std::chrono::milliseconds{1});
  EXPECT_EQ(retired(), "") << "not a moment too early";
  ASSERT_EQ(act(), "fine");
  EXPECT_TRUE(signed_by(old_key) && signed_by(new_key));
  wait(std::chrono::milliseconds{1});
  ASSERT_EQ(act(), "fine");
  EXPECT_FALSE(signed_by(old_key)) << "nobody had to ask for it";
  EXPECT_TRUE(signed_by(new_key));
  EXPECT_FALSE(fs::exists(files().retiring_key));
  EXPECT_EQ(verdict_of_the_ledger(), "intact") << "with checkpoints of all three kinds";
}

TEST_P(SigningKeys, OfTwoExchangesAtOnceOneIsRefusedAndNoKeyIsLost) {
  ASSERT_EQ(act(), "fine");
  auto const old_key = vkey();
  std::string middle;
  RotateOptions options;
  options.at = [&](std::string_view step) {
    if (step == "looked" && middle.empty()) middle = rotated().new_vkey;
  };
  EXPECT_EQ(code_of(rotate_signing_key(hub(), options)), "rotation.not-over");
  EXPECT_EQ(vkey().text(), middle);
  ASSERT_EQ(act(), "fine");
  EXPECT_TRUE(signed_by(old_key) && signed_by(vkey()));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SigningKeys, TheFirstEntryUnderTheNewKeyNamesBoth) {
  ASSERT_EQ(act(), "fine");
  auto const old_key = vkey();
  auto const done = rotated();
  auto const leaf = leaves().at(done.ledger_index);
  EXPECT_EQ(leaf.event, ledger::Event::admin);
  auto const change = ledger::key_change_in(*hub().log().entry(done.ledger_index));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->old_key, old_key.public_key());
  EXPECT_EQ(change->new_key, vkey().public_key());
  EXPECT_EQ(leaf.bundle, crypto::sha256(old_key.text() + "\n" + vkey().text() + "\n"));
  // what came before bears the old signature, and that alone
  std::string before;
  auto const read = hub().database().query("SELECT note FROM ledger_checkpoint WHERE size = ?", [&](store::Row const& row) { before = row.string(0); }, done.ledger_index);
  ASSERT_TRUE(read);
  EXPECT_TRUE(ledger::open_checkpoint(before, old_key));
  EXPECT_FALSE(ledger::open_checkpoint(before, vkey()));
}

TEST_P(SigningKeys, WhatWasNotSignedYetIsSignedByTheOldKeyFirst) {
  auto transaction = store::Transaction::write(hub().database());
  ASSERT_TRUE(transaction);
  ASSERT_EQ(code_of(record(hub(), *transaction, Act{.fields = {"feeds"}})), "fine");
  ASSERT_EQ(code_of(transaction->commit()), "fine");
  auto const old_key = vkey();
  auto const done = rotated();
  auto const covered = hub().database().query_integer("SELECT max(size) FROM ledger_checkpoint WHERE size <= ?", done.ledger_index);
  ASSERT_TRUE(covered);
  EXPECT_EQ(static_cast<std::uint64_t>(covered->value_or(0)), done.ledger_index);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SigningKeys, TheOldPrivateKeyIsDestroyedAndItIsTold) {
  auto const old_key = vkey();
  auto const bytes = get(files().key);
  (void)rotated();
  fs::create_hard_link(files().retiring_key, folder() / "a-second-name");
  wait(std::chrono::days{30});
  EXPECT_EQ(retired(), old_key.text());
  EXPECT_EQ(leaves().back().fields, ledger::retired_words(old_key));
  for (auto const& file : {files().retiring_key, files().retired_key, files().next_key, files().rotation}) EXPECT_FALSE(fs::exists(file)) << file;
  EXPECT_NE(get(folder() / "a-second-name"), bytes);
  EXPECT_EQ(retired(), "") << "once";
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SigningKeys, AClockSetBackRevivesNothing) {
  auto const old_key = vkey();
  (void)rotated();
  auto const then = clock_.now();
  wait(std::chrono::days{31});
  ASSERT_EQ(act(), "fine");
  clock_.set(then);
  ASSERT_EQ(act(), "fine");
  EXPECT_FALSE(signed_by(old_key));
  open_it();
  ASSERT_EQ(act(), "fine");
  EXPECT_FALSE(signed_by(old_key));
  EXPECT_EQ(retired(), old_key.text()) << "it had stopped, so it goes, whatever the clock says now";
}

TEST_P(SigningKeys, IsNotExchangedAgainWhileTwoSign) {
  (void)rotated();
  EXPECT_EQ(code_of(rotate_signing_key(hub())), "rotation.not-over");
  wait(std::chrono::days{30});
  auto const second = rotate_signing_key(hub());
  ASSERT_EQ(code_of(second), "fine") << "the one before is ended first";
  wait(std::chrono::days{30});
  ASSERT_EQ(act(), "fine");
  EXPECT_EQ(hub().log().former_verifiers()->size(), 2U);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SigningKeys, GoToAnotherPlaceThatAFileNames) {
  ASSERT_EQ(act(), "fine");
  auto const old_key = vkey();
  fs::copy_file(files().key, folder() / "same.key");
  fs::permissions(folder() / "same.key", fs::perms::owner_read);
  EXPECT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "same.key"})), "rotation.same-key");
  EXPECT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "none.key"})), "file.not-found");
  put(folder() / "wrong.key", "hello\n");
  fs::permissions(folder() / "wrong.key", fs::perms::owner_read);
  EXPECT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "wrong.key"})), "ledger.signer-key-malformed");
  EXPECT_EQ(vkey().text(), old_key.text());
  EXPECT_FALSE(ledger::exchange_is_open(files())) << "nothing of it stays";
  ASSERT_EQ(act(), "fine");
  auto const made = crypto::SigningKey::generate(chance_);
  ASSERT_TRUE(crypto::write_key_file(folder() / "made-elsewhere.key", made));
  ASSERT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "made-elsewhere.key"})), "fine");
  EXPECT_EQ(vkey().public_key(), made.public_key());
  EXPECT_TRUE(signed_by(old_key) && signed_by(vkey()));
}

TEST_P(SigningKeys, ACredentialIsGoneToAndComesBackOnlyWhereSomebodySaysSo) {
  ASSERT_EQ(act(), "fine");
  fs::create_directory(folder() / "credentials");
  ASSERT_TRUE(crypto::write_key_file(folder() / "credentials" / "ledger", crypto::SigningKey::generate(chance_)));
  put(folder() / "place", "concordat-key/1 credential ledger\n");
  fs::permissions(folder() / "place", fs::perms::owner_read);
  EXPECT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "place"})), "ledger.signer-credential");
  // What main does for the program and for its signer is done for the signer alone: no other process reads a key.
  ::setenv("CREDENTIALS_DIRECTORY", (folder() / "credentials").c_str(), 1);
  ASSERT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "place"})), "fine");
  auto const in_credential = vkey();
  wait(std::chrono::days{30});
  ASSERT_NE(retired(), "");
  ASSERT_EQ(act(), "fine");
  EXPECT_TRUE(signed_by(in_credential));
  EXPECT_EQ(code_of(rotate_signing_key(hub())), "rotation.where");
  ASSERT_TRUE(crypto::write_key_file(folder() / "own.key", crypto::SigningKey::generate(chance_)));
  ASSERT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "own.key"})), "fine");
  EXPECT_TRUE(signed_by(in_credential) && signed_by(vkey()));
  wait(std::chrono::days{30});
  auto const gone = retire_signing_key(hub());
  ASSERT_TRUE(gone && *gone);
  EXPECT_EQ((*gone)->still_in, "the file of the credential ledger") << "told to whoever may destroy it there";
  ASSERT_EQ(act(), "fine");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_P(SigningKeys, ByAClockThatLeaptNoKeyGoesOutOfUseBeforeSomebodySaysThatItIsRight) {
  take_in("police-incidents", police_month("2026-07", {9}));
  auto const old_key = vkey();
  (void)rotated();
  wait(longest_pause + std::chrono::days{1});
  ASSERT_EQ(act(), "fine");
  EXPECT_TRUE(signed_by(old_key) && signed_by(vkey())) << "the 30 days may not be over";
  EXPECT_EQ(code_of(rotate_signing_key(hub())), "retention.clock-leap");
  EXPECT_EQ(code_of(run_retention_by_itself(hub())), "retention.clock-leap");
  EXPECT_TRUE(fs::exists(files().retiring_key));
  EXPECT_EQ(retired(), old_key.text()) << "asked for by a person";
  ASSERT_EQ(act(), "fine");
  EXPECT_FALSE(signed_by(old_key));
}

TEST_P(SigningKeys, TheFileOfAnExchangeCountsOnlyWhereTheLedgerSaysTheSame) {
  auto const old_key = vkey();
  auto const done = rotated();
  auto const right = get(files().rotation);
  auto const until = format_instant(done.until);
  auto const entry = fmt::format("entry {}", done.ledger_index);
  for (auto const& wrong : {replaced(right, until, "2026-01-01T00:00:00Z"), replaced(right, until, "2099-01-01T00:00:00Z"), replaced(right, entry, "entry 0"),
                            replaced(right, entry, "entry 99999"), std::string{"nonsense\n"}, std::string{}}) {
    if (wrong.empty()) fs::remove(files().rotation);
    else put(files().rotation, wrong);
    open_it();
    ASSERT_EQ(act(), "fine") << wrong;
    EXPECT_TRUE(signed_by(old_key) && signed_by(vkey())) << wrong;
    auto const running = running_rotation(hub());
    ASSERT_TRUE(running && *running) << wrong;
    EXPECT_EQ((*running)->until, done.until) << wrong;
    EXPECT_EQ(get(files().rotation), right) << "written anew from the entry";
  }
  wait(std::chrono::days{30});
  EXPECT_EQ(retired(), old_key.text());
}

TEST_P(SigningKeys, AnExchangeThatTheLedgerTellsOfIsDoneWhateverTheFileSays) {
  auto const old_key = vkey();
  die_at("entry committed", [&] { put(files().rotation, "nonsense\n"); });
  ASSERT_EQ(act(), "fine");
  auto const next = vkey();
  EXPECT_NE(next.text(), old_key.text());
  EXPECT_TRUE(signed_by(old_key) && signed_by(next));
  EXPECT_NE(get(files().rotation).find(next.text()), std::string::npos) << "written anew";
}

TEST_P(SigningKeys, WhatAKillLeftOfUnfinishedFilesIsCleared) {
  ASSERT_EQ(act(), "fine");
  auto const key = get(files().key);
  auto const leave = [&](std::string const& name) { put(keys() / name, "a key, half written"); };
  for (auto const* name : {"signer-next.key.a1B2c3", "signer.rotation.zzzzzz", "signer.vkey.000000", "signer-former.vkeys.AAAAAA", "signer.state.b2b2b2"}) leave(name);
  fs::create_hard_link(keys() / "signer-next.key.a1B2c3", folder() / "a-second-name");
  fs::remove(folder() / "a-second-name");
  fs::create_hard_link(files().key, keys() / "signer-next.key.linked");
  put(keys() / "signer.rotation", "concordat-rotation/1\n");
  put(keys() / "signer.rotation.old", "somebody's own copy");
  open_it();
  ASSERT_EQ(act(), "fine");
  for (auto const* name : {"signer-next.key.a1B2c3", "signer.rotation.zzzzzz", "signer.vkey.000000", "signer-former.vkeys.AAAAAA", "signer.state.b2b2b2", "signer-next.key.linked", "signer.rotation"}) {
    EXPECT_FALSE(fs::exists(keys() / name)) << name;
  }
  EXPECT_TRUE(fs::exists(keys() / "signer.rotation.old")) << "no name of ours";
  EXPECT_EQ(get(files().key), key) << "which one of them was another name of";
  (void)rotated();
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SigningKeys, AFolderUnderTheNameOfTheNoteStopsNobodyFromSigning) {
  fs::create_directory(files().rotation);
  put(files().rotation / "mine", "somebody's own");
  open_it();
  ASSERT_EQ(act(), "fine");
  auto const old_key = vkey();
  EXPECT_EQ(code_of(rotate_signing_key(hub())), "ledger.rotation-in-the-way");
  EXPECT_FALSE(ledger::exchange_is_open(files())) << "nothing of it stays";
  ASSERT_EQ(act(), "fine");
  EXPECT_EQ(vkey().text(), old_key.text());
  fs::rename(files().rotation, folder() / "moved");
  auto const done = rotated();
  fs::remove(files().rotation);
  fs::rename(folder() / "moved", files().rotation);
  open_it();
  ASSERT_EQ(act(), "fine");
  EXPECT_TRUE(signed_by(old_key) && signed_by(vkey()));
  auto const running = running_rotation(hub());
  ASSERT_TRUE(running && *running) << "the ledger says it";
  EXPECT_EQ((*running)->until, done.until);
  wait(std::chrono::days{30});
  EXPECT_EQ(retired(), old_key.text());
  EXPECT_TRUE(fs::exists(files().rotation / "mine"));
  ASSERT_EQ(act(), "fine");
}

TEST_P(SigningKeys, ItsEndIsToldOnceWhoeverEndsItAgain) {
  auto const old_key = vkey();
  (void)rotated();
  auto const note = get(files().rotation);
  wait(std::chrono::days{30});
  auto const first = retire_signing_key(hub());
  ASSERT_TRUE(first && *first);
  // as a second that looked before the first was done, or a kill between the entry and the files
  put(files().retired_key, "");
  put(files().rotation, note);
  auto const size = *hub().log().size();
  auto const again = retire_signing_key(hub());
  ASSERT_TRUE(again && *again);
  EXPECT_EQ((*again)->ledger_index, (*first)->ledger_index);
  EXPECT_EQ(*hub().log().size(), size) << "no second entry";
  EXPECT_FALSE(fs::exists(files().retired_key));
  EXPECT_EQ(retired(), "");
}

TEST_P(SigningKeys, WhereTheEndCouldNotBeWrittenThePlaceIsNamedTheNextTime) {
  ASSERT_EQ(act(), "fine");
  fs::create_directory(folder() / "credentials");
  ASSERT_TRUE(crypto::write_key_file(folder() / "credentials" / "ledger", crypto::SigningKey::generate(chance_)));
  put(folder() / "place", "concordat-key/1 credential ledger\n");
  fs::permissions(folder() / "place", fs::perms::owner_read);
  ::setenv("CREDENTIALS_DIRECTORY", (folder() / "credentials").c_str(), 1);
  ASSERT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "place"})), "fine");
  wait(std::chrono::days{30});
  ASSERT_NE(retired(), "");
  ASSERT_TRUE(crypto::write_key_file(folder() / "own.key", crypto::SigningKey::generate(chance_)));
  ASSERT_EQ(code_of(rotate_signing_key(hub(), {.to = folder() / "own.key"})), "fine");
  wait(std::chrono::days{30});
  ASSERT_EQ(act(), "fine");
  ASSERT_EQ(code_of(hub().database().execute("INSERT INTO ledger_leaf (i, entry) SELECT size, entry FROM ledger_leaf, ledger_head WHERE i = 0")), "fine");
  EXPECT_EQ(code_of(retire_signing_key(hub())), "ledger.row-in-the-way");
  ASSERT_EQ(code_of(hub().database().execute(is_sqlite() ? store::Sql{"DROP TRIGGER ledger_leaf_no_delete"} : store::Sql{"ALTER TABLE ledger_leaf DISABLE TRIGGER ALL"})), "fine");
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM ledger_leaf WHERE i >= (SELECT size FROM ledger_head)")), "fine");
  auto const gone = retire_signing_key(hub());
  ASSERT_TRUE(gone && *gone);
  EXPECT_EQ((*gone)->still_in, "the file of the credential ledger") << "not that it was destroyed";
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_P(SigningKeys, AHubThatWasOpenBeforeSignsWithBothAfterwards) {
  ASSERT_EQ(act(), "fine");
  auto const old_key = vkey();
  auto const other = Hub::open(options(), shelf(), clock_, chance_);
  ASSERT_TRUE(other);
  ASSERT_EQ(code_of(rotate_signing_key(**other)), "fine");
  ASSERT_EQ(act(), "fine") << "its signer was started with the old key";
  EXPECT_TRUE(signed_by(old_key) && signed_by(vkey()));
  wait(std::chrono::days{30});
  ASSERT_TRUE(retire_signing_key(**other)->has_value());
  ASSERT_EQ(act(), "fine");
  EXPECT_FALSE(signed_by(old_key));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SigningKeys, KilledAtAnyStepTheHubSigns) {
  for (auto const* step : {"new key written", "rotation written", "entry committed", "old key linked", "old public key kept", "new public key published",
                           "keys exchanged", "signed by both"}) {
    auto const old_key = vkey();
    die_at(step);
    ASSERT_EQ(act(), "fine") << step;
    auto const told = ledger::key_change_in(*hub().log().entry(*hub().log().size() - 2)).has_value();
    EXPECT_EQ(vkey().text() != old_key.text(), told) << step << ": the new key signs where the ledger says so, and nowhere else";
    EXPECT_TRUE(signed_by(vkey())) << step;
    EXPECT_TRUE(signed_by(old_key)) << step;
    EXPECT_FALSE(ledger::exchange_is_open(files())) << step;
    EXPECT_EQ(verdict_of_the_ledger(), "intact") << step;
    if (!told) (void)rotated();
    wait(std::chrono::days{30});
    EXPECT_EQ(retired(), old_key.text()) << step;
  }
}

TEST_P(SigningKeys, AnExportHoldsBothAndEitherChecksIt) {
  auto const old_key = vkey();
  (void)rotated();
  ASSERT_EQ(code_of(hub().log().export_to(folder() / "log")), "fine");
  ledger::FolderLog const log{folder() / "log"};
  EXPECT_EQ(log.verifier()->text(), vkey().text());
  EXPECT_EQ(ledger::read_vkeys(folder() / "log" / "former.vkeys")->front().text(), old_key.text());
  auto const by_old = ledger::verify_log(log, *log.note(), old_key);
  ASSERT_TRUE(by_old && by_old->intact());
  EXPECT_EQ(by_old->key_changes.front().new_key.text(), vkey().text()) << "who holds the old key learns the new one";
  EXPECT_TRUE(ledger::verify_log(log, *log.note(), vkey())->intact());
  wait(std::chrono::days{30});
  ASSERT_EQ(act(), "fine");
  ASSERT_EQ(code_of(hub().log().export_to(folder() / "log")), "fine") << "into the same folder";
  EXPECT_EQ(ledger::verify_log(log, *log.note(), old_key)->code.view(), "ledger.note-signature");
  EXPECT_TRUE(ledger::verify_log(log, *log.note(), vkey())->intact());
}

TEST_P(SigningKeys, AnExportFromBeforeIsGoneOnWithAfterwards) {
  ASSERT_EQ(act(), "fine");
  ASSERT_EQ(code_of(hub().log().export_to(folder() / "log")), "fine");
  (void)rotated();
  wait(std::chrono::days{30});
  ASSERT_EQ(act(), "fine");
  EXPECT_EQ(code_of(hub().log().export_to(folder() / "log")), "fine") << "the checkpoint there is the old key's";
}

TEST_P(SigningKeys, ThePageShowsWhichSign) {
  auto const anna = **hub().member("anna");
  EXPECT_FALSE(ledger_status(hub(), anna)->rotation);
  auto const old_key = vkey();
  auto const done = rotated();
  auto const status = ledger_status(hub(), anna);
  ASSERT_TRUE(status && status->rotation);
  EXPECT_EQ(status->verifier, vkey().text());
  EXPECT_EQ(status->rotation->old_key.text(), old_key.text());
  EXPECT_EQ(status->rotation->until, done.until);
  EXPECT_EQ(done.until, clock_.now() + std::chrono::days{30});
}

}  // namespace
}  // namespace concordat::hub::proving
