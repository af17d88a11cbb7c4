// SPDX-License-Identifier: Apache-2.0
// Reported violence of a release's sources, as plain columns for counting. Nothing about anybody is read.
#pragma once

#include <vector>

#include "base/date.h"
#include "hub/release/gate.h"
#include "places/events.h"

namespace concordat::hub {

/// Months that every source of a table has delivered. A month that one of them did not would look like a month in which
/// little happened, so nothing that touches it is counted.
struct Coverage {
  std::vector<Month> months = {};  ///< ascending
  [[nodiscard]] bool has(Month month) const;
  [[nodiscard]] bool complete(Quarter quarter) const;
  /// The first and the last complete quarter before this day's; some between them may be incomplete.
  [[nodiscard]] std::optional<std::pair<Quarter, Quarter>> quarters(Date today) const;
  /// The latest calendar year with all its months.
  [[nodiscard]] std::optional<int> latest_year() const;
};
[[nodiscard]] Result<Coverage> coverage_of(store::Connection& connection, std::vector<SourceDecision> const& sources);

/// "police-incidents:24 ed-istv:48 lsoa-2021:5f3a09c1": the newest accepted submission of each source, and the boundaries.
[[nodiscard]] Result<std::string> data_version(store::Connection& connection, std::vector<SourceDecision> const& sources);

/// Owns the columns; `category` is the source's place in the list.
class EventStore {
 public:
  /// Current, reported events of the sources' violent categories in the months first to last. Where a permit suppresses
  /// an item of a row (an assault at home), that row keeps its month and loses its place.
  [[nodiscard]] static Result<EventStore> read(Hub& hub, std::vector<SourceDecision> const& sources, Month first,
                                               Month last);
  [[nodiscard]] Result<places::ReportedEvents> reported() const;
  /// Those for which `wanted` is not 0. REQUIRES: one number an event.
  [[nodiscard]] EventStore only(std::vector<std::uint8_t> const& wanted) const;
  /// Those of one source of the list.
  [[nodiscard]] EventStore of_source(std::size_t source) const;
  [[nodiscard]] std::size_t size() const { return x_.size(); }
  [[nodiscard]] std::vector<double> const& x() const { return x_; }
  [[nodiscard]] std::vector<double> const& y() const { return y_; }

 private:
  [[nodiscard]] Result<void> add(Hub& hub, SourceDecision const& source, std::uint16_t number, Month first, Month last);
  std::vector<double> x_;
  std::vector<double> y_;
  std::vector<places::Origin> origin_;
  std::vector<std::int32_t> month_;
  std::vector<std::int64_t> start_;
  std::vector<std::int32_t> window_;
  std::vector<std::uint16_t> source_;
};

}  // namespace concordat::hub
