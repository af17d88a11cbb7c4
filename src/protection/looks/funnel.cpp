// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/funnel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "places/spatial/gistar.h"
#include "places/spatial/moran.h"
#include "places/spatial/significance.h"
#include "places/spatial/smoothing.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr std::int64_t half_a_step = 2;  // 35 stands for 33 to 37
constexpr std::size_t curve_points = 60;
constexpr std::size_t most_left_out = 3;  // one in so many

/// The areas that can be counted with, by their row, and what each counts.
struct Weighed {
  std::vector<std::uint32_t> row = {};
  std::vector<std::int64_t> reports = {};
  std::vector<std::int64_t> residents = {};
};

Weighed weighed(ProtectedTable const& counts, std::size_t column, std::span<std::int64_t const> population, SmallNumberRule const& rule) {
  Weighed all;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    auto const& cell = counts.cell(row, column);
    if (cell.state == CellState::not_available || population[row] < 1) continue;
    all.row.push_back(static_cast<std::uint32_t>(row));
    all.reports.push_back(cell.state == CellState::suppressed ? rule.smallest_shown() / 2 : cell.value);
    all.residents.push_back(population[row]);
  }
  return all;
}

/// Neighbours among those that are weighed.
Result<places::Neighbours> neighbours_of(Weighed const& all, places::Neighbours const& neighbours) {
  std::vector<std::uint32_t> place(neighbours.size(), static_cast<std::uint32_t>(all.row.size()));
  for (std::size_t i = 0; i < all.row.size(); ++i) place[all.row[i]] = static_cast<std::uint32_t>(i);
  std::vector<places::Neighbours::Pair> pairs;
  for (std::size_t i = 0; i < all.row.size(); ++i) {
    for (auto const other : neighbours.of(all.row[i])) {
      if (place[other] < all.row.size()) pairs.emplace_back(static_cast<std::uint32_t>(i), place[other]);
    }
  }
  return places::Neighbours::from_pairs(all.row.size(), std::move(pairs));
}

/// Where the area stands whichever count within the rounding is the true one.
places::Standing standing_of(places::FunnelArea const& area, std::int64_t reports, double per_report) {
  using enum places::Standing;
  double const least = static_cast<double>(reports - half_a_step) * per_report;
  double const most = static_cast<double>(reports == 0 ? 0 : reports + half_a_step) * per_report;
  if (least > area.limits_99_8.high) return above_99_8;
  if (least > area.limits_95.high) return above_95;
  if (most < area.limits_99_8.low) return below_99_8;
  if (most < area.limits_95.low) return below_95;
  return within;
}

std::string_view words_of(places::Standing standing) {
  switch (standing) {
    case places::Standing::above_99_8: return "higher";
    case places::Standing::above_95: return "high, or chance";
    case places::Standing::below_99_8: return "lower";
    case places::Standing::below_95: return "low, or chance";
    case places::Standing::within: break;
  }
  return "as chance has it";
}

std::vector<FunnelLimits> curve_of(places::Funnel const& funnel, Weighed const& all, double per) {
  auto const [least, most] = std::ranges::minmax(all.residents);
  double const begin = static_cast<double>(least) * 0.8;
  double const step = (static_cast<double>(most) * 1.1 - begin) / static_cast<double>(curve_points - 1);
  std::vector<FunnelLimits> curve;
  for (std::size_t i = 0; i < curve_points; ++i) {
    double const residents = begin + step * static_cast<double>(i);
    auto const scaled = [&](places::Confidence confidence) {
      auto const limits = places::funnel_limits(funnel.overall * residents / per, confidence);
      return places::Limits{limits.low / residents * per, limits.high / residents * per};
    };
    curve.push_back({residents, scaled(places::Confidence::percent_95), scaled(places::Confidence::percent_99_8)});
  }
  return curve;
}

std::string tenths(double value) { return fmt::format("{:.1f}", value); }

constexpr std::uint32_t permutations_of_areas = 9999;
constexpr double false_calls = 0.05;
constexpr std::size_t fewest_together = 5;  // areas

Problem do_not_fit() {
  return {Fault::malformed, "funnel.areas", "Residents and neighbours are not one an area of the table.", "Give the residents and the neighbours of each area, in the table's order."};
}

/// What is worked out of the areas that are weighed.
struct Together {
  std::vector<double> rate, z, q, moran_z, moran_q;
};

Result<std::optional<Together>> together_of(ProtectedTable const& counts, std::size_t column, Weighed const& all, places::Neighbours const& beside, double scale, GoOn const& go_on) {
  Together made;
  for (std::size_t i = 0; i < all.row.size(); ++i) made.rate.push_back(static_cast<double>(all.reports[i]) / static_cast<double>(all.residents[i]) * scale);
  bool const vary = all.row.size() >= fewest_together && std::ranges::adjacent_find(made.rate, std::not_equal_to{}) != made.rate.end();
  if (!vary) return std::optional<Together>{};
  auto const gi = places::gi_on_areas(made.rate, beside, {.permutations = permutations_of_areas, .go_on = go_on});
  if (!gi) return fail(gi);
  auto const moran = places::local_moran(made.rate, beside);
  if (!moran) return fail(moran);
  made.z = gi->z;
  made.moran_z = moran->z;
  auto p = gi->p_permutation;
  auto moran_p = places::two_sided_ps(moran->z);
  for (std::size_t i = 0; i < p.size(); ++i) {
    // An area of which nothing is told is no question either.
    bool const told = counts.cell(all.row[i], column).state == CellState::value;
    if (told && !beside.of(i).empty()) continue;
    p[i] = std::numeric_limits<double>::quiet_NaN();
    moran_p[i] = p[i];
  }
  made.q = places::benjamini_hochberg(p);
  made.moran_q = places::benjamini_hochberg(moran_p);
  return std::optional{std::move(made)};
}

Standout standout_of(Together const& made, std::size_t i, double mean) {
  // A negative local Moran is one that differs from its neighbours, whatever it makes of them together.
  if (made.moran_q[i] <= false_calls && made.moran_z[i] < 0) return made.rate[i] > mean ? Standout::high_among_low : Standout::low_among_high;
  if (made.q[i] <= false_calls) return made.z[i] > 0 ? Standout::high_together : Standout::low_together;
  return Standout::nothing;
}

std::string_view words_of(Standout standout) {
  switch (standout) {
    case Standout::high_together: return "high together with its neighbours";
    case Standout::low_together: return "low together with its neighbours";
    case Standout::high_among_low: return "high where its neighbours are low";
    case Standout::low_among_high: return "low where its neighbours are high";
    case Standout::nothing: break;
  }
  return "may be chance";
}

}  // namespace

Result<TogetherTable> tell_together(ProtectedTable const& counts, std::size_t column, FunnelAreas const& areas, std::int64_t per, SmallNumberRule const& rule, GoOn const& go_on) {
  if (column >= counts.columns() || areas.population.size() != counts.rows() || areas.neighbours.size() != counts.rows()) return tl::unexpected<Problem>{do_not_fit()};
  auto const all = weighed(counts, column, areas.population, rule);
  auto const beside = neighbours_of(all, areas.neighbours);
  if (!beside) return fail(beside);
  auto const made = together_of(counts, column, all, *beside, static_cast<double>(per), go_on);
  if (!made) return fail(made);
  std::vector<Standout> standouts(counts.rows(), Standout::nothing);
  std::vector<std::vector<std::string>> cells(counts.rows(), {"n/a", "n/a", "n/a", "n/a", "n/a", "left out"});
  double mean = 0;
  for (std::size_t i = 0; *made && i < all.row.size(); ++i) mean += (*made)->rate[i] / static_cast<double>(all.row.size());
  for (std::size_t i = 0; i < all.row.size(); ++i) {
    auto& row = cells[all.row[i]];
    if (counts.cell(all.row[i], column).state != CellState::value) {
      row = {"*", "*", "*", "*", "*", "too few to say"};
    } else if (!*made || beside->of(i).empty()) {
      row.back() = *made ? "has no neighbours" : "cannot be tested";
    } else {
      auto const& one = **made;
      standouts[all.row[i]] = standout_of(one, i, mean);
      row = {tenths(one.rate[i]), fmt::format("{:.2f}", one.z[i]), fmt::format("{:.3f}", one.q[i]), fmt::format("{:.2f}", one.moran_z[i]), fmt::format("{:.3f}", one.moran_q[i]), std::string{words_of(standouts[all.row[i]])}};
    }
  }
  WordMaker maker{{"Areas with their neighbours", counts.labels().row_heading, "Figure", {}, {fmt::format("Rate per {}", per), "Gi* (z)", "Gi* (p, all areas)", "Local Moran (z)", "Local Moran (p, all areas)", "What can be said"}},
                  "Gi* (Ord and Getis 1995) of the rates, each area with those that share a boundary, by 9,999 permutations, and local Moran (Anselin 1995) by its conditional moments, each with a false discovery rate of 5 %; from the published counts, a hidden one standing as the middle of what is hidden.",
                  {"Worked out from the published counts of violence by area: it tells no more than they do.", "High together is no list of the worst areas: one of them may be quiet among neighbours that are not.",
                   "Residents are not all who pass through an area: a centre has more than its share of people, too."}};
  for (std::size_t row = 0; row < counts.rows(); ++row) maker.row(counts.labels().rows[row], std::move(cells[row]));
  return TogetherTable{std::move(maker).finish(), std::move(standouts), made->has_value()};
}

Result<FunnelTable> tell_funnel(ProtectedTable const& counts, std::size_t column, FunnelAreas const& areas, std::int64_t per, SmallNumberRule const& rule) {
  if (column >= counts.columns() || areas.population.size() != counts.rows() || areas.neighbours.size() != counts.rows()) {
    return tl::unexpected<Problem>{do_not_fit()};
  }
  auto const all = weighed(counts, column, areas.population, rule);
  // What is shown to a reader of whom much is hidden is the zeros and the large counts: their rate is not that of all areas.
  if (most_left_out * (counts.rows() - all.row.size()) > counts.rows()) {
    return fail(Fault::refused, "funnel.areas-left-out", "More than one area in three is left out for this reader, and the rate of those that are shown is not that of all areas.",
                "Ask in an agency that reported none of it itself (most is hidden from one that knows a part of the number), for another quarter, or once the residents of all areas are loaded.");
  }
  if (std::ranges::none_of(all.reports, [](auto count) { return count > 0; })) {
    return fail(Fault::refused, "funnel.no-reports", "No area with a known number of residents has a report in this quarter.", "Ask for another quarter, or load the residents of the areas.");
  }
  auto const scale = static_cast<double>(per);
  auto const funnel = places::funnel(all.reports, all.residents, scale);
  if (!funnel) return fail(funnel);
  auto const globally = places::smooth_globally({all.reports, all.residents});
  if (!globally) return fail(globally);
  auto const beside = neighbours_of(all, areas.neighbours);
  if (!beside) return fail(beside);
  auto const locally = places::smooth_locally({all.reports, all.residents}, *beside);
  if (!locally) return fail(locally);

  std::vector<FunnelPoint> points(counts.rows());
  std::vector<std::vector<std::string>> standing(counts.rows(), {"n/a", "n/a", "n/a", "n/a", "n/a", "n/a", "left out"});
  std::vector<std::vector<std::string>> smoothed(counts.rows(), {"n/a", "n/a", "n/a"});
  for (std::size_t i = 0; i < all.row.size(); ++i) {
    auto const row = all.row[i];
    auto const& cell = counts.cell(row, column);
    auto const& area = funnel->areas[i];
    points[row].residents = static_cast<double>(all.residents[i]);
    auto const residents = std::to_string(all.residents[i]);
    if (cell.state != CellState::value) {
      points[row].state = FunnelState::too_few;
      standing[row] = {"*", residents, "*", "*", "*", tenths(area.expected), "too few to say"};
      smoothed[row] = {"*", "*", "*"};
      continue;
    }
    points[row] = {FunnelState::told, standing_of(area, cell.value, scale / points[row].residents), points[row].residents, area.rate.rate, (*locally)[i] * scale};
    standing[row] = {text_of(cell), residents, tenths(area.rate.rate), tenths(area.rate.low), tenths(area.rate.high), tenths(area.expected), std::string{words_of(points[row].standing)}};
    smoothed[row] = {tenths(area.rate.rate), tenths((*globally)[i] * scale), tenths(points[row].smoothed)};
  }

  auto const heading = counts.labels().row_heading;
  WordMaker stands{{"Rates of areas against all areas together", heading, "Figure", {}, {"Reports", "Residents", fmt::format("Rate per {}", per), "Low (95 %)", "High (95 %)", "Expected", "What can be said"}},
                   "Funnel by exact Poisson limits at 95 % and 99.8 % (Spiegelhalter 2005) round the rate of all areas together, from the published counts; a hidden count stands as the middle of what is hidden.",
                   {"Worked out from the published counts of violence by area: it tells no more than they do.",
                    "'Higher' and 'lower' are told beyond the 99.8 % limits, whichever count within the rounding is the true one. Beyond 95 % alone lies one area of twenty in which nothing is different.",
                    "Residents are not all who pass through an area: a centre has more than its share of people, too."}};
  WordMaker drawn{{"Rates of areas, smoothed", heading, "Figure", {}, {fmt::format("Rate per {}", per), "Drawn towards all areas", "Drawn towards its neighbours"}},
                  "Empirical Bayes by moments (Marshall 1991), from the published counts: towards the rate of all areas, and towards that of an area with its neighbours.",
                  {"The fewer residents an area has, the less its own rate says, and the further it is drawn.", "A smoothed rate is a better guess for one area, and no count of anything: do not add up smoothed rates."}};
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    stands.row(counts.labels().rows[row], std::move(standing[row]));
    drawn.row(counts.labels().rows[row], std::move(smoothed[row]));
  }
  return FunnelTable{std::move(stands).finish(), std::move(drawn).finish(), std::move(points), curve_of(*funnel, all, scale), funnel->overall, per, counts.rows() - all.row.size(), funnel->ranking_refused};
}

}  // namespace concordat::protection
