// SPDX-License-Identifier: Apache-2.0
#include "hub/release/event_store.h"

#include <algorithm>
#include <cmath>

#include "places/compare/british_clock.h"
#include "protection/private_place.h"

namespace concordat::hub {
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

}  // namespace

bool takes_out(std::span<agreements::Suppression const> rules, std::string_view place_type) {
  bool const known = !place_type.empty() && place_type != "not_known" && place_type != said_to_be_private;
  return std::ranges::any_of(rules, [&](agreements::Suppression const& rule) {
    bool const about_kind = rule.field.text.ends_with("location_type") || rule.field.text.ends_with("place_type");
    return agreements::is_suppressed(rule, about_kind && known ? std::optional{place_type} : std::nullopt);
  });
}

Result<void> EventStore::add(Hub& hub, SourceDecision const& source, std::uint16_t number, Coverage const& coverage, Month first, Month last,
                              std::optional<ChosenPart> const& part) {
  auto const& profile = *hub.profiles().find(source.feed->profile);
  auto const& violent = profile.category->violence;
  bool const tells_kinds = profile.place.place_type.has_value();
  auto const suppressions = place_suppressions(source);
  bool const with_means = covers_means(source);
  return visit_reports(hub.database(), *source.feed, coverage, Quarter::of(first), Quarter::of(last), [&](StoredReport const& report) {
    if (std::find(violent.begin(), violent.end(), report.category) == violent.end()) return;
    bool const placed = report.place && !takes_out(suppressions, report.place_type);
    x_.push_back(placed ? report.place->first : std::nan(""));
    y_.push_back(placed ? report.place->second : std::nan(""));
    origin_.push_back(places::Origin::reported);
    month_.push_back(report.month.index);
    start_.push_back(report.starts ? *report.starts + places::british_offset(*report.starts) : places::no_time);
    utc_start_.push_back(report.starts.value_or(places::no_time));
    window_.push_back(report.minutes);
    source_.push_back(number);
    part_.push_back(part ? cell_of(*part, report, source.feed_kind) : std::uint16_t{0});
    record_.push_back(report.record);
    // A source that never tells the kind of place may tell of one report that it was domestic.
    bool const may_be_drawn = report.place_type.empty() ? !tells_kinds : !protection::is_private_place(report.place_type);
    on_map_.push_back(may_be_drawn ? 1 : 0);
    has_means_.push_back(with_means && !report.method.empty() && report.method != "not_known" ? 1 : 0);
    for_nearness_.push_back(report.place_type == said_to_be_private ? 0 : 1);
    before_arrival_.push_back(report.before_arrival ? 1 : 0);
  });
}

Result<EventStore> EventStore::read(Hub& hub, std::vector<SourceDecision> const& sources, Coverage const& coverage, Month first, Month last,
                                    std::optional<ChosenPart> const& part) {
  EventStore events;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (auto done = events.add(hub, sources[i], static_cast<std::uint16_t>(i), coverage, first, last, part); !done) return fail(done);
  }
  return events;
}

std::vector<std::int64_t> EventStore::counts_by_area_and_source(Quarter quarter, std::vector<std::int32_t> const& area, std::size_t areas, std::size_t sources) const {
  std::vector<std::int64_t> counts((areas + 1) * sources, 0);
  for (std::size_t event = 0; event < size(); ++event) {
    if (Quarter::of(Month{month_[event]}) != quarter) continue;
    auto const row = area[event] < 0 ? areas : static_cast<std::size_t>(area[event]);
    ++counts[row * sources + source_[event]];
  }
  return counts;
}

EventStore EventStore::of_source(std::size_t source) const {
  std::vector<std::uint8_t> wanted;
  for (auto const one : source_) wanted.push_back(one == source ? 1 : 0);
  return only(wanted);
}

std::vector<std::uint8_t> EventStore::in_part(std::size_t part) const {
  std::vector<std::uint8_t> wanted;
  for (auto const one : part_) wanted.push_back(one == part ? 1 : 0);
  return wanted;
}

EventStore EventStore::at_known_times() const {
  std::vector<std::uint8_t> wanted;
  for (auto const unknown : before_arrival_) wanted.push_back(unknown == 0 ? 1 : 0);
  return only(wanted);
}

EventStore EventStore::of_part(std::size_t part) const { return only(in_part(part)); }

std::vector<std::uint8_t> EventStore::among(std::vector<std::uint8_t> const& sources) const {
  std::vector<std::uint8_t> of_event;
  for (auto const source : source_) of_event.push_back(sources[source]);
  return of_event;
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
    some.utc_start_.push_back(utc_start_[event]);
    some.window_.push_back(window_[event]);
    some.source_.push_back(source_[event]);
    some.part_.push_back(part_[event]);
    some.record_.push_back(record_[event]);
    some.on_map_.push_back(on_map_[event]);
    some.has_means_.push_back(has_means_[event]);
    some.for_nearness_.push_back(for_nearness_[event]);
    some.before_arrival_.push_back(before_arrival_[event]);
  }
  return some;
}

EventStore EventStore::standing_at(std::vector<std::optional<places::Point>> const& spots) const {
  std::vector<std::uint8_t> stands;
  for (auto const& spot : spots) stands.push_back(spot ? 1 : 0);
  auto moved = only(stands);
  std::size_t event = 0;
  for (auto const& spot : spots) {
    if (!spot) continue;
    moved.x_[event] = spot->x;
    moved.y_[event] = spot->y;
    ++event;
  }
  return moved;
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

Result<places::WeekClock> EventStore::clock() const {
  std::vector<places::UtcWindow> timed;
  for (std::size_t event = 0; event < size(); ++event) {
    if (utc_start_[event] != places::no_time) timed.push_back({utc_start_[event], window_[event]});
  }
  auto made = places::british_clock(timed);
  if (made) made->events = size();
  return made;
}

}  // namespace concordat::hub
