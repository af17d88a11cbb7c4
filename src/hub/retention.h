// SPDX-License-Identifier: Apache-2.0
// Deletes what has reached its date, without anybody asking, and says so in the ledger.
//
// A submission past its day loses its source records, events, persons in events, quarantine and file name; the keys of its
// sealed values are destroyed, so that no backup can open them. The submission's row stays as "erased", with its counts.
// Quarantined cells expire earlier, by themselves. Released files stay: they hold no personal data and their leaf cites
// them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "hub/hub.h"

namespace concordat::hub {

struct RetentionReport {
  std::uint64_t submissions = 0;  ///< erased
  std::uint64_t records = 0;
  std::uint64_t keys = 0;         ///< destroyed
  std::uint64_t quarantined = 0;  ///< cells expired
  std::uint64_t kept = 0;         ///< submissions whose day has not come
  std::string retired_key = {};   ///< public half of a signing key of the ledger that was destroyed; empty: none
  std::string retired_key_in = {};  ///< where its private half still lies, for people to destroy there; empty: nowhere
  std::vector<std::string> files = {};  ///< ids of the submissions erased
  std::vector<std::string> judgements = {};  ///< ids of judgements that went with a record they hung on
};

/// Safe to repeat and after a crash: keys are destroyed first, then rows.
[[nodiscard]] Result<RetentionReport> run_retention(Hub& hub);
/// Of closed samples of links: who judged which pair goes, and the hour; how it was judged stays. Not what was judged today, which counts
/// for what one person may judge in a day: that goes with the next round, or act of a sample, of a later day. REQUIRES: a write transaction.
[[nodiscard]] Result<void> forget_who_judged(store::Connection& connection, std::string const& today);

/// Longer than this after the last file of the hub, the machine's clock is doubted: what is deleted stays so. Files of the
/// last days prove nothing, for they may have come by the same clock.
constexpr std::chrono::days longest_pause{122};
constexpr std::chrono::days clock_unproved{30};

/// Whether this machine's clock is that far after the last file: then nothing is done that does not come back.
[[nodiscard]] Result<bool> clock_is_doubted(store::Connection& connection, Instant now);
/// "retention.clock-leap"
[[nodiscard]] Problem clock_leapt();

/// The same where nobody asked for it: "retention.clock-leap", with nothing deleted, after a longer pause.
[[nodiscard]] Result<RetentionReport> run_retention_by_itself(Hub& hub);

}  // namespace concordat::hub
