// SPDX-License-Identifier: Apache-2.0
// Inside the module: what takes long about a release of records, apart from the transaction of its entry, in which nobody else can
// write. It is worked out beforehand; the release that counts then finds it by what went in.
#pragma once

#include <string>
#include <vector>

#include "hub/records/record_points.h"
#include "hub/records/record_report.h"
#include "hub/records/record_rows.h"
#include "hub/release/picture.h"
#include "hub/release/watch.h"

namespace concordat::hub {

/// Who the records are for, and how many have to look alike.
struct RecordsFor {
  std::string agency;
  protection::RecipientHolds holds = protection::RecipientHolds::named_incidents;
  std::uint32_t k = 0;
};

/// What goes in.
struct RecordsGiven {
  Incidents incidents = {};
  std::vector<std::vector<protection::NamedIncident>> held = {};  ///< by each attacker
  std::vector<TriedOn> tried = {};                                ///< the same, as the report tells it
  std::vector<protection::ResidentRow> residents = {};
  protection::PublishedPoints const* points = nullptr;            ///< null: none
  std::string points_hash = {};
};
/// "records.none"; as `incidents_of`, `held_by` and `RecordPoints::read`. `points` null: neither points nor small areas may be told. REQUIRES: it stands while what is answered is used.
[[nodiscard]] Result<RecordsGiven> records_given(Hub& hub, std::vector<SourceDecision> const& sources, SourceDecision const& source, Periods const& periods, RecordsFor const& whom, RecordPoints* points);

/// What comes out.
struct CoarseRecords {
  protection::RecordRelease release = {};
  std::vector<std::string> told_of_none = {};  ///< columns
};
/// Made coarser, attacked, and no group by all that a record tells smaller than k. Errors as `protection::release_records`; where the
/// watch says so "work.stopped".
[[nodiscard]] Result<CoarseRecords> coarsen_records(RecordsGiven const& given, RecordsFor const& whom, Watch* watch);
/// The same of the same. Kept is what somebody waited for.
[[nodiscard]] Result<CoarseRecords> coarsen_records(RecordsGiven const& given, RecordsFor const& whom, Watch* watch, Workings& workings);

/// How many sets of the columns that leave as they are were looked at: by none of them more than one record in twenty stands alone, or
/// "records.too-few".
[[nodiscard]] Result<std::size_t> sets_of_columns(protection::RecordRelease const& release);

}  // namespace concordat::hub
