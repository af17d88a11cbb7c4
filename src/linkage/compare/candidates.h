// SPDX-License-Identifier: Apache-2.0
// Candidate pairs of a list of rules. A pair belongs to the first rule that finds it.
//
//   Candidates candidates{rules, model, table, facts, threads};
//   for (rule = 0; rule < candidates.rules(); ++rule) {
//     auto const groups = candidates.groups(rule);            // in this order: guards of earlier rules count
//     for (piece = 0; piece < groups.pieces.size(); ++piece)  // in any order, on any thread
//       candidates.each_pair(groups, piece, [&](Record left, Record right) { ... });
//   }
//
// Thread safety: each_pair and agrees from any thread; groups() from one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "linkage/compare/comparer.h"
#include "linkage/model/model.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

/// The records of a rule, those with one key side by side.
struct RuleGroups {
  std::size_t rule = 0;
  std::vector<Record> records;  ///< within a group in their order
  struct Group {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  std::vector<Group> groups;
  std::vector<std::uint64_t> keys;  ///< by group; only where a record may have several keys
  std::vector<std::pair<std::uint64_t, std::uint8_t>> guarded;  ///< the same: keys that too many share, and how
  /// Work of about equal size: left sides `from` to `to` (counted from the group's begin) of groups `first` to `last`.
  struct Piece {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t from = 0;
    std::uint32_t to = 0;  ///< used where first + 1 == last
  };
  std::vector<Piece> pieces;
  std::uint64_t pairs = 0;             ///< of all groups, also those that earlier rules find; of each value that two records share
  std::uint64_t keys_guarded = 0;      ///< keys that too many records share
  std::uint64_t records_guarded = 0;   ///< that no pair comes from under this rule
  std::vector<Record> sharers;         ///< of the keys that too many share, in no order, each once for each such key
  std::uint64_t largest = 0;           ///< records that share one key
};

/// Part `part` of `of` looks at the keys that fall to it; all parts together look at each pair once.
struct Share {
  std::uint32_t part = 0;
  std::uint32_t of = 1;
  std::uint32_t sample = 1;  ///< only one key in so many, the same ones for every part
};

class Candidates {
 public:
  /// REQUIRES: all outlive this; rules.size() <= most_rules.
  Candidates(std::vector<Rule> const& rules, Model const& model, Table const& table, ValueFacts& facts, unsigned threads);

  [[nodiscard]] std::size_t rules() const { return rules_.size(); }
  /// Values were added: lists of parts may have moved.
  void renew();
  [[nodiscard]] RuleGroups groups(std::size_t rule, Share share = {});
  /// The key is known and equal, and no guard keeps the pair away.
  [[nodiscard]] bool agrees(std::size_t rule, Record left, Record right) const {
    if (rules_[rule].several != 0) return meets(rule, table_.at(left), table_.at(right), nullptr);
    return key_equal(rule, table_.at(left), table_.at(right)) && (rules_[rule].guard.empty() || unguarded(rule, left, right));
  }
  /// Whether a record may have several keys of the rule: then keys_of(), and lines of Variants for key_equal().
  [[nodiscard]] std::uint32_t several(std::size_t rule) const { return rules_[rule].several; }
  /// All keys of a record, each once, in order.
  void keys_of(std::size_t rule, std::uint32_t const* ids, std::vector<std::uint64_t>& keys) const;
  /// Whether any of their values are equal crosswise as the rule wants it.
  [[nodiscard]] bool any_swapped(std::size_t rule, std::uint32_t const* left, std::uint32_t const* right) const;
  /// The key of the split parts as well, or nothing where one is missing.
  [[nodiscard]] std::optional<std::uint64_t> split_key(std::size_t rule, std::uint64_t key, std::uint32_t const* line) const;
  [[nodiscard]] std::uint32_t several_split(std::size_t rule) const { return rules_[rule].several_split; }

  /// Without guards: of two records that need not be of the table.
  [[nodiscard]] bool key_equal(std::size_t rule, std::uint32_t const* left, std::uint32_t const* right) const {
    auto const& ready = rules_[rule];
    if (ready.swaps) {
      if (left[ready.first] != right[ready.second] || left[ready.second] != right[ready.first]) return false;
      auto const missing = static_cast<unsigned>(left[ready.first] == 0) + static_cast<unsigned>(left[ready.second] == 0);
      if (missing > (ready.one_name ? 1U : 0U)) return false;
    }
    return equal(ready.key, left, right);
  }
  [[nodiscard]] bool split_equal(std::size_t rule, std::uint32_t const* left, std::uint32_t const* right) const {
    return equal(rules_[rule].split, left, right);
  }
  /// A number for the key; nothing where a part is missing.
  [[nodiscard]] bool key_of(std::size_t rule, std::uint32_t const* ids, std::uint64_t& key) const;

  /// Pairs of a piece that no earlier rule finds, left before right.
  template <class Visit>
  void each_pair(RuleGroups const& groups, std::size_t piece, Visit visit) const;

 private:
  struct ReadyPart {
    FieldIndex field = 0;
    std::uint32_t const* parts = nullptr;  ///< ids of parts by value; nullptr: the whole value
    std::vector<std::uint32_t> const* from = nullptr;
  };
  /// In place, for every pair asks it of every earlier rule.
  struct ReadyParts {
    std::array<ReadyPart, most_key_parts> items;
    std::uint32_t count = 0;
    [[nodiscard]] ReadyPart const* begin() const { return items.data(); }
    [[nodiscard]] ReadyPart const* end() const { return items.data() + count; }
  };
  struct Ready {
    ReadyParts key;
    ReadyParts split;
    bool swaps = false;
    bool one_name = false;  ///< who has one name alone, as the first field, meets who has it alone as the second: beside other parts
    FieldIndex first = 0;
    FieldIndex second = 0;
    std::uint32_t most = 0;
    std::vector<std::uint8_t> guard;  ///< by record: 0 no, 1 the split must agree, 2 out; empty: 0 for all
    std::uint32_t several = 0;        ///< fields of the key of which a record may have several values; a bit each
    std::uint32_t several_split = 0;
    std::unordered_map<std::uint64_t, std::uint8_t> guarded;  ///< where `several`, by key: 1 the split must agree, 2 out
    std::vector<ReadyParts> earlier;  ///< of each rule before it: the parts that are not equal already where the key of this one is
  };
  struct Keyed {
    std::uint64_t key;
    Record record;
  };
  [[nodiscard]] static std::uint32_t value(ReadyPart const& part, std::uint32_t const* ids) {
    auto const id = ids[part.field];
    return part.parts == nullptr ? id : part.parts[id];
  }
  [[nodiscard]] static bool equal(ReadyParts const& parts, std::uint32_t const* left, std::uint32_t const* right) {
    for (auto const& part : parts) {
      auto const a = value(part, left);
      if (a == 0 || a != value(part, right)) return false;
    }
    return true;
  }
  /// key_equal() of an earlier rule, for two records of one group of `own`.
  [[nodiscard]] bool found_earlier(Ready const& own, std::size_t rule, std::uint32_t const* left, std::uint32_t const* right) const {
    return rules_[rule].swaps ? key_equal(rule, left, right) : equal(own.earlier[rule], left, right);
  }
  [[nodiscard]] bool unguarded(std::size_t rule, Record left, Record right) const;
  /// Of records with several keys: whether any group holds both; `first`: the least key of such a group.
  [[nodiscard]] bool meets(std::size_t rule, std::uint32_t const* left, std::uint32_t const* right, std::uint64_t* first) const;
  void group_keys(std::size_t rule, std::uint32_t const* ids, std::vector<std::uint64_t>& keys) const;
  void guard_keys(std::size_t rule, std::span<Keyed const> run, RuleGroups& to) const;
  [[nodiscard]] std::uint32_t fields_of_lists(std::uint32_t fields) const;
  void look_for_equal_parts(std::size_t rule);
  void make_keys(std::size_t rule, Share share);
  /// The groups of a stretch of sorted keys.
  [[nodiscard]] RuleGroups groups_of(std::size_t rule, std::span<Keyed const> items, Share share);
  void guard_run(std::size_t rule, std::vector<Keyed> run, RuleGroups& to);
  void keep_run(std::span<Keyed const> run, RuleGroups& to) const;
  static void append(RuleGroups& to, RuleGroups const& part);
  void cut(RuleGroups& groups) const;
  [[nodiscard]] std::uint64_t swapped_pairs(RuleGroups const& groups, RuleGroups::Group group) const;
  [[nodiscard]] std::uint64_t pairs_in(RuleGroups const& groups, RuleGroups::Group group) const;

  Table const& table_;
  unsigned threads_;
  std::vector<Ready> rules_;
  // kept from rule to rule: memory that is new each time costs more than what is done with it
  std::vector<std::vector<Keyed>> keys_;  ///< in the order of records, by slices of the table
  std::vector<Keyed> sorted_keys_;
};

template <class Visit>
void Candidates::each_pair(RuleGroups const& groups, std::size_t piece, Visit visit) const {
  auto const& work = groups.pieces[piece];
  auto const& own = rules_[groups.rule];
  auto const* const records = groups.records.data();
  auto const boundary = static_cast<Record>(table_.first_file);
  bool const two = table_.links_two();
  for (auto at = work.first; at < work.last; ++at) {
    auto const group = groups.groups[at];
    if (at + 1 < work.last) {
      auto const next = groups.groups[at + 1];
      for (auto i = next.begin; i < next.end && i < next.begin + 8; ++i) __builtin_prefetch(table_.at(records[i]));
    }
    bool const part = work.first + 1 == work.last;
    auto const from = part ? group.begin + work.from : group.begin;
    auto const to = part ? group.begin + work.to : group.end;
    for (auto i = from; i < to; ++i) {
      auto const left = records[i];
      if (two && left >= boundary) break;
      auto const* const left_ids = table_.at(left);
      for (auto j = i + 1; j < group.end; ++j) {
        auto const right = records[j];
        if (two && right < boundary) continue;
        auto const* const right_ids = table_.at(right);
        if (own.several != 0) {
          std::uint64_t first = 0;  // two records that share several keys meet under the least
          if (!meets(groups.rule, left_ids, right_ids, &first) || first != groups.keys[at]) continue;
        } else if (own.swaps && !(left_ids[own.first] == right_ids[own.second] && left_ids[own.second] == right_ids[own.first])) {
          continue;
        }
        bool seen = false;
        for (std::size_t rule = 0; rule < groups.rule && !seen; ++rule) {
          seen = rules_[rule].several != 0 ? meets(rule, left_ids, right_ids, nullptr)
                                           : found_earlier(own, rule, left_ids, right_ids) && (rules_[rule].guard.empty() || unguarded(rule, left, right));
        }
        if (!seen) visit(left, right);
      }
    }
  }
}

}  // namespace concordat::linkage
