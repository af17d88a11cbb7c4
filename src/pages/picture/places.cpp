// SPDX-License-Identifier: Apache-2.0
// Where and when violence is reported: the server's own map, its table, the clock of the week, and what they cannot say.
#include <algorithm>
#include <array>

#include "pages/chart.h"
#include "pages/picture/picture.h"
#include "pages/picture/released_table.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

struct Part {
  std::string_view name;    ///< in the model
  std::string_view file;    ///< without its ending
  bool has_picture;
};
constexpr std::array parts{Part{"map", "violence-map", true}, Part{"areas", "violence-by-area", true},
                           Part{"rates", "violence-rates", false}, Part{"hours", "violence-by-hour", true}};

Json part_model(hub::Release const& release, Part const& part) {
  Json model;
  auto const* csv = file_of(release, std::string{part.file} + ".csv");
  if (csv == nullptr) return model;
  auto const table = hub::read_released_table(csv->content);
  model.set("table", to_json(table)).set("notes", notes_of(table));
  for (auto const& [label, text] : table.about) {
    if (label == "Period") model.set("period", text);
    if (label == "Title") model.set("title", text);
  }
  if (part.name == "map") model.set("classes", classes_of(table));
  if (!part.has_picture) return model;
  auto const* svg = file_of(release, std::string{part.file} + ".svg");
  if (svg != nullptr) model.set("picture", as_data_address(svg->content));
  auto const* shapes = file_of(release, std::string{part.file} + ".geojson");
  if (shapes != nullptr) model.set("shapes", "/releases/" + release.id() + "/files/" + shapes->name);
  return model;
}

Json about_model(hub::Release const& release) {
  Json list{Json::Array{}};
  auto const* csv = file_of(release, "violence-by-area.csv");
  if (csv == nullptr) return list;
  for (auto const& [label, text] : hub::read_released_table(csv->content).about) list.push(Json{}.set("label", label).set("text", text));
  return list;
}

Result<Answer> show_places(Visit& visit) {
  if (!visit.input.has("purpose") || asked_from_elsewhere(visit)) {
    auto asking = purpose_view(visit, "/places");
    if (!asking) return fail(asking);
    return std::move(*asking);
  }
  auto const& purpose = visit.input.text("purpose");
  auto const answer = ask_for(visit, "violence-picture", purpose, visit.input.text("quarter"));
  if (!answer) return fail(answer);
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return refusal_view(visit, *refusal);
  auto const& release = std::get<hub::Release>(*answer);
  View view{"places/picture"};
  view.model.set("purpose", purpose).set("purpose_title", purpose_title(visit.hub, purpose)).set("period", release.period());
  view.model.set("release", release.id()).set("release_href", "/releases/" + release.id()).set("ledger_index", release.ledger_index());
  for (auto const& part : parts) view.model.set(std::string{part.name}, part_model(release, part));
  if (auto const* svg = file_of(release, "violence-map.svg")) view.markup.emplace("map", svg->content);
  view.model.set("about", about_model(release)).set("quarter", visit.input.text("quarter"));
  return view;
}

}  // namespace

void add_place_pages(Site& site) {
  site.add({.pattern = "/places",
            .summary = "Where and when violence is reported, for a stated purpose, as the agreements permit",
            .need = Need::right,
            .right = hub::Right::see_places,
            .inputs = {{.name = "purpose", .label = "what it is for"}, {.name = "quarter", .label = "the quarter of the map", .longest = 7}},
            .page = show_places});
}

}  // namespace concordat::pages
