// SPDX-License-Identifier: Apache-2.0
#include "render/svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "render/maps.h"
#include "render/testing.h"
#include "render/xml_reader.h"

namespace concordat::render {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

MapText const text{"Reports of violence by area, 2026-Q2", "Areas coloured by the number of reports.",
                   "areas"};

/// The words a reader sees, in order.
std::vector<std::string> words(test::XmlReader const& svg) {
  std::vector<std::string> out;
  for (auto const& element : svg.named("text")) out.push_back(element.text);
  return out;
}

std::set<std::string> fills(test::XmlReader const& svg) {
  std::set<std::string> out;
  for (auto const& element : svg.elements) {
    if (auto const fill = element.attributes.find("fill"); fill != element.attributes.end())
      out.insert(fill->second);
  }
  return out;
}

/// One row an area: 0, hidden, not available, then figures rising by 5.
protection::ProtectedTable rising_table(std::size_t rows) {
  protection::TableLabels labels{.title = "T", .row_heading = "Area", .columns = {"2026-Q2"}};
  std::vector<double> cells;
  for (std::size_t row = 0; row < rows; ++row) {
    labels.rows.push_back("Area " + std::to_string(row));
    cells.push_back(row == 0   ? 0
                    : row == 1 ? 3
                    : row == 2 ? protection::not_available
                               : static_cast<double>(5 * row));
  }
  return test::protect(labels, cells);
}

TEST(Shade, SpreadsFewClassesOverTheWholeHue) {
  EXPECT_EQ(shade(1, 1), hue[2]);
  EXPECT_EQ(shade(1, 2), hue[1]);
  EXPECT_EQ(shade(2, 2), hue[3]);
  EXPECT_EQ(shade(1, 3), hue[0]);
  EXPECT_EQ(shade(3, 3), hue[4]);
  for (std::size_t step = 1; step <= 5; ++step) EXPECT_EQ(shade(step, 5), hue[step - 1]);
}

TEST(Wrap, BreaksAtSpacesAndCountsCharactersNotBytes) {
  EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("", 7), ElementsAre());
  EXPECT_THAT(wrap("  one   two ", 20), ElementsAre("one two"));
  EXPECT_THAT(wrap("extraordinarily long", 5), ElementsAre("extraordinarily", "long"));
  EXPECT_THAT(wrap("\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9", 5), ElementsAre("\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9"));
}

TEST(Frame, HasNorthAtTheTopAndKeepsProportions) {
  Frame const frame{{0, 0, 1000, 500}, 740};
  EXPECT_DOUBLE_EQ(frame.height(), 370);
  EXPECT_DOUBLE_EQ(frame.x(0), 0);
  EXPECT_DOUBLE_EQ(frame.x(1000), 740);
  EXPECT_DOUBLE_EQ(frame.y(500), 0);
  EXPECT_DOUBLE_EQ(frame.y(0), 370);
}

TEST(Frame, DrawsATallAreaSmallerAndInTheMiddle) {
  Frame const frame{{0, 0, 100, 1000}, 740};
  EXPECT_DOUBLE_EQ(frame.height(), 760);
  EXPECT_DOUBLE_EQ(frame.x(50), 370);
  EXPECT_NEAR(frame.x(100) - frame.x(0), 76, 1e-9);
}

TEST(Frame, SurvivesAPlaceWithoutSize) {
  Frame const frame{{5, 5, 5, 5}, 740};
  EXPECT_TRUE(std::isfinite(frame.x(5)) && std::isfinite(frame.y(5)) && std::isfinite(frame.height()));
}

TEST(AreaClasses, AreFifthsOfTheFiguresShown) {
  auto const classes = classes_of(rising_table(28), 0);
  EXPECT_THAT(classes.labels, ElementsAre("hidden or not available", "none", "15 to 35", "40 to 60",
                                          "65 to 85", "90 to 110", "115 to 135"));
  EXPECT_EQ(classes.of_area[0], 1);
  EXPECT_EQ(classes.of_area[1], 0);
  EXPECT_EQ(classes.of_area[2], 0);
  EXPECT_EQ(classes.of_area[3], 2);
  EXPECT_EQ(classes.of_area[27], 6);
}

TEST(AreaClasses, AreFewerWhereTheFiguresAreFew) {
  EXPECT_THAT(classes_of(test::small_table(), 0).labels,
              ElementsAre("hidden or not available", "none", "125"));
  EXPECT_THAT(classes_of(test::small_table(), 1).labels,
              ElementsAre("hidden or not available", "none", "10", "40"));
  auto const nothing = test::protect({"T", "Area", "", {"a", "b"}, {"Q"}}, {0, 2});
  EXPECT_THAT(classes_of(nothing, 0).labels, ElementsAre("hidden or not available", "none"));
}

TEST(AreaClasses, StillPartTheHighestFiguresWhereMostAreEqual) {
  protection::TableLabels labels{.title = "T", .row_heading = "Area", .columns = {"Q"}};
  std::vector<double> cells(20, 10);
  for (double const high : {20, 40, 80, 230}) cells.push_back(high);
  labels.rows.resize(cells.size(), "x");
  EXPECT_THAT(classes_of(test::protect(labels, cells), 0).labels,
              ElementsAre("hidden or not available", "none", "10", "20", "40", "80", "230"));
}

TEST(AreaClasses, NameEveryFigureInExactlyOneLabel) {
  SeededChance chance{5};
  for (int round = 0; round < 200; ++round) {
    protection::TableLabels labels{.title = "T", .row_heading = "A", .columns = {"Q"}};
    std::vector<double> cells;
    for (auto rows = 1 + chance.below(40); rows > 0; --rows) {
      labels.rows.emplace_back("x");
      cells.push_back(static_cast<double>(chance.below(60)));
    }
    auto const table = test::protect(labels, cells);
    auto const classes = classes_of(table, 0);
    ASSERT_LE(classes.labels.size(), 7U);
    for (std::size_t row = 0; row < table.rows(); ++row) {
      auto const& label = classes.labels[classes.of_area[row]];
      if (classes.of_area[row] < 2) continue;
      auto const middle = label.find(" to ");
      auto const low = *text::parse_integer(label.substr(0, middle));
      auto const high = middle == std::string::npos ? low : *text::parse_integer(label.substr(middle + 4));
      EXPECT_TRUE(low <= table.cell(row, 0).value && table.cell(row, 0).value <= high) << label;
    }
  }
}

TEST(SvgAreas, IsWellFormedWithATitleADescriptionAndItsOrigin) {
  auto const areas = test::sample_areas();
  auto const svg_text =
      svg_areas(areas, classes_of(rising_table(areas.size()), 0), text, test::sample_about());
  test::XmlReader const svg{svg_text};
  ASSERT_EQ(svg.fault, "");
  auto const& root = svg.elements.front();
  EXPECT_EQ(root.name, "svg");
  EXPECT_EQ(root.attributes.at("role"), "img");
  EXPECT_EQ(root.attributes.at("aria-labelledby"), "areas-title areas-desc");
  EXPECT_FALSE(root.attributes.contains("width"));
  EXPECT_EQ(svg.elements[1].name, "title");
  EXPECT_EQ(svg.elements[1].attributes.at("id"), "areas-title");
  EXPECT_EQ(svg.elements[1].text, text.title);
  EXPECT_EQ(svg.elements[2].text, text.description);
  EXPECT_THAT(words(svg), AllOf(Contains(text.title), Contains(HasSubstr("ledger index 4217")),
                                Contains(HasSubstr("Contains no real boundaries"))));
}

TEST(SvgAreas, DrawsEveryAreaInTheColourOfItsClassAndNoOther) {
  auto const areas = test::sample_areas();
  auto const classes = classes_of(rising_table(areas.size()), 0);
  test::XmlReader const svg{svg_areas(areas, classes, text, test::sample_about())};
  std::size_t drawn = 0;
  for (auto const& path : svg.named("path")) {
    if (!path.attributes.at("d").ends_with("Z")) continue;  // the scale bar
    auto const number = classes.of_area[drawn++];
    auto const expected = number == 0   ? "url(#areas-hidden)"
                          : number == 1 ? std::string{paper}
                                        : std::string{hue[number - 2U]};
    EXPECT_EQ(path.attributes.at("fill"), expected);
  }
  EXPECT_EQ(drawn, areas.size());
  std::set<std::string> allowed{"url(#areas-hidden)", "none", "#f3f2f1", std::string{paper},
                                std::string{ink}};
  for (auto const colour : hue) allowed.emplace(colour);
  for (auto const& fill : fills(svg)) EXPECT_TRUE(allowed.contains(fill)) << fill;
}

TEST(SvgAreas, ExplainsEveryClassAndTheScale) {
  auto const areas = test::sample_areas();
  auto const classes = classes_of(rising_table(areas.size()), 0);
  test::XmlReader const svg{svg_areas(areas, classes, text, test::sample_about())};
  for (auto const& label : classes.labels) EXPECT_THAT(words(svg), Contains(label));
  EXPECT_THAT(words(svg), Contains("2 km"));
}

TEST(SvgAreas, EscapesEveryTextItIsGiven) {
  auto const areas =
      places::AreaSet::from_areas("lsoa", "2021",
                                  {{.code = "A",
                                    .name = "<b>R&D</b> \"O'Brien\"",
                                    .polygons = {{{{{0, 0}, {900, 0}, {900, 900}, {0, 900}}}}}}})
          .value();
  auto about = test::sample_about();
  about.partnership = "A & B <i>";
  about.attribution = "\x02 \"x\" & '";
  MapText const hostile{"<script>alert(1)</script>", "a & b > \"c\"", "x\" onload=\"y"};
  auto const svg_text = svg_areas(areas, {{2}, {"hidden", "none", "5 < 10 & \"more\""}}, hostile, about);
  test::XmlReader const svg{svg_text};
  ASSERT_EQ(svg.fault, "") << svg_text;
  EXPECT_EQ(svg.elements[1].text, hostile.title);
  EXPECT_EQ(svg.elements[2].text, hostile.description);
  EXPECT_FALSE(svg.elements.front().attributes.contains("onload"));
  EXPECT_THAT(svg_text, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<b>")), Not(HasSubstr("<i>"))));
  EXPECT_EQ(svg.named("title").back().text, "<b>R&D</b> \"O'Brien\": 5 < 10 & \"more\"");
}

TEST(SvgCells, ShowsOnlyClassColoursOverTheOutlines) {
  auto const areas = test::sample_areas();
  auto const map = test::sample_map(areas, test::sample_events());
  test::XmlReader const svg{svg_cells(map, areas, {"Where violence is reported", "Squares of 250 m.", "map"},
                                      test::sample_about())};
  ASSERT_EQ(svg.fault, "");
  std::set<std::string> allowed{"none", std::string{paper}, std::string{ink}};
  for (auto const colour : hue) allowed.emplace(colour);
  for (auto const& fill : fills(svg)) EXPECT_TRUE(allowed.contains(fill)) << fill;
  for (auto const& label : map.class_labels()) EXPECT_THAT(words(svg), Contains(label));
  EXPECT_THAT(words(svg), Contains("too few events near by to show, or none"));
}

TEST(SvgCells, CoversExactlyTheShownCells) {
  auto const areas = test::sample_areas();
  auto const map = test::sample_map(areas, test::sample_events());
  test::XmlReader const svg{svg_cells(map, areas, text, test::sample_about())};
  Frame const frame{map.grid().box(), drawing_width - 2 * drawing_margin};
  double cells = 0;
  for (auto const& rectangle : svg.named("rect")) {
    if (!rectangle.attributes.contains("x") || rectangle.attributes.contains("stroke")) continue;
    cells += *text::parse_decimal(rectangle.attributes.at("width")) / frame.length(250);
  }
  auto const shown =
      std::count_if(map.classes().begin(), map.classes().end(), [](auto number) { return number > 0; });
  EXPECT_NEAR(cells, static_cast<double>(shown), 0.5);
}

TEST(SvgCells, OfAnEmptyMapIsOutlinesOnly) {
  auto const areas = test::sample_areas();
  auto const map = test::sample_map(areas, test::sample_events(6));
  test::XmlReader const svg{svg_cells(map, areas, text, test::sample_about())};
  EXPECT_EQ(svg.fault, "");
  EXPECT_GE(svg.named("path").size(), areas.size());
  for (auto const& rectangle : svg.named("rect")) {
    EXPECT_TRUE(!rectangle.attributes.contains("x") || rectangle.attributes.contains("stroke"));
  }
}

TEST(SvgCells, SaysInTheLegendWhatAWhiteSquareIsAndNamesNoClassThatNoneHas) {
  auto const areas = test::sample_areas();
  auto const events = test::sample_events();
  auto const drawn = test::sample_map(areas, events);
  protection::GivenClasses given{.of_cell = std::vector<std::uint8_t>(drawn.grid().cells(), 2), .labels = {"", "2 (hot)"}, .blank = "cannot be told", .reach = 500};
  auto const map = protection::show_classes(drawn.grid(), given, events.reported(), {.title = "Hot", .months = 3});
  ASSERT_TRUE(map);
  test::XmlReader const svg{svg_cells(*map, areas, text, test::sample_about())};
  EXPECT_THAT(words(svg), AllOf(Contains("2 (hot)"), Contains("cannot be told"), Not(Contains("")), Not(Contains("too few events near by to show, or none"))));
}

TEST(SvgWeekClock, HasASquareAnHourWithItsFigureInWords) {
  auto const table = test::sample_week();
  test::XmlReader const svg{
      svg_week_clock(table, {"When", "Darker means more.", "hours"}, test::sample_about())};
  ASSERT_EQ(svg.fault, "");
  auto const titles = svg.named("title");
  ASSERT_EQ(titles.size(), 1U + 7 * 24);
  EXPECT_EQ(titles[1].text, "Monday 00: 30");
  EXPECT_THAT(words(svg), AllOf(Contains("Sunday"), Contains("21")));
}

TEST(SvgWeekClock, ExplainsItsColoursByTheFiguresThatHaveThem) {
  auto const table =
      test::protect({"T", "Day", "Hour", {"Monday"}, {"00", "01", "02", "03", "04"}}, {0, 3, 10, 20, 100});
  test::XmlReader const svg{
      svg_week_clock(table, {"When", "Darker means more.", "hours"}, test::sample_about())};
  EXPECT_THAT(words(svg), AllOf(Contains("hidden because the number is small"), Contains("none"),
                                Contains("10 to 20"), Contains("100"), Not(Contains("30"))));
  EXPECT_THAT(fills(svg), AllOf(Contains("url(#hours-hidden)"), Contains(std::string{hue[0]}),
                                Contains(std::string{hue[4]}), Not(Contains(std::string{hue[2]}))));
}

TEST(SvgWeekClock, OfMonthOnlyDataSaysNotAvailable) {
  test::XmlReader const svg{
      svg_week_clock(test::sample_week(false), {"When", "None.", "hours"}, test::sample_about())};
  ASSERT_EQ(svg.fault, "");
  EXPECT_THAT(words(svg), AllOf(Contains("not available in the data"), Not(Contains("none"))));
  EXPECT_EQ(svg.named("title")[1].text, "Monday 00: not available");
}

TEST(XmlReader, RefusesWhatIsNotWellFormed) {
  for (auto const* const bad : {"<a>", "</a>", "<a></b>", "<a x=1/>", "<a x=\"1\" x=\"2\"/>", "<a>&nbsp;</a>",
                                "<a>&", "<a b=\"<\"/>", "text", "<a>\x01</a>", "<a>\xff</a>", "<a"}) {
    EXPECT_NE(test::XmlReader{bad}.fault, "") << bad;
  }
  EXPECT_EQ(test::XmlReader{"<a x=\"1\"><b/>t &amp; u</a>\n"}.fault, "");
}

}  // namespace
}  // namespace concordat::render
