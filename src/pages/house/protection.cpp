// SPDX-License-Identifier: Apache-2.0
// What this hub hides: its protection settings, and their changing by one lead or by two.
#include <algorithm>

#include "hub/agency_name.h"
#include "hub/settings/changing.h"
#include "pages/house/house.h"
#include "pages/models.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

/// With names for people beside ids.
Json said_model(Visit const& visit, Json word) {
  auto const agency = word["agency"].string();
  auto const at = word["at"].string();
  return word.set("agency_name", hub::agency_name(visit.hub, agency)).set("when", instant_model(at));
}

Json step_model(Visit const& visit, Json step) {
  auto said = said_model(visit, step["said"]);
  step.set("said", std::move(said));
  if (step.contains("answered")) {
    auto answered = said_model(visit, step["answered"]);
    step.set("answered", std::move(answered));
  }
  auto const* const spec = hub::setting_named(step["setting"].string());
  return step.set("title", spec == nullptr ? step["setting"].string() : std::string{spec->title.view()});
}

Result<Answer> show_protection(Visit& visit) {
  auto const seen = hub::see_settings(visit.hub, visit.member());
  if (!seen) return fail(seen);
  auto const json = hub::to_json(*seen);
  View view{"protection/settings"};
  Json settings{Json::Array{}};
  for (auto one : json["settings"].array()) {
    if (one.contains("proposal")) {
      auto proposal = step_model(visit, one["proposal"]);
      one.set("proposal", std::move(proposal));
    }
    settings.push(std::move(one));
  }
  Json steps{Json::Array{}};
  for (auto const& step : json["steps"].array()) steps.push(step_model(visit, step));
  Json reasons{Json::Array{}};
  for (auto const reason : hub::all_setting_reasons) reasons.push(Json{}.set("id", hub::name_of(reason).view()).set("title", hub::words_of(reason).view()));
  view.model.set("settings", std::move(settings)).set("steps", std::move(steps)).set("reasons", std::move(reasons)).set("may_set", seen->may_set);
  view.model.set("days", hub::days_a_loosening_waits).set("chosen", visit.input.text("setting")).set("given", visit.input.text("value")).set("given_reason", visit.input.text("reason"));
  return view;
}

/// What a person can do something about is said beside the form; the rest is a page of its own.
Result<Answer> after_step(Visit& visit, std::string field, Result<std::uint64_t> const& index, bool proposed = false) {
  if (index) return Go{"/protection", Json{}.set("setting", visit.input.text("setting")).set("proposed", proposed).set("ledger_index", *index)};
  auto const& problem = index.error();
  if (problem.fault != Fault::conflict && problem.fault != Fault::refused && problem.fault != Fault::malformed) return fail(index);
  if (problem.code.view() == "setting.not-yours") return fail(index);
  visit.fault(std::move(field), std::string{problem.title.view()} + " " + std::string{problem.remedy.view()});
  return show_protection(visit);
}

Result<Answer> set_protection(Visit& visit) {
  if (!visit.input.faults.empty()) return show_protection(visit);
  auto const value = static_cast<std::int64_t>(std::min<std::uint64_t>(visit.input.number("value"), 1'000'000'000));
  auto const changed = hub::set_setting(visit.hub, visit.member(), visit.input.text("setting"), value, *hub::setting_reason_named(visit.input.text("reason")));
  return after_step(visit, "value", changed.map([](hub::SettingChanged const& one) { return one.ledger_index; }), changed && changed->proposed);
}

Result<Answer> answer_protection(Visit& visit) {
  if (!visit.input.faults.empty()) return show_protection(visit);
  auto const name = visit.input.text("setting");
  bool const yes = visit.input.text("answer") == "confirm";
  return after_step(visit, "answer", yes ? hub::confirm_setting(visit.hub, visit.member(), name).map([](hub::SettingConfirmed const& one) { return one.ledger_index; }) : hub::withdraw_setting(visit.hub, visit.member(), name));
}

}  // namespace

void add_protection_pages(Site& site) {
  InputField const setting{.name = "setting", .kind = InputKind::choice, .label = "the setting", .required = true, .choices = hub::setting_names()};
  site.add({.method = http::Method::get, .pattern = "/protection", .summary = "What this hub hides beyond what every hub does, and who changed it", .need = Need::right, .right = hub::Right::see_agreements,
            .inputs = {}, .page = show_protection});
  site.add({.method = http::Method::post, .pattern = "/protection", .summary = "Tighten a protection setting at once, or propose to loosen it", .need = Need::right, .right = hub::Right::govern_agreements,
            .inputs = {setting, {.name = "value", .kind = InputKind::number, .label = "the new value", .required = true, .longest = 7},
                       {.name = "reason", .kind = InputKind::choice, .label = "the reason", .required = true, .choices = hub::setting_reason_names()}},
            .page = set_protection});
  site.add({.method = http::Method::post, .pattern = "/protection/answer", .summary = "Confirm a loosening that another agency proposed, or withdraw it", .need = Need::right, .right = hub::Right::govern_agreements,
            .inputs = {setting, {.name = "answer", .kind = InputKind::choice, .label = "the answer", .required = true, .choices = {"confirm", "withdraw"}}}, .page = answer_protection});
}

}  // namespace concordat::pages
