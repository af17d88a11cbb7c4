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
    } else if ((asked.compiled.marks[verdict.field] & barred_mark) != 0) {
      verdict.reasons.insert(Reason::barred_field);
    } else if (whole.empty() && (asked.compiled.marks[verdict.field] & dropped_mark) != 0) {
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
    if (field != nothing && (compiled.marks[field] & barred_mark) == 0) mark(room.sets.data(), field);
  }
  for (auto const& role : request.roles) room.roles.push_back(compiled.roles.find(role));
  for (auto const& area : request.areas) room.areas.push_back(compiled.areas.find(area));
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
  if (!own) find_candidates(asked);
  auto const& all = asked.room.lawful;
  auto const lawful = !own && std::any_of(all.begin(), all.end(), [](std::uint64_t some) { return some != 0; });
  for (auto& verdict : verdicts) {
    if (!verdict.reasons.empty()) continue;
    if (own) {
      verdict.permitted = true;
      continue;
    }
    if (lawful) give(asked, {}, verdict);
    if (!verdict.permitted) refuse_by_rules(asked, verdict);
  }
  if (lawful) apply_companions(asked, verdicts);
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

void Bundle::judge(Request const& request, Facts const& facts, Judgement& judgement) const {
  static PersonFacts const nobody{};
  auto const& compiled = *compiled_;
  auto const place = compiled.purpose_names.find(request.purpose);
  auto const* const purpose = place == nothing ? nullptr : &compiled.purpose_places[place];
  auto const whole = whole_of(request, facts, purpose, compiled.vocabulary);
  judgement.patterns.clear();
  judgement.candidates.clear();
  number_words(request, compiled, judgement);
  auto asked = Asked{.request = request, .facts = facts, .person = facts.person, .compiled = compiled, .room = judgement};
  if (whole.empty()) {
    asked.today = *facts.today;
    asked.purpose = *purpose;
    asked.discloser = compiled.agencies.find(request.discloser);
    asked.asker = compiled.agencies.find(request.asker);
    if (asked.asker != nothing) asked.asker_kind = compiled.kinds[asked.asker];
    asked.pair = compiled.pairs.find(asked.discloser, asked.asker);
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
                             .asker_kind = asked.asker_kind, .pair = asked.pair, .fields = asked.fields, .joined = asked.joined,
                             .joined_with_unknown = asked.joined_with_unknown, .today = asked.today, .from_outside = true};
  // What the last look left behind belongs to the whole facts.
  judgement.candidates.swap(judgement.outside);
  judge_world(outside, whole, judgement.told);
  judgement.candidates.swap(judgement.outside);
}

}  // namespace concordat::agreements
