// SPDX-License-Identifier: Apache-2.0
// A source's reports as incidents, with what its agreement takes out of a row already gone. Nothing about anybody is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/quarters/coverage.h"
#include "hub/release/gate.h"
#include "hub/release/picture.h"
#include "protection/recipient/attack.h"
#include "protection/recipient/field_rules.h"
#include "protection/recipient/release_records.h"

namespace concordat::hub {

/// Which areas a place lies in: the release area, where that is a small area; the middle area of the hub's own boundaries of the kind
/// `msoa`, else the release area where 2,000 people live in it or more; and the partnership, which stands for the authority.
class AreasOfPlaces {
 public:
  /// "areas.none" where the hub has no release areas.
  [[nodiscard]] static Result<AreasOfPlaces> read(Hub& hub);
  /// All empty for a place outside the release areas.
  [[nodiscard]] protection::AreaCodes of(double x, double y) const;
  /// The release area that the place lies in, and its code.
  [[nodiscard]] std::optional<std::size_t> release_area(double x, double y) const;
  [[nodiscard]] std::string const& code_of(std::size_t release_area) const;
  [[nodiscard]] std::vector<protection::ResidentRow> residents() const;

 private:
  AreasOfPlaces(Hub const& hub, ReleaseAreas const& areas) : release_{&areas}, small_{hub.partnership().area_kind == "lsoa"}, whole_{hub.partnership().id} {}
  ReleaseAreas const* release_;
  std::optional<ReleaseAreas> middle_ = {};
  bool small_;
  std::string whole_;
};

struct Incidents {
  std::vector<protection::IncidentRow> rows = {};
  bool kinds_told = false;  ///< whether the source tells kinds of place at all
  std::size_t left_out = 0;  ///< reports whose place is not known to lie where the agreement is for
};

/// Those of the source that count in the closed quarter. Where its permits are for an area, an incident that is not known to lie in the
/// release areas is left out.
[[nodiscard]] Result<Incidents> incidents_of(Hub& hub, SourceDecision const& source, Coverage const& coverage, Quarter quarter, AreasOfPlaces const& areas);

/// What the agency itself supplied of that quarter, as it could hold it against records it gets. Several readings where its feed tells
/// no kinds of place, since then it knows them and the hub does not. For the attack alone.
[[nodiscard]] Result<std::vector<std::vector<protection::NamedIncident>>> held_by(Hub& hub, std::string const& agency, std::vector<SourceDecision> const& sources,
                                                                                 Coverage const& coverage, Quarter quarter, AreasOfPlaces const& areas);

}  // namespace concordat::hub
