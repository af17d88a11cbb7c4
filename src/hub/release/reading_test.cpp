// SPDX-License-Identifier: Apache-2.0
#include "hub/release/reading.h"

#include <gtest/gtest.h>

namespace concordat::hub {
namespace {

TEST(ReleasedTables, AreReadAsTheyWereWritten) {
  auto const table = read_released_table(
      "\xEF\xBB\xBFTitle,\"Violence, by area\"\r\nLimits,\"He said \"\"no\"\"\"\r\nEmpty,\r\n\r\nArea,2026-Q1,2026-Q2\r\nNorth,*,5\r\n"
      "\"South\r\nend\",0,n/a\r\n");
  ASSERT_EQ(table.about.size(), 3u);
  EXPECT_EQ(table.about[0], (std::pair<std::string, std::string>{"Title", "Violence, by area"}));
  EXPECT_EQ(table.about[1].second, "He said \"no\"");
  EXPECT_EQ(table.about[2].second, "");
  EXPECT_EQ(table.heading, (std::vector<std::string>{"Area", "2026-Q1", "2026-Q2"}));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0], (std::vector<std::string>{"North", "*", "5"}));
  EXPECT_EQ(table.rows[1][0], "South\r\nend") << "inside quotes a line end is text";
}

TEST(ReleasedTables, WithNothingAboveThemAreReadFromTheirHeadingOn) {
  auto const table = render::read_bare_table("record,place\n1,\"A1, north\"\n2,'=A2\n");
  EXPECT_TRUE(table.about.empty());
  EXPECT_EQ(table.heading, (std::vector<std::string>{"record", "place"}));
  EXPECT_EQ(table.rows, (std::vector<std::vector<std::string>>{{"1", "A1, north"}, {"2", "=A2"}}));
}

TEST(ReleasedTables, ShowTextWithoutTheSpreadsheetsApostrophe) {
  auto const table = read_released_table("Title,'=1+1\r\n\r\nArea,N\r\n'@x,'s place\r\n");
  EXPECT_EQ(table.about[0].second, "=1+1");
  EXPECT_EQ(table.rows[0][0], "@x");
  EXPECT_EQ(table.rows[0][1], "'s place") << "an apostrophe of the name stays";
}

TEST(ReleasedTables, TakeBrokenTextWithoutHarm) {
  for (auto const* text : {"", "\r\n", "a", "\"never closed", "a,b\r\n\r\n", "\n\n\n", ",,,\n,\n"}) (void)read_released_table(text);
  EXPECT_TRUE(read_released_table("").rows.empty());
}

TEST(Summaries, GiveTheirSentencesAndTellWarnings) {
  auto const lines = read_summary("What has changed\nNorthshire, 2026-Q3\n\n! Few.\n- More in the north.\n-not a line\n\nReleased to X\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].warning);
  EXPECT_EQ(lines[0].text, "Few.");
  EXPECT_FALSE(lines[1].warning);
  EXPECT_EQ(lines[1].text, "More in the north.");
}

}  // namespace
}  // namespace concordat::hub
