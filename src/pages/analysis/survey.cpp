// SPDX-License-Identifier: Apache-2.0
// All agreements side by side: where they get in each other's way, what they do not need, and what is due.
#include "agreements/analysis/overlap.h"
#include "base/json_list.h"
#include "hub/sharing/requests.h"
#include "pages/analysis/analysis.h"
#include "pages/analysis/looking.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace an = agreements::analysis;

Result<Answer> show_overlap(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-overlap");
  if (!looking) return fail(looking);
  auto const scope = looking->in_force(visit.hub, looking->today);
  View view{"analysis/overlap"};
  Json list{Json::Array{}};
  for (auto const& one : an::overlaps(scope, looking->names)) {
    auto model = to_json(one);
    Json facets{Json::Array{}};
    for (auto const& facet : one.facets) facets.push(Json{}.set("title", facet.title).set("first", facet.after).set("second", facet.before));
    model.set("where", one.box.cells() == 0 ? Json{} : box_model(visit.hub, one.box)).set("terms", std::move(facets));
    list.push(model.set("first_agreement", agreement_of(one.first)).set("second_agreement", agreement_of(one.second)));
  }
  view.model.set("overlaps", std::move(list)).set("agreements", scope.agreements.size());
  return view;
}

Json feed_model(hub::Hub const& hub, an::FeedNeed const& feed) {
  Json columns{Json::Array{}};
  for (auto const& one : feed.columns) {
    if (one.need == an::Need::not_needed) columns.push(Json{}.set("id", one.column.field).set("title", one.column.label));
  }
  auto const* const known = hub.feed(feed.feed);
  Json model;
  model.set("feed", feed.feed).set("title", known == nullptr ? feed.feed : known->title).set("agency", hub::agency_name(hub, feed.agency));
  return model.set("columns", feed.columns.size()).set("not_needed", std::move(columns));
}

Result<Answer> show_coverage(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-coverage");
  if (!looking) return fail(looking);
  auto const scope = looking->in_force(visit.hub, looking->today);
  auto const found = an::coverage(scope, hub::known_fields(visit.hub.catalogue()), hub::feed_offers(visit.hub));
  View view{"analysis/coverage"};
  Json uncovered{Json::Array{}};
  for (auto const& field : found.uncovered) uncovered.push(Json{}.set("id", field.id).set("title", field.label));
  Json feeds{Json::Array{}};
  // What one can change oneself comes first.
  for (bool const own : {true, false}) {
    for (auto const& feed : found.feeds) {
      if ((feed.agency == visit.who->agency) == own) feeds.push(feed_model(visit.hub, feed));
    }
  }
  view.model.set("agreements", scope.agreements.size()).set("covered", found.covered).set("uncovered", std::move(uncovered)).set("feeds", std::move(feeds));
  return view;
}

Result<Answer> show_replay(Visit& visit) {
  auto const done = hub::sharing::replay_requests(visit.hub, visit.member());
  if (!done) return fail(done);
  View view{"analysis/replay"};
  view.model.set("same", done->same).set("other_agreements", done->other_bundle).set("differing", list_of(done->differing)).set("differing_elsewhere", done->differing_elsewhere);
  return view;
}

std::string when_words(std::int64_t days_left) {
  if (days_left == 0) return "today";
  auto const days = count_words(static_cast<std::uint64_t>(std::abs(days_left)), "day", "days");
  return days_left < 0 ? days + " overdue" : "in " + days;
}

constexpr int days_ahead = 90;

Result<Answer> show_calendar(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-calendar");
  if (!looking) return fail(looking);
  // Whose training lapses elsewhere is that agency's own affair.
  auto const members = hub::trained_members(visit.hub, visit.who->agency);
  if (!members) return fail(members);
  an::Scope const scope{hub::going_on(looking->held, looking->today), &visit.hub.vocabulary()};
  auto const days = static_cast<int>(visit.input.number("days", days_ahead));
  View view{"analysis/calendar"};
  Json list{Json::Array{}};
  for (auto const& entry : an::calendar(scope, looking->today, days, *members)) {
    auto const* const held = looking->held.find(entry.agreement);
    auto model = to_json(entry);
    model.set("on", date_model(entry.day)).set("when", when_words(entry.days_left)).set("overdue", entry.days_left < 0);
    list.push(model.set("title", held == nullptr ? entry.agreement : held->agreement.title));
  }
  view.model.set("entries", std::move(list)).set("days", std::to_string(days)).set("agreements", scope.agreements.size()).set("agency", hub::agency_name(visit.hub, visit.who->agency));
  return view;
}

}  // namespace

void add_survey_pages(Site& site) {
  auto const add = [&site](std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::see_agreements, .inputs = std::move(inputs), .page = page});
  };
  add("/agreements/overlap", "Where agreements in force get in each other's way", {}, show_overlap);
  add("/agreements/replay", "Whether recorded requests are decided today as they were then", {}, show_replay);
  add("/agreements/coverage", "Fields that no agreement in force covers, and what feeds bring that none needs", {}, show_coverage);
  add("/agreements/calendar", "What ends, what is to be reviewed, and what lapses",
      {{.name = "days", .kind = InputKind::choice, .label = "how far ahead", .choices = {"30", "90", "180", "365", "730"}}}, show_calendar);
}

}  // namespace concordat::pages
