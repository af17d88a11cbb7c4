// SPDX-License-Identifier: Apache-2.0
// Finds which records are of one person and writes down what changed: persons and links with their reasons, pairs that people are
// asked about, persons that need attention. Nothing is merged into one record, and nothing in silence.
//
//   auto const report = link_records(hub, scorer, {}, {});
//
// One transaction with its leaf ("link"). Every current record that tells of a person is compared; with records kept from the last
// run, only what came, changed or went since, with the same answer. Where nothing came or went, nothing is done.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/linkage/kept_records.h"
#include "hub/linkage/over_common.h"
#include "hub/linkage/scorer.h"
#include "hub/linkage/state.h"

namespace concordat::hub::links {

struct LinkOptions {
  bool whole = false;       ///< also where nothing came or went
  std::string member = {};  ///< who asked for it; empty: by command line, or by itself after a file came
  KeptRecords* kept = nullptr;  ///< records that were kept from the last run, and are kept for the next
};

struct LinkProgress {
  FixedText stage;  ///< open, compare, group
  std::uint64_t done = 0;
};
/// Answer false to cancel; nothing is changed then.
using LinkSink = std::function<bool(LinkProgress const&)>;

struct LinkReport {
  std::string id;
  std::string at;
  bool whole = false;
  bool nothing_new = false;  ///< no run: the numbers are those of the last
  std::string model_version;
  std::uint64_t records = 0;
  std::uint64_t pairs = 0;   ///< that may be one person, above the thresholds, or that people decided about
  bool only_changed = false; ///< what came, changed or went was compared, and nothing else again
  Changes changes;
  std::vector<OverCommon> over_common;  ///< of a run over everything; others do not look
  double seconds = 0;
  std::uint64_t ledger_index = 0;
};

/// "link.cancelled"; "link.changed-meanwhile" (retry) where others changed links again and again while records were compared.
[[nodiscard]] Result<LinkReport> link_records(Hub& hub, Scorer& scorer, LinkOptions const& options, LinkSink const& progress);

/// Thresholds of the last run: what people decide between two runs is judged by these. "link.no-run" where there was none.
[[nodiscard]] Result<Terms> terms_in_use(store::Connection& connection);
/// The last runs, newest first. No leaf: whoever shows them writes it.
[[nodiscard]] Result<std::vector<LinkReport>> link_runs(Hub& hub, std::size_t most);
/// Somebody looks at what runs changed: its leaf ("access").
[[nodiscard]] Result<void> note_look_at_report(Hub& hub, Member const& member);
/// Counts only; agencies by their ids.
[[nodiscard]] Json to_json(Hub const& hub, LinkReport const& report);

}  // namespace concordat::hub::links
