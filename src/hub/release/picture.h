// SPDX-License-Identifier: Apache-2.0
// Computes and draws a granted table: counts, protects, renders. What comes out of here may leave; what goes in may not.
#pragma once

#include <string>
#include <vector>

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

/// "release.no-complete-quarter", "release.quarter-unknown", "release.quarter-incomplete".
[[nodiscard]] Result<Drawing> draw(Hub& hub, Granted const& granted, DrawingRequest request);

/// The period the drawing would have, so that a stored release can be found before anything is computed.
[[nodiscard]] Result<std::string> period_of(Hub& hub, Granted const& granted, std::string const& quarter, Date today);

}  // namespace concordat::hub
