// SPDX-License-Identifier: Apache-2.0
// What a version changes: which cells are widened and which tightened, and what was shared lately that stops.
#include <tuple>

#include "agreements/analysis/diff.h"
#include "hub/analysis/live_sharings.h"
#include "agreements/print.h"
#include "pages/analysis/analysis.h"
#include "pages/analysis/looking.h"
#include "pages/analysis/versions.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace an = agreements::analysis;

/// How far back a sharing counts as one that goes on.
constexpr std::chrono::days lately{365};

Json change_model(hub::Hub const& hub, an::CellChange const& change) {
  Json boxes{Json::Array{}};
  for (auto const& box : change.boxes) boxes.push(box_model(hub, box));
  Json facets{Json::Array{}};
  for (auto const& facet : change.facets) {
    facets.push(Json{}.set("title", facet.title).set("before", facet.before).set("after", facet.after).set("order", name_of(facet.now)));
  }
  Json model;
  model.set("change", name_of(change.change)).set("widens", change.widens).set("narrows", change.narrows).set("cells", change.cells());
  model.set("boxes", std::move(boxes)).set("facets", std::move(facets)).set("terms", list_of(change.given));
  model.set("prohibited", list_of(change.prohibited)).set("rules", list_of(change.after.empty() ? change.before : change.after));
  return model.set("stops", change.stops ? date_model(*change.stops) : Json{});
}

Json term_model(std::optional<std::pair<Date, Date>> const& term) {
  if (!term) return {};
  return Json{}.set("from", date_model(term->first)).set("last_day", date_model(agreements::last_day(term->second)));
}

Json difference_model(hub::Hub const& hub, an::Difference const& difference) {
  Json cells{Json::Array{}};
  for (auto const& change : difference.cells) cells.push(change_model(hub, change));
  Json clauses{Json::Array{}};
  for (auto const& one : difference.clauses) {
    clauses.push(Json{}.set("kind", one.kind).set("id", one.id).set("before", one.before).set("after", one.after).set("widens", one.widens).set("narrows", one.narrows));
  }
  Json terms{Json::Array{}};
  for (auto const& one : difference.terms) {
    terms.push(Json{}.set("agreement", one.agreement).set("before", term_model(one.before)).set("after", term_model(one.after)).set("widens", one.widens).set("narrows", one.narrows));
  }
  Json model;
  model.set("widens", difference.widens()).set("same", difference.empty()).set("changes", std::move(cells)).set("clauses", std::move(clauses));
  return model.set("terms", std::move(terms)).set("reworded", list_of(difference.other));
}

Json cut_over_model(hub::Hub const& hub, std::vector<an::CutOver> const& all) {
  Json list{Json::Array{}};
  for (auto const& one : all) {
    auto const& cell = one.sharing.cell;
    Json row;
    row.set("field", field_named(hub, cell.field)).set("giver", hub::agency_name(hub, cell.discloser)).set("taker", hub::agency_name(hub, cell.recipient));
    row.set("role", role_named(hub, cell.role)).set("purpose", purpose_named(hub, cell.purpose)).set("last_used", date_model(one.sharing.last_used));
    row.set("stops", one.change->change == an::Change::removed).set("day", one.change->stops ? date_model(*one.change->stops) : Json{});
    list.push(std::move(row));
  }
  return list;
}

Result<Answer> show_difference(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-diff");
  if (!looking) return fail(looking);
  auto versions = Versions::read(visit, *looking);
  if (!versions) return fail(versions);
  View view{"analysis/difference"};
  auto const& [before_name, after_name] = std::tie(visit.input.text("before"), visit.input.text("after"));
  view.model.set("versions", versions->choices()).set("before", before_name).set("after", after_name);
  bool const asked = !after_name.empty() || !before_name.empty();
  auto const* const after = asked ? versions->chosen(visit, "after") : nullptr;
  auto const* const before = before_name.empty() ? nullptr : versions->chosen(visit, "before");
  bool const can = asked && visit.input.faults.empty();
  view.model.set("asked", can);
  if (!can) return view;
  auto const sides = sides_of(visit.hub, *looking, before, *after);
  auto const difference = an::compare(sides.before, sides.after, looking->names);
  auto const used = hub::live_sharings(visit.hub, {sides.before.agreements, visit.who->agency, looking->today - lately});
  if (!used) return fail(used);
  view.model.set("difference", difference_model(visit.hub, difference)).set("agency", hub::agency_name(visit.hub, visit.who->agency));
  view.model.set("cut_over", cut_over_model(visit.hub, an::cut_over(difference, *used, &visit.hub.vocabulary())));
  view.model.set("before_title", before == nullptr ? std::string{} : before->reference()).set("after_title", after->reference());
  return view;
}

}  // namespace

void add_difference_page(Site& site) {
  site.add({.pattern = "/agreements/diff",
            .summary = "What a version or a draft widens and tightens, and which sharings of the own agency stop",
            .need = Need::right,
            .right = hub::Right::see_agreements,
            .inputs = {{.name = "before", .label = "the earlier version"}, {.name = "after", .label = "the new version"}},
            .page = show_difference});
}

}  // namespace concordat::pages
