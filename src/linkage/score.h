// SPDX-License-Identifier: Apache-2.0
// The weight of a pair: how many times likelier one person is than not, as a logarithm to base 2.
//
// With households: odds = one person against (unrelated or of one home), so that what people of one home share anyway
// says little. All in whole numbers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "linkage/compare/comparer.h"
#include "linkage/model/model.h"
#include "linkage/name_groups.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

/// 65,536 to a bit.
using Bits = std::int32_t;
inline constexpr Bits one_bit = 65'536;

[[nodiscard]] Bits bits_of(double value);
[[nodiscard]] double as_double(Bits bits);
[[nodiscard]] double probability_of(Bits weight);
/// REQUIRES 0 < probability < 1.
[[nodiscard]] Bits weight_of(double probability);
/// log2(1 + 2^x).
[[nodiscard]] Bits one_or_more(Bits x);

/// One comparison's share in a weight.
struct Reason {
  std::size_t comparison = 0;
  unsigned level = 0;
  Bits weight = 0;     ///< of the level
  Bits frequency = 0;  ///< more or less than the level's usual because the value is rare or common
};

struct Explanation {
  Bits prior = 0;
  std::vector<Reason> reasons;
  Bits together = 0;   ///< less or more because two names are often or seldom borne together
  Bits household = 0;  ///< taken off because the pair may be two people of one home; 0 or less
  Bits weight = 0;     ///< the sum of all
};

/// What each comparison says of a pair, before it is told how rare a match is.
struct Evidence {
  static constexpr std::size_t parts = most_comparisons + 1;  ///< the last is of two names borne together
  std::array<Bits, parts> person{};  ///< log2 of one person against unrelated people
  std::array<Bits, parts> home{};    ///< log2 of two people of one home against unrelated ones
  std::uint32_t known = 0;           ///< a bit for each part that says something
};

class Scorer {
 public:
  /// REQUIRES: a trained model; both outlive this.
  Scorer(Model const& model, Table const& table, unsigned threads = 1);

  /// What a thread remembers of patterns: there are thousands of them, and millions of pairs. Of one scorer, while no values come
  /// or go.
  class Memory {
   public:
    /// A free place holds a pattern that never comes there.
    Memory() : sums_(places) { sums_.front().pattern = 1; }

   private:
    friend class Scorer;
    static constexpr std::size_t places = std::size_t{1} << 12;
    struct Sum {
      Pattern pattern = 0;
      Bits person = 0;           ///< prior and levels
      Bits home = 0;
      Bits most = 0;             ///< no pair of the pattern weighs more
      std::uint32_t by_value = 0;  ///< comparisons whose values count; a bit each
    };
    static constexpr std::size_t place(Pattern pattern) { return static_cast<std::size_t>((pattern * 0x9fb21c651e98df25ULL) >> 32) % places; }
    std::vector<Sum> sums_;
  };

  [[nodiscard]] Bits weight(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const;
  /// The same, several times as fast; below `least` it may be anything below.
  [[nodiscard]] Bits weight(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right, Bits least, Memory& memory) const {
    auto& sum = memory.sums_[Memory::place(pattern)];
    if (sum.pattern != pattern) sum = sum_of(pattern);
    return sum.most < least ? sum.most : with_values(sum, pattern, left, right);
  }
  /// A record comes or goes: values become more or less frequent. From then on rarities are worked out when asked for.
  void count(std::uint32_t const* ids, int more);
  [[nodiscard]] Explanation explain(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const;
  /// weight() in its parts.
  [[nodiscard]] Evidence evidence(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const;
  /// What the parts come to, with how rare a match is and what people of one home share anyway.
  [[nodiscard]] Bits weight(Evidence const& evidence) const;
  [[nodiscard]] Bits prior() const { return prior_; }

 private:
  struct LevelWeight {
    Bits person = 0;         ///< log2(m / u)
    Bits home = 0;           ///< log2(household / u)
    Bits usual_exact = 0;    ///< log2(u): what a value's own rarity stands for where it is equal
    std::int16_t frequency = -1;  ///< number of the table of rarities; -1: none
    bool shared_at_home = false;  ///< people of one home share the value by living there, not by chance
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Rarity {
    std::size_t column = 0;
    std::size_t several = none;         ///< number among the table's, where a record may have several values
    std::vector<std::uint32_t> counts;  ///< times seen, by id
    std::uint64_t total = 0;            ///< records whose value is known
    std::uint64_t squares = 0;          ///< sum of squared counts
    double believed = 0;                ///< chance that two strangers agree in it: u of the first level that counts it
    std::vector<Bits> bits;             ///< -log2 of the share of records that have it, by id; empty once counts change
    Bits rarest = 0;                    ///< of them
    [[nodiscard]] Bits of(std::uint32_t id) const { return id < bits.size() ? bits[id] : of_count(id); }
    [[nodiscard]] Bits of_count(std::uint32_t id) const;
    Bits usual = 0;                     ///< log2 of the chance that two records have the same value
    void renew();
  };
  [[nodiscard]] std::int16_t rarity_of(std::vector<FieldIndex> const& fields, double believed);
  /// Where a side has several values: the rarest they have in common, else the commonest of all.
  [[nodiscard]] Bits frequency_of_lists(LevelWeight const& level, Rarity const& rarity, std::uint32_t const* left, std::uint32_t const* right) const;
  [[nodiscard]] static Rarity rarity(std::vector<FieldIndex> const& fields, double believed, Table const& table);
  [[nodiscard]] Bits frequency_bits(LevelWeight const& level, std::uint32_t const* left, std::uint32_t const* right) const;

  [[nodiscard]] Memory::Sum sum_of(Pattern pattern) const;
  [[nodiscard]] Bits with_values(Memory::Sum const& sum, Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const;
  void learn_together(Model const& model, unsigned threads);
  [[nodiscard]] Bits together_bits(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const;

  Table const& table_;
  std::optional<NameGroups> together_;
  std::array<FieldIndex, 2> together_fields_{};
  std::array<std::uint64_t, 2> together_levels_{};  ///< a bit for each level that counts the field's frequency
  std::array<std::size_t, 2> together_comparisons_{};
  bool households_ = false;
  Bits prior_ = 0;
  Bits home_prior_ = 0;
  std::vector<std::vector<LevelWeight>> levels_;
  std::vector<Rarity> rarities_;
  std::vector<std::vector<FieldIndex>> rarity_fields_;
  std::vector<double> rarities_believed_;
};

}  // namespace concordat::linkage
