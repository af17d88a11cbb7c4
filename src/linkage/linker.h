// SPDX-License-Identifier: Apache-2.0
// A whole run: load, learn, look at candidates, group.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "linkage/compare/candidates.h"
#include "linkage/compare/comparer.h"
#include "linkage/learn/learn.h"
#include "linkage/model/model.h"
#include "linkage/score.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

struct Edge {
  Record left = 0;
  Record right = 0;  ///< after left
  Bits weight = 0;
  bool operator==(Edge const&) const = default;
};

struct RuleTally {
  std::string name;
  std::uint64_t pairs = 0;           ///< that share the rule's key, whoever finds them first
  std::uint64_t found = 0;           ///< that this rule finds first: looked at
  std::uint64_t kept = 0;
  std::uint64_t keys_guarded = 0;
  std::uint64_t records_guarded = 0;
  std::uint64_t largest = 0;
  std::vector<Record> sharers = {};  ///< of keys that too many share, in no order
};

struct Found {
  std::vector<Edge> edges;  ///< by rule, then key: the same for any number of threads
  std::vector<RuleTally> rules;
  [[nodiscard]] std::uint64_t looked_at() const;
};

class Linker {
 public:
  /// REQUIRES: the nicknames, if any, outlive this.
  Linker(Model model, Table table, Nicknames const* nicknames, unsigned threads);

  [[nodiscard]] Model const& model() const { return model_; }
  [[nodiscard]] Table const& table() const { return table_; }
  [[nodiscard]] Comparer const& comparer() const { return *comparer_; }
  [[nodiscard]] unsigned threads() const { return threads_; }

  /// What learning needs, counted step by step, so that each can be timed.
  void count_prior(Counts& to, Share share = {}) const;
  void count_random(Counts& to, Share share = {}) const;
  void count_sessions(Counts& to, Share share = {}) const;
  /// From counts to a trained model.
  [[nodiscard]] LearnReport learn(Counts const& counts);

  /// Takes the numbers that were learned elsewhere. REQUIRES the same model but for them.
  void use(Model trained) { model_ = std::move(trained); }

  /// REQUIRES a trained model. Pairs of at least the model's `keep`.
  [[nodiscard]] Found find(Share share = {}) const;
  /// How many pairs each rule's keys hold, without looking at one.
  [[nodiscard]] std::vector<RuleTally> plan() const;
  [[nodiscard]] Pattern compare(Record left, Record right) const;
  [[nodiscard]] Explanation explain(Record left, Record right) const;

 private:
  void look_at_rules(Share share, std::vector<RuleTally>& tallies, std::vector<std::vector<Edge>>& kept) const;
  [[nodiscard]] Bench bench() const { return {model_, table_, *facts_, *comparer_, threads_}; }

  Model model_;
  Table table_;
  unsigned threads_;
  std::unique_ptr<ValueFacts> facts_;
  std::unique_ptr<Comparer> comparer_;
};

/// By left record, then right: for output.
void sort_edges(std::vector<Edge>& edges);

/// Connected records at or above a weight: the lowest record of each one's group, by record.
[[nodiscard]] std::vector<Record> connected(std::size_t records, std::vector<Edge> const& edges, Bits at_least);

}  // namespace concordat::linkage
