// SPDX-License-Identifier: Apache-2.0
#include "linkage/settled.h"

#include <algorithm>

#include "linkage/group/union_find.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t groups_a_piece = 128;

bool before(Edge const& a, Edge const& b) { return a.left != b.left ? a.left < b.left : a.right < b.right; }

/// Groups of two records or more, one behind the other.
struct Grouped {
  std::vector<std::vector<Record>> members;        ///< in order of lowest records
  std::vector<std::vector<std::size_t>> kept;      ///< numbers of the kept pairs inside
  std::vector<std::vector<Edge>> joins;
};

/// Members that come together step by step, and at what each two did.
class Together {
 public:
  explicit Together(std::vector<Record> const& members) : members_{members}, set_(members.size()), sets_(members.size()), settled_(members.size() * members.size(), 0) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      set_[i] = i;
      sets_[i] = {i};
    }
  }

  void bring(Edge const& link) {
    auto const a = set_[place(link.left)];
    auto const b = set_[place(link.right)];
    if (a == b) return;
    for (auto const one : sets_[a]) {
      for (auto const other : sets_[b]) settled_[std::min(one, other) * members_.size() + std::max(one, other)] = link.weight;
    }
    for (auto const other : sets_[b]) set_[other] = a;
    sets_[a].insert(sets_[a].end(), sets_[b].begin(), sets_[b].end());
    sets_[b].clear();
  }

  /// By the lower member's place, then the other's.
  [[nodiscard]] std::vector<Bits> settled() { return std::move(settled_); }

 private:
  [[nodiscard]] std::size_t place(Record record) const { return static_cast<std::size_t>(std::ranges::lower_bound(members_, record) - members_.begin()); }

  std::vector<Record> const& members_;
  std::vector<std::size_t> set_;                ///< by place
  std::vector<std::vector<std::size_t>> sets_;
  std::vector<Bits> settled_;
};

class GroupSettler {
 public:
  GroupSettler(Linker const& linker, std::vector<Edge> const& edges, RecordGroups const& groups) : linker_{linker}, edges_{edges}, groups_{groups}, collective_{*groups.collective} {}

  /// What a pair between two groups settles at. REQUIRES that some kept pair links them.
  [[nodiscard]] Bits between(Edge const& edge) const {
    auto const a = groups_.of[edge.left];
    auto const b = groups_.of[edge.right];
    auto const found = std::ranges::lower_bound(groups_.between, Edge{std::min(a, b), std::max(a, b), 0}, before);
    return found->weight;
  }

  /// Every pair of one group, or the kept ones where there are too many.
  void within(std::vector<Record> const& members, std::vector<std::size_t> const& kept, std::vector<Edge> const& joins, CollectiveScratch& scratch,
              std::vector<SettledPair>& out) const {
    if (members.size() > most_settled) {
      for (auto const number : kept) out.push_back({edges_[number].left, edges_[number].right, edges_[number].weight, std::max(groups_.join, edges_[number].weight)});
      return;
    }
    auto const settled = ways(members, kept, joins);
    auto next = kept.begin();
    auto const first_file = linker_.table().first_file;
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t j = i + 1; j < members.size(); ++j) {
        bool const is_kept = next != kept.end() && edges_[*next].left == members[i] && edges_[*next].right == members[j];
        if (!is_kept && linker_.table().links_two() && (members[i] < first_file) == (members[j] < first_file)) continue;
        auto const own = is_kept ? edges_[*next++].weight : collective_.weight(members[i], members[j], scratch);
        out.push_back({members[i], members[j], own, std::max(settled[i * members.size() + j], own)});
      }
    }
  }

  [[nodiscard]] CollectiveScratch scratch() const { return collective_.scratch(); }

 private:
  /// For each two members at what they came together.
  [[nodiscard]] std::vector<Bits> ways(std::vector<Record> const& members, std::vector<std::size_t> const& kept, std::vector<Edge> const& joins) const {
    std::vector<Edge> links;
    for (auto const number : kept) {
      auto const& edge = edges_[number];
      if (groups_.start[edge.left] == groups_.start[edge.right] && edge.weight >= groups_.start_join) links.push_back(edge);
    }
    std::ranges::stable_sort(links, std::ranges::greater{}, &Edge::weight);
    // links are taken strongest first, and whom one brings together, it settles; who is left of a group was held by all its pairs
    Together together{members};
    for (auto const& link : links) together.bring(link);
    for (auto const member : members) together.bring({groups_.start[member], member, groups_.start_join});
    for (auto const& join : joins) together.bring(join);
    return together.settled();
  }

  Linker const& linker_;
  std::vector<Edge> const& edges_;
  RecordGroups const& groups_;
  Collective const& collective_;
};

Grouped sorted_by_group(std::vector<Edge> const& edges, RecordGroups const& groups) {
  std::vector<std::uint32_t> sizes(groups.of.size(), 0);
  for (auto const of : groups.of) ++sizes[of];
  std::vector<std::uint32_t> number(groups.of.size(), 0);
  Grouped made;
  for (Record record = 0; record < groups.of.size(); ++record) {
    auto const of = groups.of[record];
    if (sizes[of] < 2) continue;
    if (of == record) {
      number[record] = static_cast<std::uint32_t>(made.members.size());
      made.members.emplace_back().reserve(sizes[of]);
    }
    made.members[number[of]].push_back(record);
  }
  made.kept.resize(made.members.size());
  made.joins.resize(made.members.size());
  for (std::size_t at = 0; at < edges.size(); ++at) {
    auto const of = groups.of[edges[at].left];
    if (of == groups.of[edges[at].right]) made.kept[number[of]].push_back(at);
  }
  for (auto const& join : groups.joins) made.joins[number[groups.of[join.left]]].push_back(join);
  return made;
}

/// The records of one's group.
std::vector<Record> members_of(RecordGroups const& groups, Record one) {
  std::vector<Record> members;
  for (Record record = 0; record < groups.of.size(); ++record) {
    if (groups.of[record] == groups.of[one]) members.push_back(record);
  }
  return members;
}

}  // namespace

std::vector<SettledPair> settle_pairs(Linker const& linker, std::vector<Edge> const& edges, RecordGroups const& groups) {
  GroupSettler const settling{linker, edges, groups};
  auto const grouped = sorted_by_group(edges, groups);
  std::vector<SettledPair> made;
  for (auto const& edge : edges) {
    if (groups.of[edge.left] != groups.of[edge.right]) made.push_back({edge.left, edge.right, edge.weight, settling.between(edge)});
  }
  std::vector<CollectiveScratch> scratches;
  for (unsigned thread = 0; thread < linker.threads(); ++thread) scratches.push_back(settling.scratch());
  std::vector<std::vector<SettledPair>> found((grouped.members.size() + groups_a_piece - 1) / groups_a_piece);
  parallel(linker.threads(), found.size(), [&](std::size_t piece, unsigned thread) {
    for (auto at = piece * groups_a_piece; at < std::min(grouped.members.size(), (piece + 1) * groups_a_piece); ++at) {
      settling.within(grouped.members[at], grouped.kept[at], grouped.joins[at], scratches[thread], found[piece]);
    }
  });
  for (auto const& part : found) made.insert(made.end(), part.begin(), part.end());
  std::ranges::sort(made, [](SettledPair const& a, SettledPair const& b) { return a.left != b.left ? a.left < b.left : a.right < b.right; });
  return made;
}

std::vector<Edge> settled_edges(std::vector<SettledPair> const& pairs) {
  std::vector<Edge> edges;
  edges.reserve(pairs.size());
  for (auto const& pair : pairs) edges.push_back({pair.left, pair.right, pair.settled});
  return edges;
}

Settling settling_of(Linker const& linker, std::vector<Edge> const& edges, RecordGroups const& groups, Record left, Record right) {
  Settling made;
  auto const lefts = members_of(groups, left);
  auto const rights = members_of(groups, right);
  made.left_records = lefts.size();
  made.right_records = rights.size();
  made.one_group = groups.of[left] == groups.of[right];
  if (!made.one_group) {
    auto const& collective = *groups.collective;
    auto scratch = collective.scratch();
    made.said = groups.of[left] < groups.of[right] ? collective.evidence(lefts, rights, scratch) : collective.evidence(rights, lefts, scratch);
    auto const a = groups.of[left];
    auto const b = groups.of[right];
    Edge const link{std::min(a, b), std::max(a, b), 0};
    auto const found = std::ranges::lower_bound(groups.between, link, before);
    bool const linked = found != groups.between.end() && found->left == link.left && found->right == link.right;
    auto const said = collective.scorer().weight(made.said);
    made.settled = linked ? found->weight : said < groups.join ? said : most_where_forbidden(linker.model(), groups.join);
    made.apart = made.settled != said;
    return made;
  }
  auto const first = std::min(left, right);
  auto const second = std::max(left, right);
  auto const grouped = sorted_by_group(edges, groups);
  GroupSettler const settling{linker, edges, groups};
  auto scratch = settling.scratch();
  std::vector<SettledPair> pairs;
  for (std::size_t at = 0; at < grouped.members.size(); ++at) {
    if (groups.of[first] == grouped.members[at].front()) settling.within(grouped.members[at], grouped.kept[at], grouped.joins[at], scratch, pairs);
  }
  made.settled = groups.join;
  for (auto const& pair : pairs) {
    if (pair.left == first && pair.right == second) made.settled = pair.settled;
  }
  return made;
}

}  // namespace concordat::linkage
