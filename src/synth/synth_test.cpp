// SPDX-License-Identifier: Apache-2.0
#include "synth/synth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "synth/world/place.h"
#include "synth/sheet.h"

namespace concordat::synth {
namespace {

namespace fs = std::filesystem;
using Cells = std::vector<std::string>;

class Folder {
 public:
  Folder() {
    auto pattern = (fs::path{testing::TempDir()} / "synth-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  [[nodiscard]] fs::path path() const { return path_ / "out"; }
  [[nodiscard]] fs::path parent() const { return path_; }

 private:
  fs::path path_;
};

std::string bytes_of(fs::path const& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::map<std::string, std::string> all_files(fs::path const& folder) {
  std::map<std::string, std::string> files;
  for (auto const& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).string()] = bytes_of(entry.path());
  }
  return files;
}

/// UTF-16 with only ASCII and Latin letters, to one byte a letter; anything else as it is.
std::string narrowed(std::string const& bytes) {
  if (!bytes.starts_with("\xFF\xFE")) return bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes;
  std::string out;
  for (std::size_t i = 2; i < bytes.size(); i += 2) out.push_back(bytes[i]);
  return out;
}

std::vector<Cells> rows_of(std::string const& bytes, char delimiter) {
  std::vector<Cells> rows;
  Cells cells{""};
  auto inside = false;
  for (auto const letter : narrowed(bytes)) {
    if (letter == '"') {
      inside = !inside;
    } else if (letter == delimiter && !inside) {
      cells.emplace_back();
    } else if (letter == '\n') {
      rows.push_back(std::exchange(cells, Cells{""}));
    } else if (letter != '\r') {
      cells.back().push_back(letter);
    }
  }
  return rows;
}

/// One partnership for all the tests that only look.
class Partnership : public testing::Test {
 protected:
  struct Made {
    Folder folder;
    Summary summary;
    std::vector<Cells> errors;
  };
  static Made const& made() {
    static auto const once = [] {
      auto fresh = std::make_unique<Made>();
      auto written = write_partnership({.folder = fresh->folder.path()});
      EXPECT_TRUE(written) << (written ? "" : sentence(written.error()));
      if (written) fresh->summary = *written;
      fresh->errors = rows_of(bytes_of(fresh->folder.path() / "truth/errors.csv"), ',');
      return fresh;
    }();
    return *once;
  }
  static fs::path at(std::string_view path) { return made().folder.path() / path; }

  static std::uint64_t told(std::string_view file, std::string_view kind) {
    return static_cast<std::uint64_t>(
        std::count_if(made().errors.begin(), made().errors.end(),
                      [&](Cells const& row) { return row[0] == file && row[3] == kind; }));
  }
  static char delimiter_of(ExportFile const& file) {
    if (file.path.ends_with(".txt")) return '\t';
    return file.feed == "ed-istv" ? ';' : ',';
  }
  /// Rows under the header that starts with `first`, and that header; none of the title lines.
  struct Table {
    Cells header;
    std::vector<Cells> rows;
    [[nodiscard]] std::size_t column(std::string_view name) const {
      return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
    }
  };
  static Table table_of(ExportFile const& file, std::set<std::string> const& first) {
    auto rows = rows_of(bytes_of(at(file.path)), delimiter_of(file));
    auto const header =
        std::find_if(rows.begin(), rows.end(), [&](Cells const& row) { return first.contains(row[0]); });
    EXPECT_NE(header, rows.end()) << file.path;
    return {*header, {header + 1, rows.end()}};
  }
  template <class Take>
  static void each_file(std::string_view feed, Take take) {
    for (auto const& file : made().summary.files) {
      if (file.feed == feed && file.path.find("resent") == std::string::npos) take(file);
    }
  }
};

TEST(WritePartnership, WritesTheSameBytesForTheSameSeed) {
  Folder one;
  Folder two;
  Options options{.seed = 11, .months = 5, .people = 20'000, .folder = one.path()};
  ASSERT_TRUE(write_partnership(options));
  options.folder = two.path();
  ASSERT_TRUE(write_partnership(options));
  EXPECT_EQ(all_files(one.path()), all_files(two.path()));
}

TEST(WritePartnership, WritesOtherBytesForAnotherSeed) {
  Folder one;
  Folder two;
  ASSERT_TRUE(write_partnership({.seed = 11, .months = 1, .people = 20'000, .folder = one.path()}));
  ASSERT_TRUE(write_partnership({.seed = 12, .months = 1, .people = 20'000, .folder = two.path()}));
  auto const left = all_files(one.path());
  for (auto const& [name, bytes] : all_files(two.path())) {
    if (name == "partnership.yaml") continue;
    EXPECT_NE(left.at(name), bytes) << name;
  }
}

TEST(WritePartnership, KeepsAMonthAsItIsWhenMonthsAreAddedBefore) {
  Folder one;
  Folder two;
  ASSERT_TRUE(write_partnership({.months = 1, .people = 20'000, .folder = one.path()}));
  ASSERT_TRUE(write_partnership({.months = 2, .people = 20'000, .folder = two.path()}));
  std::string const name = "exports/northshire-police/police-uk-street/2026-10-northshire-street.csv";
  EXPECT_EQ(bytes_of(one.path() / name), bytes_of(two.path() / name));
}

struct Refusal {
  Options options;
  std::string_view code;
};
class WritePartnershipRefuses : public testing::TestWithParam<Refusal> {};
TEST_P(WritePartnershipRefuses, WhatItCannotMake) {
  Folder folder;
  auto options = GetParam().options;
  options.folder = folder.path();
  auto const written = write_partnership(options);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code.view(), GetParam().code);
  EXPECT_FALSE(fs::exists(folder.path()));
}
INSTANTIATE_TEST_SUITE_P(Options, WritePartnershipRefuses,
                         testing::Values(Refusal{{.months = 0}, "synth.months"},
                                         Refusal{{.months = 121}, "synth.months"},
                                         Refusal{{.people = 19'999}, "synth.people"},
                                         Refusal{{.people = 2'000'001}, "synth.people"}));

TEST(WritePartnership, LeavesAFolderAloneThatHoldsSomething) {
  Folder folder;
  fs::create_directories(folder.path());
  std::ofstream{folder.path() / "mine.txt"} << "mine";
  auto const written = write_partnership({.months = 1, .folder = folder.path()});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code.view(), "synth.folder-not-empty");
  EXPECT_EQ(all_files(folder.path()).size(), 1U);
}

TEST(WritePartnership, SaysSoWhereNoFolderCanBe) {
  Folder folder;
  std::ofstream{folder.parent() / "file"} << "in the way";
  EXPECT_FALSE(write_partnership({.months = 1, .folder = folder.parent() / "file"}));
  EXPECT_FALSE(write_partnership({.months = 1, .folder = folder.parent() / "file" / "below"}));
}

TEST(WritePartnership, StopsWhenAsked) {
  Folder folder;
  auto calls = 0;
  auto const written =
      write_partnership({.months = 6, .people = 20'000, .folder = folder.path()}, [&](Progress const& now) {
        EXPECT_EQ(now.months_total, 6U);
        return ++calls < 3;
      });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code.view(), "synth.cancelled");
  EXPECT_EQ(calls, 3);
}

TEST(WritePartnership, TellsHowFarItIs) {
  Folder folder;
  std::vector<Progress> seen;
  ASSERT_TRUE(
      write_partnership({.months = 4, .people = 20'000, .folder = folder.path()}, [&](Progress const& now) {
        seen.push_back(now);
        return true;
      }));
  ASSERT_EQ(seen.size(), 6U);
  EXPECT_EQ(seen.front().stage.view(), "place");
  EXPECT_EQ(seen[2].months_done, 2U);
  EXPECT_GT(seen[2].rows, seen[1].rows);
  EXPECT_EQ(seen.back().stage.view(), "truth");
}

TEST(Sheet, TellsOfAFullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  Sheet sheet{"/dev/full", {}};
  for (int i = 0; i < 20'000; ++i) sheet.row({"some", "cells"});
  auto const closed = sheet.close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().fault, Fault::exhausted);
}

TEST(Sheet, WritesEachEncodingAndQuotesOnlyWhatNeedsIt) {
  struct Case {
    Style style;
    std::string bytes;
  };
  Folder folder;
  std::vector<Case> const cases{
      {{Encoding::utf8, ',', "\n"}, "a,\"b,c\",\"d\"\"e\",King’s é\n"},
      {{Encoding::utf8_marked, ';', "\r\n"},
       "\xEF\xBB\xBF"
       "a;b,c;\"d\"\"e\";King’s é\r\n"},
      {{Encoding::windows_1252, ',', "\n"}, "a,\"b,c\",\"d\"\"e\",King\x92s \xE9\n"},
      {{Encoding::utf16_little_marked, '\t', "\n"},
       std::string{"\xFF\xFE"
                   "a\0\t\0b\0,\0c\0\t\0\"\0d\0\"\0\"\0e\0\"\0\t\0K\0i\0n\0g\0\x19\x20s\0 \0\xE9\0\n\0",
                   46}}};
  for (auto const& one : cases) {
    auto const path = folder.parent() / "sheet";
    Sheet sheet{path, one.style};
    sheet.row({"a", "b,c", "d\"e", "King’s é"});
    EXPECT_EQ(sheet.next_row(), 2U);
    auto const closed = sheet.close();
    ASSERT_TRUE(closed);
    EXPECT_EQ(*closed, one.bytes.size());
    EXPECT_EQ(bytes_of(path), one.bytes);
  }
}

TEST_F(Partnership, IsOfTheSizePromised) {
  auto const& rows = made().summary.rows_by_feed;
  EXPECT_NEAR(static_cast<double>(rows.at("police-incidents")), 20'000, 1500);
  EXPECT_NEAR(static_cast<double>(rows.at("ed-istv")), 3000, 300);
  EXPECT_NEAR(static_cast<double>(rows.at("ambulance-calls")), 4000, 400);
  EXPECT_NEAR(static_cast<double>(rows.at("school-list")), 1500, 250);
  EXPECT_GT(rows.at("police-stop-search"), 500U);
  EXPECT_EQ(made().summary.areas, 100U);
}

TEST_F(Partnership, TellsOfEveryErrorItCounts) {
  std::map<std::string, std::uint64_t> counted;
  for (auto row = made().errors.begin() + 1; row != made().errors.end(); ++row) ++counted[(*row)[3]];
  EXPECT_EQ(counted, made().summary.errors_by_kind);
  EXPECT_GE(counted.size(), 18U);
}

TEST_F(Partnership, PlantsInThePoliceFilesTheErrorsItTellsOf) {
  std::set<std::string> seen_before;
  each_file("police-incidents", [&](ExportFile const& file) {
    auto const table = table_of(file, {"Crime Number", "Crime No."});
    EXPECT_EQ(table.rows.size(), file.rows);
    EXPECT_EQ(told(file.path, "changed-header"), table.header[0] == "Crime No." ? 1U : 0U);
    std::map<std::string, std::uint64_t> found;
    std::set<std::string> here;
    auto const grid = table.column("Grid Ref") < table.header.size();
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      auto const& row = table.rows[i];
      if (seen_before.contains(row[0])) ++found["correction"];
      if (i > 0 && row == table.rows[i - 1]) ++found["repeated-row"];
      here.insert(row[0]);
      if (row.size() != table.header.size()) {
        ++found["ragged-row"];
        continue;
      }
      if (i > 0 && row == table.rows[i - 1]) continue;
      auto const& date = row[table.column("Offence Date")];
      if (date.starts_with("31/02") || date.starts_with("31/06")) ++found["impossible-date"];
      if (date.ends_with("2028") || date.ends_with("2029") || date.ends_with("2030")) ++found["future-date"];
      if (row[table.column("Offence Time")].size() < 4) ++found["lost-leading-zero"];
      auto const& place = row[table.column("Location")];
      if (place.empty() || place == "NOT STATED") ++found["missing-location"];
      if (grid) continue;
      auto const east = text::parse_integer(row[table.column("Easting")]).value_or(0);
      auto const north = text::parse_integer(row[table.column("Northing")]).value_or(0);
      if (east >= 560'000)
        ++found["coordinates-in-sea"];
      else if (east > north)
        ++found["swapped-coordinates"];
    }
    seen_before.merge(here);
    for (auto const* kind :
         {"correction", "repeated-row", "ragged-row", "impossible-date", "future-date", "lost-leading-zero",
          "missing-location", "coordinates-in-sea", "swapped-coordinates"}) {
      EXPECT_EQ(found[kind], told(file.path, kind)) << file.path << ' ' << kind;
    }
  });
}

TEST_F(Partnership, PlantsInTheHospitalsFilesTheErrorsItTellsOf) {
  each_file("ed-istv", [&](ExportFile const& file) {
    auto table = table_of(file, {"Site Code", "Code"});
    constexpr std::size_t place = 8;
    auto const totals = table.rows.back()[0] == "Total";
    EXPECT_EQ(told(file.path, "totals-row"), totals ? 1U : 0U);
    if (totals) {
      EXPECT_EQ(table.rows.back()[place], std::to_string(file.rows));
      table.rows.pop_back();
    }
    EXPECT_EQ(table.rows.size(), file.rows);
    std::map<std::string, std::uint64_t> found;
    for (auto const& row : table.rows) {
      if (row[place].empty() || row[place] == "n/k") ++found["missing-place"];
      if (row[place].find("brother of") != std::string::npos) ++found["name-in-text"];
      if (row[5].empty()) ++found["missing-method"];
      if (row[4].starts_with("31/02") || row[4].starts_with("31/06")) ++found["impossible-date"];
    }
    for (auto const* kind : {"missing-place", "name-in-text", "missing-method", "impossible-date"}) {
      EXPECT_EQ(found[kind], told(file.path, kind)) << file.path << ' ' << kind;
    }
  });
}

TEST_F(Partnership, PlantsInTheSchoolsFilesTheErrorsItTellsOf) {
  each_file("school-list", [&](ExportFile const& file) {
    auto const table = table_of(file, {"UPN"});
    EXPECT_EQ(table.rows.size(), file.rows);
    std::map<std::string, std::uint64_t> found;
    for (auto const& row : table.rows) {
      auto sum = 0;
      for (std::size_t i = 1; i < 13; ++i) sum += (row[0][i] - '0') * (static_cast<int>(i) + 1);
      if (row[0][0] != "ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23]) ++found["wrong-check-letter"];
      if (row.size() != table.header.size()) {
        ++found["ragged-row"];
        continue;
      }
      if (row[table.column("Role")].empty()) ++found["blank-role"];
      if (row[3] == "01/01/1900" || row[3] == "1900-01-01") ++found["placeholder-date"];
      if (row[3] == "31/02/2012") ++found["impossible-date"];
      if (row[7][0] != '0') ++found["lost-leading-zero"];
    }
    for (auto const* kind : {"wrong-check-letter", "ragged-row", "blank-role", "placeholder-date",
                             "impossible-date", "lost-leading-zero"}) {
      EXPECT_EQ(found[kind], told(file.path, kind)) << file.path << ' ' << kind;
    }
  });
  EXPECT_GT(made().summary.errors_by_kind.at("blank-role"), 10U);
}

TEST_F(Partnership, PlantsInTheAmbulanceFilesTheErrorsItTellsOf) {
  std::set<std::string> seen_before;
  each_file("ambulance-calls", [&](ExportFile const& file) {
    std::map<std::string, std::uint64_t> found;
    auto const bytes = bytes_of(at(file.path));
    std::uint64_t lines = 0;
    for (auto const line : text::split(bytes, '\n')) {
      if (line.empty()) continue;
      ++lines;
      auto const call = Json::parse(line);
      ASSERT_TRUE(call) << line;
      if (!seen_before.insert((*call)["call_id"].string()).second) ++found["correction"];
      if ((*call)["lat"].is_null())
        ++found["missing-location"];
      else if ((*call)["lat"].number() < 0)
        ++found["swapped-coordinates"];
      else if ((*call)["lon"].number() > 1)
        ++found["coordinates-in-sea"];
    }
    EXPECT_EQ(lines, file.rows);
    for (auto const* kind : {"correction", "missing-location", "swapped-coordinates", "coordinates-in-sea"}) {
      EXPECT_EQ(found[kind], told(file.path, kind)) << file.path << ' ' << kind;
    }
  });
}

TEST_F(Partnership, LacksTwoFilesAndHasOneTwice) {
  auto const missing = made().summary.errors_by_kind.at("missing-file");
  EXPECT_EQ(missing, 2U);
  for (auto const& row : made().errors) {
    if (row[3] == "missing-file") {
      EXPECT_FALSE(fs::exists(at(row[0]))) << row[0];
    }
    if (row[3] != "resent-file") continue;
    auto first = row[0];
    first.erase(first.find("_resent"), 7);
    EXPECT_EQ(bytes_of(at(row[0])), bytes_of(at(first)));
  }
  EXPECT_EQ(told("exports/northshire-ambulance/ambulance-calls/calls-2026-10.jsonl", "missing-file"), 1U);
}

TEST_F(Partnership, HasAHotspotThatTheEmergencyDepartmentAloneKnows) {
  auto const truth = Json::parse(bytes_of(at("truth/hotspots.geojson")));
  ASSERT_TRUE(truth);
  auto found = false;
  for (auto const& feature : (*truth)["features"].array()) {
    auto const& spot = feature["properties"];
    EXPECT_GT(spot["events"].integer(), 200);
    if (spot["id"].string() != unreported_hotspot) {
      EXPECT_GT(spot["known_to_police"].integer(), spot["known_to_emergency_department"].integer());
      continue;
    }
    found = true;
    EXPECT_GT(spot["known_to_emergency_department"].integer(), 250);
    EXPECT_LT(spot["known_to_police"].integer(), 30);
  }
  EXPECT_TRUE(found);

  auto in_hospital = 0;
  auto in_police = 0;
  each_file("ed-istv", [&](ExportFile const& file) {
    for (auto const& row : table_of(file, {"Site Code", "Code"}).rows) {
      in_hospital += text::ascii_lower(row[8]).find("quarry") != std::string::npos ? 1 : 0;
    }
  });
  each_file("police-incidents", [&](ExportFile const& file) {
    for (auto const& row : table_of(file, {"Crime Number", "Crime No."}).rows) {
      auto const violent = row.size() > 4 && (row[4].starts_with("ABH") || row[4].starts_with("GBH") ||
                                              row[4] == "Common assault" || row[4].starts_with("Robbery"));
      in_police += violent && row[5].find("Quarry") != std::string::npos ? 1 : 0;
    }
  });
  EXPECT_GT(in_hospital, 150);
  EXPECT_LT(in_police * 4, in_hospital);
}

TEST_F(Partnership, LinksPeopleToRowsThatExist) {
  std::map<std::string, std::uint64_t> lines;
  auto const links = rows_of(bytes_of(at("truth/links.csv")), ',');
  std::map<std::string, std::set<std::string>> agencies_of;
  std::set<std::string> const roles{"victim", "witness", "suspected", "charged", "convicted", "at_risk_child", "at_risk_adult", "unknown"};
  for (auto row = links.begin() + 1; row != links.end(); ++row) {
    auto const& file = (*row)[2];
    if (!lines.contains(file)) lines[file] = rows_of(bytes_of(at(file)), '\0').size();
    auto const number = text::parse_integer((*row)[3]).value_or(0);
    EXPECT_GE(number, 1);
    EXPECT_LE(static_cast<std::uint64_t>(number), lines[file]);
    EXPECT_TRUE(roles.contains((*row)[1])) << (*row)[1];
    agencies_of[(*row)[0]].insert(file.substr(0, file.find('/', 8)));
  }
  EXPECT_EQ(agencies_of.size(), made().summary.people_met);
  auto const people = rows_of(bytes_of(at("truth/people.csv")), ',');
  EXPECT_EQ(people.size(), agencies_of.size() + 1);
  auto several = 0;
  for (auto const& [person, agencies] : agencies_of) several += agencies.size() > 1 ? 1 : 0;
  EXPECT_GT(several, 500) << "people must recur across agencies";
}

TEST_F(Partnership, GivesNhsNumbersToSocialCareAlone) {
  for (auto const& [name, bytes] : all_files(at("exports"))) {
    auto const care = name.find("social-care") != std::string::npos;
    EXPECT_EQ(bytes.find(care ? "9990" : ",999") != std::string::npos, care) << name;
  }
}

TEST_F(Partnership, CountsForEqualityMonitoringInTheWordsOfTheDefinitions) {
  auto const definitions = bytes_of(fs::path{CONCORDAT_SOURCE_DIR} / "definitions" / "equality.yaml");
  for (auto const* agency : {"northshire-csp", "northshire-police"}) {
    std::map<std::string, std::map<std::string, int>> totals;  // by measure and characteristic
    auto const rows = rows_of(bytes_of(at(std::string{"equality/"} + agency + ".csv")), ',');
    ASSERT_GT(rows.size(), 50U);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      ASSERT_EQ(rows[i].size(), 5U) << agency << " row " << i;
      EXPECT_EQ(rows[i][1], "2026-Q3") << "over with the last month";
      for (auto const column : {0U, 2U, 3U}) {
        bool const ours = rows[i][column] == "residents" || rows[i][column] == "not-said";
        EXPECT_TRUE(ours || definitions.find("id: " + rows[i][column]) != std::string::npos) << rows[i][column];
      }
      totals[rows[i][0]][rows[i][2]] += std::stoi(rows[i][4]);
    }
    for (auto const& [measure, by] : totals) {
      for (auto const& [characteristic, total] : by) EXPECT_EQ(total, by.begin()->second) << measure << ' ' << characteristic;
    }
  }
}

TEST_F(Partnership, DescribesItselfForTheHub) {
  auto const yaml = bytes_of(at("partnership.yaml"));
  for (auto const* words :
       {"format: concordat-partnership/1", "id: northshire\n", "synthetic: true", "first_period: \"2024-11\"",
        "profile: police-uk-stop-and-search", "key-places.geojson"}) {
    EXPECT_NE(yaml.find(words), std::string::npos) << words;
  }
  for (auto const* name : {"areas-lsoa.geojson", "areas-msoa.geojson", "areas-district.geojson",
                           "key-places.geojson", "streets.geojson"}) {
    auto const parsed = Json::parse(bytes_of(at(name)));
    ASSERT_TRUE(parsed) << name;
    EXPECT_FALSE((*parsed)["features"].array().empty());
  }
  EXPECT_NE(yaml.find("snap_points: \"snap-points.csv\""), std::string::npos);
  auto const points = rows_of(bytes_of(at("snap-points.csv")), ',');
  EXPECT_GT(points.size(), 300U);
  for (std::size_t i = 1; i < points.size(); ++i) EXPECT_TRUE(points[i][3] == "0" || std::stoi(points[i][3]) >= 8) << points[i][0];
  auto const population = rows_of(bytes_of(at("population.csv")), ',');
  EXPECT_GT(population.size(), 100U + 3U);
}

}  // namespace
}  // namespace concordat::synth
