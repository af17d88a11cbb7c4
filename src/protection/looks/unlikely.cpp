// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/unlikely.h"

#include <algorithm>

#include <fmt/format.h>

#include "places/compare/distributions.h"
#include "places/spatial/scan.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr double significance = 0.05;
constexpr std::int64_t least_reports = 8;

/// What the scan is given, and of which areas.
struct Scanned {
  std::vector<places::Point> centre = {};
  std::vector<std::int64_t> population = {};
  std::vector<std::int64_t> reports = {};
  std::vector<std::uint8_t> hidden = {};
  std::vector<std::uint32_t> area = {};
};

Scanned scanned(ProtectedTable const& counts, std::size_t column, UnlikelyAreas const& areas, std::int64_t most_hidden) {
  Scanned all;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    auto const& cell = counts.cell(row, column);
    if (cell.state == CellState::not_available || areas.population[row] < 1) continue;
    all.centre.push_back(areas.centre[row]);
    all.population.push_back(areas.population[row]);
    bool const hidden = cell.state == CellState::suppressed;
    all.hidden.push_back(hidden ? 1 : 0);
    all.reports.push_back(hidden ? (1 + most_hidden) / 2 : cell.value);
    all.area.push_back(static_cast<std::uint32_t>(row));
  }
  return all;
}

/// Whether the group has more than its share whatever the hidden counts are.
bool holds(places::ScanCluster const& group, Scanned const& all, std::int64_t most_hidden) {
  std::int64_t inside = 0, outside = 0, residents_inside = 0, residents = 0;
  std::vector<std::uint8_t> in(all.area.size(), 0);
  for (auto const area : group.areas) in[area] = 1;
  for (std::size_t i = 0; i < all.area.size(); ++i) {
    auto const reports = all.hidden[i] == 0 ? all.reports[i] : in[i] != 0 ? 1 : most_hidden;
    (in[i] != 0 ? inside : outside) += reports;
    residents += all.population[i];
    if (in[i] != 0) residents_inside += all.population[i];
  }
  double const expected = static_cast<double>(inside + outside) * static_cast<double>(residents_inside) / static_cast<double>(residents);
  return inside > 0 && 1 - places::poisson_at_most(inside - 1, expected) <= significance;
}

std::string certainty(double p) { return p <= 0.001 ? "p at most 0.001" : p <= 0.01 ? "p at most 0.01" : "p at most 0.05"; }

}  // namespace

Result<UnlikelyTable> tell_unlikely(ProtectedTable const& counts, std::size_t column, UnlikelyAreas const& areas, SmallNumberRule const& rule, GoOn const& go_on) {
  if (column >= counts.columns() || areas.centre.size() != counts.rows() || areas.population.size() != counts.rows()) {
    return fail(Fault::malformed, "unlikely.areas", "Places and residents are not one an area of the table.", "Give the centre and the residents of each area, in the table's order.");
  }
  auto const most_hidden = rule.smallest_shown() - 1;
  auto const all = scanned(counts, column, areas, most_hidden);
  std::vector<places::ScanCluster> groups;
  bool const any = std::ranges::any_of(all.reports, [](auto count) { return count > 0; });
  bool tested = false;
  if (all.area.size() > 1 && any) {
    auto found = places::scan_areas({all.centre, all.population, all.reports}, {.least_events = least_reports, .go_on = go_on});
    tested = found.has_value() || found.error().code.view() != "scan.nothing-tested";
    if (!found && tested) return fail(found);
    if (found) groups = std::move(*found);
  }
  std::erase_if(groups, [&](auto const& group) { return group.p > significance || !holds(group, all, most_hidden); });
  std::vector<std::uint32_t> group_of(counts.rows(), 0);
  std::vector<std::vector<std::string>> cells(counts.rows(), {"left out", "", ""});
  std::vector<std::uint8_t> looked_at(counts.rows(), 0);
  for (auto const row : all.area) {
    cells[row].front() = "in none";
    looked_at[row] = 1;
  }
  for (std::size_t number = 0; number < groups.size(); ++number) {
    auto const& group = groups[number];
    for (auto const area : group.areas) {
      auto const row = all.area[area];
      group_of[row] = static_cast<std::uint32_t>(number + 1);
      cells[row] = {std::to_string(number + 1), fmt::format("{:.1f}", group.relative_risk), certainty(group.p)};
    }
  }
  WordMaker maker{{"Areas with more than their share", "Area", "Group", {}, {"Group", "Times its share", "How sure"}},
                  "Kulldorff's scan (Poisson, by residents) over the published counts, 999 simulations; a hidden count stands as the middle of what is hidden, and no group is told that hidden counts could undo.",
                  {"Worked out from the published counts of violence by area: it tells no more than they do.",
                   "Residents are not all who pass through an area: a centre has more than its share of people, too."}};
  for (std::size_t row = 0; row < counts.rows(); ++row) maker.row(counts.labels().rows[row], std::move(cells[row]));
  return UnlikelyTable{std::move(maker).finish(), std::move(group_of), groups.size(), counts.rows() - all.area.size(), std::move(looked_at), tested};
}

}  // namespace concordat::protection
