// SPDX-License-Identifier: Apache-2.0
// Signing in and out, one's own sessions, and the accounts of an agency.
#pragma once

#include "pages/site.h"

namespace concordat::pages {

void add_sign_in_pages(Site& site);
void add_link_pages(Site& site);
void add_own_account_pages(Site& site);
void add_account_pages(Site& site);

/// The form of the second step, or that of setting up an app: which the token asks for.
[[nodiscard]] Result<View> second_step(Visit& visit, hub::SignInStep const& step);
/// Where to go on to after signing in: a path of our own.
[[nodiscard]] std::string next_of(Visit const& visit);

}  // namespace concordat::pages
