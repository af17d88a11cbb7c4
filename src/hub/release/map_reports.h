// SPDX-License-Identifier: Apache-2.0
// Inside the module: the events of a map as the functions of maps take them. Holds them as long as it lives.
#pragma once

#include <optional>

#include "hub/release/artist.h"

namespace concordat::hub {

class MapReports {
 public:
  /// REQUIRES: `from` outlives it.
  explicit MapReports(Artist::MapEvents const& from) : events_{from.events.reported()} {
    if (from.of_others) of_others_.emplace(from.of_others->reported());
    if (from.rest) rest_.emplace(from.rest->reported());
  }
  [[nodiscard]] std::optional<Problem> problem() const {
    if (!events_) return events_.error();
    if (of_others_ && !*of_others_) return of_others_->error();
    if (rest_ && !*rest_) return rest_->error();
    return std::nullopt;
  }
  /// REQUIRES: no problem.
  [[nodiscard]] places::ReportedEvents const& events() const { return *events_; }
  /// REQUIRES: no problem, and that it outlives what is made with the options.
  void into(protection::MapOptions& options) const {
    options.of_others = of_others_ ? &**of_others_ : nullptr;
    options.rest = rest_ ? &**rest_ : nullptr;
  }

 private:
  Result<places::ReportedEvents> events_;
  std::optional<Result<places::ReportedEvents>> of_others_;
  std::optional<Result<places::ReportedEvents>> rest_;
};

}  // namespace concordat::hub
