// SPDX-License-Identifier: Apache-2.0
#include "hub/feeds.h"

#include <algorithm>

#include "hub/quarters/delivery.h"
#include "hub/submissions.h"
#include "pages/supply/supply.h"
#include "pages/wording.h"

namespace concordat::pages {

Result<hub::Feed const*> feed_of(Visit& visit) {
  auto const* feed = visit.hub.feed(visit.param("feed"));
  if (feed != nullptr) return feed;
  return fail(Fault::not_found, "feed.unknown", "This hub has no feed of that name.", "The page 'Feeds' lists the feeds.");
}

Result<hub::Feed const*> own_feed_of(Visit& visit) {
  auto const* feed = visit.hub.feed(visit.param("feed"));
  if (feed != nullptr && feed->agency == visit.who->agency) return feed;
  // One answer for another agency's feed and for one that is not there.
  return fail(Fault::not_found, "feed.not-yours", "Your agency has no feed of that name.",
              "The page 'Feeds' lists the feeds; files are sent by the agency that supplies them.");
}

std::string field_title(hub::Hub const& hub, std::string_view field) {
  auto const* known = hub.catalogue().field(field);
  return known == nullptr ? std::string{field} : known->label;
}

namespace {

Json period_model(hub::FeedPeriod const& period) {
  Json one;
  one.set("month", format_month(period.month)).set("month_words", months_words(period.month, period.last));
  one.set("state", hub::name_of(period.state).view()).set("due_by", date_model(period.due_by));
  one.set("days_late", period.days_late).set("late_words", days_late_words(period.days_late));
  return one;
}

Json odd_month_model(hub::OddMonth const& month) {
  auto one = hub::to_json(month);
  one.set("month_words", month_words(month.month)).set("said", month.said_at.empty() ? Json{} : instant_model(month.said_at));
  return one.set("reason_words", month.reason ? hub::words_of(*month.reason).view() : std::string_view{});
}

/// The worst of a feed's open periods: what a person should look at first.
std::string_view standing_of(hub::FeedStatus const& status, std::vector<hub::OddMonth> const& odd) {
  auto const has = [&](hub::PeriodState state) { return std::ranges::find(status.open, state, &hub::FeedPeriod::state) != status.open.end(); };
  if (has(hub::PeriodState::failed)) return "failed";
  if (status.silent) return "silent";
  if (has(hub::PeriodState::late)) return "late";
  if (std::ranges::find(odd, hub::Delivered::partly, &hub::OddMonth::how) != odd.end()) return "partly";
  if (has(hub::PeriodState::due)) return "due";
  return status.files == 0 ? "nothing-yet" : "up-to-date";
}

Result<Json> status_model(hub::FeedStatus const& status, Visit const& visit) {
  auto const odd = hub::odd_months(visit.hub, status.feed);
  if (!odd) return fail(odd);
  Json months{Json::Array{}};
  for (auto const& month : *odd) months.push(odd_month_model(month));
  Json one;
  one.set("odd_months", std::move(months));
  one.set("id", status.feed.id).set("title", status.feed.title).set("agency", status.agency_name);
  one.set("own", status.feed.agency == visit.who->agency).set("profile", status.feed.profile).set("standing", standing_of(status, *odd));
  one.set("files", status.files).set("failed", status.failed).set("href", "/feeds/" + status.feed.id);
  one.set("missed", status.missed).set("silent", status.silent).set("contact", status.feed.contact);
  one.set("latest", status.latest ? format_month(*status.latest) : "");
  one.set("latest_words", status.latest ? month_words(*status.latest) : "");
  one.set("last_received", instant_model(status.last_received));
  Json open{Json::Array{}};
  for (auto const& period : status.open) open.push(period_model(period));
  Json chase{Json::Array{}};
  for (auto const& member : status.chase) chase.push(member);
  one.set("open", std::move(open)).set("chase", std::move(chase));
  return one;
}

Json submission_model(hub::SubmissionRow const& row) {
  Json one;
  one.set("id", row.id).set("received", instant_model(row.received_at)).set("state", row.state).set("file", row.file.value_or(""));
  one.set("version", row.version).set("profile", row.profile);
  one.set("from", row.period_from ? format_month(*row.period_from) : "").set("to", row.period_to ? format_month(*row.period_to) : "");
  one.set("period", row.period_from ? month_words(*row.period_from) : "");
  if (row.period_to && row.period_from && row.period_to->index != row.period_from->index) {
    one.set("period", month_words(*row.period_from) + " to " + month_words(*row.period_to));
  }
  one.set("read", row.read).set("accepted", row.accepted).set("quarantined", row.quarantined).set("skipped", row.skipped);
  one.set("read_words", number_words(row.read)).set("accepted_words", number_words(row.accepted));
  one.set("quarantined_words", number_words(row.quarantined)).set("skipped_words", number_words(row.skipped));
  auto const gone = parse_date(row.delete_on);
  one.set("delete_on", gone ? date_model(*gone) : Json{});
  return one;
}

Result<Answer> list_feeds(Visit& visit) {
  auto const all = hub::feed_status(visit.hub, visit.who->agency, visit.who->member);
  if (!all) return fail(all);
  View view{"feeds/list"};
  Json feeds{Json::Array{}};
  for (auto const& status : *all) {
    auto model = status_model(status, visit);
    if (!model) return fail(model);
    feeds.push(std::move(*model));
  }
  view.model.set("feeds", std::move(feeds));
  return view;
}

Result<Answer> show_feed(Visit& visit) {
  auto const feed = feed_of(visit);
  if (!feed) return fail(feed);
  auto const all = hub::feed_status(visit.hub, visit.who->agency, visit.who->member);
  if (!all) return fail(all);
  View view{"feeds/feed"};
  for (auto const& status : *all) {
    if (status.feed.id != (*feed)->id) continue;
    auto model = status_model(status, visit);
    if (!model) return fail(model);
    view.model = std::move(*model);
  }
  Json reasons{Json::Array{}};
  for (auto const reason : hub::all_whole_reasons) reasons.push(Json{}.set("id", hub::name_of(reason).view()).set("title", hub::words_of(reason).view()));
  view.model.set("may_say_whole", hub::may_say_whole(**feed, visit.member())).set("reasons", std::move(reasons)).set("chosen", visit.input.text("month"));
  auto const rows = hub::submissions_of(visit.hub, **feed, visit.member());
  if (!rows) return fail(rows);
  Json submissions{Json::Array{}};
  for (auto const& row : *rows) submissions.push(submission_model(row));
  view.model.set("submissions", std::move(submissions)).set("most_shown", static_cast<std::uint64_t>(hub::most_submissions_shown));
  view.model.set("may_send", (*feed)->agency == visit.who->agency && visit.may(hub::Right::submit_files));
  auto const shows = hub::published_quality(visit.hub, **feed);
  if (!shows) return fail(shows);
  bool const shown = (*feed)->agency == visit.who->agency || *shows != hub::Published::nothing;
  view.model.set("may_see_quality", shown && visit.may(hub::Right::see_quality_own));
  view.model.set("may_see_quarantine", (*feed)->agency == visit.who->agency && visit.may(hub::Right::see_quarantine_own));
  return view;
}

Result<Answer> take_all_there(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  if (!visit.input.faults.empty()) return show_feed(visit);
  auto const index = hub::say_whole(visit.hub, **feed, visit.member(), visit.input.text("month"), *hub::whole_reason_named(visit.input.text("reason")));
  if (!index) return fail(index);
  Go go{"/feeds/" + (*feed)->id};
  go.model.set("ledger_index", *index);
  return go;
}

}  // namespace

void add_feed_pages(Site& site) {
  site.add({.pattern = "/feeds",
            .summary = "The timetable: which feeds are late, due, arrived or failed, and whom to ask",
            .need = Need::right,
            .right = hub::Right::see_feeds,
            .page = list_feeds});
  site.add({.pattern = "/feeds/:feed",
            .summary = "One feed: its open periods and the files that came",
            .need = Need::right,
            .right = hub::Right::see_feeds,
            .page = show_feed});
  site.add({.method = http::Method::post,
            .pattern = "/feeds/:feed/all-there",
            .summary = "Say of a month that the feed delivered in part that this is all there is: for a lead of the supplying agency",
            .need = Need::right,
            .right = hub::Right::see_feeds,
            .inputs = {{.name = "month", .label = "the month", .required = true, .longest = 7},
                       {.name = "reason", .kind = InputKind::choice, .label = "the reason", .required = true, .choices = hub::whole_reason_names()}},
            .page = take_all_there});
}

}  // namespace concordat::pages
