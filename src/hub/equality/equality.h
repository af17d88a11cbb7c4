// SPDX-License-Identifier: Apache-2.0
// Equality monitoring: counts by characteristic come in apart from casework, stay sealed, and leave as one protected report a quarter.
//
//   submit_monitoring(hub, officer, file);             // counts of a quarter that is over; nobody reads them back
//   make_equality_report(hub, officer, "2026-Q3");     // once: the quarter is closed by it
//   read_equality_report(hub, lead, "2026-Q3");        // the stored bytes, to officers and leads
//
// Officers hold the role of monitoring and no other, in no post of theirs; readers hold no role that does not read reports. Each call
// is an entry of the ledger, a refusal too.
//
// Errors of all: "equality.not-yours", "equality.other-role", "equality.other-post".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fixed_text.h"
#include "base/json.h"
#include "hub/hub.h"
#include "intake/read/file_descriptor.h"

namespace concordat::hub {

inline constexpr std::size_t most_monitoring_faults = 50;  ///< told of one file

/// What is wrong with a file, where, and what to do; never what a cell says.
struct MonitoringFault {
  std::uint64_t row = 0;     ///< as a spreadsheet numbers it; 0: the whole file
  std::uint32_t column = 0;  ///< from 1; 0: the whole row
  std::string field;         ///< "measure", "quarter", "characteristic", "group", "count"; empty: none of them
  FixedText code;
  FixedText title;
  FixedText remedy;
  std::string about = {};    ///< in words of the definitions and row numbers: which measure, which characteristics, which rows; no count
};

struct MonitoringTaken {
  std::string id;       ///< empty: refused, for its faults
  std::string quarter;
  std::uint64_t rows = 0;
  bool replaced = false;  ///< an earlier file of the agency for the quarter, whose counts are destroyed
  std::uint64_t ledger_index = 0;
  std::vector<MonitoringFault> faults = {};
};
/// A file of one quarter that is over: measure, quarter, characteristic, group, count. A later file of the agency takes the place of its
/// earlier one. With any fault nothing is kept. "equality.closed" once the report of the quarter is made; "equality.words" where the
/// definitions have errors.
[[nodiscard]] Result<MonitoringTaken> submit_monitoring(Hub& hub, Member const& member, intake::FileDescriptor file);

struct EqualityReport {
  std::string quarter;
  std::string made_at;
  std::uint64_t ledger_index = 0;
  std::string bytes = {};  ///< canonical JSON, as stored and committed to
};
/// Whether a report is made although an agency that could send has sent nothing of the quarter.
enum class MissingSenders : std::uint8_t { stop, go_without };
/// For officers. Counts what the agencies sent about the quarter, protects it, stores it; nothing that comes later counts.
/// "equality.quarter"; "equality.made-already"; "equality.no-rows"; "equality.missing" where `list_monitoring` names agencies that have sent nothing and
/// the officer does not say to go without them.
[[nodiscard]] Result<EqualityReport> make_equality_report(Hub& hub, Member const& member, std::string_view quarter, MissingSenders missing = MissingSenders::stop);

/// For officers and leads; the look is an entry. "equality.no-report"; "equality.changed" where it is not what its entry commits to.
[[nodiscard]] Result<EqualityReport> read_equality_report(Hub& hub, Member const& member, std::string_view quarter);

struct MonitoredAgency {
  std::string agency;
  std::string submitted_at;
};
struct MonitoredQuarter {
  std::string quarter;
  std::vector<MonitoredAgency> agencies;  ///< whose counts are there, or were counted
  std::vector<std::string> missing = {};  ///< while there is no report: agencies that have an officer, or sent counts of another quarter, and none of this
  std::string made_at = {};               ///< of its report; empty: none yet
  std::uint64_t ledger_index = 0;
};
/// Newest first; for officers and leads; the look is an entry.
[[nodiscard]] Result<std::vector<MonitoredQuarter>> list_monitoring(Hub& hub, Member const& member);

[[nodiscard]] Json to_json(MonitoringTaken const& taken);
[[nodiscard]] Json to_json(MonitoredQuarter const& quarter);

}  // namespace concordat::hub
