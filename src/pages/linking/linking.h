// SPDX-License-Identifier: Apache-2.0
// The pages of linkage: the queue of pairs, one pair, one person, who lives with them. What they show and refuse is decided in hub/linkage.
#pragma once

#include "pages/site.h"

namespace concordat::pages {

void add_linkage_pages(Site& site);
/// Who shares a home with a person: a form, and its answer.
void add_household_page(Site& site);
/// What lists say to criteria about a household, and what people judge.
void add_criteria_pages(Site& site);
/// How good links are: samples that reviewers judge, and what changes from run to run.
void add_link_quality_pages(Site& site);

}  // namespace concordat::pages
