// SPDX-License-Identifier: Apache-2.0
// What every template is given besides its page's model: the hub, who is signed in, where they can go.
#pragma once

#include "pages/visit.h"

namespace concordat::pages {

[[nodiscard]] Json context_of(Visit const& visit, View const& view);

/// Where this person can go: key of the words, address, whether it is here.
[[nodiscard]] Json navigation_of(Visit const& visit);

}  // namespace concordat::pages
