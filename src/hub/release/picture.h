// SPDX-License-Identifier: Apache-2.0
// Computes and draws a granted table: counts, protects, renders. What comes out of here may leave; what goes in may not.
#pragma once

#include <string>
#include <vector>

#include "hub/quarters/coverage.h"
#include "hub/release/gate.h"
#include "render/about.h"

namespace concordat::hub {

struct ReleaseFile {
  std::string name;        ///< "violence-map.svg"
  std::string media_type;
  std::string content;
};

struct Drawing {
  std::string period;      ///< "2025-Q1 to 2026-Q3"
  std::string method;      ///< for the release's row
  std::vector<ReleaseFile> files;
};

/// What is known before drawing; the rest of About is filled in here.
struct DrawingRequest {
  std::string quarter;       ///< of a map; empty: the latest complete one
  Date today;
  render::About about;       ///< with release id, ledger index, recipient, purpose, created_at
};

/// "release.no-complete-quarter", "release.quarter-unknown", "release.quarter-incomplete", "release.quarter-not-chosen", "release.quarter-changed"; "quarter.reports-differ" where the
/// reports of a closed quarter are not what they were. REQUIRES: the quarters of timing_of are closed.
[[nodiscard]] Result<Drawing> draw(Hub& hub, Granted const& granted, DrawingRequest request);

/// What the drawing would be of, so that a stored release can be found before anything is computed.
struct Timing {
  std::string period;             ///< of the release's row
  std::vector<Quarter> quarters;  ///< that it counts in: to be closed before it is drawn
  Coverage coverage;
};
[[nodiscard]] Result<Timing> timing_of(Hub& hub, Granted const& granted, std::string const& quarter, Date today);

}  // namespace concordat::hub
