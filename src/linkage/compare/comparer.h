// SPDX-License-Identifier: Apache-2.0
// The level of every comparison of two records.
//
// Thread safety: one Comparer for all threads, one Scratch each.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "linkage/compare/field_bits.h"
#include "linkage/compare/masks.h"
#include "linkage/compare/pair_lists.h"
#include "linkage/model/model.h"
#include "linkage/table/table.h"
#include "linkage/table/values.h"

namespace concordat::linkage {

/// Levels of all comparisons, four bits each, the first comparison lowest.
using Pattern = std::uint64_t;

[[nodiscard]] constexpr unsigned level_of(Pattern pattern, std::size_t comparison) {
  return static_cast<unsigned>(pattern >> (4 * comparison)) & 15U;
}

/// What is known of the values of a table, by space; shared by comparisons and candidate rules.
class ValueFacts {
 public:
  /// REQUIRES: the table (and the nicknames, if any) outlive this.
  ValueFacts(Model const& model, Table const& table, Nicknames const* nicknames);
  [[nodiscard]] Values& of(Space space) { return *values_[space]; }
  [[nodiscard]] Values const& of(Space space) const { return *values_[space]; }
  void extend();
  void shrink();
  [[nodiscard]] Table const& table() const { return *table_; }

 private:
  Table const* table_;
  std::array<std::unique_ptr<Values>, spaces> values_;
};

/// A comparison that looks at one field alone, of both records the same.
struct OneField {
  FieldIndex field = 0;
  MaskMaker const* asks = nullptr;
  std::uint8_t const* level = nullptr;  ///< by the mask of the two values; for two equal ones that of themselves
  std::size_t levels = 0;
};

class Comparer {
 public:
  struct Scratch {
    std::vector<NearCache> caches;
  };

  /// REQUIRES: model and facts outlive this. Of fields with several values the two that fit best count, each comparison by itself;
  /// two that did not hold on one day say nothing where they differ.
  Comparer(Model const& model, ValueFacts& facts);

  [[nodiscard]] Scratch scratch() const { return {std::vector<NearCache>(makers_.size())}; }
  [[nodiscard]] std::size_t comparisons() const { return plans_.size(); }
  [[nodiscard]] Pattern compare(std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch) const;
  /// The same for many pairs, up to most_pairs_at_once, several times as fast.
  void compare(std::span<std::uint32_t const* const> lefts, std::span<std::uint32_t const* const> rights, std::span<Pattern> out, Scratch& scratch) const;
  /// Of one comparison, for up to most_pairs_at_once pairs.
  void levels(std::size_t comparison, std::span<std::uint32_t const* const> lefts, std::span<std::uint32_t const* const> rights,
              std::span<std::uint8_t> out, Scratch& scratch) const;
  /// Of one comparison.
  [[nodiscard]] unsigned level(std::size_t comparison, std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch) const;
  /// Nothing where it looks at several. Good until extend() or shrink().
  [[nodiscard]] std::optional<OneField> one_field(std::size_t comparison) const;
  /// The dictionaries have more values now, or fewer; what scratches remember must be forgotten where it is fewer.
  void extend();
  void shrink();

 private:
  struct Slot {
    FieldIndex left = 0;
    FieldIndex right = 0;
    std::uint8_t maker = 0;
    std::uint8_t shift = 0;
    bool only_exact = false;
    bool crossed = false;  ///< the left field is the right one's partner
    Mask const* selves = nullptr;
    MaskMaker const* asks = nullptr;
    /// By the bits of the slots before: whether anything but equality and missing can change the level. Empty: always.
    std::vector<std::uint8_t> matters = {};
  };
  struct Term {
    std::uint64_t bits = 0;
    std::uint8_t level = 0;
  };
  struct Plan {
    std::vector<Slot> slots;
    std::vector<Term> terms;
    std::vector<std::uint8_t> table;  ///< level by bits; empty where there are too many bits
    bool simple = false;  ///< one field, equal or not
    std::size_t levels = 0;
    /// By the bits of the first slot: the level whatever the others say, or open. Empty where it is never settled by the first.
    std::vector<std::uint8_t> decided;
    std::uint8_t last = 0;
    std::uint32_t several = 0;  ///< fields that may have several values; a bit each
    std::vector<std::size_t> lists;  ///< their columns of lists
    struct Shared {
      Several const* list;
      std::int32_t least;
      std::uint64_t bit;
    };
    std::vector<Shared> shared;
  };
  [[nodiscard]] Plan plan_of(Comparison const& comparison, ValueFacts& facts, Model const& model);
  [[nodiscard]] std::uint8_t maker_of(Values& values, std::vector<Ask> const& asks);
  static constexpr std::uint8_t open = 255;
  static void decide(Plan& plan, unsigned first_bits, unsigned all_bits);
  static void find_what_matters(Plan& plan, std::vector<unsigned> const& widths, unsigned all_bits, std::vector<Mask> const& exact_bits);
  void point();
  struct Many {
    std::span<std::uint32_t const* const> lefts;
    std::span<std::uint32_t const* const> rights;
    Kernels const& kernels;
  };
  [[nodiscard]] FieldWork work_of(std::span<std::uint32_t const* const> lefts, std::span<std::uint32_t const* const> rights) const {
    return {lefts.data(), rights.data(), lefts.size(), fields_, any_crossed_ ? partners_.data() : nullptr};
  }
  void find_partners();
  static void levels(Plan const& plan, Many const& pairs, FieldBits const& fields, std::span<std::uint8_t> out, Scratch& scratch);
  static void one_slot(Plan const& plan, Many const& pairs, FieldBits const& fields, std::span<std::uint8_t> out, Scratch& scratch);
  static void fill_slot(Slot const& slot, Many const& pairs, FieldBits const& fields, std::span<std::uint16_t const> active, std::uint64_t* bits,
                        Scratch& scratch);
  /// The same of all pairs.
  static void fill_whole(Slot const& slot, Many const& pairs, FieldBits const& fields, std::uint64_t* bits, Scratch& scratch);
  static void ask_differing(Slot const& slot, Many const& pairs, std::span<std::uint16_t> differing, std::uint64_t* bits, Scratch& scratch);
  static void ask(Slot const& slot, Many const& pairs, std::span<std::uint16_t const> which, std::uint64_t* bits, Scratch& scratch);
  void look_for_lists(Plan& plan) const;
  [[nodiscard]] static bool has_lists(Plan const& plan, std::uint32_t const* left, std::uint32_t const* right) {
    for (auto const column : plan.lists) {
      if ((left[column] | right[column]) != 0) return true;
    }
    return false;
  }
  [[nodiscard]] unsigned level_of_lists(Plan const& plan, std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch) const;
  [[nodiscard]] static unsigned level_of_one(Plan const& plan, std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch, std::uint64_t known);
  void with_lists(Plan const& plan, Many const& pairs, std::span<std::uint8_t> out, Scratch& scratch) const;
  [[nodiscard]] static unsigned level_for(Plan const& plan, std::uint64_t bits);

  Table const& table_;
  std::size_t fields_;
  FieldKernel look_;
  Kernels kernels_;
  std::array<std::uint32_t, 32> partners_{};  ///< of each field, the one of the other record that it is compared with crosswise
  bool any_crossed_ = false;
  std::vector<std::unique_ptr<MaskMaker>> makers_;
  std::vector<Plan> plans_;
};

}  // namespace concordat::linkage
