// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "protection/anonymity/record_profile.h"

namespace concordat::protection {
namespace {

constexpr auto good = R"(format: concordat-protection/1
name: ed-to-partners
k: 7
columns:
  - {column: id, role: drop}
  - {column: age, role: known, steps: [{bands: [0, 10, 18, 25]}, {bands: [0, 18]}, all]}
  - {column: day, role: known, steps: [month, quarter, year]}
  - {column: area, role: known, steps: [as-is, {prefix: 3}]}
  - column: place
    role: known
    steps: [{groups: [{label: outdoors, of: [street, park]}, {label: indoors, of: [home]}]}, all]
  - {column: method, role: sensitive}
  - {column: outcome, role: keep}
)";

std::vector<std::string> codes(std::string const& text) {
  std::vector<std::string> found;
  auto const profile = read_profile(text, "profile.yaml");
  if (profile) return found;
  for (auto const& finding : profile.error()) {
    found.push_back(finding.code);
    EXPECT_FALSE(finding.remedy.empty()) << finding.code;
  }
  return found;
}

std::string with(std::string const& from, std::string const& to) {
  std::string text = good;
  auto const at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(RecordProfile, ReadsEveryPart) {
  auto const profile = read_profile(good, "profile.yaml");
  ASSERT_TRUE(profile) << sentence(profile.error().front());
  EXPECT_EQ(profile->k, 7U);
  EXPECT_EQ(profile->l, 2U);
  EXPECT_EQ(profile->withheld_percent, 2U);
  EXPECT_EQ(profile->blank_percent, 0U);
  EXPECT_EQ(read_profile(with("k: 7", "k: 7\nblank: 20"), "profile.yaml")->blank_percent, 20U);
  EXPECT_THAT(codes(with("k: 7", "k: 7\nblank: 51")), ::testing::ElementsAre("protection.out-of-range"));
  EXPECT_EQ(profile->columns.size(), 7U);
  EXPECT_EQ(profile->find("method")->role, ColumnRole::sensitive);
  auto const& ages = profile->find("age")->steps;
  for (auto const& [value, label] : {std::pair{"9", "0 to 9"}, {"10", "10 to 17"}, {"25", "25 and over"}, {"-1", "under 0"}, {"", "unknown"}}) EXPECT_EQ(ages[0].of(value), label);
  EXPECT_EQ(ages[0].of("ten"), std::nullopt);
  EXPECT_EQ(ages[2].of("ten"), "any");
  auto const& days = profile->find("day")->steps;
  EXPECT_EQ(days[0].of("2026-11-30"), "2026-11");
  EXPECT_EQ(days[1].of("2026-11-30T10:00"), "2026-Q4");
  EXPECT_EQ(days[1].of("2026-03-01"), "2026-Q1");
  EXPECT_EQ(days[2].of("2026-03-01"), "2026");
  EXPECT_EQ(days[0].of("2026-02-30"), std::nullopt);
  EXPECT_EQ(profile->find("area")->steps[1].of("E01009"), "E01");
  EXPECT_EQ(profile->find("place")->steps[0].of("park"), "outdoors");
  EXPECT_EQ(profile->find("place")->steps[0].of("river"), std::nullopt);
}

TEST(RecordProfile, RefusesWhatItDoesNotKnow) {
  using ::testing::Contains;
  EXPECT_THAT(codes(with("protection/1", "protection/2")), Contains("protection.format"));
  EXPECT_THAT(codes(with("k: 7", "k: 2")), Contains("protection.out-of-range"));
  EXPECT_THAT(codes(with("k: 7", "withheld: 11")), Contains("protection.out-of-range"));
  EXPECT_THAT(codes(with("[0, 10, 18, 25]", "[0, 18, 10]")), Contains("protection.bands"));
  EXPECT_THAT(codes(with("[month,", "[week,")), Contains("protection.no-step"));
  EXPECT_THAT(codes(with("{prefix: 3}", "{prefix: 3, bands: [1]}")), Contains("protection.no-step"));
  EXPECT_THAT(codes(with("{prefix: 3}", "{prefix: 0}")), Contains("protection.prefix"));
  EXPECT_THAT(codes(with("of: [home]", "of: [home, park]")), Contains("protection.two-groups"));
  EXPECT_THAT(codes(with("groups: [{label: outdoors, of: [street, park]}, {label: indoors, of: [home]}]", "groups: []")), Contains("protection.no-groups"));
  EXPECT_THAT(codes(with("role: keep", "role: secret")), Contains("protection.no-role"));
  EXPECT_THAT(codes(with("role: sensitive}", "role: sensitive, steps: [all]}")), Contains("protection.steps"));
  EXPECT_THAT(codes(with("steps: [month, quarter, year]", "steps: []")), Contains("protection.steps"));
  EXPECT_THAT(codes(with("column: outcome", "column: method")), Contains("protection.twice"));
  EXPECT_THAT(codes("format: concordat-protection/1\nname: x\ncolumns:\n  - {column: id, role: drop}\n"), Contains("protection.nothing-known"));
  EXPECT_FALSE(codes(with("k: 7", "kk: 7")).empty());
  EXPECT_FALSE(codes("[").empty());
}

TEST(RecordProfile, PointsAtTheFieldThatIsWrong) {
  auto const first = [](std::string const& text) {
    auto const read = read_profile(text, "p.yaml");
    return read ? Finding{} : read.error().front();
  };
  auto const line_of = [](std::string const& text, std::string const& what) {
    return static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find(what)), '\n') + 1);
  };
  for (auto const& [wrong, column] : {std::pair<std::string, std::uint32_t>{"k: 2", 4}, {"withheld: 0.2", 11}, {"withheld: 2%", 11}, {"blank: 60", 8}, {"l: 0.5", 4}}) {
    auto const text = with("k: 7", wrong);
    auto const finding = first(text);
    bool const by_the_reader = wrong.find('.') != std::string::npos;  // which takes no number with a point
    EXPECT_EQ(finding.code, by_the_reader ? "yaml-ambiguous" : "protection.out-of-range") << wrong;
    EXPECT_EQ(finding.line, line_of(text, wrong)) << wrong;
    EXPECT_EQ(finding.column, column) << wrong;
    EXPECT_EQ(finding.remedy.find("per cent") != std::string::npos, by_the_reader || wrong.starts_with("withheld") || wrong.starts_with("blank")) << finding.remedy;
  }
  EXPECT_EQ(first(with("protection/1", "protection/2")).column, 9U);
}

}  // namespace
}  // namespace concordat::protection
