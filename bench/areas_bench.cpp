// SPDX-License-Identifier: Apache-2.0
// Points into areas: 1,000,000 points into 611 made-up polygons with jagged shared boundaries, and into the
// Leicestershire LSOAs where their boundary files are present (CONCORDAT_SHARED), on one thread.
//
//   areas_bench [points]      exit code 1 where a point set takes 0.3 s or more a million points
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/chance.h"
#include "places/area_locator.h"
#include "places/area_set.h"

namespace concordat::places {
namespace {

/// CPU time: there is one thread, and the machine may be busy with other work.
double seconds_since(std::clock_t start) {
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// A corner or a point along a side, moved by an amount that only its place decides, so that neighbours
/// agree.
Point moved(double x, double y) {
  SeededChance chance{static_cast<std::uint64_t>(std::llround(x * 64)) * 1'000'003 +
                      static_cast<std::uint64_t>(std::llround(y * 64))};
  double const dx = (chance.unit() - 0.5) * 0.1;
  return {1000 * (x + dx), 1000 * (y + (chance.unit() - 0.5) * 0.1)};
}

AreaSet made_up() {
  constexpr int steps = 32;
  std::vector<Area> areas;
  for (int n = 0; n < 611; ++n) {
    double const west = n % 25;
    double const south = n / 25;
    Ring ring;
    auto const side = [&](double x, double y, double dx, double dy) {
      for (int i = 0; i < steps; ++i) ring.push_back(moved(x + dx * i / steps, y + dy * i / steps));
    };
    side(west, south, 1, 0);
    side(west + 1, south, 0, 1);
    side(west + 1, south + 1, -1, 0);
    side(west, south + 1, 0, -1);
    areas.push_back({.code = "M" + std::to_string(1000 + n), .name = "", .polygons = {{{std::move(ring)}}}});
  }
  return AreaSet::from_areas("made-up", "", std::move(areas)).value();
}

/// Nothing where the files are not there.
std::optional<AreaSet> leicestershire() {
  char const* const shared = std::getenv("CONCORDAT_SHARED");
  auto const folder = std::filesystem::path{shared != nullptr ? shared : ""} / "data/boundaries/lsoa11";
  if (shared == nullptr || !std::filesystem::exists(folder)) return std::nullopt;
  std::vector<std::string> texts;
  std::vector<AreaDocument> documents;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) {
    auto const name = entry.path().filename().string();
    if (name.starts_with("topo_")) continue;
    std::ostringstream text;
    text << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
    texts.push_back(text.str());
    documents.push_back({name, {}});
  }
  for (std::size_t i = 0; i < texts.size(); ++i) documents[i].text = texts[i];
  AreaReading const reading{
      .kind = "lsoa",
      .vintage = "2011",
      .code_property = "LSOA11CD",
      .name_property = "LSOA11NM",
      .population_property = "",
      .project = [](Point raw) { return std::optional<Point>{{raw.x * 67'400, raw.y * 111'300}}; }};
  std::clock_t const start = std::clock();
  auto set = AreaSet::from_geojson(documents, reading);
  if (!set) return std::nullopt;
  std::printf("reading the GeoJSON of %zu LSOAs: %.3f s; %zu bytes in the database\n", set->size(),
              seconds_since(start), set->to_bytes().size());
  return std::move(*set);
}

bool measure(char const* name, AreaSet const& areas, std::size_t count) {
  std::clock_t start = std::clock();
  AreaLocator const locator{areas};
  double const build = seconds_since(start);
  SeededChance chance{1};
  std::vector<double> x(count), y(count);
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = areas.box().west + chance.unit() * (areas.box().east - areas.box().west);
    y[i] = areas.box().south + chance.unit() * (areas.box().north - areas.box().south);
  }
  double best = 1e9;
  std::size_t placed = 0;
  for (int round = 0; round < 5; ++round) {
    start = std::clock();
    auto const found = locator.locate_all(x, y);
    best = std::min(best, seconds_since(start));
    placed = static_cast<std::size_t>(std::ranges::count_if(found, [](auto area) { return area >= 0; }));
  }
  double const a_million = best * 1e6 / static_cast<double>(count);
  std::printf(
      "%-15s %zu points into %zu areas: %.3f s (%.3f s a million), %zu placed, index built in %.3f s\n", name,
      count, areas.size(), best, a_million, placed, build);
  return a_million < 0.3;
}

}  // namespace
}  // namespace concordat::places

int main(int argument_count, char** arguments) {
  using namespace concordat::places;
  std::size_t const count = argument_count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1'000'000;
  bool good = measure("made-up", made_up(), count);
  if (auto const real = leicestershire()) {
    good = measure("Leicestershire", *real, count) && good;
  } else {
    std::printf("Leicestershire  skipped: set CONCORDAT_SHARED to the folder that holds data/boundaries\n");
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory %ld MB\n", usage.ru_maxrss / 1024);
  return good ? 0 : 1;
}
