// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/agglomerate.h"

#include <algorithm>
#include <queue>
#include <unordered_map>
#include <utility>

namespace concordat::linkage {
namespace {

/// Up to here a matrix costs less than a heap.
constexpr std::size_t matrix_clusters = 24;

std::uint32_t end_of(std::vector<std::uint32_t>& label, std::uint32_t cluster) {
  while (label[cluster] != cluster) {
    label[cluster] = label[label[cluster]];
    cluster = label[cluster];
  }
  return cluster;
}

}  // namespace

bool agree(Facts const& left, Facts const& right) {
  auto a = left.begin();
  auto b = right.begin();
  while (a != left.end() && b != right.end()) {
    if (a->kind != b->kind) {
      ++(a->kind < b->kind ? a : b);
      continue;
    }
    auto const kind = a->kind;
    while (a != left.end() && b != right.end() && a->kind == kind && b->kind == kind) {
      if (a++->value != b++->value) return false;
    }
    bool const more = (a != left.end() && a->kind == kind) || (b != right.end() && b->kind == kind);
    if (more) return false;
  }
  return true;
}

Facts together(Facts const& left, Facts const& right) {
  Facts both;
  both.reserve(left.size() + right.size());
  std::ranges::set_union(left, right, std::back_inserter(both));
  return both;
}

void put_together(std::vector<ClusterLink>& links) {
  auto const before = [](ClusterLink const& x, ClusterLink const& y) {
    return x.a != y.a ? x.a < y.a : x.b < y.b;
  };
  if (!std::ranges::is_sorted(links, before)) std::ranges::sort(links, before);
  std::size_t kept = 0;
  for (std::size_t at = 0; at < links.size(); ++at) {
    if (kept > 0 && links[kept - 1].a == links[at].a && links[kept - 1].b == links[at].b) {
      links[kept - 1].add(links[at]);
    } else {
      links[kept++] = links[at];
    }
  }
  links.resize(kept);
}

struct Agglomerator::Work {
  std::span<ClusterLink const> links;
  std::vector<Facts>& facts;
  MilliBits reach;
  std::vector<std::uint32_t>& label;
  std::vector<std::uint32_t>& sizes;

  [[nodiscard]] bool reaches(ClusterLink const& link) const {
    return !link.apart && link.best >= reach && link.sum >= reach;
  }
  [[nodiscard]] bool facts_agree(std::uint32_t a, std::uint32_t b) const {
    return facts.empty() || agree(facts[a], facts[b]);
  }
  /// Which of the two goes on, first.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> larger_first(std::uint32_t a, std::uint32_t b) const {
    if (a > b) std::swap(a, b);
    return sizes[b] > sizes[a] ? std::pair{b, a} : std::pair{a, b};
  }
  void join(std::uint32_t into, std::uint32_t from) {
    label[from] = into;
    sizes[into] += sizes[from];
    if (!facts.empty()) facts[into] = together(facts[into], facts[from]);
  }
};

void Agglomerator::run(std::span<std::uint32_t const> nodes, std::span<ClusterLink const> links,
                       std::vector<Facts>& facts, MilliBits reach, std::vector<std::uint32_t>& label,
                       Method method) {
  sizes_.assign(nodes.begin(), nodes.end());
  label.resize(nodes.size());
  for (std::uint32_t i = 0; i < label.size(); ++i) label[i] = i;
  Work work{links, facts, reach, label, sizes_};
  if (links.empty()) return;
  if (links.size() == 1 && method == Method::automatic) {
    auto const& link = links.front();
    if (!work.reaches(link) || !work.facts_agree(link.a, link.b)) return;
    auto const [into, from] = work.larger_first(link.a, link.b);
    return work.join(into, from);
  }
  bool const matrix =
      method == Method::automatic ? nodes.size() <= matrix_clusters : method == Method::matrix;
  if (matrix) {
    run_in_matrix(work);
  } else {
    run_by_heap(work);
  }
  for (std::uint32_t i = 0; i < label.size(); ++i) label[i] = end_of(label, i);
}

void Agglomerator::run_in_matrix(Work& work) {
  std::size_t const size = work.label.size();
  cells_.assign(size * size, ClusterLink{});
  auto const cell = [this, size](std::uint32_t a, std::uint32_t b) -> ClusterLink& {
    return a < b ? cells_[a * size + b] : cells_[b * size + a];
  };
  for (auto const& link : work.links) cell(link.a, link.b) = link;
  alive_.resize(size);
  for (std::uint32_t i = 0; i < size; ++i) alive_[i] = i;
  for (;;) {
    ClusterLink* best = nullptr;
    std::uint32_t best_a = 0;
    std::uint32_t best_b = 0;
    for (std::size_t i = 0; i < alive_.size(); ++i) {
      for (std::size_t j = i + 1; j < alive_.size(); ++j) {
        auto& link = cell(alive_[i], alive_[j]);
        if (!work.reaches(link) || (best != nullptr && link.sum <= best->sum)) continue;
        if (!work.facts_agree(alive_[i], alive_[j])) {
          link.apart = true;
          continue;
        }
        best = &link;
        best_a = alive_[i];
        best_b = alive_[j];
      }
    }
    if (best == nullptr) return;
    auto const [into, from] = work.larger_first(best_a, best_b);
    work.join(into, from);
    std::erase(alive_, from);
    for (auto const other : alive_) {
      if (other != into) cell(into, other).add(cell(from, other));
    }
  }
}

namespace {

struct Candidate {
  std::int64_t sum;
  std::uint32_t a, b;  ///< a < b
  bool operator<(Candidate const& other) const {
    if (sum != other.sum) return sum < other.sum;
    return a != other.a ? a > other.a : b > other.b;
  }
};

std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) {
  if (a > b) std::swap(a, b);
  return (std::uint64_t{a} << 32U) | b;
}

}  // namespace

// The smaller cluster's links move to the larger, so that a link moves at most as often as its cluster
// doubles. Links are found by hash only; nothing goes through the table in its order.
void Agglomerator::run_by_heap(Work& work) {
  std::unordered_map<std::uint64_t, ClusterLink> links;
  links.reserve(work.links.size() * 2);
  std::vector<std::vector<std::uint32_t>> neighbours(work.label.size());
  std::priority_queue<Candidate> queue;
  auto const offer = [&](std::uint32_t a, std::uint32_t b, ClusterLink const& link) {
    if (work.reaches(link)) queue.push({link.sum, std::min(a, b), std::max(a, b)});
  };
  for (auto const& link : work.links) {
    links.emplace(pair_key(link.a, link.b), link);
    neighbours[link.a].push_back(link.b);
    neighbours[link.b].push_back(link.a);
    offer(link.a, link.b, link);
  }
  while (!queue.empty()) {
    auto const top = queue.top();
    queue.pop();
    if (work.label[top.a] != top.a || work.label[top.b] != top.b) continue;
    auto& between = links.at(pair_key(top.a, top.b));
    if (between.sum != top.sum || !work.reaches(between)) continue;  // offered again when it changed
    if (!work.facts_agree(top.a, top.b)) {
      between.apart = true;
      continue;
    }
    auto const [into, from] = work.larger_first(top.a, top.b);
    work.join(into, from);
    for (auto const other : neighbours[from]) {
      if (other == into || work.label[other] != other) continue;
      auto const moved = links.at(pair_key(from, other));
      auto const [place, added] = links.try_emplace(pair_key(into, other), moved);
      if (added) {
        neighbours[into].push_back(other);
        neighbours[other].push_back(into);
      } else {
        place->second.add(moved);
      }
      offer(into, other, place->second);
    }
    neighbours[from] = {};
  }
}

}  // namespace concordat::linkage
