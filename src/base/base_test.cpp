// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/chance.h"
#include "base/date.h"
#include "base/id.h"
#include "base/json.h"
#include "base/result.h"
#include "base/text.h"

namespace concordat {
namespace {

TEST(Dates, ReadOnlyRealDates) {
  EXPECT_TRUE(parse_date("2024-02-29"));
  EXPECT_FALSE(parse_date("2023-02-29"));
  EXPECT_FALSE(parse_date("2023-2-01"));
  EXPECT_EQ(format_date(*parse_date("2026-11-21")), "2026-11-21");
}

TEST(Dates, InstantsRoundTrip) {
  auto const instant = parse_instant("2026-11-21T21:43:30.125Z");
  ASSERT_TRUE(instant);
  EXPECT_EQ(format_instant(*instant), "2026-11-21T21:43:30.125Z");
  EXPECT_FALSE(parse_instant("2026-11-21T24:00:00Z"));
}

TEST(Dates, QuartersHoldTheirMonths) {
  EXPECT_EQ(format_quarter(Quarter::of(*parse_month("2021-11"))), "2021-Q4");
  EXPECT_EQ(format_month(parse_quarter("2021-Q2")->first_month()), "2021-04");
}

TEST(Dates, PeriodsFollowTheCalendar) {
  EXPECT_EQ(format_date(add(*parse_date("2024-01-31"), *parse_period("P1M"))), "2024-02-29");
  EXPECT_EQ(parse_period("P1Y6M")->months, 18);
  EXPECT_FALSE(parse_period("P6M1Y"));
  EXPECT_FALSE(parse_period("P"));
}

TEST(Texts, TrimKnowsTheNoBreakSpace) { EXPECT_EQ(text::trim("\xc2\xa0 Ann \t\r\n"), "Ann"); }

TEST(Texts, FoldComparesNamesAsPeopleDo) {
  EXPECT_EQ(text::fold("Zo\xc3\xab O\xe2\x80\x99NEIL"), text::fold("zoe o\xe2\x80\x99neil"));
}

TEST(Texts, AMailboxHoldsNothingThatEndsAHeaderOrIsAnOption) {
  for (auto const* good : {"feeds@police.example", "a.b+c@x-1.example.org", "o'neill@nhs.example"}) EXPECT_TRUE(text::is_mailbox(good)) << good;
  for (auto const* bad : {"", "feeds", "@police.example", "feeds@", "feeds@example", "-f@police.example", "a b@police.example", "a@b@police.example",
                          "a@police.example\nBcc: x@y.example", "a@-police.example", "a@police..example", ".a@police.example", "<a@police.example>", "a@police.example,b@c.example"}) {
    EXPECT_FALSE(text::is_mailbox(bad)) << bad;
  }
}

TEST(Texts, RefusesBrokenUtf8) {
  EXPECT_TRUE(text::is_utf8("Zo\xc3\xab"));
  EXPECT_FALSE(text::is_utf8("Zo\xeb"));
}

TEST(Jsons, CanonicalBytesFollowRfc8785) {
  // the example of RFC 8785 section 3.2.2, with our integers
  auto const json = Json::parse(
      R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"€$\nA'B\"\\\\\"/","literals":[null,true,false]})");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->canonical(),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\nA'B\"\\\\\"/"})");
}

TEST(Jsons, KeysSortByUtf16) {
  Json json;
  json.set("\xef\xac\xb3", 1).set("\xf0\x9f\x98\x80", 2).set("\xe2\x82\xac", 3).set("1", 4);
  EXPECT_EQ(json.canonical(), "{\"1\":4,\"\xe2\x82\xac\":3,\"\xf0\x9f\x98\x80\":2,\"\xef\xac\xb3\":1}");
}

TEST(Jsons, RefusesWhatReadersDisagreeOn) {
  EXPECT_FALSE(Json::parse(R"({"a":1,"a":2})"));
  EXPECT_FALSE(Json::parse("9007199254740993"));
  EXPECT_FALSE(Json::parse("{} {}"));
  EXPECT_FALSE(Json::parse(std::string(70, '[') + std::string(70, ']')));
  EXPECT_FALSE(Json::parse("\"\xeb\""));
}

TEST(Ids, Uuid7SortsByTime) {
  SeededChance chance{7};
  auto const early = uuid7(*parse_instant("2026-01-01T00:00:00Z"), chance);
  auto const late = uuid7(*parse_instant("2026-01-01T00:00:01Z"), chance);
  EXPECT_LT(early, late);
  EXPECT_EQ(early.size(), 36U);
  EXPECT_EQ(early[14], '7');
}

TEST(Problems, SentenceSaysWhereAndWhatToDo) {
  Problem const problem{Fault::malformed, "date.impossible", "The date does not exist.", "Check the day.",
                        Where{.row = 12, .column = 3}};
  EXPECT_EQ(sentence(problem), "row 12, column 3: The date does not exist. Check the day. [date.impossible]");
}

}  // namespace
}  // namespace concordat
