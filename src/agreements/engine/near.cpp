// SPDX-License-Identifier: Apache-2.0
// The rules between two agencies against a question: which gives a field, and which come nearest where none does.
#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {
namespace {

std::uint32_t item_of(CompiledRule const& rule, std::uint32_t field) {
  auto const found = std::lower_bound(rule.items.begin(), rule.items.end(), field,
                                      [](ItemPlace const& place, std::uint32_t wanted) { return place.field < wanted; });
  return found->item;
}

bool is_forbidden(CompiledRule const& rule, std::uint32_t field, std::vector<std::uint32_t> const& broken, Asked const& asked) {
  return std::any_of(broken.begin(), broken.end(), [&](std::uint32_t number) {
    auto const& group = asked.compiled.must_go_together[number];
    if (!holds(asked.compiled.set(group.items), field)) return false;
    return std::any_of(group.owners.begin(), group.owners.end(), [&](ClauseOwner const& owner) {
      if (!binds(owner, asked.today)) return false;
      auto const exempt = owner.held != nullptr && owner.held->agreement->id.text == rule.held->agreement->id.text &&
                          owner.except_rules != nullptr && contains(*owner.except_rules, rule.rule->id.text);
      return !exempt;
    });
  });
}

/// How far a rule is from giving, as one number, because a choice among rules is nothing that a processor can guess: what is
/// superseded or does not cover the field is far, then how many reasons stand against it, then which, as their lists
/// compare. Of two as far from it, the one that stands first by its reference is nearer.
constexpr std::uint64_t superseded_far = std::uint64_t{1} << 63U;
constexpr std::uint64_t uncovered_far = std::uint64_t{1} << 62U;
constexpr unsigned size_place = Reasons::width;
static_assert(size_place + 7 <= 62);

std::uint64_t distance_of(Candidate const& candidate) {
  return (candidate.unmet.contains(Reason::superseded) ? superseded_far : 0) | std::uint64_t{candidate.size} << size_place |
         candidate.unmet.later();
}
/// What one more reason adds.
constexpr std::uint64_t further_by(Reason reason) { return (std::uint64_t{1} << size_place) - Reasons::sooner_by(reason); }

/// Reasons of a class of fields beside those of the candidate.
struct Beside {
  Reasons reasons = {};
  std::uint64_t distance = 0;
};
constexpr std::array<Beside, 4> beside{
    Beside{},
    Beside{{Reason::field_not_covered}, uncovered_far + further_by(Reason::field_not_covered)},
    Beside{{Reason::gateway}, further_by(Reason::gateway)},
    Beside{{Reason::field_not_covered, Reason::gateway}, uncovered_far + further_by(Reason::field_not_covered) + further_by(Reason::gateway)},
};

/// What a nearer rule asks is all in what this one asks: such a way helps nobody. A rule that asks for less than another is
/// always nearer; so the nearest that is not needless is the next to keep.
void find_nearest(Asked const& asked, std::uint16_t kind, Pattern& pattern) {
  auto const& candidates = asked.room.candidates;
  auto const* const covered = asked.pair->covered(kind);
  auto const* const carried = asked.pair->carried(kind);
  constexpr auto farthest = std::numeric_limits<std::uint64_t>::max();
  while (pattern.near_count < pattern.near.size()) {
    auto least = farthest;
    NearRule next;
    for (std::uint32_t at = 0; at < candidates.size(); ++at) {
      auto const& more = beside[(holds(covered, at) ? 0U : 1U) + (holds(carried, at) ? 0U : 2U)];
      auto unmet = candidates[at].unmet;
      unmet.insert(more.reasons);
      auto needless = std::uint64_t{0};
      for (std::size_t kept = 0; kept < pattern.near_count; ++kept) {
        needless |= unmet.includes(pattern.near[kept].unmet) ? farthest : 0;
      }
      auto const distance = (candidates[at].distance + more.distance) | needless;
      next = distance < least ? NearRule{candidates[at].rule, unmet} : next;
      least = std::min(distance, least);
    }
    if (least == farthest) return;
    pattern.near[pattern.near_count++] = next;
  }
}

}  // namespace

void find_candidates(Asked const& asked) {
  auto& room = asked.room;
  room.candidates.clear();
  room.lawful.clear();
  if (asked.pair == nullptr) return;
  room.lawful.assign(asked.pair->words, 0);
  room.class_patterns.assign(asked.pair->classes, nothing);
  for (auto const& entry : asked.pair->entries) {
    auto const& rule = asked.compiled.rules[entry.rule];
    Candidate candidate{.rule = entry.rule, .unmet = unmet_terms(rule, asked)};
    if (asked.facts.break_glass && candidate.unmet.intersects(lifted_by_break_glass)) {
      candidate.unmet.remove(lifted_by_break_glass);
      candidate.lifted = true;
    }
    candidate.size = static_cast<std::uint32_t>(candidate.unmet.size());
    candidate.distance = distance_of(candidate);
    auto const at = room.candidates.size();
    if (candidate.size == 0) room.lawful[at / 64] |= std::uint64_t{1} << (at % 64);
    room.candidates.push_back(candidate);
  }
}

void refuse_by_rules(Asked const& asked, Verdict& verdict) {
  auto& room = asked.room;
  verdict.reasons = {Reason::no_agreement};
  if (room.candidates.empty()) return;
  auto const kind = asked.pair->class_of[verdict.field];
  auto& place = room.class_patterns[kind];
  if (place == nothing) {
    place = static_cast<std::uint32_t>(room.patterns.size());
    find_nearest(asked, kind, room.patterns.emplace_back());
  }
  verdict.pattern = place;
  verdict.reasons = room.patterns[place].near.front().unmet;
}

void give(Asked const& asked, std::vector<std::uint32_t> const& broken, Verdict& verdict) {
  verdict.permitted = false;
  verdict.rule = nothing;
  auto best = std::numeric_limits<std::uint64_t>::max();
  auto best_lifted = true;
  auto const kind = asked.pair->class_of[verdict.field];
  auto const* const covered = asked.pair->covered(kind);
  auto const* const carried = asked.pair->carried(kind);
  for (std::size_t word = 0; word < asked.pair->words; ++word) {
    for (auto left = asked.room.lawful[word] & covered[word] & carried[word]; left != 0; left &= left - 1) {
      auto const& candidate = asked.room.candidates[word * 64 + static_cast<std::size_t>(std::countr_zero(left))];
      auto const& rule = asked.compiled.rules[candidate.rule];
      if (!broken.empty() && is_forbidden(rule, verdict.field, broken, asked)) continue;
      auto const item = item_of(rule, verdict.field);
      auto const rank = rule.rank | static_cast<std::uint64_t>(rule.rule->items[item].as) << 38U;
      // What holds without breaking the glass goes before what does not.
      if (verdict.permitted && std::pair{candidate.lifted, rank} >= std::pair{best_lifted, best}) continue;
      best = rank;
      best_lifted = candidate.lifted;
      verdict.permitted = true;
      verdict.emergency = candidate.lifted;
      verdict.rule = candidate.rule;
      verdict.item = item;
    }
  }
}

}  // namespace concordat::agreements
