// SPDX-License-Identifier: Apache-2.0
// The looks of an analyst, a page each: what was found in short, then map, table and completeness as released; and the workbench, some of them side by side.
#include <array>
#include <span>

#include "hub/looks/saved_views.h"
#include "hub/release/tables.h"
#include "pages/chart.h"
#include "pages/picture/area_view.h"
#include "pages/picture/picture.h"
#include "pages/picture/released_table.h"
#include "pages/picture/trend.h"

namespace concordat::pages {
namespace {

struct Part {
  std::string_view name;  ///< of its words
  std::string_view file;  ///< without its ending
  int row_heading;        ///< the column that names a row; -1: a map of squares, whose legend is the table's twin
};
struct Look {
  std::string_view name;
  std::span<Part const> parts;
};
constexpr std::array patterns{Part{"completeness", "violence-completeness", 0}, Part{"hours", "violence-by-hour", 0},
                              Part{"weekdays", "violence-weekdays", 0}};
constexpr std::array hotspots{Part{"hot", "violence-hotspots", -1}, Part{"over_time", "violence-over-time", -1}, Part{"density", "violence-density", -1}};
constexpr std::array change{Part{"change", "violence-change", 1}, Part{"beside", "violence-change-beside", 1}};
constexpr std::array contrast{Part{"completeness", "violence-completeness", 0}, Part{"months", "violence-completeness-months", 0}, Part{"contrast", "violence-contrast", 1}, Part{"ratio", "violence-ratio", -1}, Part{"apart", "violence-apart", -1}};
constexpr std::array near_repeat{Part{"near_repeat", "violence-near-repeat", 0}};
constexpr std::array scan{Part{"scan", "violence-scan", 1}};
constexpr std::array around{Part{"around", "violence-around", 0}};
constexpr std::array space_time{Part{"space_time", "violence-space-time", 0}};
constexpr std::array funnel{Part{"funnel", "violence-funnel", 1}, Part{"smoothed", "violence-smoothed", 1}, Part{"together", "violence-together", 1}};
constexpr std::array signals{Part{"signals", "violence-signals", 0}, Part{"seasons", "violence-seasons", 0}};
constexpr std::array forecast{Part{"trials", "violence-trials", 0}, Part{"forecast", "violence-forecast", -1}};
constexpr std::array looks{Look{"patterns", patterns}, Look{"hotspots", hotspots}, Look{"change", change}, Look{"contrast", contrast},
                           Look{"near-repeat", near_repeat}, Look{"scan", scan}, Look{"around", around}, Look{"space-time", space_time},
                           Look{"funnel", funnel}, Look{"signals", signals}, Look{"forecast", forecast}};

/// With the title of a part in place of its id: "2026-Q3, Time of day: 22:00 to 06:00".
std::string period_of(Visit const& visit, hub::ReleasedTable const& table) {
  std::string period{hub::about(table, "Period")};
  auto const id = hub::part_in(period);
  auto const title = part_title(visit, id);
  if (id.empty() || title.empty()) return period;
  auto const named = hub::with_part({}, hub::part_named(visit.hub.catalogue().definitions(), id));
  return period.substr(0, period.size() - std::min(named.size(), period.size())) + ", " + title;
}

/// `area`: what is seen of it by itself; null: all.
Json part_model(Visit const& visit, hub::Release const& release, Part const& part, ChosenArea const* area = nullptr) {
  Json model;
  auto const* csv = file_of(release, std::string{part.file} + ".csv");
  if (csv == nullptr) return model;
  auto table = hub::read_released_table(csv->content);
  bool const squares = part.row_heading < 0;
  model.set("name", part.name).set("row_heading", std::int64_t{squares ? 0 : part.row_heading}).set("squares", squares);
  model.set("period", period_of(visit, table));
  model.set("notes", notes_of(table)).set("file", "/releases/" + release.id() + "/files/" + csv->name);
  if (squares) model.set("classes", classes_of(table));
  auto shown = squares ? of_highest_class(std::move(table)) : std::move(table);
  model.set("table", to_json(area == nullptr ? shown : of_area(visit, std::move(shown), *area)));
  if (auto const* svg = file_of(release, std::string{part.file} + ".svg")) model.set("picture", as_data_address(area == nullptr ? svg->content : near_area(visit, svg->content, *area)));
  auto const* shapes = file_of(release, std::string{part.file} + ".geojson");
  model.set("shapes", shapes == nullptr ? "" : "/releases/" + release.id() + "/files/" + shapes->name);
  return model;
}

Json about_of(hub::Release const& release, Look const& look) {
  Json list{Json::Array{}};
  auto const* csv = file_of(release, std::string{look.parts.front().file} + ".csv");
  if (csv == nullptr) return list;
  for (auto const& [label, words] : hub::read_released_table(csv->content).about) {
    if (label != "Note" && label != "Signs") list.push(Json{}.set("label", label).set("text", words));
  }
  return list;
}

Result<Answer> ask_look(Visit& visit, Look const& look) {
  auto const& purpose = visit.input.text("purpose");
  auto const& table = *hub::table_of_look(look.name);
  auto const asked = ask_for_look(visit, std::string{table.id.view()}, purpose, hub::takes_quarter(table.kind) ? visit.input.text("quarter") : std::string{}, only_of(visit));
  if (!asked) return fail(asked);
  if (auto const* underway = std::get_if<Underway>(&*asked)) return Go{progress_page_of(*underway)};
  auto const* answer = &std::get<hub::ReleaseAnswer>(*asked);
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return refusal_view(visit, *refusal);
  auto const& release = std::get<hub::Release>(*answer);
  View view{"places/look"};
  view.model.set("look", look.name).set("purpose", purpose).set("purpose_title", purpose_title(visit.hub, purpose));
  view.model.set("period", release.period()).set("quarter", visit.input.text("quarter"));
  auto const only = only_of(visit);
  view.model.set("only", only).set("only_title", part_title(visit, only)).set("filters", parts_for(visit, table.kind)).set("takes_quarter", hub::takes_quarter(table.kind));
  view.model.set("release_href", "/releases/" + release.id()).set("ledger_index", release.ledger_index());
  view.model.set("findings", findings_of(release.files()));
  Json parts{Json::Array{}};
  for (auto const& part : look.parts) {
    auto model = part_model(visit, release, part);
    if (!model.is_null()) parts.push(std::move(model));
  }
  view.model.set("parts", std::move(parts)).set("about", about_of(release, look));
  return view;
}

/// Map, clock and trend beside each other: each a table of the fixed list, asked of the gate by itself.
struct Panel {
  std::string_view name;  ///< of its words
  std::string_view table;
  Part part;
};
constexpr std::array panels{Panel{"map", "violence-hotspots", {"hot", "violence-hotspots", -1}}, Panel{"clock", "violence-by-hour", {"hours", "violence-by-hour", 0}},
                            Panel{"change", "violence-change", {"change", "violence-change", 1}}, Panel{"trend", "violence-by-area", {"areas", "violence-by-area", 1}}};

/// What a panel could not be asked for, or was refused, with what helps: the others stand without it.
Json told_instead(std::string_view why, std::string_view remedy) { return Json{}.set("why", why).set("remedy", remedy); }

std::string quarter_for(Visit const& visit, hub::TableSpec const& table) { return hub::takes_quarter(table.kind) ? visit.input.text("quarter") : std::string{}; }

Json trend_model(Visit const& visit, Trend const& trend, std::string_view of, hub::Release const& release) {
  auto const& words = visit.services.words["looks"]["trend"];
  auto const svg = trend_picture(trend, {words["alt"].string(), words["not_delivered"].string(), words["band"].string()});
  auto model = to_json(trend);
  model.set("picture", as_data_address(svg)).set("of", of).set("ledger_index", release.ledger_index());
  return model.set("release_href", "/releases/" + release.id());
}

/// The line of the quarters: of all reports by what the sources' completeness tells, where that may be told; of a part, and else, by
/// the areas that can be told.
/// Of one area by itself, by its own figures.
Result<Json> trend_of(Visit& visit, hub::Release const& areas, Part const& part, ChosenArea const* area) {
  if (area == nullptr && only_of(visit).empty()) {
    auto const answer = ask_for(visit, "violence-patterns", visit.input.text("purpose"), {});
    if (!answer && answer.error().fault == Fault::internal) return fail(answer);
    auto const* release = answer ? std::get_if<hub::Release>(&*answer) : nullptr;
    auto const* csv = release == nullptr ? nullptr : file_of(*release, "violence-completeness.csv");
    auto const trend = csv == nullptr ? std::nullopt : trend_of_sources(hub::read_released_table(csv->content));
    if (trend) return trend_model(visit, *trend, "sources", *release);
  }
  auto const* csv = file_of(areas, std::string{part.file} + ".csv");
  if (csv == nullptr) return Json{};
  auto table = hub::read_released_table(csv->content);
  auto const trend = trend_of_areas(area == nullptr ? std::move(table) : of_area(visit, std::move(table), *area));
  return trend ? trend_model(visit, *trend, area == nullptr ? "areas" : "area", areas) : Json{};
}

/// The model of a panel, or the look that it waits for.
Result<std::variant<Json, Underway>> panel_model(Visit& visit, Panel const& panel, ChosenArea const* area, View& view) {
  Json model;
  model.set("name", panel.name).set("instead", Json{}).set("part", Json{}).set("trend", Json{}).set("findings", Json{Json::Array{}});
  auto const& table = *hub::release_table(panel.table);
  auto const only = only_of(visit);
  auto const part = hub::part_named(visit.hub.catalogue().definitions(), only);
  if (part && !hub::takes_part(table.kind, *part)) {
    return std::move(model.set("instead", told_instead(hub::why_no_part(table.kind, *part).view(), "")));
  }
  auto const asked = ask_for_look(visit, std::string{panel.table}, visit.input.text("purpose"), quarter_for(visit, table), only);
  if (!asked && asked.error().fault == Fault::internal) return fail(asked);
  if (!asked) return std::move(model.set("instead", told_instead(asked.error().title.view(), asked.error().remedy.view())));
  if (auto const* underway = std::get_if<Underway>(&*asked)) return *underway;
  auto const* answer = &std::get<hub::ReleaseAnswer>(*asked);
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) {
    auto const& first = refusal->reasons.front();
    model.set("instead", told_instead(first.source.empty() ? first.why : first.source + ": " + first.why, first.remedy)).set("ledger_index", refusal->ledger_index);
    return model;
  }
  auto const& release = std::get<hub::Release>(*answer);
  if (panel.name == "trend") {
    auto trend = trend_of(visit, release, panel.part, area);
    if (!trend) return fail(trend);
    model.set("trend", std::move(*trend));
  }
  // The still map stands in the page itself, so that the one that moves can take its place.
  if (auto const* svg = panel.name == "map" ? file_of(release, std::string{panel.part.file} + ".svg") : nullptr) view.markup.emplace("map", area == nullptr ? svg->content : near_area(visit, svg->content, *area));
  model.set("part", part_model(visit, release, panel.part, area)).set("findings", findings_of(release.files())).set("ledger_index", release.ledger_index());
  return std::move(model.set("release_href", "/releases/" + release.id()));
}

/// All that takes long is worked out at once, and before any panel is asked: none is asked for a page that is not shown. What cannot be
/// begun says so in its panel.
std::optional<Underway> wait_for_panels(Visit& visit) {
  auto const only = only_of(visit);
  auto const part = hub::part_named(visit.hub.catalogue().definitions(), only);
  for (bool const waits : {false, true}) {
    for (auto const& panel : panels) {
      auto const& table = *hub::release_table(panel.table);
      if (part && !hub::takes_part(table.kind, *part)) continue;
      auto const& purpose = visit.input.text("purpose");
      auto const quarter = quarter_for(visit, table);
      if (!waits) {
        [[maybe_unused]] auto const begun = begin_look(visit, std::string{panel.table}, purpose, quarter, only);
        continue;
      }
      auto const underway = wait_for_look(visit, std::string{panel.table}, purpose, quarter, only);
      if (underway && *underway) return **underway;
    }
  }
  return std::nullopt;
}

std::string workbench_of(hub::SavedView const& view) { return pages::workbench_of(view.purpose, view.quarter, view.part, view.area); }

/// The member's own, each named by what was chosen.
Result<Json> saved_of(Visit& visit) {
  auto const all = hub::saved_views(visit.hub, visit.member());
  if (!all) return fail(all);
  Json list{Json::Array{}};
  for (auto const& view : *all) {
    list.push(Json{}.set("id", view.id).set("href", workbench_of(view)).set("purpose_title", purpose_title(visit.hub, view.purpose)).set("quarter", view.quarter).set("only_title", part_title(visit, view.part)).set("area_name", view.area.empty() ? "" : area_name(visit, view.area)));
  }
  return list;
}

Result<Answer> show_workbench(Visit& visit) {
  auto saved = saved_of(visit);
  if (!saved) return fail(saved);
  auto const area = chosen_area(visit);
  if (!area) return fail(area);
  if (!visit.input.has("purpose") || asked_from_elsewhere(visit)) {
    auto asking = purpose_view(visit, "/places/workbench");
    if (!asking) return fail(asking);
    asking->model.set("saved", std::move(*saved));
    return std::move(*asking);
  }
  View view{"places/workbench"};
  auto const& purpose = visit.input.text("purpose");
  auto const only = only_of(visit);
  auto purposes = purposes_for(visit);
  if (!purposes) return fail(purposes);
  view.model.set("purpose", purpose).set("purpose_title", purpose_title(visit.hub, purpose)).set("purposes", std::move(*purposes)).set("quarter", visit.input.text("quarter"));
  view.model.set("only", only).set("only_title", part_title(visit, only)).set("filters", parts_for(visit, hub::TableKind::hotspots));
  auto const* one = *area ? &**area : nullptr;
  view.model.set("areas", area_choices(visit)).set("area", one == nullptr ? "" : one->code).set("area_name", one == nullptr ? "" : one->name);
  view.model.set("all_areas_href", pages::workbench_of(purpose, visit.input.text("quarter"), only));
  auto const from = "workbench" + (one == nullptr ? std::string{} : "/" + one->code);
  if (auto const underway = wait_for_panels(visit)) return Go{progress_page_of(*underway, from)};
  Json list{Json::Array{}};
  for (auto const& panel : panels) {
    auto model = panel_model(visit, panel, one, view);
    if (!model) return fail(model);
    if (auto const* underway = std::get_if<Underway>(&*model)) return Go{progress_page_of(*underway, from)};
    auto& made = std::get<Json>(*model);
    if (panel.name == "trend") view.model.set("areas_shapes", made["part"]["shapes"].string());
    list.push(std::move(made));
  }
  view.model.set("panels", std::move(list)).set("saved", std::move(*saved));
  return view;
}

Result<Answer> save_this_view(Visit& visit) {
  if (!visit.input.faults.empty()) {
    return fail(Fault::malformed, "view.unknown-choice", "The purpose, the quarter, the part of the reports or the area is none that this hub knows.", "Choose them on the page and save what it shows.");
  }
  hub::SavedView const chosen{{}, visit.input.text("purpose"), visit.input.text("quarter"), only_of(visit), visit.input.text("area")};
  auto const index = hub::save_view(visit.hub, visit.member(), chosen);
  if (!index) return fail(index);
  Go go{workbench_of(chosen)};
  go.model.set("ledger_index", *index);
  return go;
}

Result<Answer> delete_this_view(Visit& visit) {
  auto const index = hub::delete_view(visit.hub, visit.member(), std::string{visit.param("view")});
  if (!index) return fail(index);
  Go go{"/places/workbench"};
  go.model.set("ledger_index", *index);
  return go;
}

template <std::size_t number>
Result<Answer> show_look(Visit& visit) {
  constexpr auto const& look = looks[number];
  if (!visit.input.has("purpose") || asked_from_elsewhere(visit)) {
    auto asking = purpose_view(visit, "/places/" + std::string{look.name});
    if (!asking) return fail(asking);
    return std::move(*asking);
  }
  return ask_look(visit, look);
}

}  // namespace

void add_look_pages(Site& site) {
  auto const add = [&site](Look const& look, std::string summary, Result<Answer> (*page)(Visit&)) {
    site.add({.pattern = "/places/" + std::string{look.name},
              .summary = std::move(summary),
              .need = Need::right,
              .right = hub::Right::see_places,
              .inputs = {{.name = "purpose", .label = "what it is for"}, {.name = "quarter", .label = "the quarter", .longest = 7}, {.name = "only", .label = "a part of the reports, or two together", .longest = 80}},
              .page = page});
  };
  add(looks[0], "When violence happens and how complete the reports are, for a stated purpose", show_look<0>);
  add(looks[1], "Where violence gathers and stays, for a stated purpose", show_look<1>);
  add(looks[2], "What has changed by area, for a stated purpose", show_look<2>);
  add(looks[3], "Where one source knows of violence and the other does not, for a stated purpose", show_look<3>);
  add(looks[4], "Whether reports follow each other near by, for a stated purpose", show_look<4>);
  add(looks[5], "Neighbouring areas with more than their share, for a stated purpose", show_look<5>);
  add(looks[6], "Whether more is reported around key places, for a stated purpose", show_look<6>);
  site.add({.pattern = "/places/workbench",
            .summary = "Map, clock, change and trend beside each other, for a stated purpose",
            .need = Need::right,
            .right = hub::Right::see_places,
            .inputs = {{.name = "purpose", .label = "what it is for"}, {.name = "quarter", .label = "the quarter", .longest = 7}, {.name = "only", .label = "a part of the reports, or two together", .longest = 80}, {.name = "area", .label = "an area", .longest = 100}},
            .page = show_workbench});
  site.add({.method = http::Method::post,
            .pattern = "/places/workbench/views",
            .summary = "Keep what was chosen, to come back to it",
            .need = Need::right,
            .right = hub::Right::see_places,
            .inputs = {{.name = "purpose", .label = "what it is for", .required = true}, {.name = "quarter", .label = "the quarter", .longest = 7}, {.name = "only", .label = "a part of the reports, or two together", .longest = 80}, {.name = "area", .label = "an area", .longest = 100}},
            .page = save_this_view});
  site.add({.method = http::Method::post,
            .pattern = "/places/workbench/views/:view/delete",
            .summary = "Delete a saved view of one's own",
            .need = Need::right,
            .right = hub::Right::see_places,
            .inputs = {},
            .page = delete_this_view});
  add(looks[7], "Whether reports came close together in place and days, for a stated purpose", show_look<7>);
  add(looks[8], "Which areas stand out for their residents, and rates smoothed, for a stated purpose", show_look<8>);
  add(looks[9], "Months in which a source gave more reports than its first year explains, for a stated purpose", show_look<9>);
  add(looks[10], "Where most is to be expected, as far as that was tried, for a stated purpose", show_look<10>);
}

}  // namespace concordat::pages
