// SPDX-License-Identifier: Apache-2.0
// A map seen nearer: the same marks, one area in the middle.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "render/maps.h"
#include "render/read_back.h"
#include "render/testing.h"
#include "render/xml_reader.h"

namespace concordat::render {
namespace {

/// Of the drawing within the picture; of the picture where there is none.
std::vector<double> view_of(test::XmlReader const& svg) {
  std::vector<double> numbers;
  auto const pictures = svg.named("svg");
  for (auto const& number : text::split(pictures.back().attributes.at("viewBox"), ' ')) numbers.push_back(std::stod(std::string{number}));
  return numbers;
}

/// All but those of the scale.
std::vector<std::string> words_in(test::XmlReader const& svg) {
  std::vector<std::string> all;
  for (auto const& one : svg.named("text")) {
    if (!one.text.ends_with(" m") && !one.text.ends_with(" km")) all.push_back(one.text);
  }
  return all;
}

/// Outlines and squares, without the line of the scale.
std::vector<std::string> drawn(test::XmlReader const& svg) {
  std::vector<std::string> marks;
  for (auto const& path : svg.named("path")) {
    if (path.attributes.at("d").find('v') == std::string::npos) marks.push_back(path.attributes.at("d"));
  }
  for (auto const& square : svg.named("rect")) {
    if (square.attributes.contains("x")) marks.push_back(square.attributes.at("x") + " " + square.attributes.at("y"));
  }
  std::ranges::sort(marks);
  return marks;
}

TEST(Zoomed, HasTheSameMarksAndTheAreaInTheMiddle) {
  auto const areas = test::sample_areas();
  auto const whole = svg_cells(test::sample_map(areas, test::sample_events()), areas, {"Where", "Squares.", "map"}, test::sample_about());
  test::XmlReader const all{whole};
  std::set<std::vector<double>> views;
  for (std::size_t area = 0; area < areas.size(); ++area) {
    auto const near = zoomed_to_area(whole, area, areas.size());
    ASSERT_TRUE(near);
    test::XmlReader const svg{*near};
    ASSERT_EQ(svg.fault, "") << *near;
    auto const view = view_of(svg);
    ASSERT_EQ(view.size(), 4U);
    EXPECT_LT(view[2], view_of(all)[2]);
    EXPECT_EQ(words_in(svg), words_in(all)) << "title, legend and foot stay";
    auto marks = drawn(svg);
    for (auto const& mark : drawn(all)) {
      auto const found = std::ranges::find(marks, mark);
      ASSERT_NE(found, marks.end()) << mark;
      marks.erase(found);
    }
    ASSERT_EQ(marks.size(), 1U) << "a strong outline, once more";
    // its first corner lies inside what is seen
    auto const begin = marks.front().substr(1, marks.front().find('L') - 1);
    auto const corner = text::split(begin, ' ');
    EXPECT_GT(std::stod(std::string{corner[0]}) + 10, view[0]);
    EXPECT_LT(std::stod(std::string{corner[0]}) + 10, view[0] + view[2]);
    views.insert(view);
  }
  EXPECT_EQ(views.size(), areas.size()) << "each area elsewhere";
}

TEST(Zoomed, IsNoOtherPicture) {
  auto const areas = test::sample_areas();
  auto const whole = svg_cells(test::sample_map(areas, test::sample_events()), areas, {"Where", "Squares.", "map"}, test::sample_about());
  EXPECT_FALSE(zoomed_to_area(whole, areas.size(), areas.size()));
  EXPECT_FALSE(zoomed_to_area(whole, 0, areas.size() + 1)) << "of other areas than it was drawn with";
  for (auto const* other : {"", "<svg", "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0Z\"/></svg>", "<g transform=\"translate(1 2)\" ><path d=\"M1", "<g transform=\"translate(x)\"><path d=\"\"/></g>"}) EXPECT_FALSE(zoomed_to_area(other, 0, 1)) << other;
  auto const clock = svg_week_clock(test::sample_week(), {"When", "Darker means more.", "hours"}, test::sample_about());
  EXPECT_FALSE(zoomed_to_area(clock, 0, areas.size()));
}

}  // namespace
}  // namespace concordat::render
