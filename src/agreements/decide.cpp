// SPDX-License-Identifier: Apache-2.0
#include "agreements/decide.h"

#include <algorithm>
#include <tuple>

#include "agreements/decide_parts.h"

namespace concordat::agreements {
namespace {

/// Reasons that hold for the whole request, whatever the field.
std::set<Reason> bars(Request const& request, Facts const& facts, Vocabulary const& vocabulary) {
  std::set<Reason> reasons;
  if (!facts.today) reasons.insert(Reason::no_clock);
  if (vocabulary.bars(request.purpose)) {
    reasons.insert(Reason::barred_purpose);
  } else if (!vocabulary.purposes.contains(request.purpose)) {
    reasons.insert(Reason::unknown_purpose);
  }
  if (request.form > Form::depersonalised) reasons.insert(Reason::about_people);
  return reasons;
}

std::vector<Near> rules_between(Question const& question) {
  std::vector<Near> between;
  for (auto const& held : question.agreements) {
    for (auto const& rule : held.agreement->rules) {
      if (!contains(rule.disclosers, question.request.discloser)) continue;
      if (!contains(rule.recipients, question.request.asker)) continue;
      between.push_back({&held, &rule, nullptr, unmet_terms(held, rule, question)});
    }
  }
  return between;
}

std::vector<Near> near_for(Asked const& asked, std::vector<Near> const& between, Question const& question) {
  auto out = between;
  for (auto& near : out) {
    near.item = item_for(*near.rule, *asked.words);
    if (near.item == nullptr) near.unmet.insert(Reason::field_not_covered);
    if (!gateway_carries(*near.held->agreement, *near.rule, *asked.words, question))
      near.unmet.insert(Reason::gateway);
  }
  return out;
}

/// Of several lawful ways: the least identifying form that suffices, the strictest control, then the most
/// useful transform, the shortest keeping, and the reference, so that the choice never depends on the order
/// of agreements.
auto preference(Near const& near) {
  auto const& rule = *near.rule;
  auto const& keep = rule.retention.period;
  return std::tuple{rule.form, rule.control ? -rule.control->min_group : 0, near.item->as,
                    keep.months * 31 + keep.days, reference(near)};
}

FieldPermit permit_from(Near const& near, Asked const& asked, Question const& question) {
  auto const& rule = *near.rule;
  FieldPermit permit;
  permit.field = asked.name;
  permit.as = near.item->as;
  permit.form = question.request.form;
  permit.rule = reference(near);
  permit.gateway = rule.gateway.text;
  permit.control = rule.control;
  permit.retention = rule.retention;
  permit.onward = rule.onward;
  for (auto const& area : rule.conditions.incident_within) permit.areas.push_back(area.text);
  for (auto const& suppression : rule.conditions.suppress_when) {
    if (fits_any(*asked.words, suppression.items)) permit.suppress_when.push_back(suppression);
  }
  return permit;
}

bool is_own_figures(Request const& request) {
  return request.asker == request.discloser && request.form == Form::aggregate;
}

/// One asked field on its way: what could give it, what refuses it.
struct Answer {
  Asked asked;
  std::vector<Near> near = {};
  std::vector<Near> lawful = {};
  std::optional<FieldRefusal> refusal = {};
};

FieldRefusal refuse_by_rules(Asked const& asked, std::vector<Near> near) {
  if (near.empty()) {
    auto refusal = refuse(asked, {Reason::no_agreement});
    refusal.remedies = remedies_for(near);
    return refusal;
  }
  auto const distance = [](Near const& one) {
    return std::tuple{one.unmet.contains(Reason::superseded), one.item == nullptr, one.unmet.size(),
                      one.unmet, reference(one)};
  };
  std::sort(near.begin(), near.end(),
            [&](auto const& left, auto const& right) { return distance(left) < distance(right); });
  auto refusal = refuse(asked, near.front().unmet);
  refusal.remedies = remedies_for(near);
  return refusal;
}

Answer answer_for(Asked const& asked, Barriers const& barriers, std::vector<Near> const& between,
                  Question const& question) {
  Answer answer{.asked = asked};
  if (asked.words->dropped) {
    answer.refusal = refuse(asked, {Reason::dropped_field});
    return answer;
  }
  answer.refusal = refuse_at(barriers, asked, question);
  if (answer.refusal) return answer;
  if (is_own_figures(question.request)) return answer;
  answer.near = near_for(asked, between, question);
  for (auto const& near : answer.near) {
    if (near.unmet.empty()) answer.lawful.push_back(near);
  }
  if (answer.lawful.empty()) answer.refusal = refuse_by_rules(asked, answer.near);
  return answer;
}

/// Takes away what may not go without its companions, until nothing more falls.
void keep_together(std::vector<Answer>& answers, Question const& question) {
  auto const is_given = [&](std::string_view name) {
    return std::any_of(answers.begin(), answers.end(), [&](Answer const& answer) {
      return !answer.refusal && is_named(*answer.asked.words, name);
    });
  };
  for (auto changed = true; changed;) {
    changed = false;
    for (auto const& held : question.agreements) {
      if (held.agreement->must_go_together.empty() || !binds(held, question)) continue;
      for (auto const& clause : held.agreement->must_go_together) {
        auto const complete = std::all_of(clause.with.begin(), clause.with.end(),
                                          [&](Word const& with) { return is_given(with.text); });
        if (complete) continue;
        for (auto& answer : answers) {
          if (answer.refusal || !fits_any(*answer.asked.words, clause.items)) continue;
          std::erase_if(answer.lawful, [&](Near const& near) {
            return near.held->agreement->id.text != held.agreement->id.text ||
                   !contains(clause.except_rules, near.rule->id.text);
          });
          if (!answer.lawful.empty()) continue;
          answer.refusal = refuse(answer.asked, {Reason::must_go_together});
          changed = true;
        }
      }
    }
  }
}

/// An agency may always see figures of its own data; only bars, prohibitions and groupings stand above that.
FieldPermit own_figures(Asked const& asked) {
  FieldPermit permit;
  permit.field = asked.name;
  permit.rule = "own-data";
  permit.gateway = "own-data";
  return permit;
}

FieldPermit give(Answer const& answer, Question const& question) {
  if (is_own_figures(question.request)) return own_figures(answer.asked);
  auto const best = std::min_element(
      answer.lawful.begin(), answer.lawful.end(),
      [](Near const& left, Near const& right) { return preference(left) < preference(right); });
  return permit_from(*best, answer.asked, question);
}

Decision conclude(Decision decision) {
  auto const in_order = [](FieldRefusal const& left, FieldRefusal const& right) {
    return left.position < right.position;
  };
  std::sort(decision.refusals.begin(), decision.refusals.end(), in_order);
  decision.outcome = decision.permits.empty()    ? Outcome::refuse
                     : decision.refusals.empty() ? Outcome::disclose
                                                 : Outcome::disclose_part;
  return decision;
}

}  // namespace

Decision decide(Request const& request, std::span<InForce const> agreements, Facts const& facts,
                Vocabulary const& vocabulary) {
  Decision decision;
  auto const barred = bars(request, facts, vocabulary);
  if (request.fields.empty()) decision.refusals.push_back(refuse({}, {Reason::nothing_asked}));
  std::vector<Asked> asked;
  for (std::size_t position = 0; position < request.fields.size(); ++position) {
    auto const* const words = vocabulary.field(request.fields[position]);
    auto const one = Asked{position, words == nullptr ? std::string_view{} : words->names.front(), words};
    auto reasons = barred;
    if (words == nullptr) reasons.insert(Reason::unknown_field);
    if (reasons.empty()) {
      asked.push_back(one);
    } else {
      decision.refusals.push_back(refuse(one, reasons));
    }
  }
  if (!barred.empty()) return conclude(std::move(decision));
  auto question = Question{request,    agreements,   facts,
                           vocabulary, *facts.today, vocabulary.purposes.find(request.purpose)->second};
  for (auto const& name : request.joined_with) {
    auto const* const words = vocabulary.field(name);
    if (words != nullptr) question.joined.push_back(words);
    question.joined_with_unknown = question.joined_with_unknown || words == nullptr;
  }
  auto const between = rules_between(question);
  auto const barriers = barriers_for(asked, question);
  std::vector<Answer> answers;
  for (auto const& one : asked) answers.push_back(answer_for(one, barriers, between, question));
  if (!is_own_figures(request)) keep_together(answers, question);
  for (auto& answer : answers) {
    if (answer.refusal) {
      decision.refusals.push_back(std::move(*answer.refusal));
    } else {
      decision.permits.push_back(give(answer, question));
    }
  }
  return conclude(std::move(decision));
}

FieldPermit const* Decision::permit(std::string_view field) const {
  auto const found =
      std::find_if(permits.begin(), permits.end(), [&](auto const& one) { return one.field == field; });
  return found == permits.end() ? nullptr : &*found;
}

FieldRefusal const* Decision::refusal(std::string_view field) const {
  auto const found =
      std::find_if(refusals.begin(), refusals.end(), [&](auto const& one) { return one.field == field; });
  return found == refusals.end() ? nullptr : &*found;
}

bool is_suppressed(Suppression const& suppression, std::optional<std::string_view> value) {
  if (!value || value->empty()) return true;
  return std::find(suppression.is.begin(), suppression.is.end(), *value) != suppression.is.end();
}

}  // namespace concordat::agreements
