// SPDX-License-Identifier: Apache-2.0
#include "linkage/truth.h"

#include <algorithm>
#include <array>

#include "linkage/grouping.h"

namespace concordat::linkage {
namespace {

constexpr std::array usual_thresholds{0.5, 0.9, 0.95, 0.99, 0.999};
constexpr Bits bin_bits = one_bit / 32;
constexpr int lowest_bin = -64 * 32;
constexpr int bins = 512 * 32;

/// Pairs of records with one number in both lists; the second may be all alike.
std::uint64_t pairs_of(Table const& table, std::vector<std::pair<std::uint32_t, std::uint32_t>> keys_in_order, std::vector<Record> const& records) {
  std::uint64_t pairs = 0;
  for (std::size_t begin = 0, end = 0; begin < keys_in_order.size(); begin = end) {
    std::uint64_t sides[2] = {0, 0};
    for (; end < keys_in_order.size() && keys_in_order[end] == keys_in_order[begin]; ++end) ++sides[records[end] < table.first_file ? 0 : 1];
    pairs += table.links_two() ? sides[0] * sides[1] : sides[0] * (sides[0] - (sides[0] > 0 ? 1 : 0)) / 2;
  }
  return pairs;
}

std::uint64_t pairs_by(Table const& table, std::vector<std::uint32_t> const& first, std::vector<std::uint32_t> const* second) {
  std::vector<Record> records;
  for (Record record = 0; record < table.records; ++record) {
    if ((second == nullptr ? first[record] : (*second)[record]) != 0) records.push_back(record);
  }
  auto const key = [&](Record record) { return std::pair{first[record], second == nullptr ? 0U : (*second)[record]}; };
  std::ranges::sort(records, {}, key);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> keys;
  keys.reserve(records.size());
  for (auto const record : records) keys.push_back(key(record));
  return pairs_of(table, std::move(keys), records);
}

/// Right and wrong links by weight.
class ByWeight {
 public:
  ByWeight() : right_(bins, 0), wrong_(bins, 0) {}
  void add(Bits weight, bool right) {
    auto const bin = std::clamp(weight / bin_bits - lowest_bin, 0, bins - 1);
    ++(right ? right_ : wrong_)[static_cast<std::size_t>(bin)];
  }
  /// The best of all thresholds at the edges of bins.
  void best(Quality& best, Bits& weight, std::uint64_t truth) const {
    Quality sum;
    sum.truth = truth;
    best = sum;
    for (auto bin = bins; bin-- > 0;) {
      sum.right += right_[static_cast<std::size_t>(bin)];
      sum.found += right_[static_cast<std::size_t>(bin)] + wrong_[static_cast<std::size_t>(bin)];
      if (sum.f1() > best.f1()) {
        best = sum;
        weight = (bin + lowest_bin) * bin_bits;
      }
    }
    best.threshold = probability_of(weight);
  }

 private:
  std::vector<std::uint64_t> right_;
  std::vector<std::uint64_t> wrong_;
};

bool is_right(Edge const& edge, std::vector<std::uint32_t> const& person) { return person[edge.left] != 0 && person[edge.left] == person[edge.right]; }

/// A pair counts for the group of each of its records, found and true ones alike, and so by half where they are of two groups.
std::vector<GroupQuality> by_group(Table const& table, std::vector<Edge> const& edges, Labels const& labels, Bits at_least) {
  std::vector<GroupQuality> made(labels.group_names.size());
  auto const all = pairs_by(table, labels.person, &labels.person);
  for (std::size_t group = 1; group < made.size(); ++group) {
    made[group].name = labels.group_names[group];
    auto inside = labels.person;
    auto outside = labels.person;
    for (Record record = 0; record < table.records; ++record) (labels.group[record] == group ? outside : inside)[record] = 0;
    made[group].pairs.truth = all + pairs_by(table, inside, &inside) - pairs_by(table, outside, &outside);
    made[group].pairs.threshold = probability_of(at_least);
  }
  for (auto const& edge : edges) {
    if (edge.weight < at_least) continue;
    bool const right = is_right(edge, labels.person);
    for (auto const group : {labels.group[edge.left], labels.group[edge.right]}) {
      if (group == 0) continue;
      ++made[group].pairs.found;
      made[group].pairs.right += right ? 1 : 0;
    }
  }
  for (auto& group : made) {
    for (auto* const count : {&group.pairs.found, &group.pairs.right, &group.pairs.truth}) *count = (*count + 1) / 2;  // upwards: one half is not none
  }
  if (!made.empty()) made.erase(made.begin());
  return made;
}

/// Numbers from 1, for 0 is none.
std::vector<std::uint32_t> numbers_of(std::vector<Record> const& group) {
  std::vector<std::uint32_t> numbers(group.size());
  for (std::size_t record = 0; record < group.size(); ++record) numbers[record] = group[record] + 1;
  return numbers;
}

std::vector<GroupQuality> clusters_by_group(Linker const& linker, std::vector<Edge> const& edges, Labels const& labels) {
  std::vector<GroupQuality> made;
  auto const groups = group_records(linker, edges);
  if (!groups) return made;
  for (std::size_t group = 1; group < labels.group_names.size(); ++group) {
    auto person = labels.person;
    auto numbers = numbers_of(groups->of);
    for (Record record = 0; record < linker.table().records; ++record) {
      if (labels.group[record] != group) person[record] = numbers[record] = 0;
    }
    GroupQuality one{labels.group_names[group], {}};
    one.pairs.threshold = linker.model().join;
    one.pairs.found = pairs_by(linker.table(), numbers, nullptr);
    one.pairs.right = pairs_by(linker.table(), numbers, &person);
    one.pairs.truth = pairs_by(linker.table(), person, &person);
    made.push_back(std::move(one));
  }
  return made;
}

/// At one threshold.
Quality pairs_from(double threshold, std::vector<Edge> const& edges, std::vector<std::uint32_t> const& person, std::uint64_t truth) {
  auto const at_least = weight_of(threshold);
  Quality quality{threshold, 0, 0, truth};
  for (auto const& edge : edges) {
    if (edge.weight < at_least) continue;
    ++quality.found;
    quality.right += is_right(edge, person) ? 1 : 0;
  }
  return quality;
}

}  // namespace

SettledQuality evaluate_settled(Table const& table, std::vector<Edge> const& settled, Labels const& labels) {
  SettledQuality made;
  auto const truth = pairs_by(table, labels.person, &labels.person);
  ByWeight by_weight;
  for (auto const& edge : settled) by_weight.add(edge.weight, is_right(edge, labels.person));
  for (auto const threshold : usual_thresholds) made.pairs.push_back(pairs_from(threshold, settled, labels.person, truth));
  Bits best_weight = 0;
  by_weight.best(made.best, best_weight, truth);
  if (!labels.group.empty()) made.groups = by_group(table, settled, labels, best_weight);
  return made;
}

Quality evaluate_groups(Table const& table, std::vector<Record> const& group, std::vector<std::uint32_t> const& person) {
  Quality quality;
  auto const numbers = numbers_of(group);
  quality.found = pairs_by(table, numbers, nullptr);
  quality.right = pairs_by(table, numbers, &person);
  quality.truth = pairs_by(table, person, &person);
  return quality;
}

double recall_gap(std::vector<GroupQuality> const& groups) {
  double lowest = 1;
  double highest = 0;
  for (auto const& group : groups) {
    if (group.pairs.truth == 0) continue;
    lowest = std::min(lowest, group.pairs.recall());
    highest = std::max(highest, group.pairs.recall());
  }
  return std::max(0.0, highest - lowest);
}

Evaluation evaluate(Linker const& linker, std::vector<Edge> const& edges, Labels const& labels) {
  Evaluation made;
  auto const& table = linker.table();
  made.true_pairs = pairs_by(table, labels.person, &labels.person);
  ByWeight by_weight;
  for (auto const& edge : edges) {
    bool const right = is_right(edge, labels.person);
    by_weight.add(edge.weight, right);
    made.true_pairs_looked_at += right ? 1 : 0;
  }
  for (auto const threshold : usual_thresholds) {
    auto const at_least = weight_of(threshold);
    made.pairs.push_back(pairs_from(threshold, edges, labels.person, made.true_pairs));
    auto const groups = group_records(linker, edges, at_least, at_least);
    if (!groups) continue;
    auto clusters = evaluate_groups(table, groups->of, labels.person);
    clusters.threshold = threshold;
    made.clusters.push_back(clusters);
  }
  by_weight.best(made.best_pairs, made.best_weight, made.true_pairs);
  for (auto const& clusters : made.clusters) {
    if (made.best_clusters.truth == 0 || clusters.f1() > made.best_clusters.f1()) made.best_clusters = clusters;
  }
  if (!labels.group.empty()) {
    made.groups = by_group(table, edges, labels, made.best_weight);
    made.clusters_by_group = clusters_by_group(linker, edges, labels);
  }
  return made;
}

}  // namespace concordat::linkage
