// SPDX-License-Identifier: Apache-2.0
// The pages of sharing. What they show and refuse is decided in hub/sharing.
#pragma once

#include "agreements/document.h"
#include "hub/sharing/requests.h"
#include "pages/site.h"

namespace concordat::pages {

void add_may_i_pages(Site& site);
void add_request_pages(Site& site);
/// What was given in the hub: giving, opening, taking back, corrections.
void add_disclosure_pages(Site& site);
/// Facts about a matter.
void add_fact_pages(Site& site);
/// Who else works with somebody.
void add_locate_page(Site& site);
/// Uses, refusals, break-glass, the audit sample, and the page from which all of these are reached.
void add_sharing_pages(Site& site);

/// [{"id", "title"}] for choices; without the member's own agency.
[[nodiscard]] Json other_agencies(Visit const& visit);
/// Purposes that are not barred outright.
[[nodiscard]] Json open_purposes(Visit const& visit);
/// What agreements that the hub holds name between these two, with "as": the forms in which it may come; either may be empty: any agency.
[[nodiscard]] Result<Json> agreed_fields(Visit& visit, std::string_view discloser, std::string_view recipient);
[[nodiscard]] Json subject_roles(Visit const& visit);
/// The member as the hub has them now, with training.
[[nodiscard]] hub::Member asker(Visit const& visit);
/// A fault beside the field where what was typed there is too short to be a reason.
void ask_for_reason(Visit& visit, std::string const& field);
/// A fault beside the field of the form /ask in which it is.
void beside_its_field(Visit& visit, Problem const& problem);
/// [{"id", "title"}] by the catalogue.
[[nodiscard]] Json named_items(Visit const& visit, std::vector<std::string> const& fields);
/// The page of one request.
[[nodiscard]] Result<Answer> show_request(Visit& visit);
/// What was given in answer to it, as its page shows it; null: nothing.
[[nodiscard]] Result<Json> disclosure_model(Visit& visit, hub::sharing::SharingRequest const& request);
/// Of the asker: the role in which an agreement is likeliest to name them.
[[nodiscard]] std::string sharing_role(Visit const& visit);

}  // namespace concordat::pages
