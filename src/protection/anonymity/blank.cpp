// SPDX-License-Identifier: Apache-2.0
#include "protection/anonymity/blank.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <queue>

namespace concordat::protection {
namespace {

using Set = std::uint32_t;  ///< of columns that stay: one bit a column, the first column the highest
using Codes = std::vector<std::uint32_t>;

/// The records that have found no class yet, with their codes beside each other.
class Left {
 public:
  Left(std::span<CodeColumn const> known, std::span<Codes const> sensitive) : known_{known}, sensitive_{sensitive} {
    records_.resize(known.empty() ? 0 : known.front().codes.size());
    std::iota(records_.begin(), records_.end(), 0U);
    gather();
  }
  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] std::vector<std::uint32_t> const& records() const { return records_; }

  struct Seen {
    std::vector<std::uint8_t> enough = {};  ///< one a record that is left
    std::size_t count = 0;
    std::uint32_t k = 0, l = 0;  ///< the least of those
    std::size_t classes = 0;
  };
  /// Which would be like enough others if just the columns of the set stayed.
  [[nodiscard]] Result<Seen> by(Set kept, Demand const& demand) const {
    auto const columns = those_of(kept);
    auto const sizes = columns.empty() ? Result<Codes>{Codes(size(), static_cast<std::uint32_t>(size()))} : class_sizes(columns);
    if (!sizes) return fail(sizes);
    Codes fewest(size(), sensitive_.empty() ? 0 : ~0U);
    for (std::size_t s = 0; s < sensitive_.size(); ++s) {
      auto const distinct = told_in_class(columns, s);
      if (!distinct) return fail(distinct);
      for (std::size_t i = 0; i < size(); ++i) fewest[i] = std::min(fewest[i], (*distinct)[i]);
    }
    Seen seen{std::vector<std::uint8_t>(size())};
    double classes = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if ((*sizes)[i] < demand.k || (!sensitive_.empty() && fewest[i] < demand.l)) continue;
      seen.enough[i] = 1;
      seen.k = seen.count == 0 ? (*sizes)[i] : std::min(seen.k, (*sizes)[i]);
      seen.l = seen.count == 0 ? fewest[i] : std::min(seen.l, fewest[i]);
      classes += 1.0 / (*sizes)[i];
      ++seen.count;
    }
    seen.classes = static_cast<std::size_t>(classes + 0.5);
    return seen;
  }
  void take_out(std::vector<std::uint8_t> const& which) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (which[i] == 0) records_[kept++] = records_[i];
    }
    records_.resize(kept);
    gather();
  }

 private:
  /// For each record, how many different values of the sensitive column its class tells.
  [[nodiscard]] Result<Codes> told_in_class(std::vector<CodeColumn> const& columns, std::size_t s) const {
    auto distinct = distinct_in_class(columns, {told_[s], values_[s]});
    if (!distinct || blanks_[s].empty()) return distinct;
    auto const kinds = distinct_in_class(columns, {blanks_[s], 2});
    if (!kinds) return fail(kinds);
    // one of those that were counted stands for all that are not told
    for (std::size_t i = 0; i < size(); ++i) (*distinct)[i] -= (*kinds)[i] == 2 || blanks_[s][i] == 1 ? 1 : 0;
    return distinct;
  }
  void gather() {
    codes_.assign(known_.size(), {});
    for (std::size_t c = 0; c < known_.size(); ++c) {
      for (auto const record : records_) codes_[c].push_back(known_[c].codes[record]);
    }
    told_.assign(sensitive_.size(), {});
    blanks_.assign(sensitive_.size(), {});
    values_.assign(sensitive_.size(), 1);
    for (std::size_t s = 0; s < sensitive_.size(); ++s) {
      for (auto const record : records_) told_[s].push_back(sensitive_[s][record]);
      take_blanks(s);
      if (!told_[s].empty()) values_[s] = *std::ranges::max_element(told_[s]) + 1;
    }
  }
  /// What is not told gets a code of its own, after all values.
  void take_blanks(std::size_t s) {
    if (std::ranges::find(told_[s], not_told) == told_[s].end()) return;
    std::uint32_t after = 0;
    for (auto const code : told_[s]) after = code == not_told ? after : std::max(after, code + 1);
    for (auto& code : told_[s]) {
      blanks_[s].push_back(code == not_told ? 1 : 0);
      if (code == not_told) code = after;
    }
  }
  [[nodiscard]] std::vector<CodeColumn> those_of(Set kept) const {
    std::vector<CodeColumn> columns;
    for (std::size_t c = 0; c < known_.size(); ++c) {
      if ((kept >> (known_.size() - 1 - c) & 1U) != 0) columns.push_back({codes_[c], known_[c].values});
    }
    return columns;
  }

  std::span<CodeColumn const> known_;
  std::span<Codes const> sensitive_;
  std::vector<std::uint32_t> records_ = {};
  std::vector<Codes> codes_ = {}, told_ = {};
  std::vector<Codes> blanks_ = {};  ///< of each sensitive column, 1 where it is not told; empty where all are told
  Codes values_ = {};
};

class Blanker {
 public:
  Blanker(std::span<CodeColumn const> known, std::span<Codes const> sensitive, Demand const& demand) : known_{known}, demand_{demand}, left_{known, sensitive} {
    blanking_.blank.assign(known.size(), std::vector<std::uint8_t>(left_.size()));
    blanking_.blanked.assign(known.size(), 0);
    blanking_.withheld.assign(left_.size(), 0);
  }
  Result<Blanking> run() {
    std::size_t const records = left_.size();
    for (std::size_t stay = known_.size() + 1; stay-- > 0 && left_.size() > 0;) {
      if (auto const done = keep(stay); !done) return fail(done);
    }
    for (auto const record : left_.records()) {
      blanking_.withheld[record] = 1;
      for (auto& column : blanking_.blank) column[record] = 1;
    }
    blanking_.withheld_count = left_.size();
    if (static_cast<double>(left_.size()) > demand_.withheld_most * static_cast<double>(records)) {
      return fail(Fault::refused, "blank.cannot", "Some records find too few others like them even with every known value blank.",
                  "Release more records together, or leave out a sensitive column that hardly varies.");
    }
    return std::move(blanking_);
  }

 private:
  struct Gain {
    std::size_t records;
    Set set;
    bool operator<(Gain const& other) const { return records != other.records ? records < other.records : set < other.set; }
  };
  /// Sets of so many columns. A gain only shrinks as records find their classes, so what is still the most when counted anew is the most.
  Result<void> keep(std::size_t stay) {
    std::priority_queue<Gain> waiting;
    for (Set set = 0; set < Set{1} << known_.size(); ++set) {
      if (static_cast<std::size_t>(std::popcount(set)) == stay) waiting.push({left_.size(), set});
    }
    while (!waiting.empty() && left_.size() > 0) {
      auto const first = waiting.top();
      waiting.pop();
      auto const seen = left_.by(first.set, demand_);
      if (!seen) return fail(seen);
      if (seen->count == 0) continue;
      if (!waiting.empty() && Gain{seen->count, first.set} < waiting.top()) {
        waiting.push({seen->count, first.set});
        continue;
      }
      settle(first.set, *seen);
    }
    return {};
  }
  void settle(Set kept, Left::Seen const& seen) {
    for (std::size_t c = 0; c < known_.size(); ++c) {
      if ((kept >> (known_.size() - 1 - c) & 1U) != 0) continue;
      blanking_.blanked[c] += seen.count;
      for (std::size_t i = 0; i < left_.size(); ++i) {
        if (seen.enough[i] != 0) blanking_.blank[c][left_.records()[i]] = 1;
      }
    }
    bool const first = blanking_.classes == 0;
    blanking_.k = first ? seen.k : std::min(blanking_.k, seen.k);
    blanking_.l = first ? seen.l : std::min(blanking_.l, seen.l);
    blanking_.classes += seen.classes;
    left_.take_out(seen.enough);
  }

  std::span<CodeColumn const> known_;
  Demand demand_;
  Left left_;
  Blanking blanking_ = {};
};

}  // namespace

double Blanking::share() const {
  std::size_t const leave = withheld.size() - withheld_count;
  if (leave == 0 || blanked.empty()) return 0;
  return static_cast<double>(std::accumulate(blanked.begin(), blanked.end(), std::size_t{0})) / static_cast<double>(leave * blanked.size());
}

Result<Blanking> blank_values(std::span<CodeColumn const> known, std::span<std::vector<std::uint32_t> const> sensitive, Demand const& demand) {
  if (known.size() > most_columns_to_blank) {
    return fail(Fault::too_large, "blank.columns", "More than twelve columns have too many sets to look at each.",
                "Let others know twelve at most, and drop the rest.");
  }
  // what is wrong with the columns is told by the first look at all of them
  if (auto const sizes = class_sizes(known); !sizes) return fail(sizes);
  for (auto const& column : sensitive) {
    if (!known.empty() && column.size() != known.front().codes.size()) {
      return fail(Fault::internal, "classes.shape", "The columns of codes do not fit each other or their number of values.", "Give every column one code a record, each below the number of values.");
    }
  }
  return Blanker{known, sensitive, demand}.run();
}

}  // namespace concordat::protection
