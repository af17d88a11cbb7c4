// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/standing_rules.h"

#include <algorithm>
#include <chrono>

#include "catalogue/law.h"
#include "hub/agency_name.h"

namespace concordat::hub::sharing {
namespace {

using agreements::FieldPermit;
using agreements::FieldRefusal;

Json title_of(Hub const& hub, std::string const& field) {
  auto const* known = hub.catalogue().field(field);
  return known == nullptr ? std::string{} : known->label;
}

Json gateway_of(Hub const& hub, std::string const& id) {
  auto const* gateway = hub.catalogue().gateway(id);
  Json json;
  json.set("id", id);
  if (gateway == nullptr) return json.set("title", "").set("law", "").set("url", "");
  return json.set("title", gateway->title).set("law", catalogue::law_of(*gateway)).set("url", gateway->url);
}

/// "isa.x@1#rule": title of the agreement and what the rule is for.
void add_clause(Json& one, Held const& held, std::string const& reference) {
  auto const hash = reference.find('#');
  one.set("rule", reference).set("agreement", reference.substr(0, hash)).set("agreement_title", "").set("clause", "").set("why", "");
  if (hash == std::string::npos) return;
  for (auto const& each : held.agreements) {
    if (each->agreement.reference() != reference.substr(0, hash)) continue;
    one.set("agreement_title", each->agreement.title).set("clause", reference.substr(hash + 1));
    if (auto const* rule = each->agreement.rule(reference.substr(hash + 1))) one.set("why", rule->why);
  }
}

Json told(Hub const& hub, Held const& held, FieldPermit const& permit) {
  Json one;
  one.set("field", permit.field).set("title", title_of(hub, permit.field)).set("may", "yes");
  one.set("as", agreements::name_of(permit.as)).set("form", agreements::name_of(permit.form));
  add_clause(one, held, permit.rule);
  one.set("gateway", gateway_of(hub, permit.gateway));
  one.set("delete_by", permit.retention ? permit.retention->from + "+" + permit.retention->keep_for : std::string{});
  one.set("delete_words", permit.retention ? agreements::in_words(*permit.retention) : std::string{});
  one.set("onward", permit.onward == agreements::Onward::none ? "none" : "with-discloser-agreement");
  one.set("emergency", permit.emergency);
  return one;
}

/// Somebody could do something about it: there is a rule that would then allow it. To change the agreement is no such way.
bool has_way(FieldRefusal const& refusal) {
  return !refusal.never && std::ranges::any_of(refusal.remedies, [](auto const& remedy) {
    return !remedy.then.empty() && !remedy.meets.contains(agreements::Reason::field_not_covered);
  });
}

/// Where there is a rule, and what it lacks an emergency lifts, or is about the person, of whom somebody outside the case is told
/// nothing: the glass may open it. It stands on what the asker is told alone.
bool glass_may_open(FieldRefusal const& refusal) {
  auto const lifted = [](auto reason) { return agreements::lifted_by_break_glass.contains(reason); };
  return has_way(refusal) && std::ranges::any_of(refusal.reasons, lifted) &&
         std::ranges::all_of(refusal.reasons, [&](auto reason) { return lifted(reason) || agreements::about_people.contains(reason); });
}

Json told(Hub const& hub, FieldRefusal const& refusal) {
  Json one;
  one.set("field", refusal.field).set("title", title_of(hub, refusal.field)).set("may", has_way(refusal) ? "yes-if" : "no");
  one.set("code", agreements::name_of(refusal.code)).set("never", refusal.never).set("why", refusal.why);
  Json reasons{Json::Array{}};
  for (auto const reason : refusal.reasons) reasons.push(agreements::name_of(reason));
  Json helps{Json::Array{}};
  for (auto const& remedy : refusal.remedies) helps.push(Json{}.set("who", remedy.who).set("do", remedy.act).set("then", remedy.then));
  if (glass_may_open(refusal)) {
    helps.push(Json{}.set("who", "you").set("do", "Only where somebody's life is in danger, or serious harm threatens: break the glass about this matter. It opens for half an hour, another lead is told at once, and it is reviewed within a day.").set("then", ""));
  }
  return one.set("reasons", std::move(reasons)).set("helps", std::move(helps));
}

std::string answer_of(Json const& fields) {
  std::size_t yes = 0;
  std::size_t no = 0;
  for (auto const& field : fields.array()) {
    yes += field["may"].string() == "yes" ? 1 : 0;
    no += field["may"].string() == "no" ? 1 : 0;
  }
  auto const all = fields.array().size();
  if (all == 0 || no == all) return "no";
  if (yes == all) return "yes";
  return yes == 0 && no == 0 ? "yes-if" : "part";
}

Result<std::shared_ptr<CompiledRules const>> compiled_now(Hub& hub, store::Connection& connection, Date today) {
  auto stored = stored_agreements(connection);
  if (!stored) return fail(stored);
  auto& kept = hub.between_questions().rules;
  if (kept && kept->today == today && kept->stored == *stored) return kept;
  auto held = held_agreements(hub, *stored, today);
  if (!held) return fail(held);
  auto const compiled = std::make_shared<CompiledRules>(CompiledRules{std::move(*stored), today, std::move(*held), {}, {}});
  compiled->in_force = compiled->held.in_force();
  compiled->bundle = agreements::Bundle::compile(compiled->in_force, hub.statute(), hub.vocabulary());
  return kept = compiled;
}

}  // namespace

Result<std::unique_ptr<StandingRules>> StandingRules::read(Hub& hub, store::Transaction& transaction) {
  auto const today = hub.today(transaction);
  if (!today) return fail(today);
  return read_on(hub, transaction.connection(), *today);
}

Result<std::unique_ptr<StandingRules>> StandingRules::read_on(Hub& hub, store::Connection& connection, Date today) {
  std::unique_ptr<StandingRules> rules{new StandingRules};
  auto compiled = compiled_now(hub, connection, today);
  if (!compiled) return fail(compiled);
  rules->compiled_ = std::move(*compiled);
  auto const now = hub.clock().now();
  rules->minute_ = static_cast<int>(std::chrono::floor<std::chrono::minutes>(now - std::chrono::floor<std::chrono::days>(now)).count());
  return rules;
}

agreements::Decision StandingRules::decide(agreements::Request const& request, agreements::Facts const& facts) const {
  return compiled_->bundle->decide(request, facts);
}

Json StandingRules::looked_at(Hub const& hub, agreements::Request const& request, agreements::Facts const& facts) const {
  auto const names = print_names(hub);
  auto const titles = [&](std::vector<std::string> const& fields) {
    Json list{Json::Array{}};
    for (auto const& field : fields) list.push(names.field(field));
    return list;
  };
  Json rules{Json::Array{}};
  for (auto const& trace : compiled_->bundle->trace(request, facts)) {
    std::vector<std::string> unmet;
    for (auto const reason : trace.unmet) unmet.emplace_back(agreements::sentence_of(reason));
    Json one;
    one.set("rule", trace.held->agreement->reference() + "#" + trace.rule->id.text).set("agreement", trace.held->agreement->reference());
    one.set("agreement_title", trace.held->agreement->title).set("why", trace.rule->why).set("form", agreements::name_of(trace.rule->form));
    one.set("gives", titles(trace.gives)).set("lacks", titles(trace.lacks));
    one.set("conditions", list_of(agreements::in_words(trace.rule->conditions, names))).set("unmet", list_of(unmet));
    rules.push(std::move(one));
  }
  return rules;
}

Json explain(Hub const& hub, Held const& held, agreements::Decision const& decision, agreements::Telling telling) {
  Json fields{Json::Array{}};
  for (auto const& permit : decision.permits) fields.push(told(hub, held, permit));
  for (auto const& refusal : telling == agreements::Telling::full ? decision.full : decision.refusals) fields.push(told(hub, refusal));
  auto answer = answer_of(fields);
  Json json;
  json.set("answer", std::move(answer)).set("outcome", agreements::name_of(decision.outcome)).set("fields", std::move(fields));
  return json.set("show_role_with_name", decision.show_role_with_name);
}

void refuse_onward(agreements::Decision& decision, std::string const& originator) {
  for (auto const& permit : decision.permits) {
    FieldRefusal refusal;
    refusal.field = permit.field;
    refusal.code = agreements::RefusalCode::r09;
    refusal.reasons = {agreements::Reason::handling};
    refusal.why = "The data came from another agency, which has not agreed to their being passed on.";
    refusal.remedies = {{originator, "Ask that agency to agree to it, and have its agreement recorded.", permit.rule, {agreements::Reason::handling}}};
    decision.refusals.push_back(refusal);
    decision.full.push_back(std::move(refusal));
  }
  if (decision.permits.empty()) return;
  decision.permits.clear();
  decision.outcome = agreements::Outcome::refuse;
}

std::set<std::string> codes_of(agreements::Decision const& decision) {
  std::set<std::string> codes;
  for (auto const& refusal : decision.refusals) codes.emplace(agreements::name_of(refusal.code));
  return codes;
}

std::set<std::string> rules_of(agreements::Decision const& decision) {
  std::set<std::string> rules;
  for (auto const& permit : decision.permits) rules.insert(permit.rule);
  return rules;
}

std::string known_purpose(Hub const& hub, std::string const& purpose) {
  return hub.catalogue().purpose(purpose) != nullptr ? purpose : std::string{"unknown"};
}

std::vector<std::string> known_fields(Hub const& hub, std::vector<std::string> const& fields) {
  std::vector<std::string> known;
  for (auto const& field : fields) {
    auto const* one = hub.catalogue().field(field);
    known.push_back(one == nullptr ? std::string{"unknown"} : one->dotted());
  }
  return known;
}

}  // namespace concordat::hub::sharing
