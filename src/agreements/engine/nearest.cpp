// SPDX-License-Identifier: Apache-2.0
// Which rules come nearest to giving a field. A choice among rules is nothing that a processor can guess, so eight rules
// are compared at a time, without a branch; scalar, AVX2 and AVX-512 code is of one source and finds the same.
#include <algorithm>
#include <array>
#include <limits>

#include "agreements/engine/compiled.h"

#define CONCORDAT_INLINE inline __attribute__((always_inline))

namespace concordat::agreements {
namespace {

using Lanes = std::int64_t __attribute__((vector_size(64)));
constexpr std::size_t lanes = sizeof(Lanes) / sizeof(std::int64_t);
constexpr std::size_t block = 1024;  ///< candidates whose places fit below a distance

/// How far a rule is from giving, as one number: what is superseded, does not cover the field or serves another purpose is far
/// (who only lacks an assessment must not be told that the purpose is not agreed), then how many reasons stand against it,
/// then which, as their lists compare. Below that, the place in its block: of two as far from giving, the one that stands
/// first by its reference is nearer. A number is positive, because signed numbers are what processors compare.
constexpr unsigned later_place = 10;
constexpr unsigned size_place = later_place + Reasons::width;
constexpr auto unpurposed_far = std::int64_t{1} << 60U;
constexpr auto uncovered_far = std::int64_t{1} << 61U;
constexpr auto superseded_far = std::int64_t{1} << 62U;
constexpr auto farthest = std::numeric_limits<std::int64_t>::max();
static_assert(std::size_t{1} << later_place == block);
static_assert(size_place + 6 == 60 && Reasons::width < 64, "room for the number of reasons");

std::int64_t distance_of(Reasons unmet) {
  return (unmet.contains(Reason::superseded) ? superseded_far : 0) | (unmet.contains(Reason::purpose) ? unpurposed_far : 0) |
         static_cast<std::int64_t>(unmet.size()) << size_place | static_cast<std::int64_t>(unmet.later() << later_place);
}
/// What one more reason adds.
constexpr std::int64_t further_by(Reason reason) {
  return (std::int64_t{1} << size_place) - static_cast<std::int64_t>(Reasons::sooner_by(reason) << later_place);
}
constexpr auto uncovered_adds = uncovered_far + further_by(Reason::field_not_covered);
constexpr auto uncarried_adds = further_by(Reason::gateway);
constexpr auto uncovered_bit = Reasons{Reason::field_not_covered}.bits();
constexpr auto uncarried_bit = Reasons{Reason::gateway}.bits();

struct Near {
  std::int64_t distance = farthest;  ///< with the place in its block
  std::size_t block = 0;
  [[nodiscard]] std::size_t place() const { return block + static_cast<std::size_t>(distance) % agreements::block; }
};

/// All ones in the lanes whose bit is not set. (Lanes go by reference: how they are returned depends on the processor.)
CONCORDAT_INLINE void find_unset(std::uint64_t const* set, std::size_t at, Lanes& out) {
  constexpr Lanes order{0, 1, 2, 3, 4, 5, 6, 7};
  auto const bits = static_cast<std::int64_t>(set[at / 64] >> (at % 64));
  out = (((Lanes{} + bits) >> order) & 1) - 1;
}

CONCORDAT_INLINE void load(std::int64_t const* from, Lanes& out) { std::memcpy(&out, from, sizeof out); }

CONCORDAT_INLINE std::int64_t least_of(Lanes const& all) {
  std::array<std::int64_t, lanes> each;
  std::memcpy(each.data(), &all, sizeof all);
  auto const two = [&](std::size_t at) { return std::min(each[at], each[at + 4]); };
  return std::min(std::min(two(0), two(1)), std::min(two(2), two(3)));
}

/// A question about fields of one class.
struct Wanted {
  Judgement const& room;
  std::uint64_t const* covered;
  std::uint64_t const* carried;
};

/// What is unmet, and how far from giving, of eight candidates from `at` on.
CONCORDAT_INLINE void measure(Wanted const& wanted, std::size_t at, Lanes& unmet, Lanes& distance) {
  Lanes bare, lawless;
  find_unset(wanted.covered, at, bare);
  find_unset(wanted.carried, at, lawless);
  load(&wanted.room.unmet[at], unmet);
  load(&wanted.room.distances[at], distance);
  unmet |= (bare & uncovered_bit) | (lawless & uncarried_bit);
  distance += (bare & uncovered_adds) + (lawless & uncarried_adds);
}

/// What a nearer rule asks is all in what this one asks: such a way helps nobody.
CONCORDAT_INLINE void leave_out_needless(Lanes const& unmet, std::int64_t kept, Lanes& distance) {
  distance |= ((unmet & kept) == kept) & farthest;
}

/// What is unmet of the candidate, as bits.
CONCORDAT_INLINE std::int64_t keep(Wanted const& wanted, std::size_t place, Pattern& pattern) {
  auto const& candidate = wanted.room.candidates[place];
  auto unmet = candidate.unmet;
  if (!holds(wanted.covered, static_cast<std::uint32_t>(place))) unmet.insert(Reason::field_not_covered);
  if (!holds(wanted.carried, static_cast<std::uint32_t>(place))) unmet.insert(Reason::gateway);
  pattern.near[pattern.near_count++] = {candidate.rule, unmet};
  return unmet.bits();
}

/// A rule that asks for less than another is always nearer; so the nearest that is not needless is the next to keep. Between
/// most agencies stand no more than eight rules, which stay where they are measured.
CONCORDAT_INLINE void find_among_eight(Wanted const& wanted, Pattern& pattern) {
  Lanes unmet, distance;
  measure(wanted, 0, unmet, distance);
  while (pattern.near_count < pattern.near.size()) {
    auto const least = least_of(distance);
    if (least == farthest) return;
    leave_out_needless(unmet, keep(wanted, static_cast<std::size_t>(least) % block, pattern), distance);
  }
}

CONCORDAT_INLINE void find_among_many(Wanted const& wanted, Pattern& pattern) {
  std::array<std::int64_t, 3> kept{};
  auto const size = wanted.room.distances.size();
  while (pattern.near_count < pattern.near.size()) {
    Near next;
    for (std::size_t begin = 0; begin < size; begin += block) {
      Lanes nearest = Lanes{} + farthest;
      for (auto at = begin; at < std::min(size, begin + block); at += lanes) {
        Lanes unmet, distance;
        measure(wanted, at, unmet, distance);
        for (std::size_t one = 0; one < pattern.near_count; ++one) leave_out_needless(unmet, kept[one], distance);
        nearest = distance < nearest ? distance : nearest;
      }
      auto const least = least_of(nearest);
      if (least >> later_place < next.distance >> later_place) next = {least, begin};
    }
    if (next.distance == farthest) return;
    auto const at = pattern.near_count;
    kept[at] = keep(wanted, next.place(), pattern);
  }
}

CONCORDAT_INLINE void find_three(Wanted const& wanted, Pattern& pattern) {
  if (wanted.room.distances.size() == lanes) {
    find_among_eight(wanted, pattern);
  } else {
    find_among_many(wanted, pattern);
  }
}

using FindThree = void (*)(Wanted const&, Pattern&);

void find_plain(Wanted const& wanted, Pattern& pattern) { find_three(wanted, pattern); }

#if defined(__x86_64__)
__attribute__((target("avx2"))) void find_avx2(Wanted const& wanted, Pattern& pattern) { find_three(wanted, pattern); }
__attribute__((target("avx512f"))) void find_avx512(Wanted const& wanted, Pattern& pattern) { find_three(wanted, pattern); }
/// Null where this processor has no such code.
FindThree of_width(LaneWidth width) {
  __builtin_cpu_init();
  if (width == LaneWidth::avx512) return __builtin_cpu_supports("avx512f") ? find_avx512 : nullptr;
  if (width == LaneWidth::avx2) return __builtin_cpu_supports("avx2") ? find_avx2 : nullptr;
  return find_plain;
}
#else
FindThree of_width(LaneWidth width) { return width == LaneWidth::plain ? find_plain : nullptr; }
#endif

FindThree widest() {
  for (auto const width : {LaneWidth::avx512, LaneWidth::avx2}) {
    if (auto const found = of_width(width)) return found;
  }
  return find_plain;
}

}  // namespace

void measure_candidates(Judgement& room) {
  auto const filled = (room.candidates.size() + lanes - 1) / lanes * lanes;
  // No set holds what is beyond the last candidate: with what is then added, it is the farthest.
  room.distances.assign(filled, farthest - uncovered_adds - uncarried_adds);
  room.unmet.assign(filled, 0);
  for (std::size_t at = 0; at < room.candidates.size(); ++at) {
    auto const unmet = room.candidates[at].unmet;
    room.unmet[at] = unmet.bits();
    room.distances[at] = distance_of(unmet) | static_cast<std::int64_t>(at % block);
  }
}

void find_nearest(Judgement const& room, std::uint64_t const* covered, std::uint64_t const* carried, Pattern& pattern) {
  static FindThree const chosen = widest();
  chosen({room, covered, carried}, pattern);
}

bool find_nearest_as(LaneWidth width, Judgement const& room, std::uint64_t const* covered, std::uint64_t const* carried, Pattern& pattern) {
  auto const chosen = of_width(width);
  if (chosen != nullptr) chosen({room, covered, carried}, pattern);
  return chosen != nullptr;
}

}  // namespace concordat::agreements
