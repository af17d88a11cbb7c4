// SPDX-License-Identifier: Apache-2.0
// What linking files gives: pairs and groups as CSV, a report as JSON and as text.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "cli/linkage/input.h"
#include "linkage/learn/learn.h"
#include "linkage/linker.h"
#include "linkage/settled.h"

namespace concordat::cli {

/// What one step took. Memory is the peak of the process up to its end.
struct Phase {
  std::string name;
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t peak_bytes = 0;
};

/// Takes the time of steps, one behind the other.
class Stopwatch {
 public:
  Stopwatch();
  void lap(std::string name);
  [[nodiscard]] std::vector<Phase> const& phases() const { return phases_; }

 private:
  double wall_ = 0;
  double cpu_ = 0;
  std::vector<Phase> phases_;
};

struct LinkageReport {
  std::vector<Phase> phases;
  unsigned threads = 1;
  linkage::LearnReport learned;
  bool trained = false;  ///< learned in this run
  linkage::Found found;  ///< its edges are not shown
  std::vector<linkage::SettledPair> settled;  ///< of a collective model, where asked for; not shown
  std::uint64_t groups = 0;          ///< of two records or more
  std::uint64_t records_grouped = 0;
  std::uint64_t largest_group = 0;
  std::uint64_t attention = 0;       ///< groups that a person should look at
  std::optional<linkage::Evaluation> quality;
};

[[nodiscard]] Json to_json(LinkageReport const& report, LinkageInput const& input, linkage::Model const& model);
[[nodiscard]] std::string text_of(LinkageReport const& report, LinkageInput const& input);

[[nodiscard]] Json to_json(linkage::LearnReport const& learned);
[[nodiscard]] std::string text_of(linkage::LearnReport const& learned);
/// Pairs by rule, before any is compared.
[[nodiscard]] std::string text_of(std::vector<linkage::RuleTally> const& rules);

/// REQUIRES sorted edges. One line a pair: ids, weight in bits, probability, and the level of each comparison.
[[nodiscard]] Result<void> write_pairs(std::string const& path, linkage::Linker const& linker, std::vector<linkage::Edge> const& edges, TextList const& ids);
/// The same of a collective model, with what each pair settles at beside its own weight, and with every pair within a group.
[[nodiscard]] Result<void> write_settled_pairs(std::string const& path, linkage::Linker const& linker, std::vector<linkage::SettledPair> const& pairs, TextList const& ids);
/// One line a record: its id and the number of its group, groups by their first record.
[[nodiscard]] Result<void> write_groups(std::string const& path, std::vector<linkage::Record> const& group, TextList const& ids, std::size_t first_file);

}  // namespace concordat::cli
