// SPDX-License-Identifier: Apache-2.0
#include "hub/release/event_store.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concordat::hub {
namespace sql {

// A correction of single rows delivers no month.
constexpr store::Sql months =
    "SELECT period_from, period_to FROM submission WHERE feed = ? AND state = 'accepted' AND corrects IS NULL AND period_from IS NOT NULL";
constexpr store::Sql newest = "SELECT coalesce(max(number), 0) FROM submission WHERE feed = ? AND state = 'accepted'";
constexpr store::Sql boundaries =
    "SELECT a.kind, a.vintage, a.source_hash FROM area_set a JOIN partnership p ON p.release_area_kind = a.kind AND "
    "p.release_area_vintage = a.vintage";
constexpr store::Sql ranges =
    "SELECT first_record, last_record FROM submission WHERE feed = ? AND state = 'accepted' AND period_to >= ? AND "
    "period_from <= ? AND first_record IS NOT NULL ORDER BY number";
constexpr store::Sql events =
    "SELECT category, month, starts, minutes, utc_offset, easting, northing, place_type FROM event WHERE id BETWEEN ? AND ? "
    "AND month BETWEEN ? AND ? AND is_current = 1 AND discovered = 0";

}  // namespace sql

bool Coverage::has(Month month) const { return std::binary_search(months.begin(), months.end(), month); }

bool Coverage::complete(Quarter quarter) const {
  auto const first = quarter.first_month();
  return has(first) && has(first.next()) && has(first.next().next());
}

std::optional<std::pair<Quarter, Quarter>> Coverage::quarters(Date today) const {
  std::optional<std::pair<Quarter, Quarter>> found;
  auto const over = Quarter::of(Month::of(today));
  for (auto const month : months) {
    auto const quarter = Quarter::of(month);
    if (quarter >= over || !complete(quarter)) continue;
    found = std::pair{found ? found->first : quarter, quarter};
  }
  return found;
}

std::optional<int> Coverage::latest_year() const {
  std::optional<int> latest;
  for (auto const month : months) {
    bool whole = month.month() == 1;
    for (int i = 1; whole && i < 12; ++i) whole = has(Month{month.index + i});
    if (whole) latest = month.year();
  }
  return latest;
}

Result<Coverage> coverage_of(store::Connection& connection, std::vector<SourceDecision> const& sources) {
  std::optional<std::set<Month>> all;
  for (auto const& source : sources) {
    std::set<Month> delivered;
    auto read = connection.query(sql::months,
                                 [&](store::Row const& row) {
                                   // A stray row of long ago, reported late, delivers nothing of its year.
                                   auto month = std::max(Month{row.small(0)}, source.feed->first_period);
                                   for (; month <= Month{row.small(1)}; month = month.next()) delivered.insert(month);
                                 },
                                 source.feed->number);
    if (!read) return fail(read);
    if (!all) {
      all = std::move(delivered);
    } else {
      std::erase_if(*all, [&](Month month) { return !delivered.contains(month); });
    }
  }
  Coverage coverage;
  if (all) coverage.months.assign(all->begin(), all->end());
  return coverage;
}

Result<std::string> data_version(store::Connection& connection, std::vector<SourceDecision> const& sources) {
  std::string text;
  for (auto const& source : sources) {
    auto const newest = connection.query_integer(sql::newest, source.feed->number);
    if (!newest) return fail(newest);
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", source.feed->id, newest->value_or(0));
  }
  // Other boundaries or populations are other figures.
  auto read = connection.query(sql::boundaries, [&](store::Row const& row) {
    text += fmt::format(" {}-{}:{}", row.text(0), row.integer(1), row.text(2).substr(0, 8));
  });
  if (!read) return fail(read);
  return text;
}

namespace {

/// The suppressions of a source's permits that take the place of a row away.
std::vector<agreements::Suppression> place_suppressions(SourceDecision const& source) {
  std::vector<agreements::Suppression> found;
  for (auto const& permit : source.permits) {
    for (auto const& suppression : permit.suppress_when) {
      bool const of_place = std::any_of(suppression.items.begin(), suppression.items.end(), [](agreements::Word const& item) {
        return item.text.ends_with("_place") || item.text.ends_with("_by_cell") || item.text.ends_with(".*");
      });
      if (of_place) found.push_back(suppression);
    }
  }
  return found;
}

bool loses_place(std::vector<agreements::Suppression> const& suppressions, std::string_view place_type) {
  return std::any_of(suppressions.begin(), suppressions.end(), [&](agreements::Suppression const& suppression) {
    // Only the kind of place is kept beside an event; a rule about anything else finds nothing known, and suppresses.
    bool const about_place_type = suppression.field.text.ends_with("location_type") || suppression.field.text.ends_with("place_type");
    bool const known = !place_type.empty() && place_type != "not_known";
    auto const value = about_place_type && known ? std::optional{place_type} : std::nullopt;
    return agreements::is_suppressed(suppression, value);
  });
}

}  // namespace

Result<void> EventStore::add(Hub& hub, SourceDecision const& source, std::uint16_t number, Month first, Month last) {
  auto const& violent = hub.profiles().find(source.feed->profile)->category->violence;
  auto const suppressions = place_suppressions(source);
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  auto read = hub.database().query(sql::ranges, [&](store::Row const& row) { ranges.emplace_back(row.integer(0), row.integer(1)); },
                                   source.feed->number, first.index, last.index);
  if (!read) return read;
  for (auto const& [from, to] : ranges) {
    auto rows = hub.database().query(
        sql::events,
        [&](store::Row const& row) {
          if (std::find(violent.begin(), violent.end(), row.text(0)) == violent.end()) return;
          bool const placed = !row.is_null(5) && !loses_place(suppressions, row.text(7));
          x_.push_back(placed ? row.number(5) : std::nan(""));
          y_.push_back(placed ? row.number(6) : std::nan(""));
          origin_.push_back(places::Origin::reported);
          month_.push_back(row.small(1));
          start_.push_back(row.is_null(2) ? places::no_time : row.integer(2) + row.integer(4));
          window_.push_back(row.is_null(2) ? 0 : row.small(3));
          source_.push_back(number);
        },
        from, to, first.index, last.index);
    if (!rows) return rows;
  }
  return {};
}

Result<EventStore> EventStore::read(Hub& hub, std::vector<SourceDecision> const& sources, Month first, Month last) {
  EventStore events;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (auto done = events.add(hub, sources[i], static_cast<std::uint16_t>(i), first, last); !done) return fail(done);
  }
  return events;
}

EventStore EventStore::of_source(std::size_t source) const {
  std::vector<std::uint8_t> wanted;
  for (auto const one : source_) wanted.push_back(one == source ? 1 : 0);
  return only(wanted);
}

EventStore EventStore::only(std::vector<std::uint8_t> const& wanted) const {
  EventStore some;
  for (std::size_t event = 0; event < size(); ++event) {
    if (wanted[event] == 0) continue;
    some.x_.push_back(x_[event]);
    some.y_.push_back(y_[event]);
    some.origin_.push_back(origin_[event]);
    some.month_.push_back(month_[event]);
    some.start_.push_back(start_[event]);
    some.window_.push_back(window_[event]);
    some.source_.push_back(source_[event]);
  }
  return some;
}

Result<places::ReportedEvents> EventStore::reported() const {
  places::EventColumns columns;
  columns.x = x_;
  columns.y = y_;
  columns.origin = origin_;
  columns.month = month_;
  columns.start = start_;
  columns.window = window_;
  columns.category = source_;
  return places::ReportedEvents::admit(columns);
}

}  // namespace concordat::hub
