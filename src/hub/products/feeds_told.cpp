// SPDX-License-Identifier: Apache-2.0
#include "hub/products/feeds_told.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/json_list.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/agency_name.h"
#include "hub/products/works.h"
#include "hub/quarters/coverage.h"
#include "hub/release/tables.h"
#include "hub/shown_quality.h"
#include "protection/bands.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql file_after =
    "SELECT max(s.received_at) FROM submission s JOIN feed f ON f.number = s.feed WHERE f.id = ? AND s.state = 'accepted' AND s.received_at > ? AND s.period_from <= ? AND s.period_to >= ?";

}  // namespace sql

namespace {

/// Every period that is over, oldest first, as the timetable has it.
std::vector<FeedPeriod> periods_of(FeedStatus const& status, Date today) {
  std::vector<FeedPeriod> all;
  auto const step = std::max(1, status.feed.every.months);
  for (auto month = status.feed.first_period; Month{month.index + step}.first_day() <= today; month = Month{month.index + step}) {
    if (status.feed.expected_until && *status.feed.expected_until < month) break;
    auto const open = std::ranges::find(status.open, month, &FeedPeriod::month);
    if (open != status.open.end()) all.push_back(*open);
    else all.push_back({month, PeriodState::arrived, add(Month{month.index + step}.first_day(), status.feed.due_within), 0, Month{month.index + step - 1}});
  }
  return all;
}

Json period_told(FeedPeriod const& period) {
  Json one;
  one.set("months", months_of(period)).set("state", name_of(period.state).view());
  return std::move(one.set("due_by", format_date(period.due_by)).set("days_late", period.days_late));
}

/// The share in a band, and as a number to sort by alone.
struct Share {
  std::string label;
  std::string band;
  double part = 0;
  bool is_gap = false;
};

Result<Share> share_of(std::string label, std::uint64_t usable, std::uint64_t all) {
  auto const band = protection::coverage(static_cast<std::int64_t>(usable), static_cast<std::int64_t>(all), protection::SmallNumberRule::nhs());
  if (!band) return fail(band);
  bool const is_gap = *band != protection::CoverageBand::over_nine_tenths && *band != protection::CoverageBand::too_few;
  return Share{std::move(label), std::string{protection::text_of(*band).view()}, all == 0 ? 0 : static_cast<double>(usable) / static_cast<double>(all), is_gap};
}

/// Of the months of those periods together: what was taken in, and the fields that are filled in less than nine times of ten, the
/// emptiest first.
Result<void> tell_quality(Hub& hub, QualityView const& view, std::vector<FeedPeriod> const& periods, Json& into) {
  Json gaps{Json::Array{}};
  std::string taken_in;
  if (view.quality) {
    auto const& fields = view.quality->fields();
    std::uint64_t accepted = 0;
    std::uint64_t read = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> filled(fields.size());
    for (auto const& period : periods) {
      for (auto month = period.month; month <= period.last; month = Month{month.index + 1}) {
        auto const counts = view.quality->counts(month);
        if (!counts) continue;
        accepted += counts->accepted;
        read += counts->read();
        for (std::size_t i = 0; i < std::min(fields.size(), counts->fields.size()); ++i) {
          filled[i].first += counts->fields[i].present();
          filled[i].second += counts->fields[i].total();
        }
      }
    }
    // Both are rounded by themselves.
    auto const whole = share_of({}, std::min(accepted, read), read);
    if (!whole) return fail(whole);
    taken_in = whole->band;
    std::vector<Share> shares;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      auto const* field = hub.catalogue().field(fields[i]);
      auto share = share_of(field == nullptr ? fields[i] : field->label, std::min(filled[i].first, filled[i].second), filled[i].second);
      if (!share) return fail(share);
      if (share->is_gap) shares.push_back(std::move(*share));
    }
    std::ranges::stable_sort(shares, {}, &Share::part);
    for (auto const& share : shares) gaps.push(Json{}.set("field", share.label).set("filled", share.band));
  }
  into.set("shows", name_of(view.shows).view()).set("taken_in", std::move(taken_in)).set("gaps", std::move(gaps));
  return {};
}

bool is_counted(Hub const& hub, Feed const& feed) {
  auto const* profile = hub.profiles().find(feed.profile);
  return profile != nullptr && !count_fields(profile->feed_kind, TableKind::area_quarter).empty();
}

bool makes_return(Hub const& hub, Feed const& feed, std::string const& id) {
  auto const* profile = hub.profiles().find(feed.profile);
  return profile != nullptr && profile->makes_return && profile->makes_return->id == id;
}

/// Whether the return of that quarter came, as far as its feed was to bring one.
std::optional<FeedPeriod> period_in(FeedStatus const& status, Quarter quarter, Date today) {
  auto const first = quarter.first_month();
  for (auto const& period : periods_of(status, today)) {
    if (period.month <= first && first <= period.last) return period;
  }
  return std::nullopt;
}

/// What came of it, over every return that a holder sends. The first that came is enough: which successor of a body that ended
/// answers, an agreement says.
Json item_told(Hub const& hub, catalogue::PrescribedReturn const& prescribed, catalogue::PrescribedItem const& item, std::vector<FeedStatus> const& feeds, Quarter quarter, Date today) {
  std::set<std::string> holders;
  for (auto const& agency : hub.agencies()) {
    auto const* body = hub.catalogue().body(agency.kind);
    if (body != nullptr && std::ranges::find(item.holders, body->id) != item.holders.end()) holders.insert(agency.id);
  }
  Json one;
  one.set("number", item.number).set("title", item.title).set("law", prescribed.law).set("note", item.note);
  std::vector<std::string> names;
  for (auto const& holder : holders) names.push_back(agency_name(hub, holder));
  std::string state = holders.empty() ? "no-holder" : "no-feed";
  std::string feed;
  std::string due_by;
  for (auto const& status : feeds) {
    if (!holders.contains(status.feed.agency) || !makes_return(hub, status.feed, prescribed.id) || state == "arrived") continue;
    auto const period = period_in(status, quarter, today);
    state = period ? std::string{name_of(period->state).view()} : "not-expected";
    feed = status.feed.id;
    due_by = period ? format_date(period->due_by) : std::string{};
  }
  return std::move(one.set("holders", list_of(names)).set("state", state).set("feed", feed).set("due_by", due_by));
}

/// The latest quarter that a figure is of; without figures the one it was opened for, or the last that is over.
Quarter quarter_told(Hub const& hub, Edition const& edition) {
  std::optional<Quarter> latest;
  for (auto const& figure : edition.figures) {
    for (auto const word : text::split(figure.period, ' ')) {
      auto const quarter = parse_quarter(word.substr(0, word.find(';')));
      if (quarter && (!latest || *latest < *quarter)) latest = quarter;
    }
  }
  if (!latest) latest = parse_quarter(edition.row.quarter);
  return latest.value_or(Quarter{Quarter::of(Month::of(hub.clock().today())).index - 1});
}

/// When the newest file of the feed came of those for months of a quarter, `last` or before, that was closed already; and the quarter.
Result<std::optional<std::pair<std::string, Quarter>>> uncounted_file(store::Connection& connection, Feed const& feed, std::map<Quarter, ClosedQuarter> const& closed, Quarter last) {
  std::optional<std::pair<std::string, Quarter>> newest;
  for (auto const& [quarter, closing] : closed) {
    if (last < quarter) break;
    auto const first = quarter.first_month().index;
    auto const came = connection.query_one(sql::file_after, [](store::Row const& row) { return row.is_null(0) ? std::string{} : row.string(0); }, feed.id, closing.closed_at, first + 2, first);
    if (!came) return fail(came);
    if (*came && !(*came)->empty() && (!newest || newest->first < **came)) newest = std::pair{**came, quarter};
  }
  return newest;
}

}  // namespace

Result<Json> deliveries_of(Hub& hub, std::optional<Quarter> counted_to) {
  auto const feeds = read_feed_status(hub);
  if (!feeds) return fail(feeds);
  auto const closed = closed_quarters(hub.database());
  if (!closed) return fail(closed);
  auto const today = hub.clock().today();
  Json list{Json::Array{}};
  for (auto const& status : *feeds) {
    if (!is_counted(hub, status.feed)) continue;
    auto const all = periods_of(status, today);
    std::vector<FeedPeriod> told;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i + periods_told >= all.size() || all[i].state != PeriodState::arrived) told.push_back(all[i]);
    }
    Json periods{Json::Array{}};
    for (auto const& period : told) periods.push(period_told(period));
    auto const* profile = hub.profiles().find(status.feed.profile);
    Json one;
    one.set("feed", status.feed.id).set("title", status.feed.title).set("agency", status.feed.agency).set("agency_name", status.agency_name);
    one.set("source", source_name(profile->feed_kind).view()).set("periods", std::move(periods));
    std::optional<std::pair<std::string, Quarter>> later;
    if (counted_to) {
      auto found = uncounted_file(hub.database(), status.feed, *closed, *counted_to);
      if (!found) return fail(found);
      later = std::move(*found);
    }
    one.set("after_figures", later ? later->first.substr(0, 10) : std::string{}).set("uncounted_in", later ? format_quarter(later->second) : std::string{});
    auto const view = quality_for_everybody(hub, status.feed);
    if (!view) return fail(view);
    if (auto done = tell_quality(hub, *view, told, one); !done) return fail(done);
    list.push(std::move(one));
  }
  return list;
}

Result<Json> prescribed_of(Hub& hub, Quarter quarter, std::vector<std::string> const& counted) {
  auto const feeds = read_feed_status(hub);
  if (!feeds) return fail(feeds);
  Json list{Json::Array{}};
  for (auto const& prescribed : hub.catalogue().definitions().returns) {
    for (auto const& item : prescribed.items) {
      auto one = item_told(hub, prescribed, item, *feeds, quarter, hub.clock().today());
      bool const in_tables = std::ranges::find(counted, item.number) != counted.end();
      list.push(std::move(one.set("quarter", format_quarter(quarter)).set("counted", in_tables)));
    }
  }
  return list;
}

Result<Json> told_of(Hub& hub, Edition const& edition) {
  Json told;
  if (edition.product.has(catalogue::Work::deliveries)) {
    auto deliveries = deliveries_of(hub, edition.figures.empty() ? std::nullopt : std::optional{quarter_told(hub, edition)});
    if (!deliveries) return fail(deliveries);
    told.set("deliveries", std::move(*deliveries));
  }
  if (edition.product.has(catalogue::Work::prescribed)) {
    auto prescribed = prescribed_of(hub, quarter_told(hub, edition), edition.product.counted);
    if (!prescribed) return fail(prescribed);
    told.set("prescribed", std::move(*prescribed));
  }
  if (!told.is_null()) told.set("as_of", format_date(hub.clock().today()));
  return told;
}

namespace {

/// A list as it would be told on any day: that one more has passed is nothing that came.
Json without_days(Json const& list) {
  Json out{Json::Array{}};
  auto const any_day = [](Json one) {
    if (one.contains("days_late")) one.set("days_late", 0);
    if (one["state"].string() == "late") one.set("state", "due");
    return one;
  };
  if (!list.is_array()) return list;
  for (auto const& one : list.array()) {
    auto told = any_day(one);
    if (told.contains("periods")) {
      Json periods{Json::Array{}};
      for (auto const& period : told["periods"].array()) periods.push(any_day(period));
      told.set("periods", std::move(periods));
    }
    out.push(std::move(told));
  }
  return out;
}

}  // namespace

std::string mark_of_told(Edition const& edition) {
  constexpr std::size_t signs = 16;
  Json all;
  all.set("costs", to_json(edition.costs)).set("deliveries", without_days(edition.told["deliveries"])).set("prescribed", without_days(edition.told["prescribed"]));
  return crypto::to_hex(crypto::sha256(all.canonical())).substr(0, signs);
}

std::string period_words(Json const& period) {
  auto const state = period["state"].string();
  auto const months = period["months"].string();
  auto const due_by = period["due_by"].string();
  if (state == "arrived") return months + ": came";
  if (state == "due") return fmt::format("{}: due by {}", months, due_by);
  if (state == "failed") return fmt::format("{}: a file came that could not be taken in; due by {}", months, due_by);
  return fmt::format("{}: late by {} days, due by {}", months, period["days_late"].integer(), due_by);
}

std::string later_file_words(Json const& feed) {
  auto const day = feed["after_figures"].string();
  if (day.empty()) return day;
  return fmt::format("A file with months of {} came on {}, after that quarter was closed: no figure counts it, unless two people of two agencies let the quarter be counted anew (page of quarters).", feed["uncounted_in"].string(), day);
}

std::string item_words(Json const& item) {
  auto const state = item["state"].string();
  auto const due_by = item["due_by"].string();
  if (state == "no-holder") return "no agency of the partnership holds it";
  if (state == "no-feed") return "whoever holds it sends no return here";
  if (state == "not-expected") return "no return of this quarter was to come";
  if (state == "arrived") return "the return of this quarter came";
  if (state == "due") return fmt::format("the return is due by {}", due_by);
  if (state == "failed") return fmt::format("a file came that could not be taken in; due by {}", due_by);
  return fmt::format("the return is late; it was due by {}", due_by);
}

}  // namespace concordat::hub
