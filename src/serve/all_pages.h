// SPDX-License-Identifier: Apache-2.0
// Every page of the product on one site.
#pragma once

#include "pages/site.h"

namespace concordat::serve {

void add_all_pages(pages::Site& site);

}  // namespace concordat::serve
