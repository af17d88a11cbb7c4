// SPDX-License-Identifier: Apache-2.0
// Attackers who try to name people in released records. One of them is the program's own; the others are written here anew, by
// other means, so that a mistake in the one does not hide in both.
#include "protection/recipient/attack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "protection/recipient/recipient_test_tools.h"

namespace concordat::protection {
namespace {

using test::incidents;

RecordRelease release(RecipientHolds holds, std::vector<IncidentRow> const& rows, PublishedPoints const* points, std::vector<NamedIncident> const& held) {
  auto out = release_records(holds, rows, points, {}, std::span<NamedIncident const>{held}, true);
  EXPECT_TRUE(out) << out.error().title.view();
  return std::move(*out);
}

/// Smallest class, and fewest methods and kinds of place in one, counted from what leaves.
void expect_nobody_stands_out(RecordRelease const& out, bool public_may = false) {
  std::map<std::vector<std::string>, std::vector<std::vector<std::string>>> classes;
  auto const known = out.columns.size() - 2;
  for (auto const& record : out.records) classes[{record.begin(), record.begin() + static_cast<std::ptrdiff_t>(known)}].push_back({record.end() - 2, record.end()});
  for (auto const& [key, learned] : classes) {
    EXPECT_GE(learned.size(), 5U);
    for (std::size_t c = 0; c < 2; ++c) {
      std::set<std::string> values;
      for (auto const& one : learned) values.insert(one[c]);
      EXPECT_TRUE(values.size() >= 2 || (public_may && values.contains("public"))) << key.front();
    }
  }
}

/// Looks at every pair by what the released words say, and names the record where one incident alone fits.
struct Names {
  std::size_t names = 0;
  std::size_t right = 0;
};
/// What his record would say, for the hour told and for an hour more or less.
struct InWords {
  std::vector<std::string> said;
  std::set<std::string> hours;
  std::string method;
};
InWords in_words(RecordRelease const& out, IncidentRow const& row) {
  InWords words;
  auto const ladders = out.rules->ladders(row);
  for (std::size_t c = 0; c < out.parts.front().steps.size(); ++c) words.said.push_back(ladders[c][out.parts.front().steps[c]]);
  for (auto const later : {-60, 0, 60}) {
    auto other = row;
    if (row.minutes) other.minutes = *row.minutes + later;
    words.hours.insert(out.rules->ladders(other)[3][out.parts.front().steps[3]]);
  }
  words.method = out.rules->method(row);
  return words;
}

Names name_by_words(RecordRelease const& out, std::vector<NamedIncident> const& held, bool by_method) {
  std::vector<InWords> words;
  for (auto const& one : held) words.push_back(in_words(out, one.row));
  Names names;
  for (std::size_t r = 0; r < out.records.size(); ++r) {
    std::size_t fit = 0;
    NamedIncident const* last = nullptr;
    for (std::size_t h = 0; h < held.size(); ++h) {
      auto const& record = out.records[r];
      auto const& his = words[h];
      bool fits = !by_method || his.method == record[out.parts.front().steps.size()];
      for (std::size_t c = 0; fits && c < out.parts.front().steps.size(); ++c) fits = c == 3 ? his.hours.contains(record[c]) : his.said[c] == record[c];
      if (!fits) continue;
      ++fit;
      last = &held[h];
    }
    if (fit != 1) continue;
    ++names.names;
    names.right += last->record == out.rows[r] ? 1 : 0;
  }
  return names;
}

TEST(Attack, NamesMostOfWhatAnybodyCouldInRecordsWithPointAndHour) {
  auto const points = test::points_of_town();
  auto const rows = incidents(300, 60);
  auto const held = made_up_incidents(rows);
  EXPECT_EQ(held.size(), 1200U);
  FieldRules const rules{RecipientHolds::no_named_incidents, rows, &points};
  auto const figures = attack({&rules, rows, std::vector<std::uint8_t>(rows.size(), 0), {0, 0, 0, 0}}, held, true);
  EXPECT_GT(figures.rightly, 0.15) << "an attacker who finds so little tests nothing";
  EXPECT_GT(figures.precision, 0.8);
  EXPECT_FALSE(figures.holds());
}

TEST(Attack, IsNotToldMoreByCoarserRecords) {
  auto const rows = incidents(300, 60);
  auto const held = made_up_incidents(rows);
  FieldRules const rules{RecipientHolds::no_named_incidents, rows, nullptr};
  std::vector<std::uint8_t> const nobody(rows.size(), 0);
  auto const fine = attack({&rules, rows, nobody, {1, 0, 0, 0}}, held, true);
  auto const coarse = attack({&rules, rows, nobody, {3, 1, 1, 3}}, held, true);
  EXPECT_LT(coarse.rightly, fine.rightly / 4);
  auto const nothing = attack({&rules, rows, std::vector<std::uint8_t>(rows.size(), 1), {1, 0, 0, 0}}, held, true);
  EXPECT_EQ(nothing.rightly, 0);
  EXPECT_EQ(nothing.named.size(), 0U);
}

TEST(Attack, TakesAsManyAsCouldBeForRightWhereTheTruthIsNotKnown) {
  auto const rows = incidents(300, 60);
  auto held = made_up_incidents(rows);
  FieldRules const rules{RecipientHolds::no_named_incidents, rows, nullptr};
  ReleasedRecords const shown{&rules, rows, std::vector<std::uint8_t>(rows.size(), 0), {1, 0, 0, 0}};
  auto const known = attack(shown, held, true);
  for (auto& one : held) one.record = {};
  auto const unknown = attack(shown, held, false);
  EXPECT_GE(unknown.rightly, known.rightly);
  EXPECT_GE(unknown.precision, known.precision);
}

TEST(Attack, GetsNextToNothingOfWhatLeavesForAHolder) {
  for (auto const many : {450U, 1500U}) {
    auto const rows = incidents(many, many == 450 ? 90 : 360);
    auto const held = made_up_incidents(rows);
    auto const out = release(RecipientHolds::named_incidents, rows, nullptr, held);
    EXPECT_LE(out.withheld * 10, rows.size());
    expect_nobody_stands_out(out);
    ASSERT_TRUE(out.attacked);
    EXPECT_LE(out.attacked->rightly, 0.01);
    EXPECT_LE(out.attacked->precision, 0.10);
    for (bool const by_method : {false, true}) {
      auto const names = name_by_words(out, held, by_method);
      EXPECT_LE(names.right * 100, out.records.size());
      EXPECT_LE(names.right * 10, names.names) << "of " << names.names;
    }
  }
}

TEST(Attack, MakesARecordsReleaseCoarserWhereItWouldName) {
  // finer rules and smaller classes than a holder of incidents would be given
  auto const rows = incidents(1000, 300);
  auto const held = made_up_incidents(rows);
  RecordDemand const weak{.k = 3, .l = 1, .withheld_wanted = 0.1};
  auto const untried = release_records(RecipientHolds::no_named_incidents, rows, nullptr, weak, std::nullopt, false).value();
  FieldRules const rules{RecipientHolds::no_named_incidents, rows, nullptr};
  std::vector<std::uint8_t> withheld(rows.size(), 1);
  for (auto const row : untried.rows) withheld[row] = 0;
  EXPECT_FALSE(attack({&rules, rows, withheld, untried.parts.front().steps}, held, true).holds());
  auto const tried = release_records(RecipientHolds::no_named_incidents, rows, nullptr, weak, std::span<NamedIncident const>{held}, true).value();
  EXPECT_TRUE(tried.attacked->holds());
  EXPECT_TRUE(tried.parts.front().steps != untried.parts.front().steps || tried.withheld > untried.withheld);
  EXPECT_LE(tried.withheld * 10, rows.size());
}

TEST(Attack, IsNoWeakerForWhatIsKnownOfOneAttacker) {
  auto const rows = incidents(1000, 300);
  auto const made_up = made_up_incidents(rows);
  std::vector<NamedIncident> const one{{incidents(1, 300, 5).front(), {}}};
  RecordDemand const weak{.k = 3, .l = 1, .withheld_wanted = 0.1};
  auto const alone = release_records(RecipientHolds::no_named_incidents, rows, nullptr, weak, std::span<NamedIncident const>{one}, false).value();
  std::vector<std::uint8_t> withheld(rows.size(), 1);
  for (auto const row : alone.rows) withheld[row] = 0;
  ReleasedRecords const shown{&*alone.rules, rows, withheld, alone.parts.front().steps};
  EXPECT_FALSE(attack(shown, made_up, true).holds()) << "one incident stood for all that he may hold";
  std::array const both{Attacker{made_up, true}, Attacker{one, false}};
  auto const against_both = attack(shown, both);
  EXPECT_FALSE(against_both.holds());
  EXPECT_GE(against_both.named.size(), attack(shown, made_up, true).named.size());
  EXPECT_GE(against_both.precision, std::max(attack(shown, made_up, true).precision, attack(shown, one, false).precision));
  auto const out = release_records(RecipientHolds::no_named_incidents, rows, nullptr, weak, both).value();
  ASSERT_EQ(out.attacks.size(), 2U);
  for (auto const& figures : out.attacks) EXPECT_TRUE(figures.holds());
  EXPECT_TRUE(out.parts.front().steps != alone.parts.front().steps || out.withheld > alone.withheld);
}

TEST(Attack, GetsNextToNothingByOtherIncidentsThanThoseThatWereTried) {
  // he holds other incidents than the program made up
  auto const rows = incidents(1500, 360);
  auto const out = release(RecipientHolds::named_incidents, rows, nullptr, made_up_incidents(rows));
  SeededChance chance{77};
  std::vector<NamedIncident> held;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (chance.below(2) == 0) held.push_back({rows[i], i});
  }
  for (auto const& other : incidents(4500, 360, 99)) held.push_back({other, {}});
  auto const names = name_by_words(out, held, true);
  EXPECT_LE(names.right * 100, out.records.size());
  EXPECT_LE(names.right * 10, names.names) << "of " << names.names;
}

TEST(Attack, LeavesRecordsForOthersAlike) {
  auto const points = test::points_of_town();
  auto const rows = incidents(4000, 300);
  auto const out = release_records(RecipientHolds::no_named_incidents, rows, &points, {}, std::nullopt, false);
  ASSERT_TRUE(out) << out.error().title.view();
  expect_nobody_stands_out(*out, true);
  ASSERT_EQ(out->parts.size(), 2U);
  EXPECT_LT(out->parts[0].loss, out->parts[1].loss) << "public places may be told more finely than homes";
  EXPECT_GE(out->records.size() * 100, rows.size() * 98);
  EXPECT_FALSE(out->attacked);
}

TEST(Attack, IsTheSameInAnyOrderOfTheRecords) {
  auto rows = incidents(450, 90);
  auto const first = release(RecipientHolds::named_incidents, rows, nullptr, made_up_incidents(rows));
  std::ranges::reverse(rows);
  auto const second = release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, std::nullopt, false);
  std::ranges::reverse(rows);
  auto const third = release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, std::nullopt, false);
  ASSERT_TRUE(second && third);
  EXPECT_EQ(second->parts.back().steps, third->parts.back().steps);
  EXPECT_GE(first.k, 5U);
}

TEST(ReleaseRecords, RefusesWhatCannotBeMadeSafe) {
  auto rows = incidents(450, 90);
  rows[7].area.msoa = "E0299";
  EXPECT_EQ(release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, std::nullopt, false).error().code.view(), "recipient.areas");
  rows = incidents(4, 20);
  EXPECT_EQ(release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, std::nullopt, false).error().code.view(), "generalise.cannot");
  // two incidents in all that fit everything: whoever holds these two guesses right every other time
  rows = incidents(200, 60);
  std::vector<NamedIncident> const two{{rows[0], std::size_t{0}}, {rows[1], std::size_t{1}}};
  std::vector<IncidentRow> const few(rows.begin(), rows.begin() + 8);
  auto const refused = release_records(RecipientHolds::named_incidents, few, nullptr, {.k = 3, .l = 1}, std::span<NamedIncident const>{two}, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "recipient.named");
}

TEST(ReleaseRecords, OfPublicPlacesNeedNoOtherKindOfPlace) {
  auto rows = test::incidents(600, 90);
  std::erase_if(rows, [](IncidentRow const& row) { return row.sort != PlaceSort::open || row.domestic; });
  auto const alone = release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, {});
  ASSERT_TRUE(alone) << alone.error().title.view();
  EXPECT_GE(alone->k, 5U);
  auto home = rows.front();
  home.sort = PlaceSort::dwelling;
  home.domestic = true;
  for (int i = 0; i < 3; ++i) rows.push_back(home);
  auto const with_three = release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, {});
  ASSERT_TRUE(with_three) << with_three.error().title.view();
  EXPECT_GE(with_three->withheld, 3U) << "too few to hide among each other";
  for (auto const& record : with_three->records) EXPECT_EQ(record.back(), "public");
  EXPECT_EQ(with_three->records.size(), alone->records.size());
}

TEST(ReleaseRecords, CountsResidentsWhoWouldFit) {
  auto const rows = incidents(2000, 360);
  auto const out = release_records(RecipientHolds::no_named_incidents, rows, nullptr, {}, std::nullopt, false).value();
  std::vector<ResidentRow> residents;
  for (int square = 0; square < 100; ++square) {
    auto const area = test::areas_of(square % 10 * 1000.0, square / 10 * 1000.0);
    for (std::int64_t age = 0; age < 90; ++age) {
      for (auto const* const sex : {"male", "female"}) residents.push_back({area, age, sex, square == 12 ? 1 : 9});
    }
  }
  auto const k = population_k(out, rows, residents);
  ASSERT_TRUE(k);
  EXPECT_GE(*k, 1);
  residents.resize(residents.size() / 4);
  EXPECT_EQ(population_k(out, rows, residents).has_value(), std::ranges::all_of(out.records, [](auto const& record) { return record[0] == "any"; })) << "areas without residents";
}

}  // namespace
}  // namespace concordat::protection
