// SPDX-License-Identifier: Apache-2.0
// For tests: the small random agreements of testing.h, put to the engine itself.
#pragma once

#include <string>
#include <vector>

#include "agreements/analysis/testing.h"
#include "agreements/engine/bundle.h"
#include "agreements/engine/judgement.h"
#include "agreements/engine/testing.h"

namespace concordat::agreements::analysis::testing {

/// Everything the random agreements may say, and laws that carry all of it: what decides is the document.
inline Vocabulary const& small_words() {
  static Vocabulary const words = [] {
    Vocabulary out;
    for (auto const& field : fields) out.add_field(field);
    for (auto const& purpose : purposes) out.add_purpose(purpose);
    for (auto const& gateway : gateways) {
      out.gateways[gateway].forms = {Form::aggregate, Form::depersonalised, Form::pseudonymised, Form::personalised};
    }
    return out;
  }();
  return words;
}

/// Whether the rule grants what is wished for beyond the question that the engine is asked. `as` is of the point's field.
inline bool grants_wishes(RuleSpec const& rule, Point const& at) {
  auto const item = rule.items.find(at.cell.field);
  if (item != rule.items.end() && !tells(item->second, at.as)) return false;
  if (rule.gateway != at.gateway || at.keep_wanted > rule.keep || at.from != rule.from) return false;
  if ((at.anonymise_wanted && !rule.anonymise) || (at.onward_wanted && !rule.onward)) return false;
  if (at.cell.field == "f.one" && !std::includes(at.left_out_accepted.begin(), at.left_out_accepted.end(), rule.left_out.begin(), rule.left_out.end())) return false;
  return !rule.min_group || (at.group_accepted >= *rule.min_group && at.profile == rule.profile && (!rule.refuse || at.refuse_accepted));
}

inline Date months_before(Date today, int months) {
  auto const day = std::chrono::year_month_day{today};
  return Date{std::chrono::sys_days{day - std::chrono::months{months}}};
}

inline Request request_at(Point const& at) {
  Request out;
  out.asker = at.cell.recipient;
  out.roles = {at.cell.role};
  out.discloser = at.cell.discloser;
  out.purpose = at.cell.purpose;
  out.form = static_cast<Form>(at.form);
  out.fields = {at.cell.field};
  if (at.within) out.areas.assign(at.within->begin(), at.within->end());
  if (at.joined) out.joined_with = {*at.joined};
  if (at.subjects) out.subjects = *at.subjects;
  if (at.subject) out.subject_role = *at.subject;
  out.necessity_stated = at.necessity;
  return out;
}

inline Facts facts_at(Point const& at) {
  Facts out;
  auto const today = date_of(at.day);
  out.today = today;
  if (at.trained) out.trained = {{"safety", months_before(today, *at.trained)}};
  auto& person = out.person;
  if (at.case_type) person.cases = {{.type = *at.case_type, .open = true, .requester_is_member = true, .subject_is_listed = true}};
  if (at.consent_of) person.consents = {{*at.consent_of, {at.cell.purpose}, months_before(today, at.consent_age), false}};
  if (at.decision) person.decisions = {{"guardian", at.cell.discloser, months_before(today, *at.decision), true}};
  if (at.concern_age) person.concerns = {{"joint", at.band, months_before(today, *at.concern_age)}};
  person.age = at.age;
  if (at.linked) person.areas = {*at.linked};
  if (at.code) person.handling = {*at.code};
  person.role = at.subject;
  return out;
}

/// The engine over documents of which every one is signed and assessed.
class AskedEngine {
 public:
  explicit AskedEngine(std::vector<DocumentSpec> const& documents) : documents_{documents}, agreements_{made(documents)} {
    for (auto& one : agreements_) one.dpia = one.eia = Assessment{"A", day("2025-12-01"), "lead"};
  }

  /// Rules that do not grant what is wished are as if they were not there: the engine answers the question alone.
  [[nodiscard]] bool permits(Point const& at) const {
    auto granting = agreements_;
    for (std::size_t place = 0; place < granting.size(); ++place) {
      auto const& rules = documents_[place].rules;
      for (auto rule = rules.size(); rule > 0; --rule) {
        if (!grants_wishes(rules[rule - 1], at)) granting[place].rules.erase(granting[place].rules.begin() + static_cast<std::ptrdiff_t>(rule - 1));
      }
    }
    return asked(granting, at);
  }
  /// Whatever the terms.
  [[nodiscard]] bool permits_somehow(Point const& at) const { return asked(agreements_, at); }

 private:
  static bool asked(std::vector<Agreement> const& agreements, Point const& at) {
    std::vector<InForce> held;
    for (auto const& one : agreements) held.push_back({.agreement = &one, .signatures = SignatureState::complete});
    Judgement judgement;
    Bundle::compile(held, {}, small_words()).judge(request_at(at), facts_at(at), judgement);
    return judgement.verdicts.front().permitted;
  }

  std::vector<DocumentSpec> documents_;
  std::vector<Agreement> agreements_;
};

}  // namespace concordat::agreements::analysis::testing
