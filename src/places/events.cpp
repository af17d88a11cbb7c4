// SPDX-License-Identifier: Apache-2.0
#include "places/events.h"

#include <algorithm>
#include <cmath>

namespace concordat::places {

Result<ReportedEvents> ReportedEvents::admit(EventColumns const& columns) {
  std::size_t const rows = columns.x.size();
  auto const fits = [rows](auto const& column) { return column.empty() || column.size() == rows; };
  bool const fitting = columns.y.size() == rows && fits(columns.origin) && fits(columns.month) &&
                       fits(columns.start) && fits(columns.window) && fits(columns.category) &&
                       fits(columns.weight);
  if (!fitting) {
    return fail(Fault::internal, "events.unequal-columns", "The columns of the events are not of one length.",
                "Give every column one entry an event, or leave it empty.");
  }
  if (columns.origin.size() != rows) {
    return fail(Fault::missing, "events.no-origin",
                "The events do not say whether they were reported or discovered.",
                "Tag every event at intake; only reported ones can be counted or mapped.");
  }
  if (std::ranges::find(columns.origin, Origin::discovered) != columns.origin.end()) {
    return fail(Fault::refused, "events.discovered",
                "Discovered incidents, such as stops and searches, are among the events.",
                "Leave them out: they follow where an agency looks, not where violence happens.");
  }
  if (std::ranges::any_of(columns.window, [](std::int32_t minutes) { return minutes < 0; })) {
    return fail(Fault::malformed, "events.negative-window", "An event's time window ends before it begins.",
                "Put the beginning and the end of the window the right way round.");
  }
  if (std::ranges::any_of(columns.weight, [](double weight) { return !(weight >= 0 && weight <= 1e12); })) {
    return fail(Fault::malformed, "events.weight", "An event's weight is negative, too large or no number.",
                "Give weights of 0 or more, or none at all.");
  }
  return ReportedEvents{columns};
}

}  // namespace concordat::places
