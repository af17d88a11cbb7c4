// SPDX-License-Identifier: Apache-2.0
#include "agreements/engine/decision.h"

#include <algorithm>

namespace concordat::agreements {
namespace {

Json to_json(FieldPermit const& permit) {
  Json one;
  one.set("field", permit.field).set("as", name_of(permit.as)).set("form", name_of(permit.form));
  one.set("rule", permit.rule).set("gateway", permit.gateway);
  if (permit.control) {
    Json control;
    control.set("profile", permit.control->profile.text).set("min_group", permit.control->min_group);
    control.set("on_fail", permit.control->on_fail == OnFail::refuse ? "refuse" : "suppress");
    if (permit.control->recipient_holds_named_incidents) control.set("recipient_holds_named_incidents", *permit.control->recipient_holds_named_incidents);
    one.set("disclosure_control", std::move(control));
  }
  if (permit.retention) one.set("delete_by", permit.retention->from + "+" + permit.retention->keep_for);
  one.set("onward", permit.onward == Onward::none ? "none" : "with-discloser-agreement");
  if (permit.emergency) one.set("emergency", true);
  return one;
}

Json to_json(FieldRefusal const& refusal) {
  Json reasons{Json::Array{}};
  for (auto const reason : refusal.reasons) reasons.push(name_of(reason));
  Json ways{Json::Array{}};
  for (auto const& remedy : refusal.remedies) {
    Json way;
    way.set("who", remedy.who).set("do", remedy.act).set("then", remedy.then);
    ways.push(std::move(way));
  }
  Json one;
  one.set("position", static_cast<std::int64_t>(refusal.position)).set("field", refusal.field);
  one.set("code", name_of(refusal.code)).set("reasons", std::move(reasons)).set("why", refusal.why);
  one.set("could_be_lawful_by", std::move(ways)).set("never", refusal.never);
  return one;
}

template <class Parts>
auto const* find(Parts const& parts, std::string_view field) {
  auto const found = std::find_if(parts.begin(), parts.end(), [&](auto const& one) { return one.field == field; });
  return found == parts.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::refuse:
      return "refuse";
    case Outcome::disclose_part:
      return "disclose_part";
    case Outcome::disclose:
      return "disclose";
    case Outcome::emergency_disclose:
      return "emergency_disclose";
  }
  return "refuse";
}

FieldPermit const* Decision::permit(std::string_view field) const { return find(permits, field); }
FieldRefusal const* Decision::refusal(std::string_view field) const { return find(refusals, field); }

bool is_suppressed(Suppression const& suppression, std::optional<std::string_view> value) {
  if (!value || value->empty()) return true;
  return std::find(suppression.is.begin(), suppression.is.end(), *value) != suppression.is.end();
}

Json to_json(Decision const& decision, Telling telling) {
  Json permits{Json::Array{}};
  for (auto const& permit : decision.permits) permits.push(to_json(permit));
  Json refusals{Json::Array{}};
  for (auto const& refusal : telling == Telling::full ? decision.full : decision.refusals) refusals.push(to_json(refusal));
  Json json;
  json.set("decision", name_of(decision.outcome)).set("permit", std::move(permits));
  json.set("refuse", std::move(refusals));
  if (decision.show_role_with_name) json.set("show_role_with_name", true);
  if (decision.facts_version != 0) json.set("facts_version", static_cast<std::int64_t>(decision.facts_version));
  return json;
}

}  // namespace concordat::agreements
