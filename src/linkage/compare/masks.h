// SPDX-License-Identifier: Apache-2.0
// Inside the module: the tests that are asked of one value of each record, as bits.
//
// Bit 0: a value is missing or makes no sense; bit 1 + i: test i holds. Cheap tests are done for each pair; distances
// only where the outlines of two names leave room for them, and then remembered.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "linkage/compare/field_bits.h"
#include "linkage/model/model.h"
#include "linkage/table/values.h"

namespace concordat::linkage {

struct Ask {
  Check test = Check::exact;
  std::int32_t amount = 0;
  bool operator==(Ask const&) const = default;
};

using Mask = std::uint16_t;

/// What a thread remembers of pairs of values, for one MaskMaker; direct-mapped.
class NearCache {
 public:
  static constexpr std::size_t places = std::size_t{1} << 14;
  struct Entry {
    std::uint32_t left = 0;  ///< 0: free
    std::uint32_t right = 0;
    Mask mask = 0;
  };
  void forget() { entries_.clear(); }
  [[nodiscard]] Entry& at(std::uint32_t left, std::uint32_t right) {
    if (entries_.empty()) entries_.resize(places);
    return entries_[((left * 0x9e3779b1U) ^ (right * 0x85ebca77U)) >> 18];
  }

 private:
  std::vector<Entry> entries_;
};

struct ManyPairs {
  std::uint32_t const* lefts = nullptr;
  std::uint32_t const* rights = nullptr;
  Mask* masks = nullptr;  ///< written
  std::size_t count = 0;  ///< up to most_pairs_at_once
};

class MaskMaker {
 public:
  /// REQUIRES up to 15 asks; `values` outlives this.
  MaskMaker(Values& values, std::vector<Ask> asks);

  [[nodiscard]] std::vector<Ask> const& asks() const { return asks_; }
  [[nodiscard]] Values const& values() const { return *values_; }
  /// REQUIRES id != 0.
  [[nodiscard]] Mask self(std::uint32_t id) const { return self_[id]; }
  /// self() by id; moves with extend().
  [[nodiscard]] Mask const* selves() const { return self_.data(); }
  /// REQUIRES two different ids, neither 0.
  [[nodiscard]] Mask of(std::uint32_t left, std::uint32_t right, NearCache& cache) const;
  /// The same for many, several times as fast.
  void of_many(ManyPairs const& pairs, NearCache& cache) const;
  /// The dictionary has more values now, or fewer.
  void extend();
  void shrink();

 private:
  struct Cheap {
    Check test;
    Mask bit;
    std::int32_t amount;
    Part part;
  };
  [[nodiscard]] Mask self_mask(std::uint32_t id) const;
  [[nodiscard]] Mask cheap(std::uint32_t left, std::uint32_t right) const;
  [[nodiscard]] bool holds(Cheap const& ask, std::uint32_t left, std::uint32_t right) const;
  [[nodiscard]] bool dates_hold(Cheap const& ask, std::uint32_t left, std::uint32_t right) const;
  [[nodiscard]] bool room_for_near(Outline const& left, Outline const& right) const;
  [[nodiscard]] Mask near(std::uint32_t left, std::uint32_t right) const;
  [[nodiscard]] Mask cached_near(std::uint32_t left, std::uint32_t right, NearCache& cache) const;
  void cheap_of_many(Cheap const& ask, ManyPairs const& pairs) const;
  void chain_of_many(ManyPairs const& pairs) const;
  void near_of_many(ManyPairs const& pairs, NearCache& cache) const;
  void sort_asks();
  void sort_ask(std::size_t number);

  Values* values_;
  bool may_be_senseless_ = false;  ///< some values that are there count as missing
  std::vector<Ask> asks_;
  std::vector<Cheap> chain_;  ///< each holds only where the one before does
  std::vector<Cheap> cheap_;
  std::vector<Cheap> near_;
  std::vector<Mask> self_;
  std::int32_t lowest_similarity_ = 2000;  ///< thousandths; over 1000: none asked
  std::int32_t most_edits_ = -1;
  /// Letters that two names of up to 32 letters must have in common, by equal first letters and sizes.
  std::array<std::array<std::array<std::uint8_t, 33>, 33>, 5> least_common_{};
};

/// What two texts of up to fifteen bytes say at a glance: of one length they are one edit apart where one byte differs.
enum class OneEdit : std::uint8_t { no, yes, ask };
[[nodiscard]] OneEdit one_edit(ShortText const& left, ShortText const& right, bool swaps);

/// At most one letter put in, left out, changed, or two neighbours swapped. Bytes.
[[nodiscard]] bool within_one_edit(std::string_view left, std::string_view right, bool swaps);

}  // namespace concordat::linkage
