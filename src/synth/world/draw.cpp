// SPDX-License-Identifier: Apache-2.0
#include "synth/world/draw.h"

#include <cmath>

namespace concordat::synth {
namespace {

std::uint64_t mixed(std::uint64_t left, std::uint64_t right) {
  return SeededChance{left ^ (right * 0xd6e8feb86659fd93ULL)}.next();
}

}  // namespace

Draw::Draw(std::uint64_t seed, Lot lot, std::uint64_t number, std::uint64_t second)
    : chance_{mixed(mixed(mixed(seed, static_cast<std::uint64_t>(lot) + 1), number + 1), second + 1)} {}

int Draw::between(int least, int most) {
  return least + static_cast<int>(chance_.below(static_cast<std::uint64_t>(most - least + 1)));
}

double Draw::normal() {
  auto sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += unit();
  return sum;
}

int Draw::poisson(double mean) {
  auto count = 0;
  // A sum of Poisson draws is one: slices of 16 keep exp(-mean) far from underflow.
  for (; mean > 16; mean -= 16) count += poisson(16);
  auto const limit = std::exp(-mean);
  for (auto product = unit(); product > limit; product *= unit()) ++count;
  return count;
}

std::size_t Draw::weighted(std::span<double const> weights) {
  auto total = 0.0;
  for (auto const weight : weights) total += weight;
  auto left = unit() * total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.size() - 1;
}

}  // namespace concordat::synth
