// SPDX-License-Identifier: Apache-2.0
// What the page of an agreement tells of its life, and what a member of a party may do there.
#pragma once

#include "hub/agreements/agreements_desk.h"
#include "pages/site.h"

namespace concordat::pages {

/// Life, history, assessments, acknowledgements and what comes next.
[[nodiscard]] Result<Json> life_model(Visit& visit, hub::Held const& all, hub::HeldAgreement const& one);

/// The page itself, also where a form on it was refused. It is an entry of the ledger.
[[nodiscard]] Result<Answer> show_agreement(Visit& visit);
/// The forms of that page.
void add_agreement_acts(Site& site);

}  // namespace concordat::pages
