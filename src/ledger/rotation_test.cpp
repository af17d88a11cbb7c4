// SPDX-License-Identifier: Apache-2.0
// One key in another's place, as the signer's process and outsiders see it. The program is its own signer (signer_test.cpp).
#include "ledger/rotation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/key_file.h"
#include "ledger/key_change.h"
#include "ledger/memory_log.h"
#include "ledger/signer.h"
#include "ledger/signer_folder_test_tools.h"
#include "ledger/verify.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

class Rotating : public SignerFolder {
 protected:
  void grow(std::size_t size) {
    while (log_.stored.size() < size) log_.add({fmt::format("entry {}", log_.stored.size())});
  }
  Result<std::string> sign(SignerClient& client) {
    TileHashes hashes{log_, log_.edge.size()};
    auto const proof = prove_consistency(client.last().size, log_.edge.size(), hashes);
    return client.sign(log_.edge.head(), proof.value_or(Proof{}));
  }
  /// As the hub does it, but for the entry.
  Rotation begin() {
    auto const key = crypto::SigningKey::generate(chance_);
    EXPECT_TRUE(crypto::write_key_file(files().next_key, key));
    Rotation rotation{*old_key_, *VerifierKey::make(old_key_->name(), key.public_key()), 7, Instant{} + std::chrono::days{30}};
    EXPECT_TRUE(write_rotation(files(), rotation));
    return rotation;
  }
  Rotation rotate() {
    auto rotation = begin();
    EXPECT_TRUE(exchange_keys(files(), rotation));
    return rotation;
  }
  static bool signed_by(std::string const& note, VerifierKey const& key) { return open_checkpoint(note, key).has_value(); }

  MemoryLog log_;
};

TEST_F(Rotating, BothKeysSignWhileTheOldOnesFileIsThere) {
  grow(3);
  ASSERT_TRUE(sign(**start()));
  auto const rotation = rotate();
  auto client = *start();
  EXPECT_EQ(client->verifier().text(), rotation.new_key.text());
  EXPECT_TRUE(signed_by(client->last_note(), rotation.new_key)) << "the state is made both keys' at once";
  EXPECT_EQ(client->last(), log_.edge.head());
  grow(5);
  auto const note = sign(*client);
  ASSERT_TRUE(note) << sentence(note.error());
  EXPECT_TRUE(signed_by(*note, *old_key_));
  EXPECT_TRUE(signed_by(*note, rotation.new_key));

  ASSERT_EQ(stop_retiring_key(files()).value_or(false), true);
  grow(6);
  auto const stale = sign(*client);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code.view(), "ledger.signer-stale") << "a signer that still holds the old key uses it no more";
  client = *start();
  auto const alone = sign(*client);
  ASSERT_TRUE(alone);
  EXPECT_FALSE(signed_by(*alone, *old_key_));
  EXPECT_TRUE(signed_by(*alone, rotation.new_key));
}

TEST_F(Rotating, ASignerFromBeforeTheExchangeSignsNothingAlone) {
  grow(3);
  auto const before = *start();
  ASSERT_TRUE(sign(*before));
  rotate();
  grow(4);
  auto const note = sign(*before);
  ASSERT_FALSE(note);
  EXPECT_EQ(note.error().code.view(), "ledger.signer-stale");
}

TEST_F(Rotating, AfterEachStepTheSignerSigns) {
  for (auto const* stop : {"old key linked", "old public key kept", "new public key published", "keys exchanged"}) {
    TearDown();
    SetUp();
    log_ = {};
    grow(3);
    ASSERT_TRUE(sign(**start()));
    auto const rotation = begin();
    struct Dead {};
    try {
      auto const done = exchange_keys(files(), rotation, [&](std::string_view step) {
        if (step == stop) throw Dead{};
      });
      ADD_FAILURE() << stop << " never came";
    } catch (Dead const&) {
    }
    grow(4);
    auto const note = sign(**start());
    ASSERT_TRUE(note) << stop << ": " << sentence(note.error());
    EXPECT_TRUE(signed_by(*note, *old_key_)) << stop;
    ASSERT_TRUE(exchange_keys(files(), rotation)) << stop << ": goes on where it was" ;
    EXPECT_FALSE(exchange_is_open(files()));
    grow(5);
    auto const both = sign(**start());
    ASSERT_TRUE(both) << stop;
    EXPECT_TRUE(signed_by(*both, *old_key_) && signed_by(*both, rotation.new_key)) << stop;
    EXPECT_EQ(read_vkeys(files().former_vkeys)->size(), 1U) << stop << ": kept once";
  }
}

TEST_F(Rotating, WhatIsDestroyedIsNoKeyAnyMore) {
  grow(3);
  rotate();
  ASSERT_TRUE(sign(**start()));
  auto const bytes = *read_file(files().retiring_key, 4096);
  fs::create_hard_link(files().retiring_key, folder_ / "a-second-name");
  ASSERT_TRUE(*stop_retiring_key(files()));
  EXPECT_EQ(*stop_retiring_key(files()), false) << "once";
  ASSERT_TRUE(destroy_retired_key(files()));
  EXPECT_EQ(fs::file_size(files().retired_key), 0U);
  EXPECT_NE(*read_file(folder_ / "a-second-name", 4096), bytes) << "the bytes themselves are gone, not a name of them";
  ASSERT_TRUE(end_rotation(files()));
  EXPECT_FALSE(fs::exists(files().retired_key));
  EXPECT_FALSE(fs::exists(files().rotation));
  EXPECT_EQ(read_vkeys(files().former_vkeys)->front().text(), old_key_->text()) << "its public half stays for ever";
}

TEST_F(Rotating, TheOldKeyStaysUntilTheStateBearsTheNewOne) {
  grow(3);
  ASSERT_TRUE(sign(**start()));
  rotate();
  EXPECT_EQ(*stop_retiring_key(files()), false) << "or nobody could tell what was signed";
  ASSERT_TRUE(start());
  EXPECT_EQ(*stop_retiring_key(files()), true);
}

TEST_F(Rotating, ThatCameToNothingLeavesTheOldKeyAsItWas) {
  auto const before = *read_file(files().key, 4096);
  begin();
  EXPECT_TRUE(exchange_is_open(files()));
  ASSERT_TRUE(forget_next_key(files()));
  EXPECT_FALSE(exchange_is_open(files()));
  EXPECT_FALSE(fs::exists(files().rotation));
  EXPECT_EQ(*read_file(files().key, 4096), before);
}

TEST_F(Rotating, AFileThatNoRotationWroteIsRefused) {
  auto const rotation = begin();
  auto const text = *read_file(files().rotation, 4096);
  EXPECT_EQ((*read_rotation(files()))->until, rotation.until);
  for (auto const& wrong : {std::string{}, std::string{"concordat-rotation/1\n"}, text.substr(0, text.size() - 9), "x" + text}) {
    ASSERT_TRUE(write_file(files().rotation, wrong));
    auto const read = read_rotation(files());
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().code.view(), "ledger.rotation-malformed");
  }
}

TEST_F(Rotating, AnEntryNamesBothKeysInWordsThatTheFormatLetsIn) {
  // Whatever digits a key has: no run of them may look like a number of somebody.
  for (int round = 0; round < 500; ++round) {
    auto const one = *VerifierKey::make("hub", crypto::SigningKey::generate(chance_).public_key());
    auto const two = *VerifierKey::make("hub", crypto::SigningKey::generate(chance_).public_key());
    Leaf leaf;
    leaf.event = Event::admin;
    leaf.fields = rotated_words(one, two);
    auto const entry = write_leaf(leaf);
    ASSERT_TRUE(entry) << leaf.fields[2];
    auto const change = key_change_in(*entry);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->old_key, one.public_key());
    EXPECT_EQ(change->new_key, two.public_key());
    leaf.fields = retired_words(one);
    ASSERT_TRUE(write_leaf(leaf));
    EXPECT_FALSE(key_change_in(*write_leaf(leaf)));
    EXPECT_EQ(retired_key_in(*write_leaf(leaf)), one.public_key());
    EXPECT_FALSE(retired_key_in(*entry));
  }
}

TEST_F(Rotating, AKeyThatAnEntrySaysIsDestroyedSignsNothingMore) {
  auto const old_secret = crypto::SigningKey::generate(chance_);
  auto const old_key = *VerifierKey::make("hub.example.org/log", old_secret.public_key());
  auto const new_secret = crypto::SigningKey::generate(chance_);
  auto const new_key = *VerifierKey::make("hub.example.org/log", new_secret.public_key());
  for (auto const& words : {rotated_words(old_key, new_key), retired_words(old_key)}) {
    Leaf leaf;
    leaf.event = Event::admin;
    leaf.fields = words;
    log_.add({*write_leaf(leaf)});
  }
  auto const stolen = verify_log(log_, sign_checkpoint(log_.edge.head(), old_key, old_secret), old_key);
  ASSERT_TRUE(stolen);
  EXPECT_EQ(stolen->code.view(), "ledger.key-out-of-use");
  EXPECT_EQ(stolen->first_bad, log_.edge.size() - 1);
  auto const own = verify_log(log_, sign_checkpoint(log_.edge.head(), new_key, new_secret), new_key);
  EXPECT_TRUE(own && own->intact());
}

TEST_F(Rotating, WhoVerifiesTheLogLearnsWhichKeysWereBefore) {
  std::vector<VerifierKey> keys;
  for (int at = 0; at < 3; ++at) keys.push_back(*VerifierKey::make("hub.example.org/log", crypto::SigningKey::generate(chance_).public_key()));
  auto const last = crypto::SigningKey::generate(chance_);
  keys.push_back(*VerifierKey::make("hub.example.org/log", last.public_key()));
  grow(2);
  for (std::size_t at = 0; at + 1 < keys.size(); ++at) {
    Leaf leaf;
    leaf.event = Event::admin;
    leaf.fields = rotated_words(keys[at], keys[at + 1]);
    log_.add({*write_leaf(leaf)});
  }
  auto const report = verify_log(log_, sign_checkpoint(log_.edge.head(), keys.back(), last), keys.back());
  ASSERT_TRUE(report && report->intact());
  ASSERT_EQ(report->key_changes.size(), 3U);
  EXPECT_EQ(report->key_changes[1].entry, 3U);
  auto const before = report->keys_before(keys.back());
  ASSERT_EQ(before.size(), 3U);
  EXPECT_EQ(before.front().text(), keys.front().text());
  EXPECT_EQ(report->keys_before(keys[1]).size(), 1U);
  EXPECT_TRUE(report->keys_before(keys[0]).empty());
}

}  // namespace
}  // namespace concordat::ledger
