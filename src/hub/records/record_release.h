// SPDX-License-Identifier: Apache-2.0
// Records of incidents on their way out: the gate permits them, they are coarsened and attacked, the ledger has them, and only then
// the files leave. Under the rules of protection/recipient, chosen by what the agreement says that the recipient holds.
//
//   auto answer = release_records_of(hub, {{"general-ed", "csp", "anna", "analyst", "violence-hotspot-analysis"}, "2026-Q3"});
//
// Invariants:
//   1. all of `record_fields` is permitted as depersonalised rows, or nothing is read;
//   2. a quarter of a source leaves once: to the same agency for the same purpose under the same rules the stored bytes are served,
//      and anything else is refused, so that no two tellings of one incident can be put together;
//   3. a release that somebody with named incidents could name people in does not leave.
#pragma once

#include <string>

#include "hub/release/gate.h"
#include "hub/release/release.h"
#include "hub/release/watch.h"

namespace concordat::hub {

struct RecordsAsked {
  RecordsRequest gate;
  std::string quarter = {};  ///< "2026-Q3"; empty: the latest complete one
  Watch* watch = nullptr;    ///< of whoever waits: told what is being worked out, which is before anybody else is kept waiting
};

/// Files: records.csv, points.csv where records tell published points, disclosure-control.html, disclosure-control.json, summary.txt. Where it is permitted and nothing can leave, the
/// problem, and an entry that says so: those of `periods_of`, "records.none", "records.left-before", "records.too-few", and of
/// `protection::release_records` "generalise.cannot" and "recipient.named". Stopped by the watch: "work.stopped", and nothing is written.
[[nodiscard]] Result<ReleaseAnswer> release_records_of(Hub& hub, RecordsAsked const& asked);

}  // namespace concordat::hub
