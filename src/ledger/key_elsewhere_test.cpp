// SPDX-License-Identifier: Apache-2.0
// The signer whose key lies in a token or in a credential of systemd. The program is its own signer (signer_test.cpp).
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/file.h"
#include "crypto/key_file.h"
#include "crypto/token/token_test_tools.h"
#include "ledger/memory_log.h"
#include "ledger/note_key.h"
#include "ledger/rotation.h"
#include "ledger/signer.h"
#include "ledger/signer_folder_test_tools.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

class KeyElsewhere : public SignerFolder {
 protected:
  void TearDown() override {
    ::unsetenv("CREDENTIALS_DIRECTORY");
    SignerFolder::TearDown();
  }
  [[nodiscard]] std::string code() const {
    auto const client = start();
    return client ? "fine" : std::string{client.error().code.view()};
  }
  Result<std::string> grow_and_sign(SignerClient& client) {
    log_.add({fmt::format("entry {}", log_.stored.size())});
    TileHashes hashes{log_, log_.edge.size()};
    auto const proof = prove_consistency(client.last().size, log_.edge.size(), hashes);
    return client.sign(log_.edge.head(), proof.value_or(Proof{}));
  }
  void put_place(std::string const& text) {
    fs::remove(files().key);
    ASSERT_TRUE(write_file(files().key, text, {.mode = 0400}));
  }
  /// From the key in the folder to the one that `place` names.
  VerifierKey rotate_to(std::string const& place) {
    EXPECT_TRUE(write_file(files().next_key, place, {.mode = 0400}));
    auto const key = open_note_key(files().next_key);
    EXPECT_TRUE(key) << sentence(key.error());
    Rotation const rotation{*old_key_, *VerifierKey::make(old_key_->name(), (*key)->public_key()), 0, Instant{}};
    EXPECT_TRUE(write_rotation(files(), rotation));
    EXPECT_TRUE(exchange_keys(files(), rotation));
    return rotation.new_key;
  }

  MemoryLog log_;
};

TEST_F(KeyElsewhere, InACredentialItSignsAsFromItsFile) {
  fs::create_directory(folder_ / "credentials");
  fs::rename(files().key, folder_ / "credentials" / "ledger");
  put_place("concordat-key/1 credential ledger\n");
  EXPECT_EQ(code(), "ledger.signer-credential") << "of another unit, or by hand";
  ::setenv("CREDENTIALS_DIRECTORY", (folder_ / "credentials").c_str(), 1);
  auto const client = start();
  ASSERT_TRUE(client) << sentence(client.error());
  EXPECT_EQ((*client)->verifier().text(), old_key_->text()) << "the same key, in another place";
  auto const note = grow_and_sign(**client);
  ASSERT_TRUE(note);
  EXPECT_TRUE(open_checkpoint(*note, *old_key_));
  ::chmod((folder_ / "credentials" / "ledger").c_str(), 0444);
  EXPECT_EQ(code(), "ledger.signer-key");
}

class KeyInToken : public KeyElsewhere {
 protected:
  void SetUp() override {
    KeyElsewhere::SetUp();
    token_ = std::make_unique<crypto::test::SoftToken>(folder_ / "hsm");
    ASSERT_TRUE(token_->made()) << "softhsm2 and opensc are needed";
    ASSERT_TRUE(token_->make_key("ledger"));
  }
  std::unique_ptr<crypto::test::SoftToken> token_;
};

TEST_F(KeyInToken, SignsWhatAnybodyCanCheckAndTheKeyBeforeSignsToo) {
  auto const new_key = rotate_to(token_->place_of("ledger"));
  auto client = *start();
  auto const note = grow_and_sign(*client);
  ASSERT_TRUE(note) << sentence(note.error());
  EXPECT_TRUE(open_checkpoint(*note, *old_key_));
  EXPECT_TRUE(open_checkpoint(*note, new_key));
  ASSERT_TRUE(*stop_retiring_key(files()));
  client = *start();
  auto const alone = grow_and_sign(*client);
  ASSERT_TRUE(alone);
  EXPECT_EQ(parse_note(*alone)->signatures.size(), 1U);
  EXPECT_TRUE(open_checkpoint(*alone, new_key));
}

TEST_F(KeyInToken, ItsPinIsNotOnTheCommandLine) {
  rotate_to(token_->place_of("ledger"));
  auto const client = *start();
  ASSERT_TRUE(grow_and_sign(*client));
  std::ifstream words{fmt::format("/proc/{}/cmdline", client->process_id())};
  std::string const line{std::istreambuf_iterator<char>{words}, {}};
  EXPECT_NE(line.find("signer"), std::string::npos);
  EXPECT_EQ(line.find("1234"), std::string::npos);
}

TEST_F(KeyInToken, EachThingThatIsWrongHasItsOwnWords) {
  rotate_to(token_->place_of("ledger"));
  EXPECT_EQ(code(), "fine");
  auto const right = token_->place_of("ledger");
  auto const with = [&](std::string_view from, std::string_view to) {
    auto text = right;
    put_place(text.replace(text.find(from), from.size(), to));
  };
  with(token_->module(), "/no/such/module.so");
  EXPECT_EQ(code(), "ledger.token-module");
  with("token concordat", "token another");
  EXPECT_EQ(code(), "ledger.token-missing");
  with("key ledger", "key another");
  EXPECT_EQ(code(), "ledger.token-key");
  ASSERT_TRUE(token_->make_key("curve", "EC:prime256v1"));
  with("key ledger", "key curve");
  EXPECT_EQ(code(), "ledger.token-mechanism");
  put_place(right);
  token_->set_pin("4321");
  EXPECT_EQ(code(), "ledger.token-pin");
  fs::remove(token_->pin_file());
  EXPECT_EQ(code(), "ledger.token-pin");
  token_->set_pin("1234");
  EXPECT_EQ(code(), "fine");
  fs::rename(folder_ / "hsm" / "tokens", folder_ / "hsm" / "taken-out");
  fs::create_directory(folder_ / "hsm" / "tokens");
  EXPECT_EQ(code(), "ledger.token-missing");
}

TEST_F(KeyInToken, AnotherKeyThanThePublishedOneSignsNothing) {
  rotate_to(token_->place_of("ledger"));
  ASSERT_TRUE(start());
  ASSERT_TRUE(*stop_retiring_key(files()));
  ASSERT_TRUE(token_->make_key("another key"));
  put_place(token_->place_of("another key"));
  EXPECT_EQ(code(), "ledger.signer-state") << "the state is not that key's";
}

}  // namespace
}  // namespace concordat::ledger
