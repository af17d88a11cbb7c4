// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "hub/agency_name.h"
#include "hub/agreements/draft.h"
#include "hub/disclosures/json_of.h"
#include "hub/feeds.h"
#include "hub/linkage/review/queue.h"
#include "hub/quarters/revising.h"
#include "hub/settings/changing.h"
#include "hub/supply/uploads.h"
#include "hub/timetable/agreed.h"
#include "pages/door.h"
#include "pages/house/house.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

constexpr std::size_t most_late_shown = 10;

/// Own uploads that wait for an answer of this person.
Json waiting_uploads(Visit& visit) {
  Json list{Json::Array{}};
  for (auto const& upload : visit.services.uploads.open_ones(visit.owner())) {
    Json one;
    one.set("id", upload.id).set("feed", upload.feed).set("file", upload.file_name).set("state", hub::name_of(upload.state).view());
    one.set("href", "/uploads/" + upload.id);
    list.push(std::move(one));
  }
  return list;
}

Json late_model(hub::FeedStatus const& status, hub::FeedPeriod const& period) {
  Json one;
  one.set("feed", status.feed.id).set("title", status.feed.title).set("agency", status.agency_name);
  one.set("month", format_month(period.month)).set("month_words", months_words(period.month, period.last));
  one.set("state", hub::name_of(period.state).view()).set("due_by", date_model(period.due_by)).set("href", "/feeds/" + status.feed.id);
  one.set("days_late", period.days_late).set("late_words", days_late_words(period.days_late)).set("silent", status.silent);
  return one;
}

/// Agreements of this person's agency of which something has not come.
Result<Json> agreed_model(Visit& visit) {
  auto const all = hub::agreed_supply(visit.hub, visit.who->agency);
  if (!all) return fail(all);
  Json list{Json::Array{}};
  for (auto const& supply : *all) {
    if (!supply.party || supply.missing_count == 0) continue;
    auto const own = std::ranges::count(supply.missing, visit.who->agency, &hub::MissingField::discloser);
    Json one;
    one.set("agreement", supply.agreement).set("title", supply.title).set("agreed", supply.agreed).set("missing", supply.missing_count);
    list.push(one.set("own", static_cast<std::int64_t>(own)).set("href", "/agreements/" + supply.agreement + "#supply"));
  }
  return list;
}

/// Pairs that wait for a linkage reviewer; null for everybody else.
Result<Json> links_model(Visit& visit) {
  if (!visit.may(hub::Right::review_links)) return Json{};
  auto const tasks = hub::links::link_tasks(visit.hub, visit.member());
  if (!tasks) return fail(tasks);
  return Json{}.set("review", tasks->review).set("assigned", tasks->assigned).set("second", tasks->second);
}

Result<Json> revisions_model(Visit& visit) {
  auto const quarters = hub::revisions_to_answer(visit.hub, visit.member());
  if (!quarters) return fail(quarters);
  Json list{Json::Array{}};
  for (auto const quarter : *quarters) list.push(format_quarter(quarter));
  return list;
}

/// Protection settings of which a loosening waits for this person.
Result<Json> settings_model(Visit& visit) {
  auto const names = hub::settings_to_answer(visit.hub, visit.member());
  if (!names) return fail(names);
  Json list{Json::Array{}};
  for (auto const& name : *names) list.push(Json{}.set("name", name).set("title", hub::setting_named(name)->title.view()));
  return list;
}

/// Drafts in which this person has something to say for their agency.
Result<Json> drafts_model(Visit& visit) {
  auto const drafts = hub::drafts_of(visit.hub, visit.who->agency);
  if (!drafts) return fail(drafts);
  Json list{Json::Array{}};
  bool const answers = hub::may(*visit.who, hub::Right::govern_agreements) != hub::May::no;
  for (auto const& draft : *drafts) {
    auto work = hub::work_in(draft, visit.who->agency);
    if (!answers) work.to_answer = 0;
    if (work.to_say + work.to_answer == 0) continue;
    Json one;
    one.set("id", draft.id).set("title", draft.agreement.title).set("reference", draft.agreement.reference()).set("to_say", work.to_say);
    list.push(one.set("to_answer", work.to_answer).set("href", "/drafts/" + draft.id));
  }
  return list;
}

Result<Answer> show_home(Visit& visit) {
  View view{"home"};
  view.model.set("agency", hub::agency_name(visit.hub, visit.who->agency));
  view.model.set("uploads", waiting_uploads(visit));
  auto sharing = hub::disclosures::tasks_json(visit.hub, visit.member());
  if (!sharing) return fail(sharing);
  view.model.set("sharing", std::move(*sharing));
  auto links = links_model(visit);
  if (!links) return fail(links);
  view.model.set("links", std::move(*links));
  auto revisions = revisions_model(visit);
  if (!revisions) return fail(revisions);
  view.model.set("revisions", std::move(*revisions));
  auto settings = settings_model(visit);
  if (!settings) return fail(settings);
  view.model.set("settings", std::move(*settings));
  Json own{Json::Array{}};
  Json others{Json::Array{}};
  std::uint64_t feeds = 0;
  if (visit.may(hub::Right::see_feeds)) {
    auto const all = hub::feed_status(visit.hub, visit.who->agency, visit.who->member);
    if (!all) return fail(all);
    for (auto const& status : *all) {
      bool const mine = status.feed.agency == visit.who->agency;
      feeds += mine ? 1 : 0;
      for (auto const& period : status.open) {
        auto& list = mine ? own : others;
        if (list.array().size() < most_late_shown && (mine || period.state != hub::PeriodState::due)) list.push(late_model(status, period));
      }
    }
  }
  Json agreed{Json::Array{}};
  Json drafts{Json::Array{}};
  if (visit.may(hub::Right::see_agreements)) {
    // Who sees the feeds has a leaf for that look already.
    if (!visit.may(hub::Right::see_feeds)) {
      if (auto noted = note_look(visit, "agreements"); !noted) return fail(noted);
    }
    auto list = agreed_model(visit);
    if (!list) return fail(list);
    agreed = std::move(*list);
    auto waiting = drafts_model(visit);
    if (!waiting) return fail(waiting);
    drafts = std::move(*waiting);
  }
  view.model.set("agreed", std::move(agreed)).set("drafts", std::move(drafts));
  view.model.set("most_shown", static_cast<std::uint64_t>(most_late_shown));
  view.model.set("own_feeds", feeds).set("own_open", std::move(own)).set("others_late", std::move(others));
  Json doors;
  doors.set("sharing", true).set("places", visit.may(hub::Right::see_places)).set("releases", visit.may(hub::Right::release)).set("products", visit.may(hub::Right::release));
  doors.set("feeds", visit.may(hub::Right::see_feeds)).set("check", visit.may(hub::Right::submit_files));
  doors.set("people", visit.may(hub::Right::manage_accounts_own_agency)).set("ledger", visit.may(hub::Right::see_ledger));
  doors.set("agreements", visit.may(hub::Right::see_agreements)).set("protection", visit.may(hub::Right::govern_agreements));
  doors.set("equality", visit.may(hub::Right::see_equality));
  view.model.set("doors", std::move(doors));
  return view;
}

}  // namespace

void add_home_page(Site& site) {
  site.add({.pattern = "/", .summary = "What waits for the person who is signed in", .page = show_home});
}

}  // namespace concordat::pages
