// SPDX-License-Identifier: Apache-2.0
// What an attacker makes of a released map: a map with full figures is undone, event by event; the squares, the drawn map and the map
// data that leave tell of no report that stands alone.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "hub/hub_test_tools.h"
#include "hub/release/reading.h"
#include "places/density.h"
#include "protection/published/squares.h"

namespace concordat::hub::proving {
namespace {

constexpr double side = 250;
constexpr double reach = 500;
/// Far from each other and from where much is reported.
constexpr std::array<places::Point, 3> alone{{{454'730, 301'410}, {457'130, 300'620}, {453'110, 300'390}}};

double away(places::Point one, places::Point other) { return std::hypot(one.x - other.x, one.y - other.y); }

/// The attack on full figures of a quartic surface: how far an event is from each of four squares follows from the figures there.
std::vector<places::Point> undo_surface(places::Grid const& grid, std::vector<double> const& figures) {
  auto const columns = static_cast<std::size_t>(grid.columns());
  auto const squared = [&](std::size_t cell) { return reach * reach * (1 - std::sqrt(figures[cell] * std::numbers::pi * reach * reach / 3)); };
  std::vector<places::Point> found;
  for (std::size_t cell = columns; cell + columns + 1 < figures.size(); ++cell) {
    bool const all = figures[cell] > 0 && figures[cell + 1] > 0 && figures[cell + columns] > 0 && figures[cell + columns + 1] > 0;
    if (!all) continue;
    auto const here = grid.centre(cell);
    auto const east = (squared(cell) - squared(cell + 1) + side * side) / (2 * side);
    auto const north = (squared(cell) - squared(cell + columns) + side * side) / (2 * side);
    places::Point const guess{here.x + east, here.y + north};
    auto const fourth = grid.centre(cell + columns + 1);
    auto const distance = away(guess, fourth);
    bool const fits = std::abs(distance * distance - squared(cell + columns + 1)) < 1 && std::abs(east * east + north * north - squared(cell)) < 1;
    if (fits) found.push_back(guess);
  }
  return found;
}

class HeatMaps : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    int number = 0;
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      auto text = police_month(month, {30, 0, 0, 0});
      if (std::string_view{month} == "2026-08") {
        for (auto const place : alone) {
          text += fmt::format("alone/{},{:02}/08/2026,21:15,Common assault,{:.0f},{:.0f},High Street,none\n", number, 3 + number, place.x, place.y);
          ++number;
        }
      }
      take_in("police-incidents", text);
      take_in("ed-istv", ed_month(month, {{0, 12}}));
    }
    agree_on_figures();
  }
  [[nodiscard]] static std::vector<protection::PublishedSquare> squares_of_csv(std::string_view csv) {
    std::vector<protection::PublishedSquare> squares;
    for (auto const& row : read_released_table(csv).rows) squares.push_back({std::stod(row[0]), std::stod(row[1]), std::stod(row[2]), std::stoi(row[3])});
    return squares;
  }
};
CONCORDAT_ON_BOTH_STORES(HeatMaps);

TEST_P(HeatMaps, WithFullFiguresWouldTellEachReportThatStandsAlone) {
  // The attack succeeds on what never leaves: else the next tests would prove nothing.
  std::vector<double> x;
  std::vector<double> y;
  for (auto const place : alone) {
    x.push_back(place.x);
    y.push_back(place.y);
  }
  std::vector<places::Origin> const origin(x.size(), places::Origin::reported);
  auto const events = places::ReportedEvents::admit({.x = x, .y = y, .origin = origin});
  auto const grid = places::Grid::over(hub().partnership().box, side);
  ASSERT_TRUE(events && grid);
  auto const surface = places::quartic_density(*events, *grid, reach);
  ASSERT_TRUE(surface);
  auto const found = undo_surface(*grid, surface->per_square_metre);
  for (auto const place : alone) {
    EXPECT_TRUE(std::ranges::any_of(found, [&](auto guess) { return away(guess, place) < 0.001; })) << place.x << ' ' << place.y;
  }
}

TEST_P(HeatMaps, TellOfNoReportUnderTheMaskMoreThanThatItIsNotShown) {
  for (auto const* table : {"violence-map", "violence-hotspots"}) {
    auto const made = release_of(csp_request(table));
    std::size_t maps = 0;
    for (auto const& file : made.files()) {
      if (!file.name.ends_with(".csv") || !is_map(read_released_table(file.content))) continue;
      ++maps;
      auto const squares = squares_of_csv(file.content);
      // of squares that cannot be told to be hot or not nothing is told
      ASSERT_TRUE(!squares.empty() || file.name == "violence-hotspots.csv") << file.name << ": where much is reported, something shows";
      for (auto const place : alone) {
        for (auto const& square : squares) {
          EXPECT_FALSE(place.x >= square.west && place.x < square.west + side && place.y >= square.south && place.y < square.south + side) << file.name;
        }
        for (auto const& spot : protection::undo_map(squares, reach).spots) EXPECT_GT(away({spot.x, spot.y}, place), side / 2) << file.name;
      }
      // The classes taken for figures, in every scale that they could be of.
      auto const grid = places::Grid::over(hub().partnership().box, side);
      ASSERT_TRUE(grid);
      std::vector<double> figures(grid->cells(), 0);
      for (double const scale : {1e-7, 3e-7, 1e-6}) {
        for (auto const& square : squares) {
          for (std::size_t cell = 0; cell < grid->cells(); ++cell) {
            auto const box = grid->cell_box(cell);
            if (box.west == square.west && box.south == square.south) figures[cell] = scale * square.level;
          }
        }
        for (auto const guess : undo_surface(*grid, figures)) {
          for (auto const place : alone) EXPECT_GT(away(guess, place), side / 2) << file.name;
        }
      }
    }
    EXPECT_GT(maps, 0U) << table << ": without a map nothing was tried";
  }
}

TEST_P(HeatMaps, LeaveAsClassesAlone) {
  auto const made = release_of(csp_request("violence-map"));
  auto const squares = squares_of_csv(content_of(made, "violence-map.csv"));
  auto const map = Json::parse(content_of(made, "violence-map.geojson"));
  ASSERT_TRUE(map);
  EXPECT_EQ((*map)["features"].array().size(), squares.size());
  for (auto const& feature : (*map)["features"].array()) {
    auto const& properties = feature["properties"];
    EXPECT_EQ(properties.object().size(), 3U) << properties.canonical();
    EXPECT_TRUE(properties["class"].is_integer() && properties["ledger_index"].is_integer() && properties["label"].is_string()) << properties.canonical();
  }
  // The drawn map: rectangles in the colours of at most five classes, as many squares as the table has.
  auto const drawn = content_of(made, "violence-map.svg");
  std::set<std::string> colours;
  double area = 0;
  double one = 0;
  for (auto at = drawn.find("<rect x="); at != std::string::npos; at = drawn.find("<rect x=", at + 1)) {
    auto const value = [&](std::string_view name) {
      auto const from = drawn.find(fmt::format(" {}=\"", name), at) + name.size() + 3;
      return drawn.substr(from, drawn.find('"', from) - from);
    };
    auto const height = std::stod(value("height"));
    if (one == 0) one = height;
    if (std::abs(height - one) > 0.11) continue;  // of the legend
    colours.insert(value("fill"));
    area += std::stod(value("width")) / one;
  }
  EXPECT_LE(colours.size(), 6U) << "five classes, and paper in the legend";
  EXPECT_NEAR(area, static_cast<double>(squares.size()), 0.05 * static_cast<double>(squares.size()) + 6);
  for (auto const& file : made.files()) EXPECT_FALSE(file.media_type.starts_with("image/tiff") || file.name.ends_with(".asc") || file.name.ends_with(".tif")) << file.name;
}

}  // namespace
}  // namespace concordat::hub::proving
