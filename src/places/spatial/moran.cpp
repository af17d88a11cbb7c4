// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/moran.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace concordat::places {
namespace {

/// Values less their mean, and the means of their squares and fourth powers.
struct Centred {
  std::vector<double> z;
  double square = 0;
  double fourth = 0;
};

Result<Centred> centred(std::span<double const> values, Neighbours const& neighbours) {
  bool const usable = neighbours.size() == values.size() && values.size() >= 4 &&
                      std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
  if (!usable) {
    return fail(Fault::malformed, "moran.values",
                "Moran's I needs a number for each of four or more areas, and the neighbours of those areas.",
                "Give every area of the file a value.");
  }
  auto const count = static_cast<double>(values.size());
  double const mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  Centred centred;
  for (double const value : values) {
    double const z = value - mean;
    centred.z.push_back(z);
    centred.square += z * z / count;
    centred.fourth += z * z * z * z / count;
  }
  if (!(centred.square > 0)) {
    return fail(Fault::refused, "moran.no-variation",
                "Every area has the same value, so nothing can be alike or unlike.",
                "Check that the events were counted, or take a longer period.");
  }
  return centred;
}

double weight(Neighbours const& neighbours, std::size_t from) {
  return 1 / static_cast<double>(neighbours.of(from).size());
}

struct WeightSums {
  double s0 = 0;
  double s1 = 0;
  double s2 = 0;
};

WeightSums sums_of(Neighbours const& neighbours) {
  WeightSums sums;
  std::vector<double> both(neighbours.size(), 0);  // of each area, the weights from it and to it
  for (std::size_t from = 0; from < neighbours.size(); ++from) {
    if (neighbours.of(from).empty()) continue;
    double const out = weight(neighbours, from);
    sums.s0 += 1;
    both[from] += 1;
    for (auto const to : neighbours.of(from)) {
      both[to] += out;
      double const back = std::ranges::binary_search(neighbours.of(to), static_cast<std::uint32_t>(from))
                              ? weight(neighbours, to)
                              : 0;
      // half the sum over ordered pairs; a pair that goes one way only is met once but counts for both orders
      sums.s1 += (out + back) * (out + back) * (back > 0 ? 0.5 : 1);
    }
  }
  for (double const one : both) sums.s2 += one * one;
  return sums;
}

}  // namespace

Result<GlobalMoran> global_moran(std::span<double const> values, Neighbours const& neighbours) {
  auto const centre = centred(values, neighbours);
  if (!centre) return fail(centre);
  auto const [s0, s1, s2] = sums_of(neighbours);
  if (!(s0 > 0)) {
    return fail(Fault::missing, "moran.no-neighbours", "No area has a neighbour.",
                "Check that the boundaries touch, or name the neighbours.");
  }
  auto const& z = centre->z;
  double cross = 0;
  for (std::size_t from = 0; from < z.size(); ++from) {
    double lag = 0;
    for (auto const to : neighbours.of(from)) lag += z[to];
    if (!neighbours.of(from).empty()) cross += z[from] * lag * weight(neighbours, from);
  }
  auto const n = static_cast<double>(z.size());
  double const kurtosis = centre->fourth / (centre->square * centre->square);
  GlobalMoran moran;
  moran.i = cross / (s0 * centre->square);
  moran.expectation = -1 / (n - 1);
  double const normal = n * (s1 * (n * n - 3 * n + 3) - n * s2 + 3 * s0 * s0);
  double const tails = kurtosis * (s1 * (n * n - n) - 2 * n * s2 + 6 * s0 * s0);
  moran.variance =
      (normal - tails) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - moran.expectation * moran.expectation;
  moran.z = (moran.i - moran.expectation) / std::sqrt(moran.variance);
  return moran;
}

Result<LocalMoran> local_moran(std::span<double const> values, Neighbours const& neighbours) {
  auto const centre = centred(values, neighbours);
  if (!centre) return fail(centre);
  auto const& z = centre->z;
  auto const n = static_cast<double>(z.size());
  LocalMoran moran;
  for (std::size_t area = 0; area < z.size(); ++area) {
    auto const near = neighbours.of(area);
    if (near.empty()) {
      moran.i.push_back(0);
      moran.z.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    double lag = 0;
    for (auto const other : near) lag += z[other];
    double const each = weight(neighbours, area);
    double const own = z[area] / centre->square;
    double const i = own * lag * each;
    // the weights of a row add up to 1, their squares to `each`
    double const expectation = -z[area] * own / (n - 1);
    double const variance =
        own * own * (n / (n - 2)) * (each - 1 / (n - 1)) * (centre->square - z[area] * z[area] / (n - 1));
    moran.i.push_back(i);
    moran.z.push_back((i - expectation) / std::sqrt(variance));
  }
  return moran;
}

}  // namespace concordat::places
