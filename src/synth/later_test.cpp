// SPDX-License-Identifier: Apache-2.0
#include "synth/later.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "synth/office.h"

namespace concordat::synth {
namespace {

namespace fs = std::filesystem;

struct Run {
  fs::path parent;
  Summary summary;
  ~Run() { fs::remove_all(parent); }
  [[nodiscard]] std::string text(std::string const& path) const {
    std::ifstream in{parent / "out" / path, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
};

std::unique_ptr<Run> run(Month last, int months) {
  auto made = std::make_unique<Run>();
  auto pattern = (fs::path{testing::TempDir()} / "later-XXXXXX").string();
  made->parent = ::mkdtemp(pattern.data());
  auto written = write_partnership({.months = months, .last_month = last, .people = 20'000, .folder = made->parent / "out"});
  EXPECT_TRUE(written) << (written ? "" : sentence(written.error()));
  if (written) made->summary = *written;
  return made;
}

std::set<Month> months_of(Run const& made, std::string_view feed) {
  std::set<Month> months;
  for (auto const& file : made.summary.files) {
    if (file.feed == feed) months.insert(file.period);
  }
  return months;
}

TEST(LaterAgencies, SendNothingBeforeTheyJoinedAndEachFeedAtItsTimes) {
  auto const made = run(Month::of(2026, 10), 6);
  for (auto const& feed : feeds_that_joined()) {
    auto const months = months_of(*made, feed.id);
    std::set<Month> expected;
    if (feed.every == "P1M") expected = {Month::of(2026, 8), Month::of(2026, 9), Month::of(2026, 10)};
    if (feed.every == "P3M") expected = {Month::of(2026, 9)};
    if (feed.every == "P1Y") expected = {Month::of(2026, 10)};
    EXPECT_EQ(months, expected) << feed.id;
  }
}

TEST(LaterAgencies, StandInThePartnershipFileFromTheMonthTheyJoined) {
  auto const made = run(Month::of(2026, 10), 6);
  auto const yaml = made->text("partnership.yaml");
  for (auto const& feed : feeds_that_joined()) {
    auto const at = yaml.find("{id: " + std::string{feed.id} + ", agency: " + std::string{feed.agency});
    ASSERT_NE(at, std::string::npos) << feed.id;
    auto const line = yaml.substr(at, yaml.find('\n', at) - at);
    EXPECT_NE(line.find("every: " + std::string{feed.every}), std::string::npos) << line;
    EXPECT_NE(yaml.find("{id: " + std::string{feed.agency} + ", kind: "), std::string::npos) << feed.agency;
  }
  LaterFeed const monthly{"a", "b", "c", "d", "P1M", "P15D"};
  LaterFeed const quarterly{"a", "b", "c", "d", "P3M", "P15D"};
  EXPECT_EQ(first_period(monthly, Month::of(2026, 10), 24), Month::of(2026, 8));
  EXPECT_EQ(first_period(quarterly, Month::of(2026, 10), 24), Month::of(2026, 7)) << "a quarter is delivered whole";
  EXPECT_EQ(first_period(monthly, Month::of(2026, 10), 1), Month::of(2026, 10));
}

TEST(LaterAgencies, AQuartersReturnHoldsTheWholeQuarterEvenInARunOfOneMonth) {
  auto const made = run(Month::of(2026, 9), 1);
  auto const police = made->text("exports/northshire-police/s17a-police/s17a-2026-09.csv");
  for (auto const* words : {"/07/2026", "/08/2026", "/09/2026", "\r\n2(d),2026-09,,,,,,,,,0"}) EXPECT_NE(police.find(words), std::string::npos) << words;
  EXPECT_EQ(police.find("2(f)"), std::string::npos) << "left out, and told of";
}

TEST(LaterAgencies, TellOfMistakesOnlyWhereTheyWereMade) {
  auto const made = run(Month::of(2026, 9), 1);
  auto const errors = made->text("truth/errors.csv");
  auto blanks = 0;
  std::istringstream lines{errors};
  for (std::string line; std::getline(lines, line);) {
    if (line.find("youth-justice") != std::string::npos && line.find("blank-role") != std::string::npos) ++blanks;
  }
  auto const file = made->text("exports/northshire-youth-justice/youth-justice/caseload-2026-09.csv");
  auto found = 0;
  std::istringstream rows{file};
  for (std::string row; std::getline(rows, row);) {
    if (row.find(",F,,") != std::string::npos || row.find(",M,,") != std::string::npos) ++found;
  }
  EXPECT_EQ(found, blanks);
}

TEST(Circles, AreTheSameFromMonthToMonthAndOfTheirAges) {
  auto const place = make_place(7, 20'000);
  World const world{7, place, People{7, place, Month::of(2026, 11).first_day()}, 20'000};
  auto const of = [&](Month month) {
    std::set<std::uint32_t> known;
    each_known(world, {Lot::care, 1, 300, 10, 17}, last_day(month), [&](std::uint32_t person) {
      EXPECT_GE(world.people.age(person, last_day(month)), 10);
      EXPECT_LE(world.people.age(person, last_day(month)), 17);
      known.insert(person);
    });
    return known;
  };
  auto const first = of(Month::of(2026, 9));
  auto const second = of(Month::of(2026, 10));
  EXPECT_GT(first.size(), 250U);
  std::size_t both = 0;
  for (auto const person : first) both += second.contains(person) ? 1U : 0U;
  EXPECT_GT(both * 10, first.size() * 8);
}

}  // namespace
}  // namespace concordat::synth
