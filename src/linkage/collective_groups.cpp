// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <queue>
#include <tuple>

#include "linkage/collective.h"
#include "linkage/group/union_find.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t links_a_piece = 512;

/// A number of a group among those that some pair links to another, in order of their lowest records.
using Place = std::uint32_t;
constexpr Place nowhere = static_cast<Place>(-1);

struct Link {
  Place left = 0;
  Place right = 0;
  Bits weight = 0;
};

std::pair<Place, Place> in_order(Place a, Place b) { return {std::min(a, b), std::max(a, b)}; }

class Joining {
 public:
  Joining(Linker const& linker, std::vector<Edge> const& edges, std::span<ExclusiveFact const> facts, RecordGroups& groups)
      : collective_{*groups.collective}, join_{groups.join}, forbidden_{most_where_forbidden(linker.model(), groups.join)}, groups_{groups}, threads_{linker.threads()}, scratch_{collective_.scratch()} {
    find_links(edges);
    take_facts(facts);
    weigh();
  }

  void run() {
    for (auto const& link : links_) offer(link);
    while (!best_.empty()) {
      auto const [weight, ranks, left, right, left_grown, right_grown] = best_.top();
      best_.pop();
      bool const current = sets_.find(left) == left && sets_.find(right) == right && times_grown_[left] == left_grown && times_grown_[right] == right_grown;
      if (current) join(left, right, weight);
    }
    tell();
  }

 private:
  /// Best first; of two as good the one whose groups have the lower ranks. Grown: how often each had grown when this was weighed.
  struct Offer {
    Bits weight;
    std::pair<std::uint64_t, std::uint64_t> ranks;
    Place left;
    Place right;
    std::uint32_t left_grown;
    std::uint32_t right_grown;
    bool operator<(Offer const& other) const {
      return std::tie(weight, other.ranks) < std::tie(other.weight, ranks);
    }
  };

  void find_links(std::vector<Edge> const& edges) {
    std::vector<Place> place(groups_.of.size(), nowhere);
    std::vector<Edge> pairs;
    for (auto const& edge : edges) {
      auto const [left, right] = in_order(groups_.of[edge.left], groups_.of[edge.right]);
      if (left == right) continue;
      pairs.push_back({left, right, edge.weight});
      place[left] = place[right] = 0;
    }
    sort_edges(pairs);
    auto const same = [](Edge const& a, Edge const& b) { return a.left == b.left && a.right == b.right; };
    pairs.erase(std::ranges::unique(pairs, same).begin(), pairs.end());
    for (Record record = 0; record < place.size(); ++record) {
      if (place[record] == nowhere) continue;
      place[record] = static_cast<Place>(lowest_.size());
      lowest_.push_back(record);
    }
    members_.resize(lowest_.size());
    for (Record record = 0; record < place.size(); ++record) {
      if (auto const at = place[groups_.of[record]]; at != nowhere) members_[at].push_back(record);
    }
    neighbours_.resize(lowest_.size());
    links_.reserve(pairs.size());
    for (auto const& pair : pairs) {
      auto const left = place[pair.left];
      auto const right = place[pair.right];
      links_.push_back({left, right, pair.weight});
      neighbours_[left].push_back(right);
      neighbours_[right].push_back(left);
    }
    for (auto const& group : members_) {
      auto const of = [&](Record record) { return collective_.ranks()[record]; };
      ranks_.push_back(of(*std::ranges::min_element(group, {}, of)));
    }
    sets_.reset(lowest_.size());
    times_grown_.resize(lowest_.size(), 0);
    place_ = std::move(place);
  }

  void take_facts(std::span<ExclusiveFact const> facts) {
    facts_.resize(lowest_.size());
    for (auto const& fact : facts) {
      if (auto const at = place_[groups_.of[fact.node]]; at != nowhere) facts_[at].emplace(fact.kind, fact.value);
    }
  }

  [[nodiscard]] bool are_two(Place left, Place right) const {
    return std::ranges::any_of(facts_[left], [&](auto const& fact) {
      auto const other = facts_[right].find(fact.first);
      return other != facts_[right].end() && other->second != fact.second;
    });
  }

  [[nodiscard]] Bits weight(Place left, Place right, CollectiveScratch& scratch) const {
    return at_most(left, right, collective_.weight(members_[left], members_[right], scratch));
  }

  [[nodiscard]] Bits at_most(Place left, Place right, Bits said) const { return are_two(left, right) ? std::min(said, forbidden_) : said; }

  void weigh() {
    std::vector<CollectiveScratch> scratches;
    for (unsigned thread = 0; thread < threads_; ++thread) scratches.push_back(collective_.scratch());
    parallel(threads_, (links_.size() + links_a_piece - 1) / links_a_piece, [&](std::size_t piece, unsigned thread) {
      for (auto at = piece * links_a_piece; at < std::min(links_.size(), (piece + 1) * links_a_piece); ++at) {
        auto& link = links_[at];
        bool const of_two_records = members_[link.left].size() + members_[link.right].size() == 2;  // whose pair is weighed already
        link.weight = of_two_records ? at_most(link.left, link.right, link.weight) : weight(link.left, link.right, scratches[thread]);
      }
    });
  }

  void offer(Link const& link) {
    if (link.weight < join_) return;
    best_.push({link.weight, std::minmax(ranks_[link.left], ranks_[link.right]), link.left, link.right, times_grown_[link.left], times_grown_[link.right]});
  }

  void join(Place left, Place right, Bits said) {
    groups_.joins.push_back({lowest_[left], lowest_[right], said});
    sets_.unite(left, right);
    ++times_grown_[left];
    ranks_[left] = std::min(ranks_[left], ranks_[right]);
    std::vector<Record> both;
    std::ranges::merge(members_[left], members_[right], std::back_inserter(both));
    members_[left] = std::move(both);
    members_[right].clear();
    facts_[left].merge(facts_[right]);
    auto& near = neighbours_[left];
    near.insert(near.end(), neighbours_[right].begin(), neighbours_[right].end());
    neighbours_[right].clear();
    for (auto& one : near) one = sets_.find(one);
    std::ranges::sort(near);
    near.erase(std::ranges::unique(near).begin(), near.end());
    std::erase(near, left);
    for (auto const other : near) {
      auto const [a, b] = in_order(left, other);
      auto const again = weight(a, b, scratch_);
      renewed_[{a, b}] = again;
      offer({a, b, again});
    }
  }

  void tell() {
    for (auto const& link : links_) {
      auto const pair = in_order(sets_.find(link.left), sets_.find(link.right));
      if (pair.first == pair.second) continue;
      auto const again = renewed_.find(pair);
      groups_.between.push_back({lowest_[pair.first], lowest_[pair.second], again == renewed_.end() ? link.weight : again->second});
    }
    sort_edges(groups_.between);
    groups_.between.erase(std::ranges::unique(groups_.between).begin(), groups_.between.end());
    for (auto& of : groups_.of) {
      if (place_[of] != nowhere) of = lowest_[sets_.find(place_[of])];
    }
  }

  Collective const& collective_;
  Bits join_;
  Bits forbidden_;  ///< what is forbidden weighs no more
  RecordGroups& groups_;
  unsigned threads_;
  CollectiveScratch scratch_;
  std::vector<Record> lowest_;                 ///< by place
  std::vector<Place> place_;                   ///< by lowest record of a group
  std::vector<std::vector<Record>> members_;   ///< by place, in order
  std::vector<std::vector<Place>> neighbours_;
  std::vector<std::uint64_t> ranks_;           ///< the lowest of each group's records
  std::vector<std::map<std::uint32_t, std::uint64_t>> facts_;
  std::vector<Link> links_;                    ///< as they were weighed first, in order
  std::map<std::pair<Place, Place>, Bits> renewed_;  ///< of groups of which one has grown since
  std::vector<std::uint32_t> times_grown_;
  std::priority_queue<Offer> best_;
  UnionFind sets_;
};

}  // namespace

void join_collectively(Linker const& linker, std::vector<Edge> const& edges, std::span<ExclusiveFact const> facts, RecordGroups& groups) {
  if (groups.collective == nullptr) groups.collective = std::make_shared<Collective const>(linker);
  Joining{linker, edges, facts, groups}.run();
}

}  // namespace concordat::linkage
