// SPDX-License-Identifier: Apache-2.0
// Words for places that named none we know: said once by those who send the feed, one after the other.
#include "hub/place_texts/place_texts.h"

#include <algorithm>

#include "pages/supply/supply.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

Json day_model(std::string const& date) {
  auto const day = parse_date(date);
  return day ? date_model(*day) : Json{};
}

Json waiting_model(hub::WaitingPlaceText const& one, std::string const& page) {
  Json model;
  model.set("text", one.number).set("words", one.text).set("rows", one.rows).set("expires_on", day_model(one.expires_on));
  return std::move(model.set("href", page + "?text=" + std::to_string(one.number) + "#next"));
}

/// The one that was asked for, else the first: the words that most rows say.
Json next_of(Visit const& visit, Json const& waiting) {
  auto const number = static_cast<std::int64_t>(visit.input.number("text"));
  auto const& all = waiting.array();
  auto const chosen = std::ranges::find(all, number, [](Json const& one) { return one["text"].integer(); });
  if (chosen != all.end()) return *chosen;
  return all.empty() ? Json{} : all.front();
}

Result<Answer> show_texts(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const all = hub::list_place_texts(visit.hub, **feed, visit.member());
  if (!all) return fail(all);
  View view{"feeds/place-texts"};
  auto const page = "/feeds/" + (*feed)->id + "/place-texts";
  Json waiting{Json::Array{}};
  for (auto const& one : all->waiting) waiting.push(waiting_model(one, page));
  Json meanings{Json::Array{}};
  for (auto const& one : all->meanings) meanings.push(Json{}.set("meaning", one.number).set("means", one.means).set("place", one.place).set("since", day_model(one.since)));
  Json given;
  for (auto const* name : {"means", "place", "at"}) given.set(name, visit.input.text(name));
  view.model.set("feed", (*feed)->id).set("title", (*feed)->title).set("href", page).set("next", next_of(visit, waiting));
  view.model.set("waiting", std::move(waiting)).set("meanings", std::move(meanings)).set("given", std::move(given));
  return view;
}

/// What the form can mend is said beside its field, and what was typed stays.
std::string field_at_fault(std::string_view code) {
  if (code == "place-text.no-such-place" || code == "place-text.meaning") return "place";
  return code == "place-text.namesakes" ? "at" : "";
}

Result<Answer> map_text(Visit& visit) {
  if (!visit.input.faults.empty()) return show_texts(visit);
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const means = visit.input.text("means");
  bool const place = means == "place";
  hub::PlaceAnswerOfPerson const answer{means, place ? visit.input.text("place") : std::string{}, place ? visit.input.text("at") : std::string{}};
  auto const meaning = hub::map_place_text(visit.hub, **feed, visit.member(), static_cast<std::int64_t>(visit.input.number("text")), answer);
  if (meaning) {
    Go go{"/feeds/" + (*feed)->id + "/place-texts#next"};
    go.model.set("meaning", *meaning);
    return go;
  }
  auto const field = field_at_fault(meaning.error().code.view());
  if (field.empty()) return fail(meaning);
  visit.fault(field, std::string{meaning.error().title.view()} + " " + std::string{meaning.error().remedy.view()});
  return show_texts(visit);
}

Result<Answer> forget_meaning(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const number = static_cast<std::int64_t>(visit.input.number("meaning"));
  if (auto done = hub::forget_place_meaning(visit.hub, **feed, visit.member(), number); !done) return fail(done);
  Go go{"/feeds/" + (*feed)->id + "/place-texts#meanings"};
  go.model.set("forgotten", number);
  return go;
}

}  // namespace

void add_place_text_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = "/feeds/:feed/place-texts" + std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::see_quarantine_own,
              .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "", "Words for places that named none the hub knows, for those who send the feed, and what they said of earlier ones", {{.name = "text", .kind = InputKind::number, .label = "the words"}}, show_texts);
  add(http::Method::post, "", "Say once what such words mean; the words are destroyed",
      {{.name = "text", .kind = InputKind::number, .label = "the words", .required = true},
       {.name = "means", .kind = InputKind::choice, .label = "what they mean", .required = true, .choices = {"place", "home", "nowhere"}},
       {.name = "place", .label = "the place"},
       {.name = "at", .label = "which of them", .longest = 20}},
      map_text);
  add(http::Method::post, "/forget", "Take back what was said of earlier words", {{.name = "meaning", .kind = InputKind::number, .label = "the meaning", .required = true}}, forget_meaning);
}

}  // namespace concordat::pages
