// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/locate/locate.h"

#include "pages/sharing/sharing.h"

namespace concordat::pages {
namespace {

namespace links = hub::links;

constexpr std::string_view practitioner = "practitioner";

Json given(Visit const& visit) {
  Json json;
  // The reference is not shown back: a page that stays open on a desk names nobody.
  for (auto const* name : {"purpose", "matter", "necessary"}) json.set(name, visit.input.text(name));
  return json;
}

View form(Visit& visit) {
  View view{"sharing/locate"};
  // A program asks often, and has no boxes to fill.
  if (!visit.wants_json) view.model.set("purposes", open_purposes(visit));
  view.model.set("given", given(visit)).set("located", Json{});
  return view;
}

Result<Answer> show_form(Visit& visit) { return form(visit); }

Result<Answer> locate(Visit& visit) {
  auto view = form(visit);
  if (!visit.input.faults.empty()) return view;
  auto const who = asker(visit);
  auto const role = who.has_role(practitioner) ? std::string{practitioner} : sharing_role(visit);
  auto const located = links::locate(visit.hub, who, {visit.input.text("reference"), role, visit.input.text("purpose"), visit.input.text("matter"), visit.input.text("necessary")});
  if (!located) return fail(located);
  view.model.set("located", links::to_json(*located));
  return view;
}

}  // namespace

void add_locate_page(Site& site) {
  using hub::Right;
  site.add({.pattern = "/locate", .summary = "A form to ask who else works with somebody", .need = Need::right, .right = Right::ask_share, .page = show_form});
  site.add({.method = http::Method::post,
            .pattern = "/locate",
            .summary = "Who else works with somebody on the own agency's lists, and how to reach them: services and contacts only",
            .need = Need::right,
            .right = Right::ask_share,
            .inputs = {{.name = "reference", .label = "the person's reference", .required = true, .longest = 60},
                       {.name = "purpose", .label = "what it is for", .required = true},
                       {.name = "matter", .label = "your case reference", .required = true, .longest = 200},
                       {.name = "necessary", .label = "why it is necessary", .required = true, .longest = 2000}},
            .page = locate});
}

}  // namespace concordat::pages
