// SPDX-License-Identifier: Apache-2.0
#include "synth/world/areas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "synth/world/draw.h"

namespace concordat::synth {
namespace {

constexpr std::array<std::string_view, 3> district_names{"Norchester", "Harrowby Vale", "Westmere"};
// Inland and thinly settled ground: the place is drawn over it and is not there.
constexpr Point south_west{412'000, 484'000};
constexpr double cell_width = 1300;
constexpr double cell_height = 1120;
constexpr std::uint32_t group_columns = 2;
constexpr std::uint32_t group_rows = 2;

/// A corner of the lattice: columns are half cells wide.
using Corner = std::pair<int, int>;
using Step = std::pair<Corner, Corner>;

class Lattice {
 public:
  Lattice(std::uint64_t seed, int columns, int rows)
      : seed_{seed}, width_{(columns + 0.5) * cell_width}, height_{rows * cell_height} {}

  [[nodiscard]] Point centre() const { return {south_west.x + width_ / 2, south_west.y + height_ / 2}; }

  [[nodiscard]] Point corner(Corner at) const {
    auto draw = Draw{seed_, Lot::lattice, static_cast<std::uint64_t>(at.first),
                     static_cast<std::uint64_t>(at.second)};
    auto const across = draw.between(-0.11, 0.11);
    auto const up = draw.between(-0.11, 0.11);
    // Every other corner up or down makes hexagons of bricks.
    auto const zigzag = (at.first + at.second) % 2 == 0 ? -0.15 : 0.15;
    return warped({south_west.x + (at.first * 0.5 + across) * cell_width,
                   south_west.y + (at.second + zigzag + up) * cell_height});
  }

  /// The bends of an edge, the same points from both sides.
  void append_bends(Ring& ring, Step step) const {
    auto const forward = step.first < step.second;
    auto const from = forward ? step.first : step.second;
    auto const to = forward ? step.second : step.first;
    auto const key =
        static_cast<std::uint64_t>(from.first) * 100'000 + static_cast<std::uint64_t>(from.second);
    auto draw = Draw{seed_, Lot::edge, key, from.second == to.second ? 0U : 1U};
    auto const start = corner(from);
    auto const end = corner(to);
    std::vector<Point> bends;
    for (auto const share : {0.25, 0.5, 0.75}) {
      auto const aside = draw.between(-0.05, 0.05);
      bends.push_back({start.x + (end.x - start.x) * share - (end.y - start.y) * aside,
                       start.y + (end.y - start.y) * share + (end.x - start.x) * aside});
    }
    if (!forward) std::reverse(bends.begin(), bends.end());
    ring.insert(ring.end(), bends.begin(), bends.end());
  }

 private:
  /// Pulls the middle together, so that the town's areas are small and the country's large.
  [[nodiscard]] Point warped(Point at) const {
    auto const middle = centre();
    auto const dx = at.x - middle.x;
    auto const dy = at.y - middle.y;
    auto const reach = std::hypot(width_, height_) / 2;
    auto const pull = 0.42 + 0.58 * std::min(1.0, std::hypot(dx, dy) / reach);
    return {middle.x + dx * pull, middle.y + dy * pull};
  }

  std::uint64_t seed_;
  double width_;
  double height_;
};

std::array<Step, 6> steps_of(int column, int row) {
  auto const left = 2 * column + row % 2;
  std::array<Corner, 6> const corners{Corner{left, row},         Corner{left + 1, row},
                                      Corner{left + 2, row},     Corner{left + 2, row + 1},
                                      Corner{left + 1, row + 1}, Corner{left, row + 1}};
  std::array<Step, 6> steps;
  for (std::size_t i = 0; i < 6; ++i) steps[i] = {corners[i], corners[(i + 1) % 6]};
  return steps;
}

/// The outline of cells joined together: steps that two cells take in opposite directions fall away. Three
/// edges meet at each corner at most, so an outline never touches itself.
Ring outline(Lattice const& lattice, std::vector<Step> const& steps) {
  std::set<Step> open;
  for (auto const& step : steps) {
    if (open.erase({step.second, step.first}) == 0) open.insert(step);
  }
  std::map<Corner, Corner> const onward{open.begin(), open.end()};
  Ring ring;
  auto const start = onward.begin()->first;
  auto at = start;
  do {
    auto const next = onward.at(at);
    ring.push_back(lattice.corner(at));
    lattice.append_bends(ring, {at, next});
    at = next;
  } while (at != start);
  return ring;
}

void measure(Area& area) {
  for (auto const& point : area.ring) {
    area.centre.x += point.x / static_cast<double>(area.ring.size());
    area.centre.y += point.y / static_cast<double>(area.ring.size());
  }
  for (auto const& point : area.ring) {
    area.radius = std::max(area.radius, std::hypot(point.x - area.centre.x, point.y - area.centre.y));
  }
}

struct Size {
  int columns;
  int rows;
};
Size size_for(std::uint32_t people) {
  auto const wanted = std::clamp(people / 1800.0, 60.0, 640.0);
  auto rows = static_cast<int>(std::lround(std::sqrt(wanted)));
  rows -= rows % 2;
  auto columns = static_cast<int>(std::lround(wanted / rows));
  columns += columns % 2;
  return {columns, rows};
}

}  // namespace

bool contains(Ring const& ring, Point at) {
  auto inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    if ((ring[i].y > at.y) == (ring[j].y > at.y)) continue;
    // From the lower end always, so that both neighbours of an edge reckon the same crossing.
    auto const& low = ring[i].y < ring[j].y ? ring[i] : ring[j];
    auto const& high = ring[i].y < ring[j].y ? ring[j] : ring[i];
    if (at.x < low.x + (at.y - low.y) / (high.y - low.y) * (high.x - low.x)) inside = !inside;
  }
  return inside;
}

std::optional<std::uint32_t> Areas::locate(Point at) const {
  for (std::uint32_t i = 0; i < areas.size(); ++i) {
    auto const& area = areas[i];
    if (std::abs(at.x - area.centre.x) > area.radius || std::abs(at.y - area.centre.y) > area.radius)
      continue;
    if (contains(area.ring, at)) return i;
  }
  return std::nullopt;
}

namespace {

struct Groups {
  std::map<std::pair<int, int>, std::uint32_t> number_of;  ///< by block column and row
  std::vector<std::vector<Step>> steps;
  std::array<std::vector<Step>, 3> district_steps;
};

std::uint32_t district_of(int column, int columns) {
  // Whole blocks of columns, the town's district in the middle.
  auto const block = column / static_cast<int>(group_columns);
  auto const blocks = columns / static_cast<int>(group_columns);
  if (block < blocks / 4) return 2;
  return block >= blocks - blocks / 4 ? 1 : 0;
}

void add_cell(Areas& made, Groups& groups, Lattice const& lattice, std::array<int, 3> cell) {
  auto const [column, row, columns] = cell;
  auto const steps = steps_of(column, row);
  Area area;
  area.ring = outline(lattice, {steps.begin(), steps.end()});
  area.district = district_of(column, columns);
  auto const block = std::pair{column / static_cast<int>(group_columns), row / static_cast<int>(group_rows)};
  auto const [found, fresh] =
      groups.number_of.try_emplace(block, static_cast<std::uint32_t>(made.groups.size()));
  area.group = found->second;
  if (fresh) {
    made.groups.push_back({fmt::format("E02099{:03}", found->second + 1),
                           fmt::format("{} {:03}", district_names[area.district], found->second + 1)});
    groups.steps.emplace_back();
  }
  auto& group = made.groups[area.group];
  auto const number = static_cast<std::uint32_t>(made.areas.size());
  area.code = fmt::format("E01099{:03}", number + 1);
  area.name = fmt::format("{}{}", group.name, static_cast<char>('A' + group.areas.size()));
  group.areas.push_back(number);
  made.districts[area.district].areas.push_back(number);
  auto& within = groups.steps[area.group];
  within.insert(within.end(), steps.begin(), steps.end());
  auto& district = groups.district_steps[area.district];
  district.insert(district.end(), steps.begin(), steps.end());
  measure(area);
  made.areas.push_back(std::move(area));
}

void settle(Areas& made, std::uint64_t seed, std::uint32_t people) {
  std::vector<double> weights;
  auto reach = 0.0;
  for (auto const& area : made.areas) {
    reach = std::max(reach, std::hypot(area.centre.x - made.centre.x, area.centre.y - made.centre.y));
  }
  for (std::size_t i = 0; i < made.areas.size(); ++i) {
    auto draw = Draw{seed, Lot::area, i};
    auto& area = made.areas[i];
    weights.push_back(draw.between(0.75, 1.25));
    auto const away = std::hypot(area.centre.x - made.centre.x, area.centre.y - made.centre.y) / reach;
    auto const level = draw.between(0.4, 1.6);
    area.violence = level * (1.7 - 1.2 * away);
  }
  auto total = 0.0;
  for (auto const weight : weights) total += weight;
  auto done = 0.0;
  std::uint32_t first = 0;
  for (std::size_t i = 0; i < made.areas.size(); ++i) {
    done += weights[i];
    // Whole blocks of households (see people.h), so that no household lies across a border.
    auto const end =
        i + 1 == made.areas.size() ? people : static_cast<std::uint32_t>(people * (done / total)) / 25 * 25;
    made.areas[i].first_person = first;
    made.areas[i].people = end - first;
    first = end;
  }
}

}  // namespace

Areas make_areas(std::uint64_t seed, std::uint32_t people) {
  auto const [columns, rows] = size_for(people);
  auto const lattice = Lattice{seed, columns, rows};
  Areas made;
  made.centre = lattice.centre();
  for (std::size_t i = 0; i < district_names.size(); ++i) {
    made.districts.push_back({fmt::format("E07099{:03}", i + 1), std::string{district_names[i]}});
  }
  Groups groups;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) add_cell(made, groups, lattice, {column, row, columns});
  }
  for (std::size_t i = 0; i < made.groups.size(); ++i)
    made.groups[i].ring = outline(lattice, groups.steps[i]);
  for (std::size_t i = 0; i < 3; ++i) made.districts[i].ring = outline(lattice, groups.district_steps[i]);
  settle(made, seed, people);
  return made;
}

}  // namespace concordat::synth
