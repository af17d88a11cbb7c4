// SPDX-License-Identifier: Apache-2.0
#include "linkage/grouping.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "base/check_digit.h"
#include "linkage/collective.h"
#include "linkage/group/group.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

/// In larger components only the pairs that rules found count: all pairs would be too many.
constexpr std::size_t largest_complete = 100;
constexpr std::size_t components_a_piece = 256;
/// One in 16,000 that it is not so. Records that hold together by so much are one from the start for a collective model: what
/// groups say of each other is asked where there is doubt, and from here on it changes nothing but the time it takes.
constexpr Bits beyond_doubt = 14 * one_bit;

MilliBits thousandths(Bits bits) { return static_cast<MilliBits>(static_cast<std::int64_t>(bits) * 1000 / one_bit); }

/// The records of each component of two or more, components in order of their first record.
struct Components {
  std::vector<Record> records;
  std::vector<std::uint32_t> begins;  ///< one more than there are components
};

Components components_of(std::vector<Record> const& root) {
  Components made;
  std::vector<std::uint32_t> sizes(root.size() + 1, 0);
  for (auto const record : root) ++sizes[record];
  std::vector<std::uint32_t> next(root.size(), 0);
  std::uint32_t end = 0;
  for (Record record = 0; record < root.size(); ++record) {
    if (root[record] != record || sizes[record] < 2) continue;
    made.begins.push_back(end);
    next[record] = end;
    end += sizes[record];
  }
  made.begins.push_back(end);
  made.records.resize(end);
  for (Record record = 0; record < root.size(); ++record) {
    if (sizes[root[record]] >= 2) made.records[next[root[record]]++] = record;
  }
  return made;
}

/// Pairs of a component that no rule found weigh as well.
std::vector<WeightedPair> complete(Linker const& linker, Scorer const& scorer, std::vector<Edge> const& edges, std::vector<Record> const& root) {
  auto const components = components_of(root);
  auto const count = components.begins.size() - 1;
  std::vector<bool> is_small(root.size(), false);  // by the lowest record
  for (std::size_t at = 0; at < count; ++at) {
    is_small[components.records[components.begins[at]]] = components.begins[at + 1] - components.begins[at] <= largest_complete;
  }
  std::vector<WeightedPair> pairs;
  for (auto const& edge : edges) {
    if (root[edge.left] == root[edge.right] && !is_small[root[edge.left]]) pairs.push_back({edge.left, edge.right, thousandths(edge.weight)});
  }
  std::vector<Comparer::Scratch> scratches;
  for (unsigned thread = 0; thread < linker.threads(); ++thread) scratches.push_back(linker.comparer().scratch());
  auto const pieces = (count + components_a_piece - 1) / components_a_piece;
  std::vector<std::vector<WeightedPair>> found(pieces);
  parallel(linker.threads(), pieces, [&](std::size_t piece, unsigned thread) {
    for (auto at = piece * components_a_piece; at < std::min(count, (piece + 1) * components_a_piece); ++at) {
      auto const begin = components.begins[at];
      auto const end = components.begins[at + 1];
      if (end - begin > largest_complete) continue;
      for (auto i = begin; i < end; ++i) {
        for (auto j = i + 1; j < end; ++j) {
          auto const* const a = linker.table().at(components.records[i]);
          auto const* const b = linker.table().at(components.records[j]);
          auto const weight = scorer.weight(linker.comparer().compare(a, b, scratches[thread]), a, b);
          found[piece].push_back({components.records[i], components.records[j], thousandths(weight)});
        }
      }
    }
  });
  for (auto const& part : found) pairs.insert(pairs.end(), part.begin(), part.end());
  return pairs;
}

/// Ten digits whose last is the check digit of the others: a slip of one digit does not pass.
bool is_valid_nhs_number(std::string_view number) {
  constexpr std::size_t digits = 10;
  if (number.size() != digits || !std::ranges::all_of(number, [](char sign) { return sign >= '0' && sign <= '9'; })) return false;
  return mod_11_check_digit(number) == number.back() - '0';
}

/// A person has one NHS number. One that does not check says nothing here: it may be a slip of the right one.
std::vector<ExclusiveFact> exclusive_facts(Linker const& linker) {
  auto const& table = linker.table();
  std::vector<ExclusiveFact> facts;
  for (std::size_t field = 0; field < linker.model().fields.size(); ++field) {
    if (linker.model().fields[field].kind != Kind::nhs_number) continue;
    auto const& numbers = table.values[space_of(Kind::nhs_number)];
    std::vector<bool> is_valid(numbers.size(), false);
    for (std::uint32_t id = 1; id < numbers.size(); ++id) is_valid[id] = is_valid_nhs_number(numbers.text(id));
    for (Record record = 0; record < table.records; ++record) {
      auto const id = table.at(record)[field];
      if (is_valid[id]) facts.push_back({record, static_cast<std::uint32_t>(field), id});
    }
  }
  return facts;
}

/// Groups of many records and few pairs that reach what joins.
std::uint64_t count_chains(std::vector<Record> const& of, std::vector<Edge> const& edges, Bits join) {
  GroupOptions const usual;
  std::vector<std::uint64_t> sizes(of.size(), 0);
  std::vector<std::uint64_t> pairs(of.size(), 0);
  for (auto const root : of) ++sizes[root];
  for (auto const& edge : edges) pairs[of[edge.left]] += of[edge.left] == of[edge.right] && edge.weight >= join ? 1 : 0;
  std::uint64_t chains = 0;
  for (std::size_t root = 0; root < of.size(); ++root) {
    auto const possible = sizes[root] * (sizes[root] - (sizes[root] > 0 ? 1 : 0)) / 2;
    chains += sizes[root] >= usual.chain_nodes && pairs[root] * 100 < possible * usual.chain_percent ? 1 : 0;
  }
  return chains;
}

struct Thresholds {
  Bits join;
  Bits fracture;
};

/// Ties go by keys.
Result<RecordGroups> group_by_evidence(Linker const& linker, Scorer const& scorer, std::vector<std::uint64_t> const& keys, std::vector<Edge> const& edges,
                                       std::span<ExclusiveFact const> facts, Thresholds at) {
  RecordGroups made;
  auto const records = linker.table().records;
  made.of = connected(records, edges, std::min(at.join, at.fracture));
  auto const pairs = complete(linker, scorer, edges, made.of);
  GroupInput input{};
  input.keys = keys;
  input.pairs = pairs;
  input.facts = facts;
  GroupOptions options;
  options.join = thousandths(at.join);
  options.fracture = thousandths(at.fracture);
  auto const grouped = group(input, options);
  if (!grouped) return fail(grouped);
  std::vector<Record> lowest(grouped->next_id, static_cast<Record>(records));
  for (Record record = 0; record < records; ++record) {
    auto const id = grouped->of[record];
    if (id == no_group) {
      made.of[record] = record;
      continue;
    }
    lowest[id] = std::min(lowest[id], record);
    made.of[record] = lowest[id];
  }
  for (auto const& one : grouped->groups) made.attention += one.attention == Attention::none ? 0 : 1;
  return made;
}

}  // namespace

Result<RecordGroups> group_records(Linker const& linker, std::vector<Edge> const& edges, Bits join, Bits fracture) {
  if (!linker.model().by_evidence) {  // nothing was grouped before that `fracture` could hold together
    RecordGroups made;
    made.of = connected(linker.table().records, edges, join);
    return made;
  }
  auto const facts = exclusive_facts(linker);
  if (!linker.model().collective) {
    std::vector<std::uint64_t> keys(linker.table().records);
    std::iota(keys.begin(), keys.end(), std::uint64_t{0});
    return group_by_evidence(linker, Scorer{linker.model(), linker.table(), linker.threads()}, keys, edges, facts, {join, fracture});
  }
  auto const start = std::max(join, beyond_doubt);
  auto collective = std::make_shared<Collective const>(linker);
  auto made = group_by_evidence(linker, collective->scorer(), collective->ranks(), edges, facts, {start, start});
  if (!made) return made;
  made->join = join;
  made->start = made->of;
  made->start_join = start;
  made->collective = std::move(collective);
  join_collectively(linker, edges, facts, *made);
  made->attention = count_chains(made->of, edges, join);
  return made;
}

Result<RecordGroups> group_records(Linker const& linker, std::vector<Edge> const& edges) {
  return group_records(linker, edges, weight_of(linker.model().join), weight_of(linker.model().fracture));
}

}  // namespace concordat::linkage
