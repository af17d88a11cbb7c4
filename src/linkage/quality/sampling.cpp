// SPDX-License-Identifier: Apache-2.0
#include "linkage/quality/sampling.h"

#include <algorithm>
#include <numeric>

#include "base/chance.h"

namespace concordat::linkage::clerical {
namespace {

constexpr std::uint64_t least_of_each = 2;

/// One more for the stratum that lacks most of what is due to it; of several the first. False: all are full.
bool give_one(std::vector<std::uint64_t> const& sizes, std::vector<double> const& due, std::vector<std::uint64_t>& given) {
  std::size_t best = sizes.size();
  double most = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (given[i] >= sizes[i]) continue;
    auto const lacks = due[i] - static_cast<double>(given[i]);
    if (best == sizes.size() || lacks > most) {
      best = i;
      most = lacks;
    }
  }
  if (best == sizes.size()) return false;
  ++given[best];
  return true;
}

}  // namespace

std::vector<std::uint64_t> share_out(std::vector<std::uint64_t> const& sizes, std::uint64_t wanted) {
  std::vector<std::uint64_t> given(sizes.size());
  auto const all = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  auto const filled = static_cast<double>(std::ranges::count_if(sizes, [](std::uint64_t size) { return size > 0; }));
  if (all == 0) return given;
  std::vector<double> due;
  auto const half = static_cast<double>(wanted) / 2;
  for (auto const size : sizes) due.push_back(size == 0 ? 0 : half / filled + half * static_cast<double>(size) / static_cast<double>(all));
  auto left = std::min(wanted, all);
  for (std::uint64_t round = 0; round < least_of_each; ++round) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (left == 0 || given[i] >= sizes[i]) continue;
      ++given[i];
      --left;
    }
  }
  while (left > 0 && give_one(sizes, due, given)) --left;
  return given;
}

std::vector<std::size_t> draw(std::size_t size, std::size_t count, std::uint64_t seed) {
  SeededChance chance{seed};
  std::vector<std::size_t> numbers(size);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  for (std::size_t i = 0; i < count; ++i) std::swap(numbers[i], numbers[i + chance.below(size - i)]);
  numbers.resize(count);
  return numbers;
}

}  // namespace concordat::linkage::clerical
