// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "agreements/print.h"
#include "hub/agency_name.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/analysis/holdings.h"
#include "hub/timetable/agreed.h"
#include "pages/door.h"
#include "pages/house/agreement_life.h"
#include "pages/house/house.h"
#include "pages/models.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

/// The page has the agreement's title as its own heading.
std::string without_title(std::string printed) {
  constexpr std::string_view end = "</h1>\n";
  auto const at = printed.find(end);
  if (printed.starts_with("<h1>") && at != std::string::npos) printed.erase(0, at + end.size());
  return printed;
}

Json summary_of(hub::HeldAgreement const& held, hub::Held const& all, hub::Hub const& hub) {
  auto const& agreement = held.agreement;
  Json model;
  model.set("reference", agreement.reference()).set("title", agreement.title).set("summary", agreement.summary);
  model.set("from", date_model(agreement.from)).set("last_day", date_model(agreements::last_day(agreement.until))).set("review_by", date_model(agreement.review_by));
  model.set("state", agreements::name_of(all.standing_of(held, hub.clock().today())).view()).set("sha256", agreement.sha256);
  model.set("misfits", list_of(held.misfits));
  Json parties{Json::Array{}};
  for (auto const& party : agreement.parties) {
    Json one;
    one.set("agency", hub::agency_name(hub, party.agency.text)).set("discloses", party.discloses).set("receives", party.receives);
    parties.push(std::move(one));
  }
  model.set("parties", std::move(parties));
  Json purposes{Json::Array{}};
  for (auto const& purpose : agreement.purposes) {
    auto const* known = hub.catalogue().purpose(purpose.id.text);
    purposes.push(known == nullptr ? purpose.id.text : known->title);
  }
  model.set("purposes", std::move(purposes));
  return model;
}

/// How much of what it names has not come; null where it is not in force.
Json supply_model(std::vector<hub::AgreedSupply> const& all, std::string const& reference, hub::Hub const& hub) {
  auto const found = std::ranges::find(all, reference, &hub::AgreedSupply::agreement);
  if (found == all.end()) return {};
  Json which{Json::Array{}};
  for (auto const& one : found->missing) {
    auto const* field = hub.catalogue().field(one.field);
    Json row;
    row.set("field", one.field).set("title", field == nullptr ? one.field : field->label).set("feed", one.feed);
    which.push(row.set("agency", hub::agency_name(hub, one.discloser)).set("why", hub::name_of(one.why).view()));
  }
  Json model;
  model.set("agreed", found->agreed).set("missing", found->missing_count).set("may_see_which", found->party);
  return model.set("which", std::move(which));
}

Result<hub::Held> look(Visit& visit, std::string what) {
  if (auto noted = note_look(visit, std::move(what)); !noted) return fail(noted);
  return hub::held_agreements(visit.hub, visit.hub.database(), visit.hub.clock().today());
}

Result<Answer> list_agreements(Visit& visit) {
  auto const held = look(visit, "agreements");
  if (!held) return fail(held);
  auto const supply = hub::agreed_supply(visit.hub, visit.who->agency);
  if (!supply) return fail(supply);
  View view{"agreements/list"};
  Json list{Json::Array{}};
  for (auto const& one : held->agreements) {
    auto model = summary_of(*one, *held, visit.hub);
    list.push(model.set("supply", supply_model(*supply, one->agreement.reference(), visit.hub)));
  }
  view.model.set("agreements", std::move(list));
  return view;
}

}  // namespace

Result<Answer> show_agreement(Visit& visit) {
  auto const held = look(visit, "agreement");
  if (!held) return fail(held);
  auto const supply = hub::agreed_supply(visit.hub, visit.who->agency);
  if (!supply) return fail(supply);
  for (auto const& one : held->agreements) {
    if (one->agreement.reference() != visit.param("reference")) continue;
    View view{"agreements/agreement", summary_of(*one, *held, visit.hub)};
    auto const names = hub::print_names(visit.hub);
    view.markup.emplace("printed", without_title(agreements::print_html(one->agreement, names)));
    view.model.set("supply", supply_model(*supply, one->agreement.reference(), visit.hub));
    view.model.set("text", agreements::print_text(one->agreement, names));
    auto life = life_model(visit, *held, *one);
    if (!life) return fail(life);
    view.model.set("life", std::move(*life));
    return view;
  }
  return fail(Fault::not_found, "agreement.unknown", "The hub holds no agreement of that name and version.",
              "The list of agreements shows what there is.");
}

void add_agreement_pages(Site& site) {
  site.add({.pattern = "/agreements",
            .summary = "The agreements that the gate enforces, with what each allows today",
            .need = Need::right,
            .right = hub::Right::see_agreements,
            .page = list_agreements});
  site.add({.pattern = "/agreements/:reference",
            .summary = "One agreement, printed from the document that is enforced",
            .need = Need::right,
            .right = hub::Right::see_agreements,
            .page = show_agreement});
  add_agreement_acts(site);
}

}  // namespace concordat::pages
