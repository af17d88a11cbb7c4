// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/match.h"

#include <algorithm>
#include <memory>
#include <numeric>

namespace concordat::linkage {
namespace {

/// Filters in order of their counts, so that those which can be alike lie together.
struct ByCount {
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> counts;
  std::vector<Filter> filters;

  explicit ByCount(std::span<Filter const> given) {
    std::vector<std::uint32_t> count(given.size());
    for (std::size_t at = 0; at < given.size(); ++at) count[at] = given[at].count();
    order.resize(given.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t index) { return count[index]; });
    for (auto const index : order) {
      counts.push_back(count[index]);
      filters.push_back(given[index]);
    }
  }
};

/// A pair can share no more bits than the smaller has: 2 min / (a + b) must reach the threshold.
bool may_reach(std::uint64_t fewer, std::uint64_t more, std::uint32_t per_mille) {
  return 2'000 * fewer >= per_mille * (fewer + more);
}

/// The rights that some filter with `fewest` to `most` bits may be like.
std::pair<std::size_t, std::size_t> window(ByCount const& right, std::uint32_t fewest, std::uint32_t most,
                                           std::uint32_t per_mille) {
  auto const begin = std::ranges::partition_point(right.counts, [&](std::uint32_t count) {
    return count < fewest && !may_reach(count, fewest, per_mille);
  });
  auto const end = std::ranges::partition_point(
      right.counts, [&](std::uint32_t count) { return count <= most || may_reach(most, count, per_mille); });
  return {static_cast<std::size_t>(begin - right.counts.begin()),
          static_cast<std::size_t>(end - right.counts.begin())};
}

}  // namespace

bool more_alike(SimilarPair const& a, SimilarPair const& b) {
  std::uint32_t const mine = std::uint32_t{a.common} * b.total;
  std::uint32_t const other = std::uint32_t{b.common} * a.total;
  if (mine != other) return mine > other;
  return a.left != b.left ? a.left < b.left : a.right < b.right;
}

Result<std::vector<SimilarPair>> similar_pairs(Enclave const& /*declared*/, std::span<Filter const> left,
                                               std::span<Filter const> right, SimilarOptions const& options) {
  if (options.per_mille == 0 || options.per_mille > 1'000)
    return fail(Fault::malformed, "clk.threshold",
                "The threshold of likeness is outside 1 to 1,000 in a thousand.",
                "Give a threshold such as 750.");
  ByCount const lefts{left};
  ByCount const rights{right};
  auto const kernel = dice_kernel(options.path);
  auto const hits = std::make_unique<DiceHits>();
  std::vector<SimilarPair> pairs;
  for (std::size_t first = 0; first < lefts.order.size(); first += tile_filters) {
    // the last tile is filled up with empty filters, which are like nothing
    std::array<Filter, tile_filters> tile{};
    std::array<std::uint32_t, tile_filters> counts{};
    std::size_t const size = std::min(tile_filters, lefts.order.size() - first);
    std::copy_n(lefts.filters.begin() + static_cast<std::ptrdiff_t>(first), size, tile.begin());
    std::copy_n(lefts.counts.begin() + static_cast<std::ptrdiff_t>(first), size, counts.begin());
    auto const [begin, end] = window(rights, counts[0], counts[size - 1], options.per_mille);
    for (std::size_t at = begin; at < end; at += DiceWork::most_rights) {
      DiceWork const work{tile.data(),
                          counts.data(),
                          rights.filters.data() + at,
                          rights.counts.data() + at,
                          std::min(DiceWork::most_rights, end - at),
                          options.per_mille};
      std::size_t const found = kernel(work, *hits);
      if (found > options.most_pairs - pairs.size())
        return fail(Fault::too_large, "clk.too-many", "More pairs are alike than can be held.",
                    "Raise the threshold, or compare smaller parts.");
      for (std::size_t number = 0; number < found; ++number) {
        auto const& hit = (*hits)[number];
        auto const total = counts[hit.left] + rights.counts[at + hit.right];
        pairs.push_back({lefts.order[first + hit.left], rights.order[at + hit.right],
                         static_cast<std::uint16_t>(hit.common), static_cast<std::uint16_t>(total)});
      }
    }
  }
  std::ranges::sort(pairs, more_alike);
  return pairs;
}

std::vector<SimilarPair> one_to_one(std::span<SimilarPair const> pairs, std::size_t lefts,
                                    std::size_t rights) {
  std::vector<bool> left_taken(lefts);
  std::vector<bool> right_taken(rights);
  std::vector<SimilarPair> chosen;
  for (auto const& pair : pairs) {
    if (left_taken[pair.left] || right_taken[pair.right]) continue;
    left_taken[pair.left] = right_taken[pair.right] = true;
    chosen.push_back(pair);
  }
  return chosen;
}

}  // namespace concordat::linkage
