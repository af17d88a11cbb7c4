// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "intake/standardise/cases_for_test.h"

namespace concordat::intake {
namespace {

using enum Verdict;

TEST(Dates, AreReadDayFirst) {
  expect_cases(std::array{
      Case{"date", "2008-06-05", ok, "2008-06-05"},
      Case{"date", "05/06/2008", changed, "2008-06-05", "", bit(Change::date_form)},
      Case{"date", "5.6.2008", changed, "2008-06-05"}, Case{"date", "5-6-2008", changed, "2008-06-05"},
      Case{"date", "2008/06/05", changed, "2008-06-05"}, Case{"date", "20080605", changed, "2008-06-05"},
      Case{"date", "05062008", changed, "2008-06-05"}, Case{"date", "5th June 2008", changed, "2008-06-05"},
      Case{"date", "5 Jun 2008", changed, "2008-06-05"}, Case{"date", "June 5, 2008", changed, "2008-06-05"},
      Case{"date", "Thursday 5th of June 2008", changed, "2008-06-05"},
      Case{"date", "05-Jun-2008", changed, "2008-06-05"}, Case{"date", "2008-Jun-05", changed, "2008-06-05"},
      Case{"date", "22nd Sept. 2019", changed, "2019-09-22"},
      Case{"date", " 2008-06-05 ", changed, "2008-06-05", "", bit(Change::trimmed)},
      Case{"date", "29/02/2024", changed, "2024-02-29"},
      Case{"date", "05/06/2008 00:00:00", changed, "2008-06-05", "", bit(Change::cut)},
      Case{"date", "2008-06-05T21:43:00Z", changed, "2008-06-05", "", bit(Change::cut)}});
}

TEST(Dates, AreHeldWhereAPersonShouldLook) {
  expect_cases(std::array{
      Case{"date", "05/06/08", review, "2008-06-05", "date.two-digit-year", bit(Change::expanded_year)},
      Case{"date", "05-Jun-98", review, "1998-06-05", "date.two-digit-year"},
      Case{"date", "39604", review, "2008-06-05", "date.serial", bit(Change::from_serial)},
      Case{"date", "39604.75", review, "2008-06-05", "date.serial"},
      Case{"date", "06/25/2008", review, "2008-06-25", "date.other-order"},
      Case{"date", "Friday 5 June 2008", review, "2008-06-05", "date.weekday"},
      Case{"date", "2019-12", review, "2019-12", "date.month-only"},
      Case{"date", "December 2019", review, "2019-12", "date.month-only"},
      Case{"date", "Dec-19", review, "2019-12", "date.month-only"}});
  EXPECT_EQ(standardise_one("date", "2019-12").precision, Precision::month);
  EXPECT_EQ(standardise_one("date", "2019-12-05").precision, Precision::day);
  EXPECT_EQ(standardise_one("date", "1970-01-02").number, 1);
}

TEST(Dates, AreRefusedWhereTheyCannotBe) {
  expect_cases(std::array{Case{"date", "31/02/2008", invalid, "", "date.impossible"},
                          Case{"date", "2023-02-29", invalid, "", "date.impossible"},
                          Case{"date", "13/13/2008", invalid, "", "date.impossible"},
                          Case{"date", "2008", invalid, "", "date.year-only"},
                          Case{"date", "5 June", invalid, "", "date.no-year"},
                          Case{"date", "June", invalid, "", "date.no-year"},
                          Case{"date", "050608", invalid, "", "date.run-together"},
                          Case{"date", "99999", invalid, "", "date.run-together"},
                          Case{"date", "05/06/208", invalid, "", "date.grammar"},
                          Case{"date", "yesterday", invalid, "", "date.grammar"},
                          Case{"date", "1/2/3/4", invalid, "", "date.grammar"},
                          Case{"date", "05/06/1492", invalid, "", "date.out-of-range"},
                          Case{"date", "1492-06-05", invalid, "", "date.out-of-range"}});
}

TEST(Dates, KnowWhatStandsForNothing) {
  for (auto const* raw : {"1900-01-01", "01/01/1900", "01/01/1970", "00/00/0000", "31/12/9999", "0000-00-00",
                          "99/99/9999", "1899-12-30", "11/11/1111", "1 January 1900"}) {
    EXPECT_EQ(standardise_one("date", raw).verdict, placeholder) << raw;
    EXPECT_EQ(standardise_one("datetime", raw).verdict, placeholder) << raw;
  }
}

TEST(Dates, FollowTheFieldsRules) {
  auto context = context_of_2026();
  context.refuse_future = true;
  expect_cases(std::array{Case{"date", "22/11/2026", invalid, "", "date.future"},
                          Case{"date", "21/11/2026", changed, "2026-11-21"},
                          Case{"month", "2026-12", invalid, "", "date.future"},
                          Case{"month", "2026-11", ok, "2026-11"},
                          Case{"datetime", "2026-11-22T10:00+00:00", invalid, "", "date.future"}},
               context);
  context = context_of_2026();
  context.birth_date = true;
  expect_cases(std::array{Case{"date", "01/01/2008", review, "2008-01-01", "date.first-of-january"},
                          Case{"date", "02/01/1899", review, "1899-01-02", "date.too-old"},
                          Case{"date", "05/06/27", review, "1927-06-05", "date.two-digit-year"},
                          Case{"date", "22/11/2026", invalid, "", "date.future"}},
               context);
  context = context_of_2026();
  context.month_first = true;
  expect_cases(std::array{Case{"date", "06/05/2008", changed, "2008-06-05"},
                          Case{"date", "25/06/2008", review, "2008-06-25", "date.other-order"}},
               context);
  context = context_of_2026();
  context.serials_1904 = true;
  expect_cases(std::array{Case{"date", "38142", review, "2008-06-05", "date.serial"}}, context);
  // a review date may lie ahead
  expect_cases(std::array{Case{"date", "05/06/27", review, "2027-06-05", "date.two-digit-year"}});
}

TEST(Months, KeepTheMonthOnly) {
  expect_cases(
      std::array{Case{"month", "2019-12", ok, "2019-12"}, Case{"month", "12/2019", changed, "2019-12"},
                 Case{"month", "Dec 2019", changed, "2019-12"}, Case{"month", "201912", changed, "2019-12"},
                 Case{"month", "Dec-19", review, "2019-12", "date.two-digit-year"},
                 Case{"month", "2019-12-31", changed, "2019-12", "", bit(Change::cut)},
                 Case{"month", "2019-13", invalid, "", "date.impossible"},
                 Case{"month", "2019-Q4", changed, "2019-10"}, Case{"month", "q4 2019", changed, "2019-10"},
                 Case{"month", "Q4 2019/20", invalid, "", "date.grammar"},
                 Case{"month", "Q4", invalid, "", "date.grammar"}});
  EXPECT_EQ(standardise_one("month", "2019-12").number, Month::of(2019, 12).index);
}

TEST(Times, AreOnThe24HourClock) {
  expect_cases(std::array{Case{"time", "21:43", ok, "21:43"},
                          Case{"time", "2143", changed, "21:43"},
                          Case{"time", "21.43", changed, "21:43"},
                          Case{"time", "9:43", changed, "09:43", "", bit(Change::zeros)},
                          Case{"time", "9.43pm", changed, "21:43"},
                          Case{"time", "9pm", changed, "21:00"},
                          Case{"time", "12:10 am", changed, "00:10"},
                          Case{"time", "12 noon", invalid, "", "time.grammar"},
                          Case{"time", "noon", changed, "12:00"},
                          Case{"time", "21:43:59", changed, "21:43", "", bit(Change::seconds_dropped)},
                          Case{"time", "2143hrs", changed, "21:43"},
                          Case{"time", "943", review, "09:43", "time.lost-zero"},
                          Case{"time", "0000", review, "00:00", "time.midnight"},
                          Case{"time", "00:00", review, "00:00", "time.midnight"},
                          Case{"time", "midnight", review, "00:00", "time.midnight"},
                          Case{"time", "00:01", review, "00:01", "time.midnight"},
                          Case{"time", "24:00", review, "00:00", "time.next-day"},
                          Case{"time", "0.5", review, "12:00", "time.serial"},
                          Case{"time", "21:43Z", review, "21:43", "time.zone"},
                          Case{"time", "25:00", invalid, "", "time.grammar"},
                          Case{"time", "21:60", invalid, "", "time.grammar"},
                          Case{"time", "9", invalid, "", "time.grammar"},
                          Case{"time", "-123", invalid, "", "time.grammar"},
                          Case{"time", "13:00pm", invalid, "", "time.grammar"}});
  EXPECT_EQ(standardise_one("time", "21:43").number, 21 * 60 + 43);
  EXPECT_EQ(standardise_one("time", "24:00").number, 1440);
}

TEST(DateTimes, KeepTheirOffset) {
  expect_cases(std::array{
      Case{"datetime", "2020-01-01T01:05+00:00", ok, "2020-01-01T01:05+00:00"},
      Case{"datetime", "2020-01-01T01:05:00+00:00", changed, "2020-01-01T01:05+00:00", "",
           bit(Change::seconds_dropped)},
      Case{"datetime", "2020-07-01T21:43:30.125Z", changed, "2020-07-01T21:43+00:00"},
      Case{"datetime", "2020-07-01T21:43+01:00", ok, "2020-07-01T21:43+01:00"},
      Case{"datetime", "01/07/2020 21:43", changed, "2020-07-01T21:43+01:00", "", bit(Change::zone_assumed)},
      Case{"datetime", "01/01/2020 at 21:43", changed, "2020-01-01T21:43+00:00"},
      Case{"datetime", "1 Jan 2020, 9.43 pm", changed, "2020-01-01T21:43+00:00"},
      Case{"datetime", "01/01/2020 2143", changed, "2020-01-01T21:43+00:00"},
      Case{"datetime", "01/07/2020 21:43 BST", changed, "2020-07-01T21:43+01:00"},
      Case{"datetime", "20200701T2143", changed, "2020-07-01T21:43+01:00"},
      Case{"datetime", "2020-07-01 21:43-05:00", changed, "2020-07-01T21:43-05:00"},
      Case{"datetime", "39604.75", review, "2008-06-05T18:00+01:00", "date.serial"},
      Case{"datetime", "01/01/2020 00:00", review, "2020-01-01T00:00+00:00", "time.midnight"},
      Case{"datetime", "31/12/2019 24:00", review, "2020-01-01T00:00+00:00", "time.next-day"},
      Case{"datetime", "01/01/2020", review, "2020-01-01", "datetime.no-time"},
      Case{"datetime", "2019-12", review, "2019-12", "date.month-only"},
      Case{"datetime", "31/02/2020 21:43", invalid, "", "date.impossible"},
      Case{"datetime", "01/01/2020 25:00", invalid, "", "datetime.grammar"},
      Case{"datetime", "last night", invalid, "", "datetime.grammar"}});
  EXPECT_EQ(standardise_one("datetime", "1970-01-01T01:00+01:00").verdict, placeholder);
  EXPECT_EQ(standardise_one("datetime", "1999-12-31T23:30-01:00").number, 10957 * 1440 + 30);
  EXPECT_EQ(standardise_one("datetime", "01/07/2020 21:43").utc_offset, 60);
  EXPECT_EQ(standardise_one("datetime", "01/07/2020 21:43").precision, Precision::minute);
  EXPECT_EQ(standardise_one("datetime", "01/07/2020").precision, Precision::day);
}

TEST(DateTimes, AreDatesWhereADayWillDo) {
  auto context = context_of_2026();
  context.day_will_do = true;
  Value value;
  standardiser("datetime")("01/02/2020", context, value);
  EXPECT_EQ(value.verdict, Verdict::changed);
  EXPECT_EQ(value.text, "2020-02-01");
  EXPECT_EQ(value.precision, Precision::day);
  standardiser("datetime")("Feb 2020", context, value);
  EXPECT_EQ(value.verdict, Verdict::review) << "a month is no day";
}

TEST(DateTimes, FollowLondonsSummerTime) {
  expect_cases(std::array{
      Case{"datetime", "29/03/2020 00:59", changed, "2020-03-29T00:59+00:00"},
      Case{"datetime", "29/03/2020 01:00", review, "2020-03-29", "datetime.skipped-hour"},
      Case{"datetime", "29/03/2020 01:59", review, "2020-03-29", "datetime.skipped-hour"},
      Case{"datetime", "29/03/2020 02:00", changed, "2020-03-29T02:00+01:00"},
      Case{"datetime", "25/10/2020 00:59", changed, "2020-10-25T00:59+01:00"},
      Case{"datetime", "25/10/2020 01:00", review, "2020-10-25T01:00+01:00", "datetime.repeated-hour"},
      Case{"datetime", "25/10/2020 01:59", review, "2020-10-25T01:59+01:00", "datetime.repeated-hour"},
      Case{"datetime", "25/10/2020 02:00", changed, "2020-10-25T02:00+00:00"},
      Case{"datetime", "01/06/1985 12:00", review, "1985-06-01T12:00+01:00", "datetime.old-summer-time"}});
  EXPECT_EQ(standardise_one("datetime", "29/03/2020 01:30").precision, Precision::day);
}

}  // namespace
}  // namespace concordat::intake
