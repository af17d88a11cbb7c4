// SPDX-License-Identifier: Apache-2.0
// Looks of two parts of the reports at once, of the pairs of filters on the list: what they tell beside all parts and all reports, and which pairs a quarter allows.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "hub/quarters/coverage.h"
#include "hub/quarters/settled.h"
#include "hub/release/filter.h"
#include "hub/release/looks_of_parts_test_tools.h"
#include "protection/history/crossing.h"

namespace concordat::hub::proving {
namespace {

using By = catalogue::LookFilter::By;

class CrossingsOfLooks : public LooksOfParts {
 protected:
  /// Reports of the police near one spot of area A1, two for each hour of the day and month, every second hour's with a knife: at night 24 with one and 24
  /// without, by day 48 and 48. `fewer`: knives at night are seven.
  void take_in_a_crossing(bool fewer = false) {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", police_month(month, {48}));
      take_in("ed-istv", ed_month(month, {{1, 9}}));
    }
    // what the files of these tests do not tell
    ASSERT_TRUE(hub().database().execute("UPDATE event SET method = 'knife' WHERE (starts + utc_offset) / 60 % 2 = 0"));
    if (!fewer) return;
    ASSERT_TRUE(hub().database().execute(
        "UPDATE event SET method = 'none' WHERE id IN (SELECT id FROM event WHERE method = 'knife' AND ((starts + utc_offset) / 60 % 24 >= 22 OR (starts + utc_offset) / 60 % 24 < 6) "
        "AND feed = (SELECT number FROM feed WHERE id = 'police-incidents') ORDER BY id LIMIT 1000 OFFSET 7)"));
  }
  /// Many reports of the police in every area, at hours and days made by chance, with knives, ages and kinds of offence that the files of these tests do not tell.
  void take_in_many_by_chance(SeededChance& chance) {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      std::string text{police_header};
      int number = 0;
      for (int area = 0; area < 4; ++area) {
        for (auto left = chance.below(60); left > 0; --left, ++number) text += police_row(fmt::format("{}/{}", month, number), month, static_cast<int>(chance.below(400)), area);
      }
      take_in("police-incidents", text);
      take_in("ed-istv", ed_month(month, {{0, 1 + static_cast<int>(chance.below(7))}, {1, static_cast<int>(chance.below(5))}}));
    }
    auto& database = hub().database();
    ASSERT_TRUE(database.execute("UPDATE event SET method = 'knife' WHERE id % 5 < 2"));
    ASSERT_TRUE(database.execute("UPDATE event SET age_band = '10-17' WHERE id % 7 < 3"));
    ASSERT_TRUE(database.execute("UPDATE event SET category = 'sexual_offences' WHERE id % 11 < 4 AND category = 'violence'"));
  }
  /// Every combination of parts of the filters that counts are told of, area by area, as the hub holds it: bit f of the number is the part of filter f.
  [[nodiscard]] std::map<std::string, std::vector<std::int64_t>> true_counts(std::vector<catalogue::LookFilter const*> const& filters) {
    std::map<std::string, std::vector<std::int64_t>> counts;
    auto const feeds = sources_of_violence(hub());
    auto const coverage = coverage_of(hub(), *feeds);
    auto const* areas = hub().release_areas();
    auto const quarter = *parse_quarter("2026-Q3");
    for (auto const* feed : *feeds) {
      auto const& profile = *hub().profiles().find(feed->profile);
      auto const& violent = profile.category->violence;
      auto const read = visit_reports(hub().database(), *feed, *coverage, quarter, quarter, [&](StoredReport const& report) {
        if (!report.place || std::ranges::find(violent, report.category) == violent.end()) return;
        auto const area = areas->locator.locate_all(std::vector{report.place->first}, std::vector{report.place->second}).front();
        if (area < 0) return;
        std::size_t at = 0;
        for (std::size_t f = 0; f < filters.size(); ++f) at += std::size_t{part_of(*filters[f], report, profile.feed_kind)} << f;
        auto& of_area = counts[areas->stored.set[static_cast<std::size_t>(area)].code];
        of_area.resize(std::size_t{1} << filters.size());
        ++of_area[at];
      });
      EXPECT_TRUE(read);
    }
    return counts;
  }
  /// Other pairs on the list.
  void allow(std::string const& pairs) {
    auto const text = get(shipped_definitions() / "filters.yaml");
    fs::remove(folder() / "definitions" / "filters.yaml");
    put(folder() / "definitions" / "filters.yaml", text.substr(0, text.find("crossed:")) + "crossed:\n" + pairs);
    open_it();
  }
};
CONCORDAT_ON_BOTH_STORES(CrossingsOfLooks);

TEST(Crossings, AreNamedInEitherOrder) {
  auto const loaded = catalogue::Catalogue::load(shipped_definitions().string());
  auto const& all = loaded.catalogue.definitions();
  for (auto const* words : {"sharp+night", "night+sharp", "night sharp"}) {
    auto const part = part_named(all, words);
    ASSERT_TRUE(part) << words;
    EXPECT_EQ(part->id(), "sharp+night");
    EXPECT_EQ(part->filter_id(), "means+time");
    EXPECT_EQ(part->title(), "Means: Knife, glass or another sharp object; Time of day: 22:00 to 06:00");
    EXPECT_EQ(part->cells(), 4U);
    EXPECT_EQ(part->cell(), 0U);
    EXPECT_TRUE(is_on_the_list(all, *part));
    EXPECT_EQ(part_in(with_part("2026-Q3", part)), "sharp+night");
  }
  EXPECT_EQ(part_named(all, "other-means+daytime")->cell(), 3U);
  for (auto const* words : {"night+daytime", "night+night", "sharp+night+weekend", "night+", "+night", "night+gang", "+"}) EXPECT_FALSE(part_named(all, words)) << words;
  EXPECT_FALSE(is_on_the_list(all, *part_named(all, "sharp+weekend")));
  EXPECT_NE(pairs_in_words(all).find("Time of day with Means"), std::string::npos);
  for (auto const& pair : all.crossed_filters) {
    auto const cells = cells_of(all, pair);
    ASSERT_EQ(cells.size(), 4U);
    std::set<std::size_t> places;
    for (auto const& cell : cells) {
      places.insert(cell.cell());
      EXPECT_TRUE(is_on_the_list(all, cell)) << cell.id();
    }
    EXPECT_EQ(places.size(), 4U);
  }
}

TEST(Crossings, AreOfferedForCountsAndMapsAndDeclinedWithAReason) {
  auto const loaded = catalogue::Catalogue::load(shipped_definitions().string());
  auto const sharp_night = *part_named(loaded.catalogue.definitions(), "sharp+night");
  std::set<std::string> tables;
  for (auto const& table : release_tables()) {
    EXPECT_GT(why_no_part(table.kind, sharp_night).view().size(), 30U);
    if (takes_part(table.kind, sharp_night)) tables.emplace(table.id.view());
  }
  EXPECT_EQ(tables, (std::set<std::string>{"violence-by-area", "violence-change", "violence-funnel", "violence-hotspots", "violence-scan"}));
  EXPECT_NE(why_no_part(TableKind::near_repeat, sharp_night).view().find("two filters"), std::string::npos);
  EXPECT_TRUE(takes_part(TableKind::week_clock, *part_named(loaded.catalogue.definitions(), "sexual-offences+sharp"))) << "where a hub's list has the pair";
  EXPECT_FALSE(takes_part(TableKind::hotspots, *part_named(loaded.catalogue.definitions(), "emergency-department+night")) && is_on_the_list(loaded.catalogue.definitions(), *part_named(loaded.catalogue.definitions(), "emergency-department+night")));
}

TEST(Crossings, ThatWouldTellASmallNumberAreRefused) {
  auto const rule = protection::SmallNumberRule::nhs();
  auto const loaded = catalogue::Catalogue::load(shipped_definitions().string());
  auto const sharp_night = *part_named(loaded.catalogue.definitions(), "sharp+night");
  std::vector<double> const counts{3, 18, 30, 30};  // 21 is told as 20
  auto const refused = check_parts(sharp_night, {counts, {}}, std::vector<std::uint8_t>{1, 0, 0, 0}, rule);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "release.part-tells");
  EXPECT_TRUE(check_parts(sharp_night, {counts, {}}, withheld_beside(sharp_night, {counts, {}}, rule), rule));
}

TEST_P(CrossingsOfLooks, LeaveWithTheirEntryAndAreServedAgainInEitherOrder) {
  for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
    take_in("police-incidents", police_month(month, {14, 2, 6, 0}));
    take_in("ed-istv", ed_month(month, {{0, 9}, {1, 1}, {2, 3}}));
  }
  take_in_a_crossing();
  for (auto const* table : {"violence-by-area", "violence-hotspots", "violence-scan", "violence-change"}) {
    auto const made = release_of(of_part("sharp+night", table));
    EXPECT_TRUE(made.period().ends_with(", only sharp+night")) << made.period();
    EXPECT_EQ(leaves().back().event, ledger::Event::disclose);
    for (auto const& file : made.files()) ASSERT_EQ(code_of(prove_file(hub(), file.content)), "fine") << file.name;
    EXPECT_NE(content_of(made, "report.html").find("Only a part of the reports: Means: Knife, glass or another sharp object; Time of day: 22:00 to 06:00"), std::string::npos);
    EXPECT_TRUE(release_of(of_part("night+sharp", table)).served_again());
    EXPECT_NE(release_of(of_part("other-means+night", table)).id(), made.id());
    auto const member = *hub().member("anna");
    auto const again = reopen_release(hub(), *member, "analyst", made.id());
    ASSERT_EQ(code_of(again), "fine");
    EXPECT_EQ(std::get<Release>(*again).id(), made.id()) << "asked of the gate as the cell that it is";
  }
  EXPECT_EQ(figures(of_part("sharp+night")).at("A1"), "25") << "24 knives at night";
  EXPECT_EQ(figures(of_part("other-means+daytime")).at("A1"), "50") << "48";
  EXPECT_EQ(figures(of_part("sharp+night")).at("A2"), "*");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_TRUE(differences().empty());
}

TEST_P(CrossingsOfLooks, AreRefusedWithReasonAndRemedy) {
  take_in_a_crossing();
  EXPECT_EQ(ask(of_part("sharp+night")), "permit");
  EXPECT_EQ(ask(of_part("sharp+weekend")), "R04 no-such-pair");
  EXPECT_EQ(ask(of_part("emergency-department+night", "violence-hotspots")), "R04 no-such-pair");
  EXPECT_EQ(ask(of_part("night+daytime")), "R04 unknown-part");
  EXPECT_EQ(ask(of_part("sharp+night+weekend")), "R04 unknown-part");
  EXPECT_EQ(ask(of_part("sharp+night", "violence-near-repeat")), "R04 no-part-of-it");
  EXPECT_EQ(ask(of_part("sharp+night", "violence-space-time")), "R04 no-part-of-it");
  EXPECT_EQ(ask(of_part("sharp+night", "violence-by-hour")), "R04 no-part-of-it");
  EXPECT_EQ(ask(of_part("sharp+night", "violence-contrast")), "R04 no-part-of-it");
  auto const answer = release(hub(), {of_part("sharp+weekend"), {}});
  ASSERT_TRUE(answer);
  auto const& remedy = std::get<Refusal>(*answer).reasons.front().remedy;
  EXPECT_NE(remedy.find("Time of day with Part of the week"), std::string::npos) << remedy;
}

class CrossingsWithoutMeans : public CrossingsOfLooks {
 protected:
  [[nodiscard]] std::vector<std::string> counts_agreed() const override { return {".count_by_age_band"}; }
};
CONCORDAT_ON_BOTH_STORES(CrossingsWithoutMeans);

TEST_P(CrossingsWithoutMeans, NeedTheCountsThatTellBothParts) {
  take_in_a_crossing();
  EXPECT_EQ(ask(of_part("night")), "permit");
  EXPECT_EQ(ask(of_part("under-25+night")), "permit");
  EXPECT_NE(ask(of_part("sharp+night")), "permit");
}

TEST_P(CrossingsOfLooks, BesideAllPartsAndAllReportsTellNoSmallNumberOfAnyArea) {
  SeededChance chance{41};
  take_in_many_by_chance(chance);
  auto const& definitions = hub().catalogue().definitions();
  std::vector<catalogue::LookFilter const*> filters;
  for (auto const& filter : definitions.look_filters) {
    if (catalogue::is_of_counts(filter.by)) filters.push_back(&filter);
  }
  auto const place_of = [&](catalogue::LookFilter const* filter) { return static_cast<std::size_t>(std::ranges::find(filters, filter) - filters.begin()); };
  std::map<std::string, std::vector<protection::AtomicFigure>> known;
  auto const whole = figures(csp_request());
  // What a reader holds: each figure says of the combinations it is of how many they are together.
  auto const learn = [&](std::string const& area, std::string const& figure, auto const& is_of) {
    protection::AtomicFigure told;
    for (std::uint32_t at = 0; at < 1U << filters.size(); ++at) {
      if (is_of(at)) told.cells.push_back(at);
    }
    if (figure == "*") return;
    auto const value = std::stoi(figure);
    told.low = value == 0 ? 0 : std::max(value - 2, 8);
    told.high = value == 0 ? 0 : value + 2;
    known[area].push_back(std::move(told));
  };
  for (auto const& [area, figure] : whole) learn(area, figure, [](std::uint32_t) { return true; });
  for (auto const* filter : filters) {
    for (std::size_t part = 0; part < filter->parts.size(); ++part) {
      for (auto const& [area, figure] : figures(of_part(filter->parts[part].id))) learn(area, figure, [&](std::uint32_t at) { return (at >> place_of(filter) & 1U) == part; });
    }
  }
  int hidden = 0;
  int shown = 0;
  for (auto const& pair : definitions.crossed_filters) {
    std::map<std::string, std::vector<std::string>> cells;
    for (auto const& cell : cells_of(definitions, pair)) {
      for (auto const& [area, figure] : figures(of_part(cell.id()))) {
        cells[area].push_back(figure);
        learn(area, figure, [&](std::uint32_t at) { return (at >> place_of(cell.filter) & 1U) == cell.number && (at >> place_of(cell.crossed) & 1U) == cell.crossed_number; });
      }
    }
    for (auto const& [area, figures] : cells) {
      auto const stars = std::ranges::count(figures, "*");
      ++(stars == 0 ? shown : hidden);
      EXPECT_TRUE(stars == 0 || stars == 4) << area << ' ' << pair.first << ' ' << pair.second << ": whole or not at all";
      EXPECT_TRUE(whole.at(area) != "*" || stars == 4) << area;
      if (stars == 0 && whole.at(area) != "0") {
        for (auto const& figure : figures) EXPECT_GE(std::stoi(figure), 10) << area << ": eight at the least, rounded";
      }
    }
  }
  EXPECT_GT(hidden, 0);
  EXPECT_GT(shown, 2);
  std::size_t small = 0;
  for (auto const& [area, counts] : true_counts(filters)) {
    auto const breaches = protection::breaches_of(counts, known[area]);
    ASSERT_TRUE(breaches) << breaches.error().code.view() << ' ' << area << ' ' << ::testing::PrintToString(counts);
    EXPECT_TRUE(breaches->empty()) << area << ' ' << ::testing::PrintToString(counts);
    small += static_cast<std::size_t>(std::ranges::count_if(counts, [](auto count) { return count >= 1 && count <= 4; }));
  }
  EXPECT_GT(small, 10U);
}

TEST_P(CrossingsOfLooks, ShowSquaresOnlyWhereEachOfTheFourIsNear) {
  take_in_a_crossing();
  auto const squares = [&](std::string const& part) { return read_released_table(content_of(release_of(of_part(part, "violence-hotspots")), "violence-density.csv")).rows.size(); };
  EXPECT_GT(squares("sharp+night"), 0U);
  EXPECT_GT(squares("other-means+daytime"), 0U);
  EXPECT_NE(content_of(release_of(of_part("sharp+night", "violence-hotspots")), "violence-density.csv").find("Of each of the other parts that the two filters make together"), std::string::npos);
}

TEST_P(CrossingsOfLooks, ShowNoSquareWhereOneOfTheFourIsSeven) {
  take_in_a_crossing(true);
  auto const made = [&](std::string const& part, std::string const& table) { return release_of(of_part(part, table)); };
  EXPECT_GT(read_released_table(content_of(made("night", "violence-hotspots"), "violence-density.csv")).rows.size(), 0U);
  for (auto const* part : {"sharp+night", "other-means+night", "sharp+daytime", "other-means+daytime"}) {
    EXPECT_EQ(read_released_table(content_of(made(part, "violence-hotspots"), "violence-density.csv")).rows.size(), 0U) << part;
    EXPECT_EQ(figures(of_part(part)).at("A1"), "*") << part << ": and no count of any";
  }
}

TEST_P(CrossingsOfLooks, OfAQuarterCloseNoRingUnderWhateverList) {
  take_in_a_crossing();
  auto const first = release_of(of_part("sharp+night"));
  allow("  - filters: [means, week]\n  - filters: [week, time]\n  - filters: [time, age]\n");
  EXPECT_EQ(ask(of_part("sharp+night")), "R04 no-such-pair");
  EXPECT_EQ(code_of(release(hub(), {of_part("sharp+weekend"), {}})), "fine");
  EXPECT_EQ(code_of(release(hub(), {of_part("weekend+night"), {}})), "release.filter-ring") << "means with time left before, means with week just now";
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "asked and allowed, and yet nothing leaves";
  auto const settled = ways_of(hub().database(), *parse_quarter("2026-Q3"));
  EXPECT_EQ(std::set<std::string>(settled->begin(), settled->end()), (std::set<std::string>{"hour", "method", "method:hour", "method:weekday", "weekday"})) << "what is refused settles nothing";
  EXPECT_EQ(code_of(release(hub(), {of_part("night+under-25"), {}})), "fine") << "another pair closes none";
  EXPECT_EQ(code_of(release(hub(), {of_part("sharp+weekend", "violence-hotspots"), {}})), "fine") << "nor does one that left before";
  allow("  - filters: [time, means]\n");
  EXPECT_TRUE(release_of(of_part("night+sharp")).served_again());
  EXPECT_EQ(first.period(), release_of(of_part("night+sharp")).period());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_TRUE(differences().empty());
}

TEST_P(CrossingsOfLooks, OfAQuarterAreHeldAgainstTheirEntry) {
  take_in_a_crossing();
  static_cast<void>(release_of(of_part("sharp+night")));
  ASSERT_TRUE(differences().empty());
  ASSERT_TRUE(hub().database().execute("DELETE FROM quarter_filter WHERE way = 'method:hour'"));
  EXPECT_FALSE(differences().empty()) << "who takes a pair out would have another one close the ring";
  auto const before = leaves().size();
  EXPECT_EQ(code_of(release(hub(), {of_part("sharp+night"), {}})), "fine") << "what left is served again";
  EXPECT_EQ(code_of(release(hub(), {of_part("weekend+night"), {}})), "quarter.filter-differs") << "and before anything else leaves it is seen";
  EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse);
  EXPECT_GT(leaves().size(), before);
}

TEST_P(CrossingsOfLooks, OfAQuarterNeedBothFiltersAsTheyWere) {
  take_in_a_crossing();
  static_cast<void>(release_of(of_part("sharp+night")));
  auto const text = replaced(get(shipped_definitions() / "filters.yaml"), "\"22-06\"]", "\"21-06\"]");
  fs::remove(folder() / "definitions" / "filters.yaml");
  put(folder() / "definitions" / "filters.yaml", text);
  open_it();
  EXPECT_EQ(code_of(release(hub(), {of_part("sharp+night"), {}})), "release.filter-changed");
  EXPECT_EQ(code_of(release(hub(), {of_part("night"), {}})), "release.filter-changed");
  EXPECT_EQ(code_of(release(hub(), {of_part("sharp"), {}})), "fine");
}

}  // namespace
}  // namespace concordat::hub::proving
