// SPDX-License-Identifier: Apache-2.0
#include "linkage/linker.h"

#include <algorithm>
#include <numeric>

#include "linkage/compare/pair_block.h"
#include "linkage/group/union_find.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {

std::uint64_t Found::looked_at() const {
  return std::accumulate(rules.begin(), rules.end(), std::uint64_t{0}, [](std::uint64_t sum, RuleTally const& rule) { return sum + rule.found; });
}

Linker::Linker(Model model, Table table, Nicknames const* nicknames, unsigned threads)
    : model_{std::move(model)}, table_{std::move(table)}, threads_{std::max(1U, threads)} {
  facts_ = std::make_unique<ValueFacts>(model_, table_, nicknames);
  comparer_ = std::make_unique<Comparer>(model_, *facts_);
}

void Linker::count_prior(Counts& to, Share share) const { to.prior_pairs = linkage::count_prior(bench(), share); }
void Linker::count_random(Counts& to, Share share) const { to.random_levels = linkage::count_random(bench(), share); }

void Linker::count_sessions(Counts& to, Share share) const {
  to.sessions.clear();
  for (auto const& session : model_.sessions) to.sessions.push_back(count_patterns(bench(), session.rule, share));
}

LearnReport Linker::learn(Counts const& counts) { return linkage::learn(model_, table_, counts); }

namespace {

/// What one piece of work found, in its order.
struct PieceOut {
  std::vector<Edge> edges;
  std::uint64_t found = 0;
};

std::vector<Edge> joined(std::vector<std::vector<Edge>> lists) {
  std::vector<Edge> all;
  all.reserve(std::accumulate(lists.begin(), lists.end(), std::size_t{0}, [](std::size_t sum, auto const& list) { return sum + list.size(); }));
  for (auto& list : lists) {
    all.insert(all.end(), list.begin(), list.end());
    std::vector<Edge>{}.swap(list);
  }
  return all;
}

RuleTally tally_of(Rule const& rule, RuleGroups const& groups) {
  RuleTally tally;
  tally.name = rule.name;
  tally.pairs = groups.pairs;
  tally.keys_guarded = groups.keys_guarded;
  tally.records_guarded = groups.records_guarded;
  tally.sharers = groups.sharers;
  tally.largest = groups.largest;
  return tally;
}

}  // namespace

Found Linker::find(Share share) const {
  Found made;
  std::vector<std::vector<Edge>> kept;  // by rule, then piece
  look_at_rules(share, made.rules, kept);
  made.edges = joined(std::move(kept));
  return made;
}

void Linker::look_at_rules(Share share, std::vector<RuleTally>& tallies, std::vector<std::vector<Edge>>& kept) const {
  Scorer const scorer{model_, table_, threads_};
  Candidates candidates{model_.candidates, model_, table_, *facts_, threads_};
  std::vector<Comparer::Scratch> scratches;
  for (unsigned thread = 0; thread < threads_; ++thread) scratches.push_back(comparer_->scratch());
  std::vector<std::vector<Edge>> by_thread(threads_);
  std::vector<Scorer::Memory> memories(threads_);
  auto const keep = weight_of(std::clamp(model_.keep, 1e-12, 1 - 1e-12));
  for (std::size_t rule = 0; rule < candidates.rules(); ++rule) {
    auto const groups = candidates.groups(rule, share);
    std::vector<PieceOut> out(groups.pieces.size());
    parallel(threads_, groups.pieces.size(), [&](std::size_t piece, unsigned thread) {
      auto& own = out[piece];
      auto& edges = by_thread[thread];
      edges.clear();
      PairBlock block{*comparer_, table_, scratches[thread]};
      auto const weigh = [&](Record left, Record right, Pattern pattern) {
        ++own.found;
        auto const weight = scorer.weight(pattern, table_.at(left), table_.at(right), keep, memories[thread]);
        if (weight >= keep) edges.push_back({std::min(left, right), std::max(left, right), weight});
      };
      candidates.each_pair(groups, piece, [&](Record left, Record right) { block.add(left, right, weigh); });
      block.flush(weigh);
      own.edges = edges;  // as much memory as it needs
    });
    auto tally = tally_of(model_.candidates[rule], groups);
    for (auto& own : out) {
      tally.found += own.found;
      tally.kept += own.edges.size();
      kept.push_back(std::move(own.edges));
    }
    tallies.push_back(std::move(tally));
  }
}

std::vector<RuleTally> Linker::plan() const {
  std::vector<RuleTally> made;
  Candidates candidates{model_.candidates, model_, table_, *facts_, threads_};
  for (std::size_t rule = 0; rule < candidates.rules(); ++rule) {
    made.push_back(tally_of(model_.candidates[rule], candidates.groups(rule)));
  }
  return made;
}

Pattern Linker::compare(Record left, Record right) const {
  auto scratch = comparer_->scratch();
  return comparer_->compare(table_.at(left), table_.at(right), scratch);
}

Explanation Linker::explain(Record left, Record right) const {
  return Scorer{model_, table_}.explain(compare(left, right), table_.at(left), table_.at(right));
}

void sort_edges(std::vector<Edge>& edges) {
  std::ranges::sort(edges, [](Edge const& a, Edge const& b) { return a.left != b.left ? a.left < b.left : a.right < b.right; });
}

std::vector<Record> connected(std::size_t records, std::vector<Edge> const& edges, Bits at_least) {
  UnionFind sets{records};
  for (auto const& edge : edges) {
    if (edge.weight >= at_least) sets.unite(edge.left, edge.right);
  }
  std::vector<Record> root(records);
  for (Record record = 0; record < records; ++record) root[record] = sets.find(record);
  return root;
}

}  // namespace concordat::linkage
