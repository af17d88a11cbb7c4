// SPDX-License-Identifier: Apache-2.0
#include "intake/quality/quality.h"

#include <gtest/gtest.h>

#include <array>

#include "base/chance.h"
#include "intake/quality/point_memory.h"
#include "intake/standardise/value.h"

namespace concordat::intake {
namespace {

TEST(Marks, HaveTheOrderOfVerdicts) {
  for (std::size_t at = 0; at < mark_count; ++at) {
    EXPECT_EQ(name_of(static_cast<Mark>(at)).view(), name_of(static_cast<Verdict>(at)).view());
  }
}

TEST(Qualities, CountByMonthAndField) {
  FeedQuality quality{{"event_date", "postcode"}};
  auto const december = quality.slot(Month::of(2019, 12));
  for (int row = 0; row < 8; ++row) {
    quality.row(december, row == 7 ? Fate::quarantined : Fate::accepted);
    quality.mark(december, 0, Mark::ok);
    quality.mark(december, 1,
                 row < 2   ? Mark::missing
                 : row < 4 ? Mark::changed
                 : row < 6 ? Mark::review
                           : Mark::placeholder);
  }
  auto const counts = quality.counts(Month::of(2019, 12));
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->read(), 8U);
  EXPECT_EQ(counts->quarantined, 1U);
  EXPECT_DOUBLE_EQ(*counts->fields[0].completeness(), 1.0);
  EXPECT_EQ(counts->fields[1].total(), 8U);
  EXPECT_DOUBLE_EQ(*counts->fields[1].completeness(), 0.5);
  EXPECT_DOUBLE_EQ(*counts->fields[1].validity(), 0.5);
}

TEST(Qualities, HaveNoDataWhereThereAreNoRows) {
  FeedQuality quality{{"postcode"}};
  auto const slot = quality.slot(Month::of(2020, 1));
  EXPECT_FALSE(quality.counts(Month::of(2020, 1)));
  EXPECT_FALSE(quality.counts(Month::of(2020, 2)));
  EXPECT_TRUE(quality.months().empty());
  EXPECT_FALSE(quality.total().fields[0].completeness());
  EXPECT_FALSE(quality.total().fields[0].validity());
  EXPECT_FALSE(quality.total().mean_lag_days());
  quality.row(slot, Fate::skipped);
  EXPECT_EQ(quality.months(), std::vector{Month::of(2020, 1)});
}

TEST(Qualities, KeepRowsWithoutAMonthApart) {
  FeedQuality quality{{"event_date"}};
  EXPECT_EQ(quality.slot(Month::of(1850, 1)), FeedQuality::undated);
  EXPECT_EQ(quality.slot(Month::of(2300, 1)), FeedQuality::undated);
  quality.row(FeedQuality::undated, Fate::quarantined);
  quality.mark(FeedQuality::undated, 0, Mark::invalid);
  EXPECT_TRUE(quality.months().empty());
  EXPECT_EQ(quality.undated_counts().read(), 1U);
  EXPECT_EQ(quality.total().fields[0].of(Mark::invalid), 1U);
}

TEST(Qualities, NoteHowLateAFileCame) {
  EXPECT_EQ(lag_in_days(Month::of(2020, 2), *parse_date("2020-03-05")), 5);
  EXPECT_EQ(lag_in_days(Month::of(2020, 2), *parse_date("2020-02-20")), -9);
  FeedQuality quality{{}};
  auto const slot = quality.slot(Month::of(2020, 2));
  quality.lag(slot, -9);
  EXPECT_EQ(quality.total().lag_days_most, -9);
  quality.lag(slot, 5);
  quality.row(slot, Fate::accepted);
  auto const counts = *quality.counts(Month::of(2020, 2));
  EXPECT_DOUBLE_EQ(*counts.mean_lag_days(), -2);
  EXPECT_EQ(counts.lag_days_most, 5);
}

TEST(Qualities, CountClashesDuplicatesAndPoints) {
  FeedQuality quality{{}};
  auto const slot = quality.slot(Month::of(2020, 2));
  quality.row(slot, Fate::accepted);
  quality.duplicate(slot);
  quality.repeat(slot);
  quality.clash(slot, Clash::swapped_pair);
  quality.point(slot, true, true);
  quality.point(slot, true, false);
  quality.point(slot, false, false);
  auto const counts = *quality.counts(Month::of(2020, 2));
  EXPECT_EQ(counts.duplicates, 1U);
  EXPECT_EQ(counts.repeats, 1U);
  EXPECT_EQ(counts.points, 2U);
  EXPECT_EQ(counts.points_new, 1U);
  EXPECT_EQ(counts.clashes[static_cast<std::size_t>(Clash::swapped_pair)], 1U);
  for (std::size_t at = 0; at < clash_count; ++at) EXPECT_FALSE(name_of(static_cast<Clash>(at)).empty());
}

/// Random rows, the same for the same seed.
void fill(FeedQuality& quality, std::uint64_t seed) {
  SeededChance chance{seed};
  for (int row = 0; row < 500; ++row) {
    auto const slot = quality.slot(Month::of(2019, 1 + static_cast<int>(chance.below(14))));
    quality.row(slot, static_cast<Fate>(chance.below(3)));
    if (chance.below(10) == 0) quality.lag(slot, static_cast<std::int64_t>(chance.below(60)) - 10);
    if (chance.below(20) == 0) quality.clash(slot, static_cast<Clash>(chance.below(clash_count)));
    if (chance.below(4) == 0) quality.point(slot, true, chance.below(2) == 0);
    for (std::size_t field = 0; field < quality.fields().size(); ++field) {
      quality.mark(slot, field, static_cast<Mark>(chance.below(mark_count)));
    }
  }
}

void expect_same(FeedQuality const& left, FeedQuality const& right) {
  EXPECT_EQ(left.months(), right.months());
  EXPECT_EQ(left.to_json().canonical(), right.to_json().canonical());
  for (auto const month : left.months()) EXPECT_EQ(left.counts(month), right.counts(month));
  EXPECT_EQ(left.total(), right.total());
}

TEST(Qualities, MergedEqualThoseCountedInOne) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    FeedQuality both{{"a", "b", "c"}};
    fill(both, seed);
    fill(both, seed + 100);
    FeedQuality left{{"a", "b", "c"}};
    FeedQuality right{{"a", "b", "c"}};
    fill(left, seed);
    fill(right, seed + 100);
    left.merge(right);
    expect_same(left, both);
  }
}

TEST(Qualities, MergeFieldsByTheirId) {
  FeedQuality left{{"a", "b"}};
  FeedQuality right{{"c", "b"}};
  auto const month = Month::of(2020, 1);
  left.row(left.slot(month), Fate::accepted);
  left.mark(left.slot(month), 0, Mark::ok);
  left.mark(left.slot(month), 1, Mark::ok);
  right.row(right.slot(month), Fate::accepted);
  right.mark(right.slot(month), 0, Mark::invalid);
  right.mark(right.slot(month), 1, Mark::review);
  left.merge(right);
  EXPECT_EQ(left.fields(), (std::vector<std::string>{"a", "b", "c"}));
  auto const counts = *left.counts(month);
  EXPECT_EQ(counts.read(), 2U);
  EXPECT_EQ(counts.fields[0].total(), 1U);
  EXPECT_EQ(counts.fields[1].of(Mark::review), 1U);
  EXPECT_EQ(counts.fields[1].total(), 2U);
  EXPECT_EQ(counts.fields[2].of(Mark::invalid), 1U);
}

TEST(Qualities, ComeBackFromStorage) {
  FeedQuality quality{{"a", "b"}};
  fill(quality, 7);
  quality.row(FeedQuality::undated, Fate::quarantined);
  quality.mark(FeedQuality::undated, 1, Mark::missing);
  auto const stored = Json::parse(quality.to_json().canonical());
  ASSERT_TRUE(stored);
  auto const back = FeedQuality::from_json(*stored);
  ASSERT_TRUE(back);
  expect_same(*back, quality);
  EXPECT_EQ(back->undated_counts(), quality.undated_counts());
}

TEST(Qualities, RefuseDamagedStorage) {
  for (auto const* text :
       {"{}", R"({"version":2,"fields":[],"months":{}})", R"({"version":1,"fields":[1],"months":{}})",
        R"({"version":1,"fields":["a"],"months":{"2020-13":{"fields":[[0,0,0,0,0,0]]}}})",
        R"({"version":1,"fields":["a"],"months":{"2020-01":{"fields":[[0,0,0]]}}})",
        R"({"version":1,"fields":["a"],"months":{"2020-01":{"fields":[[0,0,0,0,0,-1]]}}})",
        R"({"version":1,"fields":["a"],"months":{"2020-01":{"fields":[[0,0,0,0,0,0]],"accepted":"x"}}})",
        R"({"version":1,"fields":["a"],"months":{"2020-01":{"fields":[]}}})",
        R"({"version":1,"fields":["a"],"months":{},"undated":{}})"}) {
    auto const json = Json::parse(text);
    ASSERT_TRUE(json) << text;
    auto const back = FeedQuality::from_json(*json);
    ASSERT_FALSE(back) << text;
    EXPECT_EQ(back.error().code.view(), "quality.damaged");
  }
}

TEST(PointMemories, KnowWhatTheyHaveSeen) {
  PointMemory memory;
  auto const january = Month::of(2020, 1);
  auto const february = Month::of(2020, 2);
  for (std::int32_t at = 0; at < 5000; ++at) {
    auto const sight = memory.see(point_key(400000 + at, 300000 - at), january);
    EXPECT_TRUE(sight.first_ever && sight.first_this_month);
  }
  EXPECT_EQ(memory.size(), 5000U);
  EXPECT_FALSE(memory.see(point_key(400001, 299999), january).first_this_month);
  PointMemory again;
  again.restore(memory.all());
  EXPECT_EQ(again.size(), 5000U);
  auto const later = again.see(point_key(400001, 299999), february);
  EXPECT_TRUE(later.first_this_month);
  EXPECT_FALSE(later.first_ever);
  EXPECT_NE(point_key(1, 2), point_key(2, 1));
  std::array const never{PointMemory::Seen{}};
  again.restore(never);
  EXPECT_EQ(again.size(), 5000U);
}

}  // namespace
}  // namespace concordat::intake
