// SPDX-License-Identifier: Apache-2.0
// What is answered to anybody without a look at the hub: styles and scripts, whether the server is well, its counts.
#pragma once

#include "pages/metrics.h"
#include "pages/site.h"

namespace concordat::pages {

/// /assets/:name, kept by browsers for a year; /healthz: 200 while the database answers, else 503; /metrics: for a
/// program on this machine that comes straight and not through a proxy, 404 for anybody else.
void add_plain_routes(Site& site, Services& services, Metrics const& metrics);

}  // namespace concordat::pages
