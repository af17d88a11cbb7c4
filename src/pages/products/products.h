// SPDX-License-Identifier: Apache-2.0
// Pages of products and their editions.
#pragma once

#include "hub/products/editions.h"
#include "pages/site.h"

namespace concordat::pages {

/// The list of products with the agency's editions, and opening one.
void add_product_pages(Site& site);
/// One edition: to read, to write, to sign, to print, as a workbook.
void add_edition_pages(Site& site);
/// Public editions: the list, one, its files, the answers, and proposing one.
void add_publication_pages(Site& site);

/// Editions of other agencies: which there are, reading one, consent, and taking back.
void add_share_pages(Site& site);

[[nodiscard]] hub::Editor editor_of(Visit const& visit);
[[nodiscard]] Json edition_row_model(hub::EditionRow const& row);
/// Sections with figures and words, as both the agency's own page and a reader's show them.
[[nodiscard]] Json edition_model(Visit const& visit, hub::Edition const& edition);

}  // namespace concordat::pages
