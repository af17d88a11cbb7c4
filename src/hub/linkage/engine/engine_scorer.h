// SPDX-License-Identifier: Apache-2.0
// The linkage engine behind the hub's Scorer: the model of definitions/linkage/hub.yaml over the traits of records.
#pragma once

#include <memory>
#include <optional>

#include "hub/hub.h"
#include "hub/linkage/link_records.h"
#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

/// Reads the model, the nicknames and the common names of the hub's definitions. "link.model" where one of them is missing, has errors, has numbers
/// that are not given, or compares what is no trait.
[[nodiscard]] Result<std::unique_ptr<Scorer>> make_scorer(Hub& hub);

/// Links what came or went, by the hub's own model: after files were taken in and after records were deleted. Cheap where nothing did.
/// `kept`: what a server keeps between two runs.
[[nodiscard]] Result<LinkReport> link_what_changed(Hub& hub, KeptRecords* kept = nullptr, LinkSink const& progress = {});

}  // namespace concordat::hub::links
