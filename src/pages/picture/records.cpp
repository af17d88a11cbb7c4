// SPDX-License-Identifier: Apache-2.0
// Records of incidents: what they are and why no more is told, and the form to ask for a quarter's. What came of it is a release as any other.
#include "hub/records/stored_records.h"
#include "pages/picture/picture.h"

namespace concordat::pages {
namespace {

Result<Answer> show_records_form(Visit& visit) {
  auto const agencies = hub::agencies_with_records(visit.hub, visit.who->agency);
  if (!agencies) return fail(agencies);
  auto purposes = purposes_for(visit);
  if (!purposes) return fail(purposes);
  View view{"releases/records"};
  Json list{Json::Array{}};
  for (auto const& agency : *agencies) list.push(Json{}.set("id", agency.id).set("title", agency.name));
  view.model.set("agencies", std::move(list)).set("purposes", std::move(*purposes));
  view.model.set("chosen_from", visit.input.text("from")).set("chosen_purpose", visit.input.text("purpose")).set("quarter", visit.input.text("quarter"));
  return view;
}

Result<Answer> ask_records(Visit& visit) {
  if (!visit.input.faults.empty()) return show_records_form(visit);
  auto const asked = ask_for_records(visit, visit.input.text("from"), visit.input.text("purpose"), visit.input.text("quarter"));
  if (!asked) return fail(asked);
  if (auto const* underway = std::get_if<Underway>(&*asked)) return Go{progress_page_of(*underway)};
  auto const& answer = std::get<hub::ReleaseAnswer>(*asked);
  if (auto const* refusal = std::get_if<hub::Refusal>(&answer)) return refusal_view(visit, *refusal);
  return to_release(std::get<hub::Release>(answer));
}

}  // namespace

void add_record_pages(Site& site) {
  constexpr std::size_t longest_quarter = 7;
  site.add({.pattern = "/releases/records", .summary = "Records of incidents: what is told and why no more, and a form to ask for a quarter's", .need = Need::right, .right = hub::Right::release,
            .inputs = {{.name = "from"}, {.name = "purpose"}, {.name = "quarter", .longest = longest_quarter}}, .page = show_records_form});
  site.add({.method = http::Method::post, .pattern = "/releases/records", .summary = "Ask the gate for the records of one emergency department and one quarter", .need = Need::right, .right = hub::Right::release,
            .inputs = {{.name = "from", .label = "whose records", .required = true}, {.name = "purpose", .label = "what it is for", .required = true}, {.name = "quarter", .label = "the quarter", .longest = longest_quarter}}, .page = ask_records});
}

}  // namespace concordat::pages
