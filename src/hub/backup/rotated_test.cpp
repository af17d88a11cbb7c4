// SPDX-License-Identifier: Apache-2.0
// Copies and their return, and a new epoch, where the ledger's key was exchanged before or since.
#include <gtest/gtest.h>

#include "hub/backup/backup_test_tools.h"
#include "hub/backup/epoch.h"
#include "hub/signing_key.h"
#include "ledger/rotation.h"

namespace concordat::hub::proving {
namespace {

class RotatedRestores : public BackupTest {
 protected:
  [[nodiscard]] KeyRotated rotated() {
    auto done = rotate_signing_key(hub());
    EXPECT_EQ(code_of(done), "fine");
    if (!done) std::abort();
    return std::move(*done);
  }
  [[nodiscard]] std::vector<std::string> former() {
    std::vector<std::string> keys;
    auto const former = hub().log().former_verifiers();
    for (auto const& one : *former) keys.push_back(one.text());
    return keys;
  }
};
CONCORDAT_ON_BOTH_STORES(RotatedRestores);

TEST_P(RotatedRestores, WhileTwoKeysSignBeginANewEpochUnderOne) {
  auto const keys = rotated();
  (void)made();
  hub_.reset();
  auto const place = into("both");
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->epoch, 2);
  hub_ = opened(place.place);
  EXPECT_EQ(former(), (std::vector<std::string>{keys.old_vkey, keys.new_vkey}));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_FALSE(fs::exists(ledger::SignerFiles{place.place.keys}.retiring_key));
  EXPECT_EQ(code_of(rotate_signing_key(hub())), "fine") << "the new epoch's key can be exchanged too";
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(RotatedRestores, OfACopyFromBeforeTheRotationKnowTheKeySinceThen) {
  auto const old_key = hub().log().verifier()->text();
  (void)made();
  auto const keys = rotated();
  auto const state = **hub().log().note();
  clock_.set(clock_.now() + both_keys_sign);
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  auto const alone = **hub().log().note();
  hub_.reset();
  auto place = into("before");
  place.signer = folder() / "keys";
  // the copy of the keys has reached its end by then: the folder itself survived
  place.keys_from.clear();
  place.place.keys = folder() / "keys";
  put(folder() / "partner.checkpoint", alone);
  place.checkpoint = folder() / "partner.checkpoint";
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_TRUE(report->new_epoch);
  EXPECT_TRUE(report->lost.has_value()) << "a checkpoint under the new key alone is this ledger's";
  hub_ = opened(place.place);
  EXPECT_EQ(former(), (std::vector<std::string>{old_key, keys.new_vkey}));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(RotatedRestores, WhereTheFolderOfKeysSurvivedTheKeyBeforeSignsNoMore) {
  (void)rotated();
  (void)made();
  hub_.reset();
  auto place = into("survived");
  place.keys_from.clear();
  place.place.keys = folder() / "keys";
  ASSERT_EQ(code_of(restored(place)), "fine");
  ledger::SignerFiles const files{place.place.keys};
  for (auto const& file : {files.retiring_key, files.retired_key, files.next_key, files.rotation}) EXPECT_FALSE(fs::exists(file)) << file;
  hub_ = opened(place.place);
  take_in("police-incidents", police_month("2026-08", {1, 1, 1, 0}));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(RotatedRestores, WithTheSignerWhoseStateTheBackupContinuesBothGoOn) {
  auto const keys = rotated();
  auto const state = made().hub.checkpoint;
  hub_.reset();
  fs::copy(folder() / "keys", folder() / "survived");
  put(folder() / "survived" / "signer.state", state);
  auto place = into("on");
  place.signer = folder() / "survived";
  auto const report = restored(place);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_FALSE(report->new_epoch);
  hub_ = opened(place.place);
  take_in("police-incidents", police_month("2026-08", {1, 1, 1, 0}));
  auto const note = **hub().log().note();
  for (auto const& key : {keys.old_vkey, keys.new_vkey}) EXPECT_TRUE(ledger::open_checkpoint(note, *ledger::VerifierKey::parse(key)));
  clock_.set(clock_.now() + both_keys_sign);
  EXPECT_EQ(run_retention(hub())->retired_key, keys.old_vkey);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

}  // namespace
}  // namespace concordat::hub::proving
