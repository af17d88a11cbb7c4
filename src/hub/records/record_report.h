// SPDX-License-Identifier: Apache-2.0
// Inside the module: released records as files, with the report of what was done to them and tried on them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/chance.h"
#include "hub/release/picture.h"
#include "hub/told/told.h"
#include "protection/recipient/release_records.h"
#include "render/disclosure_report.h"

namespace concordat::hub {

struct TriedOn {
  std::size_t incidents = 0;
  bool made_up = false;
};

struct RecordsReport {
  render::ReportLines release = {};  ///< which one, for whom, until when
  protection::RecipientHolds holds = protection::RecipientHolds::named_incidents;
  bool said = false;                 ///< whether the agreement says what the recipient holds
  std::size_t incidents = 0;         ///< of the quarter, before any was withheld: told as a band of what was withheld alone
  std::size_t left_out = 0;          ///< reports of the quarter whose place is not known to lie in the area
  std::vector<std::string> told_of_none = {};  ///< columns that are told of no record, because groups were too small with them
  std::string points = {};           ///< "table 1 of 2026-11-21": published points that public places may be told by; empty: none
  std::map<std::string, std::string, std::less<>> area_of_point = {};  ///< of those that records may tell: "point 12"
  bool beside_squares = false;       ///< neither points nor small areas may be told: the recipient has maps of squares of the quarter
  std::optional<std::int64_t> fewest_addresses = {};  ///< of the points that are told, but for those that stand for none
  bool place_would_tell = false;     ///< places are told of no record: beside what the recipient has they would give a small number away
  std::vector<TriedOn> tried = {};   ///< as the attackers
  std::optional<std::int64_t> residents = {};
  std::size_t sets = 0;
};

[[nodiscard]] render::DisclosureReport report_on(RecordsReport const& facts, protection::RecordRelease const& release);
/// What a reader should know first, one line each.
[[nodiscard]] std::string summary_on(render::DisclosureReport const& report, RecordsReport const& facts, protection::RecordRelease const& release);
/// Where a record tells its place; their number of columns where none does.
[[nodiscard]] std::size_t place_column_of(protection::RecordRelease const& release);
/// What the recipient will be able to count, by these files.
[[nodiscard]] told::ToldRecords told_by(RecordsReport const& facts, protection::RecordRelease const& release);
/// Tells the place of no record; false where none tells any.
[[nodiscard]] bool tell_no_places(protection::RecordRelease& release);
/// An order and ids of chance: neither says which record is which.
[[nodiscard]] std::string records_csv(protection::RecordRelease const& release, Chance& chance);

}  // namespace concordat::hub
