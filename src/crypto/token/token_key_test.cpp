// SPDX-License-Identifier: Apache-2.0
#include "crypto/token/token_key.h"

#include <gtest/gtest.h>

#include "crypto/token/pin_tries.h"
#include "crypto/token/token_test_tools.h"

namespace concordat::crypto {
namespace {

namespace fs = std::filesystem;

class Tokens : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "concordat-token-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    token_ = std::make_unique<test::SoftToken>(folder_);
    ASSERT_TRUE(token_->made()) << "softhsm2 and opensc are needed";
    ASSERT_TRUE(token_->make_key("ledger"));
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] Result<std::unique_ptr<TokenKey>> open(std::string const& text) {
    fs::remove(folder_ / "signer.key");
    EXPECT_TRUE(write_file(folder_ / "signer.key", text, {.mode = 0400}));
    auto const place = read_key_place(folder_ / "signer.key");
    if (!place) return fail(place);
    auto const& at = std::get<TokenPlace>(place->at);
    auto pin = read_pin(at);
    if (!pin) return fail(pin);
    return TokenKey::open(at, std::move(*pin));
  }
  [[nodiscard]] std::string code(std::string const& text) {
    auto const key = open(text);
    return key ? "fine" : std::string{key.error().code.view()};
  }
  [[nodiscard]] static std::string replaced(std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
  }

  fs::path folder_;
  std::unique_ptr<test::SoftToken> token_;
};

TEST_F(Tokens, SignWhatTheirPublicKeyProves) {
  auto const key = open(token_->place_of("ledger"));
  ASSERT_TRUE(key) << sentence(key.error());
  for (auto const* text : {"one", "a longer text\nof two lines\n"}) {
    auto const signature = (*key)->sign(bytes_of(text));
    ASSERT_TRUE(signature);
    EXPECT_TRUE(verify((*key)->public_key(), bytes_of(text), *signature));
    EXPECT_EQ(*(*key)->sign(bytes_of(text)), *signature) << "as everywhere with Ed25519";
  }
}

TEST_F(Tokens, AWrongPlaceIsToldByWhatIsWrongWithIt) {
  auto const right = token_->place_of("ledger");
  EXPECT_EQ(code(right), "fine");
  EXPECT_EQ(code(replaced(right, token_->module(), "/no/such/module.so")), "token.module");
  EXPECT_EQ(code(replaced(right, token_->module(), "/lib/x86_64-linux-gnu/libc.so.6")), "token.module") << "a library, and none of PKCS#11";
  EXPECT_EQ(code(token_->place_of("ledger", "another")), "token.missing");
  EXPECT_EQ(code(token_->place_of("another")), "token.key");
}

TEST_F(Tokens, TwoKeysOfOneLabelAreNone) {
  ASSERT_TRUE(token_->make_key("ledger"));
  EXPECT_EQ(code(token_->place_of("ledger")), "token.key");
}

TEST_F(Tokens, AKeyOfAnotherKindCannotSignALedger) {
  ASSERT_TRUE(token_->make_key("curve", "EC:prime256v1"));
  EXPECT_EQ(code(token_->place_of("curve")), "token.mechanism");
}

TEST_F(Tokens, AWrongPinIsRefused) {
  token_->set_pin("4321");
  EXPECT_EQ(code(token_->place_of("ledger")), "token.pin");
  token_->set_pin("");
  EXPECT_EQ(code(token_->place_of("ledger")), "key-place.no-pin");
  fs::remove(token_->pin_file());
  EXPECT_EQ(code(token_->place_of("ledger")), "key-place.no-pin");
}

/// A module that is none of a token's: it finds the token and locks, or fails.
class BadToken : public testing::Test {
 protected:
  static std::string code(std::string const& token) {
    TokenPlace place;
    place.module = std::string{CONCORDAT_BINARY_DIR} + "/libbad_token.so";
    place.token = token;
    place.key = "ledger";
    auto const key = TokenKey::open(place, Secret<std::string>{std::string{"1234"}});
    return key ? "fine" : std::string{key.error().code.view()};
  }
};

TEST_F(BadToken, ThatLockedItsPinSaysSo) { EXPECT_EQ(code("locked"), "token.pin-locked"); }

TEST_F(BadToken, ThatFailsIsNoTokenToSignWith) { EXPECT_EQ(code("broken"), "token.failed"); }

TEST_F(BadToken, WithoutEd25519IsNone) { EXPECT_EQ(code("old"), "token.mechanism"); }

TEST_F(Tokens, APinThatTheTokenRefusedIsNotTriedAgainBeforeItsFileChanged) {
  auto const logins = folder_ / "logins";
  ::setenv("CONCORDAT_TEST_LOGINS", logins.c_str(), 1);
  auto const tries = [&] { return fs::exists(logins) ? fs::file_size(logins) : 0; };
  TokenPlace place;
  place.module = std::string{CONCORDAT_BINARY_DIR} + "/libbad_token.so";
  place.token = "choosy";
  place.key = "ledger";
  place.pin_file = token_->pin_file();
  auto const open = [&](fs::path const& list) {
    auto const key = TokenKey::open(place, *read_pin(place), list);
    return key ? "fine" : std::string{key.error().code.view()};
  };
  auto const list = folder_ / "signer.refused-pins";
  for (int start = 0; start < 3; ++start) EXPECT_EQ(open(list), "token.pin");
  EXPECT_EQ(tries(), 1U) << "each start is another process, and there were three";
  EXPECT_EQ(read_file(list, 4096)->find("1234"), std::string::npos) << "nothing of the PIN is written down";
  token_->set_pin("4321");
  EXPECT_EQ(open(list), "token.pin");
  EXPECT_EQ(open(list), "token.pin");
  EXPECT_EQ(tries(), 2U) << "another PIN is another try";
}

TEST_F(Tokens, ThatTakesThePinAfterAllForgetsThatItDidNot) {
  auto const list = folder_ / "signer.refused-pins";
  auto const right = token_->place_of("ledger");
  ASSERT_EQ(code(right), "fine");
  auto const place = std::get<TokenPlace>(read_key_place(folder_ / "signer.key")->at);
  PinTries{list, place}.note_refused();
  EXPECT_EQ(TokenKey::open(place, *read_pin(place), list).error().code.view(), "token.pin") << "though it is the right one";
  token_->set_pin("1234");
  EXPECT_TRUE(TokenKey::open(place, *read_pin(place), list)) << "written again";
  PinTries{list, place}.note_refused();
  auto other = place;
  other.token = "another";
  EXPECT_FALSE(PinTries(list, other).refused()) << "what one token refuses says nothing about another";
  PinTries{list, place}.forget();
  EXPECT_FALSE(fs::exists(list));
}

TEST_F(Tokens, ThePinIsForItsOwnerAlone) {
  ::chmod(token_->pin_file().c_str(), 0440);
  EXPECT_EQ(code(token_->place_of("ledger")), "key-file.too-open");
}

TEST_F(Tokens, WhatIsNoPlaceIsMalformed) {
  auto const right = token_->place_of("ledger");
  for (auto const& [from, to] : {std::pair{"module /", "module "}, {"token concordat\n", ""}, {"key ledger", "key"}, {"pin-file /", "pin-file "},
                                 {"key ledger", "key ledger\nkey second"}, {"key ledger", "key ledger\npin 1234"}, {"key ledger", "key ledger\npin-credential pin"}}) {
    EXPECT_EQ(code(replaced(right, from, to)), "key-place.malformed") << from;
  }
}

}  // namespace
}  // namespace concordat::crypto
