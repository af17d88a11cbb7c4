// SPDX-License-Identifier: Apache-2.0
// From a template to a draft: which templates there are, a form with their open places, and the text that comes out. It is
// brought before its parties by the form of the page of drafts, or taken away as a file.
#include <algorithm>
#include <iterator>

#include "agreements/check.h"
#include "agreements/drafting/draft.h"
#include "pages/analysis/analysis.h"
#include "pages/analysis/looking.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

using agreements::Placeholder;

std::vector<agreements::Template> templates_of(hub::Hub const& hub) {
  return agreements::read_templates((hub.options().definitions / "agreements" / "templates").string());
}

/// The template in the address; nothing where there is none.
std::optional<agreements::Template> asked_template(Visit const& visit) {
  for (auto& one : templates_of(visit.hub)) {
    if (one.id == visit.param("template")) return std::move(one);
  }
  return std::nullopt;
}

tl::unexpected<Problem> no_template() {
  return fail(Fault::not_found, "draft.no-template", "There is no such template.", "The page of templates lists those that there are.");
}

/// Every name of a kind, so that a template may call it otherwise than the partnership does.
std::vector<std::string> names_of_kind(hub::Hub const& hub, std::string const& kind) {
  auto const* const body = hub.catalogue().body(kind);
  if (body == nullptr) return {kind};
  auto names = body->aliases;
  names.push_back(body->id);
  return names;
}

agreements::DraftWish empty_wish(hub::Hub const& hub) {
  agreements::DraftWish wish;
  wish.from = Month::of(hub.clock().today()).next().first_day();
  wish.area = hub.partnership().id;
  for (auto const& agency : hub.agencies()) {
    for (auto const& name : names_of_kind(hub, agency.kind)) wish.agencies[name].push_back(agency.id);
  }
  return wish;
}

/// The days of the term are asked once, for all.
bool is_asked(Placeholder const& one) { return one.name != "your-first-day" && one.name != "your-last-day" && one.name != "your-review-day"; }

/// In the order of the form: the agencies, then the rest, the papers of assessments last.
std::vector<Placeholder> asked_places(agreements::Template const& made_from) {
  auto const rank = [](Placeholder const& one) { return !one.kind.empty() ? 0 : one.name.starts_with("your-dpia-") || one.name.starts_with("your-eia-") ? 2 : 1; };
  std::vector<Placeholder> places;
  std::ranges::copy_if(made_from.placeholders, std::back_inserter(places), is_asked);
  std::ranges::stable_sort(places, {}, rank);
  return places;
}

/// "your-dpia-reference" -> "Data protection impact assessment: reference"
std::string label_of(Placeholder const& one) {
  auto const name = std::string_view{one.name}.substr(std::string_view{"your-"}.size());
  if (name.starts_with("dpia-")) return "Data protection impact assessment: " + std::string{name.substr(5)};
  if (name.starts_with("eia-")) return "Equality impact assessment: " + std::string{name.substr(4)};
  if (name.ends_with("childrens-services")) return sentence_case(std::string{name.substr(0, name.size() - std::string_view{"childrens-services"}.size())} + "children’s services");
  return sentence_case(name);
}

Json fitting_agencies(hub::Hub const& hub, agreements::DraftWish const& wish, std::string const& kind) {
  auto const found = wish.agencies.find(kind);
  Json list{Json::Array{}};
  for (auto const& agency : hub.agencies()) {
    if (found != wish.agencies.end() && std::ranges::find(found->second, agency.id) != found->second.end()) list.push(Json{}.set("id", agency.id).set("title", agency.name));
  }
  return list;
}

/// What was typed for it, or what would be filled in anyway.
std::string value_for(Visit const& visit, agreements::DraftWish const& wish, Placeholder const& one) {
  auto const& names = visit.input.many("name");
  auto const& values = visit.input.many("value");
  auto const place = static_cast<std::size_t>(std::ranges::find(names, one.name) - names.begin());
  if (place < values.size()) return values[place];
  if (one.name == "your-area") return wish.area;
  auto const found = wish.agencies.find(one.kind);
  return !one.kind.empty() && found != wish.agencies.end() && found->second.size() == 1 ? found->second.front() : std::string{};
}

Json place_model(Visit const& visit, agreements::DraftWish const& wish, Placeholder const& one) {
  auto const* const body = visit.hub.catalogue().body(one.kind);
  auto fitting = fitting_agencies(visit.hub, wish, one.kind);
  Json model;
  model.set("name", one.name).set("label", label_of(one)).set("kind", one.kind.empty() ? std::string{} : body == nullptr ? one.kind : body->label);
  model.set("value", value_for(visit, wish, one)).set("is_day", one.name.ends_with("-day"));
  return model.set("none_fits", !one.kind.empty() && fitting.array().empty()).set("agencies", std::move(fitting));
}

Json template_model(agreements::Template const& one) {
  Json model;
  model.set("id", one.id).set("title", one.title).set("summary", one.summary).set("form", one.form);
  auto const form = agreements::form_from(one.form);
  return model.set("form_means", form ? agreements::in_words(*form) : std::string_view{}).set("href", "/drafts/templates/" + one.id);
}

Json may_model(Visit const& visit) {
  auto const may = hub::may(*visit.who, hub::Right::govern_agreements);
  return Json{}.set("bring", may == hub::May::yes).set("step_up", may == hub::May::step_up);
}

Result<Answer> list_templates(Visit& visit) {
  View view{"templates/list"};
  Json list{Json::Array{}};
  for (auto const& one : templates_of(visit.hub)) list.push(template_model(one));
  view.model.set("templates", std::move(list));
  return view;
}

Result<Answer> show_template(Visit& visit, agreements::Template const& one) {
  auto const wish = empty_wish(visit.hub);
  View view{"templates/form", template_model(one)};
  Json places{Json::Array{}};
  for (auto const& place : asked_places(one)) places.push(place_model(visit, wish, place));
  auto const& from = visit.input.text("from");
  view.model.set("places", std::move(places)).set("from", from.empty() ? format_date(wish.from) : from).set("until", visit.input.text("until"));
  view.model.set("term", agreements::in_words(one.term)).set("may", may_model(visit));
  return view;
}

Result<Answer> show_asked_template(Visit& visit) {
  auto const one = asked_template(visit);
  if (!one) return no_template();
  return show_template(visit, *one);
}

/// "your-police" is the field "value-3" of the form, for its fault.
std::string field_of(agreements::Template const& made_from, std::string_view name) {
  auto const places = asked_places(made_from);
  auto const found = std::ranges::find(places, name, &Placeholder::name);
  return "value-" + std::to_string(found == places.end() ? 1 : found - places.begin() + 1);
}

void take_term(Visit& visit, agreements::DraftWish& wish) {
  auto const day = [&](char const* name) -> std::optional<Date> {
    auto const& said = visit.input.text(name);
    if (said.empty()) return std::nullopt;
    auto const read = parse_date(said);
    if (!read) visit.fault(name, "Write the day as 2026-01-31.");
    return read;
  };
  if (auto const from = day("from")) wish.from = *from;
  // people write the last day that is in, documents the first that is out
  if (auto const last = day("until")) wish.until = *last + std::chrono::days{1};
}

/// What was typed, each looked at by itself, so that a fault stands beside its field.
void take_values(Visit& visit, agreements::Template const& made_from, agreements::DraftWish& wish) {
  auto const& names = visit.input.many("name");
  auto const& values = visit.input.many("value");
  if (names.size() != values.size()) visit.fault("value-1", "Send one value for each name, in the same order.");
  for (std::size_t at = 0; at < std::min(names.size(), values.size()); ++at) {
    if (values[at].empty()) continue;
    agreements::DraftWish alone;
    alone.from = wish.from;
    alone.values.emplace(names[at], values[at]);
    auto const tried = agreements::draft_from(made_from, alone);
    if (tried.draft) wish.values.insert_or_assign(names[at], values[at]);
    else visit.fault(field_of(made_from, names[at]), tried.findings.front().code == "unknown-placeholder" ? "The template has no such place to fill in." : tried.findings.front().remedy);
  }
}

Json open_model(Visit const& visit, agreements::Draft const& draft) {
  Json list{Json::Array{}};
  for (auto const& place : draft.open) {
    Json choices{Json::Array{}};
    if (auto const found = draft.choices.find(place.name); found != draft.choices.end()) {
      for (auto const& id : found->second) choices.push(Json{}.set("id", id).set("title", hub::agency_name(visit.hub, id)));
    }
    list.push(Json{}.set("name", place.name).set("label", label_of(place)).set("kind", place.kind).set("choices", std::move(choices)));
  }
  return list;
}

Result<Answer> draft_it(Visit& visit) {
  auto const one = asked_template(visit);
  if (!one) return no_template();
  auto wish = empty_wish(visit.hub);
  take_term(visit, wish);
  take_values(visit, *one, wish);
  if (!visit.input.faults.empty()) return show_template(visit, *one);
  auto const drafted = agreements::draft_from(*one, wish);
  if (!drafted.draft) {
    visit.fault("until", "An agreement ends after it begins, and within two years. Give another last day.");
    return show_template(visit, *one);
  }
  if (visit.input.text("as") == "file") {
    http::Response response{http::Status::ok, "application/yaml; charset=utf-8", drafted.draft->text};
    response.set_header("content-disposition", http::attachment(one->id + ".yaml"));
    return Sent{std::move(response)};
  }
  auto const checked = agreements::load(drafted.draft->text, one->id + ".yaml", visit.hub.vocabulary(), visit.hub.clock().today());
  View view{"templates/drafted", template_model(*one)};
  view.model.set("document", drafted.draft->text).set("open", open_model(visit, *drafted.draft)).set("findings", findings_model(checked.findings));
  view.model.set("whole", !has_errors(checked.findings)).set("may", may_model(visit));
  return view;
}

}  // namespace

void add_template_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::see_agreements, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/drafts/templates", "The templates of agreements, and what each is for", {}, list_templates);
  add(http::Method::get, "/drafts/templates/:template", "What a template needs to become a draft", {}, show_asked_template);
  add(http::Method::post, "/drafts/templates/:template", "The draft that a template and these values make; nothing is kept",
      {{.name = "name", .kind = InputKind::many, .label = "the places"},
       {.name = "value", .kind = InputKind::many, .label = "what stands there, in the same order"},
       {.name = "from", .label = "the first day", .longest = 10},
       {.name = "until", .label = "the last day", .longest = 10},
       {.name = "as", .kind = InputKind::choice, .label = "the page or the file", .choices = {"page", "file"}}},
      draft_it);
}

}  // namespace concordat::pages
