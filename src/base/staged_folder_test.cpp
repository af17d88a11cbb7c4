// SPDX-License-Identifier: Apache-2.0
#include "base/staged_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/file.h"

namespace concordat {
namespace {

namespace fs = std::filesystem;

class StagedFolders : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "concordat-staged-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> all;
    for (auto const& entry : fs::recursive_directory_iterator{folder_}) all.insert(entry.path().lexically_relative(folder_).string());
    return all;
  }
  static void put(fs::path const& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    ASSERT_TRUE(write_file(path, text, {.durable = false}));
  }
  [[nodiscard]] std::string get(std::string const& name) const { return read_file(folder_ / name, 100).value_or("absent"); }

  fs::path folder_;
};

TEST_F(StagedFolders, AppearWholeWhereThereWasNone) {
  auto stage = StagedFolder::begin(folder_ / "above" / "out");
  ASSERT_TRUE(stage);
  put(stage->path() / "a/b", "1");
  EXPECT_FALSE(fs::exists(folder_ / "above/out"));
  ASSERT_TRUE(stage->keep());
  EXPECT_EQ(names(), (std::set<std::string>{"above", "above/out", "above/out/a", "above/out/a/b"}));
}

TEST_F(StagedFolders, LeaveNothingWhereTheyAreNotKept) {
  {
    auto stage = StagedFolder::begin(folder_ / "above" / "out/");
    ASSERT_TRUE(stage);
    put(stage->path() / "a/b", "1");
    auto const moved = std::move(*stage);
    EXPECT_FALSE(names().empty());
  }
  EXPECT_TRUE(names().empty()) << "the folder above goes too: it was made for this";
  put(folder_ / "out/old", "old");
  {
    auto stage = StagedFolder::begin(folder_ / "out");
    ASSERT_TRUE(stage);
    put(stage->path() / "old", "new");
  }
  EXPECT_EQ(names(), (std::set<std::string>{"out", "out/old"}));
  EXPECT_EQ(get("out/old"), "old");
}

TEST_F(StagedFolders, GoIntoAFolderThatIsThere) {
  put(folder_ / "out/old", "old");
  put(folder_ / "out/same", "old");
  auto stage = StagedFolder::begin(folder_ / "out");
  ASSERT_TRUE(stage);
  put(stage->path() / "same", "new");
  put(stage->path() / "x/new", "new");
  ASSERT_TRUE(stage->keep());
  EXPECT_EQ(names(), (std::set<std::string>{"out", "out/old", "out/same", "out/x", "out/x/new"}));
  EXPECT_EQ(get("out/old") + get("out/same") + get("out/x/new"), "oldnewnew");
}

TEST_F(StagedFolders, PutTheLastOneInPlaceAfterAllOthersOrNotAtAll) {
  put(folder_ / "out/a-last", "old");
  put(folder_ / "out/stands-in-the-way/file", "a folder");
  auto stage = StagedFolder::begin(folder_ / "out");
  ASSERT_TRUE(stage);
  put(stage->path() / "a-last", "new");
  put(stage->path() / "b", "new");
  put(stage->path() / "stands-in-the-way", "a file");
  EXPECT_FALSE(stage->keep("a-last"));
  EXPECT_EQ(get("out/a-last"), "old") << "it would name what is not there";
  EXPECT_EQ(get("out/b"), "absent");
}

TEST_F(StagedFolders, SayWhatStandsInTheWay) {
  put(folder_ / "file", "1");
  auto const on_a_file = StagedFolder::begin(folder_ / "file");
  ASSERT_FALSE(on_a_file);
  EXPECT_EQ(on_a_file.error().code.view(), "file.not-found");
  EXPECT_FALSE(StagedFolder::begin(folder_ / "file" / "out"));
  EXPECT_EQ(names(), (std::set<std::string>{"file"}));
}

}  // namespace
}  // namespace concordat
