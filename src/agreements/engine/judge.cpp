// SPDX-License-Identifier: Apache-2.0
// The hot path: a question in numbers, and the rules between two agencies against it.
#include <algorithm>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {
namespace {

/// Reasons that hold for the whole request, whatever the field.
Reasons whole_of(Request const& request, Facts const& facts, PurposePlace const* purpose, Vocabulary const& vocabulary) {
  Reasons reasons;
  if (!facts.today) reasons.insert(Reason::no_clock);
  if (purpose == nullptr) {
    reasons.insert(vocabulary.bars(request.purpose) ? Reason::barred_purpose : Reason::unknown_purpose);
  } else if (purpose->barred) {
    reasons.insert(Reason::barred_purpose);
  }
  return reasons;
}

/// A purpose that acts against a person never falls on somebody who is to be protected; nor on whom nobody knows it of.
Reasons protection(Asked const& asked) {
  auto const& request = asked.request;
  auto const& person = asked.person;
  auto const& vocabulary = asked.compiled.vocabulary;
  if (request.form <= Form::depersonalised || !asked.purpose.enforcement) return {};
  for (auto const* const role : {&request.subject_role, &person.role}) {
    if (*role && vocabulary.protective_roles.contains(**role)) return {Reason::protected_subject};
  }
  // What the asker says can only make this stricter: the records say who it is.
  if (person.role && *person.role != "unknown") return {};
  return {Reason::subject_role_unknown};
}

bool is_own_figures(Request const& request, Facts const& facts) {
  return facts.own_figures && request.form == Form::aggregate && request.asker == request.discloser;
}

void mark(std::uint64_t* set, std::uint32_t field) { set[field / 64] |= std::uint64_t{1} << (field % 64); }

std::uint32_t field_number(Compiled const& compiled, std::string const& name) {
  return compiled.field_numbers.find(name);
}

/// Hard bars and words that nobody knows, field by field.
void open_verdicts(Asked const& asked, Reasons const& whole, std::vector<Verdict>& verdicts) {
  auto const& fields = asked.room.fields;
  verdicts.assign(std::max<std::size_t>(1, fields.size()), Verdict{});
  if (fields.empty()) verdicts.front().reasons = {Reason::nothing_asked};
  for (std::size_t position = 0; position < fields.size(); ++position) {
    auto& verdict = verdicts[position];
    verdict.field = fields[position];
    verdict.reasons = whole;
    if (verdict.field == nothing) {
      verdict.reasons.insert(Reason::unknown_field);
    } else if (asked.compiled.fields[verdict.field]->barred) {
      verdict.reasons.insert(Reason::barred_field);
    } else if (whole.empty() && asked.compiled.fields[verdict.field]->dropped) {
      verdict.reasons.insert(Reason::dropped_field);
    }
  }
}

/// The words of the request as numbers, once for every telling.
void number_words(Request const& request, Compiled const& compiled, Judgement& room) {
  room.fields.clear();
  room.roles.clear();
  room.areas.clear();
  room.sets.assign(compiled.words * 2, 0);
  for (auto const& name : request.fields) {
    auto const field = field_number(compiled, name);
    room.fields.push_back(field);
    if (field != nothing && !compiled.fields[field]->barred) mark(room.sets.data(), field);
  }
  for (auto const& role : request.roles) room.roles.push_back(compiled.roles.find(role));
  for (auto const& area : request.areas) room.areas.push_back(compiled.areas.find(area));
}

void find_candidates(Asked const& asked, std::vector<Candidate>& candidates) {
  if (asked.discloser == nothing || asked.asker == nothing) return;
  auto const found = asked.compiled.pairs.find(Compiled::pair_key(asked.discloser, asked.asker));
  if (found == asked.compiled.pairs.end()) return;
  for (auto const& entry : found->second) {
    Candidate candidate{.rule = entry.rule, .carried = entry.carried, .unmet = unmet_terms(asked.compiled.rules[entry.rule], asked)};
    if (asked.facts.break_glass && candidate.unmet.intersects(lifted_by_break_glass)) {
      candidate.unmet.remove(lifted_by_break_glass);
      candidate.lifted = true;
    }
    candidates.push_back(candidate);
  }
}

Reasons unmet_for(Candidate const& candidate, std::uint32_t field, Compiled const& compiled) {
  auto unmet = candidate.unmet;
  if (!holds(compiled.set(compiled.rules[candidate.rule].items_set), field)) unmet.insert(Reason::field_not_covered);
  if (!holds(compiled.set(candidate.carried), field)) unmet.insert(Reason::gateway);
  return unmet;
}

/// From nearest to farthest.
bool is_nearer(NearRule const& left, NearRule const& right, Compiled const& compiled) {
  for (auto const reason : {Reason::superseded, Reason::field_not_covered}) {
    auto const far = left.unmet.contains(reason);
    if (far != right.unmet.contains(reason)) return !far;
  }
  if (left.size != right.size) return left.size < right.size;
  if (left.unmet != right.unmet) return left.unmet.before(right.unmet);
  return compiled.rules[left.rule].order < compiled.rules[right.rule].order;
}

/// Keeps the near rules free of those that ask for all that another asks: such a way helps nobody.
class Nearest {
 public:
  explicit Nearest(Compiled const& compiled) : compiled_{compiled} {}

  void offer(NearRule const& near) {
    for (std::size_t at = 0; at < count_; ++at) {
      if (near.unmet.includes(kept_[at].unmet) && !is_nearer(near, kept_[at], compiled_)) return;
    }
    auto* const end = std::remove_if(kept_.data(), kept_.data() + count_, [&](NearRule const& one) { return one.unmet.includes(near.unmet); });
    count_ = static_cast<std::size_t>(end - kept_.data());
    auto* const place = std::find_if(kept_.data(), kept_.data() + count_, [&](NearRule const& one) { return is_nearer(near, one, compiled_); });
    auto const at = static_cast<std::size_t>(place - kept_.data());
    if (at == kept_.size()) return;
    count_ = std::min(count_ + 1, kept_.size());
    std::move_backward(place, kept_.data() + count_ - 1, kept_.data() + count_);
    kept_[at] = near;
  }

  void write(Pattern& pattern) const {
    pattern.near_count = static_cast<std::uint8_t>(std::min(count_, pattern.near.size()));
    std::copy_n(kept_.begin(), pattern.near_count, pattern.near.begin());
  }

 private:
  Compiled const& compiled_;
  std::array<NearRule, 12> kept_ = {};
  std::size_t count_ = 0;
};

/// Fields that the same rules cover are as far from all of them: worked out once. `first`: of this world's patterns.
void refuse_by_rules(Asked const& asked, std::size_t first, Verdict& verdict) {
  auto const& candidates = asked.room.candidates;
  auto& known = asked.room.patterns;
  verdict.reasons = {Reason::no_agreement};
  if (candidates.empty()) return;
  Pattern pattern;
  auto const few = candidates.size() <= 64;
  for (std::size_t at = 0; few && at < candidates.size(); ++at) {
    auto const& rule = asked.compiled.rules[candidates[at].rule];
    if (holds(asked.compiled.set(rule.items_set), verdict.field)) pattern.covered |= std::uint64_t{1} << at;
    if (holds(asked.compiled.set(candidates[at].carried), verdict.field)) pattern.carried |= std::uint64_t{1} << at;
  }
  verdict.pattern = static_cast<std::uint32_t>(known.size());
  for (auto place = first; few && place < known.size(); ++place) {
    if (known[place].covered == pattern.covered && known[place].carried == pattern.carried) verdict.pattern = static_cast<std::uint32_t>(place);
  }
  if (verdict.pattern == known.size()) {
    Nearest nearest{asked.compiled};
    for (auto const& candidate : candidates) {
      auto const unmet = unmet_for(candidate, verdict.field, asked.compiled);
      nearest.offer({candidate.rule, static_cast<std::uint32_t>(unmet.size()), unmet});
    }
    nearest.write(pattern);
    known.push_back(pattern);
  }
  verdict.reasons = known[verdict.pattern].near.front().unmet;
}

std::uint32_t item_of(CompiledRule const& rule, std::uint32_t field) {
  auto const found = std::lower_bound(rule.items.begin(), rule.items.end(), field,
                                      [](ItemPlace const& place, std::uint32_t wanted) { return place.field < wanted; });
  return found->item;
}

bool is_forbidden(CompiledRule const& rule, std::uint32_t field, std::vector<CompiledGroup const*> const& broken, Asked const& asked) {
  return std::any_of(broken.begin(), broken.end(), [&](CompiledGroup const* group) {
    if (!holds(asked.compiled.set(group->items), field)) return false;
    return std::any_of(group->owners.begin(), group->owners.end(), [&](ClauseOwner const& owner) {
      if (!binds(owner, asked.today)) return false;
      auto const exempt = owner.held != nullptr && owner.held->agreement->id.text == rule.held->agreement->id.text &&
                          owner.except_rules != nullptr && contains(*owner.except_rules, rule.rule->id.text);
      return !exempt;
    });
  });
}

void judge_world(Asked const& asked, Reasons const& whole, std::vector<Verdict>& verdicts) {
  open_verdicts(asked, whole, verdicts);
  if (!whole.empty()) return;
  auto const guarded = protection(asked);
  if (!guarded.empty()) {
    for (auto& verdict : verdicts) {
      if (verdict.reasons.empty()) verdict.reasons = guarded;
    }
    return;
  }
  apply_bars(asked, verdicts);
  auto const own = is_own_figures(asked.request, asked.facts);
  asked.room.candidates.clear();
  if (!own) find_candidates(asked, asked.room.candidates);
  auto const first = asked.room.patterns.size();
  auto const& candidates = asked.room.candidates;
  auto const lawful = std::any_of(candidates.begin(), candidates.end(), [](Candidate const& one) { return one.unmet.empty(); });
  for (auto& verdict : verdicts) {
    if (!verdict.reasons.empty()) continue;
    if (own) {
      verdict.permitted = true;
      continue;
    }
    if (lawful) give(asked, candidates, {}, verdict);
    if (!verdict.permitted) refuse_by_rules(asked, first, verdict);
  }
  if (lawful) apply_companions(asked, candidates, verdicts);
}

/// Marks what the answer would be joined with; whether any of it is not known.
bool join(Request const& request, Compiled const& compiled, Judgement& room) {
  auto unknown = false;
  for (auto const& name : request.joined_with) {
    auto const field = field_number(compiled, name);
    unknown = unknown || field == nothing;
    if (field != nothing) mark(room.sets.data() + compiled.words, field);
  }
  return unknown;
}

/// Who is a member of an open case about the person may know the facts of it.
bool may_know(PersonFacts const& person) {
  return person.cases && std::any_of(person.cases->begin(), person.cases->end(), [](CaseFact const& one) {
    return one.open && one.requester_is_member && one.subject_is_listed;
  });
}

}  // namespace

void give(Asked const& asked, std::vector<Candidate> const& candidates, std::vector<CompiledGroup const*> const& broken,
          Verdict& verdict) {
  verdict.permitted = false;
  verdict.rule = nothing;
  auto best = std::numeric_limits<std::uint64_t>::max();
  auto best_lifted = true;
  for (auto const& candidate : candidates) {
    if (!candidate.unmet.empty()) continue;
    auto const& rule = asked.compiled.rules[candidate.rule];
    if (!holds(asked.compiled.set(rule.items_set), verdict.field) || !holds(asked.compiled.set(candidate.carried), verdict.field)) continue;
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

void Bundle::judge(Request const& request, Facts const& facts, Judgement& judgement) const {
  static PersonFacts const nobody{};
  auto const& compiled = *compiled_;
  auto const place = compiled.purpose_places.find(request.purpose);
  auto const* const purpose = place == compiled.purpose_places.end() ? nullptr : &place->second;
  auto const whole = whole_of(request, facts, purpose, compiled.vocabulary);
  judgement.patterns.clear();
  number_words(request, compiled, judgement);
  auto asked = Asked{.request = request, .facts = facts, .person = facts.person, .compiled = compiled, .room = judgement};
  if (whole.empty()) {
    asked.today = *facts.today;
    asked.purpose = *purpose;
    asked.discloser = compiled.agencies.find(request.discloser);
    asked.asker = compiled.agencies.find(request.asker);
    auto const kind = compiled.kinds.find(request.asker);
    if (kind != compiled.kinds.end()) asked.asker_kind = kind->second;
    asked.joined_with_unknown = join(request, compiled, judgement);
    asked.fields = judgement.sets.data();
    asked.joined = judgement.sets.data() + compiled.words;
  }
  judge_world(asked, whole, judgement.verdicts);
  judgement.told.clear();
  if (request.form <= Form::depersonalised || !whole.empty() || may_know(facts.person)) return;
  auto const refused = std::any_of(judgement.verdicts.begin(), judgement.verdicts.end(), [](Verdict const& one) { return !one.permitted; });
  if (!refused) return;
  auto const outside = Asked{.request = request, .facts = facts, .person = nobody, .compiled = compiled, .room = judgement,
                             .discloser = asked.discloser, .asker = asked.asker, .purpose = asked.purpose,
                             .asker_kind = asked.asker_kind, .fields = asked.fields, .joined = asked.joined,
                             .joined_with_unknown = asked.joined_with_unknown, .today = asked.today};
  judge_world(outside, whole, judgement.told);
}

}  // namespace concordat::agreements
