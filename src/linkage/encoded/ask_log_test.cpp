// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/ask_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

using test::code_of;

class AskLogTest : public testing::Test {
 protected:
  AskLogTest() : folder_{std::filesystem::temp_directory_path() / ("concordat-ask-log-" + std::to_string(::getpid()))} {
    std::filesystem::create_directories(folder_);
  }
  ~AskLogTest() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "questions.log"; }
  [[nodiscard]] std::string text() const { return read_file(path(), 1 << 20).value(); }

 private:
  std::filesystem::path folder_;
};

Instant const now{std::chrono::milliseconds{1'795'000'000'000}};

AskLine line(Asked what, std::string id, std::string officer = "officer.12") {
  return {what, {"ISA-014", "2026-11", "police"}, "housing", std::move(officer), "prevent-violence", std::move(id), "1111-2222"};
}

TEST_F(AskLogTest, CountsEveryAnswerAgainstTheOfficersLimit) {
  int number = 0;
  for (auto const what : {Asked::asked, Asked::yes, Asked::no, Asked::declined}) {
    auto log = AskLog::open(path()).value();
    ASSERT_TRUE(log.may_ask(line(what, "new"), 4).has_value());
    ASSERT_TRUE(log.add(line(what, "q" + std::to_string(++number)), now).has_value());
  }
  auto log = AskLog::open(path()).value();
  EXPECT_EQ(code_of(log.may_ask(line(Asked::asked, "new"), 4)), FixedText{"ask-log.too-many"});
  EXPECT_EQ(code_of(log.may_ask(line(Asked::asked, "new"), 5)), FixedText{});
  EXPECT_EQ(code_of(log.may_ask(line(Asked::asked, "new", "officer.13"), 4)), FixedText{}) << "the limit is one officer's";
  auto next = line(Asked::asked, "new");
  next.use.epoch = "2026-12";
  EXPECT_EQ(code_of(log.may_ask(next, 4)), FixedText{}) << "and one epoch's";
  EXPECT_EQ(code_of(log.may_ask(line(Asked::no, "q3"), 9)), FixedText{"ask-log.again"});
}

TEST_F(AskLogTest, CountsOneListOfAPartyInAnEpoch) {
  auto log = AskLog::open(path()).value();
  ASSERT_TRUE(log.add(line(Asked::compared, "aaaa"), now).has_value());
  EXPECT_EQ(code_of(log.may_compare(line(Asked::compared, "aaaa"))), FixedText{}) << "the same list says the same again";
  EXPECT_EQ(code_of(log.may_compare(line(Asked::compared, "bbbb"))), FixedText{"ask-log.second-list"});
  auto other = line(Asked::compared, "bbbb");
  other.with = "schools";
  EXPECT_EQ(code_of(log.may_compare(other)), FixedText{});
}

TEST_F(AskLogTest, TellsAKeyThatIsUsedAgain) {
  auto log = AskLog::open(path()).value();
  ASSERT_TRUE(log.add(line(Asked::asked, "q1"), now).has_value());
  EXPECT_EQ(code_of(log.key_is_fresh(line(Asked::asked, "q2"))), FixedText{});
  auto other = line(Asked::asked, "q2");
  other.use.agreement = "ISA-015";
  EXPECT_EQ(code_of(log.key_is_fresh(other)), FixedText{"ask-log.key-again"});
  other.key = "3333-4444";
  EXPECT_EQ(code_of(log.key_is_fresh(other)), FixedText{});
}

TEST_F(AskLogTest, ShowsALineThatWasChangedOrTakenOut) {
  {
    auto log = AskLog::open(path()).value();
    for (auto const* id : {"q1", "q2", "q3"}) ASSERT_TRUE(log.add(line(Asked::no, id), now).has_value());
    EXPECT_EQ(code_of(AskLog::open(path())), FixedText{"ask-log.locked"});
  }
  auto const whole = text();
  EXPECT_EQ(code_of(AskLog::open(path())), FixedText{});
  auto const first_end = whole.find('\n') + 1;
  auto changed = whole;
  changed.replace(changed.find("officer.12"), 10, "officer.13");
  for (auto const& bad : {whole.substr(first_end), whole.substr(0, first_end) + whole.substr(whole.find('\n', first_end) + 1), changed, whole + "x", whole + "{}\n"}) {
    ASSERT_TRUE(write_file(path(), bad).has_value());
    EXPECT_EQ(code_of(AskLog::open(path())), FixedText{"ask-log.broken"}) << bad;
  }
}

TEST_F(AskLogTest, IsForItsOwnerAlone) {
  auto log = AskLog::open(path()).value();
  ASSERT_TRUE(log.add(line(Asked::no, "q1"), now).has_value());
  EXPECT_EQ(std::filesystem::status(path()).permissions() & std::filesystem::perms::all, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(log.last_hash(), crypto::to_hex(crypto::sha256(std::string_view{text()}.substr(0, text().size() - 1))));
}

}  // namespace
}  // namespace concordat::linkage
