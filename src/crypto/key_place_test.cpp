// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_place.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/file.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "crypto/private_file.h"

namespace concordat::crypto {
namespace {

namespace fs = std::filesystem;

class KeyPlaces : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "concordat-place-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    fs::create_directory(credentials());
    set_credentials_folder(credentials());
  }
  void TearDown() override {
    set_credentials_folder({});
    fs::remove_all(folder_);
  }
  [[nodiscard]] fs::path credentials() const { return folder_ / "credentials"; }
  /// The file signer.key with that text.
  [[nodiscard]] Result<KeyPlace> read(std::string const& text) {
    fs::remove(folder_ / "signer.key");
    EXPECT_TRUE(write_file(folder_ / "signer.key", text, {.mode = 0400}));
    return read_key_place(folder_ / "signer.key");
  }
  [[nodiscard]] std::string code(std::string const& text) {
    auto const place = read(text);
    return place ? "fine" : std::string{place.error().code.view()};
  }
  fs::path folder_;
  SeededChance chance_{1};
};

TEST_F(KeyPlaces, TheKeyItselfIsOne) {
  auto const key = SigningKey::generate(chance_);
  ASSERT_TRUE(write_key_file(folder_ / "own.key", key));
  auto const place = read_key_place(folder_ / "own.key");
  ASSERT_TRUE(place);
  EXPECT_EQ(std::get<SigningKey>(place->at).public_key(), key.public_key());
  EXPECT_EQ(*place_in_words(folder_ / "own.key"), "");
  ::chmod((folder_ / "own.key").c_str(), 0440);
  EXPECT_EQ(read_key_place(folder_ / "own.key").error().code.view(), "key-file.too-open");
}

TEST_F(KeyPlaces, ACredentialOfSystemdIsOne) {
  auto const key = SigningKey::generate(chance_);
  ASSERT_TRUE(write_key_file(credentials() / "ledger", key));
  auto const place = read("concordat-key/1 credential ledger\n");
  ASSERT_TRUE(place) << sentence(place.error());
  EXPECT_EQ(std::get<SigningKey>(place->at).public_key(), key.public_key());
  EXPECT_EQ(*place_in_words(folder_ / "signer.key"), "the file of the credential ledger");
}

TEST_F(KeyPlaces, ACredentialThatWasNotHandedOverIsToldAsSuch) {
  EXPECT_EQ(code("concordat-key/1 credential ledger\n"), "key-place.no-credential");
  EXPECT_EQ(*place_in_words(folder_ / "signer.key"), "the file of the credential ledger") << "where it lay can be told all the same";
  set_credentials_folder({});
  EXPECT_EQ(code("concordat-key/1 credential ledger\n"), "key-place.no-credential");
}

TEST_F(KeyPlaces, ACredentialIsReadAsSystemdMakesItAndNotWhereOthersMay) {
  ASSERT_TRUE(write_key_file(credentials() / "ledger", SigningKey::generate(chance_)));
  auto const file = credentials() / "ledger";
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  for (auto const& [mode, fine] : {std::pair{0400U, true}, {0440U, status.st_uid == 0}, {0444U, false}, {0460U, false}, {0404U, false}}) {
    ::chmod(file.c_str(), mode);
    EXPECT_EQ(code("concordat-key/1 credential ledger\n"), fine ? "fine" : "key-file.too-open") << mode;
  }
}

TEST_F(KeyPlaces, WhatIsNoneIsMalformed) {
  ASSERT_TRUE(write_file(credentials() / "words", "hello\n", {.mode = 0400}));
  ASSERT_TRUE(write_file(folder_ / "outside", "hello\n", {.mode = 0400}));
  for (auto const* text : {"", "hello\n", "concordat-key/1 ed25519 AAAA\n", "concordat-key/1 credential \n", "concordat-key/1 credential ../outside\n",
                           "concordat-key/1 credential ..\n", "concordat-key/1 credential words\n", "concordat-key/1 pkcs11\n", "concordat-key/2 pkcs11\n"}) {
    EXPECT_EQ(code(text), "key-place.malformed") << text;
  }
}

TEST_F(KeyPlaces, APinMayBeACredentialToo) {
  ASSERT_TRUE(write_file(credentials() / "pin", "1234\n", {.mode = 0400}));
  auto const place = read("concordat-key/1 pkcs11\nmodule /lib/token.so\ntoken a token\nkey ledger 2026\npin-credential pin\n");
  ASSERT_TRUE(place) << sentence(place.error());
  auto const& token = std::get<TokenPlace>(place->at);
  EXPECT_EQ(token.token, "a token") << "labels may have spaces";
  EXPECT_EQ(read_pin(token)->expose(), "1234");
  EXPECT_EQ(*place_in_words(folder_ / "signer.key"), "the key ledger 2026 of the token a token");
}

}  // namespace
}  // namespace concordat::crypto
