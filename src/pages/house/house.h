// SPDX-License-Identifier: Apache-2.0
// The pages of the house itself: home, agreements, the ledger, definitions, the agencies, and how the interface is
// described.
#pragma once

#include "pages/site.h"

namespace concordat::pages {

void add_home_page(Site& site);
void add_agreement_pages(Site& site);
/// Agreements that are being negotiated.
void add_draft_pages(Site& site);
void add_ledger_pages(Site& site);
void add_definition_pages(Site& site);
void add_agency_pages(Site& site);
/// What this hub hides: protection settings, tightened by one lead and loosened by two.
void add_protection_pages(Site& site);
/// Accessibility, privacy and cookies: for everybody.
void add_statement_pages(Site& site);
/// /openapi.json: made from the routes that are there when it is asked for.
void add_interface_pages(Site& site);

/// The description of every route of the site, OpenAPI 3.1.
[[nodiscard]] Json open_api(Site const& site, Settings const& settings);

}  // namespace concordat::pages
