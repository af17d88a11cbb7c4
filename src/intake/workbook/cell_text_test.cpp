// SPDX-License-Identifier: Apache-2.0
// Day numbers, formats and numbers, against what spreadsheet programs show.
#include "intake/workbook/cell_text.h"

#include <gtest/gtest.h>

namespace concordat::intake {
namespace {

std::string day(double serial, NumberKind kind = NumberKind::date, bool since_1904 = false) {
  std::string out;
  return append_day_number(out, serial, kind, since_1904) ? out : "none";
}

TEST(DayNumbers, CountFrom1900WithADayThatNeverWas) {
  EXPECT_EQ(day(1), "1900-01-01");
  EXPECT_EQ(day(59), "1900-02-28");
  EXPECT_EQ(day(60), "1900-02-29");
  EXPECT_EQ(day(61), "1900-03-01");
  EXPECT_EQ(day(36526), "2000-01-01");
  EXPECT_EQ(day(2958465), "9999-12-31");
  EXPECT_EQ(day(2958466), "none");
  EXPECT_EQ(day(-1), "none");
  EXPECT_EQ(day(0), "1900-01-00");
}

TEST(DayNumbers, CountFrom1904InOldMacintoshFiles) {
  EXPECT_EQ(day(0, NumberKind::date, true), "1904-01-01");
  EXPECT_EQ(day(36526 - 1462, NumberKind::date, true), "2000-01-01");
  EXPECT_EQ(day(2957003, NumberKind::date, true), "9999-12-31");
  EXPECT_EQ(day(2957004, NumberKind::date, true), "none");
}

TEST(DayNumbers, AreRoundedToTheSecond) {
  EXPECT_EQ(day(42488.479166666664, NumberKind::datetime), "2016-04-28T11:30");
  EXPECT_EQ(day(42488.4791666, NumberKind::datetime), "2016-04-28T11:30");
  EXPECT_EQ(day(42488.99999999, NumberKind::datetime), "2016-04-29");
  EXPECT_EQ(day(42488.00001157, NumberKind::datetime), "2016-04-28T00:00:01");
  EXPECT_EQ(day(42488.5, NumberKind::date), "2016-04-28T12:00");
}

TEST(DayNumbers, OfTimesAndDurations) {
  EXPECT_EQ(day(0.5, NumberKind::time), "12:00");
  EXPECT_EQ(day(0, NumberKind::time), "00:00");
  EXPECT_EQ(day(0.999988425925926, NumberKind::time), "23:59:59");
  EXPECT_EQ(day(42488.5, NumberKind::time), "2016-04-28T12:00");
  EXPECT_EQ(day(1.5, NumberKind::duration), "36:00:00");
}

struct Format {
  char const* code;
  NumberKind kind;
};
class Formats : public ::testing::TestWithParam<Format> {};
TEST_P(Formats, AreWhatTheyAre) { EXPECT_EQ(kind_of_format(GetParam().code), GetParam().kind) << GetParam().code; }
INSTANTIATE_TEST_SUITE_P(
    CellText, Formats,
    ::testing::Values(Format{"General", NumberKind::number}, Format{"0.00", NumberKind::number}, Format{"#,##0;[Red]-#,##0", NumberKind::number},
                      Format{"dd/mm/yyyy", NumberKind::date}, Format{"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", NumberKind::date},
                      Format{"mmm-yy", NumberKind::date}, Format{"mmmm", NumberKind::date}, Format{"hh:mm", NumberKind::time}, Format{"h:mm AM/PM", NumberKind::time},
                      Format{"mm:ss.0", NumberKind::time}, Format{"[h]:mm:ss", NumberKind::duration}, Format{"[mm]:ss", NumberKind::duration},
                      Format{"yyyy-mm-dd hh:mm:ss", NumberKind::datetime}, Format{"0\" days\"", NumberKind::number}, Format{"\"dd\"0", NumberKind::number},
                      Format{"[Red]0", NumberKind::number}, Format{"[Magenta]General", NumberKind::number}, Format{"\\d0", NumberKind::number}, Format{"0;\"d\"", NumberKind::number},
                      Format{"@", NumberKind::number}, Format{"", NumberKind::number}, Format{"\"open", NumberKind::number}, Format{"[open", NumberKind::number}));

TEST(Formats, WithNumbersAndWithoutCodes) {
  EXPECT_EQ(kind_of_builtin_format(0), NumberKind::number);
  EXPECT_EQ(kind_of_builtin_format(10), NumberKind::number);
  EXPECT_EQ(kind_of_builtin_format(14), NumberKind::date);
  EXPECT_EQ(kind_of_builtin_format(20), NumberKind::time);
  EXPECT_EQ(kind_of_builtin_format(22), NumberKind::datetime);
  EXPECT_EQ(kind_of_builtin_format(46), NumberKind::duration);
  EXPECT_EQ(kind_of_builtin_format(49), NumberKind::number);
}

std::string number(std::string_view raw) {
  std::string out;
  append_number(out, raw);
  return out;
}

TEST(Numbers, LoseNothingButNoise) {
  EXPECT_EQ(number("7118.0"), "7118");
  EXPECT_EQ(number("0.1"), "0.1");
  EXPECT_EQ(number("0.30000000000000004"), "0.3");
  EXPECT_EQ(number("4.4E+11"), "440000000000");
  EXPECT_EQ(number("1E-3"), "0.001");
  EXPECT_EQ(number("9434765919"), "9434765919");
  EXPECT_EQ(number("-5"), "-5");
  EXPECT_EQ(number("0012"), "0012");
  EXPECT_EQ(number("click"), "click");
  EXPECT_EQ(number("1e999"), "1e999");
  EXPECT_EQ(number("nan"), "nan");
  EXPECT_EQ(number(""), "");
}

TEST(Durations, OfOpenDocument) {
  auto const duration = [](std::string_view iso) {
    std::string out;
    append_duration(out, iso);
    return out;
  };
  EXPECT_EQ(duration("PT13H05M00S"), "13:05");
  EXPECT_EQ(duration("PT13H05M30S"), "13:05:30");
  EXPECT_EQ(duration("PT36H00M00S"), "36:00");
  EXPECT_EQ(duration("P1DT1H"), "25:00");
  EXPECT_EQ(duration("PT00H00M00.500000000S"), "00:00:01");
  for (auto const* other : {"", "P", "13:05", "PT-1H", "P5H", "PT1X", "PT"}) EXPECT_EQ(duration(other), std::string_view{other} == "PT" ? "00:00" : other);
}

TEST(Escapes, OfCharactersThatXmlHasNot) {
  auto const plain = [](std::string_view text) {
    std::string out;
    append_unescaped(out, text);
    return out;
  };
  EXPECT_EQ(plain("a_x000D_b"), "a\rb");
  EXPECT_EQ(plain("_x005F_x000D_"), "_x000D_");
  EXPECT_EQ(plain("_x0000_"), "_x0000_");
  EXPECT_EQ(plain("_x00e9_ _xyz _x12"), "_x00e9_ _xyz _x12");
}

}  // namespace
}  // namespace concordat::intake
