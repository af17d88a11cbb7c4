// SPDX-License-Identifier: Apache-2.0
// The pages of what agreements allow. What they show is computed in agreements/analysis, as for the command line.
#pragma once

#include "pages/site.h"

namespace concordat::pages {

/// The page that links to all of these; who can see a field, and what a role can see.
void add_sight_pages(Site& site);
/// Overlap, coverage and calendar.
void add_survey_pages(Site& site);
/// What a version changes.
void add_difference_page(Site& site);
/// The register, and agreements on paper.
void add_paper_pages(Site& site);
/// What a proposed version would have made of the questions of late.
void add_simulation_page(Site& site);
/// Drafts made of templates.
void add_template_pages(Site& site);

}  // namespace concordat::pages
