// SPDX-License-Identifier: Apache-2.0
// Pages of equality monitoring, for officers and leads.
#pragma once

#include "pages/site.h"

namespace concordat::pages {

void add_equality_pages(Site& site);

}  // namespace concordat::pages
