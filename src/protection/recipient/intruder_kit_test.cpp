// SPDX-License-Identifier: Apache-2.0
// The motivated intruder: nobody with records of his own, but with an afternoon and what is about. Everything is made up. The
// kit: news items (which tell day, place and what happened), posts (which tell of a friend, a street and roughly when) and an
// electoral roll (who lives where). He joins them and names whom he takes to be in a record.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "protection/recipient/recipient_test_tools.h"

namespace concordat::protection {
namespace {

/// What is known of one incident from outside.
struct Clue {
  IncidentRow told;       ///< as far as it is told
  bool tells_hour = false;
  std::size_t truth = 0;  ///< the record
};

struct Kit {
  std::vector<Clue> news;
  std::vector<Clue> posts;
  std::map<std::string, std::size_t> adults;  ///< on the roll, by LSOA
};

/// Every tenth incident was in the news; of every fifth somebody posted.
Kit kit_for(std::vector<IncidentRow> const& rows) {
  SeededChance chance{51};
  Kit kit;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].domestic) continue;
    if (chance.below(10) == 0) kit.news.push_back({rows[i], true, i});
    if (chance.below(5) == 0) {
      auto told = rows[i];
      told.group = MethodGroup::unknown;
      kit.posts.push_back({told, chance.below(2) == 0, i});
    }
  }
  for (int square = 0; square < 100; ++square) kit.adults[test::areas_of(square % 10 * 1000.0, square / 10 * 1000.0).lsoa] = 900 + chance.below(600);
  return kit;
}

struct Found {
  std::size_t named = 0;
  std::size_t right = 0;
};

/// Takes a record for the clue's where one alone fits all that is told.
Found join(RecordRelease const& out, std::vector<Clue> const& clues) {
  Found found;
  for (auto const& clue : clues) {
    auto const ladders = out.rules->ladders(clue.told);
    auto const method = out.rules->method(clue.told);
    std::size_t fit = 0;
    std::size_t last = 0;
    for (std::size_t r = 0; r < out.records.size(); ++r) {
      auto const& steps = out.parts[out.part_of[r]].steps;
      bool fits = clue.told.group == MethodGroup::unknown || out.records[r][steps.size()] == method;
      for (std::size_t c = 0; fits && c < steps.size(); ++c) fits = (c == 3 && !clue.tells_hour) || ladders[c][steps[c]] == out.records[r][c];
      if (!fits) continue;
      ++fit;
      last = r;
    }
    if (fit != 1) continue;
    ++found.named;
    found.right += out.rows[last] == clue.truth ? 1 : 0;
  }
  return found;
}

void expect_little(RecordRelease const& out, Kit const& kit, std::string const& what) {
  for (auto const* const clues : {&kit.news, &kit.posts}) {
    auto const found = join(out, *clues);
    EXPECT_LE(found.right * 100, out.records.size()) << what << ": " << found.right << " rightly of " << out.records.size();
  }
}

TEST(IntruderKit, GetsNextToNothingFromEitherRelease) {
  auto const points = test::points_of_town();
  auto const rows = test::incidents(1500, 330);
  auto const kit = kit_for(rows);
  EXPECT_GT(kit.news.size(), 80U);
  EXPECT_GT(kit.posts.size(), 150U);
  auto const others = release_records(RecipientHolds::no_named_incidents, rows, &points, {}, std::nullopt, false).value();
  expect_little(others, kit, "no named incidents");
  auto const held = made_up_incidents(rows);
  auto const holders = release_records(RecipientHolds::named_incidents, rows, &points, {}, std::span<NamedIncident const>{held}, true).value();
  expect_little(holders, kit, "named incidents");
}

TEST(IntruderKit, FindsPeopleInRecordsAsTheyAre) {
  // the same afternoon with records that were only stripped of names: the kit is worth something
  auto const points = test::points_of_town();
  auto const rows = test::incidents(1500, 330);
  auto const kit = kit_for(rows);
  RecordRelease raw;
  raw.rules.emplace(RecipientHolds::no_named_incidents, rows, &points);
  raw.columns = raw.rules->known();
  raw.parts.push_back({"all", std::vector<std::uint32_t>(raw.columns.size(), 0)});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string> record;
    for (auto const& ladder : raw.rules->ladders(rows[i])) record.push_back(ladder.front());
    record.push_back(raw.rules->method(rows[i]));
    raw.records.push_back(std::move(record));
    raw.rows.push_back(i);
    raw.part_of.push_back(0);
  }
  auto const found = join(raw, kit.news);
  EXPECT_GT(found.right * 10, kit.news.size() * 8);
}

TEST(IntruderKit, LearnsNoAddressFromTheRoll) {
  // whoever he has found by place still has a whole area of people to choose from
  auto const rows = test::incidents(1500, 330);
  auto const kit = kit_for(rows);
  auto const out = release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, std::nullopt, false).value();
  std::vector<ResidentRow> roll;
  for (int square = 0; square < 100; ++square) {
    auto const area = test::areas_of(square % 10 * 1000.0, square / 10 * 1000.0);
    roll.push_back({area, {}, "", static_cast<std::int64_t>(kit.adults.at(area.lsoa))});
  }
  EXPECT_GE(population_k(out, rows, roll).value(), 900);
}

}  // namespace
}  // namespace concordat::protection
