// SPDX-License-Identifier: Apache-2.0
// For tests of this module: a folder with the files of a signer, which is the test program itself (signer_test.cpp).
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/chance.h"
#include "base/file.h"
#include "ledger/rotation.h"
#include "ledger/signer.h"

namespace concordat::ledger {

class SignerFolder : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (std::filesystem::temp_directory_path() / "concordat-signer-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    auto const made = create_signer(files().key, files().state, "hub.example.org/log", chance_);
    ASSERT_TRUE(made);
    old_key_.emplace(*made);
    ASSERT_TRUE(write_file(files().vkey, made->text() + "\n"));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] SignerFiles files() const { return SignerFiles{folder_}; }
  [[nodiscard]] Result<std::unique_ptr<SignerClient>> start() const {
    return SignerClient::start({.command = {"/proc/self/exe", "signer", files().key.string(), files().state.string(), "5000", files().retiring_key.string()},
                                .timeout = std::chrono::seconds{20}});
  }

  SeededChance chance_{7};
  std::filesystem::path folder_;
  std::optional<VerifierKey> old_key_;
};

}  // namespace concordat::ledger
