// SPDX-License-Identifier: Apache-2.0
// What a proposed version would have made of the questions of late, for a lead of one of its parties.
#include <algorithm>

#include "hub/analysis/trial.h"
#include "pages/analysis/analysis.h"
#include "pages/analysis/versions.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

std::vector<std::string> const spans{"30", "90", "365"};

Json question_model(hub::Hub const& hub, hub::TriedQuestion const& one) {
  Json model;
  model.set("asked", instant_model(one.asked_at)).set("asker", hub::agency_name(hub, one.asker)).set("giver", hub::agency_name(hub, one.discloser));
  model.set("purpose", purpose_named(hub, one.purpose)).set("release", one.release).set("today", one.today).set("then", one.then);
  model.set("opened", names_of(hub, one.opened, field_named)).set("closed", names_of(hub, one.closed, field_named)).set("why", one.why);
  return model.set("changes", !one.opened.empty() || !one.closed.empty());
}

Json trial_model(hub::Hub const& hub, hub::Trial const& trial) {
  auto own = trial.own;
  // What changes is what the page is read for.
  std::ranges::stable_sort(own, {}, [](hub::TriedQuestion const& one) { return one.opened.empty() && one.closed.empty(); });
  Json list{Json::Array{}};
  for (auto const& one : own) list.push(question_model(hub, one));
  Json model;
  model.set("questions", trial.questions).set("would_allow", trial.would_allow).set("would_allow_part", trial.would_allow_part).set("would_refuse", trial.would_refuse);
  model.set("unknown", trial.unknown).set("opened", trial.opened).set("closed", trial.closed).set("elsewhere", trial.elsewhere);
  auto const& people = trial.people;
  Json about;
  about.set("shown", people.shown).set("questions", people.questions).set("would_allow", people.would_allow).set("would_allow_part", people.would_allow_part);
  about.set("would_refuse", people.would_refuse).set("unknown", people.unknown).set("fewest", hub::fewest_about_people);
  return model.set("own", std::move(list)).set("people", std::move(about));
}

/// Questions of a month try only what somebody asked; what is written opens the rest too.
Json terms_model(hub::Hub const& hub, Looking const& looking, agreements::Agreement const& version) {
  auto const sides = sides_of(hub, looking, nullptr, version);
  auto const difference = agreements::analysis::compare(sides.before, sides.after, looking.names);
  auto const counts = difference.counts();
  Json model;
  model.set("wider", counts.wider).set("narrower", counts.narrower);
  return model.set("clauses", difference.clauses.size()).set("widens", difference.widens());
}

Result<Answer> show_simulation(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-simulate");
  if (!looking) return fail(looking);
  auto versions = Versions::read(visit, *looking);
  if (!versions) return fail(versions);
  View view{"analysis/simulation"};
  auto const& said = visit.input.text("version");
  auto const days = visit.input.number("days", 30);
  bool const lead = std::ranges::find(visit.who->roles, "information-governance-lead") != visit.who->roles.end();
  view.model.set("versions", versions->choices(visit.who->agency)).set("version", said).set("days", std::to_string(days)).set("lead", lead);
  auto const* const version = said.empty() ? nullptr : versions->chosen(visit, "version");
  view.model.set("asked", false);
  if (version == nullptr || !visit.input.faults.empty()) return view;
  auto const trial = hub::try_version(visit.hub, visit.member(), *version, looking->today - std::chrono::days{static_cast<int>(days)});
  if (!trial) return fail(trial);
  view.model.set("asked", true).set("reference", version->reference()).set("title", version->title).set("agency", hub::agency_name(visit.hub, visit.who->agency));
  view.model.set("trial", trial_model(visit.hub, *trial)).set("terms", terms_model(visit.hub, *looking, *version));
  return view;
}

}  // namespace

void add_simulation_page(Site& site) {
  site.add({.pattern = "/agreements/simulate",
            .summary = "What a version or a draft would have made of the questions of late; for a lead of one of its parties",
            .need = Need::right,
            .right = hub::Right::see_agreements,
            .inputs = {{.name = "version", .label = "the version"}, {.name = "days", .kind = InputKind::choice, .label = "how far back", .choices = spans}},
            .page = show_simulation});
}

}  // namespace concordat::pages
