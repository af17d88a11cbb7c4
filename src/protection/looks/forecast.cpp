// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/forecast.h"

#include <algorithm>
#include <cmath>

#include "base/go_on.h"
#include "places/forecast/risk_terrain.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr double share_of_squares = 0.05;
constexpr std::uint8_t elsewhere = 1;
constexpr std::uint8_t expected_here = 2;
constexpr std::string_view density_way = "Density";
constexpr std::string_view terrain_way = "Risk terrain";

/// The squares inside the area, and what lies in them.
class Squares {
 public:
  explicit Squares(places::StudyArea const& area) : grid_{area.grid()} {
    auto const inside = area.inside();
    for (std::size_t cell = 0; cell < inside.size(); ++cell) {
      if (inside[cell] != 0) cells_.push_back(cell);
    }
  }
  [[nodiscard]] std::vector<std::size_t> const& cells() const { return cells_; }
  [[nodiscard]] std::vector<std::int64_t> count(places::ReportedEvents const& events) const {
    std::vector<std::int64_t> all(grid_.cells(), 0);
    auto const& columns = events.columns();
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (auto const cell = grid_.cell_of({columns.x[i], columns.y[i]})) ++all[*cell];
    }
    std::vector<std::int64_t> of_them;
    for (auto const cell : cells_) of_them.push_back(all[cell]);
    return of_them;
  }
  /// In whole millionths of the highest: the last bits differ between machines and must not decide which squares are chosen.
  [[nodiscard]] std::vector<double> pick(std::vector<double> const& of_grid) const {
    std::vector<double> of_them;
    for (auto const cell : cells_) of_them.push_back(of_grid[cell]);
    return in_millionths_of_highest(std::move(of_them));
  }
  [[nodiscard]] static std::vector<double> in_millionths_of_highest(std::vector<double> values) {
    double const highest = values.empty() ? 0 : std::ranges::max(values);
    for (auto& value : values) value = highest > 0 ? std::round(value / highest * 1e6) : 0;
    return values;
  }

 private:
  places::Grid grid_;
  std::vector<std::size_t> cells_;
};

std::int64_t sum_of(std::vector<std::int64_t> const& counts) {
  std::int64_t sum = 0;
  for (auto const count : counts) sum += count;
  return sum;
}

/// A way that was tried.
struct Way {
  bool tried = false;
  double hits = 0;
  std::vector<double> score = {};  ///< of each square; empty where it did not find more
};

Result<std::vector<double>> density_score(places::ReportedEvents const& events, places::StudyArea const& area, Squares const& squares, double bandwidth) {
  auto const surface = places::density_inside(events, area, places::Kernel::gaussian, {.bandwidth = bandwidth});
  if (!surface) return fail(surface);
  return squares.pick(surface->per_square_metre);
}

/// Steps of a forecast, of which each is asked about before it is taken.
enum class Step : std::uint8_t { density, newest, terrain, map, all };

bool may_take(Step step, GoOn const& ask) { return goes_on(ask, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(Step::all)); }

Result<Way> try_density(ForecastFrom const& from, places::StudyArea const& area, Squares const& squares, double bandwidth, GoOn const& ask) {
  if (!may_take(Step::density, ask)) return tl::unexpected<Problem>{stopped_work()};
  auto const score = density_score(from.year, area, squares, bandwidth);
  if (!score) return fail(score);
  auto const trial = places::try_forecast(*score, squares.count(from.year), squares.count(from.held_out), {.share_of_cells = share_of_squares});
  if (!trial) return fail(trial);
  Way way{true, trial->hits};
  if (!trial->beats_last_year) return way;
  if (!may_take(Step::newest, ask)) return tl::unexpected<Problem>{stopped_work()};
  // The way holds; what it points at next is made from the newest year.
  auto newest = density_score(from.latest, area, squares, bandwidth);
  if (!newest) return fail(newest);
  way.score = std::move(*newest);
  return way;
}

std::vector<std::vector<double>> factors_of(std::span<PlacesOfKind const> kinds, Squares const& squares, places::Grid const& grid, double near) {
  std::vector<std::vector<double>> factors;
  for (auto const& kind : kinds) {
    if (kind.places.size() < least_places_of_kind) continue;
    for (auto const& of_grid : {places::near_places(grid, kind.places, near / 2), places::near_places(grid, kind.places, near), places::density_of_places(grid, kind.places, near)}) {
      auto factor = squares.pick(of_grid);
      if (std::ranges::adjacent_find(factor, std::not_equal_to{}) != factor.end()) factors.push_back(std::move(factor));
    }
  }
  return factors;
}

Result<Way> try_terrain(ForecastFrom const& from, Squares const& squares, places::Grid const& grid, double near) {
  auto const factors = factors_of(from.kinds, squares, grid, near);
  if (factors.empty()) return Way{};
  auto const fitted = squares.count(from.year);
  auto const held_out = squares.count(from.held_out);
  auto terrain = places::risk_terrain(factors, {fitted, held_out}, {.trial = {.share_of_cells = share_of_squares}});
  if (!terrain) return fail(terrain);
  return Way{true, terrain->trial.hits, Squares::in_millionths_of_highest(std::move(terrain->score))};
}

/// The twentieth with the highest scores; a tie at the cut is left out where it would make twice as many.
std::vector<std::uint8_t> chosen_squares(std::vector<double> const& score, Squares const& squares, std::size_t cells) {
  auto order = score;
  auto const most = static_cast<std::size_t>(std::ceil(share_of_squares * static_cast<double>(score.size())));
  std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(most) - 1, std::greater{});
  auto const cut = order[most - 1];
  bool const with_ties = static_cast<std::size_t>(std::ranges::count_if(score, [cut](double one) { return one >= cut; })) <= 2 * most;
  std::vector<std::uint8_t> of_cell(cells, 0);
  for (std::size_t i = 0; i < score.size(); ++i) of_cell[squares.cells()[i]] = score[i] > cut || (with_ties && score[i] == cut) ? expected_here : elsewhere;
  return of_cell;
}

std::string verdict_of(Way const& way, std::string_view why_not) {
  if (!way.tried) return std::string{why_not};
  return way.score.empty() ? "no more: not shown" : "more than last year's places";
}

}  // namespace

Result<ForecastTold> tell_forecast(ForecastFrom const& from, places::StudyArea const& area, double near, MapOptions const& options) {
  Squares const squares{area};
  constexpr auto least = static_cast<std::int64_t>(least_forecast_reports);
  bool const enough = squares.cells().size() >= 20 && sum_of(squares.count(from.year)) >= least && sum_of(squares.count(from.held_out)) >= least;
  Way density;
  Way terrain;
  if (enough) {
    auto made = try_density(from, area, squares, near, options.go_on);
    if (!made) return fail(made);
    density = std::move(*made);
    if (!may_take(Step::terrain, options.go_on)) return tl::unexpected<Problem>{stopped_work()};
    auto fitted = try_terrain(from, squares, area.grid(), near);
    if (!fitted) return fail(fitted);
    terrain = std::move(*fitted);
  }
  WordMaker maker{{"What was tried", "Way of forecasting", "Figure", {}, {"Made from", "It found"}},
                  "Each way is made from four quarters and tried on the quarter after them, which it never saw: how many of its reports lie in the twentieth of the squares that the way points at, against as many squares with the most reports of the year (prediction accuracy; Chainey and others 2008).",
                  {"A way that finds no more than the same places as last year is not shown.", "Of key places every kind with enough places (three or more) in the area is taken, but none that shelters people or tells what they believe.", "Made from what somebody reported. What was found by stopping and searching follows where people look, and is never forecast from.",
                   "Of places, never of people."}};
  maker.row(std::string{density_way}, {"reports within 500 m", verdict_of(density, "not tried: too few reports")});
  maker.row(std::string{terrain_way}, {"key places near by", verdict_of(terrain, enough ? "not tried: no such places" : "not tried: too few reports")});
  ForecastTold told{std::move(maker).finish(), std::nullopt, {}, enough};
  bool const by_terrain = !terrain.score.empty() && (density.score.empty() || terrain.hits > density.hits);
  auto const& score = by_terrain ? terrain.score : density.score;
  if (score.empty()) return told;
  if (!may_take(Step::map, options.go_on)) return tl::unexpected<Problem>{stopped_work()};
  told.way = by_terrain ? terrain_way : density_way;
  GivenClasses given;
  given.of_cell = chosen_squares(score, squares, area.grid().cells());
  given.labels = {"1 (no more than elsewhere)", "2 (where most is to be expected)"};
  given.reach = near;
  given.method = by_terrain ? FixedText{"Risk terrain (Caplan and others 2011): Poisson regression on nearness and density of key places by elastic net; the twentieth of the squares with the highest expectation."}
                            : FixedText{"Gaussian density of the reports of the last four quarters, corrected at the boundary; the twentieth of the squares with the highest density."};
  given.notes = {"Tried on a quarter that it never saw, it found more than the same places as last year.", "A square is coloured only where enough reports (at least eight) lie near; a white square may have some.",
                 "Where people are sent, more is reported: try it anew each quarter."};
  auto map = show_classes(area.grid(), given, from.latest, options);
  if (!map) return fail(map);
  told.map = std::move(*map);
  return told;
}

}  // namespace concordat::protection
