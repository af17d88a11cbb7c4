// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "hub/publishing/public_maps.h"
#include "hub/publishing/publishing.h"
#include "pages/chart.h"
#include "pages/products/products.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

std::string agency_name(Visit const& visit, std::string const& id) {
  auto const* agency = visit.hub.agency(id);
  return agency == nullptr ? id : agency->name;
}

Json row_model(Visit const& visit, hub::Publication const& one) {
  auto row = hub::to_json(one);
  row.set("href", "/products/public/" + one.id).set("agency_name", agency_name(visit, one.agency)).set("proposed", instant_model(one.proposed_at));
  if (!one.ended_at.empty()) row.set("ended", instant_model(one.ended_at));
  Json waiting{Json::Array{}};
  for (auto const& agency : one.needed) {
    if (std::ranges::find(one.answers, agency, &hub::PublicationAnswer::agency) == one.answers.end()) waiting.push(agency_name(visit, agency));
  }
  Json answers{Json::Array{}};
  for (auto const& answer : one.answers) {
    answers.push(Json{}.set("agency", agency_name(visit, answer.agency)).set("member", answer.member).set("yes", answer.yes).set("ledger_index", answer.ledger_index).set("when", instant_model(answer.at)));
  }
  return std::move(row.set("waiting", std::move(waiting)).set("said", std::move(answers)));
}

Result<Answer> list_publications(Visit& visit) {
  auto const all = hub::publications(visit.hub, visit.member());
  if (!all) return fail(all);
  Json list{Json::Array{}};
  for (auto const& one : *all) list.push(row_model(visit, one));
  View view{"products/publications"};
  view.model.set("publications", std::move(list));
  return view;
}

/// With each figure as it is shown, "*" where it is below the smallest, and a picture of those by area.
Json content_model(hub::Publication const& publication, Json const& content) {
  if (content.is_null()) return {};
  auto const maps = hub::publishing::maps_in(publication, content);
  Json tables{Json::Array{}};
  for (auto table : content["tables"].array()) {
    auto const map = std::ranges::find(maps, tables.array().size(), &hub::publishing::PublicMap::table);
    table.set("picture", map == maps.end() ? std::string{} : as_data_address(map->svg));
    Json figures{Json::Array{}};
    for (auto figure : table["figures"].array()) {
      auto shown = figure.contains("value") ? std::to_string(figure["value"].integer()) : std::string{"*"};
      figures.push(std::move(figure.set("shown", std::move(shown))));
    }
    tables.push(std::move(table.set("figures", std::move(figures))));
  }
  // Outlines are for who draws them again, from the file.
  Json model;
  for (auto const& [part, value] : content.object()) {
    if (part != "outlines") model.set(part, value);
  }
  return std::move(model.set("has_map", !maps.empty()).set("tables", std::move(tables)));
}

std::string publication_id(Visit const& visit) { return std::string{visit.param("publication")}; }

Result<Answer> show_publication(Visit& visit) {
  auto const seen = hub::see_publication(visit.hub, visit.member(), publication_id(visit));
  if (!seen) return fail(seen);
  View view{"products/publication"};
  view.model = row_model(visit, seen->publication);
  bool const open = seen->publication.state == hub::PublicationState::proposed;
  view.model.set("content", content_model(seen->publication, seen->content)).set("may_answer", seen->may_answer).set("may_withdraw", open && visit.member().agency == seen->publication.agency);
  return view;
}

Result<Answer> send_file(Visit& visit) {
  auto file = hub::public_file(visit.hub, visit.member(), publication_id(visit), visit.param("format"));
  if (!file) return fail(file);
  http::Response response{http::Status::ok, file->media_type, std::move(file->content)};
  response.set_header("content-disposition", http::attachment(file->name));
  return Sent{std::move(response)};
}

Result<Answer> answer_publication(Visit& visit) {
  if (!visit.input.faults.empty()) return show_publication(visit);
  bool const yes = visit.input.text("answer") == "yes";
  auto const confirmed = yes ? hub::confirm_publication(visit.hub, visit.member(), publication_id(visit)) : Result<hub::Confirmation>{};
  if (!confirmed) return fail(confirmed);
  auto const index = yes ? Result<std::uint64_t>{confirmed->ledger_index} : hub::decline_publication(visit.hub, visit.member(), publication_id(visit));
  if (!index) return fail(index);
  // Who said no may not see it any more: nothing of it is kept.
  Go go{yes ? "/products/public/" + publication_id(visit) : std::string{"/products/public"}};
  go.model.set("ledger_index", *index);
  return go;
}

Result<Answer> propose(Visit& visit) {
  auto const read = visit.input.flag("read") ? hub::ReadThrough::yes : hub::ReadThrough::no;
  auto const id = hub::propose_publication(visit.hub, editor_of(visit), std::string{visit.param("edition")}, read);
  if (!id) return fail(id);
  Go go{"/products/public/" + *id};
  go.model.set("publication", *id);
  return go;
}

}  // namespace

void add_publication_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, hub::Right right, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = right, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/products/public", "Public editions, and those that wait for an answer", {}, hub::Right::see_agreements, list_publications);
  add(http::Method::get, "/products/public/:publication", "What of an edition is, or would be, public, and what is left out and why", {}, hub::Right::see_agreements, show_publication);
  add(http::Method::get, "/products/public/:publication/files/:format", "A public edition as a file", {}, hub::Right::see_agreements, send_file);
  add(http::Method::post, "/products/public/:publication/answer", "Say yes or no for an agency whose reports it counts",
      {{.name = "answer", .kind = InputKind::choice, .label = "the answer", .required = true, .choices = {"yes", "no"}}}, hub::Right::see_agreements, answer_publication);
  add(http::Method::post, "/products/editions/:edition/public", "Propose to make public what of a signed edition may be", {{.name = "read", .kind = InputKind::flag, .label = "that it was read"}}, hub::Right::release, propose);
}

}  // namespace concordat::pages
