// SPDX-License-Identifier: Apache-2.0
// What holds for every standardiser and every cell.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/text.h"
#include "intake/standardise/cases_for_test.h"

namespace concordat::intake {
namespace {

constexpr std::array realistic{"5th June 2008",
                               "05/06/2008",
                               "2020-01-01T01:05:00+00:00",
                               "31/12/2019 24:00",
                               "29/03/2020 01:30",
                               "39604.75",
                               "Dec-19",
                               "21:43",
                               "9.43pm",
                               "n15 4ab",
                               "ZZ99 3VZ",
                               "LE1",
                               "14 HIGH ST, LEICESTER LE1 1AA",
                               "07700 900123",
                               "+44 (0)116 496 0123",
                               "Ann@Example.org",
                               "999 000 0018",
                               "e000999999001",
                               "99/9999999V",
                               "SF99/9K",
                               "X999999",
                               "a9999zz",
                               "AB123456C",
                               "000010000001",
                               "TQ 299 804",
                               "459,327",
                               "52.621663",
                               "-1.214176",
                               "E01025631",
                               "IP",
                               "Offender",
                               "M",
                               "1,234.50",
                               "93%",
                               "Yes",
                               "MCDONALD-O'NEIL",
                               "DE LA CRUZ, MARIA",
                               "Mr & Mrs Smith",
                               "ZO\xc3\x8b",
                               "\xd0\x9e\xd0\x9b\xd0\xac\xd0\x93\xd0\x90",
                               "o/s Kings Head\r\npub",
                               "N/K",
                               "0",
                               "NFA",
                               "Null",
                               "\xc2\xa0",
                               "Flat 2 14 High Street",
                               "10:00 BST",
                               "de",
                               "mc",
                               "tj smith",
                               "\xc7\x85",
                               "\xc3\x9f",
                               "a\xcc\x81 b",
                               "(null)",
                               "\xcd\xbe",
                               "\xe2\x84\xaa",
                               "\xe1\xbf\xaf",
                               "x\xe2\x80\x8by",
                               "'",
                               "\"",
                               "SMITH , ANN",
                               "-0.0",
                               "000",
                               "1e5"};

std::string random_cell(SeededChance& chance) {
  static constexpr std::string_view letters = "0123456789/-:.,+ ABCEGLMNOSTXZabdehklmnoprstuvy'&()@%\n\tT";
  static constexpr std::array odd{"\xc2\xa0",     "\xe2\x80\x99", "\xcc\x81",     "\xc3\x8b",
                                  "\xef\xbb\xbf", "\xe2\x80\x83", "\xc4\xb0",     "\xc7\x86",
                                  "\xce\xa3",     "\xef\xbf\xbd", "\xe2\x80\x94", "\xf0\x9f\x98\x80"};
  std::string cell;
  auto const size = chance.below(14);
  for (std::uint64_t at = 0; at < size; ++at) {
    if (chance.below(12) == 0) {
      cell += odd[chance.below(odd.size())];
    } else {
      cell.push_back(letters[chance.below(letters.size())]);
    }
  }
  return cell;
}

/// A realistic cell with one or two characters changed, doubled or lost.
std::string damaged_cell(SeededChance& chance) {
  std::string cell = realistic[chance.below(realistic.size())];
  for (std::uint64_t times = chance.below(3); times > 0 && !cell.empty(); --times) {
    auto const at = chance.below(cell.size());
    switch (chance.below(4)) {
      case 0:
        cell.erase(at, 1);
        break;
      case 1:
        cell.insert(at, 1, cell[at]);
        break;
      case 2:
        cell[at] = static_cast<char>(' ' + static_cast<char>(chance.below(95)));
        break;
      default:
        cell = text::ascii_upper(cell);
        break;
    }
  }
  return text::is_utf8(cell) ? cell : std::string{"Zo\xc3\xab"};
}

void expect_stable(std::string_view name, std::string const& raw, Context const& context) {
  SCOPED_TRACE(std::string{name} + " of \"" + raw + "\"");
  auto const first = standardise_one(name, raw, context);
  expect_invariants(first, raw);
  EXPECT_TRUE(text::is_utf8(first.text));
  if (!first.usable()) return;
  auto const second = standardise_one(name, first.text, context);
  EXPECT_EQ(second.text, first.text);
  if (first.verdict == Verdict::review) {
    EXPECT_TRUE(second.usable()) << name_of(second.verdict).view();
  } else {
    EXPECT_EQ(name_of(second.verdict).view(), "ok") << second.code.view() << " of " << first.text;
    EXPECT_EQ(second.number, first.number);
    EXPECT_EQ(second.decimal, first.decimal);
    EXPECT_EQ(second.precision, first.precision);
  }
}

TEST(EveryStandardiser, LeavesItsOwnTextAlone) {
  auto context = context_of_2026();
  SeededChance chance{2026};
  for (auto const name : standardiser_names()) {
    for (auto const* const raw : realistic) expect_stable(name, raw, context);
    for (int round = 0; round < 4000 && !testing::Test::HasFailure(); ++round) {
      expect_stable(name, random_cell(chance), context);
      expect_stable(name, damaged_cell(chance), context);
    }
  }
}

TEST(EveryStandardiser, AnswersTheSameInAUsedValueAsInAFreshOne) {
  auto const context = context_of_2026();
  SeededChance chance{2027};
  Value reused;
  for (auto const name : standardiser_names()) {
    for (int round = 0; round < 300; ++round) {
      auto const raw = damaged_cell(chance);
      Value fresh;
      standardiser(name)(raw, context, fresh);
      standardiser(name)(raw, context, reused);
      EXPECT_EQ(fresh.verdict, reused.verdict);
      EXPECT_EQ(fresh.changes, reused.changes);
      EXPECT_EQ(fresh.code, reused.code);
      EXPECT_EQ(fresh.text, reused.text);
      EXPECT_EQ(fresh.number, reused.number);
      EXPECT_EQ(fresh.decimal, reused.decimal);
      EXPECT_EQ(fresh.utc_offset, reused.utc_offset);
      EXPECT_EQ(fresh.precision, reused.precision);
    }
  }
}

TEST(EveryStandardiser, StandsAnyBytes) {
  SeededChance chance{2028};
  for (auto const name : standardiser_names()) {
    for (int round = 0; round < 1000; ++round) {
      std::string raw(chance.below(40), '\0');
      for (auto& c : raw) c = static_cast<char>(chance.below(256));
      (void)standardise_one(name, raw);
    }
  }
}

TEST(EveryDay, ReadsBackFromEveryWayToWriteIt) {
  auto const context = context_of_2026();
  SeededChance chance{2029};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (int round = 0; round < 3000; ++round) {
    auto const days = static_cast<std::int64_t>(chance.below(40'000)) - 20'000;
    auto const iso = format_date(Date{std::chrono::days{days}});
    auto const year = iso.substr(0, 4);
    auto const month = iso.substr(5, 2);
    auto const day = iso.substr(8, 2);
    auto const name = std::string{months[static_cast<std::size_t>(std::stoi(month) - 1)]};
    for (auto const& written :
         {iso, day + "/" + month + "/" + year, day + "." + month + "." + year, day + " " + name + " " + year,
          name + " " + day + ", " + year, year + month + day}) {
      auto const value = standardise_one("date", written, context);
      if (value.verdict == Verdict::placeholder) continue;
      EXPECT_EQ(value.text, iso) << written;
      EXPECT_EQ(value.number, days) << written;
    }
  }
}

TEST(EveryMinute, OfAYearComesBackFromLondonTime) {
  auto const context = context_of_2026();
  std::int64_t last = 0;
  for (int minute = 0; minute < 366 * 1440; minute += 37) {
    auto const date = format_date(*parse_date("2020-01-01") + std::chrono::days{minute / 1440});
    auto const hour = minute / 60 % 24;
    auto const text = date + " " + (hour < 10 ? "0" : "") + std::to_string(hour) + ":" +
                      (minute % 60 < 10 ? "0" : "") + std::to_string(minute % 60);
    auto const value = standardise_one("datetime", text, context);
    if (value.precision != Precision::minute) continue;
    // local minutes grow, so UTC minutes grow too, but for the hour that comes twice
    EXPECT_GT(value.number, last) << text;
    EXPECT_EQ(value.number, 18262LL * 1440 + minute - value.utc_offset) << text;
    last = value.number;
  }
}

}  // namespace
}  // namespace concordat::intake
