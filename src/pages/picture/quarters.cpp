// SPDX-License-Identifier: Apache-2.0
// Quarters whose figures have left, and their revision.
#include "hub/agency_name.h"
#include "hub/quarters/revising.h"
#include "pages/picture/picture.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

Json titles_of(hub::Hub const& hub, std::vector<std::string> const& feeds) {
  Json titles{Json::Array{}};
  for (auto const& id : feeds) {
    auto const* feed = hub.feed(id);
    titles.push(feed == nullptr ? id : feed->title);
  }
  return titles;
}

Json quarter_model(Visit const& visit, hub::QuarterView const& view) {
  auto one = hub::to_json(view);
  one.set("closed", instant_model(view.closed.closed_at)).set("feed_titles", titles_of(visit.hub, view.feeds)).set("later_titles", titles_of(visit.hub, view.later));
  if (!view.proposal) return one;
  auto proposal = one["proposal"];
  proposal.set("agency_name", hub::agency_name(visit.hub, view.proposal->agency)).set("made", instant_model(view.proposal->at));
  // Whoever may not confirm it is told so by the hub; the page does not offer it to the agency that proposed it.
  proposal.set("may_confirm", view.proposal->agency != visit.who->agency);
  return one.set("proposal", std::move(proposal));
}

Result<Answer> show_quarters(Visit& visit) {
  auto const feeds = hub::sources_of_violence(visit.hub);
  if (!feeds) return fail(feeds);
  auto const all = hub::see_quarters(visit.hub, visit.member(), *feeds);
  if (!all) return fail(all);
  View view{"releases/quarters"};
  Json list{Json::Array{}};
  for (auto const& one : *all) list.push(quarter_model(visit, one));
  Json choices{Json::Array{}};
  for (auto const reason : hub::all_revision_reasons) choices.push(Json{}.set("id", hub::name_of(reason).view()).set("title", hub::words_of(reason).view()));
  view.model.set("quarters", std::move(list)).set("reasons", std::move(choices)).set("days", hub::days_between_revisions);
  view.model.set("chosen", visit.input.text("quarter"));
  return view;
}

Result<Answer> back(Result<std::uint64_t> const& index) {
  if (!index) return fail(index);
  Go go{"/quarters"};
  go.model.set("ledger_index", *index);
  return go;
}

Result<Answer> propose(Visit& visit) {
  if (!visit.input.faults.empty()) return show_quarters(visit);
  auto const feeds = hub::sources_of_violence(visit.hub);
  if (!feeds) return fail(feeds);
  return back(hub::propose_revision(visit.hub, visit.member(), visit.input.text("quarter"), *hub::revision_reason_named(visit.input.text("reason")), *feeds));
}

Result<Answer> answer(Visit& visit) {
  if (!visit.input.faults.empty()) return show_quarters(visit);
  bool const yes = visit.input.text("answer") == "confirm";
  auto const quarter = visit.input.text("quarter");
  auto const feeds = hub::sources_of_violence(visit.hub);
  if (!feeds) return fail(feeds);
  return back(yes ? hub::confirm_revision(visit.hub, visit.member(), quarter, *feeds) : hub::decline_revision(visit.hub, visit.member(), quarter));
}

}  // namespace

void add_quarter_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::see_agreements,
              .inputs = std::move(inputs), .page = page});
  };
  InputField const quarter{.name = "quarter", .label = "the quarter", .required = true, .longest = 7};
  add(http::Method::get, "/quarters", "Quarters whose figures have left: what counts in each, and what is proposed", {}, show_quarters);
  add(http::Method::post, "/quarters", "Propose to revise the figures of a quarter",
      {quarter, {.name = "reason", .kind = InputKind::choice, .label = "the reason", .required = true, .choices = hub::revision_reason_names()}}, propose);
  add(http::Method::post, "/quarters/answer", "Confirm or decline a revision that another agency proposed",
      {quarter, {.name = "answer", .kind = InputKind::choice, .label = "the answer", .required = true, .choices = {"confirm", "decline"}}}, answer);
}

}  // namespace concordat::pages
