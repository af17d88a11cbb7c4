// SPDX-License-Identifier: Apache-2.0
#include "linkage/name_groups.h"

#include <algorithm>
#include <numeric>

#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t values_a_piece = 512;
constexpr double half_of_32_bits = 4294967296.0;

std::vector<std::uint64_t> different_pairs(Table const& table, FieldIndex first, FieldIndex second) {
  std::vector<std::uint64_t> pairs;
  pairs.reserve(table.records);
  for (std::size_t record = 0; record < table.records; ++record) {
    auto const* const ids = table.at(static_cast<Record>(record));
    if (ids[first] != 0 && ids[second] != 0) pairs.push_back(std::uint64_t{ids[first]} << 32 | ids[second]);
  }
  std::ranges::sort(pairs);
  pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
  return pairs;
}

}  // namespace

NameGroups::Side NameGroups::side_of(std::vector<std::uint64_t> pairs, Dictionary const& values) {
  Side side;
  side.begins.assign(values.size() + 1, 0);
  std::ranges::sort(pairs);
  for (auto const pair : pairs) {
    ++side.begins[(pair >> 32) + 1];
    side.partners.push_back(static_cast<std::uint32_t>(pair));
  }
  std::partial_sum(side.begins.begin(), side.begins.end(), side.begins.begin());
  // where to begin must not be the same for all classes, and depends on the value alone
  side.chance.resize(values.size());
  for (std::uint32_t id = 1; id < values.size(); ++id) {
    auto const hash = hash_bytes(values.text(id));
    auto const seen = static_cast<double>(side.begins[id + std::size_t{1}] - side.begins[id]);
    for (std::size_t k = 0; k < classes; ++k) {
      side.chance[id][k] = static_cast<float>(seen * (0.5 + static_cast<double>(mix(hash, k) >> 32) / half_of_32_bits));
    }
  }
  return side;
}

/// How often each class gave each value, by what is believed so far. A value's sum is one thread's, in one order.
std::vector<std::array<double, NameGroups::classes>> NameGroups::counts_of(Side const& side, Side const& other, unsigned threads) const {
  std::vector<std::array<double, classes>> counts(side.chance.size());
  parallel(threads, (counts.size() + values_a_piece - 1) / values_a_piece, [&](std::size_t piece, unsigned) {
    auto const end = std::min(counts.size(), (piece + 1) * values_a_piece);
    for (auto value = std::max<std::size_t>(1, piece * values_a_piece); value < end; ++value) {
      Shares own;
      for (std::size_t k = 0; k < classes; ++k) own[k] = share_[k] * side.chance[value][k];
      for (auto i = side.begins[value]; i < side.begins[value + 1]; ++i) {
        auto const& partner = other.chance[side.partners[i]];
        Shares both;
        float sum = 0;
        for (std::size_t k = 0; k < classes; ++k) {
          both[k] = own[k] * partner[k];
          sum += both[k];
        }
        if (!(sum > 0)) continue;
        for (std::size_t k = 0; k < classes; ++k) counts[value][k] += static_cast<double>(both[k] / sum);
      }
    }
  });
  return counts;
}

/// From counts to chances.
void NameGroups::take(Side& side, std::vector<std::array<double, classes>> const& counts) {
  std::array<double, classes> sums{};
  for (auto const& count : counts) {
    for (std::size_t k = 0; k < classes; ++k) sums[k] += count[k];
  }
  auto const all = std::accumulate(sums.begin(), sums.end(), 0.0);
  if (!(all > 0)) return;
  std::size_t values = 0;
  for (std::size_t value = 1; value < counts.size(); ++value) values += side.begins[value + 1] > side.begins[value] ? 1 : 0;
  for (std::size_t k = 0; k < classes; ++k) {
    auto const share = sums[k] / all;
    share_[k] = static_cast<float>(share);
    auto const whole = sums[k] + smoothing * share * static_cast<double>(values);
    for (std::size_t value = 1; value < counts.size(); ++value) {
      bool const there = side.begins[value + 1] > side.begins[value];
      side.chance[value][k] = there ? static_cast<float>((counts[value][k] + smoothing * share) / whole) : 0.0F;
    }
  }
}

NameGroups::NameGroups(Table const& table, FieldIndex first, Space first_space, FieldIndex second, Space second_space, unsigned threads) {
  auto pairs = different_pairs(table, first, second);
  auto left = side_of(pairs, table.values[first_space]);
  for (auto& pair : pairs) pair = pair << 32 | pair >> 32;
  auto right = side_of(std::move(pairs), table.values[second_space]);
  for (auto* const side : {&left, &right}) {
    std::vector<std::array<double, classes>> begin(side->chance.size());
    for (std::size_t value = 0; value < begin.size(); ++value) std::ranges::copy(side->chance[value], begin[value].begin());
    take(*side, begin);
  }
  share_.fill(1.0F / classes);
  for (int round = 0; round < rounds; ++round) {
    auto const lefts = counts_of(left, right, threads);
    auto const rights = counts_of(right, left, threads);
    take(left, lefts);
    take(right, rights);
  }
  first_ = std::move(left.chance);
  second_ = std::move(right.chance);
  for (auto& shares : first_) {
    float whole = 0;
    for (std::size_t k = 0; k < classes; ++k) whole += shares[k] *= share_[k];
    for (auto& share : shares) share = whole > 0 ? share / whole : 0;
  }
  for (auto& shares : second_) {
    float whole = 0;
    for (std::size_t k = 0; k < classes; ++k) whole += share_[k] * shares[k];
    for (auto& share : shares) share = whole > 0 ? share / whole : 0;
  }
}

double NameGroups::ratio(std::uint32_t first, std::uint32_t second) const {
  if (first >= first_.size() || second >= second_.size()) return 1;
  double both = 0;
  for (std::size_t k = 0; k < classes; ++k) both += static_cast<double>(first_[first][k]) * static_cast<double>(second_[second][k]);
  return both > 0 ? 1 / both : 1;
}

std::optional<std::size_t> NameGroups::likeliest(std::uint32_t first, std::uint32_t second) const {
  std::optional<std::size_t> best;
  float most = 0;
  auto const is_known = [](std::vector<Shares> const& side, std::uint32_t id) { return id < side.size() && std::ranges::any_of(side[id], [](float share) { return share > 0; }); };
  bool const knows_first = is_known(first_, first);
  bool const knows_second = is_known(second_, second);
  if (!knows_first && !knows_second) return best;
  for (std::size_t k = 0; k < classes; ++k) {
    auto const chance = (knows_first ? first_[first][k] : share_[k]) * (knows_second ? second_[second][k] : 1.0F);
    if (chance <= most) continue;
    most = chance;
    best = k;
  }
  return best;
}

}  // namespace concordat::linkage
