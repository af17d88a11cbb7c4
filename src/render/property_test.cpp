// SPDX-License-Identifier: Apache-2.0
// Whatever the true counts are, no file shows a figure that the small-number rule does not allow.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "render/maps.h"
#include "render/tables.h"
#include "render/testing.h"
#include "render/xml_reader.h"

namespace concordat::render {
namespace {

struct Case {
  protection::RawTable raw;
  protection::ProtectedTable table;
};

/// Six areas by three quarters; most counts are small, since that is where mistakes would show.
Case random_case(SeededChance& chance) {
  protection::RawTable raw{{"T", "Area", "Quarter", {}, {"2026-Q1", "2026-Q2", "2026-Q3"}}, {}};
  for (char const name : {'a', 'b', 'c', 'd', 'e', 'f'})
    raw.labels.rows.push_back(std::string{"Area "} + name);
  for (std::size_t i = 0; i < 18; ++i) {
    auto const kind = chance.below(10);
    raw.cells.push_back(kind == 0   ? protection::not_available
                        : kind <= 6 ? static_cast<double>(chance.below(12))
                                    : static_cast<double>(chance.below(2000)));
  }
  auto table = protection::protect_counts(raw, protection::SmallNumberRule::nhs()).value();
  return {std::move(raw), std::move(table)};
}

/// A figure that may stand in a file: nothing, a sign, or a multiple of 5 that is not between 1 and 7.
::testing::AssertionResult may_be_shown(std::string_view figure) {
  if (figure == "*" || figure == "n/a" || figure == "null") return ::testing::AssertionSuccess();
  auto const number = text::parse_integer(figure);
  if (number && *number >= 0 && *number % 5 == 0 && (*number == 0 || *number > 7))
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "'" << figure << "' is in the file";
}

/// What must stand for a true count.
std::string expected(double true_count) {
  if (std::isnan(true_count)) return "n/a";
  if (true_count > 0 && true_count < 8) return "*";
  return std::to_string(static_cast<std::int64_t>((true_count + 2.5) / 5) * 5);
}

TEST(HiddenFigures, NeverStandInACsvFile) {
  SeededChance chance{41};
  for (int round = 0; round < 300; ++round) {
    auto const [raw, table] = random_case(chance);
    auto const records = test::read_csv(csv(table, {}, test::sample_about()));
    auto const head = std::find_if(records.begin(), records.end(),
                                   [](auto const& record) { return record.front() == "Area"; });
    ASSERT_EQ(records.end() - head, 8);
    for (std::size_t row = 0; row < 7; ++row) {
      auto const& record = head[static_cast<std::ptrdiff_t>(row) + 1];
      ASSERT_EQ(record.size(), 5U);
      for (std::size_t column = 1; column < 5; ++column) EXPECT_TRUE(may_be_shown(record[column]));
      for (std::size_t column = 0; row < 6 && column < 3; ++column) {
        EXPECT_EQ(record[column + 1], expected(raw.cells[row * 3 + column]));
      }
    }
  }
}

TEST(HiddenFigures, NeverStandInATableOfTheReport) {
  SeededChance chance{42};
  for (int round = 0; round < 300; ++round) {
    auto const [raw, table] = random_case(chance);
    test::XmlReader const html{"<x>" + html_table(table, {.id = "t"}) + "</x>"};
    auto const cells = html.named("td");
    ASSERT_EQ(cells.size(), 7U * 4);
    for (auto const& cell : cells) EXPECT_TRUE(may_be_shown(cell.text));
    for (std::size_t i = 0; i < 18; ++i) EXPECT_EQ(cells[i / 3 * 4 + i % 3].text, expected(raw.cells[i]));
  }
}

TEST(HiddenFigures, NeverStandInAGeoJsonFile) {
  SeededChance chance{43};
  auto const areas = test::sample_areas(3, 2);
  for (int round = 0; round < 100; ++round) {
    auto const [raw, table] = random_case(chance);
    auto const json = Json::parse(geojson_areas(areas, table, test::to_degrees, test::sample_about()));
    ASSERT_TRUE(json);
    for (std::size_t row = 0; row < 6; ++row) {
      auto const& properties = (*json)["features"].array()[row]["properties"];
      EXPECT_EQ(properties.object().size(), 7U);  // code, vintage, name, ledger index and the three figures
      for (std::size_t column = 0; column < 3; ++column) {
        auto const& figure = properties[table.labels().columns[column]];
        auto const shown = figure.is_null()     ? "n/a"
                           : figure.is_string() ? figure.string()
                                                : std::to_string(figure.integer());
        EXPECT_EQ(shown, expected(raw.cells[row * 3 + column]));
      }
    }
  }
}

TEST(HiddenFigures, NeverStandInAPicture) {
  SeededChance chance{44};
  auto const areas = test::sample_areas(3, 2);
  for (int round = 0; round < 100; ++round) {
    auto const [raw, table] = random_case(chance);
    auto const column = static_cast<std::size_t>(chance.below(3));
    test::XmlReader const map{
        svg_areas(areas, classes_of(table, column), {"Map", "A map.", "m"}, test::sample_about())};
    auto const titles = map.named("title");
    ASSERT_EQ(titles.size(), 7U);
    for (std::size_t row = 0; row < 6; ++row) {
      auto const words = titles[row + 1].text.substr(titles[row + 1].text.find(": ") + 2);
      if (words == "none" || words == "hidden or not available") continue;
      auto const middle = words.find(" to ");
      EXPECT_TRUE(may_be_shown(words.substr(0, middle)));
      if (middle != std::string::npos) {
        EXPECT_TRUE(may_be_shown(words.substr(middle + 4)));
      }
      EXPECT_NE(expected(raw.cells[row * 3 + column]), "*");
    }
    test::XmlReader const clock{svg_week_clock(table, {"Week", "A week.", "w"}, test::sample_about())};
    for (std::size_t i = 0; i < 18; ++i) {
      auto words = clock.named("title")[i + 1].text;
      words = words.substr(words.find(": ") + 2);
      EXPECT_EQ(words == "not available" ? "n/a" : words, expected(raw.cells[i]));
    }
  }
}

}  // namespace
}  // namespace concordat::render
