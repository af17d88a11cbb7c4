// SPDX-License-Identifier: Apache-2.0
// Looks of a part of the reports: what they tell beside the look of all of them.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <set>

#include "hub/hub_test_tools.h"
#include "hub/release/filter.h"
#include "hub/release/looks_of_parts_test_tools.h"
#include "hub/release/reading.h"
#include "hub/release/release.h"

namespace concordat::hub::proving {
namespace {

using By = catalogue::LookFilter::By;

StoredReport report_at(std::string_view local, int minutes, std::string_view category = "violence", std::string_view method = "") {
  StoredReport report;
  report.category = category;
  report.month = Month::of(2026, 8);
  report.utc_offset = 60;  // in August
  report.starts = parse_instant(std::string{local} + ":00Z")->time_since_epoch().count() / 60'000 - report.utc_offset;
  report.minutes = minutes;
  report.method = method;
  return report;
}

class PartsOfLooks : public LooksOfParts {};
CONCORDAT_ON_BOTH_STORES(PartsOfLooks);

TEST(Filters, PutEachReportIntoOnePart) {
  auto const loaded = catalogue::Catalogue::load(shipped_definitions().string());
  auto const& all = loaded.catalogue.definitions();
  auto const id_of = [&](By by, StoredReport const& report, std::string_view kind = "police_incidents") {
    auto const filter = std::ranges::find(all.look_filters, by, &catalogue::LookFilter::by);
    return filter->parts[part_of(*filter, report, kind)].id;
  };
  EXPECT_EQ(id_of(By::hour, report_at("2026-08-14T23:30", 0)), "night");
  EXPECT_EQ(id_of(By::hour, report_at("2026-08-14T05:59", 1)), "night");
  EXPECT_EQ(id_of(By::hour, report_at("2026-08-14T05:59", 3)), "daytime") << "it may lie in either";
  EXPECT_EQ(id_of(By::hour, report_at("2026-08-14T22:00", 480)), "night") << "up to 06:00, not into it";
  EXPECT_EQ(id_of(By::hour, report_at("2026-08-14T18:00", 2000)), "daytime");
  StoredReport in_utc = report_at("2026-08-14T22:30", 0);
  in_utc.utc_offset = 0;
  EXPECT_EQ(id_of(By::hour, in_utc), "night") << "on the wall, in whatever zone its source writes";
  StoredReport month_alone = report_at("2026-08-14T23:30", 0);
  month_alone.starts.reset();
  EXPECT_EQ(id_of(By::hour, month_alone), "daytime");
  EXPECT_EQ(id_of(By::weekday, report_at("2026-08-14T23:30", 0)), "weekend") << "a Friday";
  EXPECT_EQ(id_of(By::weekday, report_at("2026-08-16T23:30", 60)), "weekdays") << "over midnight into Monday";
  EXPECT_EQ(id_of(By::method, report_at("2026-08-14T23:30", 0, "violence", " Kitchen Knife")), "sharp");
  EXPECT_EQ(id_of(By::method, report_at("2026-08-14T23:30", 0, "violence", "")), "other-means");
  for (auto const& [band, part] : {std::pair{"10-17", "under-25"}, {"0-24", "under-25"}, {"18-34", "from-25"}, {"25+", "from-25"}, {"0+", "from-25"}, {"", "from-25"}}) {
    auto report = report_at("2026-08-14T23:30", 0);
    report.age_band = band;
    EXPECT_EQ(id_of(By::age, report), part) << band;
  }
  EXPECT_EQ(id_of(By::category, report_at("2026-08-14T23:30", 0, "sexual_offences")), "sexual-offences");
  EXPECT_EQ(id_of(By::source, report_at("2026-08-14T23:30", 0), "ed_istv"), "emergency-department");
}

TEST(Filters, AreOfferedOrDeclinedForEveryTableWithAReason) {
  for (auto const& table : release_tables()) {
    for (auto const by : {By::category, By::method, By::source, By::weekday, By::hour, By::age}) {
      EXPECT_GT(why_no_part(table.kind, by).view().size(), 30U);
      EXPECT_TRUE(by != By::source || takes_part(table.kind, by) == (table.kind == TableKind::hotspots)) << table.id.view() << ": counts of one source are told of the whole area";
    }
  }
  EXPECT_EQ(part_in(with_part("2026-Q3", {})), "");
  auto const loaded = catalogue::Catalogue::load(shipped_definitions().string());
  auto const night = part_named(loaded.catalogue.definitions(), "night");
  ASSERT_TRUE(night);
  EXPECT_EQ(with_part("2026-Q3", night), "2026-Q3, only night");
  EXPECT_EQ(part_in("2026-Q3, only night"), "night");
  EXPECT_FALSE(part_named(loaded.catalogue.definitions(), "time"));
}

TEST(Filters, ThatWouldTellASmallNumberAreRefused) {
  auto const rule = protection::SmallNumberRule::nhs();
  std::vector<double> const counts{18, 3};  // the whole is published as 20
  auto const loaded = catalogue::Catalogue::load(shipped_definitions().string());
  auto const night = *part_named(loaded.catalogue.definitions(), "night");
  auto const refused = check_parts(night, {counts, {}}, std::vector<std::uint8_t>{0, 1}, rule);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "release.part-tells");
  EXPECT_FALSE(refused.error().remedy.view().empty());
  EXPECT_TRUE(check_parts(night, {counts, {}}, withheld_beside(night, {counts, {}}, rule), rule));
}

TEST_P(PartsOfLooks, LeaveWithTheirEntryAndAreServedAgain) {
  for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
    take_in("police-incidents", police_month(month, {14, 2, 6, 0}));
    take_in("ed-istv", ed_month(month, {{0, 9}, {1, 1}, {2, 3}}));
  }
  take_in_a_quarter();
  for (auto const* table : {"violence-by-area", "violence-hotspots", "violence-scan", "violence-near-repeat", "violence-change"}) {
    auto const made = release_of(of_part("weekend", table));
    EXPECT_NE(made.period().find(", only weekend"), std::string::npos) << made.period();
    EXPECT_EQ(leaves().back().event, ledger::Event::disclose);
    for (auto const& file : made.files()) ASSERT_EQ(code_of(prove_file(hub(), file.content)), "fine") << file.name;
    EXPECT_NE(content_of(made, "report.html").find("Only a part of the reports: Part of the week: Friday to Sunday"), std::string::npos);
    EXPECT_TRUE(release_of(of_part("weekend", table)).served_again());
    EXPECT_NE(release_of(csp_request(table)).id(), made.id());
    auto const member = *hub().member("anna");
    auto const again = reopen_release(hub(), *member, "analyst", made.id());
    ASSERT_EQ(code_of(again), "fine");
    EXPECT_EQ(std::get<Release>(*again).id(), made.id()) << "asked of the gate as the part that it is";
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_TRUE(differences().empty());
}

TEST_P(PartsOfLooks, AreRefusedWithReasonAndRemedy) {
  take_in_a_quarter();
  EXPECT_EQ(ask(of_part("gang")), "R04 unknown-part");
  EXPECT_EQ(ask(of_part("other-sources")), "R04 no-part-of-it") << "all sources less one";
  EXPECT_EQ(ask(of_part("night", "violence-contrast")), "R04 no-part-of-it");
  EXPECT_EQ(ask(of_part("night", "violence-by-hour")), "R04 no-part-of-it");
  EXPECT_EQ(ask(of_part("emergency-department", "violence-hotspots")), "permit");
  EXPECT_EQ(ask(of_part("night")), "permit");
}

TEST_P(PartsOfLooks, NeedTheCountsThatTellThePart) {
  take_in_a_quarter();
  auto request = of_part("sharp");
  EXPECT_EQ(ask(request), "permit");
  // the police's figures by means are agreed on with the partnership alone
  request.recipient = "northshire-police";
  request.member = "paul";
  EXPECT_NE(ask(request), "permit");
}

TEST_P(PartsOfLooks, BesideAllReportsTellNoSmallNumberOfAnyArea) {
  SeededChance chance{31};
  take_in_by_chance(chance);
  auto const whole = figures(csp_request());
  auto const& filters = hub().catalogue().definitions().look_filters;
  int hidden = 0;
  int shown = 0;
  for (auto const& filter : filters) {
    if (filter.by == By::source) continue;
    std::map<std::string, std::vector<std::string>> parts;
    for (auto const& part : filter.parts) {
      for (auto const& [area, figure] : figures(of_part(part.id))) parts[area].push_back(figure);
    }
    for (auto const& [area, figures] : parts) {
      auto const stars = std::ranges::count(figures, "*");
      hidden += static_cast<int>(stars);
      shown += static_cast<int>(figures.size() - static_cast<std::size_t>(stars));
      EXPECT_TRUE(stars == 0 || stars == 2) << area << " by " << filter.id << ": the whole less the one is the other";
      EXPECT_TRUE(whole.at(area) != "*" || stars == 2) << area << " by " << filter.id;
      EXPECT_TRUE(whole.at(area) != "0" || stars == 0) << area;
      if (stars == 0 && whole.at(area) != "0") {
        for (auto const& figure : figures) EXPECT_GE(std::stoi(figure), 10) << area << " by " << filter.id << ": eight at the least, rounded";
      }
    }
  }
  EXPECT_GT(hidden, 0);
  EXPECT_GT(shown, 0);
}

TEST_P(PartsOfLooks, OfSeveralFiltersBoundWhatIsInAllOfThemNoCloserThanTheSmallestGroup) {
  SeededChance chance{32};
  take_in_by_chance(chance);
  auto const whole = figures(csp_request());
  // What a reader holds of an area: each filter's parts that are shown, from releases asked for one after the other.
  std::map<std::string, std::vector<std::vector<int>>> shown;
  for (auto const& filter : hub().catalogue().definitions().look_filters) {
    if (filter.by == By::source) continue;
    std::map<std::string, std::vector<int>> parts;
    for (auto const& part : filter.parts) {
      for (auto const& [area, figure] : figures(of_part(part.id))) {
        if (figure != "*" && whole.at(area) != "*" && whole.at(area) != "0") parts[area].push_back(std::stoi(figure));
      }
    }
    for (auto& [area, figures] : parts) shown[area].push_back(std::move(figures));
  }
  int crossings = 0;
  for (auto const& [area, filters] : shown) {
    auto const all = std::stoi(whole.at(area));
    // One part of each of some of the filters: the sharpest bounds of their crossing by the sums alone are Frechet's.
    for (unsigned which = 1; which < 1U << filters.size(); ++which) {
      for (unsigned side = 0; side < 1U << filters.size(); ++side) {
        if ((side & ~which) != 0 || std::popcount(which) < 2) continue;
        int most = all;
        int missing = 0;
        for (std::size_t i = 0; i < filters.size(); ++i) {
          if ((which >> i & 1U) == 0) continue;
          ASSERT_EQ(filters[i].size(), 2U) << area << ": both parts are shown, or neither";
          auto const part = filters[i].at(side >> i & 1U);
          most = std::min(most, part);
          missing += all - part;
        }
        ++crossings;
        EXPECT_GE(most - std::max(0, all - missing), 8) << area;
      }
    }
  }
  EXPECT_GT(crossings, 3) << "the numbers of this test leave something to cross";
}

TEST_P(PartsOfLooks, OfAQuarterAreTakenApartInOneWayOnly) {
  take_in_a_quarter();
  auto const first = release_of(of_part("night"));
  auto changed = get(folder() / "definitions" / "filters.yaml");
  fs::remove(folder() / "definitions" / "filters.yaml");
  put(folder() / "definitions" / "filters.yaml", replaced(changed, "\"22-06\"]", "\"21-06\"]"));
  open_it();
  EXPECT_EQ(code_of(release(hub(), {of_part("night"), {}})), "release.filter-changed");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "asked and allowed, and yet nothing leaves";
  EXPECT_EQ(code_of(release(hub(), {of_part("weekend"), {}})), "fine") << "another filter is as it was";
  put(folder() / "definitions" / "filters.yaml", changed);
  open_it();
  EXPECT_TRUE(release_of(of_part("night")).served_again());
}

TEST_P(PartsOfLooks, OfClosedQuartersRestOnTheMeansAsTheyWere) {
  take_in_a_quarter();
  static_cast<void>(release_of(csp_request()));
  ASSERT_TRUE(hub().database().execute("UPDATE event SET method = 'sharp_object' WHERE method = 'body_part'"));
  EXPECT_EQ(code_of(release(hub(), {of_part("sharp"), {}})), "quarter.reports-differ");
}

TEST_P(PartsOfLooks, OfClosedQuartersRestOnTheAgesAsTheyWere) {
  take_in_a_quarter();
  static_cast<void>(release_of(csp_request()));
  ASSERT_TRUE(hub().database().execute("UPDATE event SET age_band = '10-17' WHERE id = (SELECT min(id) FROM event)"));
  EXPECT_EQ(code_of(release(hub(), {of_part("under-25"), {}})), "quarter.reports-differ");
}

TEST_P(PartsOfLooks, ByAgeAreOfWhatTheFilesTell) {
  for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
    auto text = replaced(std::string{police_header}, "Weapon", "Weapon,Victim Age Band");
    for (int i = 0; i < 12; ++i) {
      auto row = police_row(fmt::format("{}/{}", month, i), month, i, 0);
      row.insert(row.size() - 1, i % 3 == 0 ? ",19" : i % 3 == 1 ? ",Under 18" : ",35-49");
      text += row;
    }
    take_in("police-incidents", text);
    take_in("ed-istv", ed_month(month, {{1, 9}}));
  }
  EXPECT_EQ(figures(of_part("under-25")).at("A1"), "25") << "two in three of 36, which is 24";
  EXPECT_EQ(figures(of_part("from-25")).at("A1"), "10") << "12";
  EXPECT_EQ(figures(of_part("under-25")).at("A2"), "*") << "no department tells ages";
}

/// Agreements that say nothing of kinds of place, and reports at four kinds of them.
class PrivatePlaces : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", police_month(month, {1}));
      take_in("ed-istv", ed_month(month, {{0, 20, "L1"}, {1, 20, "L3"}, {2, 20, "L4"}, {3, 20, "unheard of"}}));
    }
    agree_on_figures();
  }
  /// Squares of a map by the area that they lie in; beside an area's edge none count.
  [[nodiscard]] static std::array<int, 4> squares_of(std::string_view csv) {
    std::array<int, 4> squares{};
    for (auto const line : text::split(csv, '\n')) {
      auto const cells = text::split(line, ',');
      auto const west = cells.size() < 3 ? std::nullopt : text::parse_decimal(cells[0]);
      if (!west) continue;
      double const along = (*west + 125 - corner_easting) / area_side;
      if (along >= 0 && along < 4 && along - std::floor(along) > 0.2 && along - std::floor(along) < 0.8) ++squares.at(static_cast<std::size_t>(along));
    }
    return squares;
  }
};
CONCORDAT_ON_BOTH_STORES(PrivatePlaces);

TEST_P(PrivatePlaces, AreDrawnOnNoMapWhateverTheAgreementSays) {  // S74
  for (auto const& [table, file] : {std::pair{"violence-map", "violence-map.csv"}, {"violence-hotspots", "violence-hotspots.csv"}, {"violence-hotspots", "violence-density.csv"}}) {
    auto const made = release_of(csp_request(table));
    auto const squares = squares_of(content_of(made, file));
    if (std::string_view{file} != "violence-hotspots.csv") { EXPECT_GT(squares[0], 0) << file; }
    EXPECT_THAT(squares, ::testing::ElementsAre(squares[0], 0, 0, 0)) << file << ": a home, a school and an unknown kind of place";
    EXPECT_NE(content_of(made, file).find("Maps of squares leave out what was reported at homes"), std::string::npos) << file;
  }
  auto const areas = content_of(release_of(csp_request()), "violence-by-area.csv");
  for (auto const* row : {"A2,Square 2,60", "A3,Square 3,60", "A4,Square 4,60"}) EXPECT_NE(areas.find(row), std::string::npos) << "areas count them\n" << areas;
}

TEST_P(PrivatePlaces, AreDrawnOnNoMapForTheAgencyThatReportedThemEither) {
  Terms for_the_department;
  for_the_department.id = "isa.northshire.police-ed";
  for_the_department.recipient = "northshire-general-ed";
  for_the_department.recipient_kind = "nhs-provider";
  bring_into_force(agreement_text(for_the_department));
  auto const map = release_of({"violence-map", "northshire-general-ed", "cleo", "analyst", "violence-hotspot-analysis"});
  auto const squares = squares_of(content_of(map, "violence-map.csv"));
  EXPECT_THAT(squares, ::testing::Each(0)) << "of others there are too few, and of its own none at a home";
}

class ClockOfTheWeek : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    std::string text{partnership_yaml};
    for (int feed = 0; feed < 2; ++feed) text = replaced(std::move(text), "first_period: \"2026-01\"", "first_period: \"2025-01\"");
    return text;
  }
};
CONCORDAT_ON_BOTH_STORES(ClockOfTheWeek);

TEST_P(ClockOfTheWeek, IsThatOnTheWallAndHasTheHourThatTheNightInOctoberHasTwice) {
  for (int month = 1; month <= 12; ++month) {
    auto const name = fmt::format("2025-{:02}", month);
    take_in("police-incidents", police_month(name, {1}));
    std::string text = ed_month(name, {{0, 1}});
    auto const add = [&](int count, std::string_view when) {
      for (int i = 0; i < count; ++i) text += fmt::format("{}-01,{},S1,L1,by the bridge,451000,301000\n", name, when);
    };
    if (month == 7) add(20, "2025-07-04T22:30:00Z");
    if (month == 10) add(250, "2025-10-26");
    take_in("ed-istv", text);
  }
  agree_on_figures();
  auto const csv = content_of(release_of(csp_request("violence-by-hour")), "violence-by-hour.csv");
  auto const at = [&](std::string_view day, std::size_t hour) {
    for (auto const line : text::split(csv, '\n')) {
      auto const cells = text::split(line, ',');
      if (cells.size() > 24 && cells[0] == day) return std::string{cells[hour + 1]};
    }
    return std::string{"no such day"};
  };
  EXPECT_EQ(at("Friday", 23), "20") << "half past ten by Greenwich, in July\n" << csv;
  EXPECT_EQ(at("Friday", 22), "0");
  EXPECT_EQ(at("Sunday", 1), "20") << "an hour that was there twice: 250 reports over 25 hours\n" << csv;
  EXPECT_EQ(at("Sunday", 2), "10");
  EXPECT_EQ(at("Sunday", 23), "10");
}

}  // namespace
}  // namespace concordat::hub::proving
