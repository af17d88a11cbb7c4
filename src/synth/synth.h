// SPDX-License-Identifier: Apache-2.0
// Writes a made-up partnership: the place "Northshire", its people, and the files its agencies would export.
//
// Invariants:
//   1. the same options write the same bytes, whatever the day and the machine;
//   2. memory does not grow with the number of people or months: people are computed from their number, and
//      one month of events is held at a time;
//   3. no real person, address, telephone or identifier: every identifier lies in a range kept for tests;
//   4. what is true (who is in which row, which errors were planted) lies in truth/, never among the exports.
//
// The folder afterwards:
//   partnership.yaml, areas-{lsoa,msoa,district}.geojson, key-places.geojson, streets.geojson, snap-points.csv, population.csv
//   exports/<agency>/<feed>/<one file a month>
//   equality/<agency>.csv: counts for equality monitoring
//   truth/{people,links,errors,areas}.csv, truth/hotspots.geojson
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/fixed_text.h"
#include "base/result.h"

namespace concordat::synth {

struct Options {
  std::uint64_t seed = 1;
  int months = 24;                         ///< 1 to 120
  Month last_month = Month::of(2026, 10);  ///< never taken from the clock, so that the bytes repeat
  std::uint32_t people = 180'000;          ///< 20,000 to 2,000,000; incidents grow with it
  std::filesystem::path folder = {};       ///< made if absent; must be empty
};

/// How far the writing is. `stage` is one of "place", "people", "months", "truth".
struct Progress {
  FixedText stage;
  std::uint32_t months_done = 0;
  std::uint32_t months_total = 0;
  std::uint64_t rows = 0;
};
/// Called a few times a month; answer false to stop (what is written so far stays, the answer is
/// "synth.cancelled").
using ProgressSink = std::function<bool(Progress const&)>;

struct ExportFile {
  std::string agency;  ///< "northshire-police"
  std::string feed;    ///< "police-incidents"
  Month period;
  std::string path;  ///< from the folder: "exports/northshire-police/police-incidents/incidents-2026-01.csv"
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};

struct Summary {
  std::uint32_t areas = 0;
  std::uint32_t people_met = 0;  ///< people who appear in at least one row
  std::uint64_t events = 0;      ///< what happened, recorded or not
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::map<std::string, std::uint64_t> rows_by_feed = {};
  std::map<std::string, std::uint64_t> errors_by_kind = {};  ///< equals the counts in truth/errors.csv
  std::vector<ExportFile> files = {};                        ///< in the order they were sent
};

/// Problems: synth.months, synth.people, synth.folder-not-empty, synth.cancelled, and those of base/file.h
/// for the disk.
[[nodiscard]] Result<Summary> write_partnership(Options const& options, ProgressSink const& progress = {});

}  // namespace concordat::synth
