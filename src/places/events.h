// SPDX-License-Identifier: Apache-2.0
// Events as plain columns, and the one door through which they enter counts and densities.
//
// Incidents the police discovered by looking (stops, searches) follow where they look, so they would steer
// the map back to itself. ReportedEvents can only be made by `admit`, which refuses them; everything
// downstream asks for ReportedEvents. There is no column for anything about a person.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "base/result.h"

namespace concordat::places {

enum class Origin : std::uint8_t {
  reported,    ///< somebody told an agency, or came for treatment
  discovered,  ///< an agency found it by its own activity
};

inline constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int32_t no_month = std::numeric_limits<std::int32_t>::min();

/// Views only: the columns must outlive whatever is made from them. Empty means "the data have no such
/// column".
struct EventColumns {
  std::span<double const> x = {};  ///< metres; NaN where the place is not known
  std::span<double const> y = {};
  std::span<Origin const> origin = {};       ///< required: an event of unknown origin is not admitted
  std::span<std::int32_t const> month = {};  ///< Month::index; no_month where not known
  std::span<std::int64_t const> start =
      {};  ///< local minutes since 1970-01-01 00:00; no_time where not known
  std::span<std::int32_t const> window = {};  ///< minutes the event may have begun in; 0: at `start` itself
  std::span<std::uint16_t const> category = {};  ///< index into the caller's list of categories
  std::span<double const> weight = {};           ///< 0 or more; empty: every event counts once
};

class ReportedEvents {
 public:
  /// Refuses discovered incidents, columns of unequal length, negative windows and weights that are no
  /// number.
  [[nodiscard]] static Result<ReportedEvents> admit(EventColumns const& columns);

  [[nodiscard]] EventColumns const& columns() const { return columns_; }
  [[nodiscard]] std::size_t size() const { return columns_.x.size(); }

 private:
  explicit ReportedEvents(EventColumns const& columns) : columns_{columns} {}
  EventColumns columns_;
};

}  // namespace concordat::places
