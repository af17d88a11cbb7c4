// SPDX-License-Identifier: Apache-2.0
#include "intake/quality/breaks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/text.h"
#include "intake/quality/point_memory.h"
#include "intake/standardise/value.h"

namespace concordat::intake {
namespace {

/// `rows` rows in the month, of which `filled` have the field.
void add_month(FeedQuality& quality, Month month, int rows, int filled) {
  auto const slot = quality.slot(month);
  for (int row = 0; row < rows; ++row) {
    quality.row(slot, Fate::accepted);
    quality.mark(slot, 0, row < filled ? Mark::ok : Mark::missing);
  }
}

std::vector<std::string> codes_of(std::vector<Break> const& breaks) {
  std::vector<std::string> out;
  for (auto const& each : breaks) {
    out.push_back(std::string{each.code.view()} + " " + format_month(each.month));
    EXPECT_FALSE(each.sentence.empty());
  }
  return out;
}

TEST(Breaks, AreNotSeenInASteadyFeed) {
  FeedQuality quality{{"postcode"}};
  for (int month = 1; month <= 12; ++month)
    add_month(quality, Month::of(2020, month), 100 + month, 95 + month % 3);
  EXPECT_TRUE(find_breaks(quality).empty());
}

TEST(Breaks, SayWhenAColumnEmptiesAndFills) {
  FeedQuality quality{{"postcode"}};
  for (int month = 1; month <= 6; ++month)
    add_month(quality, Month::of(2020, month), 100, month == 5 ? 60 : 98);
  add_month(quality, Month::of(2020, 7), 100, 99);
  auto const breaks = find_breaks(quality);
  EXPECT_EQ(codes_of(breaks), std::vector<std::string>{"quality.column-fell 2020-05"});
  EXPECT_EQ(breaks[0].field, "postcode");
  EXPECT_DOUBLE_EQ(breaks[0].before, 0.98);
  EXPECT_DOUBLE_EQ(breaks[0].now, 0.60);
  EXPECT_EQ(breaks[0].sentence, "filled in 60 % of the rows; 98 % is usual.");
  FeedQuality rising{{"postcode"}};
  for (int month = 1; month <= 4; ++month)
    add_month(rising, Month::of(2020, month), 100, month == 4 ? 90 : 50);
  EXPECT_EQ(codes_of(find_breaks(rising)), std::vector<std::string>{"quality.column-rose 2020-04"});
}

TEST(Breaks, SayWhenRowsFallRiseOrStayAway) {
  FeedQuality quality{{"postcode"}};
  for (int month = 1; month <= 8; ++month) {
    if (month == 6) continue;
    add_month(quality, Month::of(2020, month), month == 5 ? 40 : month == 8 ? 250 : 100, 0);
  }
  EXPECT_EQ(codes_of(find_breaks(quality)),
            (std::vector<std::string>{"quality.rows-fell 2020-05", "quality.no-data 2020-06",
                                      "quality.rows-rose 2020-08"}));
}

TEST(Breaks, SayWhenAPublisherMovesItsPoints) {
  FeedQuality quality{{}};
  PointMemory memory;
  for (int month = 1; month <= 8; ++month) {
    auto const slot = quality.slot(Month::of(2020, month));
    for (std::int32_t point = 0; point < 200; ++point) {
      // a handful of new streets each month; in August every point moves by a few metres
      auto const easting =
          point < month ? 500000 + month * 10 + point : 400000 + point + (month == 8 ? 3000 : 0);
      auto const sight = memory.see(point_key(easting, 300000), Month::of(2020, month));
      quality.row(slot, Fate::accepted);
      quality.point(slot, sight.first_this_month, sight.first_ever);
    }
  }
  auto const breaks = find_breaks(quality);
  EXPECT_EQ(codes_of(breaks), std::vector<std::string>{"quality.new-points 2020-08"});
  EXPECT_GT(breaks[0].now, 0.9);
}

TEST(Breaks, NeedEnoughRowsAndMonths) {
  FeedQuality few{{"postcode"}};
  for (int month = 1; month <= 3; ++month) add_month(few, Month::of(2020, month), 100, month == 3 ? 0 : 100);
  EXPECT_TRUE(find_breaks(few).empty());
  FeedQuality small{{"postcode"}};
  for (int month = 1; month <= 9; ++month) add_month(small, Month::of(2020, month), 10, month == 9 ? 0 : 10);
  EXPECT_TRUE(find_breaks(small).empty());
}

TEST(Trends, PointUpOrDownOrStayLevel) {
  FeedQuality quality{{"postcode"}};
  EXPECT_EQ(trends(quality)[0].direction, Direction::too_few_months);
  for (int month = 1; month <= 6; ++month) add_month(quality, Month::of(2020, month), 100, 60 + 2 * month);
  auto const rising = trends(quality)[0];
  EXPECT_EQ(name_of(rising.direction).view(), "rising");
  EXPECT_NEAR(rising.points_per_month, 2.0, 1e-9);
  EXPECT_DOUBLE_EQ(*rising.first, 0.62);
  EXPECT_DOUBLE_EQ(*rising.last, 0.72);
  for (int month = 7; month <= 12; ++month) add_month(quality, Month::of(2020, month), 100, 40 - month);
  EXPECT_EQ(trends(quality)[0].direction, Direction::falling);
  FeedQuality level{{"postcode"}};
  for (int month = 1; month <= 6; month += 1) add_month(level, Month::of(2020, month), 100, 90);
  EXPECT_EQ(trends(level)[0].direction, Direction::steady);
}

// --- the published files of one force, read in place ---

struct Pipe {
  void operator()(FILE* file) const { ::pclose(file); }
};

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (char const c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

std::filesystem::path street_files() {
  char const* const set = std::getenv("CONCORDAT_SHARED");
  std::filesystem::path const shared = set != nullptr ? set : CONCORDAT_SOURCE_DIR "/../shared";
  return shared / "data/police/leicestershire/street";
}

void read_month(std::filesystem::path const& path, FeedQuality& quality, PointMemory& memory) {
  std::unique_ptr<FILE, Pipe> const file{::popen(("gzip -dc '" + path.string() + "'").c_str(), "r")};
  ASSERT_NE(file, nullptr);
  constexpr std::array names{"month", "text", "area_code"};
  Context context;
  context.area_kind = AreaKind::lsoa;
  Value value;
  std::array<char, 4096> buffer{};
  bool header = true;
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), file.get()) != nullptr) {
    if (std::exchange(header, false)) continue;
    auto const cells = cells_of(text::trim(buffer.data()));
    ASSERT_EQ(cells.size(), 12U);
    standardiser("month")(cells[1], context, value);
    auto const month = Month{static_cast<int>(value.number)};
    auto const slot = quality.slot(month);
    quality.row(slot, Fate::accepted);
    std::array const columns{cells[1], cells[6], cells[7]};
    for (std::size_t field = 0; field < columns.size(); ++field) {
      standardiser(names[field])(columns[field], context, value);
      quality.mark(slot, field, static_cast<Mark>(value.verdict));
    }
    if (cells[4].empty()) continue;
    auto const sight = memory.see(std::hash<std::string>{}(cells[4] + cells[5]), month);
    quality.point(slot, sight.first_this_month, sight.first_ever);
  }
}

TEST(PublishedPoliceFiles, ShowTheirKnownTruths) {
  auto const folder = street_files();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no police files on this machine";
  std::vector<std::filesystem::path> paths;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) paths.push_back(entry.path());
  std::ranges::sort(paths);
  ASSERT_EQ(paths.size(), 24U);
  FeedQuality quality{{"month", "location_text", "lsoa_code"}};
  PointMemory memory;
  for (auto const& path : paths) read_month(path, quality, memory);

  auto const total = quality.total();
  EXPECT_EQ(total.read(), 196'893U);
  EXPECT_EQ(total.fields[0].of(Mark::ok), 196'893U);
  EXPECT_EQ(total.fields[1].of(Mark::placeholder), 4'404U);
  EXPECT_EQ(total.fields[2].of(Mark::missing), 4'404U);
  EXPECT_EQ(quality.counts(Month::of(2020, 3))->fields[1].of(Mark::placeholder), 1'157U);
  EXPECT_EQ(quality.counts(Month::of(2020, 6))->fields[1].of(Mark::placeholder), 25U);
  EXPECT_EQ(memory.size(), 12'641U);
  auto const breaks = find_breaks(quality);
  auto const march = std::ranges::count_if(breaks, [](Break const& each) {
    return each.code == FixedText{"quality.column-fell"} && each.month == Month::of(2020, 3) &&
           each.field == "lsoa_code";
  });
  EXPECT_EQ(march, 1);
  for (auto const& each : breaks) RecordProperty(format_month(each.month) + each.field, each.sentence);
}

}  // namespace
}  // namespace concordat::intake
