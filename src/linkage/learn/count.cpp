// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <span>

#include "linkage/compare/all_pairs.h"
#include "linkage/compare/pair_block.h"
#include "linkage/learn/learn.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr std::uint64_t random_pairs_a_piece = 1 << 16;

/// A stream of numbers that depends on the piece alone.
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : state_{seed} {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// Below `bound` < 2^32; the bias is under one in 2^32.
  std::uint32_t below(std::uint64_t bound) { return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32); }

 private:
  std::uint64_t state_;
};

struct RandomPair {
  Record left;
  Record right;
};

/// Two different records of one file, or one of each.
RandomPair draw(Stream& stream, Table const& table) {
  if (table.links_two()) {
    auto const first = static_cast<Record>(table.first_file);
    return {stream.below(first), first + stream.below(table.records - first)};
  }
  auto const left = stream.below(table.records);
  auto const right = stream.below(table.records - 1);
  return {left, right < left ? right : right + 1};
}

}  // namespace

void Counts::add(Counts const& other) {
  prior_pairs += other.prior_pairs;
  if (random_levels.empty()) {
    random_levels = other.random_levels;
  } else {
    for (std::size_t c = 0; c < other.random_levels.size(); ++c) {
      for (std::size_t level = 0; level < other.random_levels[c].size(); ++level) random_levels[c][level] += other.random_levels[c][level];
    }
  }
  if (sessions.size() < other.sessions.size()) sessions.resize(other.sessions.size());
  for (std::size_t i = 0; i < other.sessions.size(); ++i) sessions[i].add(other.sessions[i]);
}

std::uint64_t count_prior(Bench const& bench, Share share) {
  Candidates candidates{bench.model.prior.rules, bench.model, bench.table, bench.facts, bench.threads};
  std::uint64_t total = 0;
  for (std::size_t rule = 0; rule < candidates.rules(); ++rule) {
    auto const groups = candidates.groups(rule, share);
    std::vector<std::uint64_t> found(groups.pieces.size(), 0);
    parallel(bench.threads, groups.pieces.size(), [&](std::size_t piece, unsigned) {
      std::uint64_t pairs = 0;
      candidates.each_pair(groups, piece, [&](Record, Record) { ++pairs; });
      found[piece] = pairs;
    });
    total = std::accumulate(found.begin(), found.end(), total);
  }
  return total;
}

namespace {

using Levels = std::vector<std::vector<std::uint64_t>>;

/// Draws the pairs of one piece and counts their levels of the comparisons that are `drawn`.
class Drawing {
 public:
  Drawing(Bench const& bench, std::vector<std::size_t> const& drawn, Levels const& none) : bench_{bench}, drawn_{drawn}, own_(bench.threads, none) {
    for (unsigned thread = 0; thread < bench.threads; ++thread) scratches_.push_back(bench.comparer.scratch());
  }

  void piece(std::uint64_t number, std::uint64_t pairs, unsigned thread) {
    Stream stream{mix(bench_.model.seed, number)};
    constexpr auto block = most_pairs_at_once;
    std::array<std::uint32_t const*, block> lefts;
    std::array<std::uint32_t const*, block> rights;
    std::array<std::uint8_t, block> levels;
    for (std::uint64_t done = 0; done < pairs;) {
      auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(block, pairs - done));
      for (std::size_t i = 0; i < count; ++i) {
        auto const pair = draw(stream, bench_.table);
        lefts[i] = bench_.table.at(pair.left);
        rights[i] = bench_.table.at(pair.right);
        for (auto const* const ids : {lefts[i], rights[i]}) {
          __builtin_prefetch(ids);
          __builtin_prefetch(ids + bench_.table.width - 1);  // a record may lie on two lines of memory
        }
      }
      for (auto const c : drawn_) {
        bench_.comparer.levels(c, std::span{lefts}.first(count), std::span{rights}.first(count), levels, scratches_[thread]);
        for (std::size_t i = 0; i < count; ++i) ++own_[thread][c][levels[i]];
      }
      done += count;
    }
  }

  void add_to(Levels& counts) const {
    for (auto const& own : own_) {
      for (auto const c : drawn_) {
        for (std::size_t level = 0; level < counts[c].size(); ++level) counts[c][level] += own[c][level];
      }
    }
  }

 private:
  Bench const& bench_;
  std::vector<std::size_t> const& drawn_;
  std::vector<Levels> own_;  ///< by thread
  std::vector<Comparer::Scratch> scratches_;
};

}  // namespace

std::vector<std::vector<std::uint64_t>> count_random(Bench const& bench, Share share) {
  Levels counts;
  for (auto const& comparison : bench.model.comparisons) counts.emplace_back(comparison.levels.size(), 0);
  if (bench.table.records < 2 || bench.table.first_file == 0) return counts;
  auto const none = counts;
  auto const wanted = std::min<std::uint64_t>(bench.model.random_pairs, static_cast<std::uint64_t>(std::max(1000.0, bench.table.all_pairs() * 4)));
  auto const draws = static_cast<std::size_t>((wanted + random_pairs_a_piece - 1) / random_pairs_a_piece);
  auto const draw_piece = [&](Drawing& drawing, std::size_t piece, unsigned thread) {
    if (piece % share.of == share.part) drawing.piece(piece, std::min(random_pairs_a_piece, wanted - piece * random_pairs_a_piece), thread);
  };
  // what looks at several fields is drawn for sure, and keeps threads busy that would wait for a comparison that is counted
  std::vector<std::size_t> drawn;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (!bench.comparer.one_field(c)) drawn.push_back(c);
  }
  std::vector<char> left(counts.size(), 0);  // turned out not to be countable
  Drawing drawing{bench, drawn, none};
  auto const inner = std::max<unsigned>(1, bench.threads / static_cast<unsigned>(counts.size()));
  parallel(bench.threads, counts.size() + (drawn.empty() ? 0 : draws), [&](std::size_t piece, unsigned thread) {
    if (piece >= counts.size()) return draw_piece(drawing, piece - counts.size(), thread);
    if (!bench.comparer.one_field(piece)) return;
    AllPairs all{bench.comparer, piece, bench.table, bench.model.random_pairs};
    if (!all.countable()) left[piece] = 1;
    else if (piece % share.of == share.part) counts[piece] = all.levels(inner);
  });
  drawing.add_to(counts);
  std::vector<std::size_t> drawn_last;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (left[c] != 0) drawn_last.push_back(c);
  }
  if (drawn_last.empty()) return counts;
  Drawing last{bench, drawn_last, none};
  parallel(bench.threads, draws, [&](std::size_t piece, unsigned thread) { draw_piece(last, piece, thread); });
  last.add_to(counts);
  return counts;
}

namespace {

/// Groups of so few keys, one in how many, that a session stays within `most` pairs. Counted on the whole table, so that every
/// part takes the same keys.
RuleGroups session_groups(Candidates& candidates, std::uint64_t most, Share share) {
  if (most == 0) return candidates.groups(0, share);
  auto whole = candidates.groups(0);
  share.sample = static_cast<std::uint32_t>(std::min<std::uint64_t>(whole.pairs / most + 1, 1'000'000));
  return share.sample == 1 && share.of == 1 ? std::move(whole) : candidates.groups(0, share);
}

}  // namespace

Histogram count_patterns(Bench const& bench, Rule const& rule, Share share) {
  std::vector<Rule> const rules{rule};
  Candidates candidates{rules, bench.model, bench.table, bench.facts, bench.threads};
  auto const groups = session_groups(candidates, bench.model.session_pairs, share);
  std::vector<Histogram> by_thread(bench.threads);
  std::vector<Comparer::Scratch> scratches;
  for (unsigned thread = 0; thread < bench.threads; ++thread) scratches.push_back(bench.comparer.scratch());
  parallel(bench.threads, groups.pieces.size(), [&](std::size_t piece, unsigned thread) {
    auto& histogram = by_thread[thread];
    PairBlock block{bench.comparer, bench.table, scratches[thread]};
    auto const count = [&](Record, Record, Pattern pattern) { histogram.add(pattern); };
    candidates.each_pair(groups, piece, [&](Record left, Record right) { block.add(left, right, count); });
    block.flush(count);
  });
  for (unsigned thread = 1; thread < bench.threads; ++thread) by_thread[0].add(by_thread[thread]);
  return std::move(by_thread[0]);
}

}  // namespace concordat::linkage
