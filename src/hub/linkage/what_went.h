// SPDX-License-Identifier: Apache-2.0
// Inside the module: what a run over what changed does that a run over everything does by looking at everything.
#pragma once

#include <set>

#include "hub/linkage/grouping.h"
#include "hub/linkage/kept_records.h"
#include "hub/linkage/state.h"

namespace concordat::hub::links {

/// Links and pairs of records that went and were not replaced by one that is held. Whoever made a pair or a person with one of them is
/// put among the touched.
[[nodiscard]] Result<void> drop_what_went(store::Connection& connection, KeptRecords const& kept, std::set<Record>& touched);
/// `changes` are of what was regrouped; its counts of how everything stands are made those of all there is.
[[nodiscard]] Result<void> count_all(store::Connection& connection, KeptRecords const& kept, Grouped const& regrouped, Changes& changes);

}  // namespace concordat::hub::links
