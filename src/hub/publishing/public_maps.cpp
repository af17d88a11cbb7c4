// SPDX-License-Identifier: Apache-2.0
#include "hub/publishing/public_maps.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "render/maps.h"

namespace concordat::hub::publishing {
namespace {

struct Step {
  std::int64_t x = 0;
  std::int64_t y = 0;
  friend bool operator==(Step const&, Step const&) = default;
};

struct Raster {
  places::Box box;
  double step = 1;
  [[nodiscard]] Step of(places::Point point) const {
    return {static_cast<std::int64_t>(std::llround((point.x - box.west) / step)), static_cast<std::int64_t>(std::llround((point.y - box.south) / step))};
  }
};

Raster raster_of(places::Box const& box) {
  auto const west = std::floor(box.west);
  auto const south = std::floor(box.south);
  return {{west, south, box.east, box.north}, std::max(1.0, std::ceil(std::max(box.east - west, box.north - south) / steps_across))};
}

/// Each point once on the grid: two areas that share a line share it there too.
std::vector<Step> on_grid(places::Ring const& ring, Raster const& raster) {
  std::vector<Step> steps;
  for (auto const& point : ring) {
    auto const step = raster.of(point);
    if (steps.empty() || !(steps.back() == step)) steps.push_back(step);
  }
  while (steps.size() > 1 && steps.front() == steps.back()) steps.pop_back();
  return steps;
}

bool encloses_something(std::vector<Step> const& ring) {
  std::int64_t twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    auto const& a = ring[i];
    auto const& b = ring[(i + 1) % ring.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return ring.size() >= 3 && twice != 0;
}

Json numbers_of(std::vector<Step> const& ring) {
  Json list{Json::Array{}};
  for (auto const& step : ring) {
    list.push(step.x);
    list.push(step.y);
  }
  return list;
}

/// Without what is too small for the grid; an area that is too small as a whole is a square of one step.
Json polygons_of(places::Area const& area, Raster const& raster) {
  Json polygons{Json::Array{}};
  for (auto const& polygon : area.polygons) {
    Json rings{Json::Array{}};
    for (auto const& ring : polygon.rings) {
      auto const steps = on_grid(ring, raster);
      if (encloses_something(steps)) rings.push(numbers_of(steps));
      else if (rings.array().empty()) break;
    }
    if (!rings.array().empty()) polygons.push(std::move(rings));
  }
  if (!polygons.array().empty()) return polygons;
  auto const at = raster.of(area.polygons.front().rings.front().front());
  Json rings{Json::Array{}};
  rings.push(numbers_of({at, {at.x + 1, at.y}, {at.x + 1, at.y + 1}, {at.x, at.y + 1}}));
  polygons.push(std::move(rings));
  return polygons;
}

places::Ring ring_in(Json const& list, Json const& outlines) {
  places::Ring ring;
  auto const& numbers = list.array();
  auto const metres = [&](std::size_t i, std::string_view from) { return static_cast<double>(outlines[from].integer() + numbers[i].integer() * outlines["step"].integer()); };
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) ring.push_back({metres(i, "west"), metres(i + 1, "south")});
  return ring;
}

std::optional<places::AreaSet> areas_in(Json const& outlines) {
  if (!outlines.is_object()) return std::nullopt;
  std::vector<places::Area> areas;
  for (auto const& one : outlines["areas"].array()) {
    places::Area area{one["code"].string(), one["name"].string()};
    for (auto const& polygon : one["polygons"].array()) {
      places::Polygon made;
      for (auto const& ring : polygon.array()) made.rings.push_back(ring_in(ring, outlines));
      area.polygons.push_back(std::move(made));
    }
    areas.push_back(std::move(area));
  }
  auto set = places::AreaSet::from_areas("public", "1", std::move(areas));
  return set ? std::optional{std::move(*set)} : std::nullopt;
}

/// Hatched where the figure is hidden; white where there is none because too few people live there.
render::AreaClasses classes_of(places::AreaSet const& areas, Json const& table, std::int64_t residents) {
  std::map<std::string, Json const*> figures;
  for (auto const& figure : table["figures"].array()) figures.emplace(figure["code"].string(), &figure);
  std::vector<std::optional<std::int64_t>> shown;
  std::vector<bool> has_figure;
  for (auto const& area : areas.areas()) {
    auto const found = figures.find(area.code);
    has_figure.push_back(found != figures.end());
    shown.push_back(has_figure.back() && found->second->contains("value") ? std::optional{(*found->second)["value"].integer()} : std::nullopt);
  }
  auto classes = render::classes_of(shown);
  for (std::size_t i = 0; i < has_figure.size(); ++i) classes.of_area[i] = has_figure[i] ? classes.of_area[i] : 1;
  classes.labels[0] = fmt::format("hidden: below {}, or none", table["smallest"].integer());
  classes.labels[1] = fmt::format("no figure: fewer than {} people live there", residents);
  return classes;
}

bool has_areas(Json const& table) {
  return std::ranges::any_of(table["figures"].array(), [](auto const& figure) { return !figure["code"].string().empty(); });
}

render::About about_of(Publication const& publication, Json const& content, Json const& table) {
  render::About about;
  about.partnership = content["partnership"].string();
  about.period = table["quarter"].string();
  about.ledger_index = publication.ended_index != 0 ? publication.ended_index : publication.ledger_index;
  about.release = publication.id;
  about.attribution = content["attribution"].string();
  return about;
}

/// The number behind the width in the picture's viewBox.
double height_of(std::string_view svg) {
  auto const begin = svg.find("viewBox=\"0 0 ");
  if (begin == std::string_view::npos) return 0;
  auto const box = svg.substr(begin + 9, svg.find('"', begin + 9) - begin - 9);
  return static_cast<double>(text::parse_integer(box.substr(box.rfind(' ') + 1)).value_or(0));
}

}  // namespace

Json outlines_of(places::AreaSet const& areas) {
  auto const raster = raster_of(areas.box());
  Json list{Json::Array{}};
  for (auto const& area : areas.areas()) list.push(Json{}.set("code", area.code).set("name", area.name).set("polygons", polygons_of(area, raster)));
  Json outlines;
  outlines.set("west", static_cast<std::int64_t>(raster.box.west)).set("south", static_cast<std::int64_t>(raster.box.south)).set("step", static_cast<std::int64_t>(raster.step));
  return std::move(outlines.set("areas", std::move(list)));
}

std::vector<PublicMap> maps_in(Publication const& publication, Json const& content) {
  std::vector<PublicMap> maps;
  auto const areas = areas_in(content["outlines"]);
  if (!areas) return maps;
  auto const& tables = content["tables"].array();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    auto const& table = tables[i];
    if (!has_areas(table)) continue;
    auto const title = fmt::format("{}, {}: reports of violence by area", table["source"].string(), table["quarter"].string());
    render::MapText const words{title, "The table of the same heading has every figure. Darker areas have more reports; hatched ones have a hidden figure, white ones none.", fmt::format("map-{}", i + 1)};
    maps.push_back({i, render::svg_areas(*areas, classes_of(*areas, table, content["fewest_residents"].is_integer() ? content["fewest_residents"].integer() : fewest_residents), words, about_of(publication, content, table))});
  }
  return maps;
}

std::string one_picture(std::vector<PublicMap> const& maps) {
  std::string inside;
  double top = 0;
  for (auto const& map : maps) {
    auto const height = height_of(map.svg);
    auto const begin = map.svg.find("<svg ") + 5;
    inside += fmt::format("<svg y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" {}", top, render::picture_width, height, std::string_view{map.svg}.substr(begin));
    top += height;
  }
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\">\n{}</svg>\n", render::picture_width, top, inside);
}

}  // namespace concordat::hub::publishing
