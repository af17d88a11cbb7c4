// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

namespace concordat {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (std::filesystem::temp_directory_path() / "concordat-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::size_t count() const {
    std::size_t number = 0;
    for ([[maybe_unused]] auto const& entry : std::filesystem::directory_iterator{folder_}) ++number;
    return number;
  }
  std::filesystem::path folder_;
};

TEST_F(Files, AreReadBackAsWrittenWithTheModeAsked) {
  std::string const bytes{"a\0b\n", 4};
  ASSERT_TRUE(write_file(folder_ / "one", bytes, {.mode = 0400}));
  EXPECT_EQ(*read_file(folder_ / "one", 100), bytes);
  struct stat status{};
  ASSERT_EQ(::stat((folder_ / "one").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0400U);
  EXPECT_EQ(count(), 1U);
}

TEST_F(Files, AreReplacedOnlyWhereThatIsAsked) {
  ASSERT_TRUE(write_file(folder_ / "one", "old"));
  ASSERT_TRUE(write_file(folder_ / "one", "new"));
  auto const refused = write_file(folder_ / "one", "newer", {.existing = Existing::refuse});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "file.exists");
  EXPECT_EQ(*read_file(folder_ / "one", 100), "new");
  EXPECT_EQ(count(), 1U) << "a failed write leaves nothing behind";
}

TEST_F(Files, ThatArePendingComeIntoTheirPlaceOrAreGone) {
  {
    auto const never = PendingFile::write(folder_ / "one", "never");
    ASSERT_TRUE(never);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "one"));
  }
  EXPECT_EQ(count(), 0U);
  auto pending = PendingFile::write(folder_ / "one", "mine", {.existing = Existing::refuse});
  ASSERT_TRUE(pending);
  ASSERT_TRUE(write_file(folder_ / "one", "theirs"));
  auto const placed = pending->place();
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().code.view(), "file.exists") << "it came meanwhile";
  EXPECT_EQ(*read_file(folder_ / "one", 100), "theirs");
  EXPECT_EQ(PendingFile::write(folder_ / "one", "mine", {.existing = Existing::refuse}).error().code.view(), "file.exists");
}

TEST_F(Files, SayWhatStandsInTheWay) {
  EXPECT_EQ(read_file(folder_ / "none", 9).error().code.view(), "file.not-found");
  EXPECT_EQ(read_file(folder_, 9).error().code.view(), "file.not-a-file");
  EXPECT_EQ(write_file(folder_ / "none" / "x", "x").error().code.view(), "file.not-found");
  ASSERT_TRUE(write_file(folder_ / "long", "0123456789"));
  EXPECT_EQ(read_file(folder_ / "long", 9).error().code.view(), "file.too-large");
}

TEST_F(Files, NameTheReasonOfTheSystem) {
  EXPECT_EQ(file_problem(ENOSPC).code.view(), "file.disk-full");
  EXPECT_EQ(file_problem(EACCES).code.view(), "file.refused");
  EXPECT_EQ(file_problem(EIO).code.view(), "file.unavailable");
}

}  // namespace
}  // namespace concordat
