// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {

std::vector<RuleTrace> Bundle::trace(Request const& request, Facts const& facts) const {
  Judgement judgement;
  judge(request, facts, judgement);
  std::vector<RuleTrace> traces;
  auto const* const pair = compiled_->pairs.find(compiled_->agencies.find(request.discloser), compiled_->agencies.find(request.asker));
  if (pair == nullptr) return traces;
  for (auto const& entry : pair->entries) {
    auto const& rule = compiled_->rules[entry.rule];
    RuleTrace trace{.held = rule.held, .rule = rule.rule, .unmet = {}, .gives = {}, .lacks = {}};
    // Without a day or a purpose no rule was looked at.
    auto const found = std::find_if(judgement.candidates.begin(), judgement.candidates.end(),
                                    [&](Candidate const& one) { return one.rule == entry.rule; });
    if (found != judgement.candidates.end()) trace.unmet = found->unmet.list();
    for (auto const field : judgement.fields) {
      if (field == nothing) continue;
      auto const given = holds(compiled_->set(rule.items_set), field) && holds(compiled_->set(entry.carried), field);
      (given ? trace.gives : trace.lacks).push_back(compiled_->fields[field]->names.front());
    }
    traces.push_back(std::move(trace));
  }
  std::sort(traces.begin(), traces.end(), [](RuleTrace const& left, RuleTrace const& right) {
    auto const key = [](RuleTrace const& one) {
      auto const serves_another = std::count(one.unmet.begin(), one.unmet.end(), Reason::purpose);
      return std::tuple{one.gives.empty(), serves_another, one.unmet.size(), one.lacks.size(), one.held->agreement->reference(), one.rule->id.text};
    };
    return key(left) < key(right);
  });
  return traces;
}

}  // namespace concordat::agreements
