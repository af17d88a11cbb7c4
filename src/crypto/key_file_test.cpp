// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/file.h"
#include "crypto/seal.h"

namespace concordat::crypto {
namespace {

class KeyFiles : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (std::filesystem::temp_directory_path() / "concordat-key-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    path_ = std::filesystem::path{pattern} / "key";
  }
  void TearDown() override { std::filesystem::remove_all(path_.parent_path()); }
  std::filesystem::path path_;
  SeededChance chance_{1};
};

TEST_F(KeyFiles, GiveTheKeyBack) {
  auto const key = generate_key(chance_);
  ASSERT_TRUE(write_key_file(path_, key));
  EXPECT_EQ(read_symmetric_key(path_)->expose(), key.expose());
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0400U);
}

TEST_F(KeyFiles, GiveTheSigningKeyBack) {
  auto const key = SigningKey::generate(chance_);
  ASSERT_TRUE(write_key_file(path_, key));
  EXPECT_EQ(read_signing_key(path_)->public_key(), key.public_key());
}

TEST_F(KeyFiles, AreNeverReplaced) {
  auto const first = generate_key(chance_);
  ASSERT_TRUE(write_key_file(path_, first));
  EXPECT_EQ(write_key_file(path_, generate_key(chance_)).error().code.view(), "file.exists");
  EXPECT_EQ(read_symmetric_key(path_)->expose(), first.expose());
}

TEST_F(KeyFiles, AreRefusedWhereOthersMayUseThem) {
  ASSERT_TRUE(write_key_file(path_, generate_key(chance_)));
  for (auto const mode : {0440U, 0404U, 0420U, 0402U, 0644U}) {
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    auto const key = read_symmetric_key(path_);
    ASSERT_FALSE(key) << mode;
    EXPECT_EQ(key.error().code.view(), "key-file.too-open");
  }
  ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);
  EXPECT_TRUE(read_symmetric_key(path_));
}

TEST_F(KeyFiles, OfTheOtherKindAreRefused) {
  ASSERT_TRUE(write_key_file(path_, generate_key(chance_)));
  EXPECT_EQ(read_signing_key(path_).error().code.view(), "key-file.wrong-kind");
}

TEST_F(KeyFiles, ThatAreSomethingElseAreRefused) {
  for (auto const* text :
       {"", "\n", "secret\n", "concordat-key/1 symmetric \n", "concordat-key/1 symmetric Zg==\n",
        "concordat-key/2 symmetric AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "concordat-key/1 symmetric AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}) {
    ASSERT_TRUE(write_file(path_, text, {.mode = 0600}));
    EXPECT_EQ(read_symmetric_key(path_).error().code.view(), "key-file.malformed") << text;
  }
}

TEST_F(KeyFiles, ThatAreNotThereAreNamedSo) {
  EXPECT_EQ(read_signing_key(path_).error().fault, Fault::not_found);
}

}  // namespace
}  // namespace concordat::crypto
