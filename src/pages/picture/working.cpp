// SPDX-License-Identifier: Apache-2.0
// A look that takes long: how far it is, for whoever began it; stopped with a button; and on to what it found.
#include "hub/looks/look_desk.h"
#include "hub/release/tables.h"
#include "pages/picture/picture.h"

namespace concordat::pages {
namespace {

constexpr std::string_view workbench = "workbench";
constexpr std::string_view releases = "releases";

bool is_from_workbench(std::string_view from) { return from == workbench || (from.starts_with(workbench) && from[workbench.size()] == '/'); }
/// The code of the area that was chosen there.
std::string_view area_in(std::string_view from) { return is_from_workbench(from) && from.size() > workbench.size() ? from.substr(workbench.size() + 1) : std::string_view{}; }

Result<hub::LookView> look_of(Visit& visit) {
  if (visit.services.looks != nullptr) {
    if (auto view = visit.services.looks->find(visit.member(), std::string{visit.param("look")})) return std::move(*view);
  }
  return fail(Fault::not_found, "look.unknown", "There is no such look of yours, or it ended some time ago.", "Ask for it again.");
}

bool are_records(hub::LookView const& look) { return look.request.gate.table == hub::records_table().id.view(); }

/// "hotspots", "records"
std::string name_of_look(hub::LookView const& look) { return are_records(look) ? look.request.gate.table : look.request.gate.table.substr(std::string_view{"violence-"}.size()); }

/// Where it is asked for, which is where it is shown.
std::string asking_page(hub::LookView const& look, std::string_view from) {
  auto const& gate = look.request.gate;
  if (are_records(look)) return "/releases/records?purpose=" + http::percent_encode(gate.purpose) + "&quarter=" + http::percent_encode(look.request.quarter) + "&from=" + http::percent_encode(look.request.records_of);
  if (from == releases) return "/releases";
  if (is_from_workbench(from)) return workbench_of(gate.purpose, look.request.quarter, gate.part, area_in(from));
  return "/places/" + name_of_look(look) + "?purpose=" + http::percent_encode(gate.purpose) + "&quarter=" + http::percent_encode(look.request.quarter) + "&only=" + http::percent_encode(gate.part);
}

/// What is being worked out, in the words of the page.
std::string part_words(Visit const& visit, FixedText part) {
  auto const& words = visit.services.words["looks"]["working"]["doing"];
  auto const& word = words[part.view()];
  return word.is_null() ? std::string{part.view()} : word.string();
}

Json progress_model(Visit const& visit, hub::LookView const& look) {
  Json model;
  model.set("state", hub::name_of(look.state).view()).set("doing", part_words(visit, look.part)).set("percent", std::int64_t{look.percent});
  return model.set("over", hub::is_over(look.state));
}

/// Records are asked for with a form, and a program asks for any table, not by looking at a page: so what came of it is handed over here, once.
Result<Answer> hand_over(Visit& visit, hub::LookView const& look) {
  auto answer = visit.services.looks->take(visit.member(), look.id);
  if (!answer) return Go{"/releases"};
  if (!*answer) return fail(*answer);
  if (auto const* refusal = std::get_if<hub::Refusal>(&**answer)) return refusal_view(visit, *refusal);
  return to_release(std::get<hub::Release>(**answer));
}

Result<Answer> show_working(Visit& visit) {
  auto const look = look_of(visit);
  if (!look) return fail(look);
  auto const& from = visit.input.text("from");
  auto const page = asking_page(*look, from);
  bool const by_a_program = from == releases;
  if (by_a_program && !visit.wants_json) return Go{page};  // a page of its own it has not: the list has it once it is made
  if (look->state == hub::LookState::done && (are_records(*look) || by_a_program)) return hand_over(visit, *look);
  if (look->problem && by_a_program) return tl::unexpected<Problem>{*look->problem};
  if (look->state == hub::LookState::done && !visit.wants_json) return Go{page};
  View view{"places/working", progress_model(visit, *look)};
  auto const here = "/places/working/" + look->id;
  auto const known_from = is_from_workbench(from) || by_a_program ? std::string_view{from} : std::string_view{};
  auto const tail = known_from.empty() ? std::string{} : "?from=" + http::percent_encode(from);
  view.model.set("id", look->id).set("look", name_of_look(*look)).set("from", known_from);
  view.model.set("page_href", page).set("href", here + tail).set("events", here + "/events").set("stop_href", here + "/stop");
  view.model.set("purpose_title", purpose_title(visit.hub, look->request.gate.purpose)).set("quarter", look->request.quarter).set("only_title", part_title(visit, look->request.gate.part));
  view.model.set("problem", Json{});
  if (look->problem) {
    view.model.set("problem", Json{}.set("title", look->problem->title.view()).set("remedy", look->problem->remedy.view()).set("code", look->problem->code.view()));
  }
  return view;
}

Result<Answer> follow_working(Visit& visit) {
  auto const look = look_of(visit);
  if (!look) return fail(look);
  // The words of each part are looked up now: the visit ends with this answer.
  auto told = [words = visit.services.words["looks"]["working"]["doing"]](hub::LookView const& now) {
    auto const& word = words[now.part.view()];
    Json event;
    event.set("stage", hub::is_over(now.state) || word.is_null() ? std::string{now.part.view()} : word.string());
    return event.set("part_percent", std::int64_t{now.percent}).canonical();
  };
  auto poll = [desk = visit.services.looks, member = visit.member(), id = look->id, told, last = std::uint64_t{0}]() mutable -> http::EventPoll {
    auto const now = desk->find(member, id);
    if (!now) return {{}, true};
    if (now->change == last) return {};
    last = now->change;
    bool const over = hub::is_over(now->state);
    return {{{over ? "end" : "progress", told(*now), {}}}, over};
  };
  return Sent{http::events(std::move(poll))};
}

Result<Answer> stop_working(Visit& visit) {
  auto const look = look_of(visit);
  if (!look) return fail(look);
  auto& desk = *visit.services.looks;
  auto const done = desk.stop(visit.member(), look->id);
  // Whoever looks is shown what it found; a program is told that it was too late.
  if (!done && (visit.wants_json || done.error().code.view() != "look.too-late")) return fail(done);
  // Most end within their next step; the page then says at once that it is stopped.
  [[maybe_unused]] bool const over = desk.wait(visit.member(), look->id, visit.services.settings.look_grace);
  return Go{progress_page_of(Underway{look->id}, visit.input.text("from"))};
}

}  // namespace

std::string progress_page_of(Underway const& look, std::string_view from) {
  return "/places/working/" + look.id + (is_from_workbench(from) || from == releases ? "?from=" + http::percent_encode(from) : std::string{});
}

std::string workbench_of(std::string const& purpose, std::string const& quarter, std::string const& part, std::string_view area) {
  return "/places/workbench?purpose=" + http::percent_encode(purpose) + "&quarter=" + http::percent_encode(quarter) + "&only=" + http::percent_encode(part) + (area.empty() ? std::string{} : "&area=" + http::percent_encode(area));
}

void add_working_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, Result<Answer> (*page)(Visit&), std::vector<InputField> inputs) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::see_places, .inputs = std::move(inputs), .page = page});
  };
  InputField const from{.name = "from", .label = "where to go when it is done", .longest = 140};
  add(http::Method::get, "/places/working/:look", "How far a look is that takes long", show_working, {from});
  add(http::Method::get, "/places/working/:look/events", "The same as a stream of events", follow_working, {});
  add(http::Method::post, "/places/working/:look/stop", "Stop a look: nothing of it is kept", stop_working, {from});
}

}  // namespace concordat::pages
