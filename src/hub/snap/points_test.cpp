// SPDX-License-Identifier: Apache-2.0
// Tables of published points as the hub takes them in, and where places stand by them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "hub/snap/points_test_tools.h"
#include "hub/snap/tables.h"

namespace concordat::hub::proving {
namespace {

struct Random {
  snap::Spot place;
  bool inside = false;
};

class PublishedTables : public PointsTest {
 protected:
  /// In the areas and around them.
  [[nodiscard]] std::vector<Random> places(std::size_t count) {
    SeededChance chance{7};
    std::vector<Random> all;
    for (std::size_t i = 0; i < count; ++i) {
      snap::Spot const place{corner_easting - 600 + chance.unit() * (4 * area_side + 1200), corner_northing - 600 + chance.unit() * (area_side + 1200)};
      all.push_back({place, hub().release_areas()->locator.locate({place.x, place.y}).has_value()});
    }
    return all;
  }
  [[nodiscard]] std::vector<std::optional<snap::Spot>> told(std::vector<Random> const& all, int epoch = 1) {
    auto const tables = snap::Tables::read(hub().database(), {{quarter, epoch}});
    EXPECT_EQ(code_of(tables), "fine");
    std::vector<std::optional<snap::Spot>> spots;
    for (auto const& one : all) spots.push_back(tables->stand(one.place, quarter, one.inside));
    return spots;
  }
  static constexpr Quarter quarter{2026 * 4 + 2};
};
CONCORDAT_ON_BOTH_STORES(PublishedTables);

bool same(std::vector<std::optional<snap::Spot>> const& left, std::vector<std::optional<snap::Spot>> const& right) {
  return std::ranges::equal(left, right, [](auto const& one, auto const& other) { return one.has_value() == other.has_value() && (!one || (one->x == other->x && one->y == other->y)); });
}

TEST_P(PublishedTables, TellEachPlaceByOneOfTheirPointsForGood) {  // protection.md B.4, snap
  auto points = random_points(3'000);
  ASSERT_EQ(code_of(give(csv_of(points))), "fine");
  auto const& locator = hub().release_areas()->locator;
  std::vector<protection::SnapPoint> usable;
  std::set<std::pair<double, double>> spots;
  for (auto const& point : points) {
    if (!locator.locate({point.x, point.y})) continue;
    ASSERT_TRUE(point.addresses == 0 || point.addresses >= 8);
    usable.push_back(point);
    spots.emplace(point.x, point.y);
  }
  auto const all = places(100'000);
  auto const first = told(all);
  std::size_t nowhere = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const& [place, inside] = all[i];
    if (!first[i]) {
      nowhere += inside ? 1 : 0;
      continue;
    }
    ASSERT_TRUE(inside) << "no place is moved into the area";
    ASSERT_TRUE(spots.contains({first[i]->x, first[i]->y})) << place.x << ' ' << place.y;
    ASSERT_LE(std::hypot(first[i]->x - place.x, first[i]->y - place.y), 500);
    if (i % 100 != 0) continue;
    auto const near = std::ranges::min(usable, {}, [&](auto const& point) { return std::hypot(point.x - place.x, point.y - place.y); });
    EXPECT_EQ(std::hypot(near.x - place.x, near.y - place.y), std::hypot(first[i]->x - place.x, first[i]->y - place.y)) << "the nearest";
  }
  EXPECT_EQ(nowhere, 0U) << "points lie densely enough here";
  EXPECT_TRUE(same(told(all), first)) << "asked again";
  open_it();
  EXPECT_TRUE(same(told(all), first)) << "after a restart";
  std::ranges::reverse(points);
  std::rotate(points.begin(), points.begin() + 1'234, points.end());
  auto const again = give(csv_of(points));
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_EQ(again->snap_epoch, 1) << "the same points in another order are no other table";
  EXPECT_TRUE(same(told(all), first)) << "in another order";
}

TEST_P(PublishedTables, TellNothingMoreThanOnceHoweverOftenTheyAreAsked) {  // protection.md B.4, averaging
  ASSERT_EQ(code_of(give(csv_of(random_points(400)))), "fine");
  auto const all = places(50);
  auto const once = told(all);
  for (int release = 0; release < 100; ++release) {
    if (release % 25 == 0) open_it();
    ASSERT_TRUE(same(told(all), once)) << release;
  }
}

TEST_P(PublishedTables, LeaveOutPointsBeyondTheAreaAndPlacesFarFromAll) {
  ASSERT_EQ(code_of(give("id,easting,northing,addresses\nbeyond,449990,301000,40\ninside,450400,301000,12\nfar,456000,301000,0\n")), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM snap_point"), 2);
  auto const spots = told({{{450'010, 301'000}, true}, {{449'995, 301'000}, false}, {{453'000, 301'000}, true}, {{456'499, 301'000}, true}});
  ASSERT_TRUE(spots[0]);
  EXPECT_EQ(spots[0]->x, 450'400) << "never across the boundary, however near";
  EXPECT_FALSE(spots[1]);
  EXPECT_FALSE(spots[2]) << "farther than 500 metres from all";
  EXPECT_TRUE(spots[3]);
}

TEST_P(PublishedTables, AreEpochsWithAnEntryEach) {
  EXPECT_EQ(number_of("SELECT count(*) FROM snap_epoch"), 0);
  auto const first = give("id,easting,northing,addresses\na,451000,301000,8\nbeyond,1000,1000,9\n");
  ASSERT_EQ(code_of(first), "fine");
  EXPECT_EQ(first->snap_epoch, 1);
  EXPECT_EQ(first->snap_points, 1U);
  EXPECT_EQ(first->snap_points_outside, 1U);
  auto const entry = leaves()[leaves().size() - 2];
  EXPECT_EQ(entry.fields, std::vector<std::string>{"snap-points"});
  EXPECT_EQ(entry.count, 1U);
  EXPECT_TRUE(entry.bundle);
  EXPECT_EQ(give("id,easting,northing,addresses\na,451000,301000,8\n")->snap_epoch, 1) << "the same inside the area";
  EXPECT_EQ(give("id,easting,northing,addresses\na,451000,301000,9\n")->snap_epoch, 2) << "other addresses are another table";
  EXPECT_EQ(give("id,easting,northing,addresses\na,451000,301000,8\n")->snap_epoch, 3) << "and going back is one as well";
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(PublishedTables, AreRefusedWithTheirRow) {
  auto const refused = [&](std::string const& csv) {
    auto const made = give(csv);
    if (made || made.error().findings.empty()) return code_of(made);
    auto const& finding = made.error().findings.front();
    EXPECT_TRUE(finding.file.ends_with("snap-points.csv"));
    return fmt::format("{} {} {}", finding.code, finding.line, finding.column);
  };
  std::string const head = "id,easting,northing,addresses\n";
  EXPECT_EQ(refused("id,easting,northing\na,451000,301000\n"), "snap.no-column 1 0");
  auto const few = give(head + "a,451000,301000,8\nb,451000,301000,7\n");
  ASSERT_FALSE(few || few.error().findings.empty());
  auto const told = sentence(few.error().findings.front());
  EXPECT_EQ(told.find("snap.few-addresses"), told.rfind("snap.few-addresses")) << told << " says its code once";
  EXPECT_NE(told.find("Row 3: A point stands for"), std::string::npos) << told;
  EXPECT_EQ(refused(head + "a,451000,301000,8\nb,451000,301000,7\n"), "snap.few-addresses 3 0");
  EXPECT_EQ(refused(head + "a,451000,301000,8\n\nb,451000,301000,1\n"), "snap.few-addresses 4 0") << "rows of the file, not of the table";
  EXPECT_EQ(refused(head + "a,451000,301000,8\na,451500,301000,8\n"), "snap.id 3 0");
  EXPECT_EQ(refused(head + "b,451000,301000,8\na,451500,301000,8\nc,451000.2,301000.1,8\n"), "snap.same-place 4 0");
  for (auto const* id : {"'=1", "a b", "\"a,b\"", "é", "12345678901234567890123456789012345678901"}) EXPECT_EQ(refused(head + id + ",451000,301000,8\n"), "snap.id 2 1") << id;
  EXPECT_EQ(refused(head + "a,east,301000,8\n"), "snap.place 2 2");
  EXPECT_EQ(refused(head + "a,451000,,8\n"), "snap.place 2 3");
  EXPECT_EQ(refused(head + "a,451000,301000,about ten\n"), "snap.addresses 2 4");
  EXPECT_EQ(refused(head + "a,451000,301000,8\nb,451000\n"), "snap.row 3 0");
  EXPECT_EQ(refused(head + "a,1000,2000,8\n"), "snap.outside 0 0");
  EXPECT_EQ(number_of("SELECT count(*) FROM snap_epoch"), 0) << "nothing of it stays";
  ASSERT_EQ(code_of(give(head + "a,451000,301000,8\n")), "fine");
  put(folder() / "partnership.yaml", partnership());
  EXPECT_EQ(code_of(init()), "init.no-points") << "a hub that has points does not go back to places as they were reported";
  open_it();
}

TEST_P(PublishedTables, AreHeldAgainstTheirEntries) {
  ASSERT_EQ(code_of(give("id,easting,northing,addresses\na,451000,301000,8\nb,452000,301000,0\n")), "fine");
  ASSERT_TRUE(differences().empty());
  auto const found_after = [&](store::Sql change, store::Sql back) {
    EXPECT_EQ(code_of(hub().database().execute(change)), "fine");
    std::string found;
    for (auto const& one : differences()) found += fmt::format("{}: {} | {}\n", one.of, one.ledger, one.database);
    EXPECT_EQ(code_of(hub().database().execute(back)), "fine");
    EXPECT_TRUE(differences().empty());
    return found;
  };
  EXPECT_EQ(found_after("UPDATE snap_point SET easting = 451040 WHERE id = 'a'", "UPDATE snap_point SET easting = 451000 WHERE id = 'a'"),
            "published points, table 1: 2 points that came in | 2 points: some were added, moved or taken away\n");
  EXPECT_NE(found_after("UPDATE snap_point SET addresses = 40 WHERE id = 'b'", "UPDATE snap_point SET addresses = 0 WHERE id = 'b'"), "");
  EXPECT_NE(found_after("DELETE FROM snap_point WHERE id = 'b'", "INSERT INTO snap_point (epoch, id, easting, northing, addresses) VALUES (1, 'b', 452000, 301000, 0)"), "");
  EXPECT_NE(found_after("UPDATE snap_epoch SET ledger_index = ledger_index + 1", "UPDATE snap_epoch SET ledger_index = ledger_index - 1"), "");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE snap_point SET easting = 451040 WHERE id = 'a'")), "fine");
  EXPECT_EQ(code_of(snap::Tables::read(hub().database(), {{quarter, 1}})), "snap.points-differ") << "and place nothing";
  EXPECT_EQ(code_of(snap::Tables::read(hub().database(), {{quarter, 2}})), "snap.no-epoch");
}

}  // namespace
}  // namespace concordat::hub::proving
