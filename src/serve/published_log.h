// SPDX-License-Identifier: Apache-2.0
// What the hub shows of its ledger to anybody, as C2SP tlog-tiles: the newest signed checkpoint and hashes. Entries are not
// among it; a hash says nothing about the entry that it is of, since each holds a random id. It is what a partner's witness
// needs to see for itself that one checkpoint continues another.
#pragma once

#include <string_view>

#include "http/response.h"
#include "pages/hub_pool.h"
#include "pages/site.h"

namespace concordat::serve {

/// What lies at "checkpoint" or "tile/LEVEL/..." of it; 404 for what the newest signed checkpoint does not cover.
[[nodiscard]] http::Response published_log(pages::HubPool& hubs, std::string_view path);

/// GET /tlog/checkpoint, /tlog/tile/LEVEL/... REQUIRES: the pool outlives the site.
void add_published_log(pages::Site& site, pages::HubPool& hubs);

}  // namespace concordat::serve
