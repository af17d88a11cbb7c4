// SPDX-License-Identifier: Apache-2.0
// The hot path: a question in numbers, and the rules between two agencies against it.
#include <algorithm>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {
namespace {

/// Reasons that hold for the whole request, whatever the field.
Reasons bars(Request const& request, Facts const& facts, Vocabulary const& vocabulary) {
  Reasons reasons;
  if (!facts.today) reasons.insert(Reason::no_clock);
  if (vocabulary.bars(request.purpose)) {
    reasons.insert(Reason::barred_purpose);
  } else if (!vocabulary.purposes.contains(request.purpose)) {
    reasons.insert(Reason::unknown_purpose);
  }
  return reasons;
}

/// A purpose that acts against a person never falls on somebody who is to be protected; nor on whom nobody knows it of.
Reasons protection(Request const& request, PersonFacts const& person, Vocabulary const& vocabulary) {
  if (request.form <= Form::depersonalised || !vocabulary.enforcement_purposes.contains(request.purpose)) return {};
  auto known = false;
  for (auto const& role : {request.subject_role, person.role}) {
    if (!role || *role == "unknown") continue;
    if (vocabulary.protective_roles.contains(*role)) return {Reason::protected_subject};
    known = true;
  }
  if (known) return {};
  return {Reason::subject_role_unknown};
}

bool is_own_figures(Request const& request) {
  return request.asker == request.discloser && request.form == Form::aggregate;
}

void mark(std::uint64_t* set, std::uint32_t field) { set[field / 64] |= std::uint64_t{1} << (field % 64); }

std::uint32_t field_number(Compiled const& compiled, std::string const& name) {
  auto const found = compiled.field_numbers.find(name);
  return found == compiled.field_numbers.end() ? nothing : found->second;
}

/// Hard bars and words that nobody knows, field by field; then what is asked as a set.
void open_verdicts(Request const& request, Reasons const& whole, Compiled const& compiled, std::uint64_t* asked,
                   std::vector<Verdict>& verdicts) {
  verdicts.assign(std::max<std::size_t>(1, request.fields.size()), Verdict{});
  if (request.fields.empty()) verdicts.front().reasons = {Reason::nothing_asked};
  for (std::size_t position = 0; position < request.fields.size(); ++position) {
    auto& verdict = verdicts[position];
    verdict.field = field_number(compiled, request.fields[position]);
    verdict.reasons = whole;
    if (verdict.field == nothing) {
      verdict.reasons.insert(Reason::unknown_field);
    } else if (compiled.fields[verdict.field]->barred) {
      verdict.reasons.insert(Reason::barred_field);
    } else if (whole.empty()) {
      mark(asked, verdict.field);
      if (compiled.fields[verdict.field]->dropped) verdict.reasons.insert(Reason::dropped_field);
    }
  }
}

void find_candidates(Asked const& asked, std::vector<Candidate>& candidates) {
  candidates.clear();
  if (asked.discloser == nothing || asked.asker == nothing) return;
  auto const found = asked.compiled.pairs.find(Compiled::pair_key(asked.discloser, asked.asker));
  if (found == asked.compiled.pairs.end()) return;
  auto const emergency = asked.facts.break_glass && asked.request.form > Form::depersonalised;
  for (auto const& entry : found->second) {
    Candidate candidate{.rule = entry.rule, .carried = entry.carried, .unmet = unmet_terms(asked.compiled.rules[entry.rule], asked)};
    if (emergency && candidate.unmet.intersects(lifted_by_break_glass)) {
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
  if (left.unmet.size() != right.unmet.size()) return left.unmet.size() < right.unmet.size();
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

  void write(Verdict& verdict) const {
    verdict.near_count = static_cast<std::uint8_t>(std::min(count_, verdict.near.size()));
    std::copy_n(kept_.begin(), verdict.near_count, verdict.near.begin());
    verdict.reasons = count_ == 0 ? Reasons{Reason::no_agreement} : kept_.front().unmet;
  }

 private:
  Compiled const& compiled_;
  std::array<NearRule, 12> kept_ = {};
  std::size_t count_ = 0;
};

void refuse_by_rules(Asked const& asked, std::vector<Candidate> const& candidates, Verdict& verdict) {
  Nearest nearest{asked.compiled};
  for (auto const& candidate : candidates) nearest.offer({candidate.rule, unmet_for(candidate, verdict.field, asked.compiled)});
  nearest.write(verdict);
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

void judge_world(Asked asked, Reasons const& whole, Judgement& judgement, std::vector<Verdict>& verdicts) {
  auto& sets = judgement.sets;
  sets.assign(asked.compiled.words * 2, 0);
  open_verdicts(asked.request, whole, asked.compiled, sets.data(), verdicts);
  if (!whole.empty()) return;
  for (auto const& name : asked.request.joined_with) {
    auto const field = field_number(asked.compiled, name);
    if (field == nothing) {
      asked.joined_with_unknown = true;
    } else {
      mark(sets.data() + asked.compiled.words, field);
    }
  }
  asked.fields = sets.data();
  asked.joined = sets.data() + asked.compiled.words;
  auto const guarded = protection(asked.request, asked.person, asked.compiled.vocabulary);
  if (!guarded.empty()) {
    for (auto& verdict : verdicts) {
      if (verdict.reasons.empty()) verdict.reasons = guarded;
    }
    return;
  }
  apply_bars(asked, verdicts);
  auto const own = is_own_figures(asked.request);
  if (!own) find_candidates(asked, judgement.candidates);
  for (auto& verdict : verdicts) {
    if (!verdict.reasons.empty()) continue;
    if (own) {
      verdict.permitted = true;
      continue;
    }
    give(asked, judgement.candidates, {}, verdict);
    if (!verdict.permitted) refuse_by_rules(asked, judgement.candidates, verdict);
  }
  if (!own) apply_companions(asked, judgement.candidates, verdicts);
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
  auto const whole = bars(request, facts, compiled_->vocabulary);
  auto asked = Asked{.request = request, .facts = facts, .person = facts.person, .compiled = *compiled_};
  if (whole.empty()) {
    asked.today = *facts.today;
    asked.purpose_names = &compiled_->vocabulary.purposes.find(request.purpose)->second;
    asked.purpose = compiled_->purpose_numbers.find(request.purpose)->second;
    asked.discloser = compiled_->agencies.find(request.discloser);
    asked.asker = compiled_->agencies.find(request.asker);
    auto const kind = compiled_->kinds.find(request.asker);
    if (kind != compiled_->kinds.end()) asked.asker_kind = kind->second;
  }
  judge_world(asked, whole, judgement, judgement.verdicts);
  judgement.told.clear();
  if (request.form <= Form::depersonalised || !whole.empty() || may_know(facts.person)) return;
  auto const refused = std::any_of(judgement.verdicts.begin(), judgement.verdicts.end(), [](Verdict const& one) { return !one.permitted; });
  if (!refused) return;
  auto outside = Asked{.request = request, .facts = facts, .person = nobody, .compiled = *compiled_, .discloser = asked.discloser,
                       .asker = asked.asker, .purpose = asked.purpose, .purpose_names = asked.purpose_names,
                       .asker_kind = asked.asker_kind, .fields = nullptr, .joined = nullptr, .joined_with_unknown = false,
                       .today = asked.today};
  judge_world(outside, whole, judgement, judgement.told);
}

}  // namespace concordat::agreements
