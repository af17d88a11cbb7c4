// SPDX-License-Identifier: Apache-2.0
#include "base/visible.h"

#include <gtest/gtest.h>

namespace concordat {
namespace {

TEST(Visible, LeavesWhatPeopleWriteAsItIs) {
  for (auto const* text : {"", "Crime Number", "Ysgol Gymraeg Y Fro — tŷ bach", "£1.50 'quoted' \\ back", "名前", "👩"}) {
    EXPECT_EQ(visible(text), text);
  }
}

TEST(Visible, ShowsWhatWouldSteerATerminalOrHide) {
  struct Case {
    std::string_view text, shown;
  };
  for (auto const& one : {
           Case{"a\x1b[2Jb", "a\\u001B[2Jb"},
           {"a\r\nb\tc\x7f", "a\\u000D\\u000Ab\\u0009c\\u007F"},
           {std::string_view{"a\0b", 3}, "a\\u0000b"},
           {"a\xc2\x9b" "2Jb", "a\\u009B2Jb"},           // C1: a CSI of eight bits
           {"exe\xe2\x80\xae" "fdp.csv", "exe\\u202Efdp.csv"},  // right-to-left override
           {"\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069"},
           {"pass\xe2\x80\x8bword\xef\xbb\xbf", "pass\\u200Bword\\uFEFF"},
           {"a\xe2\x80\xa8" "b", "a\\u2028b"},
           {"a\xc2\xad" "b", "a\\u00ADb"},
           {"\xf3\xa0\x81\x81", "\\uDB40\\uDC41"},       // a tag: invisible text
           {"bad \xff\xc3", "bad \\u00FF\\u00C3"},
       }) {
    EXPECT_EQ(visible(one.text), one.shown);
  }
}

TEST(Visible, KeepsTheLinesOfAnAnswerAndNothingElse) {
  EXPECT_EQ(visible_lines("one\ntwo\x1b[31m\r\n"), "one\ntwo\\u001B[31m\\u000D\n");
}

TEST(Visible, KnowsWhatHides) {
  for (auto const plain : {"Assault, by hour", "two\nlines", "Caf\xc3\xa9, \xc5\xb5 and \xe2\x80\x99"}) EXPECT_FALSE(hides_something(plain)) << plain;
  for (auto const hidden : {"\xd8\x9c", "\xe2\x81\xa0", "\xc2\xad", "\xcd\x8f", "\xe3\x85\xa4", "\xe2\x80\xa8", "\xef\xb8\x8f", "\xf3\xa0\x81\x81", "\xee\x80\x80",
                            "\xf4\x8f\xbf\xbf", "\xe2\x80\xae", "\x07", "\xff", "tab\there"}) {
    EXPECT_TRUE(hides_something(hidden)) << visible(hidden);
  }
}

}  // namespace
}  // namespace concordat
