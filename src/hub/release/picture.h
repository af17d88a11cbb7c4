// SPDX-License-Identifier: Apache-2.0
// Computes and draws a granted table: counts, protects, renders. What comes out of here may leave; what goes in may not.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/quarters/coverage.h"
#include "hub/release/event_store.h"
#include "hub/release/gate.h"
#include "hub/release/watch.h"
#include "hub/snap/tables.h"
#include "hub/told/told.h"
#include "render/about.h"

namespace concordat::hub {

struct ReleaseFile {
  std::string name;        ///< "violence-map.svg"
  std::string media_type;
  std::string content;
};

/// Raised whenever a table is made another way: what was made the old way is not served again.
inline constexpr int method_version = 7;

struct Drawing {
  std::string period;      ///< "2025-Q1 to 2026-Q3"
  std::string method;      ///< for the release's row
  std::vector<ReleaseFile> files;
  std::int64_t smallest_shown = 0;  ///< counts below it are hidden
  std::vector<std::string> places_on_maps = {};  ///< where reports stand on its maps of squares, for readers; empty where it has none
  bool beside_own = false;          ///< it is held against what others than the reader reported
};

/// Which quarters a table is of, and what counts in them. Nothing of a quarter that is not among `used` is read.
struct Periods {
  Coverage coverage;
  Quarter first;                  ///< of the quarters beside each other
  Quarter last;
  Quarter map;                    ///< the one quarter that a map and the like is of
  std::optional<int> year;
  std::optional<Quarter> before;  ///< of a change: what `map` is compared with
  std::vector<Quarter> used = {}; ///< that the table counts in: to be closed before it is drawn
  std::vector<Quarter> seasons = {};  ///< of signals: whole years of quarters without a gap up to `last`, three at least; empty: fewer
  std::vector<Quarter> fitted = {};  ///< of a forecast: the four that it is made from, before `map`, on which it is tried
};
/// `quarter` is what was asked for; empty: the latest complete one. "release.no-complete-quarter", "release.quarter-unknown",
/// "release.quarter-incomplete", "release.quarter-partly", "release.quarter-not-chosen", "release.quarter-changed", "release.no-earlier-quarter",
/// "release.no-two-sources", "release.too-few-quarters",
/// "release.no-year-before".
[[nodiscard]] Result<Periods> periods_of(Hub& hub, Granted const& granted, std::string const& quarter, Date today);
/// "2025-Q1 to 2026-Q3; map 2026-Q3": of the release's row, so that a stored release can be found before anything is computed.
[[nodiscard]] std::string period_text(TableKind kind, Periods const& all);
/// The sources that count in a quarter, as what was told is read by them.
[[nodiscard]] std::vector<told::CountedFeed> counted_feeds(Granted const& granted, Coverage const& coverage, Quarter quarter);
/// The true counts of a closed quarter. `area`: where each event lies. REQUIRES: the events are of the granted sources.
[[nodiscard]] told::Truth truth_of(Granted const& granted, Coverage const& coverage, Quarter quarter, EventStore const& events, std::vector<std::int32_t> const& area, std::vector<std::string> codes);
/// The published points of these quarters, each by the table that it was closed under. As snap::Tables::read.
[[nodiscard]] Result<snap::Tables> points_of_quarters(Hub& hub, Coverage const& coverage, std::span<Quarter const> quarters, snap::Tables const& earlier = {});
/// The hub's own middle areas, which records may tell in place of a release area; nothing where it has none.
[[nodiscard]] Result<std::optional<ReleaseAreas>> middle_areas(Hub& hub);
/// An area in which as many people live may be told in place of a middle area.
inline constexpr std::int64_t fewest_residents_of_a_place = 2'000;
/// Codes of the release areas that records tell as small areas; none where these are of another kind, or so many people live in each that it
/// stands for a middle area.
[[nodiscard]] Result<std::vector<std::string>> small_areas(Hub& hub);
/// Which release areas reports of each middle area lie in, where any of these told records. `area`: of each event.
[[nodiscard]] Result<void> add_middle_areas(Hub& hub, told::Truth& truth, std::span<told::Telling const> told, EventStore const& events, std::vector<std::int32_t> const& area);

/// Who waits for a drawing, and what was worked out for it before; null: nobody, nothing.
struct Handling {
  Watch* watch = nullptr;
  Workings* workings = nullptr;
  std::optional<told::Finding>* would_tell = nullptr;  ///< why "release.would-tell"
};

/// `about` comes with release id, ledger index, recipient, purpose, created_at and data version; the rest is filled in here.
/// "areas.none"; "quarter.reports-differ" where the reports of a closed quarter are not what they were. REQUIRES: the quarters that
/// are used are closed, and entered in the coverage. "work.stopped" where the watch says so. "release.would-tell" where its figures and what the
/// reader was told before give a small number away together.
[[nodiscard]] Result<Drawing> draw(Hub& hub, Granted const& granted, Periods periods, render::About about, Handling handling = {});

}  // namespace concordat::hub
