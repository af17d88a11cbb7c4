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

/// REQUIRES: the rule covers the field. Halves without a branch, because where a field stands is nothing that can be guessed.
ItemPlace const& item_of(CompiledRule const& rule, std::uint32_t field) {
  auto const* from = rule.items.data();
  for (auto count = rule.items.size(); count > 1;) {
    auto const half = count / 2;
    from += from[half].field <= field ? half : 0;
    count -= half;
  }
  return *from;
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

/// What the first look found of each rule, with nothing known of the person; whether that is all the same. What was lifted
/// there can no longer be told apart.
bool forget_the_person(Asked const& asked) {
  auto& room = asked.room;
  room.candidates.assign(room.outside.begin(), room.outside.end());
  auto same = true;
  for (auto& candidate : room.candidates) {
    auto unmet = candidate.unmet;
    unmet.remove(about_people);
    unmet.insert(asked.compiled.rules[candidate.rule].unmet_of_nobody);
    same = same && unmet == candidate.unmet;
    candidate.unmet = unmet;
  }
  return same;
}

void note_lawful(Asked const& asked) {
  auto& room = asked.room;
  room.lawful.assign(asked.pair->words, 0);
  room.class_patterns.assign(asked.pair->classes, nothing);
  for (std::size_t at = 0; at < room.candidates.size(); ++at) {
    if (room.candidates[at].unmet.empty()) room.lawful[at / 64] |= std::uint64_t{1} << (at % 64);
  }
  measure_candidates(room);
}

}  // namespace

void find_candidates(Asked const& asked) {
  auto& room = asked.room;
  room.candidates.clear();
  if (asked.pair != nullptr && asked.from_outside && !asked.facts.break_glass && room.outside.size() == asked.pair->entries.size()) {
    // What was measured and found for the first look holds for the second where nothing differs.
    if (!forget_the_person(asked)) note_lawful(asked);
    return;
  }
  room.lawful.clear();
  if (asked.pair == nullptr) return;
  for (auto const& entry : asked.pair->entries) {
    auto const& rule = asked.compiled.rules[entry.rule];
    Candidate candidate{.rule = entry.rule, .unmet = unmet_terms(rule, asked)};
    if (asked.facts.break_glass && candidate.unmet.intersects(lifted_by_break_glass)) {
      candidate.unmet.remove(lifted_by_break_glass);
      candidate.lifted = true;
    }
    room.candidates.push_back(candidate);
  }
  note_lawful(asked);
}

void refuse_by_rules(Asked const& asked, Verdict& verdict) {
  auto& room = asked.room;
  verdict.reasons = {Reason::no_agreement};
  if (room.candidates.empty()) return;
  auto const kind = asked.pair->class_of[verdict.field];
  auto& place = room.class_patterns[kind];
  if (place == nothing) {
    place = static_cast<std::uint32_t>(room.patterns.size());
    find_nearest(room, asked.pair->covered(kind), asked.pair->carried(kind), room.patterns.emplace_back());
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
      auto const& item = item_of(rule, verdict.field);
      // What holds without breaking the glass goes before what does not.
      if (verdict.permitted && std::pair{candidate.lifted, item.rank} >= std::pair{best_lifted, best}) continue;
      best = item.rank;
      best_lifted = candidate.lifted;
      verdict.permitted = true;
      verdict.emergency = candidate.lifted;
      verdict.rule = candidate.rule;
      verdict.item = item.item;
    }
  }
}

}  // namespace concordat::agreements
