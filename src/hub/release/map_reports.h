// SPDX-License-Identifier: Apache-2.0
// Inside the module: the events of a map as the functions of maps take them. Holds them as long as it lives.
#pragma once

#include <optional>
#include <vector>

#include "hub/release/artist.h"

namespace concordat::hub {

class MapReports {
 public:
  /// REQUIRES: `from` outlives it.
  explicit MapReports(Artist::MapEvents const& from) : events_{from.events.reported()} {
    if (from.of_others) of_others_.emplace(from.of_others->reported());
    for (auto const& rest : from.rest) rest_.push_back(rest.reported());
  }
  [[nodiscard]] std::optional<Problem> problem() const {
    if (!events_) return events_.error();
    if (of_others_ && !*of_others_) return of_others_->error();
    for (auto const& rest : rest_) {
      if (!rest) return rest.error();
    }
    return std::nullopt;
  }
  /// REQUIRES: no problem.
  [[nodiscard]] places::ReportedEvents const& events() const { return *events_; }
  /// REQUIRES: no problem, and that it outlives what is made with the options.
  void into(protection::MapOptions& options) const {
    options.of_others = of_others_ ? &**of_others_ : nullptr;
    options.rest.clear();
    for (auto const& rest : rest_) options.rest.push_back(&*rest);
  }

 private:
  Result<places::ReportedEvents> events_;
  std::optional<Result<places::ReportedEvents>> of_others_;
  std::vector<Result<places::ReportedEvents>> rest_;
};

}  // namespace concordat::hub
