// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/gistar.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/chance.h"
#include "places/spatial/significance.h"

namespace concordat::places {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double least_expected = 5;
constexpr std::uint32_t most_reach = 200;
constexpr std::uint32_t most_permutations = 99'999;
constexpr std::size_t most_draws = 100'000'000;

/// Of each place: the sum over its neighbours and how many they are, itself counted in both.
struct Around {
  std::vector<double> sum;
  std::vector<std::uint32_t> count;
};

struct Moments {
  std::size_t places = 0;
  double sum = 0;
  double squares = 0;  ///< about the mean
  [[nodiscard]] double mean() const { return sum / static_cast<double>(places); }
};

bool inside(GiOptions const& options, std::size_t place) {
  return options.inside.empty() || options.inside[place] != 0;
}

Moments moments_of(std::span<double const> values, GiOptions const& options) {
  Moments moments;
  for (std::size_t place = 0; place < values.size(); ++place) {
    if (!inside(options, place)) continue;
    ++moments.places;
    moments.sum += values[place];
  }
  for (std::size_t place = 0; place < values.size(); ++place) {
    if (!inside(options, place)) continue;
    double const away = values[place] - moments.mean();
    moments.squares += away * away;
  }
  return moments;
}

/// What z is held against where a place counts itself: the same for all places with as many neighbours, which are nearly all of a grid.
class Expected {
 public:
  explicit Expected(Moments const& moments) : moments_{moments}, mean_{moments.mean()} {}
  [[nodiscard]] double z(double sum, std::uint32_t around) {
    if (around != around_) settle(around);
    // with every place as its neighbour, or none, there is nothing to compare
    return deviation_ > 0 ? (sum - expected_) / deviation_ : 0;
  }

 private:
  void settle(std::uint32_t around) {
    auto const n = static_cast<double>(moments_.places);
    double const neighbours = around;
    double const variance = std::max(moments_.squares, 0.0) / n * (n * neighbours - neighbours * neighbours) / (n - 1);
    around_ = around;
    expected_ = neighbours * mean_;
    deviation_ = variance > 0 ? std::sqrt(variance) : 0;
  }

  Moments const& moments_;
  double mean_;
  std::uint32_t around_ = 0;  ///< none has so few: each counts itself
  double expected_ = 0, deviation_ = 0;
};

/// One z of a place that does not count itself, from the sum and number of its neighbours with itself.
double z_without_self(double value, double sum, std::uint32_t around, Moments const& moments) {
  auto const all = static_cast<double>(moments.places);
  double const neighbours = around - 1.0;
  // the mean and the squares of the others
  double const away = value - moments.mean();
  double const squares = moments.squares - away * away * all / (all - 1);
  double const mean = (moments.sum - value) / (all - 1);
  double const n = all - 1;
  double const variance = std::max(squares, 0.0) / n * (n * neighbours - neighbours * neighbours) / (n - 1);
  return variance > 0 ? (sum - value - neighbours * mean) / std::sqrt(variance) : 0;
}

/// `rounds` draws of `each` of the numbers below `count`, without replacement within a draw.
std::vector<std::uint32_t> draws_of(std::uint32_t rounds, std::size_t each, std::size_t count,
                                    std::uint64_t seed) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::vector<std::uint32_t> draws;
  draws.reserve(rounds * each);
  SeededChance chance{seed};
  for (std::uint32_t round = 0; round < rounds; ++round) {
    // the numbers stay as the last draw left them: any order is as good a start as any other
    for (std::size_t draw = 0; draw < each; ++draw) {
      std::swap(numbers[draw], numbers[draw + chance.below(count - draw)]);
      draws.push_back(numbers[draw]);
    }
  }
  return draws;
}

/// Every place takes its neighbours by the same draws, each from the places but itself: p of one place is as
/// good as with draws of its own, at a fraction of the cost.
std::optional<Problem> permute(GiStar& result, std::span<double const> values, Around const& around,
                               GiOptions const& options) {
  std::vector<double> pool;
  std::vector<std::uint32_t> places;
  std::size_t most = 0;
  for (std::uint32_t place = 0; place < values.size(); ++place) {
    if (!inside(options, place)) continue;
    pool.push_back(values[place]);
    places.push_back(place);
    most = std::max<std::size_t>(most, around.count[place] - 1);
  }
  if (most * options.permutations > most_draws) {
    return Problem{Fault::too_large, "gistar.draws",
                   "So many permutations of so wide a neighbourhood are too many.",
                   "Take 999 permutations or a smaller neighbourhood."};
  }
  auto const draws = draws_of(options.permutations, most, pool.size() - 1, options.seed);
  result.p_permutation.assign(values.size(), not_a_number);
  for (std::size_t own = 0; own < pool.size(); ++own) {
    if (!goes_on(options.go_on, own, pool.size())) return stopped_work();
    auto const place = places[own];
    std::size_t const neighbours = around.count[place] - 1;
    double const observed = around.sum[place] - values[place];
    // sums in another order differ in their last bits; an equal sum must count as equal
    double const slack = 1e-9 * (std::abs(observed) + 1e-300);
    std::uint32_t above = 0;
    std::uint32_t below = 0;
    for (std::uint32_t round = 0; round < options.permutations; ++round) {
      auto const* const drawn = draws.data() + round * most;
      double sum = 0;
      for (std::size_t draw = 0; draw < neighbours; ++draw)
        sum += pool[drawn[draw] + (drawn[draw] >= own ? 1 : 0)];
      above += sum >= observed - slack ? 1 : 0;
      below += sum <= observed + slack ? 1 : 0;
    }
    double const tail = (1.0 + std::min(above, below)) / (1.0 + options.permutations);
    result.p_permutation[place] = std::min(1.0, 2 * tail);
  }
  return std::nullopt;
}

std::optional<Problem> unusable(std::span<double const> values, Moments const& moments,
                                GiOptions const& options) {
  if (!options.inside.empty() && options.inside.size() != values.size()) {
    return Problem{Fault::malformed, "gistar.study-area",
                   "The study area is not of the same cells as the values.",
                   "Give one entry a cell, or none."};
  }
  for (std::size_t place = 0; place < values.size(); ++place) {
    if (inside(options, place) && !(values[place] >= 0 && std::isfinite(values[place]))) {
      return Problem{Fault::malformed, "gistar.value", "A count or rate is negative or no number.",
                     "Give a number from 0 up for every place."};
    }
  }
  if (moments.places < 3) {
    return Problem{Fault::missing, "gistar.too-few-places", "There are fewer than three places to compare.",
                   "Take smaller cells or more areas."};
  }
  if (!(moments.squares > 0)) {
    return Problem{Fault::refused, "gistar.no-variation",
                   "Every place has the same value, so none can stand out.",
                   "Check that the events were counted, or take a longer period."};
  }
  if (options.permutations > most_permutations) {
    return Problem{Fault::too_large, "gistar.permutations", "More than 99,999 permutations were asked for.",
                   "Ask for 999, or 9,999 where p near 0.001 matters."};
  }
  return std::nullopt;
}

Result<GiStar> finish(std::span<double const> values, Around const& around, Moments const& moments,
                      GiOptions const& options) {
  GiStar result;
  result.z.assign(values.size(), not_a_number);
  result.normal_holds.assign(values.size(), 0);
  Expected expected{moments};
  auto const mean = moments.mean();
  for (std::size_t place = 0; place < values.size(); ++place) {
    if (!inside(options, place)) continue;
    auto const neighbours = around.count[place] - (options.include_self ? 0 : 1);
    result.z[place] = options.include_self ? expected.z(around.sum[place], around.count[place]) : z_without_self(values[place], around.sum[place], around.count[place], moments);
    result.normal_holds[place] = neighbours * mean >= least_expected ? 1 : 0;
  }
  result.p = two_sided_ps(result.z);
  result.p_fdr = benjamini_hochberg(result.p);
  if (options.permutations > 0) {
    if (auto const fault = permute(result, values, around, options)) return tl::unexpected<Problem>{*fault};
  }
  return result;
}

/// How many cells to either side belong to each row of the neighbourhood, from `reach` rows south to north.
std::vector<std::uint32_t> half_widths(CellNeighbourhood const& neighbourhood) {
  auto const reach = static_cast<int>(neighbourhood.reach);
  std::vector<std::uint32_t> widths;
  for (int row = -reach; row <= reach; ++row) {
    int width = reach;
    if (neighbourhood.shape == CellNeighbourhood::Shape::disc) {
      while (width * width + row * row > reach * reach) --width;
    }
    widths.push_back(static_cast<std::uint32_t>(width));
  }
  return widths;
}

/// Sums along each row up to each column, so that any stretch of a row costs one subtraction.
template <class T>
std::vector<T> row_sums(std::span<double const> values, std::size_t columns, GiOptions const& options,
                        bool ones) {
  std::size_t const rows = values.size() / columns;
  std::vector<T> sums(rows * (columns + 1), T{});
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      auto const place = row * columns + column;
      T const here = !inside(options, place) ? T{} : ones ? T{1} : static_cast<T>(values[place]);
      auto* const line = &sums[row * (columns + 1)];
      line[column + 1] = line[column] + here;
    }
  }
  return sums;
}

template <class T>
void add_neighbourhood(std::vector<T>& out, std::vector<T> const& sums, std::size_t columns,
                       CellNeighbourhood const& neighbourhood) {
  auto const widths = half_widths(neighbourhood);
  std::size_t const reach = neighbourhood.reach;
  std::size_t const rows = out.size() / columns;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t step = 0; step < widths.size(); ++step) {
      if (row + step < reach || row + step - reach >= rows) continue;
      T const* const line = &sums[(row + step - reach) * (columns + 1)];
      std::size_t const width = widths[step];
      T* const to = &out[row * columns];
      auto const at_an_edge = [&](std::size_t column) {
        auto const first = column > width ? column - width : 0;
        to[column] += line[std::min(column + width + 1, columns)] - line[first];
      };
      auto const inner = columns > 2 * width ? columns - width : std::size_t{0};
      for (std::size_t column = 0; column < (inner > 0 ? width : columns); ++column) at_an_edge(column);
      for (std::size_t column = width; column < inner; ++column) to[column] += line[column + width + 1] - line[column - width];
      for (std::size_t column = std::max(inner, width); inner > 0 && column < columns; ++column) at_an_edge(column);
    }
  }
}

}  // namespace

Result<GiStar> gi_on_grid(std::span<double const> values, std::uint32_t columns,
                          CellNeighbourhood const& neighbourhood, GiOptions const& options) {
  if (columns == 0 || values.size() % columns != 0 || neighbourhood.reach < 1 ||
      neighbourhood.reach > most_reach) {
    return fail(Fault::malformed, "gistar.grid",
                "The cells are no whole rows, or the reach is not 1 to 200 cells.",
                "Give every cell of the grid, and a reach in cells.");
  }
  auto const moments = moments_of(values, options.inside.size() == values.size() ? options : GiOptions{});
  if (auto const fault = unusable(values, moments, options)) return tl::unexpected<Problem>{*fault};
  Around around;
  around.sum.assign(values.size(), 0);
  around.count.assign(values.size(), 0);
  add_neighbourhood(around.sum, row_sums<double>(values, columns, options, false), columns, neighbourhood);
  add_neighbourhood(around.count, row_sums<std::uint32_t>(values, columns, options, true), columns,
                    neighbourhood);
  return finish(values, around, moments, options);
}

Result<GiStar> gi_on_areas(std::span<double const> values, Neighbours const& neighbours,
                           GiOptions const& options) {
  if (neighbours.size() != values.size()) {
    return fail(Fault::malformed, "gistar.neighbours", "The neighbours are not those of the same areas.",
                "Make the neighbours of the areas that the values belong to.");
  }
  auto const moments = moments_of(values, options.inside.size() == values.size() ? options : GiOptions{});
  if (auto const fault = unusable(values, moments, options)) return tl::unexpected<Problem>{*fault};
  Around around;
  around.sum.assign(values.begin(), values.end());
  around.count.assign(values.size(), 1);
  for (std::size_t place = 0; place < values.size(); ++place) {
    for (auto const other : neighbours.of(place)) {
      if (!inside(options, other)) continue;
      around.sum[place] += values[other];
      ++around.count[place];
    }
  }
  return finish(values, around, moments, options);
}

std::vector<std::uint8_t> hot_places(GiStar const& result, double level) {
  auto p = result.p;
  if (!result.p_permutation.empty()) {
    for (std::size_t place = 0; place < p.size(); ++place) {
      if (result.normal_holds[place] == 0) p[place] = result.p_permutation[place];
    }
  }
  auto const adjusted = benjamini_hochberg(p);
  std::vector<std::uint8_t> hot(p.size(), 0);
  for (std::size_t place = 0; place < p.size(); ++place) {
    bool const trusted = result.normal_holds[place] != 0 || !result.p_permutation.empty();
    hot[place] = trusted && result.z[place] > 0 && adjusted[place] <= level ? 1 : 0;
  }
  return hot;
}

}  // namespace concordat::places
