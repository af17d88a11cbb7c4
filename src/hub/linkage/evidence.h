// SPDX-License-Identifier: Apache-2.0
// What agreed between two records, sealed: it opens only while both have their keys.
#pragma once

#include "base/json.h"
#include "hub/hub.h"
#include "hub/linkage/scorer.h"
#include "store/key_vault.h"
#include "store/value.h"

namespace concordat::hub::links {

/// {"prior": 0, "household": 0, "levels": [{"comparison": "name", "level": "exact", "agreement": "agrees", "weight": 0, "frequency": 0}]}
[[nodiscard]] Json to_json(Evidence const& evidence);
[[nodiscard]] Evidence evidence_in(Json const& json);
[[nodiscard]] FixedText name_of(Agreement agreement);

/// REQUIRES left.record < right.record. "keys.erased" where a record's key was destroyed.
[[nodiscard]] Result<store::Bytes> seal_evidence(Hub& hub, store::RecordKeyRef const& left, store::RecordKeyRef const& right, Evidence const& evidence);
/// The same failures; Fault::integrity where it was changed or belongs to other records.
[[nodiscard]] Result<Evidence> open_evidence(Hub& hub, store::RecordKeyRef const& left, store::RecordKeyRef const& right, store::Bytes const& sealed);

}  // namespace concordat::hub::links
