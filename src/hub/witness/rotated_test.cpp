// SPDX-License-Identifier: Apache-2.0
// What outsiders see of another key: witnesses, checkpoints that were kept, the auditor's kit.
#include <gtest/gtest.h>

#include "base/file.h"
#include "crypto/key_file.h"
#include "hub/retention.h"
#include "hub/signing_key.h"
#include "hub/witness/compare.h"
#include "hub/witness/kit.h"
#include "hub/witness/witness_hub_test_tools.h"
#include "ledger/witness/kit.h"

namespace concordat::hub::proving {
namespace {

class RotatedWitnesses : public WitnessHubTest {
 protected:
  void SetUp() override {
    WitnessHubTest::SetUp();
    if (!IsSkipped()) old_key_.emplace(*hub().log().verifier());
  }
  void rotate() { ASSERT_EQ(code_of(rotate_signing_key(hub())), "fine"); }
  void end_the_old_key() {
    clock_.set(clock_.now() + both_keys_sign);
    ASSERT_EQ(code_of(run_retention(hub())), "fine");
  }
  void know_both(std::string const& name) {
    auto opened = ledger::Witness::open(folder() / "witness" / name, {*old_key_, *hub().log().verifier()});
    ASSERT_EQ(code_of(opened), "fine");
    partners_.at(name).witness = std::move(*opened);
  }
  std::optional<ledger::VerifierKey> old_key_;
};
CONCORDAT_ON_BOTH_STORES(RotatedWitnesses);

TEST_P(RotatedWitnesses, ThatKnowTheOldKeyGoOnWhileBothSign) {
  set(policy());
  EXPECT_EQ(round(), "health=fine police=fine school=fine");
  rotate();
  EXPECT_EQ(round(), "health=fine police=fine school=fine") << "they hold the old line alone";
  EXPECT_EQ(state(), "last witnessed 0 s ago by 3 of 3");
  know_both("police");
  know_both("health");
  end_the_old_key();
  EXPECT_EQ(round(), "health=fine police=fine school=witness.refused") << "who did not take the new line in time";
  know_both("school");
  EXPECT_EQ(round(), "health=fine police=fine school=fine");
}

TEST_P(RotatedWitnesses, WhatTheySawBeforeStillCounts) {
  set(policy());
  EXPECT_EQ(round(), "health=fine police=fine school=fine");
  rotate();
  end_the_old_key();
  auto const now = witness_state(hub());
  ASSERT_TRUE(now && now->last) << "their cosignatures are over a checkpoint of the old key";
  EXPECT_EQ(now->cosigned, 3U);
}

TEST_P(RotatedWitnesses, ACheckpointOfTheOldKeyThatSomebodyKeptStillAgrees) {
  grow();
  auto const kept = **hub().log().note();
  rotate();
  end_the_old_key();
  auto const same = compare_checkpoint(hub(), kept);
  ASSERT_EQ(code_of(same), "fine");
  EXPECT_EQ(same->agreement, Agreement::agrees);
  EXPECT_TRUE(same->is_signed);
  EXPECT_EQ(compare_checkpoint(hub(), **hub().log().note())->agreement, Agreement::agrees);
}

TEST_P(RotatedWitnesses, AnotherHistoryUnderTheOldKeyIsStillASplitView) {
  grow();
  auto const key = crypto::read_signing_key(folder() / "keys/signer.key");
  auto const forged = ledger::sign_checkpoint({1, crypto::sha256("another")}, *old_key_, *key);
  rotate();
  end_the_old_key();
  EXPECT_EQ(compare_checkpoint(hub(), forged)->agreement, Agreement::split_view) << "of the same epoch, and no excuse";
}

TEST_P(RotatedWitnesses, AKitHoldsBothKeysAndProofsFromBeforeHoldAfterwards) {
  for (int times = 0; times < 4; ++times) grow();
  ASSERT_EQ(code_of(export_ledger(hub(), folder() / "kit", {.from = "2", .to = "3"})), "fine");
  rotate();
  end_the_old_key();
  ASSERT_EQ(code_of(export_ledger(hub(), folder() / "kit", {.from = "4", .to = "4"})), "fine");
  ledger::FolderLog const log{folder() / "kit"};
  auto const key = *log.verifier();
  EXPECT_EQ(key.text(), hub().log().verifier()->text());
  EXPECT_EQ(*read_file(folder() / "kit" / "former.vkeys", 4096), old_key_->text() + "\n");
  auto const report = ledger::verify_log(log, *log.note(), key);
  ASSERT_TRUE(report && report->intact());
  auto const kit = ledger::check_kit(folder() / "kit", key, report->keys_before(key));
  EXPECT_EQ(kit->proofs, 3U);
  EXPECT_TRUE(kit->bad.empty());
  EXPECT_EQ(ledger::check_kit(folder() / "kit", key)->bad.size(), 2U) << "without the entry that names the key before, they are nobody's";
}

}  // namespace
}  // namespace concordat::hub::proving
