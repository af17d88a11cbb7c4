// SPDX-License-Identifier: Apache-2.0
#include "ledger/signer_state.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/chance.h"
#include "base/file.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

class State : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "concordat-state-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    ASSERT_TRUE(write_file(file(), "the first note\n", {.mode = 0600}));
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] fs::path file() const { return folder_ / "signer.state"; }
  [[nodiscard]] std::string bytes() const { return read_file(file(), 100'000).value_or(""); }
  void put(std::string const& bytes) const { ASSERT_TRUE(write_file(file(), bytes, {.mode = 0600, .durable = false})); }
  [[nodiscard]] std::string told() const {
    auto const note = read_state(file());
    return note ? *note : std::string{note.error().code.view()};
  }
  [[nodiscard]] ino_t number() const {
    struct stat status{};
    return ::stat(file().c_str(), &status) == 0 ? status.st_ino : 0;
  }

  fs::path folder_;
};

TEST_F(State, IsOneNoteUntilItIsWrittenThenTwoPlacesInTurn) {
  EXPECT_EQ(told(), "the first note\n");
  StateFile state{file()};
  ASSERT_TRUE(state.write("note 1"));
  auto const kept = number();
  for (int at = 2; at < 9; ++at) {
    ASSERT_TRUE(state.write(fmt::format("note {}", at)));
    EXPECT_EQ(told(), fmt::format("note {}", at));
    EXPECT_EQ(state.read(), fmt::format("note {}", at));
    EXPECT_EQ(bytes().size(), 8192U);
    EXPECT_NE(bytes().find(fmt::format("\nnote {}", at - 1)), std::string::npos) << "the one before it stays whole";
  }
  EXPECT_EQ(number(), kept) << "no new file";
}

TEST_F(State, AWriteThatWasCutOffAnywhereLeavesTheNoteBeforeIt) {
  StateFile state{file()};
  ASSERT_TRUE(state.write("note 1") && state.write("note 2"));
  auto const before = bytes();
  ASSERT_TRUE(state.write("note 3"));
  auto const after = bytes();
  int old = 0;
  for (std::size_t cut = 0; cut <= after.size(); ++cut) {
    put(after.substr(0, cut) + before.substr(cut));
    auto const now = told();
    ASSERT_TRUE(now == "note 2" || now == "note 3") << cut << " " << now;
    old += now == "note 2" ? 1 : 0;
  }
  EXPECT_GT(old, 90) << "as long as the line and the note";
}

TEST_F(State, AnyByteThatFlippedIsSeen) {
  StateFile state{file()};
  ASSERT_TRUE(state.write("note 1") && state.write("note 2"));
  auto const whole = bytes();
  auto const line = whole.find("note 2");
  for (std::size_t at = 4096; at < line + 6; ++at) {
    auto bent = whole;
    bent[at] = static_cast<char>(bent[at] ^ 1);
    put(bent);
    EXPECT_EQ(told(), "note 1") << at;
  }
}

TEST_F(State, WithoutAWholePlaceThereIsNone) {
  StateFile state{file()};
  ASSERT_TRUE(state.write("note 1"));
  auto spoilt = bytes();
  spoilt[30] = '?';
  put(spoilt);
  EXPECT_EQ(told(), "ledger.signer-state");
  put(std::string(8192, '\0'));
  EXPECT_EQ(told(), "ledger.signer-state");
  put("concordat-signer-state/1 ");
  EXPECT_EQ(told(), "ledger.signer-state");
  fs::remove(file());
  EXPECT_EQ(told(), "file.not-found");
  EXPECT_FALSE(state.read());
}

TEST_F(State, ANoteTooLongForAPlaceIsKeptAlone) {
  StateFile state{file()};
  auto const tall = std::string(5000, 'x');
  ASSERT_TRUE(state.write("note 1") && state.write(tall));
  EXPECT_EQ(told(), tall);
  ASSERT_TRUE(state.write("note 2"));
  EXPECT_EQ(told(), "note 2");
  EXPECT_EQ(bytes().size(), 8192U);
}

TEST_F(State, NonsenseIsNeverRead) {
  StateFile state{file()};
  ASSERT_TRUE(state.write("note 1") && state.write("note 2"));
  auto const whole = bytes();
  SeededChance chance{3};
  for (int round = 0; round < 2000; ++round) {
    auto bent = whole;
    for (int flips = 0; flips < 3; ++flips) bent[chance.below(250) + 4096 * chance.below(2)] = static_cast<char>(chance.below(256));
    put(bent);
    auto const now = told();
    ASSERT_TRUE(now == "note 1" || now == "note 2" || now == "ledger.signer-state") << now;
  }
}

}  // namespace
}  // namespace concordat::ledger
