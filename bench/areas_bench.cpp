// SPDX-License-Identifier: Apache-2.0
// Points into areas: 1,000,000 points into 611 made-up polygons with jagged shared boundaries, into 2,640 of 192 corners each, and
// into the Leicestershire LSOAs where their boundary files are present (CONCORDAT_SHARED), on one thread. In the same run: R's sf
// (package r-cran-sf) on the 2,640, by elapsed time or CPU, whichever is the kinder to it; skipped where R or sf is missing.
//
//   areas_bench [points]      exit code 1 where a million points take 0.3 s or more (0.4 s for the 2,640), or sf places one elsewhere
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
#include "peer_numbers.h"
#include "places/area_locator.h"
#include "places/area_set.h"

namespace concordat::places {
namespace {

using bench::read_numbers;
using bench::write_numbers;

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

/// Squares of a kilometre in rows of so many, `steps` corners a side.
AreaSet made_up(int count, int columns, int steps) {
  std::vector<Area> areas;
  for (int n = 0; n < count; ++n) {
    double const west = n % columns;
    double const south = n / columns;
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

struct Points {
  std::vector<double> x, y;
};

Points scattered(AreaSet const& areas, std::size_t count) {
  SeededChance chance{1};
  Points points{std::vector<double>(count), std::vector<double>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    points.x[i] = areas.box().west + chance.unit() * (areas.box().east - areas.box().west);
    points.y[i] = areas.box().south + chance.unit() * (areas.box().north - areas.box().south);
  }
  return points;
}

bool measure(char const* name, AreaSet const& areas, std::size_t count, double goal) {
  std::clock_t start = std::clock();
  AreaLocator const locator{areas};
  double const build = seconds_since(start);
  auto const points = scattered(areas, count);
  double best = 1e9;
  std::size_t placed = 0;
  for (int round = 0; round < 5; ++round) {
    start = std::clock();
    auto const found = locator.locate_all(points.x, points.y);
    best = std::min(best, seconds_since(start));
    placed = static_cast<std::size_t>(std::ranges::count_if(found, [](auto area) { return area >= 0; }));
  }
  double const a_million = best * 1e6 / static_cast<double>(count);
  std::printf(
      "%-15s %zu points into %zu areas: %.3f s (%.3f s a million, goal %.1f), %zu placed, index built in %.3f s\n", name,
      count, areas.size(), best, a_million, goal, placed, build);
  return a_million < goal;
}

constexpr char const* peer_script = R"(
suppressMessages(suppressWarnings(library(sf)))
folder <- commandArgs(TRUE)[1]
read <- function(name, kind) readBin(file.path(folder, name), kind, file.size(file.path(folder, name)) / 8)
corners <- as.integer(read("corners", "double"))
rings <- matrix(c(read("ring_x", "double"), read("ring_y", "double")), ncol = 2)
last <- cumsum(corners)
areas <- st_sfc(lapply(seq_along(corners), function(i) st_polygon(list(rings[(last[i] - corners[i] + 1):last[i], ]))))
points <- st_as_sf(data.frame(x = read("x", "double"), y = read("y", "double")), coords = c("x", "y"))
spent <- system.time(hits <- st_intersects(points, areas))
writeBin(as.double(ifelse(lengths(hits) > 0, vapply(hits, function(h) if (length(h)) h[1] else 0L, 0L), 0L)), file.path(folder, "found"))
writeBin(min(spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]]), file.path(folder, "seconds"))
)";

/// True where the peer is missing, or places each point in the same area (one on a shared line has two).
bool against_peer(AreaSet const& areas, std::size_t count) {
  std::string name = (std::filesystem::temp_directory_path() / "areas_bench_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return false;
  std::filesystem::path const folder{name};
  std::vector<double> corners, ring_x, ring_y;
  for (std::size_t n = 0; n < areas.size(); ++n) {
    auto ring = areas[n].polygons.front().rings.front();
    if (ring.front().x != ring.back().x || ring.front().y != ring.back().y) ring.push_back(ring.front());
    corners.push_back(static_cast<double>(ring.size()));
    for (auto const& corner : ring) {
      ring_x.push_back(corner.x);
      ring_y.push_back(corner.y);
    }
  }
  auto const points = scattered(areas, count);
  write_numbers(folder / "corners", corners);
  write_numbers(folder / "ring_x", ring_x);
  write_numbers(folder / "ring_y", ring_y);
  write_numbers(folder / "x", points.x);
  write_numbers(folder / "y", points.y);
  std::ofstream{folder / "peer.R"} << peer_script;
  int const status = std::system(("Rscript --vanilla '" + (folder / "peer.R").string() + "' '" + name + "' > /dev/null 2>&1").c_str());
  auto const theirs = read_numbers(folder / "found");
  auto const seconds = read_numbers(folder / "seconds");
  std::filesystem::remove_all(folder);
  if (status != 0 || theirs.size() != count || seconds.empty()) {
    std::printf("peer skipped: R with sf (r-cran-sf) is not installed, or memory ran out\n");
    return true;
  }
  AreaLocator const locator{areas};
  std::clock_t const start = std::clock();
  auto const ours = locator.locate_all(points.x, points.y);
  double const took = seconds_since(start);
  std::size_t elsewhere = 0;
  for (std::size_t i = 0; i < count; ++i) elsewhere += static_cast<double>(ours[i]) + 1 != theirs[i] ? 1 : 0;
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  std::printf("%zu points into %zu areas: ours %.3f s, sf %.2f s and %ld MB: %.0f times; %zu placed elsewhere\n", count, areas.size(), took,
              seconds.front(), usage.ru_maxrss / 1024, seconds.front() / took, elsewhere);
  return elsewhere == 0;
}

}  // namespace
}  // namespace concordat::places

int main(int argument_count, char** arguments) {
  using namespace concordat::places;
  std::size_t const count = argument_count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1'000'000;
  bool good = measure("made-up", made_up(611, 25, 32), count, 0.3);
  auto const fine = made_up(2640, 60, 48);
  good = measure("of 192 corners", fine, count, 0.4) && good;
  good = against_peer(fine, count) && good;
  if (auto const real = leicestershire()) {
    good = measure("Leicestershire", *real, count, 0.3) && good;
  } else {
    std::printf("Leicestershire  skipped: set CONCORDAT_SHARED to the folder that holds data/boundaries\n");
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory %ld MB\n", usage.ru_maxrss / 1024);
  return good ? 0 : 1;
}
