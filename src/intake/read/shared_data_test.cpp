// SPDX-License-Identifier: Apache-2.0
// Real files, read where they lie: row counts as their own descriptions and an independent reader give them.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "intake/read/read_testing.h"

namespace concordat::intake {
namespace {

namespace fs = std::filesystem;

fs::path shared() {
  char const* const folder = std::getenv("CONCORDAT_SHARED");
  return folder == nullptr ? fs::path{CONCORDAT_SOURCE_DIR "/../shared"} : fs::path{folder};
}

testing::Table read_file(fs::path const& path) {
  if (path.extension() != ".gz") {
    auto file = open_for_reading(path.string());
    if (!file) return {.problem = file.error()};
    return testing::drain(open_in_process(std::move(*file), {}));
  }
  // a pipe from gzip, so that the way without a known size is taken too
  std::FILE* const pipe = ::popen(("gzip -dc '" + path.string() + "'").c_str(), "r");
  auto table = testing::drain(open_in_process(FileDescriptor{::dup(::fileno(pipe))}, {}));
  ::pclose(pipe);
  return table;
}

struct RealFile {
  char const* path;
  std::size_t rows;
  std::size_t columns;
  Encoding encoding;
  char delimiter;
};

class RealFiles : public ::testing::TestWithParam<RealFile> {};

TEST_P(RealFiles, HaveTheRowsTheyShouldHave) {
  auto const& expected = GetParam();
  auto const path = shared() / "data" / expected.path;
  if (!fs::exists(path)) GTEST_SKIP() << "no shared data here";
  auto const table = read_file(path);
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.rows.size(), expected.rows);
  EXPECT_EQ(table.cells_of(RowKind::data).size(), expected.rows);
  EXPECT_EQ(table.head.columns.size(), expected.columns);
  EXPECT_EQ(table.head.encoding, expected.encoding);
  EXPECT_EQ(table.head.delimiter, expected.delimiter);
  EXPECT_TRUE(std::none_of(table.rows.begin(), table.rows.end(), [](auto const& row) { return row.ragged; }));
}

constexpr auto utf8 = Encoding::utf8;

INSTANTIATE_TEST_SUITE_P(
    Shared, RealFiles,
    ::testing::Values(
        RealFile{"police/leicestershire/stop-and-search/2019-12-leicestershire-stop-and-search.csv.gz", 106,
                 15, utf8, ','},
        RealFile{"police/leicestershire/stop-and-search/2020-01-leicestershire-stop-and-search.csv.gz", 336,
                 15, utf8, ','},
        RealFile{"police/leicestershire/stop-and-search/2020-02-leicestershire-stop-and-search.csv.gz", 259,
                 15, utf8, ','},
        RealFile{"police/derbyshire/stop-and-search/2019-12-derbyshire-stop-and-search.csv.gz", 198, 15, utf8,
                 ','},
        RealFile{"police/derbyshire/stop-and-search/2020-01-derbyshire-stop-and-search.csv.gz", 189, 15, utf8,
                 ','},
        RealFile{"police/derbyshire/stop-and-search/2020-02-derbyshire-stop-and-search.csv.gz", 119, 15, utf8,
                 ','},
        RealFile{"police/thames-valley/2022-01-thames-valley-street.csv.gz", 15691, 12, utf8, ','},
        RealFile{"police/thames-valley/2022-01-thames-valley-outcomes.csv.gz", 15107, 10, utf8, ','},
        RealFile{"police/thames-valley/2022-01-thames-valley-stop-and-search.csv.gz", 84, 15, utf8, ','},
        RealFile{"messy/bbc_bus_lane_cameras_FOI_data.csv", 732, 16, utf8, ','},
        RealFile{"messy/dfe_school_pupils_and_their_characteristics.csv", 1848, 9, utf8, ','},
        RealFile{"messy/okfn_utf-16le_encoded.csv", 327, 19, Encoding::utf16le, ','},
        RealFile{"messy/ethnicity_facts_figures_stop_and_search_2006-2020.csv.gz", 13104, 13, utf8, ','},
        RealFile{"places/nhs_choices_hospitals.csv", 1216, 22, Encoding::windows1252, '~'}),
    [](auto const& file) {
      auto name = fs::path{file.param.path}.filename().string();
      std::replace_if(
          name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; },
          '_');
      return name;
    });

TEST(Shared, TwentyFourMonthsOfStreetCrimeHave196893Rows) {
  auto const folder = shared() / "data/police/leicestershire/street";
  if (!fs::exists(folder)) GTEST_SKIP() << "no shared data here";
  std::size_t rows = 0;
  std::size_t files = 0;
  for (auto const& entry : fs::directory_iterator{folder}) {
    auto const table = read_file(entry.path());
    EXPECT_EQ(table.code(), "");
    EXPECT_EQ(table.head.columns.size(), 12U);
    EXPECT_EQ(table.cells_of(RowKind::data).size(), table.rows.size());
    rows += table.rows.size();
    ++files;
  }
  EXPECT_EQ(files, 24U);
  EXPECT_EQ(rows, 196893U);
}

TEST(Shared, RealBoundariesAreReadAsGeoJson) {
  auto const folder = shared() / "data/boundaries/msoa11";
  if (!fs::exists(folder)) GTEST_SKIP() << "no shared data here";
  std::size_t read = 0;
  for (auto const& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.path().string().find(".json") == std::string::npos) continue;
    auto const table = read_file(entry.path());
    EXPECT_EQ(table.code(), "") << entry.path().filename();
    EXPECT_EQ(table.head.format, Format::geojson);
    EXPECT_FALSE(table.rows.empty());
    if (++read == 4) break;
  }
  EXPECT_GT(read, 0U);
}

}  // namespace
}  // namespace concordat::intake
