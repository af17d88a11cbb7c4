// SPDX-License-Identifier: Apache-2.0
// Days as people type them: which are read, which set aside, and when a file is refused.
#include "cli/places/day_column.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/places/places_test_tools.h"

namespace concordat::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DaysAsTyped : public PlacesFiles {
 protected:
  DaysAsTyped() {
    arguments.all_reported = true;
    arguments.cell = 500;
    arguments.box = "0,0,3000,3000";
    arguments.today = parse_date("2026-03-31");
  }
  /// Forty events a month over the fifteen months of five periods; `typed` writes a day, `last` stands in the last row.
  template <class Typed>
  void events(Typed typed, std::string const& last) {
    std::string text = "x,y,time\n";
    for (int i = 0; i < 600; ++i) text += fmt::format("{},{},{}\n", i % 29 * 100, i % 23 * 100, typed(2025 + i % 15 / 12, i % 15 % 12 + 1, 1 + i % 28));
    arguments.in = put("in.csv", text + "100,100," + last + "\n");
  }
  PlacesArguments arguments;
};

std::string iso(int year, int month, int day) { return fmt::format("{}-{:02}-{:02}", year, month, day); }
std::string british(int year, int month, int day) { return fmt::format("{:02}/{:02}/{}", day, month, year); }

TEST_F(DaysAsTyped, ThatAreYetToComeMakeNoPeriodAndAreTold) {
  events(iso, "2062-03-02");
  auto const answer = run("classes", arguments);
  ASSERT_TRUE(answer) << answer.error().problem.code.view();
  EXPECT_EQ(answer->json["last_month"].string(), "2026-03");
  EXPECT_THAT(answer->text, HasSubstr("row 602, field time: This day is yet to come. Look it up"));
  auto const& told = answer->json["days_set_aside"].array().at(0);
  EXPECT_EQ(told["row"].integer(), 602);
  EXPECT_EQ(told["field"].string(), "time");
  EXPECT_EQ(told["code"].string(), "places.yet-to-come");
  events(iso, "2026-03-31");
  EXPECT_THAT(run("classes", arguments)->text, Not(HasSubstr("field time"))) << "today has come";
}

TEST_F(DaysAsTyped, ThatCannotBeAreSetAsideWhereTheyAreFew) {
  for (auto const& [typed, code] : {std::pair{"2026-02-30", "places.no-time"}, std::pair{"1899-12-30", "places.long-ago"}}) {
    events(iso, typed);
    for (auto const* verb : {"classes", "knox", "clock", "cluster"}) {
      auto asked = arguments;
      asked.within_days = 7;
      auto const answer = run(verb, asked);
      ASSERT_TRUE(answer) << verb << ' ' << answer.error().problem.code.view();
      ASSERT_EQ(answer->json["days_set_aside"].array().size(), 1U) << verb;
      EXPECT_EQ(answer->json["days_set_aside"].array()[0]["code"].string(), code) << verb;
    }
  }
}

TEST_F(DaysAsTyped, ThatCannotBeRefuseTheFileWhereTheyAreMany) {
  events([](int year, int month, int day) { return day > 10 ? fmt::format("{}-{:02}-45", year, month) : iso(year, month, day); }, "2026-03-01");
  auto const answer = run("classes", arguments);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.code.view(), "places.no-time");
  EXPECT_EQ(answer.error().problem.where.row, 12U);
  ASSERT_EQ(answer.error().findings.size(), 19U);
  EXPECT_EQ(answer.error().findings.front().line, 13U);
}

TEST_F(DaysAsTyped, WithSlashesAreReadWhereTheirOrderIsClear) {
  events(british, "28/03/2026 23:15");
  auto const answer = run("classes", arguments);
  ASSERT_TRUE(answer) << answer.error().problem.code.view();
  EXPECT_EQ(answer->json["first_month"].string(), "2025-01");
  EXPECT_EQ(answer->json["last_month"].string(), "2026-03");
  EXPECT_THAT(answer->text, Not(HasSubstr("field time")));
  events([](int year, int month, int day) { return day % 2 == 0 ? british(year, month, day) : iso(year, month, day); }, "1/3/2026");
  EXPECT_EQ(code("classes", arguments), "fine") << "both forms, each clear";
}

TEST_F(DaysAsTyped, OfZerosAreRowsWithoutADateAndNoSignOfAnOrder) {
  for (auto const* typed : {"00/00/0000", "0/0/0000", "00/00/0000 00:00", "00/13/0000"}) {
    events(iso, typed);
    auto const answer = run("classes", arguments);
    ASSERT_TRUE(answer) << typed << ' ' << answer.error().problem.code.view();
    auto const& told = answer->json["days_set_aside"].array();
    ASSERT_EQ(told.size(), 1U) << typed;
    EXPECT_EQ(told[0]["row"].integer(), 602);
    EXPECT_EQ(told[0]["code"].string(), "places.no-time");
    EXPECT_THAT(answer->text, HasSubstr("1 cell holds no day that can be true, and is read as blank"));
  }
}

TEST_F(DaysAsTyped, WithSlashesAreRefusedWhereNobodyCanTell) {
  auto const first_twelve = [](int year, int month, int day) { return british(year, month, 1 + day % 12); };
  events(first_twelve, "01/03/2026");
  EXPECT_EQ(code("classes", arguments), "places.date-order");
  EXPECT_EQ(run("classes", arguments).error().problem.where.row, 2U);
  arguments.day_first = true;
  EXPECT_EQ(code("classes", arguments), "fine");
  arguments.day_first = false;
  events([](int year, int month, int day) { return british(year, day, month); }, "03/01/2026");
  EXPECT_EQ(code("classes", arguments), "places.date-order") << "the month first";
  events(british, "03/28/2026");
  EXPECT_EQ(code("classes", arguments), "places.date-order") << "both orders";
}

TEST_F(DaysAsTyped, OfAContrastAreSetAsideToo) {
  std::string text = "x,y,source,arrived\n";
  for (int i = 0; i < 80; ++i) text += fmt::format("{},{},{},{}\n", i, i, i % 2 == 0 ? "ed" : "police", i == 5 ? "2062-01-01" : "2026-01-05");
  arguments.in = put("in.csv", text);
  arguments.first = "ed";
  arguments.second = "police";
  arguments.show = "completeness";
  arguments.arrival = "arrived";
  auto const answer = run("contrast", arguments);
  ASSERT_TRUE(answer) << answer.error().problem.code.view();
  EXPECT_EQ(answer->json["days_set_aside"].array().at(0)["field"].string(), "arrived");
  EXPECT_THAT(read_file(path("out.csv"), 1 << 20).value(), Not(HasSubstr("2062")));
}

TEST_F(DaysAsTyped, InAColumnThatWasNamedAreMissedWhereItIsNotThere) {
  arguments.in = put("in.csv", "x,y,source\n1,1,ed\n2,2,police\n");
  arguments.first = "ed";
  arguments.second = "police";
  arguments.show = "completeness";
  EXPECT_EQ(code("contrast", arguments), "fine") << "a file may lack what nobody named";
  for (auto const column : {&PlacesArguments::site, &PlacesArguments::method, &PlacesArguments::time, &PlacesArguments::arrival}) {
    auto asked = arguments;
    asked.*column = "elsewhere";
    auto const answer = run("contrast", asked);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().problem.code.view(), "table.no-column");
    EXPECT_EQ(answer.error().problem.where.field, "elsewhere");
    EXPECT_EQ(answer.error().about, arguments.in);
  }
}

}  // namespace
}  // namespace concordat::cli
